//! Compiles the C shim (`src/zend/shim/*.c`) against the headers of the PHP that `PHP_CONFIG` (default `php-config`)
//! names. Runs on the building machine, for the feature `php` only; refuses a PHP the extension cannot live in.
//! It looks for no PHP on its own and links nothing: the extension's PHP symbols are resolved by the php that loads it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const SHIM: &str = "src/zend/shim";

/// The oldest PHP that has the fiber interface the shim is written against, as `php-config --vernum` prints it.
const OLDEST_PHP: u32 = 80200;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={SHIM}");
    println!("cargo:rerun-if-env-changed=PHP_CONFIG");
    if env::var_os("CARGO_FEATURE_PHP").is_none() {
        return;
    }
    if let Err(sentence) = build() {
        eprintln!("error: {sentence}");
        std::process::exit(1);
    }
}

fn build() -> Result<(), String> {
    let php_config = env::var("PHP_CONFIG").ok().filter(|name| !name.is_empty()).unwrap_or("php-config".into());
    let headers = check_php(&php_config)?;
    let sources = shim_sources()?;
    if sources.is_empty() {
        return Ok(());
    }
    let mut cc = cc::Build::new();
    cc.std("gnu11").define("COMPILE_DL_PEREGRINE", None);
    // PHP's own headers are not ours to mend: as system headers they give no warnings.
    for dir in headers {
        cc.flag("-isystem").flag(dir);
    }
    cc.warnings(true).extra_warnings(true).flag("-Wno-unused-parameter").flag("-fno-strict-aliasing");
    // A module with an undeclared function would load, and die when it is first called.
    for mistake in ["implicit-function-declaration", "int-conversion", "incompatible-pointer-types"] {
        cc.flag(format!("-Werror={mistake}"));
    }
    // Also in the dev profile: the switch of coroutines goes through it.
    cc.opt_level(2);
    let broken = |e: cc::Error| format!("the C shim in {SHIM} does not compile: {e}");
    if env::var("PROFILE").is_ok_and(|profile| profile == "debug") {
        cc.define("PG_CHECKS", None);
    }
    // For scripts/valgrind: the checker is told of every stack. Needs <valgrind/valgrind.h>.
    println!("cargo:rerun-if-env-changed=PEREGRINE_VALGRIND");
    if env::var_os("PEREGRINE_VALGRIND").is_some() {
        cc.define("PG_VALGRIND", None);
    }
    if env::var("CARGO_CFG_SANITIZE").is_ok_and(|names| names.split(',').any(|name| name == "address")) {
        let objects = watched_objects(&cc.try_get_compiler().map_err(broken)?, &sources)?;
        return cc::Build::new().objects(objects).try_compile("peregrine_shim").map_err(broken);
    }
    cc.files(&sources).try_compile("peregrine_shim").map_err(broken)
}

/// Compiles for AddressSanitizer (scripts/asan-phpt), whatever CFLAGS keeps the C libraries among the dependencies out of
/// it: with cc alone CFLAGS comes last and wins.
fn watched_objects(tool: &cc::Tool, sources: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let mut objects = Vec::new();
    for source in sources {
        let object = out.join(source.file_name().unwrap_or_default()).with_extension("o");
        let mut command = tool.to_command();
        command.args(["-fsanitize=address", "-fno-omit-frame-pointer", "-g", "-c", "-o"]).arg(&object).arg(source);
        match command.status() {
            Ok(status) if status.success() => objects.push(object),
            other => return Err(format!("{} does not compile for AddressSanitizer: {other:?}", source.display())),
        }
    }
    Ok(objects)
}

/// The include directories of a PHP that fits, or the sentence that says why it does not.
fn check_php(php_config: &str) -> Result<Vec<String>, String> {
    let vernum = ask(php_config, "--vernum")?;
    let version = ask(php_config, "--version")?;
    if vernum.parse::<u32>().unwrap_or(0) < OLDEST_PHP {
        return Err(format!(
            "Peregrine needs PHP 8.2 or newer and `{php_config}` belongs to PHP {version}; set PHP_CONFIG to the php-config of a newer PHP."
        ));
    }
    let base = PathBuf::from(ask(php_config, "--include-dir")?);
    let config = base.join("main/php_config.h");
    // A PHP upgrade replaces these two; the shim is compiled again then.
    for header in [&config, &base.join("main/php_version.h")] {
        println!("cargo:rerun-if-changed={}", header.display());
    }
    let text = fs::read_to_string(&config).map_err(|e| {
        format!(
            "the headers of PHP {version} are missing ({}: {e}); install them (Debian: apt install php8.2-dev).",
            config.display()
        )
    })?;
    if text.lines().any(|line| line.trim_end() == "#define ZTS 1") {
        return Err(format!(
            "Peregrine needs a PHP without thread safety (NTS) and `{php_config}` belongs to a thread-safe (ZTS) PHP {version}; set PHP_CONFIG to the php-config of an NTS build."
        ));
    }
    let includes = ask(php_config, "--includes")?;
    Ok(includes.split_whitespace().filter_map(|flag| flag.strip_prefix("-I")).map(String::from).collect())
}

fn ask(php_config: &str, what: &str) -> Result<String, String> {
    let output = Command::new(php_config).arg(what).output().map_err(|e| {
        format!(
            "cannot run `{php_config}` ({e}), which says where PHP's headers are; install it (Debian: apt install php8.2-dev) or set PHP_CONFIG to its path."
        )
    })?;
    if !output.status.success() {
        return Err(format!(
            "`{php_config} {what}` failed ({}); set PHP_CONFIG to a working php-config.",
            output.status
        ));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_string())
}

fn shim_sources() -> Result<Vec<PathBuf>, String> {
    if !Path::new(SHIM).is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(SHIM).map_err(|e| format!("cannot read {SHIM}: {e}"))?;
    let mut files: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "c")).collect();
    files.sort(); // the same archive for the same sources
    Ok(files)
}

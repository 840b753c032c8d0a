//! Compiles the C shim against the headers of the PHP that `PHP_CONFIG` (default `php-config`) names.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-env-changed=PHP_CONFIG");
    println!("cargo:rerun-if-changed=src/zend/shim");
    if std::env::var_os("CARGO_FEATURE_PHP").is_none() {
        return;
    }
    let php_config = std::env::var("PHP_CONFIG").unwrap_or_else(|_| "php-config".into());
    let mut build = cc::Build::new();
    build.flag("-fno-strict-aliasing").warnings(false).opt_level(2);
    for flag in ask(&php_config, "--includes").split_whitespace() {
        build.flag(flag);
    }
    for entry in std::fs::read_dir(Path::new("src/zend/shim")).expect("src/zend/shim is part of the source") {
        let path = entry.expect("a directory entry").path();
        if path.extension().is_some_and(|e| e == "c") {
            build.file(path);
        }
    }
    build.define("COMPILE_DL_PEREGRINE", None).compile("peregrine_shim");
}

fn ask(php_config: &str, what: &str) -> String {
    match Command::new(php_config).arg(what).output() {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).into_owned(),
        _ => panic!("{php_config} does not run: install PHP's development files (Debian: php-dev) or set PHP_CONFIG"),
    }
}

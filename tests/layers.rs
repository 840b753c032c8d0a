//! Holds `src/` to the layer table of `docs/architecture.md`: reads the table there, then every source file, and fails
//! on a path to a module that the table does not allow. Also keeps unsafe code where the table says it lives.
//! Text only: it strips comments and strings and needs neither a compiler nor PHP.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Where `#![allow(unsafe_code)]` may stand; a trailing name without slash is a prefix.
const UNSAFE_PLACES: [&str; 3] = ["sys", "zend", "kafka/sys"];

/// What a module may import.
enum Allowed {
    Everything,
    Only(BTreeSet<String>),
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let page = fs::read_to_string(root().join("docs/architecture.md")).expect("docs/architecture.md");
    let table = layer_table(&page);
    assert!(table.len() > 8, "the layer table in docs/architecture.md is not found or has lost rows");
    let mut wrong = Vec::new();
    for file in sources(&root().join("src")) {
        let name = file.strip_prefix(root().join("src")).expect("below src").to_owned();
        let text = code_only(&fs::read_to_string(&file).expect("readable source"));
        wrong.extend(violations(&name, &text, &table));
    }
    assert!(wrong.is_empty(), "imports against the layer table of docs/architecture.md:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_a_row() {
    let page = fs::read_to_string(root().join("docs/architecture.md")).expect("docs/architecture.md");
    let table = layer_table(&page);
    for file in sources(&root().join("src")) {
        let name = file.strip_prefix(root().join("src")).expect("below src");
        let module = top_module(name);
        assert!(
            module == "lib" || table.contains_key(&module),
            "src/{} is in no row of the layer table",
            name.display()
        );
    }
}

#[test]
fn unsafe_code_stays_in_its_places() {
    let mut wrong = Vec::new();
    for file in sources(&root().join("src")) {
        let name = file.strip_prefix(root().join("src")).expect("below src").with_extension("");
        let name = name.to_str().expect("UTF-8 path").to_owned();
        let at_home = UNSAFE_PLACES.iter().any(|place| match place.split_once('/') {
            Some(_) => name.starts_with(place),
            None => name == *place || name.starts_with(&format!("{place}/")),
        });
        let text = code_only(&fs::read_to_string(&file).expect("readable source"));
        if !at_home && text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "unsafe_code") {
            wrong.push(format!("src/{name}.rs"));
        }
    }
    assert!(wrong.is_empty(), "these files lift the lint against unsafe code: {wrong:?}");
}

#[test]
fn the_reader_sees_what_it_must() {
    let table = layer_table(
        "| module | lives | may import |\n|---|---|---|\n| `a/`, `b` | x | – |\n| `c/` | x | a, b |\n| `d/` | x | everything; nothing imports `d` |\n",
    );
    let check = |file: &str, text: &str| violations(Path::new(file), &code_only(text), &table).len();
    assert_eq!(check("c/x.rs", "use crate::a::T; use crate::{b, a::{U, V}}; let y = crate::c::z();"), 0);
    assert_eq!(check("a/x.rs", "use crate::c::T;"), 1);
    assert_eq!(check("a.rs", "use crate::{\n b::{self, X},\n c as other,\n};"), 2);
    assert_eq!(check("b/x.rs", "fn f() { crate::c::call() }"), 1);
    assert_eq!(
        check(
            "b/x.rs",
            "// crate::c\n/* crate::c /* nested */ crate::c */ let s = \"crate::c\"; let c = '\"'; let q = r#\"crate::c\"#;"
        ),
        0
    );
    assert_eq!(check("d/x.rs", "use crate::a; use crate::c;"), 0);
    assert_eq!(check("c/x.rs", "use crate::d::Y; pub(in crate::c) fn f() {} pub(crate) fn g() {}"), 1);
}

/// The rows of the table whose header says "may import": module to what it may import.
fn layer_table(page: &str) -> BTreeMap<String, Allowed> {
    let mut table = BTreeMap::new();
    let rows = page.lines().skip_while(|line| !(line.starts_with('|') && line.contains("may import"))).skip(2);
    for row in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        let (modules, allowed) = (cells[0], cells[cells.len() - 1]);
        for module in modules.split('`').skip(1).step_by(2) {
            table.insert(module.trim_end_matches('/').to_owned(), parse_allowed(allowed));
        }
    }
    table
}

fn parse_allowed(cell: &str) -> Allowed {
    if cell.trim().starts_with("everything") {
        return Allowed::Everything;
    }
    let word = |c: char| c.is_ascii_lowercase() || c == '_';
    Allowed::Only(cell.split(|c: char| !word(c)).filter(|name| !name.is_empty()).map(String::from).collect())
}

fn violations(file: &Path, code: &str, table: &BTreeMap<String, Allowed>) -> Vec<String> {
    let module = top_module(file);
    let Some(Allowed::Only(allowed)) = table.get(&module) else { return Vec::new() };
    let imported = imported_modules(code).into_iter();
    imported
        .filter(|other| *other != module && table.contains_key(other) && !allowed.contains(other))
        .map(|other| format!("  src/{}: `{module}` must not see `{other}`", file.display()))
        .collect()
}

/// The first name after every `crate::` in the code, and each first name of a `crate::{…}` group.
fn imported_modules(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = code[at + "crate::".len()..].trim_start();
        match rest.strip_prefix('{') {
            Some(group) => found.extend(group_heads(group)),
            None => found.push(identifier(rest)),
        }
    }
    found
}

fn group_heads(group: &str) -> Vec<String> {
    let (mut heads, mut depth, mut start) = (Vec::new(), 0usize, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                heads.push(identifier(group[start..at].trim_start()));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    heads
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn top_module(file: &Path) -> String {
    let first = file.iter().next().expect("a file name");
    Path::new(first).file_stem().expect("a stem").to_string_lossy().into_owned()
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).expect("readable directory").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The text without comments and without the contents of strings and character literals.
fn code_only(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = skip_comment(rest).or_else(|| skip_literal(rest, out.chars().next_back()));
        match skipped {
            Some(after) => {
                out.push(' ');
                rest = after;
            }
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

fn skip_comment(text: &str) -> Option<&str> {
    if text.starts_with("//") {
        return Some(&text[text.find('\n').unwrap_or(text.len())..]);
    }
    if !text.starts_with("/*") {
        return None;
    }
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        match text.as_bytes()[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return Some(&text[at..]);
        }
    }
    Some("")
}

fn skip_literal(text: &str, before: Option<char>) -> Option<&str> {
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if text.starts_with('r') && !in_word || text.starts_with('r') && matches!(before, Some('b' | 'c')) {
        let hashes = text[1..].bytes().take_while(|b| *b == b'#').count();
        if text[1 + hashes..].starts_with('"') {
            let body = &text[2 + hashes..];
            let end = format!("\"{}", "#".repeat(hashes));
            return Some(body.find(&end).map_or("", |at| &body[at + end.len()..]));
        }
    }
    if text.starts_with('"') {
        return Some(after_closing(text, b'"'));
    }
    // 'a' and '\n' are literals, 'a without a closing quote is a lifetime.
    let second = text.strip_prefix('\'')?.chars().next()?;
    let is_char = second == '\\' || text[1 + second.len_utf8()..].starts_with('\'');
    is_char.then(|| after_closing(text, b'\''))
}

/// What follows the literal that `text` begins with; `quote` ends it.
fn after_closing(text: &str, quote: u8) -> &str {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    text.get(at + 1..).unwrap_or("")
}

//! Prints the API as PHP source with docs, for IDEs and static analysis: `stubs/peregrine.php` is this text.

use super::class::{Access, Class, Constant, Function, Property, TextConstant};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The PHP source of everything that is registered.
pub(crate) fn render(
    classes: &[&Class],
    functions: &[&[Function]],
    constants: &[&Constant],
    texts: &[TextConstant],
) -> String {
    let mut spaces: BTreeMap<&str, String> = BTreeMap::new();
    for TextConstant { name, value, doc } in texts {
        let (space, name) = split(name);
        let text = spaces.entry(space).or_default();
        let _ = write!(text, "\n{}const {name} = '{value}';\n", comment(doc, "    ", "    "));
    }
    for constant in constants {
        let (space, name) = split(constant.name);
        let text = spaces.entry(space).or_default();
        let _ = write!(text, "\n{}const {name} = {};\n", comment(constant.doc, "    ", "    "), constant.value);
    }
    for function in functions.iter().copied().flatten() {
        let (space, _) = split(
            function.signature.split_once("function ").map_or("", |(_, rest)| rest.split('(').next().unwrap_or("")),
        );
        let named = match space {
            "" => function.signature.to_owned(),
            space => function.signature.replacen(&format!("{space}\\"), "", 1),
        };
        let signature = qualified(&named);
        let text = spaces.entry(space).or_default();
        let _ = write!(text, "\n{}{signature} {{}}\n", comment(function.doc, "    ", "    "));
    }
    for class in classes {
        let text = spaces.entry(split(class.name).0).or_default();
        render_class(text, class);
    }
    let mut all =
        String::from("<?php\n\n// Printed from the built extension by `make stubs`: change the Rust source instead.\n");
    for (space, text) in spaces {
        let _ = write!(all, "\n{}\n{{{text}}}\n", format!("namespace {space}").trim_end());
    }
    all
}

fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('\\').unwrap_or(("", name))
}

/// Class names with the leading backslash that PHP wants inside a namespace: every capitalised word that begins a name.
/// Words in capitals alone are constants, which PHP finds without.
fn qualified(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let begins = c.is_ascii_uppercase() && !before.is_alphanumeric() && !"\\$_'".contains(before);
        let word = || text[at..].split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
        if begins && word().contains(|c: char| c.is_ascii_lowercase()) {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

fn comment(doc: &str, indent: &str, after: &str) -> String {
    let lines: Vec<&str> = doc.trim_end().lines().map(|l| l.strip_prefix(' ').unwrap_or(l).trim_end()).collect();
    match lines.as_slice() {
        [] => after.to_owned(),
        [one] => format!("{indent}/** {one} */\n{after}"),
        many => {
            let body: String =
                many.iter().map(|l| format!("{indent} *{}{l}\n", if l.is_empty() { "" } else { " " })).collect();
            format!("{indent}/**\n{body}{indent} */\n{after}")
        }
    }
}

fn render_class(text: &mut String, class: &Class) {
    let modifier = match class.access {
        Access::Open => "",
        Access::Final => "final ",
        Access::Abstract => "abstract ",
    };
    let list = |names: &[&str]| names.iter().map(|n| format!("\\{n}")).collect::<Vec<_>>().join(", ");
    let extends = if class.parent.is_empty() { String::new() } else { format!(" extends \\{}", class.parent) };
    let implements =
        if class.interfaces.is_empty() { String::new() } else { format!(" implements {}", list(class.interfaces)) };
    let name = split(class.name).1;
    let _ = write!(text, "\n{}{modifier}class {name}{extends}{implements}\n    {{", comment(class.doc, "    ", "    "));
    let inner = "        ";
    for Constant { name, value, doc } in class.constants {
        let _ = write!(text, "\n{}public const {name} = {value};\n", comment(doc, inner, inner));
    }
    for Property { declaration, doc } in class.properties {
        let typed = declaration.split('$').next().unwrap_or("").split_whitespace().count() > 1;
        let default = if declaration.contains('=') || typed { "" } else { " = null" };
        let _ = write!(text, "\n{}{}{default};\n", comment(doc, inner, inner), qualified(declaration));
    }
    for Function { signature, doc, .. } in class.methods {
        let _ = write!(text, "\n{}{} {{}}\n", comment(doc, inner, inner), qualified(signature));
    }
    text.push_str("    }\n");
}

//! The version and the like stand in several manifests because their tools want them there; they must agree with
//! Cargo.toml. Reads files of the repository only.

use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The text of the first `<name>…</name>` after `from`.
fn element<'a>(xml: &'a str, from: &str, name: &str) -> &'a str {
    let rest = &xml[xml.find(from).unwrap_or_else(|| panic!("no {from} in package.xml"))..];
    let start = rest.find(&format!("<{name}>")).unwrap_or_else(|| panic!("no <{name}> after {from}")) + name.len() + 2;
    let end = rest[start..].find("</").expect("a closing tag");
    rest[start..start + end].trim()
}

#[test]
fn package_xml_has_the_version_of_cargo_toml() {
    let xml = read("package.xml");
    assert_eq!(element(&xml, "<version>", "release"), env!("CARGO_PKG_VERSION"));
    assert_eq!(element(&xml, "<package ", "name"), env!("CARGO_PKG_NAME"));
}

#[test]
fn package_xml_and_composer_json_ask_for_the_same_php() {
    assert_eq!(element(&read("package.xml"), "<php>", "min"), "8.2.0");
    let composer: String = read("composer.json").split_whitespace().collect();
    assert!(composer.contains("\"php\":\">=8.2\""), "composer.json asks for another PHP than package.xml");
    assert!(read("build.rs").contains("80200") && read("config.m4").contains("80200"));
}

#[test]
fn composer_json_leaves_the_version_to_the_tag_and_names_the_extension() {
    let composer: String = read("composer.json").split_whitespace().collect();
    assert!(!composer.contains("\"version\":"), "Packagist and PIE take the version from the git tag");
    assert!(composer.contains("\"type\":\"php-ext\"") && composer.contains("\"extension-name\":\"peregrine\""));
    assert!(composer.contains("\"support-zts\":false"));
}

#[test]
fn every_manifest_names_the_licence() {
    for (file, word) in [
        ("composer.json", "\"Apache-2.0\""),
        ("package.xml", ">Apache-2.0</license>"),
        ("Cargo.toml", "\"Apache-2.0\""),
    ] {
        assert!(read(file).contains(word), "{file} does not say Apache-2.0");
    }
}

#[test]
fn the_changelog_has_a_place_for_what_is_new() {
    assert!(read("CHANGELOG.md").contains("\n## Unreleased\n"));
}

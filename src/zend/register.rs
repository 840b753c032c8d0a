//! Tells the engine, at start-up and once, about classes, functions and constants (`class`). What the engine keeps
//! pointers into is leaked: it lives as long as the process.

use super::class::{Access, Class, Constant, Function, Kind, Property, TextConstant};
use super::ffi::{self, RawFunction, RawParameter, zend_class_entry};
use super::signature::Signature;
use std::ffi::{CString, c_char};

const PUBLIC: u32 = 1;
const PROTECTED: u32 = 2;
const PRIVATE: u32 = 4;
const STATIC: u32 = 16;
const FINAL: u32 = 32;
const ABSTRACT: u32 = 64;
const READONLY: u32 = 128;

/// Text the engine keeps pointers into, for the life of the process.
fn leak(text: &str) -> *const c_char {
    CString::new(text).expect("no NUL in our own text").into_raw()
}

/// Everything PHP code can see is documented; the stubs print it.
fn check_documented(name: &str, doc: &str) {
    debug_assert!(!doc.trim().is_empty(), "{name} has no documentation");
}

fn flags_of(modifiers: &[String]) -> u32 {
    let flag = |m: &String| match m.as_str() {
        "public" => PUBLIC,
        "protected" => PROTECTED,
        "private" => PRIVATE,
        "static" => STATIC,
        "final" => FINAL,
        "abstract" => ABSTRACT,
        "readonly" => READONLY,
        other => panic!("modifier {other}"),
    };
    modifiers.iter().map(flag).fold(0, |all, one| all | one)
}

fn raw_function(function: &Function) -> RawFunction {
    let signature = Signature::parse(function.signature).unwrap_or_else(|| panic!("signature {}", function.signature));
    check_documented(function.signature, function.doc);
    let parameters: Vec<RawParameter> = signature
        .parameters
        .iter()
        .map(|p| RawParameter {
            name: leak(&p.name),
            type_: leak(&p.type_),
            default_value: p.default_value.as_deref().map_or(std::ptr::null(), leak),
            by_reference: p.by_reference,
            variadic: p.variadic,
            sensitive: p.sensitive,
        })
        .collect();
    RawFunction {
        name: leak(&signature.name),
        handler: function.handler,
        count: parameters.len() as u32,
        required: signature.required(),
        parameters: Vec::leak(parameters).as_ptr(),
        returns: leak(&signature.returns),
        flags: flags_of(&signature.modifiers),
    }
}

fn register_property(ce: *mut zend_class_entry, property: &Property) {
    check_documented(property.declaration, property.doc);
    let (declaration, default) = match property.declaration.split_once('=') {
        Some((declaration, value)) => (declaration.trim(), Some(value.trim())),
        None => (property.declaration, None),
    };
    let (before, name) = declaration.split_once('$').expect("a property has a $name");
    let mut modifiers: Vec<String> = before.split_whitespace().map(str::to_owned).collect();
    let type_ =
        modifiers.pop_if(|last| !["public", "protected", "private", "static", "readonly"].contains(&last.as_str()));
    let (kind, text, number) = match default {
        None => ('u', "", 0),
        Some("null") => ('n', "", 0),
        Some("true") => ('b', "", 1),
        Some("false") => ('b', "", 0),
        Some("[]") => ('a', "", 0),
        Some(value) => match value.parse::<i64>() {
            Ok(number) => ('i', "", number),
            Err(_) => ('s', value.trim_matches('\''), 0),
        },
    };
    let type_ = type_.unwrap_or_default();
    // SAFETY: start-up; the texts live as long as the process.
    unsafe {
        let kind = kind as c_char;
        ffi::pg_class_property(
            ce,
            leak(name),
            leak(type_.trim_start_matches('\\')),
            kind,
            leak(text),
            number,
            flags_of(&modifiers),
        );
    }
}

/// Registers a class; parents first.
pub(crate) fn register_class(class: &Class) {
    check_documented(class.name, class.doc);
    let methods: Vec<RawFunction> = class.methods.iter().map(raw_function).collect();
    let flags = match class.access {
        Access::Open => 0,
        Access::Final => FINAL,
        Access::Abstract => ABSTRACT,
    };
    let methods = Vec::leak(methods);
    // SAFETY: start-up; all texts and tables were leaked for the engine.
    unsafe {
        let kind = class.kind as i32;
        let ce = ffi::pg_register_class(
            leak(class.name),
            leak(class.parent),
            flags,
            kind,
            methods.as_ptr(),
            methods.len() as u32,
        );
        for interface in class.interfaces {
            ffi::pg_class_implement(ce, leak(interface));
        }
        if class.kind == Kind::Iterable {
            ffi::pg_class_iterates(ce);
        }
        for constant in class.constants {
            check_documented(constant.name, constant.doc);
            ffi::pg_class_constant(ce, leak(constant.name), constant.value);
        }
        class.properties.iter().for_each(|p| register_property(ce, p));
    }
}

/// Whether PHP has a function of that name, in lower case, already.
pub(crate) fn has_function(name: &str) -> bool {
    // SAFETY: reads a table at start-up.
    unsafe { ffi::pg_has_function(name.as_ptr(), name.len()) }
}

/// Registers global functions; their names carry the namespace.
pub(crate) fn register_functions(functions: &[Function]) {
    let raw = Vec::leak(functions.iter().map(raw_function).collect());
    // SAFETY: as above.
    assert!(unsafe { ffi::pg_register_functions(raw.as_ptr(), raw.len() as u32) }, "functions are registered once");
}

/// Registers a global constant.
pub(crate) fn register_constant(constant: &Constant) {
    check_documented(constant.name, constant.doc);
    // SAFETY: as above.
    unsafe { ffi::pg_register_constant_long(leak(constant.name), constant.value) };
}

/// Registers a global string constant.
pub(crate) fn register_text_constant(constant: &TextConstant) {
    check_documented(constant.name, constant.doc);
    // SAFETY: as above.
    unsafe { ffi::pg_register_constant_string(leak(constant.name), leak(constant.value)) };
}

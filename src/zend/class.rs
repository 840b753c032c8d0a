//! Classes, functions and constants as data: PHP's own words for the signatures, Rust functions for the bodies. The
//! list in `php/mod.rs` shows the whole API; registering it (`register`) is all that start-up does.

use super::ffi::Handler;

/// A method or function.
pub(crate) struct Function {
    /// As PHP writes it, without a body.
    pub(crate) signature: &'static str,
    /// Its documentation.
    pub(crate) doc: &'static str,
    /// The body.
    pub(crate) handler: Handler,
}

/// An integer constant (of a class, or global with its namespace).
pub(crate) struct Constant {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its value.
    pub(crate) value: i64,
    /// Its documentation.
    pub(crate) doc: &'static str,
}

/// A global string constant.
pub(crate) struct TextConstant {
    /// Its name with the namespace.
    pub(crate) name: &'static str,
    /// Its value.
    pub(crate) value: &'static str,
    /// Its documentation.
    pub(crate) doc: &'static str,
}

/// A property.
pub(crate) struct Property {
    /// As PHP writes it: `public int $capacity = 0`. Without a default it is filled when first read.
    pub(crate) declaration: &'static str,
    /// Its documentation.
    pub(crate) doc: &'static str,
}

/// What an object of the class carries.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// PHP properties only.
    Plain = 0,
    /// A native part.
    Native = 1,
    /// A native part that fills the properties when they are first read.
    Lazy = 2,
    /// A native part that foreach walks; the class implements Iterator.
    Iterable = 3,
}

/// Whether a class can be extended and made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anyone may extend it.
    Open,
    /// `final`
    Final,
    /// `abstract`: extended, or only static methods.
    Abstract,
}

/// A class.
pub(crate) struct Class {
    /// The full name.
    pub(crate) name: &'static str,
    /// Its documentation.
    pub(crate) doc: &'static str,
    /// The parent's full name, or "".
    pub(crate) parent: &'static str,
    /// Interfaces' full names.
    pub(crate) interfaces: &'static [&'static str],
    /// What objects carry.
    pub(crate) kind: Kind,
    /// Who may extend it.
    pub(crate) access: Access,
    /// Class constants.
    pub(crate) constants: &'static [Constant],
    /// Properties.
    pub(crate) properties: &'static [Property],
    /// Methods.
    pub(crate) methods: &'static [Function],
}

impl Class {
    /// A plain class to fill in with `..Class::EMPTY`.
    pub(crate) const EMPTY: Class = Class {
        name: "",
        doc: "",
        parent: "",
        interfaces: &[],
        kind: Kind::Plain,
        access: Access::Open,
        constants: &[],
        properties: &[],
        methods: &[],
    };
}

/// Methods: a doc comment, PHP's signature, and the Rust function that is its body.
macro_rules! functions {
    ($($(#[doc = $doc:literal])* $signature:literal => $body:path;)*) => {
        &[$($crate::zend::Function {
            signature: $signature,
            doc: concat!($($doc, "\n"),*),
            handler: {
                extern "C" fn raw(frame: $crate::zend::Frame, slot: $crate::zend::ReturnSlot) {
                    $crate::zend::enter(frame, slot, $body);
                }
                raw
            },
        }),*]
    };
}
pub(crate) use functions;

/// Properties: a doc comment and PHP's declaration.
macro_rules! properties {
    ($($(#[doc = $doc:literal])* $declaration:literal;)*) => {
        &[$($crate::zend::Property { declaration: $declaration, doc: concat!($($doc, "\n"),*) }),*]
    };
}
pub(crate) use properties;

/// Constants: a doc comment, the name and the value.
macro_rules! constants {
    ($($(#[doc = $doc:literal])* $name:literal = $value:expr;)*) => {
        &[$($crate::zend::Constant { name: $name, value: $value, doc: concat!($($doc, "\n"),*) }),*]
    };
}
pub(crate) use constants;

//! Classes, functions and constants as data: PHP's own words for the signatures, Rust functions for the bodies. The list
//! in `php/mod.rs` shows the whole API; registering it is all that start-up does.

use super::call::Call;
use super::ffi::{self, Handler, RawFunction, RawParameter, zend_class_entry, zend_object};
use super::iterate::{Begun, Iterable};
use super::signature::Signature;
use super::throw::{ClassRef, Thrown, class_of, throw};
use super::value::{Value, Zval};
use std::any::TypeId;
use std::ffi::{CString, c_char, c_void};
use std::ptr::NonNull;

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

// ---- native parts ----

/// A native part that fills properties when PHP code first reads them.
pub(crate) trait Lazy: 'static {
    /// The value of declared property `index`.
    fn fill(&self, index: u32) -> Value;
}

/// What the shim asks a native part for without knowing its type; each is stored with the part it is for.
#[derive(Clone, Copy, Default)]
struct Hooks {
    fill: Option<unsafe fn(*const c_void, u32) -> Value>,
    iterate: Option<unsafe fn(*const c_void) -> Begun>,
}

#[repr(C)]
struct Native<T> {
    tag: TypeId,
    hooks: Hooks,
    value: T,
}

/// # Safety
/// `native` points to a `Native<T>`.
unsafe fn fill_native<T: Lazy>(native: *const c_void, index: u32) -> Value {
    // SAFETY: the caller's promise.
    unsafe { &*native.cast::<Native<T>>() }.value.fill(index)
}

/// # Safety
/// `native` points to a `Native<T>`.
unsafe fn iterate_native<T: Iterable>(native: *const c_void) -> Begun {
    // SAFETY: the caller's promise.
    unsafe { &*native.cast::<Native<T>>() }.value.iterate()
}

/// A walk over the object; throws when its constructor has not run.
///
/// # Safety
/// The object's class (or an ancestor) was registered with a native part.
pub(super) unsafe fn walk_of(object: NonNull<zend_object>) -> Begun {
    // SAFETY: as in `native_of`; the head does not depend on T.
    let native = unsafe { *object.as_ptr().cast::<*const Native<()>>().sub(2) };
    // SAFETY: null or a native part.
    let Some(iterate) = unsafe { native.as_ref() }.and_then(|native| native.hooks.iterate) else {
        return Err(not_constructed().into());
    };
    // SAFETY: stored together with the T it is for.
    unsafe { iterate(native.cast()) }
}

/// Called by the shim when an undefined lazy property is looked at.
#[unsafe(no_mangle)]
extern "C" fn peregrine_fill(native: *const c_void, object: *mut zend_object, index: u32) {
    // SAFETY: the shim passes the native pointer of one of our objects; the head does not depend on T.
    let fill = unsafe { (*native.cast::<Native<()>>()).hooks.fill };
    let (Some(fill), Some(held)) = (fill, NonNull::new(object)) else { return };
    // SAFETY: alive; filling may wait, and others may let go of the object meanwhile.
    unsafe { (*object).refcount += 1 };
    let _held = Value::object(held);
    // SAFETY: stored together with the T it is for.
    let filled = std::panic::catch_unwind(|| unsafe { fill(native, index) });
    let mut zval = filled.unwrap_or(Value::null()).into_zval();
    // SAFETY: the object takes over the reference.
    unsafe { ffi::pg_property_set(object, index, &mut zval) };
}

extern "C" fn drop_native<T>(native: *mut c_void) {
    // SAFETY: attached by `attach::<T>` as this box, dropped once by the object's free handler.
    drop(unsafe { Box::from_raw(native.cast::<Native<T>>()) });
}

/// Throws that `$this` has no native part.
#[cold]
pub(super) fn not_constructed() -> Thrown {
    let text = "the object was not constructed: a subclass's constructor must call parent::__construct()";
    throw("Error", text, 0)
}

/// The native part of an object of a class that has one, if it is a `T`.
///
/// # Safety
/// The object's class (or an ancestor) was registered with a native part.
#[inline]
pub(super) unsafe fn native_of<'a, T: 'static>(object: NonNull<zend_object>) -> Option<&'a T> {
    // SAFETY: two words precede such an object (asserted by the shim): the native pointer and its drop function.
    let native = unsafe { *object.as_ptr().cast::<*mut Native<T>>().sub(2) };
    // SAFETY: null or a Native of some type, whose tag comes first.
    let native = unsafe { native.as_ref() }?;
    (native.tag == TypeId::of::<T>()).then_some(&native.value)
}

/// The native part of any value that is an object with one of this type.
#[inline]
pub(crate) fn native<T: 'static>(value: &Zval) -> Option<&T> {
    let object = value.as_zend_object()?;
    // SAFETY: alive as long as the value; only our classes have these handlers, and they have native parts.
    unsafe {
        let handlers = object.as_ref().handlers;
        if !std::ptr::eq(handlers, &raw const ffi::pg_plain) && !std::ptr::eq(handlers, &raw const ffi::pg_lazy) {
            return None;
        }
        native_of(object)
    }
}

/// Declared property `index` of an object of ours whose class has that many; lazy ones may be undefined.
pub(crate) fn declared(object: &Zval, index: u32) -> Option<&Zval> {
    let object = object.as_zend_object()?;
    // SAFETY: alive as long as the value; null past the end.
    unsafe { ffi::pg_property_at(object.as_ptr(), index).as_ref() }
}

/// Whether `value` is an object of `class` or of one below it.
pub(crate) fn is_instance(value: &Zval, class: &str) -> bool {
    // SAFETY: both are alive.
    value.as_zend_object().is_some_and(|o| unsafe { ffi::pg_instance_of(o.as_ptr(), class_of(class).0.as_ptr()) })
}

fn attach<T: 'static>(object: NonNull<zend_object>, value: T, hooks: Hooks) {
    let native = Box::into_raw(Box::new(Native { tag: TypeId::of::<T>(), hooks, value }));
    // SAFETY: the object owns the box from here.
    unsafe { ffi::pg_object_attach(object.as_ptr(), native.cast(), Some(drop_native::<T>)) };
}

impl Call<'_> {
    /// Gives `$this` its native part; a second constructor call is refused.
    pub(crate) fn construct<T: 'static>(&self, value: T) -> Result<(), Thrown> {
        self.construct_with(value, Hooks::default())
    }

    /// As [`Call::construct`], in a class of kind [`Kind::Iterable`].
    pub(crate) fn construct_iterable<T: Iterable>(&self, value: T) -> Result<(), Thrown> {
        self.construct_with(value, Hooks { iterate: Some(iterate_native::<T>), ..Hooks::default() })
    }

    fn construct_with<T: 'static>(&self, value: T, hooks: Hooks) -> Result<(), Thrown> {
        // SAFETY: a constructor of a class with a native part.
        if unsafe { native_of::<T>(self.this_object()) }.is_some() {
            return Err(throw("Error", "the object is constructed already", 0));
        }
        attach(self.this_object(), value, hooks);
        Ok(())
    }

    /// Sets declared property `index` of `$this` (counted over the class's own declarations).
    pub(crate) fn set_property(&self, index: u32, value: impl Into<Value>) {
        let mut zval = value.into().into_zval();
        // SAFETY: the object takes over the reference; the index is of a declared property.
        unsafe { ffi::pg_property_set(self.this_object().as_ptr(), index, &mut zval) };
    }

    /// Declared property `index` of `$this`.
    pub(crate) fn property(&self, index: u32) -> &Zval {
        // SAFETY: as above.
        unsafe { &*ffi::pg_property_slot(self.this_object().as_ptr(), index) }
    }

    /// Throws the TypeError of an argument that is not an object of `class`.
    pub(crate) fn wrong_class(&self, n: usize, class: &str) -> Thrown {
        let name = CString::new(class).unwrap_or_default();
        if let Some(arg) = self.arg(n) {
            // SAFETY: copies the name into the message.
            unsafe { ffi::pg_arg_class_error(n as u32 + 1, name.as_ptr(), arg.as_mut_ptr()) };
        }
        Thrown
    }
}

/// An object with a native part, made by us and not by `new`.
pub(crate) struct Instance(Value);

impl Instance {
    /// An object of a lazy `class` that carries `value`.
    pub(crate) fn lazy<T: Lazy>(class: &str, value: T) -> Instance {
        Instance::lazy_of(class_of(class), value)
    }

    /// As [`Instance::lazy`], of a class that was looked up before.
    pub(crate) fn lazy_of<T: Lazy>(class: ClassRef, value: T) -> Instance {
        let instance = Instance::bare(class);
        instance.carry(value);
        instance
    }

    /// An object of a class without a native part; no constructor runs.
    pub(crate) fn plain(class: &str) -> Instance {
        Instance::bare(class_of(class))
    }

    /// As [`Instance::plain`] of a class with a native part, with the values of its declared properties, all of them in
    /// their order; what is undefined is filled when it is read.
    pub(crate) fn filled<const N: usize>(class: ClassRef, properties: [Value; N]) -> Instance {
        let properties = properties.map(Value::into_zval);
        // SAFETY: the object takes over the references; as many as the class declares, which the shim asserts.
        let object = unsafe { ffi::pg_object_filled(class.0.as_ptr(), N as u32, properties.as_ptr()) };
        // SAFETY: a new object, never null, with one reference.
        Instance(Value::object(unsafe { NonNull::new_unchecked(object) }))
    }

    /// Gives an object that has none a native part.
    pub(crate) fn carry<T: Lazy>(&self, value: T) {
        attach(self.object(), value, Hooks { fill: Some(fill_native::<T>), ..Hooks::default() });
    }

    fn bare(class: ClassRef) -> Instance {
        let mut object = Value::null();
        // SAFETY: fills `object` with an owned reference (or leaves null with an exception pending).
        unsafe { ffi::pg_object_new(object.as_mut(), class.0.as_ptr()) };
        Instance(object)
    }

    /// A reference to an object that exists.
    pub(crate) fn of(object: Value) -> Instance {
        Instance(object)
    }

    /// An object of `class` whose constructor ran with these arguments.
    pub(crate) fn constructed(class: &str, mut params: Vec<Value>) -> Result<Value, super::Stop> {
        let mut instance = Instance::plain(class);
        let mut bailed = false;
        // SAFETY: the parameters live for the call; a bailout is caught inside and passed on.
        let ok = unsafe {
            ffi::pg_construct(instance.0.as_mut(), params.len() as u32, params.as_mut_ptr().cast(), &mut bailed)
        };
        match (ok, bailed) {
            (true, _) => Ok(instance.0),
            (false, false) => Err(super::Stop::Thrown),
            (false, true) => Err(super::Stop::Bailout),
        }
    }

    fn object(&self) -> NonNull<zend_object> {
        self.0.as_zend_object().expect("an instance is an object")
    }

    /// Writes a property by name.
    pub(crate) fn set(&self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        // SAFETY: the object takes its own reference.
        unsafe { ffi::pg_property_write(self.object().as_ptr(), name.as_ptr(), name.len(), value.as_mut_ptr()) };
    }

    /// Sets declared property `index`.
    pub(crate) fn set_index(&self, index: u32, value: impl Into<Value>) {
        let mut zval = value.into().into_zval();
        // SAFETY: the object takes over the reference.
        unsafe { ffi::pg_property_set(self.object().as_ptr(), index, &mut zval) };
    }

    /// The object.
    pub(crate) fn into_value(self) -> Value {
        self.0
    }

    /// A reference to the object.
    pub(crate) fn value(&self) -> Value {
        self.0.clone()
    }
}

impl Value {
    /// Whether it is an object that nobody else holds.
    pub(crate) fn is_unshared_object(&self) -> bool {
        // SAFETY: alive by our reference.
        self.as_zend_object().is_some_and(|object| unsafe { object.as_ref() }.refcount == 1)
    }

    /// Forgets what an object's lazy properties were filled with.
    pub(crate) fn forget_properties(&self) {
        if let Some(object) = self.as_zend_object() {
            // SAFETY: alive; releases the values, leaves the slots undefined.
            unsafe { ffi::pg_object_forget(object.as_ptr()) };
        }
    }
}

//! Everything Zend: the only place (with the C shim beside it) where PHP's structures are touched. What it offers to
//! `coroutine/` and `php/` is safe: values with owners, calls that return, classes described in PHP's own words.
//! Runs on the PHP thread only; a non-thread-safe PHP has exactly one.
#![allow(unsafe_code)]

mod call;
mod callable;
mod class;
mod elements;
mod ffi;
mod fiber;
mod global;
pub(crate) mod heap;
mod iterate;
mod loading;
mod module;
mod native;
mod object;
mod record;
mod register;
mod request;
mod session;
mod signature;
mod state;
#[cfg(feature = "test-hooks")]
pub(crate) mod stubs;
mod switch;
mod template;
pub(crate) mod throw;
mod value;

pub(crate) use call::{Call, Frame, Outcome, ReturnSlot, enter};
pub(crate) use callable::Callable;
pub(crate) use class::{
    Access, Class, Constant, Function, Kind, Property, TextConstant, constants, functions, properties,
};
pub(crate) use elements::Key;
pub(crate) use ffi::RawCall;
pub(crate) use fiber::{Fiber, Owner, Suspension, after_fork, backtrace, contain, is_in_fiber, mark_base, trace_text};
pub(crate) use global::PhpThread;
pub(crate) use iterate::{Iterable, Walk};
pub(crate) use loading::{Loader, NoScript, Place, Turn, run_script, set_loader};
pub(crate) use native::{Lazy, native};
pub(crate) use object::{Instance, declared, is_instance};
pub(crate) use record::Record;
pub(crate) use register::{
    has_function, register_class, register_constant, register_functions, register_text_constant,
};
pub(crate) use request::{Variables, add_upload, parse_query, remove_upload};
pub(crate) use session::{SessionFiles, serve_session_files};
pub(crate) use state::{
    Description, Input, Output, Request, environment, finish_request, input_files, input_post, is_state_shared,
    isolate_class, logs_errors, main_script, reads_post_data, rename_sapi,
};
pub(crate) use template::Template;
pub(crate) use throw::{ClassRef, Ended, Stop, Thrown, class_of, throw, warn};
pub(crate) use value::{Array, Str, Value, Zval};

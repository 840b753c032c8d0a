//! What PHP calls when it loads the extension and when a script ends.

use super::ffi;
use std::ffi::{c_char, c_void};

/// PHP's entry point into the shared object.
#[unsafe(no_mangle)]
extern "C" fn get_module() -> *mut c_void {
    // SAFETY: returns the shim's static entry.
    unsafe { ffi::pg_module_entry() }
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_startup() {
    crate::startup();
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_request_shutdown() {
    let _ = std::panic::catch_unwind(crate::request_shutdown);
}

//! The switch between stacks where nothing has to change hands, without frames of the shim's: each return into a frame
//! of another stack is one the processor did not foresee. Everything else is `shim/fiber.c`'s `pg_fiber_enter` and
//! `pg_fiber_park`, which say what changes hands and why.

use super::ffi::{self, RawFiber, RawTransfer, zend_execute_data};
use super::value::Value;
use std::ffi::{c_char, c_int, c_void};

unsafe extern "C" {
    static pg_now_context: *mut *mut c_void;
    static pg_now_frame: *const *mut zend_execute_data;
    static pg_now_buffers: *const c_int;
    static pg_now_sort: *const usize;
    static pg_now_warnings: *const c_int;
    static pg_now_opened: *const *const c_char;
    static mut pg_running: *mut RawFiber;
    static mut pg_handlers_now: *mut c_void;
    static mut pg_state_live: *mut c_void;
    static mut pg_collecting: bool;
    static mut pg_links: *mut c_void;
    fn zend_fiber_switch_blocked() -> bool;
    fn zend_fiber_switch_context(transfer: *mut RawTransfer);
    fn pg_handlers_enter(wanted: *mut c_void);
    fn pg_state_switch(state: *mut c_void);
}

/// Whether PHP's output buffers are in use, a sort that user code compares for is under way, warnings are exceptions for a
/// while, a stream of PHP code is being opened, a class is half declared, or PHP forbids to switch here.
///
/// # Safety
/// On the PHP thread.
#[inline(always)]
unsafe fn needs_care() -> bool {
    // SAFETY: reads the engine's state.
    unsafe {
        *pg_now_buffers != 0
            || *pg_now_sort != 0
            || *pg_now_warnings != 0
            || !(*pg_now_opened).is_null()
            || pg_collecting
            || !pg_links.is_null()
            || zend_fiber_switch_blocked()
    }
}

/// # Safety
/// `to` is where a fiber, or who entered one, left off.
#[inline(always)]
unsafe fn switch(to: *mut c_void) {
    let mut transfer = RawTransfer { context: to, value: Value::null().into_zval(), flags: 0 };
    // SAFETY: as above; comes back when somebody switches here again.
    unsafe { zend_fiber_switch_context(&mut transfer) };
}

/// Switches in; comes back when the fiber parks or its calls are over.
///
/// # Safety
/// The fiber is parked, or begins.
#[inline(always)]
pub(super) unsafe fn enter(fiber: *mut RawFiber) {
    // SAFETY: the fiber is alive; the rest is the engine's state on its thread.
    unsafe {
        let (outer, handlers, own) = (pg_running, pg_handlers_now, &mut *fiber);
        if needs_care() || !own.output.is_null() || own.handlers != handlers || own.state != pg_state_live {
            return ffi::pg_fiber_enter(fiber);
        }
        own.caller = *pg_now_context;
        pg_running = fiber;
        switch(own.resume);
        pg_running = outer;
        if let Some(outer) = outer.as_ref()
            && outer.state != pg_state_live
        {
            pg_state_switch(outer.state);
        }
        if handlers != pg_handlers_now {
            pg_handlers_enter(handlers);
        }
    }
}

/// Switches out of the running fiber, back to whoever entered it. False: not inside the cycle collector.
///
/// # Safety
/// On this fiber's own stack.
#[inline(always)]
pub(super) unsafe fn park(fiber: *mut RawFiber) -> bool {
    // SAFETY: the fiber is alive; the rest is the engine's state on its thread.
    unsafe {
        if needs_care() {
            return ffi::pg_fiber_park(fiber);
        }
        (*fiber).resume = *pg_now_context;
        (*fiber).frame = *pg_now_frame;
        switch((*fiber).caller);
    }
    true
}

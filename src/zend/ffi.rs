//! The C shim's functions (`shim/*.c`), and the layouts that the shim asserts at compile time.
#![allow(non_camel_case_types)]

use super::value::Zval;
use std::ffi::{c_char, c_int, c_void};

pub(super) enum zend_class_entry {}
pub(super) enum zend_execute_data {}

/// A reference-counted string; `len` bytes follow.
#[repr(C)]
pub(crate) struct zend_string {
    pub(super) refcount: u32,
    pub(super) type_info: u32,
    pub(super) hash: u64,
    pub(super) len: usize,
    pub(super) bytes: [u8; 1],
}

/// Only its address counts.
#[repr(C)]
pub(super) struct zend_object_handlers {
    offset: c_int,
}

/// The head of an array; `elements` points to `used` zvals when it is packed, to [`Bucket`]s otherwise.
#[repr(C)]
pub(super) struct zend_array {
    pub(super) refcount: u32,
    pub(super) type_info: u32,
    pub(super) flags: u32,
    pub(super) mask: u32,
    pub(super) elements: *mut Zval,
    pub(super) used: u32,
    pub(super) count: u32,
}

/// An element of an array that is not packed.
#[repr(C)]
pub(super) struct Bucket {
    pub(super) value: Zval,
    pub(super) index: u64,
    pub(super) name: *mut zend_string,
}

#[repr(C)]
pub(super) struct zend_object {
    pub(super) refcount: u32,
    pub(super) type_info: u32,
    pub(super) handle: u32,
    pub(super) ce: *mut zend_class_entry,
    pub(super) handlers: *const zend_object_handlers,
}

/// The head of `pg_callable`.
#[repr(C)]
pub(super) struct RawCallable {
    pub(super) references: u32,
    pub(super) value: Zval,
}

/// `pg_call`
#[repr(C)]
pub(crate) struct RawCall {
    pub(super) callable: *mut RawCallable,
    pub(super) params: *mut Zval,
    pub(super) count: u32,
}

/// The fields of `pg_fiber` that Rust reads.
#[repr(C)]
pub(super) struct RawFiber {
    pub(super) resume: *mut c_void,
    pub(super) caller: *mut c_void,
    pub(super) owner: *mut c_void,
    pub(super) done: u8,
    pub(super) bailout: u8,
    pub(super) leave: u8,
    pub(super) frame: *mut zend_execute_data,
    pub(super) output: *mut c_void,
    pub(super) handlers: *mut c_void,
    pub(super) state: *mut c_void,
}

/// `zend_fiber_transfer`
#[repr(C)]
pub(super) struct RawTransfer {
    pub(super) context: *mut c_void,
    pub(super) value: Zval,
    pub(super) flags: u8,
}

pub(super) type Handler = extern "C" fn(super::Frame, super::ReturnSlot);

#[repr(C)]
pub(super) struct RawParameter {
    pub(super) name: *const c_char,
    pub(super) type_: *const c_char,
    pub(super) default_value: *const c_char,
    pub(super) by_reference: bool,
    pub(super) variadic: bool,
    pub(super) sensitive: bool,
}

#[repr(C)]
pub(super) struct RawFunction {
    pub(super) name: *const c_char,
    pub(super) handler: Handler,
    pub(super) parameters: *const RawParameter,
    pub(super) count: u32,
    pub(super) required: u32,
    pub(super) returns: *const c_char,
    pub(super) flags: u32,
}

unsafe extern "C" {
    // class.c: the handlers of our classes
    pub(super) static pg_plain: zend_object_handlers;
    pub(super) static pg_lazy: zend_object_handlers;
    // PHP's own: never counted, never freed
    pub(super) static zend_empty_array: zend_array;
    // fiber.c
    pub(super) fn pg_fiber_new(stack_size: usize) -> *mut RawFiber;
    pub(super) fn pg_fiber_enter(fiber: *mut RawFiber);
    pub(super) fn pg_fiber_park(fiber: *mut RawFiber) -> bool;
    pub(super) fn pg_fiber_free(fiber: *mut RawFiber);
    pub(super) fn pg_fiber_inherit(child: *mut RawFiber);
    pub(super) fn pg_fiber_base();
    pub(super) fn pg_fiber_after_fork();
    // state.c
    pub(super) fn pg_fiber_isolate(fiber: *mut RawFiber, request: *mut c_void);
    pub(super) fn pg_state_stop(fiber: *mut RawFiber, failed: bool) -> bool;
    pub(super) fn pg_state_is_childs(fiber: *const RawFiber) -> bool;
    pub(super) fn pg_state_client_left(fiber: *mut RawFiber) -> bool;
    pub(super) fn pg_state_has_request(fiber: *const RawFiber) -> bool;
    pub(super) fn pg_state_stops(fiber: *const RawFiber) -> bool;
    pub(super) fn pg_state_shared(one: *const RawFiber, other: *const RawFiber) -> bool;
    pub(super) fn pg_run_script(path: *mut zend_string, result: *mut Zval) -> c_int;
    pub(super) fn pg_isolate_class(name: *const u8, len: usize);
    pub(super) fn pg_input_array(files: bool, to: *mut Zval) -> bool;
    pub(super) fn pg_logs_errors() -> bool;
    pub(super) fn pg_reads_post_data() -> bool;
    pub(super) fn pg_sapi_rename();
    pub(super) fn pg_request_finish() -> c_int;
    pub(super) fn pg_state_is_shared() -> bool;
    pub(super) fn pg_main_script() -> *const c_char;
    pub(super) fn pg_call_named(frame: *const c_void, name: *const u8, len: usize) -> *const Zval;
    // engine.c
    pub(super) fn pg_heap_begin();
    pub(super) fn pg_heap_look(most: c_int);
    pub(super) fn pg_contain_begin();
    pub(super) fn pg_contain_end();
    pub(super) fn pg_oom_take() -> bool;
    pub(super) fn pg_exception_pending() -> bool;
    pub(super) fn pg_exception_is_exit() -> bool;
    pub(super) fn pg_exception_is_cancel() -> bool;
    pub(super) fn pg_exception_is(ce: *mut zend_class_entry) -> bool;
    pub(super) fn pg_exception_clear();
    pub(super) fn pg_exception_take() -> *mut zend_object;
    pub(super) fn pg_exception_report();
    pub(super) fn pg_has_exception_handler() -> bool;
    pub(super) fn pg_throw(ce: *mut zend_class_entry, message: *const u8, len: usize, code: i64);
    pub(super) fn pg_throw_object(object: *mut zend_object);
    pub(super) fn pg_throw_exit();
    pub(super) fn pg_throw_cancel();
    pub(super) fn pg_bailout() -> !;
    pub(super) fn pg_exit_status() -> c_int;
    pub(super) fn pg_set_exit_status(status: c_int);
    pub(super) fn pg_warning(message: *const u8, len: usize);
    pub(super) fn pg_call_guarded(call: *const RawCall, result: *mut Zval) -> c_int;
    pub(super) fn pg_callable_free(callable: *mut RawCallable);
    pub(super) fn pg_stack_text() -> *mut zend_string;
    pub(super) fn pg_backtrace(frame: *mut zend_execute_data, result: *mut Zval, options: c_int, limit: c_int);
    pub(super) fn pg_trace_text(trace: *mut Zval) -> *mut zend_string;
    // value.c
    pub(super) fn pg_zval_release(value: *mut Zval);
    pub(super) fn pg_zval_long(value: *mut Zval) -> i64;
    pub(super) fn pg_zval_string(value: *mut Zval) -> *mut zend_string;
    pub(super) fn pg_zval_type_name(value: *mut Zval) -> *const c_char;
    pub(super) fn pg_string_new(bytes: *const u8, len: usize) -> *mut zend_string;
    pub(super) fn pg_string_permanent(bytes: *const u8, len: usize) -> *mut zend_string;
    pub(super) fn pg_string_intern(string: *mut zend_string) -> *mut zend_string;
    pub(super) fn pg_string_release(string: *mut zend_string);
    pub(super) fn pg_array_new(capacity: u32) -> *mut zend_array;
    pub(super) fn pg_array_release(array: *mut zend_array);
    pub(super) fn pg_array_push(array: *mut zend_array, value: *mut Zval);
    pub(super) fn pg_array_set_index(array: *mut zend_array, index: u64, value: *mut Zval);
    pub(super) fn pg_array_set_interned(array: *mut zend_array, key: *mut zend_string, value: *mut Zval);
    pub(super) fn pg_array_set_symbol(array: *mut zend_array, key: *mut zend_string, value: *mut Zval);
    pub(super) fn pg_array_set(array: *mut zend_array, key: *const u8, len: usize, value: *mut Zval);
    pub(super) fn pg_array_get(array: *const zend_array, key: *const u8, len: usize) -> *mut Zval;
    pub(super) fn pg_array_new_hash(capacity: u32) -> *mut zend_array;
    pub(super) fn pg_array_copy(array: *const zend_array) -> *mut zend_array;
    pub(super) fn pg_array_like(record: *const zend_array) -> *mut zend_array;
    pub(super) fn pg_weak_long(value: *const Zval, to: *mut i64) -> bool;
    pub(super) fn pg_weak_double(value: *const Zval, to: *mut f64) -> bool;
    pub(super) fn pg_weak_string(value: *const Zval) -> *mut zend_string;
    pub(super) fn pg_arg_long(arg: *mut Zval, to: *mut i64, n: u32) -> bool;
    pub(super) fn pg_arg_double(arg: *mut Zval, to: *mut f64, n: u32) -> bool;
    pub(super) fn pg_arg_bool(arg: *mut Zval, to: *mut bool, n: u32) -> bool;
    pub(super) fn pg_arg_string(arg: *mut Zval, to: *mut *mut zend_string, n: u32) -> bool;
    pub(super) fn pg_arg_array(arg: *mut Zval, n: u32) -> bool;
    pub(super) fn pg_arg_callable(arg: *mut Zval, n: u32) -> *mut RawCallable;
    pub(super) fn pg_take_shutdown_function(params: *mut Zval) -> *mut RawCallable;
    pub(super) fn pg_arg_count_wrong(min: u32, max: u32) -> bool;
    pub(super) fn pg_arg_error(n: u32, message: *const u8, len: usize);
    pub(super) fn pg_arg_class_error(n: u32, name: *const c_char, arg: *mut Zval);
    pub(super) fn pg_property_set(object: *mut zend_object, index: u32, value: *mut Zval);
    pub(super) fn pg_property_write(object: *mut zend_object, name: *const u8, len: usize, value: *mut Zval);
    pub(super) fn pg_property_at(object: *mut zend_object, index: u32) -> *mut Zval;
    pub(super) fn pg_property_slot(object: *mut zend_object, index: u32) -> *mut Zval;
    pub(super) fn pg_instance_of(object: *mut zend_object, ce: *mut zend_class_entry) -> bool;
    pub(super) fn pg_object_new(to: *mut Zval, ce: *mut zend_class_entry) -> bool;
    pub(super) fn pg_class_lookup(name: *const u8, len: usize) -> *mut zend_class_entry;
    pub(super) fn pg_construct(object: *mut Zval, count: u32, params: *mut Zval, bailed: *mut bool) -> bool;
    // class.c
    pub(super) fn pg_object_attach(
        object: *mut zend_object,
        native: *mut c_void,
        drop: Option<extern "C" fn(*mut c_void)>,
    );
    pub(super) fn pg_object_forget(object: *mut zend_object);
    pub(super) fn pg_object_filled(ce: *mut zend_class_entry, count: u32, values: *const Zval) -> *mut zend_object;
    pub(super) fn pg_has_function(name: *const u8, len: usize) -> bool;
    pub(super) fn pg_register_functions(functions: *const RawFunction, count: u32) -> bool;
    pub(super) fn pg_register_class(
        name: *const c_char,
        parent: *const c_char,
        flags: u32,
        kind: c_int,
        methods: *const RawFunction,
        count: u32,
    ) -> *mut zend_class_entry;
    pub(super) fn pg_class_iterates(ce: *mut zend_class_entry);
    pub(super) fn pg_class_implement(ce: *mut zend_class_entry, interface: *const c_char);
    pub(super) fn pg_class_property(
        ce: *mut zend_class_entry,
        name: *const c_char,
        type_: *const c_char,
        kind: c_char,
        text: *const c_char,
        number: i64,
        flags: u32,
    );
    pub(super) fn pg_class_constant(ce: *mut zend_class_entry, name: *const c_char, value: i64);
    pub(super) fn pg_register_constant_long(name: *const c_char, value: i64);
    pub(super) fn pg_register_constant_string(name: *const c_char, value: *const c_char);
    // request.c
    pub(super) fn pg_parse_query(text: *const u8, len: usize, result: *mut Zval);
    pub(super) fn pg_register_text(name: *const c_char, value: *const u8, len: usize, array: *mut Zval);
    pub(super) fn pg_register_long(name: *const c_char, value: i64, array: *mut Zval);
    pub(super) fn pg_upload_add(path: *const u8, len: usize);
    pub(super) fn pg_upload_remove(path: *const u8, len: usize);
    // module.c
    pub(super) fn pg_module_entry() -> *mut c_void;
    pub(super) fn pg_after_fork();
}

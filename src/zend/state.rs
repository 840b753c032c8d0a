//! Request state (`shim/state.h`) for Rust: which coroutine has one, and the request it is for as PHP's SAPI sees it.
//! What a state is made of, and how it is switched, is the shim's.

use super::call::Outcome;
use super::ffi;
use super::fiber::Fiber;
use super::global::PhpThread;
use super::throw::{Stop, throw};
use super::value::{Array, Value, Zval};
use bytes::Bytes;
use std::cell::Cell;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What PHP's parsers make a request's variables of. Texts are raw, as the client sent them.
pub(crate) struct Description<'a> {
    /// The method, as sent.
    pub(crate) method: &'a [u8],
    /// The request target with its query.
    pub(crate) uri: &'a [u8],
    /// The query; None without one.
    pub(crate) query: Option<&'a [u8]>,
    /// The body's type.
    pub(crate) content_type: Option<&'a [u8]>,
    /// All Cookie fields in one.
    pub(crate) cookie: Option<&'a [u8]>,
    /// The Authorization field.
    pub(crate) authorization: Option<&'a [u8]>,
    /// The whole body; stays where it is while the request lives.
    pub(crate) body: &'a [u8],
    /// Instead of `body`: it is read by [`Request::read`].
    pub(crate) arrives: bool,
    /// When it arrived, in seconds since 1970.
    pub(crate) time: f64,
}

/// What became of a piece of output; the numbers are the shim's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub(crate) enum Output {
    /// It is on its way, or nobody wants it.
    Taken = 0,
    /// The client is gone.
    ClientGone = 1,
    /// The coroutine was told to end while it waited; an exception is pending.
    Stopped = 2,
}

/// What a read of php://input brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    /// The next bytes, at least one.
    Piece(Bytes),
    /// There are no more.
    End,
    /// Nothing has arrived.
    Nothing,
    /// No more will come, though there were to be more.
    Broken,
    /// It is read otherwise, which was said.
    Refused,
}

/// A request that is answered through PHP's SAPI: with `header()` and `echo`. All of it runs on the request's coroutine
/// or one of its children; `write` and `flush` may park it.
pub(crate) trait Request {
    /// What came in.
    fn describe(&self) -> Description<'_>;
    /// `$_SERVER`, without what PHP adds of an Authorization field.
    fn server(&self) -> Array;
    /// The next piece of a body that arrives, at most `most` bytes (at least 1); does not wait.
    fn read(&self, most: usize) -> Input;
    /// Waits until `read` has an answer. False: this coroutine cannot wait, or is to wait no longer.
    fn await_input(&self) -> bool;
    /// Status, reason and field lines (`Name: value`) are settled.
    fn head(&self, status: u16, reason: Option<&[u8]>, lines: &mut dyn Iterator<Item = &[u8]>);
    /// Output that left the last buffer.
    fn write(&self, bytes: &[u8]) -> Output;
    /// `flush()`
    fn flush(&self) -> Output;
    /// The answer is complete, its head settled, and the script goes on. False: it was over before.
    fn finish(&self) -> bool;
    /// The request is over, its head settled.
    fn end(&self, failed: bool);
    /// A line for the log, with syslog's severity.
    fn log(&self, severity: i32, message: &str);
}

impl Fiber {
    /// The calls begun next have a state of their own, for this request if there is one.
    pub(crate) fn isolate(&self, request: Option<Box<dyn Request>>) {
        let request = request.map_or(std::ptr::null_mut(), |r| Box::into_raw(Box::new(r)).cast());
        // SAFETY: the fiber is idle; the shim gives the box back by peregrine_request_free.
        unsafe { ffi::pg_fiber_isolate(self.raw.as_ptr(), request) };
    }

    /// This running coroutine ended badly, and with it its request. False: it has none.
    pub(crate) fn stop_state(&self, failed: bool) -> bool {
        // SAFETY: alive, and its state is live: it runs.
        unsafe { ffi::pg_state_stop(self.raw.as_ptr(), failed) }
    }

    /// Whether it is a child in a request that is not over.
    pub(crate) fn is_child_of_request(&self) -> bool {
        // SAFETY: alive.
        unsafe { ffi::pg_state_is_childs(self.raw.as_ptr()) }
    }

    /// Whether its state is that of an HTTP request.
    pub(crate) fn has_request(&self) -> bool {
        // SAFETY: alive.
        unsafe { ffi::pg_state_has_request(self.raw.as_ptr()) }
    }

    /// Whether its request was told to end by one of its coroutines.
    pub(crate) fn is_stopped(&self) -> bool {
        // SAFETY: alive.
        unsafe { ffi::pg_state_stops(self.raw.as_ptr()) }
    }

    /// The client of its request has left, which `connection_aborted()` tells from now on. True: the request is to go on all
    /// the same (`ignore_user_abort`). Only while it is parked and no PHP code runs.
    pub(crate) fn client_left(&self) -> bool {
        // SAFETY: alive; its state may be made live: nothing of PHP runs.
        unsafe { ffi::pg_state_client_left(self.raw.as_ptr()) }
    }

    /// Whether both have the state of one request.
    pub(crate) fn shares_state(&self, other: &Fiber) -> bool {
        // SAFETY: both are alive.
        unsafe { ffi::pg_state_shared(self.raw.as_ptr(), other.raw.as_ptr()) }
    }
}

/// From now on each state has static properties of its own for the class of that name, loaded or not yet.
pub(crate) fn isolate_class(name: &[u8]) {
    // SAFETY: copies the name.
    unsafe { ffi::pg_isolate_class(name.as_ptr(), name.len()) };
}

/// Ends the answer of the request whose own coroutine runs, with what its output buffers hold. False: there is none, or it
/// is over already.
pub(crate) fn finish_request() -> Outcome<bool> {
    // SAFETY: between PHP's opcodes; a longjmp of a buffer's handler is caught there.
    match unsafe { ffi::pg_request_finish() } {
        0 => Ok(false),
        1 => Ok(true),
        2 => Err(Stop::Thrown),
        _ => Err(Stop::Bailout),
    }
}

/// Whether coroutines beside the running one share its state.
pub(crate) fn is_state_shared() -> bool {
    // SAFETY: reads which state is live.
    unsafe { ffi::pg_state_is_shared() }
}

/// Whether `log_errors` is on.
pub(crate) fn logs_errors() -> bool {
    // SAFETY: reads PHP's settings.
    unsafe { ffi::pg_logs_errors() }
}

/// Whether PHP reads the body of a form before the script runs (`enable_post_data_reading`).
pub(crate) fn reads_post_data() -> bool {
    // SAFETY: reads PHP's settings.
    unsafe { ffi::pg_reads_post_data() }
}

/// From now on `PHP_SAPI` and `php_sapi_name()` are "peregrine", in code that is compiled from now on.
pub(crate) fn rename_sapi() {
    // SAFETY: between PHP's opcodes; PHP keeps the old string.
    unsafe { ffi::pg_sapi_rename() };
}

/// The path of the script the process was started with; empty when there is none. Inside a request state only.
pub(crate) fn main_script() -> Vec<u8> {
    // SAFETY: null or a C string that lives as long as the process.
    let path = unsafe { ffi::pg_main_script() };
    if path.is_null() {
        return Vec::new();
    }
    // SAFETY: not null.
    unsafe { CStr::from_ptr(path) }.to_bytes().to_vec()
}

/// What PHP's parsers made of the body of the request whose state is live; None when there is no such request.
pub(crate) fn input_post() -> Option<Value> {
    input(false)
}

/// The uploaded files of that request.
pub(crate) fn input_files() -> Option<Value> {
    input(true)
}

fn input(files: bool) -> Option<Value> {
    let mut value = Value::undef();
    // SAFETY: fills the value with a reference of its own.
    unsafe { ffi::pg_input_array(files, value.as_mut()) }.then_some(value)
}

// ---- called by the shim ----

#[repr(C)]
struct RawText {
    bytes: *const u8,
    len: usize,
}

impl RawText {
    fn new(text: Option<&[u8]>) -> RawText {
        text.map_or(RawText { bytes: std::ptr::null(), len: 0 }, |t| RawText { bytes: t.as_ptr(), len: t.len() })
    }

    /// # Safety
    /// The bytes are there, for as long as the result is used.
    unsafe fn bytes<'a>(&self) -> &'a [u8] {
        // SAFETY: the caller's promise.
        unsafe { bytes_at(self.bytes, self.len) }
    }
}

/// # Safety
/// `len` bytes lie there (any pointer for none), for as long as the result is used.
unsafe fn bytes_at<'a>(bytes: *const u8, len: usize) -> &'a [u8] {
    // SAFETY: the caller's promise.
    if len == 0 { &[] } else { unsafe { std::slice::from_raw_parts(bytes, len) } }
}

/// `pg_request`
#[repr(C)]
struct RawRequest {
    method: RawText,
    uri: RawText,
    query: RawText,
    content_type: RawText,
    cookie: RawText,
    authorization: RawText,
    body: RawText,
    time: f64,
    arrives: bool,
}

/// # Safety
/// `request` is what [`Fiber::isolate`] handed over, not yet freed.
unsafe fn request_of<'a>(request: *const c_void) -> &'a dyn Request {
    // SAFETY: the caller's promise.
    unsafe { &**request.cast::<Box<dyn Request>>() }
}

/// A panic must not reach C: it becomes an Error of the running code.
fn guarded<T>(otherwise: T, run: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        throw("Peregrine\\Error", format!("internal error: {}", super::call::panic_text(&*panic)), 0);
        otherwise
    })
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_request_describe(request: *const c_void, to: *mut RawRequest) {
    // SAFETY: passed by the shim.
    let request = unsafe { request_of(request) };
    let given = request.describe();
    let raw = RawRequest {
        method: RawText::new(Some(given.method)),
        uri: RawText::new(Some(given.uri)),
        query: RawText::new(given.query),
        content_type: RawText::new(given.content_type),
        cookie: RawText::new(given.cookie),
        authorization: RawText::new(given.authorization),
        body: RawText::new(Some(given.body)),
        time: given.time,
        arrives: given.arrives,
    };
    // SAFETY: the shim's own variable.
    unsafe { to.write(raw) };
}

/// The number of bytes, or one of the shim's `PG_INPUT_…`.
#[unsafe(no_mangle)]
extern "C" fn peregrine_request_read(request: *const c_void, to: *mut u8, most: usize) -> isize {
    // SAFETY: passed by the shim.
    let request = unsafe { request_of(request) };
    match guarded(Input::Refused, || request.read(most)) {
        Input::Piece(piece) => {
            let length = piece.len().min(most);
            // SAFETY: the shim's place has room for `most` bytes, and is none of Rust's.
            unsafe { to.copy_from_nonoverlapping(piece.as_ptr(), length) };
            length as isize
        }
        Input::End => 0,
        Input::Nothing => -1,
        Input::Broken => -2,
        Input::Refused => -3,
    }
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_request_await(request: *const c_void) -> bool {
    // SAFETY: passed by the shim.
    let request = unsafe { request_of(request) };
    guarded(false, || request.await_input())
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_request_server(request: *const c_void, to: *mut Zval) {
    // SAFETY: passed by the shim.
    let request = unsafe { request_of(request) };
    let array = guarded(Array::new(0), || request.server());
    // SAFETY: the shim's place has no value to release.
    unsafe { to.write(Value::from(array).into_zval()) };
}

/// How often the process changed its environment: what is made of it is made anew when this changes.
pub(crate) fn environment() -> u64 {
    ENVIRONMENT.get()
}

static ENVIRONMENT: PhpThread<Cell<u64>> = PhpThread::new(Cell::new(0));

#[unsafe(no_mangle)]
extern "C" fn peregrine_environment_changed() {
    ENVIRONMENT.set(ENVIRONMENT.get() + 1);
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_request_head(
    request: *const c_void,
    status: c_int,
    line: *const c_char,
    lines: *const RawText,
    count: usize,
) {
    // SAFETY: passed by the shim: a live request, a C string or null, and `count` texts.
    let (request, line, lines) = unsafe {
        let line = (!line.is_null()).then(|| CStr::from_ptr(line).to_bytes());
        (request_of(request), line, std::slice::from_raw_parts(lines, count))
    };
    let (own, reason) = line.map_or((None, None), status_line);
    let status = own.or(u16::try_from(status).ok()).unwrap_or(500);
    // SAFETY: the texts live during this call.
    let mut lines = lines.iter().map(|text| unsafe { text.bytes() });
    guarded((), || request.head(status, reason, &mut lines));
}

/// Status and reason of `HTTP/1.1 404 Not here`.
fn status_line(line: &[u8]) -> (Option<u16>, Option<&[u8]>) {
    let mut parts =
        line.splitn(2, |b| *b == b' ').nth(1).unwrap_or_default().trim_ascii_start().splitn(2, |b| *b == b' ');
    let status = parts.next().and_then(|s| std::str::from_utf8(s).ok()).and_then(|s| s.parse().ok());
    (status, parts.next().map(<[u8]>::trim_ascii).filter(|reason| !reason.is_empty()))
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_request_write(request: *const c_void, bytes: *const u8, len: usize) -> c_int {
    // SAFETY: passed by the shim: a live request and `len` bytes.
    let (request, bytes) = unsafe { (request_of(request), bytes_at(bytes, len)) };
    guarded(Output::Stopped, || request.write(bytes)) as c_int
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_request_flush(request: *const c_void) -> c_int {
    // SAFETY: passed by the shim.
    let request = unsafe { request_of(request) };
    guarded(Output::Stopped, || request.flush()) as c_int
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_request_finish(request: *const c_void) -> bool {
    // SAFETY: passed by the shim.
    let request = unsafe { request_of(request) };
    guarded(false, || request.finish())
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_request_end(request: *const c_void, failed: bool) {
    // SAFETY: passed by the shim.
    let request = unsafe { request_of(request) };
    guarded((), || request.end(failed));
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_request_free(request: *mut c_void) {
    // SAFETY: the shim gives it back once, after its last use.
    let request = unsafe { Box::from_raw(request.cast::<Box<dyn Request>>()) };
    guarded((), || drop(request));
}

#[unsafe(no_mangle)]
extern "C" fn peregrine_request_log(request: *const c_void, severity: c_int, message: *const c_char) {
    // SAFETY: passed by the shim: a live request and a C string.
    let (request, message) = unsafe { (request_of(request), CStr::from_ptr(message).to_string_lossy()) };
    guarded((), || request.log(severity, &message));
}

#[cfg(test)]
mod tests {
    use super::status_line;

    #[test]
    fn status_lines() {
        assert_eq!(status_line(b"HTTP/1.1 404 Not here"), (Some(404), Some(&b"Not here"[..])));
        assert_eq!(status_line(b"HTTP/1.0  500"), (Some(500), None));
        assert_eq!(status_line(b"HTTP/1.1"), (None, None));
    }
}

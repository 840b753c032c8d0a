//! State of the PHP thread: what would be a thread-local, without the look-up.

/// A value that only the PHP thread uses. librdkafka's and tokio's threads never reach code that names one.
pub(crate) struct PhpThread<T>(T);

// SAFETY: a non-thread-safe PHP runs on one thread, and every access goes through code that PHP or the event loop on
// that thread called; other threads hold no path to it (they get channels and atomics only).
unsafe impl<T> Sync for PhpThread<T> {}

impl<T> PhpThread<T> {
    /// Wraps the value; `T` brings its own interior mutability (`Cell`, `RefCell`).
    pub(crate) const fn new(value: T) -> Self {
        PhpThread(value)
    }
}

impl<T> std::ops::Deref for PhpThread<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

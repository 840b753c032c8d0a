//! What belongs to the calling process alone, in an object that forked children inherit: each process starts with its
//! own empty one.

use crate::sys::process::Process;
use std::sync::{Arc, Mutex, MutexGuard};

/// One `T` for each process.
#[derive(Debug)]
pub(super) struct PerProcess<T> {
    slot: Mutex<Option<(Process, Arc<T>)>>,
}

impl<T: Default> PerProcess<T> {
    pub(super) fn new() -> Self {
        PerProcess { slot: Mutex::new(None) }
    }

    /// This process's own.
    pub(super) fn get(&self) -> Arc<T> {
        let me = Process::current();
        let mut slot = lock(&self.slot);
        match &*slot {
            Some((owner, own)) if *owner == me => own.clone(),
            _ => {
                let own = Arc::new(T::default());
                // The parent's may hold wakers into its runtime, which must not run here, not even to be dropped.
                std::mem::forget(slot.replace((me, own.clone())));
                own
            }
        }
    }
}

/// The lock, whatever happened to its last holder.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

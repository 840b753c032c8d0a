//! Signals as something to wait for: a handler notes the number and wakes an eventfd.
//!
//! Handlers rather than a blocked mask with signalfd: programs that PHP code starts (`proc_open`) inherit a blocked
//! mask and an ignored signal through execve(2), but never a handler, so their SIGTERM keeps working. For the same
//! reason an unwanted signal gets a handler that does nothing instead of SIG_IGN.
//!
//! One [`Signals`] is in force per process; a forked child makes its own. The handler touches only the statics below
//! and calls only functions that are async-signal-safe (signal-safety(7)).

use super::fd::{self, checked};
use crate::error::{Error, Result};
use std::cell::Cell;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::sync::atomic::{AtomicI32, AtomicI64, AtomicPtr, AtomicU32, AtomicU64, Ordering::Relaxed};

/// Bit n-1 is set while signal n waits to be taken.
static PENDING: AtomicU64 = AtomicU64::new(0);
/// The eventfd to wake, or -1.
static WAKE: AtomicI32 = AtomicI32::new(-1);
/// The parent that would kill this process if it did not end after SIGTERM, and the seconds it may take without it.
static PARENT: AtomicI32 = AtomicI32::new(0);
static ORPHAN_SECONDS: AtomicU32 = AtomicU32::new(0);
/// The second (CLOCK_MONOTONIC) up to which another signal to end says nothing new.
static TOLD_UNTIL: AtomicI64 = AtomicI64::new(0);

/// What [`ENDING`] did before this process waited for them, and will do again after that.
static THEN: [AtomicPtr<libc::sigaction>; 3] = [const { AtomicPtr::new(std::ptr::null_mut()) }; 3];

/// The signals that ask a process to end.
const ENDING: [i32; 3] = [libc::SIGTERM, libc::SIGINT, libc::SIGQUIT];
/// How long one that was told to end is deaf to being told again, once it no longer takes signals (seconds).
const DEAF: i64 = 10;

/// SIGRTMIN: glibc keeps the first ones to itself, so it is no constant.
pub fn rt_min() -> i32 {
    libc::SIGRTMIN()
}

/// The signals a process waits for. Dropping it puts the former dispositions back. A process that was told to end by
/// one of [`ENDING`], which would kill it from then on, ignores further ones for [`DEAF`] seconds: it is on its way.
#[derive(Debug)]
pub struct Signals {
    wake: OwnedFd,
    former: Vec<(i32, Former)>,
    told: Cell<bool>,
}

struct Former(libc::sigaction);

impl std::fmt::Debug for Former {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("sigaction")
    }
}

impl Signals {
    /// From now on `wanted` are to be taken from here, and `unwanted` do nothing. Forgets what was pending before.
    pub fn catch(wanted: &[i32], unwanted: &[i32]) -> Result<Signals> {
        let wake = fd::event().map_err(|e| Error::io("make the signal wake-up", e))?;
        PENDING.store(0, Relaxed);
        WAKE.store(wake.as_raw_fd(), Relaxed);
        let mut signals = Signals { wake, former: Vec::new(), told: Cell::new(false) };
        let handled = wanted.iter().map(|s| (*s, note as *const () as usize));
        let dropped = unwanted.iter().map(|s| (*s, nothing as *const () as usize));
        for (signal, handler) in handled.chain(dropped) {
            let former = set(signal, handler).map_err(|e| Error::io(format_args!("handle signal {signal}"), e))?;
            signals.former.push((signal, Former(former)));
        }
        Ok(signals)
    }

    /// The signals that arrived since the last call, lowest number first; several of one kind count as one.
    pub fn take(&self) -> Vec<i32> {
        let mut count = [0u8; 8];
        // SAFETY: `count` is 8 bytes, what an eventfd read stores; an empty one fails with EAGAIN, which is fine.
        unsafe { libc::read(self.wake.as_raw_fd(), count.as_mut_ptr().cast(), count.len()) };
        let pending = PENDING.swap(0, Relaxed);
        let taken: Vec<i32> = (1..=64).filter(|n| pending & (1 << (n - 1)) != 0).collect();
        self.told.set(self.told.get() || taken.iter().any(|signal| ENDING.contains(signal)));
        taken
    }
}

impl AsFd for Signals {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.wake.as_fd()
    }
}

impl AsRawFd for Signals {
    fn as_raw_fd(&self) -> RawFd {
        self.wake.as_raw_fd()
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        TOLD_UNTIL.store(now() + DEAF, Relaxed);
        for (signal, former) in &self.former {
            if let Some(at) = ENDING.iter().position(|ending| ending == signal).filter(|_| self.told.get()) {
                // Never freed: the handler may be looking at it.
                THEN[at].store(Box::into_raw(Box::new(former.0)), Relaxed);
                // It fails only for a signal that cannot be handled.
                let _ = set(*signal, told as *const () as usize);
                continue;
            }
            // SAFETY: `former` is what sigaction(2) returned for this signal.
            unsafe { libc::sigaction(*signal, &former.0, std::ptr::null_mut()) };
        }
        WAKE.store(-1, Relaxed);
    }
}

/// Whether `signal` is ignored.
pub fn is_ignored(signal: i32) -> bool {
    // SAFETY: sigaction is plain data, written by the call below before it is read.
    let mut now: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: null: nothing is changed; `now` is valid to write.
    let asked = unsafe { libc::sigaction(signal, std::ptr::null(), &mut now) };
    asked == 0 && now.sa_sigaction == libc::SIG_IGN
}

/// Gives `signal` its default action.
pub fn reset(signal: i32) -> Result<()> {
    set(signal, libc::SIG_DFL).map_err(|e| Error::io(format_args!("reset signal {signal}"), e))?;
    Ok(())
}

/// Ignores SIGPIPE: a write to a connection that is gone must fail with EPIPE, not end the process.
pub fn ignore_broken_pipe() -> Result<()> {
    set(libc::SIGPIPE, libc::SIG_IGN).map_err(|e| Error::io("ignore SIGPIPE", e))?;
    Ok(())
}

/// When SIGTERM comes and `parent` is no longer the parent, the kernel ends this process after `seconds` (alarm(2),
/// at least one): nobody else is left to do it.
pub fn end_when_orphaned(parent: i32, seconds: u32) {
    PARENT.store(parent, Relaxed);
    ORPHAN_SECONDS.store(seconds.max(1), Relaxed);
}

/// All signals are blocked while this exists; the former mask returns when it is dropped.
pub struct Blocked {
    former: libc::sigset_t,
}

impl Blocked {
    /// Blocks every signal that can be blocked in the calling thread.
    pub fn all() -> Result<Blocked> {
        // SAFETY: a sigset_t is plain bits; both are written before they are read.
        let (mut every, mut former): (libc::sigset_t, libc::sigset_t) = unsafe { std::mem::zeroed() };
        // SAFETY: `every` is a valid set to fill.
        unsafe { libc::sigfillset(&mut every) };
        // SAFETY: both sets live on this stack frame.
        checked(unsafe { libc::sigprocmask(libc::SIG_SETMASK, &every, &mut former) })
            .map_err(|e| Error::io("block signals", e))?;
        Ok(Blocked { former })
    }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        // SAFETY: `former` is the mask sigprocmask(2) returned.
        unsafe { libc::sigprocmask(libc::SIG_SETMASK, &self.former, std::ptr::null_mut()) };
    }
}

extern "C" fn note(signal: i32) {
    PENDING.fetch_or(1 << (signal - 1), Relaxed);
    let wake = WAKE.load(Relaxed);
    if wake >= 0 {
        let one = 1u64.to_ne_bytes();
        // SAFETY: errno belongs to the interrupted code; its address is valid for this thread.
        let errno = unsafe { *libc::__errno_location() };
        // SAFETY: writes 8 bytes of a local; a full counter fails with EAGAIN, and then it is awake already.
        unsafe { libc::write(wake, one.as_ptr().cast(), one.len()) };
        // SAFETY: as above.
        unsafe { *libc::__errno_location() = errno };
    }
    let seconds = ORPHAN_SECONDS.load(Relaxed);
    // SAFETY: getppid takes nothing and cannot fail.
    if signal == libc::SIGTERM && seconds > 0 && unsafe { libc::getppid() } != PARENT.load(Relaxed) {
        // SAFETY: alarm takes no pointer.
        unsafe { libc::alarm(seconds) };
    }
}

extern "C" fn nothing(_: i32) {}

/// Of a process that was told to end and no longer takes signals.
extern "C" fn told(signal: i32) {
    if now() < TOLD_UNTIL.load(Relaxed) {
        return;
    }
    let at = ENDING.iter().position(|ending| *ending == signal).unwrap_or(0);
    // SAFETY: Drop stored what sigaction(2) returned, and it is never freed.
    unsafe { libc::sigaction(signal, THEN[at].load(Relaxed), std::ptr::null_mut()) };
    // SAFETY: takes no pointer; delivered when this handler returns.
    unsafe { libc::raise(signal) };
}

/// Seconds on CLOCK_MONOTONIC.
fn now() -> i64 {
    // SAFETY: timespec is plain data, written by the call below before it is read.
    let mut time: libc::timespec = unsafe { std::mem::zeroed() };
    // SAFETY: `time` is valid to write; the clock always exists.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut time) };
    time.tv_sec
}

fn set(signal: i32, handler: usize) -> io::Result<libc::sigaction> {
    // SAFETY: sigaction is plain data; the fields that matter are set below.
    let (mut new, mut former): (libc::sigaction, libc::sigaction) = unsafe { std::mem::zeroed() };
    new.sa_sigaction = handler;
    new.sa_flags = libc::SA_RESTART;
    // SAFETY: `sa_mask` is a valid set to empty.
    unsafe { libc::sigemptyset(&mut new.sa_mask) };
    // SAFETY: `handler` is SIG_DFL, SIG_IGN or a function of this file with the right signature.
    checked(unsafe { libc::sigaction(signal, &new, &mut former) })?;
    Ok(former)
}

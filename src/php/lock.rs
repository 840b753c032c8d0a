//! `Peregrine\Lock`: mutual exclusion between coroutines of all processes. What PHP sees of [`crate::table::lock`].

use super::coroutine::timeout;
use super::exception::{ERROR_NAME, EXCEPTION};
use crate::coroutine::{self as core, Co, Held, Interrupt};
use crate::error::{Error, Result};
use crate::table::lock::{Lock, Mode};
use crate::zend::{Call, Class, Constant, Kind, Outcome, Stop, constants, functions, properties, throw};
use std::rc::Rc;
use std::time::Duration;

/// The constants beside the class.
pub(super) const CONSTANTS: &[Constant] = constants! {
    /// The kind of `Lock` that one holder has at a time.
    "Peregrine\\MUTEX" = MUTEX;
    /// The kind of `Lock` that one holder has alone or any number share.
    "Peregrine\\RWLOCK" = RWLOCK;
};

/// `Lock`
pub(super) const LOCK: Class = Class {
    name: "Peregrine\\Lock",
    doc: "A lock between coroutines of all processes.\n\
          \n\
          Made before `Server::start()` (or any other fork), used by every process afterwards. Its holder is a coroutine, or\n\
          the code of a process outside of coroutines. Who waits is served in order of arrival, in each process. When the\n\
          holder's process dies, by whatever signal, or a coroutine ends without `unlock()`, the lock is released: look at\n\
          what it guards, it may be half changed.\n",
    kind: Kind::Native,
    constants: constants! {
        /// One holder at a time.
        "MUTEX" = MUTEX;
        /// One holder alone, or any number with LOCK_SH.
        "RWLOCK" = RWLOCK;
    },
    properties: properties! {
        /// Why the last call gave false: 1 (not the holder), 16 (LOCK_NB and not free), 110 (time passed), 125 (cancelled).
        "public $errCode = 0";
    },
    methods: functions! {
        /// A lock nobody holds.
        ///
        /// @param int $type Lock::MUTEX or Lock::RWLOCK
        /// @throws \ValueError for another type
        /// @throws \Peregrine\Exception when the system gives no memory
        "public function __construct(int $type = Peregrine\\MUTEX)" => construct;
        /// Takes the lock, waiting for it. In a coroutine the others run meanwhile; outside of coroutines the process
        /// blocks.
        ///
        /// @param int $operation LOCK_EX, or LOCK_SH to share an RWLOCK (a MUTEX is never shared); with LOCK_NB it does
        ///     not wait
        /// @param float $timeout seconds; 0 or less waits for ever
        /// @return bool false when it was not taken; see `$errCode`
        /// @throws \ValueError for another operation
        /// @throws \Peregrine\Error when the caller holds it already and would wait for itself
        "public function lock(int $operation = LOCK_EX, float $timeout = -1): bool" => lock;
        /// Releases the lock; false when the caller does not hold it.
        "public function unlock(): bool" => unlock;
    },
    ..Class::EMPTY
};

// Swoole's numbers.
const MUTEX: i64 = 3;
const RWLOCK: i64 = 1;

// PHP's numbers.
const LOCK_SH: i64 = 1;
const LOCK_EX: i64 = 2;
const LOCK_NB: i64 = 4;

const ERR_CODE: u32 = 0;

/// The number of the holder that is no coroutine.
const OUTSIDE: u64 = 0;

/// The native part; a coroutine that holds the lock keeps it alive.
struct Shared(Lock);

impl Held for Shared {
    fn abandoned(&self, id: i64) {
        self.release(id as u64);
    }
}

impl Shared {
    /// Releases what `holder` may hold.
    fn release(&self, holder: u64) {
        // It holds nothing: that is what was wanted.
        let _ = self.0.unlock(holder);
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.release(OUTSIDE);
    }
}

fn failed(error: Error) -> Stop {
    throw(EXCEPTION.name, error.message, i64::from(error.code)).into()
}

fn construct(call: &Call<'_>) -> Outcome {
    let lock = match call.long_or(0, MUTEX)? {
        MUTEX => Lock::mutex(),
        RWLOCK => Lock::rwlock(),
        _ => return Err(call.invalid(0, "must be Lock::MUTEX or Lock::RWLOCK").into()),
    };
    Ok(call.construct(Rc::new(Shared(lock.map_err(failed)?)))?)
}

fn holder(co: Option<&Co>) -> u64 {
    co.map_or(OUTSIDE, |co| co.id() as u64)
}

/// Sets errCode; true when there is none.
fn note(call: &Call<'_>, errno: i32) -> Outcome<bool> {
    if call.property(ERR_CODE).as_long() != Some(i64::from(errno)) {
        call.set_property(ERR_CODE, i64::from(errno));
    }
    Ok(errno == 0)
}

fn lock(call: &Call<'_>) -> Outcome<bool> {
    let shared = call.this::<Rc<Shared>>()?;
    let (operation, limit) = (call.long_or(0, LOCK_EX)?, timeout(call.double_or(1, -1.0)?));
    let mode = match operation & !LOCK_NB {
        LOCK_EX => Mode::Exclusive,
        LOCK_SH => Mode::Shared,
        _ => return Err(call.invalid(0, "must be LOCK_EX or LOCK_SH, with LOCK_NB or without").into()),
    };
    let co = core::current();
    if shared.0.is_held_by(holder(co.as_ref())) {
        if operation & LOCK_NB != 0 {
            return note(call, libc::EBUSY);
        }
        let text = "the lock is held by this caller already and it would wait for itself: call unlock() first";
        return Err(throw(ERROR_NAME, text, 0).into());
    }
    let taken = if operation & LOCK_NB != 0 {
        shared.0.try_lock(holder(co.as_ref()), mode).map(|taken| if taken { 0 } else { libc::EBUSY })
    } else {
        wait(&shared.0, co.as_ref(), mode, limit)?
    };
    let errno = taken.map_err(failed)?;
    if let (0, Some(co)) = (errno, co) {
        co.holds(shared.clone());
    }
    note(call, errno)
}

/// Waits for the lock; 0 or the errno.
fn wait(lock: &Lock, co: Option<&Co>, mode: Mode, limit: Option<Duration>) -> Outcome<Result<i32>> {
    let holder = holder(co);
    let taken = match lock.try_lock(holder, mode) {
        Ok(false) if co.is_none() => lock.lock_blocking(holder, mode, limit),
        Ok(false) => match core::queued_future("a Lock", lock.lock(holder, mode, limit)) {
            Ok(taken) => taken,
            Err(Interrupt::Stop(stop)) => return Err(stop),
            Err(_) => return Ok(Ok(libc::ECANCELED)),
        },
        tried => tried,
    };
    Ok(taken.map(|taken| if taken { 0 } else { libc::ETIMEDOUT }))
}

fn unlock(call: &Call<'_>) -> Outcome<bool> {
    let shared = call.this::<Rc<Shared>>()?;
    let co = core::current();
    if shared.0.unlock(holder(co.as_ref())).is_err() {
        return note(call, libc::EPERM);
    }
    if let Some(co) = co {
        let held: Rc<dyn Held> = shared.clone();
        co.gives_back(&held);
    }
    note(call, 0)
}

//! Waiting for session files: who finds one locked is parked. Runs on the PHP thread of a worker, user process or script.
//! What a session is and holds is PHP's business (`zend/shim/session_files.c`).
//!
//! The lock is flock(2) on the file, which holds between coroutines of one process as well as between processes (they have
//! a descriptor each), and with PHP's own handler in other programs. It cannot be waited for without a thread, and as many
//! threads as waiting requests would stop each other; so who waits asks again:
//!
//! 1. In one process those who wait for a file stand in line; only the first asks.
//! 2. It asks when a coroutine of this process unlocks the file, and by the clock, for the other processes: after half a
//!    millisecond first, then after an eighth of the time it has waited, 25 ms at most.
//! 3. The line could go on for ever while another process asks by the clock. When it has passed the lock on for
//!    [`LINE_TURN`], its next waits [`LINE_GAP`], longer than the slowest clock.

use crate::coroutine;
use crate::error::{Error, Result};
use crate::time::{Clock, Instant};
use crate::zend::{PhpThread, SessionFiles, serve_session_files, warn};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs::{self, DirEntry, File, TryLockError};
use std::io;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, SystemTime};
use tokio::select;
use tokio::sync::{Mutex, Notify};
use tokio::task::spawn_blocking;

const FIRST_ASK: Duration = Duration::from_micros(500);
const SLOWEST_ASK: Duration = Duration::from_millis(25);
const LINE_TURN: Duration = Duration::from_millis(100);
const LINE_GAP: Duration = Duration::from_millis(40);

/// What the names of session files begin with.
const PREFIX: &[u8] = b"sess_";

/// Those of this process who wait for one file.
struct Line {
    first: Mutex<()>,
    unlocked: Notify,
    since: Cell<Instant>,
}

/// The lines, by the paths of the files; a line is there while somebody stands in it.
struct Lines(RefCell<BTreeMap<Box<[u8]>, Rc<Line>>>);

static LINES: PhpThread<Lines> = PhpThread::new(Lines(RefCell::new(BTreeMap::new())));

/// Sessions of requests wait here.
pub(super) fn register() {
    serve_session_files(&*LINES);
}

/// In a forked child: who stands in line waits in the parent.
pub(super) fn after_fork() {
    LINES.0.take().into_values().for_each(std::mem::forget);
}

/// A place in a line; the last to leave takes the line with it.
struct Place<'a> {
    path: &'a [u8],
    line: Rc<Line>,
}

impl<'a> Place<'a> {
    fn new(path: &'a [u8]) -> Place<'a> {
        let mut lines = LINES.0.borrow_mut();
        let line = lines.entry(path.into()).or_insert_with(|| {
            Rc::new(Line { first: Mutex::new(()), unlocked: Notify::new(), since: Cell::new(Instant::now()) })
        });
        Place { path, line: line.clone() }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        // Ours and the map's.
        if Rc::strong_count(&self.line) == 2 {
            LINES.0.borrow_mut().remove(self.path);
        }
    }
}

/// False: somebody else has it.
fn try_lock(file: &File) -> Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Interrupted => Ok(false),
        Err(TryLockError::Error(error)) => Err(Error::io("lock the session file", error)),
    }
}

/// Ready when it is locked. Cancel-safe.
async fn lock(file: &File, path: &[u8]) -> Result<()> {
    let place = Place::new(path);
    let line = &place.line;
    let _first = line.first.lock().await;
    let begun = Instant::now();
    let mut clock = Clock::new()?;
    while !try_lock(file)? {
        let pause = (begun.elapsed() / 8).clamp(FIRST_ASK, SLOWEST_ASK);
        select! {
            () = clock.at(Instant::now() + pause) => (),
            () = line.unlocked.notified() => if line.since.get().elapsed() > LINE_TURN {
                clock.at(Instant::now() + LINE_GAP).await;
                line.since.set(Instant::now());
            },
        }
    }
    Ok(())
}

impl SessionFiles for Lines {
    fn lock(&self, file: &File, path: &[u8]) -> bool {
        if !self.0.borrow().contains_key(path) && matches!(try_lock(file), Ok(true)) {
            return true;
        }
        match coroutine::future("its session, which another request has open", lock(file, path)) {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                warn(error.to_string());
                false
            }
            Err(_) => false,
        }
    }

    fn unlocked(&self, path: &[u8]) {
        if let Some(line) = self.0.borrow().get(path) {
            line.unlocked.notify_one();
        }
    }

    fn collect(&self, directory: &Path, age: Duration) -> Option<usize> {
        let owned = directory.to_owned();
        let collected = spawn_blocking(move || collect(&owned, age));
        match coroutine::future("old session files to be removed", collected).ok()?.ok()? {
            Ok(count) => Some(count),
            Err(error) => {
                warn(format!("cannot read the directory of sessions {}: {error}", directory.display()));
                None
            }
        }
    }
}

fn collect(directory: &Path, age: Duration) -> io::Result<usize> {
    let now = SystemTime::now();
    let removed = |entry: &DirEntry| is_older(entry, now, age) && fs::remove_file(entry.path()).is_ok();
    Ok(fs::read_dir(directory)?.flatten().filter(removed).count())
}

fn is_older(entry: &DirEntry, now: SystemTime, age: Duration) -> bool {
    let is_session = entry.file_name().as_encoded_bytes().starts_with(PREFIX);
    let written = || entry.metadata().and_then(|metadata| metadata.modified());
    is_session && written().is_ok_and(|at| now.duration_since(at).is_ok_and(|passed| passed > age))
}

//! Who a process is, in one word: its id and the time it started. An id alone is given to somebody else later; both
//! together never are, so a lock in shared memory can tell a dead owner from a living stranger.
//!
//! Any process and thread may call this. It starts, ends and waits for nothing.

use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bits of a word that hold the process id (`PID_MAX_LIMIT` is 2^22).
const PID_BITS: u32 = 22;
/// Bits that hold the start time in clock ticks since boot: 348 years at 100 Hz.
const START_BITS: u32 = 40;

static CURRENT: AtomicU64 = AtomicU64::new(0);
static FORKS: AtomicU64 = AtomicU64::new(0);
static WATCH_FORKS: Once = Once::new();

/// A process of this machine, dead or alive. Its word uses the low 62 bits and is never 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Process(u64);

impl Process {
    /// The calling process. Costs one load: the answer is kept until the next fork.
    #[inline]
    pub fn current() -> Process {
        match CURRENT.load(Ordering::Relaxed) {
            0 => identify(),
            word => Process(word),
        }
    }

    /// The process a word from [`Process::word`] stands for; `None` for 0.
    pub fn from_word(word: u64) -> Option<Process> {
        (word != 0).then_some(Process(word))
    }

    /// The process as one word.
    #[inline]
    pub fn word(self) -> u64 {
        self.0
    }

    /// Its process id.
    pub fn pid(self) -> i32 {
        (self.0 & ((1 << PID_BITS) - 1)) as i32
    }

    /// When it started, in clock ticks since boot.
    pub fn start(self) -> u64 {
        self.0 >> PID_BITS
    }

    /// Whether it still runs. A zombie does not. When in doubt (no /proc to look into) the answer is yes.
    ///
    /// Costs some system calls: for those who have waited long enough to wonder.
    pub fn is_alive(self) -> bool {
        if self == Process::current() {
            return true;
        }
        if !exists(self.pid()) {
            return false;
        }
        if self.start() == 0 {
            return true;
        }
        match Stat::read(&self.pid().to_string()) {
            Some(stat) => stat.start == self.start() && !stat.is_dead(),
            None => exists(self.pid()), // it ended while we looked, or /proc hides it
        }
    }
}

/// Bytes of a memory page.
pub fn page_size() -> u64 {
    // SAFETY: takes no pointer.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    u64::try_from(size).unwrap_or(4096)
}

/// How many children this process has forked since the library was first used in it.
///
/// What it shared with nobody at a count is still its own at the same count.
pub fn forks() -> u64 {
    Process::current();
    FORKS.load(Ordering::Relaxed)
}

#[cold]
fn identify() -> Process {
    WATCH_FORKS.call_once(|| {
        // SAFETY: the handlers only store to atomics, which is allowed between fork and exec.
        unsafe { libc::pthread_atfork(None, Some(forked_parent), Some(forked_child)) };
    });
    let pid = std::process::id();
    // /proc may belong to another pid namespace; then its numbers are about others and only the id can be used.
    let start = match (Stat::read("self"), Stat::read(&pid.to_string())) {
        (Some(own), Some(named)) if own.start == named.start => own.start,
        _ => 0,
    };
    let word = (start & ((1 << START_BITS) - 1)) << PID_BITS | u64::from(pid);
    CURRENT.store(word, Ordering::Relaxed);
    Process(word)
}

extern "C" fn forked_parent() {
    FORKS.fetch_add(1, Ordering::Relaxed);
}

extern "C" fn forked_child() {
    CURRENT.store(0, Ordering::Relaxed);
    FORKS.store(0, Ordering::Relaxed);
}

fn exists(pid: i32) -> bool {
    // SAFETY: signal 0 sends nothing.
    let result = unsafe { libc::kill(pid, 0) };
    result == 0 || std::io::Error::last_os_error().raw_os_error() != Some(libc::ESRCH)
}

/// The fields of /proc/PID/stat that matter here (proc_pid_stat(5)).
struct Stat {
    state: u8,
    threads: u64,
    start: u64,
}

impl Stat {
    fn read(who: &str) -> Option<Stat> {
        Stat::parse(&std::fs::read(format!("/proc/{who}/stat")).ok()?)
    }

    /// The name in field 2 may contain anything, so fields are counted from the last `)`.
    fn parse(line: &[u8]) -> Option<Stat> {
        let rest = &line[line.iter().rposition(|byte| *byte == b')')? + 1..];
        let fields: Vec<&str> = std::str::from_utf8(rest).ok()?.split_ascii_whitespace().collect();
        let number = |field: usize| fields.get(field - 3)?.parse().ok();
        Some(Stat { state: *fields.first()?.as_bytes().first()?, threads: number(20)?, start: number(22)? })
    }

    /// A leader that ended is shown as a zombie while other threads of it still run.
    fn is_dead(&self) -> bool {
        matches!(self.state, b'Z' | b'X' | b'x') && self.threads <= 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caller_lives_and_is_itself() {
        let me = Process::current();
        assert_eq!(me.pid() as u32, std::process::id());
        assert!(me.is_alive() && me.start() > 0);
        assert_eq!(Process::from_word(me.word()), Some(me));
        assert_eq!(Process::from_word(0), None);
    }

    #[test]
    fn the_same_id_with_another_start_is_dead() {
        assert!(!Process(Process::current().word() + (1 << PID_BITS)).is_alive());
    }

    #[test]
    fn a_zombie_is_dead() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let pid = child.id();
        let stat = Stat::read(&pid.to_string()).unwrap();
        let process = Process(stat.start << PID_BITS | u64::from(pid));
        assert!(process.is_alive());
        child.kill().unwrap();
        while process.is_alive() {
            std::thread::yield_now();
        }
        assert!(exists(process.pid()), "it is not reaped yet");
        child.wait().unwrap();
        assert!(!process.is_alive());
    }

    #[test]
    fn names_with_brackets_do_not_confuse() {
        let line = b"7 (a) b) Z 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 3 0 4711 0";
        let stat = Stat::parse(line).unwrap();
        assert_eq!((stat.state, stat.threads, stat.start), (b'Z', 3, 4711));
        assert!(!stat.is_dead());
    }
}

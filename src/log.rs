//! Log lines of a process: one line each, written with one `write(2)` so that lines of several processes sharing a
//! file never mix. The file is opened by the master before privileges drop and reopened on SIGRTMIN.

use crate::error::{Error, Result};
use std::io::Write;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Severity; the numbers are Swoole's `SWOOLE_LOG_*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Level {
    /// Details for whoever looks for a fault.
    Debug = 0,
    /// Finer than `Debug`.
    Trace = 1,
    /// Normal operation.
    Info = 2,
    /// Normal but worth a look.
    Notice = 3,
    /// Something went wrong and was contained.
    Warning = 4,
    /// Something went wrong and was lost.
    Error = 5,
    /// Nothing is written.
    None = 6,
}

impl Level {
    /// The level of one of Swoole's numbers.
    pub fn from_number(n: i64) -> Option<Level> {
        use Level::*;
        [Debug, Trace, Info, Notice, Warning, Error, None].into_iter().find(|l| *l as i64 == n)
    }

    fn name(self) -> &'static str {
        ["DEBUG", "TRACE", "INFO", "NOTICE", "WARNING", "ERROR", "NONE"][self as usize]
    }
}

static THRESHOLD: AtomicU8 = AtomicU8::new(Level::Info as u8);
static TARGET: Mutex<Option<(PathBuf, std::fs::File)>> = Mutex::new(None);

/// Lines below `level` are not written.
pub fn set_level(level: Level) {
    THRESHOLD.store(level as u8, Ordering::Relaxed);
}

/// Whether a line of `level` would be written; to skip making it.
pub fn enabled(level: Level) -> bool {
    level as u8 >= THRESHOLD.load(Ordering::Relaxed)
}

/// Appends to the file at `path` from now on instead of standard error.
pub fn open(path: &Path) -> Result<()> {
    let file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .map_err(|e| Error::io(format_args!("open log file {}", path.display()), e))?;
    *lock() = Some((path.to_owned(), file));
    Ok(())
}

/// Opens the log file anew under its name (after a rotation). Without a log file nothing happens.
pub fn reopen() -> Result<()> {
    let path = lock().as_ref().map(|(path, _)| path.clone());
    path.map_or(Ok(()), |path| open(&path))
}

/// The descriptor lines go to.
pub fn descriptor() -> i32 {
    lock().as_ref().map_or(2, |(_, file)| file.as_raw_fd())
}

/// Writes one line: time (UTC), pid, level, text. Line ends inside `text` are kept, so pass a PHP stack as it is.
pub fn write(level: Level, text: &str) {
    if !enabled(level) {
        return;
    }
    let now = rfc3339(SystemTime::now());
    let line = format!("[{now} #{}] {} {}\n", std::process::id(), level.name(), text.trim_end());
    // A log that cannot be written has nowhere to report it.
    let _ = match lock().as_mut() {
        Some((_, file)) => file.write_all(line.as_bytes()),
        None => std::io::stderr().write_all(line.as_bytes()),
    };
}

fn lock() -> std::sync::MutexGuard<'static, Option<(PathBuf, std::fs::File)>> {
    TARGET.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// `2026-11-21T02:28:27.123Z` (RFC 3339) without a date crate: civil-from-days on the proleptic calendar.
pub fn rfc3339(t: SystemTime) -> String {
    let since = t.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (days, secs) = ((since.as_secs() / 86_400) as i64, since.as_secs() % 86_400);
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_shifted + 2) / 5 + 1;
    let month = if month_shifted < 10 { month_shifted + 3 } else { month_shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (h, m, s, ms) = (secs / 3_600, secs / 60 % 60, secs % 60, since.subsec_millis());
    format!("{year:04}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}.{ms:03}Z")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn dates_are_rfc3339() {
        let at = |s| rfc3339(UNIX_EPOCH + Duration::from_secs(s));
        assert_eq!(at(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(at(951_782_400), "2000-02-29T00:00:00.000Z");
        assert_eq!(at(1_795_228_107), "2026-11-21T02:28:27.000Z");
    }

    #[test]
    fn levels_have_swooles_numbers() {
        assert_eq!(Level::from_number(4), Some(Level::Warning));
        assert_eq!(Level::from_number(7), None);
    }
}

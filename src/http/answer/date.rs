//! The `Date` line (RFC 9110 6.6.1), formatted once a second per thread.

use crate::sys;
use std::cell::{Cell, RefCell};
use std::time::{Duration, SystemTime};

const LENGTH: usize = "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n".len();

thread_local! {
    static SECOND: Cell<u64> = const { Cell::new(u64::MAX) };
    static LINE: RefCell<[u8; LENGTH]> = const { RefCell::new([0; LENGTH]) };
}

/// Appends the line with its end.
#[inline]
pub(crate) fn write(out: &mut Vec<u8>) {
    let now = sys::clock::coarse_seconds();
    if SECOND.replace(now) != now {
        LINE.replace(format(now));
    }
    LINE.with_borrow(|line| out.extend_from_slice(line));
}

/// The date alone.
pub(crate) fn value() -> [u8; LENGTH - 8] {
    let line = format(sys::clock::coarse_seconds());
    let mut value = [0; LENGTH - 8];
    value.copy_from_slice(&line[6..LENGTH - 2]);
    value
}

fn format(seconds: u64) -> [u8; LENGTH] {
    let date = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
    let mut line = [0; LENGTH];
    line[..6].copy_from_slice(b"Date: ");
    line[6..LENGTH - 2].copy_from_slice(date.as_bytes());
    line[LENGTH - 2..].copy_from_slice(b"\r\n");
    line
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_line_is_an_imf_fixdate() {
        assert_eq!(super::format(1_795_228_107), *b"Date: Sat, 21 Nov 2026 02:28:27 GMT\r\n");
    }
}

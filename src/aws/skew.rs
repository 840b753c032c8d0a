//! How far this machine's clock is from AWS's. A signature says when it was made, and one from another time is refused
//! without a reason that helps: so every answer's Date is looked at.

use std::time::{Duration, SystemTime};

/// Less than this explains nothing: a Date has whole seconds, and an answer travels.
const NOTICEABLE: Duration = Duration::from_secs(60);

/// A clock beside this machine's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Skew {
    /// Who said so.
    host: String,
    /// Whether this machine is behind.
    behind: bool,
    by: Duration,
}

impl Skew {
    /// From the Date field of an answer that `host` gave at `now`; `None` when it is not to be read.
    pub(super) fn of(host: &str, date: &str, now: SystemTime) -> Option<Skew> {
        let theirs = httpdate::parse_http_date(date).ok()?;
        let behind = theirs > now;
        let by = if behind { theirs.duration_since(now) } else { now.duration_since(theirs) };
        Some(Skew { host: host.to_owned(), behind, by: by.ok()? })
    }

    /// What that does to signatures, when it is enough to do anything.
    pub(super) fn explanation(&self) -> Option<String> {
        if self.by < NOTICEABLE {
            return None;
        }
        let (minutes, seconds) = (self.by.as_secs() / 60, self.by.as_secs() % 60);
        let direction = if self.behind { "behind" } else { "ahead of" };
        Some(format!(
            "this machine's clock is {minutes} min {seconds} s {direction} that of {}, and AWS refuses what is signed more than \
             5 minutes off; set the clock (chrony, systemd-timesyncd)",
            self.host
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_how_far_and_whither() {
        let now = httpdate::parse_http_date("Fri, 02 Jan 2026 03:04:05 GMT").unwrap();
        let said = |date| Skew::of("sts", date, now).and_then(|skew| skew.explanation());
        assert_eq!(said("Fri, 02 Jan 2026 03:04:25 GMT"), None);
        assert!(
            said("Fri, 02 Jan 2026 03:11:17 GMT")
                .unwrap()
                .starts_with("this machine's clock is 7 min 12 s behind that of sts")
        );
        assert!(said("Fri, 02 Jan 2026 02:04:05 GMT").unwrap().contains("60 min 0 s ahead of that of sts"));
        assert_eq!(said("yesterday"), None);
    }
}

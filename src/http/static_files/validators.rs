//! Which version of a file a client has: ETag and Last-Modified, and what the conditions of a request make of them, in
//! the order of RFC 9110 13.2.2.

use crate::http::compress::Coding;
use crate::http::h1::head::Head;
use std::fmt::Write;
use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The validators of a file in one coding.
pub(super) struct Validators {
    pub(super) etag: String,
    pub(super) modified: SystemTime,
}

/// What the conditions leave to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Send it; a Range counts when `true`.
    Send(bool),
    /// 304
    NotModified,
    /// 412
    Failed,
}

impl Validators {
    /// The tag is made of modification time and size. While the file could still change within the clock's step it is
    /// weak (RFC 9110 8.8.1), so that no part of one version is joined to a part of another.
    pub(super) fn new(file: &Metadata, coding: Option<Coding>, now: SystemTime) -> Validators {
        let modified = file.modified().unwrap_or(UNIX_EPOCH);
        let since = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
        let weak = if now < modified + Duration::from_secs(1) { "W/" } else { "" };
        let mut etag = format!("{weak}\"{:x}.{:x}-{:x}", since.as_secs(), since.subsec_nanos(), file.len());
        if let Some(coding) = coding {
            // Writing to a String cannot fail.
            let _ = write!(etag, "-{}", coding.name());
        }
        etag.push('"');
        // A date has whole seconds, and is never later than the answer's own (RFC 9110 8.8.2.1).
        let today = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Validators { etag, modified: UNIX_EPOCH + Duration::from_secs(since.as_secs().min(today)) }
    }

    pub(super) fn judge(&self, head: &Head) -> Outcome {
        let date = |name| head.get(name).and_then(parse_date);
        let tags = |name| head.get(name).is_some().then(|| self.is_listed(head, name));
        match tags("if-match") {
            Some((_, strongly)) if !strongly => return Outcome::Failed,
            None if date("if-unmodified-since").is_some_and(|d| self.modified > d) => return Outcome::Failed,
            _ => {}
        }
        match tags("if-none-match") {
            Some((true, _)) => return Outcome::NotModified,
            None if date("if-modified-since").is_some_and(|d| self.modified <= d) => return Outcome::NotModified,
            _ => {}
        }
        Outcome::Send(head.get("if-range").is_none_or(|value| self.is_range_of_this(value)))
    }

    /// Whether a list of tags has this one: by weak and by strong comparison (RFC 9110 8.8.3.2).
    fn is_listed(&self, head: &Head, name: &str) -> (bool, bool) {
        let opaque = self.etag.trim_start_matches("W/").as_bytes();
        let (mut weakly, mut strongly) = (false, false);
        // Our tags have no comma.
        for tag in head.all(name).flat_map(|line| line.split(|b| *b == b',')).map(<[u8]>::trim_ascii) {
            let any = tag == b"*";
            weakly |= any || tag.strip_prefix(b"W/").unwrap_or(tag) == opaque;
            strongly |= any || (tag == opaque && !self.is_weak());
        }
        (weakly, strongly)
    }

    fn is_weak(&self) -> bool {
        self.etag.starts_with("W/")
    }

    /// If-Range (RFC 9110 13.1.5): the strong tag, or exactly the date.
    fn is_range_of_this(&self, value: &[u8]) -> bool {
        if value.first() == Some(&b'"') {
            return !self.is_weak() && value == self.etag.as_bytes();
        }
        !self.is_weak() && parse_date(value) == Some(self.modified)
    }
}

fn parse_date(value: &[u8]) -> Option<SystemTime> {
    httpdate::parse_http_date(std::str::from_utf8(value).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::Outcome::*;
    use super::*;
    use crate::http::Limits;
    use bytes::BytesMut;

    const MODIFIED: u64 = 1_795_228_107; // Sat, 21 Nov 2026 02:28:27 GMT

    fn judge(etag: &str, fields: &str) -> Outcome {
        let validators = Validators { etag: etag.into(), modified: UNIX_EPOCH + Duration::from_secs(MODIFIED) };
        let mut head = Head::default();
        let text = format!("GET / HTTP/1.1\r\nHost: x\r\n{fields}\r\n");
        assert!(head.parse(&mut BytesMut::from(text.as_str()), &Limits::default()).unwrap());
        validators.judge(&head)
    }

    #[test]
    fn conditions_are_judged_in_order() {
        let (same, later, earlier) =
            ("Sat, 21 Nov 2026 02:28:27 GMT", "Sat, 21 Nov 2026 02:28:28 GMT", "Sat, 21 Nov 2026 02:28:26 GMT");
        for (fields, expected) in [
            (String::new(), Send(true)),
            ("If-None-Match: \"a\"\r\n".into(), NotModified),
            ("If-None-Match: W/\"a\"\r\n".into(), NotModified),
            ("If-None-Match: \"b\", \"a\"\r\n".into(), NotModified),
            ("If-None-Match: *\r\n".into(), NotModified),
            ("If-None-Match: \"b\"\r\n".into(), Send(true)),
            ("If-None-Match: a\r\n".into(), Send(true)),
            (format!("If-Modified-Since: {same}\r\n"), NotModified),
            (format!("If-Modified-Since: {later}\r\n"), NotModified),
            (format!("If-Modified-Since: {earlier}\r\n"), Send(true)),
            ("If-Modified-Since: yesterday\r\n".into(), Send(true)),
            (format!("If-None-Match: \"b\"\r\nIf-Modified-Since: {same}\r\n"), Send(true)),
            ("If-Match: \"a\"\r\n".into(), Send(true)),
            ("If-Match: W/\"a\"\r\n".into(), Failed),
            ("If-Match: \"b\"\r\n".into(), Failed),
            (format!("If-Unmodified-Since: {earlier}\r\n"), Failed),
            (format!("If-Unmodified-Since: {same}\r\n"), Send(true)),
            ("If-Match: \"a\"\r\nIf-None-Match: \"a\"\r\n".into(), NotModified),
            ("If-Range: \"a\"\r\n".into(), Send(true)),
            ("If-Range: \"b\"\r\n".into(), Send(false)),
            ("If-Range: W/\"a\"\r\n".into(), Send(false)),
            (format!("If-Range: {same}\r\n"), Send(true)),
            (format!("If-Range: {later}\r\n"), Send(false)),
        ] {
            assert_eq!(judge("\"a\"", &fields), expected, "{fields}");
        }
    }

    #[test]
    fn a_weak_tag_saves_whole_answers_only() {
        assert_eq!(judge("W/\"a\"", "If-None-Match: \"a\"\r\n"), NotModified);
        assert_eq!(judge("W/\"a\"", "If-Range: \"a\"\r\n"), Send(false));
        assert_eq!(judge("W/\"a\"", "If-Match: \"a\"\r\n"), Failed);
        assert_eq!(judge("W/\"a\"", "If-Range: Sat, 21 Nov 2026 02:28:27 GMT\r\n"), Send(false));
    }

    #[test]
    fn a_file_from_the_future_was_modified_now() {
        let file = tempfile::tempfile().unwrap();
        let now = UNIX_EPOCH + Duration::from_secs(MODIFIED);
        let validators = |at| {
            file.set_modified(at).unwrap();
            Validators::new(&file.metadata().unwrap(), None, now)
        };
        let future = validators(now + Duration::from_secs(3600));
        assert_eq!((future.modified, future.is_weak()), (now, true));
        let past = validators(now - Duration::from_secs(3600));
        assert_eq!((past.modified, past.is_weak()), (now - Duration::from_secs(3600), false));
    }

    #[test]
    fn tags_differ_by_time_size_and_coding() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("f");
        std::fs::write(&path, "x").unwrap();
        let file = std::fs::metadata(&path).unwrap();
        let at = file.modified().unwrap();
        let tag = |coding, later| Validators::new(&file, coding, at + Duration::from_secs(later)).etag;
        assert!(tag(None, 0).starts_with("W/\"") && tag(None, 1).starts_with('"'));
        assert!(tag(Some(Coding::Br), 1).ends_with("-1-br\""));
        std::fs::write(&path, "xy").unwrap();
        let longer = std::fs::metadata(&path).unwrap();
        assert_ne!(Validators::new(&longer, None, at).etag, tag(None, 0));
    }
}

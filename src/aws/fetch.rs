//! Small questions to AWS's endpoints: short limits, a second and a third try where the first one met nobody.

use super::skew::Skew;
use crate::client::{Answer, Failure, Request, Settings, Stage, Url, ask};
use crate::error::{Error, Kind, Result};
use crate::time::sleep;
use bytes::Bytes;
use std::cell::RefCell;
use std::time::{Duration, SystemTime};

/// What these answers may have at most.
const MAX_BODY: u64 = 256 << 10;
/// Between tries.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];

/// One question.
pub(super) struct Question<'a> {
    /// Whom it is about, for the error: `the container's credentials`.
    pub(super) what: &'a str,
    pub(super) method: &'a str,
    pub(super) url: Url,
    pub(super) fields: Vec<(&'a str, String)>,
    pub(super) body: Option<String>,
    /// For the connection, and again for the answer.
    pub(super) patience: Duration,
}

impl<'a> Question<'a> {
    pub(super) fn get(what: &'a str, url: Url) -> Question<'a> {
        Question { what, method: "GET", url, fields: Vec::new(), body: None, patience: Duration::from_secs(5) }
    }

    /// Asks, and again when nobody answered or the answer is 5xx or 429. The skew of the last answer goes to `skew`.
    pub(super) async fn ask(&self, skew: &RefCell<Option<Skew>>) -> Result<Answer> {
        let mut pauses = PAUSES.iter();
        loop {
            let answered = self.once().await;
            if let Some(date) = answered.as_ref().ok().and_then(|answer| answer.field("date")) {
                let found = Skew::of(&self.url.origin.host, date, SystemTime::now());
                *skew.borrow_mut() = found.or_else(|| skew.borrow().clone());
            }
            let again = match &answered {
                Ok(answer) => answer.status >= 500 || answer.status == 429,
                Err(failure) => failure.stage != Stage::Send,
            };
            match pauses.next() {
                Some(pause) if again => sleep(*pause).await,
                _ => return answered.map_err(|failure| self.unanswered(&failure)),
            }
        }
    }

    async fn once(&self) -> std::result::Result<Answer, Failure> {
        let settings = Settings {
            connect_timeout: Some(self.patience),
            read_timeout: Some(self.patience),
            max_body: MAX_BODY,
            ..Settings::default()
        };
        ask(&self.url.origin, self.request().map_err(|error| Failure { stage: Stage::Send, error })?, &settings).await
    }

    fn request(&self) -> Result<Request> {
        let mut request = Request::new(self.method.as_bytes(), self.url.target.as_bytes())?;
        for (name, value) in &self.fields {
            request.field(name.as_bytes(), value.as_bytes())?;
        }
        request.field(b"user-agent", concat!("peregrine/", env!("CARGO_PKG_VERSION")).as_bytes())?;
        if let Some(body) = &self.body {
            request.body(Bytes::copy_from_slice(body.as_bytes()));
        }
        Ok(request)
    }

    fn unanswered(&self, failure: &Failure) -> Error {
        Error::new(Kind::Closed, format!("{}: {}", self.what, failure.error.message))
    }

    /// The answer was another one than wanted.
    pub(super) fn refused(&self, status: u16, why: &str) -> Error {
        // Where trying again may help, as after no answer at all.
        let kind = if status >= 500 || status == 429 { Kind::Closed } else { Kind::Protocol };
        let (host, colon) = (self.url.origin.authority(), if why.is_empty() { "" } else { ": " });
        Error::new(kind, format!("{}: {host} answered {status}{colon}{why}", self.what))
    }
}

/// The contents of a small file, read on one of tokio's blocking threads.
pub(super) async fn read(what: &str, file: std::path::PathBuf) -> Result<String> {
    let shown = file.display().to_string();
    let read = tokio::task::spawn_blocking(move || std::fs::read_to_string(file)).await;
    let read = read.map_err(|error| Error::new(Kind::Closed, format!("the event loop ended: {error}")))?;
    read.map_err(|error| Error::io(format!("{what}: read {shown}"), error))
}

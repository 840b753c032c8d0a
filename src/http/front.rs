//! What stands in front of the handler and behind its answers: static files, CORS, header rules, compression, proxies,
//! the access log. One for each worker, made when it starts; `None` in the settings when no option asks for any of it,
//! and then a request pays one branch. Works on [`Exchange`], whatever protocol brought the request.

use super::access_log::{AccessLog, Entry};
use super::answer::{Case, Prepared};
use super::compress::{self, Choice, Encoder};
use super::exchange::Exchange;
use super::h1::head::Head;
use super::rules::{Client, Cors, HeaderRule, Preflight, Proxies, is_preflight};
use super::static_files::{self, StaticFiles};
use crate::error::Result;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

/// What is to stand there. Plain values; see [`Front::new`].
#[derive(Debug, Clone, Default)]
pub struct FrontSettings {
    /// Files served without the handler.
    pub files: Option<static_files::Settings>,
    /// Compression of the handler's answers.
    pub compression: compress::Settings,
    /// Other origins' pages.
    pub cors: Option<Cors>,
    /// Changes to answers' fields.
    pub headers: Vec<HeaderRule>,
    /// Who is believed about the client.
    pub proxies: Option<Proxies>,
}

/// All of it, ready to use.
#[derive(Debug)]
pub struct Front {
    settings: FrontSettings,
    files: Option<Rc<StaticFiles>>,
    log: Option<AccessLog>,
}

/// Whether a request needs the handler.
pub enum Intercept {
    /// It does.
    Pass,
    /// It is answered.
    Answered,
    /// The disk knows. True: it is answered.
    Wait(Pin<Box<dyn Future<Output = bool>>>),
}

impl Front {
    /// Opens what has to be opened. `None` when there is nothing to do.
    pub fn new(settings: FrontSettings, log: Option<AccessLog>) -> Result<Option<Rc<Front>>> {
        let FrontSettings { files, compression, cors, headers, proxies } = &settings;
        let idle = files.is_none() && !compression.enabled && cors.is_none() && headers.is_empty() && proxies.is_none();
        if idle && log.is_none() {
            return Ok(None);
        }
        let files = files.as_ref().map(StaticFiles::open).transpose()?.map(Rc::new);
        Ok(Some(Rc::new(Front { settings, files, log })))
    }

    /// Answers what needs no handler. To be called before the handler, once for each request.
    pub fn intercept(&self, exchange: &Rc<Exchange>) -> Intercept {
        if let Some(cors) = &self.settings.cors
            && is_preflight(exchange.head())
        {
            return preflight(cors, exchange);
        }
        self.files.as_ref().map_or(Intercept::Pass, |files| files.serve(exchange))
    }

    /// The access log, if there is one.
    pub fn log(&self) -> Option<&AccessLog> {
        self.log.as_ref()
    }

    /// Who the client is.
    pub(super) fn client(&self, head: &Head, peer: SocketAddr) -> Client {
        let proxies = self.settings.proxies.as_ref();
        proxies.map_or_else(|| Client::direct(peer), |proxies| proxies.client(head, peer))
    }

    /// Prepares the compression of an answer whose whole body has `length` bytes (`None`: it comes in pieces) and says so
    /// in its head.
    pub(super) fn compress(&self, head: &Head, answer: &mut Prepared, length: Option<usize>) -> Option<Encoder> {
        let coding = match self.settings.compression.choose(head, answer, length) {
            Choice::Never => return None,
            Choice::NotForThis => {
                answer.vary("Accept-Encoding");
                return None;
            }
            Choice::Compress(coding) => coding,
        };
        answer.vary("Accept-Encoding");
        let encoder = self.settings.compression.encoder(coding).ok()?;
        answer.add("Content-Encoding", coding.name().as_bytes());
        answer.forget_length();
        Some(encoder)
    }

    /// Adds and changes what the rules say.
    pub(super) fn dress(&self, head: &Head, answer: &mut Prepared) {
        if let Some(cors) = &self.settings.cors {
            cors.apply(head, answer);
        }
        self.settings.headers.iter().for_each(|rule| rule.apply(head.path(), answer));
    }

    /// The server itself refuses a request with this answer, which gets what every answer gets, so that a page may read
    /// the status; its body has so many bytes. `head` is `None` when it is the head that is refused: nothing in it can be
    /// believed then.
    #[cold]
    pub(super) fn refuse(&self, head: Option<&Head>, peer: SocketAddr, (answer, bytes): (&mut Prepared, usize)) {
        if let Some(head) = head {
            self.dress(head, answer);
        }
        let status = answer.status();
        self.record(&Entry { head, peer, status, bytes: bytes as u64, took: Duration::ZERO });
    }

    /// Writes the request into the access log.
    pub(super) fn record(&self, entry: &Entry<'_>) {
        if let Some(log) = &self.log {
            let client = entry.head.map_or_else(|| Client::direct(entry.peer), |head| self.client(head, entry.peer));
            log.write(entry, client.address);
        }
    }
}

fn preflight(cors: &Cors, exchange: &Exchange) -> Intercept {
    let head = exchange.head();
    let prepared = match cors.preflight(head) {
        Preflight::Allowed => exchange.respond(204, None, |w| cors.permit(head, w)).and_then(|()| exchange.end(b"")),
        Preflight::Refused => exchange
            .respond(403, None, |w| w.field(b"Content-Type", b"text/plain; charset=utf-8", Case::AsIs))
            .and_then(|()| exchange.end(b"403 Forbidden: not allowed for this origin\n")),
    };
    if prepared.is_err() {
        exchange.abandon();
    }
    Intercept::Answered
}

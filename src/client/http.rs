//! The client of one origin: sends a request on the connection it has, or makes one.
//!
//! A request is sent a second time in one case only: the connection had been idle, it ended before anything of an answer
//! came, and either the request never left or sending it twice does no harm (RFC 9110 9.2.2, RFC 9112 9.3.1).

use super::connect::connect;
use super::connection::Connection;
use super::download::{Download, Writer};
use super::failure::{Failure, Stage, code, coded};
use super::request::Request;
use super::settings::{Origin, Settings};
use crate::error::Kind;
use crate::time::timeout;
use bytes::{Bytes, BytesMut};
use hyper::Response;
use hyper::body::{Body, Incoming};
use hyper::header::{self, HeaderMap};

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// 200 to 999; interim answers (1xx) are skipped.
    pub status: u16,
    fields: HeaderMap,
    /// The body; empty when it went into a file.
    pub body: Bytes,
}

impl Answer {
    /// Header fields in the order of arrival (those of one name together), names in lower case.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_bytes()))
    }

    /// The first field of that name (lower case), when it is text.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name)?.to_str().ok()
    }
}

/// A client of one origin with at most one connection.
pub struct Client {
    origin: Origin,
    connection: Option<Connection>,
    head_out: Vec<u8>,
}

impl Client {
    /// A client that is not connected yet.
    pub fn new(origin: Origin) -> Self {
        Client { origin, connection: None, head_out: Vec::new() }
    }

    /// Whom it asks.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The head of the last request as it was sent, secrets left out.
    pub fn head_out(&self) -> &[u8] {
        &self.head_out
    }

    /// Whether it holds a connection for the next request.
    pub fn is_connected(&self) -> bool {
        self.connection.is_some()
    }

    /// Closes the connection; false when there is none.
    pub fn close(&mut self) -> bool {
        self.connection.take().is_some()
    }

    /// Sends a request and waits for the whole answer, its body in memory or in a file. When this fails, or is dropped
    /// before it is over, the connection is closed.
    pub async fn send(
        &mut self,
        mut request: Request,
        settings: &Settings,
        download: Option<&Download>,
    ) -> Result<Answer, Failure> {
        request.complete(&self.origin, settings).map_err(|error| Failure::new(Stage::Connect, error))?;
        self.head_out = request.head();
        let mut idle = self.connection.take();
        if let Some(connection) = &mut idle
            && !connection.is_usable().await
        {
            idle = None;
        }
        let reused = idle.is_some();
        let connection = match idle {
            Some(connection) => connection,
            None => self.connect(settings).await?,
        };
        let whole = self.exchange(connection, reused, &request, settings, download);
        let Some(limit) = settings.read_timeout else { return whole.await };
        timeout(limit, whole).await.unwrap_or_else(|_| {
            let text = format!("no whole answer within {} seconds (option 'read_timeout')", limit.as_secs_f64());
            Err(Failure::timed_out(Stage::Timeout, text))
        })
    }

    async fn connect(&self, settings: &Settings) -> Result<Connection, Failure> {
        Connection::new(connect(&self.origin, settings).await?).await
    }

    async fn exchange(
        &mut self,
        mut connection: Connection,
        reused: bool,
        request: &Request,
        settings: &Settings,
        download: Option<&Download>,
    ) -> Result<Answer, Failure> {
        let answer = match connection.send(request).await {
            Err(none) if reused && !none.received && (!none.sent || request.is_idempotent()) => {
                connection = self.connect(settings).await?;
                connection.send(request).await
            }
            first => first,
        };
        let answer = answer.map_err(|none| none.failure)?;
        let keep = settings.keep_alive && !request.closes();
        let answer = receive(&mut connection, answer, settings, download).await?;
        if keep && connection.settle().await {
            self.connection = Some(connection);
        }
        Ok(answer)
    }
}

async fn receive(
    connection: &mut Connection,
    answer: Response<Incoming>,
    settings: &Settings,
    download: Option<&Download>,
) -> Result<Answer, Failure> {
    let (head, mut body) = answer.into_parts();
    let mut answer = Answer { status: head.status.as_u16(), fields: head.headers, body: Bytes::new() };
    match download {
        Some(download) if head.status.is_success() => {
            let range = answer.fields.get(header::CONTENT_RANGE).and_then(|value| value.to_str().ok());
            download.check(answer.status, range.unwrap_or_default())?;
            let mut writer = Writer::open(download).await?;
            while let Some(piece) = connection.piece(&mut body).await? {
                writer.write(piece).await?;
            }
            writer.flush().await?;
        }
        _ => answer.body = into_memory(connection, body, settings.max_body).await?,
    }
    Ok(answer)
}

async fn into_memory(connection: &mut Connection, mut body: Incoming, max: u64) -> Result<Bytes, Failure> {
    let announced = body.size_hint().lower();
    check_length(announced, max)?;
    let mut all = BytesMut::with_capacity(announced.min(1 << 20) as usize);
    while let Some(piece) = connection.piece(&mut body).await? {
        check_length((all.len() + piece.len()) as u64, max)?;
        all.extend_from_slice(&piece);
    }
    Ok(all.freeze())
}

fn check_length(length: u64, max: u64) -> Result<(), Failure> {
    if length <= max {
        return Ok(());
    }
    let text = format!("the answer's body is longer than {max} bytes (option 'package_max_length')");
    Err(Failure::new(Stage::Receive, coded(Kind::Limit, code::TOO_LARGE, text)))
}

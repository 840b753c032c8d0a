//! A client that speaks HTTP/2: the h2 crate's, or bytes written by hand.
#![allow(dead_code, missing_docs, unreachable_pub, reason = "each test file uses its part")]

use bytes::Bytes;
use h2::client::{Builder, ResponseFuture, SendRequest};
use h2::{RecvStream, SendStream};
use http::{HeaderMap, Method, Request, Response};
use peregrine::http::{Settings, h2 as ours};
use std::net::SocketAddr;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

/// Settings with HTTP/2.
pub fn http2(mut settings: Settings, change: impl FnOnce(&mut ours::Settings)) -> Settings {
    let mut numbers = ours::Settings::default();
    change(&mut numbers);
    settings.http2 = Some(numbers);
    settings
}

pub struct Client {
    pub send: SendRequest<Bytes>,
    /// How the connection ended.
    pub end: JoinHandle<Result<(), h2::Error>>,
}

impl Client {
    pub async fn new(address: SocketAddr) -> Client {
        Client::with(address, &Builder::new()).await
    }

    pub async fn with(address: SocketAddr, builder: &Builder) -> Client {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Client::over(stream, builder).await
    }

    pub async fn over(stream: impl AsyncRead + AsyncWrite + Unpin + 'static, builder: &Builder) -> Client {
        let (send, connection) = builder.handshake(stream).await.unwrap();
        Client { send, end: tokio::task::spawn_local(connection) }
    }

    pub fn start(&mut self, request: Request<()>, ends: bool) -> (ResponseFuture, SendStream<Bytes>) {
        self.send.send_request(request, ends).unwrap()
    }

    /// Asks without a body.
    pub async fn get(&mut self, path: &str) -> Answer {
        let (answer, _) = self.start(request(Method::GET, path), true);
        Answer::of(answer.await.unwrap()).await
    }

    pub async fn post(&mut self, path: &str, body: &[u8]) -> Answer {
        let (answer, mut stream) = self.start(request(Method::POST, path), false);
        stream.send_data(Bytes::copy_from_slice(body), true).unwrap();
        Answer::of(answer.await.unwrap()).await
    }
}

pub fn request(method: Method, path: &str) -> Request<()> {
    let request = Request::builder().method(method).uri(format!("http://example.org{path}"));
    request.version(http::Version::HTTP_2).body(()).unwrap()
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub fields: HeaderMap,
    pub body: Vec<u8>,
    pub trailers: Option<HeaderMap>,
    /// How the body ended.
    pub end: Result<(), h2::Error>,
}

impl Answer {
    pub async fn of(response: Response<RecvStream>) -> Answer {
        let (head, mut stream) = response.into_parts();
        let (mut body, mut end) = (Vec::new(), Ok(()));
        while let Some(piece) = stream.data().await {
            match piece {
                Ok(piece) => {
                    body.extend_from_slice(&piece);
                    let _ = stream.flow_control().release_capacity(piece.len());
                }
                Err(error) => {
                    end = Err(error);
                    break;
                }
            }
        }
        let trailers = stream.trailers().await.ok().flatten();
        Answer { status: head.status.as_u16(), fields: head.headers, body, trailers, end }
    }

    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// A connection written by hand.
pub struct Raw {
    pub stream: TcpStream,
}

impl Raw {
    /// With preface and empty SETTINGS sent.
    pub async fn new(address: SocketAddr) -> Raw {
        let mut raw = Raw { stream: TcpStream::connect(address).await.unwrap() };
        raw.stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
        raw.send(&frame(4, 0, 0, b"")).await;
        raw
    }

    /// False when the server has closed.
    pub async fn send(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).await.is_ok()
    }

    /// The error codes of the next so many RST_STREAM frames; fewer when the connection ends.
    pub async fn resets(&mut self, many: usize) -> Vec<u32> {
        let (mut input, mut codes) = (Vec::new(), Vec::new());
        while codes.len() < many && self.stream.read_buf(&mut input).await.is_ok_and(|got| got > 0) {
            while input.len() >= 9 {
                let end = 9 + u32::from_be_bytes([0, input[0], input[1], input[2]]) as usize;
                if input.len() < end {
                    break;
                }
                if input[3] == 3 {
                    codes.push(u32::from_be_bytes([input[9], input[10], input[11], input[12]]));
                }
                input.drain(..end);
            }
        }
        codes
    }

    /// The error code of the GOAWAY frame that ends the connection; `None` when there is none.
    pub async fn goaway(&mut self) -> Option<u32> {
        let (mut input, mut code) = (Vec::new(), None);
        // A reset after the frame is an end too.
        while self.stream.read_buf(&mut input).await.is_ok_and(|got| got > 0) {}
        let mut rest = &input[..];
        while rest.len() >= 9 {
            let length = u32::from_be_bytes([0, rest[0], rest[1], rest[2]]) as usize;
            if rest[3] == 7 && rest.len() >= 17 {
                code = Some(u32::from_be_bytes([rest[13], rest[14], rest[15], rest[16]]));
            }
            rest = rest.get(9 + length..).unwrap_or_default();
        }
        code
    }
}

/// One frame (RFC 9113 4.1).
pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u32).to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// A whole GET / of example.org in HPACK, for a HEADERS frame.
pub const GET: &[u8] = b"\x82\x84\x86\x41\x0bexample.org";

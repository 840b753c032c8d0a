//! A Kafka broker for logins by OAUTHBEARER and nothing else: it answers ApiVersions, SaslHandshake, SaslAuthenticate (with
//! the life of a session, after which clients have to log in anew: KIP-368) and Metadata with no topics. Wire format:
//! kafka.apache.org/protocol.
#![allow(dead_code, missing_docs, unreachable_pub, reason = "each test file uses its part")]

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[derive(Default)]
pub struct Seen {
    /// The tokens, each with the number of its connection.
    pub tokens: RefCell<Vec<(u32, String)>>,
    /// Requests for metadata that were answered.
    pub metadata: Cell<u32>,
    connections: Cell<u32>,
}

/// Serves on a free port; `session_ms` is how long a login holds. Refuses tokens of which `refuses` says why.
pub async fn broker(session_ms: i64, refuses: fn(&str) -> Option<&'static str>) -> (String, Rc<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Rc::<Seen>::default();
    let shared = seen.clone();
    tokio::task::spawn_local(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            shared.connections.set(shared.connections.get() + 1);
            let (number, seen) = (shared.connections.get(), shared.clone());
            tokio::task::spawn_local(async move {
                let _ = Connection { stream, port, number, session_ms, refuses, seen }.serve().await;
            });
        }
    });
    (format!("127.0.0.1:{port}"), seen)
}

struct Connection {
    stream: TcpStream,
    port: u16,
    number: u32,
    session_ms: i64,
    refuses: fn(&str) -> Option<&'static str>,
    seen: Rc<Seen>,
}

const SASL_HANDSHAKE: i16 = 17;
const API_VERSIONS: i16 = 18;
const METADATA: i16 = 3;
const SASL_AUTHENTICATE: i16 = 36;

impl Connection {
    async fn serve(mut self) -> std::io::Result<()> {
        loop {
            let length = self.stream.read_i32().await?;
            let mut request = vec![0; length as usize];
            self.stream.read_exact(&mut request).await?;
            let number = |at: usize| i16::from_be_bytes([request[at], request[at + 1]]);
            let (key, version, client) = (number(0), number(2), number(8));
            let body = &request[10 + client.max(0) as usize..];
            let answer = match key {
                API_VERSIONS if version != 0 => [&35_i16.to_be_bytes()[..], &versions()].concat(),
                API_VERSIONS => [&0_i16.to_be_bytes()[..], &versions()].concat(),
                SASL_HANDSHAKE => [&0_i16.to_be_bytes()[..], &1_i32.to_be_bytes(), &text("OAUTHBEARER")].concat(),
                SASL_AUTHENTICATE => self.authenticate(body),
                METADATA => self.metadata(),
                other => panic!("request {other} is not expected"),
            };
            self.stream.write_i32(answer.len() as i32 + 4).await?;
            self.stream.write_all(&request[4..8]).await?; // the correlation id
            self.stream.write_all(&answer).await?;
        }
    }

    /// Version 1: error, sentence, bytes, milliseconds.
    fn authenticate(&self, body: &[u8]) -> Vec<u8> {
        let said = String::from_utf8_lossy(&body[4..]).into_owned();
        let token = said.split('\x01').find_map(|part| part.strip_prefix("auth=Bearer "));
        let token = token.unwrap_or("").to_owned();
        let refusal = (self.refuses)(&token);
        self.seen.tokens.borrow_mut().push((self.number, token));
        match refusal {
            Some(why) => [&58_i16.to_be_bytes()[..], &text(why), &0_i32.to_be_bytes(), &0_i64.to_be_bytes()].concat(),
            None => [
                &0_i16.to_be_bytes()[..],
                &(-1_i16).to_be_bytes(),
                &0_i32.to_be_bytes(),
                &self.session_ms.to_be_bytes(),
            ]
            .concat(),
        }
    }

    /// Version 1: brokers (id, host, port, rack), controller, topics.
    fn metadata(&self) -> Vec<u8> {
        self.seen.metadata.set(self.seen.metadata.get() + 1);
        let broker = [&1_i32.to_be_bytes()[..], &text("127.0.0.1"), &i32::from(self.port).to_be_bytes()].concat();
        let rest = [&(-1_i16).to_be_bytes()[..], &1_i32.to_be_bytes(), &0_i32.to_be_bytes()].concat();
        [&1_i32.to_be_bytes()[..], &broker, &rest].concat()
    }
}

fn text(text: &str) -> Vec<u8> {
    [&(text.len() as i16).to_be_bytes()[..], text.as_bytes()].concat()
}

/// key, lowest and highest version of each request there is.
fn versions() -> Vec<u8> {
    let all = [(METADATA, 0, 1), (SASL_HANDSHAKE, 0, 1), (API_VERSIONS, 0, 0), (SASL_AUTHENTICATE, 0, 1)];
    let rows = all.iter().flat_map(|(key, low, high): &(i16, i16, i16)| [*key, *low, *high]).flat_map(i16::to_be_bytes);
    [&(all.len() as i32).to_be_bytes()[..], &rows.collect::<Vec<u8>>()].concat()
}

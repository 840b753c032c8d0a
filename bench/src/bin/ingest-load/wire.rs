//! As much of an HTTP/1.1 client as the load needs: one request, one answer with Content-Length, and exact knowledge
//! of how far it came. hyper would hide that.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer that arrived whole.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The server closes the connection after it.
    pub(crate) closes: bool,
    pub(crate) body: Vec<u8>,
}

/// A connection and what was read of the next answer.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: &str) -> io::Result<Connection> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, buffer: Vec::new() })
    }

    /// This end's port.
    pub(crate) fn port(&self) -> u16 {
        self.stream.local_addr().map_or(0, |address| address.port())
    }

    pub(crate) async fn exchange(&mut self, request: &[u8]) -> io::Result<Answer> {
        // A server may answer and close before it has read everything; what it said counts more than the failed write.
        let written = self.stream.write_all(request).await;
        match self.answer().await {
            Err(unread) => Err(written.err().unwrap_or(unread)),
            answer => answer,
        }
    }

    async fn answer(&mut self) -> io::Result<Answer> {
        let head_end = loop {
            if let Some(at) = self.buffer.windows(4).position(|w| w == b"\r\n\r\n") {
                break at + 4;
            }
            self.read().await?;
        };
        let head = parse_head(&self.buffer[..head_end])?;
        while self.buffer.len() < head_end + head.length {
            self.read().await?;
        }
        let body = self.buffer[head_end..head_end + head.length].to_vec();
        self.buffer.drain(..head_end + head.length);
        Ok(Answer { status: head.status, closes: head.closes, body })
    }

    async fn read(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "closed before the answer was whole")),
            _ => Ok(()),
        }
    }
}

struct Head {
    status: u16,
    length: usize,
    closes: bool,
}

fn parse_head(bytes: &[u8]) -> io::Result<Head> {
    let wrong =
        |what: &str| io::Error::new(io::ErrorKind::InvalidData, format!("{what}: {}", String::from_utf8_lossy(bytes)));
    let text = std::str::from_utf8(bytes).map_err(|_| wrong("head is not text"))?;
    let mut lines = text.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.strip_prefix("HTTP/1.1 "))
        .and_then(|rest| rest.get(..3)?.parse().ok())
        .ok_or_else(|| wrong("no status line"))?;
    let (mut length, mut closes) = (None, false);
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok(),
            "connection" => closes |= value.to_ascii_lowercase().contains("close"),
            _ => {}
        }
    }
    Ok(Head { status, length: length.ok_or_else(|| wrong("no Content-Length"))?, closes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "current_thread")]
    async fn answers_are_read_whole_and_one_by_one() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = async {
            let (mut peer, _) = listener.accept().await.unwrap();
            let mut request = [0; 4];
            peer.read_exact(&mut request).await.unwrap();
            peer.write_all(b"HTTP/1.1 202 Accepted\r\nContent-Le").await.unwrap();
            peer.flush().await.unwrap();
            peer.write_all(b"ngth: 5\r\n\r\nhelloHTTP/1.1 503 x\r\ncontent-length:0\r\nConnection: close\r\n\r\n")
                .await
                .unwrap();
            peer.read_exact(&mut request).await.unwrap();
        };
        let client = async {
            let mut connection = Connection::open(&address).await.unwrap();
            let first = connection.exchange(b"ping").await.unwrap();
            assert_eq!(first, Answer { status: 202, closes: false, body: b"hello".to_vec() });
            let second = connection.exchange(b"ping").await.unwrap();
            assert_eq!(second, Answer { status: 503, closes: true, body: vec![] });
            let gone = connection.exchange(b"ping").await.unwrap_err();
            assert!(matches!(
                gone.kind(),
                io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe
            ));
        };
        tokio::join!(server, client);
    }
}

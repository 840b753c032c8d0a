//! A connection of HTTP/1.1: one request after the other, each answer read to its end. A connection that the server closes
//! between an answer and the next request is replaced; one that is closed when a request has been written is an error,
//! although a client might ask again there (RFC 9112 9.3.1): a reload has no reason to do that.

use crate::link::{Link, Target};
use crate::tally::Tally;
use crate::{BODY, PATHS};
use std::io::{self, ErrorKind};
use std::rc::Rc;
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

pub(crate) async fn run(target: Rc<Target>, tally: Rc<Tally>, end: Instant) {
    let mut count = 0;
    while Instant::now() < end {
        match target.connect().await {
            Err(error) => return tally.error(format!("connect: {error}")),
            Ok(link) => {
                tally.connected();
                let mut wire = Wire { link, input: Vec::new() };
                if let Err(error) = wire.requests(&tally, &mut count, end).await {
                    tally.error(error.to_string());
                }
            }
        }
    }
}

struct Wire {
    link: Box<dyn Link>,
    input: Vec<u8>,
}

impl Wire {
    /// Requests until the server ends the connection in order, or the time is over.
    async fn requests(&mut self, tally: &Tally, count: &mut usize, end: Instant) -> io::Result<()> {
        while Instant::now() < end {
            let path = PATHS[*count % PATHS.len()];
            *count += 1;
            let body: &[u8] = if path == "/body" { &BODY } else { b"" };
            let method = if body.is_empty() { "GET" } else { "POST" };
            let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", body.len());
            self.link.write_all(&[head.as_bytes(), body].concat()).await?;
            let head = self.head().await?;
            if !head.starts_with("HTTP/1.1 200 ") {
                return Err(io::Error::other(head.lines().next().unwrap_or_default().to_owned()));
            }
            let answer = self.body(&head).await?;
            let (worker, rest) = answer.split_at(answer.iter().position(|b| *b == b'\n').unwrap_or(answer.len()));
            if path == "/body" && rest[1..] != BODY {
                return Err(io::Error::other("a body came back changed"));
            }
            tally.answered(worker);
            if head.to_ascii_lowercase().contains("\r\nconnection: close\r\n") {
                return Ok(());
            }
        }
        Ok(())
    }

    async fn head(&mut self) -> io::Result<String> {
        loop {
            if let Some(at) = self.input.windows(4).position(|window| window == b"\r\n\r\n") {
                return String::from_utf8(self.input.drain(..at + 4).collect()).map_err(io::Error::other);
            }
            self.read("before the answer").await?;
        }
    }

    async fn body(&mut self, head: &str) -> io::Result<Vec<u8>> {
        if let Some((_, rest)) = head.split_once("Content-Length: ") {
            let length = rest.lines().next().and_then(|text| text.parse().ok()).ok_or(ErrorKind::InvalidData)?;
            return self.take(length).await;
        }
        let mut body = Vec::new();
        loop {
            let line = self.line().await?;
            let size = usize::from_str_radix(&line, 16).map_err(io::Error::other)?;
            body.extend(self.take(size).await?);
            self.take(2).await?;
            if size == 0 {
                return Ok(body);
            }
        }
    }

    async fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(at) = self.input.windows(2).position(|window| window == b"\r\n") {
                let line = self.input.drain(..at + 2).take(at).collect();
                return String::from_utf8(line).map_err(io::Error::other);
            }
            self.read("within a chunk's head").await?;
        }
    }

    async fn take(&mut self, length: usize) -> io::Result<Vec<u8>> {
        while self.input.len() < length {
            self.read("within the answer").await?;
        }
        Ok(self.input.drain(..length).collect())
    }

    async fn read(&mut self, place: &str) -> io::Result<()> {
        match self.link.read_buf(&mut self.input).await {
            Ok(0) => Err(io::Error::other(format!("the connection ended {place}"))),
            Ok(_) => Ok(()),
            Err(error) => Err(io::Error::other(format!("{place}: {error}"))),
        }
    }
}

//! A body that goes into a file, piece by piece. Opening and writing happen on tokio's blocking threads; while a piece is
//! written nothing more is read from the server.

use super::failure::{Failure, Stage, code, coded};
use crate::error::{Error, Kind};
use bytes::{Bytes, BytesMut};
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::PathBuf;
use tokio::task::spawn_blocking;

/// Small pieces are written together.
const PIECE: usize = 256 << 10;

/// Where a body goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// The file, made when it does not exist.
    pub path: PathBuf,
    /// 0: the file is emptied first. Else the body is written from this byte on.
    pub offset: u64,
}

impl Download {
    /// Checks that an answer is what belongs at the offset (RFC 9110 14.4): a body in another place would spoil the file.
    pub(super) fn check(&self, status: u16, range: &str) -> Result<(), Failure> {
        if self.offset == 0 {
            return Ok(());
        }
        let first = range.strip_prefix("bytes ").and_then(|r| r.split('-').next()).and_then(|n| n.trim().parse().ok());
        if status == 206 && first == Some(self.offset) {
            return Ok(());
        }
        let text = format!(
            "the rest from byte {} on was asked for, but the answer is {status} with Content-Range '{range}'",
            self.offset
        );
        Err(Failure::new(Stage::Receive, coded(Kind::Protocol, code::INVALID_PROTOCOL, text)))
    }

    fn open(&self) -> io::Result<File> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(self.offset == 0).open(&self.path)?;
        file.seek(SeekFrom::Start(self.offset))?;
        Ok(file)
    }
}

/// An open download.
pub(super) struct Writer {
    file: Option<File>,
    path: PathBuf,
    held: BytesMut,
}

impl Writer {
    pub(super) async fn open(download: &Download) -> Result<Self, Failure> {
        let (wanted, path) = (download.clone(), download.path.clone());
        match off_thread(move || wanted.open()).await {
            Ok(file) => Ok(Writer { file: Some(file), path, held: BytesMut::new() }),
            Err(error) => Err(failed("open", &path, error)),
        }
    }

    pub(super) async fn write(&mut self, piece: Bytes) -> Result<(), Failure> {
        self.held.extend_from_slice(&piece);
        if self.held.len() < PIECE { Ok(()) } else { self.flush().await }
    }

    pub(super) async fn flush(&mut self) -> Result<(), Failure> {
        let Some(mut file) = self.file.take() else { return Ok(()) };
        let held = self.held.split();
        let written = off_thread(move || file.write_all(&held).map(|()| file)).await;
        self.file = Some(written.map_err(|error| failed("write", &self.path, error))?);
        Ok(())
    }
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

fn failed(doing: &str, path: &std::path::Path, error: io::Error) -> Failure {
    Failure::new(Stage::Receive, Error::io(format!("{doing} {}", path.display()), error))
}

//! Finding a file below the root: index files, precompressed siblings. May run on the blocking pool when the disk has
//! to be waited for; shares nothing with the worker but the open directory.

use super::path::{Place, is_php};
use crate::http::compress::{Accepted, Coding};
use crate::sys::beneath;
use std::ffi::{CStr, CString};
use std::fs::{File, Metadata};
use std::io;
use std::os::fd::{AsFd, OwnedFd};

/// Equally liked siblings in this order: the smallest first, as they were made at leisure.
const ORDER: [Coding; 3] = [Coding::Br, Coding::Zstd, Coding::Gzip];

/// The root, and what is tried below it.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) directory: OwnedFd,
    /// Names tried in a directory.
    pub(super) index: Vec<String>,
    pub(super) precompressed: bool,
}

/// What a place turned out to be.
pub(super) enum Found {
    File(Opened),
    /// A directory with an index, asked for without the slash at its end.
    Directory,
    Nothing,
    /// The kernel would have to read the disk first (only when `cached` was asked for).
    Uncached,
}

/// A file to send.
pub(super) struct Opened {
    pub(super) file: File,
    pub(super) metadata: Metadata,
    /// The path below the root by which its type is told.
    pub(super) path: CString,
    pub(super) coding: Option<Coding>,
    /// Whether its siblings were looked at: the answer depends on Accept-Encoding.
    pub(super) varies: bool,
}

impl Root {
    /// Looks for the file. With `cached` only in what the kernel has in memory.
    pub(super) fn find(&self, place: &Place, accepted: Accepted, cached: bool) -> Found {
        match self.try_find(place, accepted, cached) {
            Ok(found) => found,
            Err(error) if cached && error.kind() == io::ErrorKind::WouldBlock => Found::Uncached,
            // What cannot be opened is not there: missing, leading out, unreadable.
            Err(_) => Found::Nothing,
        }
    }

    fn try_find(&self, place: &Place, accepted: Accepted, cached: bool) -> io::Result<Found> {
        if place.is_directory {
            return Ok(self.index_of(&place.path, accepted, cached)?.map_or(Found::Nothing, Found::File));
        }
        let file = beneath::open(self.directory.as_fd(), &place.path, cached)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            let index = self.index_of(&place.path, Accepted::default(), cached)?;
            return Ok(if index.is_some() { Found::Directory } else { Found::Nothing });
        }
        if !metadata.is_file() {
            return Ok(Found::Nothing);
        }
        let opened = Opened { file, metadata, path: place.path.clone(), coding: None, varies: false };
        self.smaller(opened, accepted, cached).map(Found::File)
    }

    /// The first index file there is.
    fn index_of(&self, directory: &CStr, accepted: Accepted, cached: bool) -> io::Result<Option<Opened>> {
        for name in self.index.iter().filter(|name| !is_php(name.as_bytes())) {
            let front = directory.to_bytes();
            let slash: &[u8] = if front.is_empty() { b"" } else { b"/" };
            let Ok(path) = CString::new([front, slash, name.as_bytes()].concat()) else { continue };
            if let Some((file, metadata)) = self.regular(&path, cached)? {
                let opened = Opened { file, metadata, path, coding: None, varies: false };
                return self.smaller(opened, accepted, cached).map(Some);
            }
        }
        Ok(None)
    }

    /// A regular file that can be read; `None` for anything else. Fails only for what is not cached.
    fn regular(&self, path: &CStr, cached: bool) -> io::Result<Option<(File, Metadata)>> {
        match beneath::open(self.directory.as_fd(), path, cached) {
            Ok(file) => {
                let metadata = file.metadata()?;
                Ok(metadata.is_file().then_some((file, metadata)))
            }
            Err(error) if cached && error.kind() == io::ErrorKind::WouldBlock => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// The same content compressed in a file beside it, if the client takes it and it is not older.
    fn smaller(&self, plain: Opened, accepted: Accepted, cached: bool) -> io::Result<Opened> {
        if !self.precompressed || !super::mime::is_compressible(plain.path.to_bytes()) {
            return Ok(plain);
        }
        for coding in accepted.in_order(ORDER) {
            let path = CString::new([plain.path.to_bytes(), coding.suffix().as_bytes()].concat())?;
            let Some((file, metadata)) = self.regular(&path, cached)? else { continue };
            if metadata.modified()? >= plain.metadata.modified()? {
                return Ok(Opened { file, metadata, coding: Some(coding), varies: true, ..plain });
            }
        }
        Ok(Opened { varies: true, ..plain })
    }
}

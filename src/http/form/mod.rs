//! The result of reading a multipart/form-data body (RFC 7578): parts in order of arrival, files already on disk.

mod multipart;
mod parameter;
mod spool;

pub(crate) use multipart::Reader;
use std::path::PathBuf;

/// One part. Names and file names are as the client sent them, bytes in its encoding; they are data, never paths to use.
#[derive(Debug)]
pub enum Part {
    /// A part without a file name.
    Field {
        /// The form control's name.
        name: Vec<u8>,
        /// Its value.
        value: Vec<u8>,
    },
    /// A part with a file name.
    File {
        /// The form control's name.
        name: Vec<u8>,
        /// The `filename` parameter.
        filename: Vec<u8>,
        /// The part's Content-Type; empty without one.
        content_type: Vec<u8>,
        /// The file's bytes, or why there are none.
        content: Result<Upload, FileError>,
    },
}

/// Why a file part has no file. The numbers are PHP's `UPLOAD_ERR_*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum FileError {
    /// Longer than `Limits::upload` (`UPLOAD_ERR_INI_SIZE`).
    TooLarge = 1,
    /// No file was chosen: empty name, no bytes (`UPLOAD_ERR_NO_FILE`).
    NoFile = 4,
    /// `upload_tmp_dir` does not exist (`UPLOAD_ERR_NO_TMP_DIR`).
    NoDirectory = 6,
    /// The disk refused (`UPLOAD_ERR_CANT_WRITE`).
    CannotWrite = 7,
}

/// A spooled file, mode 0600; removed when this is dropped, unless [`Upload::keep`] was called. A file that was
/// renamed away meanwhile is left alone.
#[derive(Debug)]
pub struct Upload {
    path: tempfile::TempPath,
    size: u64,
}

impl Upload {
    /// Where the file is.
    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// Its length in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Leaves the file where it is, for the caller to remove.
    pub fn keep(self) -> Result<PathBuf, tempfile::PathPersistError> {
        self.path.keep()
    }
}

/// All parts of a body.
#[derive(Debug, Default)]
pub struct Form {
    /// The parts in order of arrival.
    pub parts: Vec<Part>,
}

//! Writing one file part to disk as its bytes arrive. Files are opened and written on the blocking pool, never on the
//! worker's thread; what waits for the disk is at most one block.

use super::{FileError, Upload};
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Bytes gathered before they are handed to the disk.
const BLOCK: usize = 256 * 1024;

/// A file being written. The temporary file appears with the first block, with mode 0600 and a random name.
pub(super) struct Spool {
    directory: PathBuf,
    limit: u64,
    size: u64,
    gathered: Vec<u8>,
    file: Option<NamedTempFile>,
    failed: Option<FileError>,
}

impl Spool {
    /// A file below `directory` of at most `limit` bytes (0: any).
    pub(super) fn new(directory: &Path, limit: u64) -> Self {
        Spool { directory: directory.to_owned(), limit, size: 0, gathered: Vec::new(), file: None, failed: None }
    }

    /// Whether no byte came.
    pub(super) fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// Takes the next bytes. After a failure, and above the limit, they are dropped.
    pub(super) async fn write(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        if self.limit > 0 && self.size > self.limit {
            self.fail(FileError::TooLarge);
        }
        if self.failed.is_some() {
            return;
        }
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= BLOCK {
            self.store().await;
        }
    }

    /// Writes what is left.
    pub(super) async fn finish(mut self) -> Result<Upload, FileError> {
        if self.failed.is_none() {
            self.store().await;
        }
        match (self.failed, self.file) {
            (Some(error), _) => Err(error),
            (None, Some(file)) => Ok(Upload { path: file.into_temp_path(), size: self.size }),
            (None, None) => Err(FileError::CannotWrite),
        }
    }

    fn fail(&mut self, error: FileError) {
        self.failed.get_or_insert(error);
        self.gathered = Vec::new();
        // Removes it.
        self.file = None;
    }

    async fn store(&mut self) {
        let (gathered, file) = (std::mem::take(&mut self.gathered), self.file.take());
        let directory = self.directory.clone();
        let stored = tokio::task::spawn_blocking(move || store(gathered, file, &directory)).await;
        match stored {
            Ok(Ok((gathered, file))) => (self.gathered, self.file) = (gathered, Some(file)),
            Ok(Err(error)) => self.fail(error),
            Err(_) => self.fail(FileError::CannotWrite),
        }
    }
}

fn store(
    mut gathered: Vec<u8>,
    file: Option<NamedTempFile>,
    directory: &Path,
) -> Result<(Vec<u8>, NamedTempFile), FileError> {
    let mut file = match file {
        Some(file) => file,
        None => create(directory)?,
    };
    file.write_all(&gathered).map_err(|_| FileError::CannotWrite)?;
    gathered.clear();
    Ok((gathered, file))
}

fn create(directory: &Path) -> Result<NamedTempFile, FileError> {
    // tempfile opens with O_EXCL and mode 0600.
    tempfile::Builder::new()
        .prefix("peregrine-")
        .rand_bytes(16)
        .tempfile_in(directory)
        .map_err(|_| if directory.is_dir() { FileError::CannotWrite } else { FileError::NoDirectory })
}

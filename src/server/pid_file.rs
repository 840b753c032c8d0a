//! The file with the master's process id.
//!
//! A server that is alive holds a lock (flock(2)) on its pid file, so a second one with the same file is refused, while
//! a file left behind by a crash is replaced: a process id alone cannot tell, as ids are used again (in containers at
//! once). The file is written beside and renamed into place, so nobody reads half an id.

use crate::error::{Error, Kind, Result};
use std::fs::{File, TryLockError};
use std::io::{Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// A pid file in force; removed when dropped, unless abandoned.
#[derive(Debug)]
pub(super) struct PidFile {
    path: PathBuf,
    /// Holds the lock; `None` once this process has given the file up.
    file: Option<File>,
}

impl PidFile {
    /// Writes this process's id to `path`. Refuses when a living server holds the file.
    pub(super) fn write(path: &Path) -> Result<PidFile> {
        refuse_if_held(path)?;
        let fail = |e| Error::io(format_args!("write pid_file {}", path.display()), e);
        let mut beside = path.as_os_str().to_owned();
        beside.push(format!(".{}", std::process::id()));
        let mut file = File::create(&beside).map_err(fail)?;
        let placed = writeln!(file, "{}", std::process::id())
            .and_then(|()| file.try_lock().map_err(Into::into))
            .and_then(|()| std::fs::rename(&beside, path));
        if let Err(e) = placed {
            let _ = std::fs::remove_file(&beside);
            return Err(fail(e));
        }
        Ok(PidFile { path: path.to_owned(), file: Some(file) })
    }
}

impl PidFile {
    /// For a child: leaves file and lock to the master.
    pub(super) fn abandon(mut self) {
        self.file = None;
    }
}

impl Drop for PidFile {
    fn drop(&mut self) {
        let inode = |m: std::io::Result<std::fs::Metadata>| m.map(|m| (m.dev(), m.ino())).ok();
        let ours = self.file.as_ref().and_then(|f| inode(f.metadata()));
        if ours.is_some() && inode(std::fs::metadata(&self.path)) == ours {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

fn refuse_if_held(path: &Path) -> Result<()> {
    let Ok(mut file) = File::open(path) else { return Ok(()) };
    let Err(TryLockError::WouldBlock) = file.try_lock() else {
        return Ok(());
    };
    let mut pid = String::new();
    let _ = file.read_to_string(&mut pid);
    let (path, pid) = (path.display(), pid.trim());
    Err(Error::new(
        Kind::Invalid,
        format!("pid_file {path} belongs to a running server (process {pid}); stop it or name another file"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("peregrine-{name}-{}.pid", std::process::id()))
    }

    #[test]
    fn a_living_servers_file_is_refused_and_removed_at_the_end() {
        let path = path("live");
        let file = PidFile::write(&path).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), format!("{}\n", std::process::id()));
        let error = PidFile::write(&path).unwrap_err();
        assert!(error.message.contains(&format!("process {}", std::process::id())), "{error}");
        drop(file);
        assert!(!path.exists());
    }

    #[test]
    fn a_file_left_behind_is_replaced() {
        let path = path("stale");
        std::fs::write(&path, "1\n").unwrap(); // process 1 lives, but is no server of ours
        let file = PidFile::write(&path).unwrap();
        // Somebody else's file under the name is not removed.
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, "1\n").unwrap();
        drop(file);
        assert!(path.exists());
        std::fs::remove_file(&path).unwrap();
    }

    #[test]
    fn a_directory_that_is_missing_is_named() {
        let error = PidFile::write(Path::new("/nonexistent/x.pid")).unwrap_err();
        assert!(error.message.contains("/nonexistent/x.pid"), "{error}");
    }
}

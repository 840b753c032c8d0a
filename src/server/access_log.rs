//! The file of the access log: opened by the master before privileges drop, and opened anew by it on SIGRTMIN. What is
//! written to it is the workers' business.

use super::master::{Master, report};
use super::message::{LogFile, Packet};
use super::{mailbox, slot::Slot};
use crate::error::{Error, Result};
use crate::sys::fd;
use std::fs::File;
use std::os::fd::{AsFd, AsRawFd};
use std::path::Path;

/// Opens the file for appending; `stdout` and `stderr` are this process's.
pub(super) fn open(path: &Path) -> Result<File> {
    match path.to_str() {
        Some("stdout") => return fd::duplicate(1).map(File::from),
        Some("stderr") => return fd::duplicate(2).map(File::from),
        _ => {}
    }
    let file = File::options().create(true).append(true).open(path);
    file.map_err(|e| Error::io(format_args!("open access log {}", path.display()), e))
}

impl Master<'_> {
    /// Opens the file anew under its name and hands it to every child: they may not be allowed to open it.
    pub(super) fn reopen_access_log(&mut self) -> Result<()> {
        let (Some(path), Some(file)) = (&self.shared.settings.access_log, &self.shared.access_log) else {
            return Ok(());
        };
        fd::replace(open(path)?.as_fd(), file.as_raw_fd())?;
        for child in self.slots.iter().flat_map(Slot::children) {
            let Some(control) = &child.control else { continue };
            let copy = fd::duplicate(file.as_raw_fd())?;
            report(mailbox::send(control, &Packet::ReopenLogs(LogFile::Access, copy)));
        }
        Ok(())
    }
}

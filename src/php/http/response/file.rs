//! `Http\Response::sendfile()`: checks the file and guesses its type; `Exchange::send_file` sends it, or the process
//! that has the connection.

use super::fields::set_known;
use super::open::{Open, done, open};
use super::part::Part;
use crate::http::order::Act;
use crate::php::http::remote::Remote;
use crate::zend::{Call, Outcome, Str, throw::warn};
use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

pub(super) fn sendfile(call: &Call<'_>) -> Outcome<bool> {
    let (path, offset, length) = (call.str(0)?, call.long_or(1, 0)?, call.long_or(2, 0)?);
    if path.bytes().contains(&0) {
        return Err(call.invalid(0, "must not contain any null bytes").into());
    }
    if offset < 0 {
        return Err(call.invalid(1, "must not be negative").into());
    }
    if length < 0 {
        return Err(call.invalid(2, "must not be negative").into());
    }
    let (part, exchange) = match open(call)? {
        Open::Here(part, exchange) => (part, exchange),
        Open::There(part, remote) => return send_file_there(part, &remote, &path, (offset as u64, length as u64)),
        Open::Not => return Ok(false),
    };
    let Some(file) = regular_file(&path) else { return Ok(false) };
    let guesses = !exchange.is_head_sent() && !part.has_type.get();
    if guesses {
        guess_type(part, &path);
    }
    let length = (length > 0).then_some(length as u64);
    let sent = part.send_head(&exchange).and_then(|()| exchange.send_file(file, offset as u64, length));
    if sent.is_err() && guesses {
        part.has_type.set(false);
        part.fields.borrow_mut().pop();
    }
    Ok(done(sent))
}

fn guess_type(part: &Part, path: &Str) {
    let mime = mime_guess::from_path(&*path.text()).first_raw().unwrap_or("application/octet-stream");
    set_known(part, "Content-Type", mime.into());
}

/// Its owner opens it, where this process finds it.
fn send_file_there(part: &Part, remote: &Remote, path: &Str, (offset, length): (u64, u64)) -> Outcome<bool> {
    let at = Path::new(OsStr::from_bytes(path.bytes()));
    let Some(_) = regular_file(path) else { return Ok(false) };
    let Ok(whole) = std::path::absolute(at) else { return Ok(false) };
    if !remote.is_head_sent() && !part.has_type.get() {
        guess_type(part, path);
    }
    remote.act(part.draft(remote), Act::SendFile(whole.as_os_str().as_bytes().to_vec(), offset, length))
}

/// The file at that path, opened; None, with a warning, when it is none. A FIFO is not opened: that would wait.
fn regular_file(path: &Str) -> Option<File> {
    let at = Path::new(OsStr::from_bytes(path.bytes()));
    match at.metadata().and_then(|m| if m.is_file() { File::open(at).map(Some) } else { Ok(None) }) {
        Ok(Some(file)) => return Some(file),
        Ok(None) => warn(format!("{} is not a file", path.text())),
        Err(error) => warn(format!("{} cannot be read: {error}", path.text())),
    }
    None
}

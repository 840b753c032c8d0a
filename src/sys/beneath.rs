//! Opening files below a directory by paths that clients choose, so that no path, link or race leads out of it:
//! openat2(2) with RESOLVE_BENEATH, or, where kernel or sandbox do not have it, a walk that follows no link at all.
//! Any process and thread may call it. Whether a path may be asked for is the caller's business.

use super::fd::owned;
use std::ffi::{CStr, CString};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Reading, without waiting for a FIFO's writer and without becoming a terminal's process.
const READ: i32 = libc::O_RDONLY | libc::O_CLOEXEC | libc::O_NONBLOCK | libc::O_NOCTTY;

/// Whether openat2(2) was refused once, by an old kernel (ENOSYS) or a sandbox (EPERM).
static WALKS: AtomicBool = AtomicBool::new(false);

/// Opens a directory to open files below it.
pub fn directory(path: &CStr) -> io::Result<OwnedFd> {
    let flags = libc::O_PATH | libc::O_DIRECTORY | libc::O_CLOEXEC;
    // SAFETY: `path` is a valid C string for the duration of the call.
    owned(unsafe { libc::open(path.as_ptr(), flags) })
}

/// Opens `path`, relative to `directory`, for reading. Links are followed as long as they stay below it (EXDEV when one
/// does not). With `cached` the disk is not waited for: `WouldBlock` when the path is not in the kernel's cache.
pub fn open(directory: BorrowedFd<'_>, path: &CStr, cached: bool) -> io::Result<File> {
    if WALKS.load(Relaxed) {
        return walk(directory, path);
    }
    let beneath = libc::RESOLVE_BENEATH | libc::RESOLVE_NO_MAGICLINKS;
    match open_how(directory, path, if cached { beneath | libc::RESOLVE_CACHED } else { beneath }) {
        Err(error) if matches!(error.raw_os_error(), Some(libc::ENOSYS | libc::EPERM)) => {
            let walked = walk(directory, path);
            // EPERM may be this one file's.
            WALKS.fetch_or(walked.is_ok() || error.raw_os_error() == Some(libc::ENOSYS), Relaxed);
            walked
        }
        // RESOLVE_CACHED came with Linux 5.12: an older kernel does not know the flag.
        Err(error) if cached && error.raw_os_error() == Some(libc::EINVAL) => open_how(directory, path, beneath),
        other => other,
    }
}

fn open_how(directory: BorrowedFd<'_>, path: &CStr, resolve: u64) -> io::Result<File> {
    // SAFETY: open_how is plain data for which all zeroes is a valid value.
    let mut how: libc::open_how = unsafe { std::mem::zeroed() };
    how.flags = READ as u64;
    how.resolve = resolve;
    let (how, size) = (&raw const how, size_of::<libc::open_how>());
    // SAFETY: `path` is a valid C string and `how` points at `size` readable bytes, both for the duration of the call.
    let result = unsafe { libc::syscall(libc::SYS_openat2, directory.as_raw_fd(), path.as_ptr(), how, size) };
    owned(result as i32).map(File::from)
}

/// The same one component at a time, following no link.
fn walk(directory: BorrowedFd<'_>, path: &CStr) -> io::Result<File> {
    let mut names: Vec<&[u8]> = path.to_bytes().split(|b| *b == b'/').filter(|n| !n.is_empty() && *n != b".").collect();
    if names.contains(&&b".."[..]) || path.to_bytes().first() == Some(&b'/') {
        return Err(io::Error::from_raw_os_error(libc::EXDEV));
    }
    let last = names.pop().unwrap_or(b".");
    let mut at = directory.try_clone_to_owned()?;
    for name in names {
        at = open_at(at.as_fd(), name, libc::O_PATH | libc::O_DIRECTORY | libc::O_CLOEXEC)?;
    }
    open_at(at.as_fd(), last, READ).map(File::from)
}

fn open_at(directory: BorrowedFd<'_>, name: &[u8], flags: i32) -> io::Result<OwnedFd> {
    let name = CString::new(name)?;
    // SAFETY: `name` is a valid C string for the duration of the call.
    owned(unsafe { libc::openat(directory.as_raw_fd(), name.as_ptr(), flags | libc::O_NOFOLLOW) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::os::unix::fs::symlink;

    fn read(file: io::Result<File>) -> Result<String, i32> {
        let mut text = String::new();
        let mut file = file.map_err(|e| e.raw_os_error().unwrap())?;
        file.read_to_string(&mut text).map_err(|e| e.raw_os_error().unwrap())?;
        Ok(text)
    }

    #[test]
    fn nothing_leads_out() {
        let outside = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(outside.path().join("root/a/b")).unwrap();
        std::fs::write(outside.path().join("secret"), "secret").unwrap();
        let root = outside.path().join("root");
        std::fs::write(root.join("a/b/c"), "c").unwrap();
        symlink("a/b/c", root.join("inside")).unwrap();
        symlink("../secret", root.join("relative")).unwrap();
        symlink(outside.path().join("secret"), root.join("absolute")).unwrap();
        symlink("..", root.join("up")).unwrap();
        symlink("loop", root.join("loop")).unwrap();
        let path = |text: &str| CString::new(text).unwrap();
        let directory = directory(&path(root.to_str().unwrap())).unwrap();
        let kernel = |p: &str| read(open(directory.as_fd(), &path(p), false));
        let walked = |p: &str| read(walk(directory.as_fd(), &path(p)));
        assert_eq!((kernel("a/b/c"), walked("a/b/c")), (Ok("c".into()), Ok("c".into())));
        assert_eq!((kernel("inside"), walked("inside")), (Ok("c".into()), Err(libc::ELOOP)));
        for bad in ["relative", "absolute", "up/secret", "../secret", "a/../../secret", "/etc/passwd"] {
            assert_eq!(kernel(bad), Err(libc::EXDEV), "{bad}");
            assert!(walked(bad).is_err(), "{bad}");
        }
        assert_eq!((kernel("loop"), walked("loop")), (Err(libc::ELOOP), Err(libc::ELOOP)));
        assert_eq!((kernel("a/none"), walked("none/x")), (Err(libc::ENOENT), Err(libc::ENOENT)));
        assert_eq!((kernel("a/b/c/"), kernel("a")), (Err(libc::ENOTDIR), Err(libc::EISDIR)));
    }

    #[test]
    fn what_is_cached_is_opened_without_waiting() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("f"), "f").unwrap();
        let path = CString::new(root.path().to_str().unwrap()).unwrap();
        let directory = directory(&path).unwrap();
        assert_eq!(read(open(directory.as_fd(), c"f", true)), Ok("f".into()));
    }
}

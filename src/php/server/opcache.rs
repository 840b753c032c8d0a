//! opcache when a server reloads: what it has compiled is in memory that all processes share, and in a process that never
//! begins another request it never looks at a file's time again. Runs in the master, before new workers are made.

use crate::log::{self, Level};
use crate::zend::{Callable, Stop, Str, throw};

/// Has the files that were compiled compiled anew when they are next loaded: those that have changed or, with
/// opcache.validate_timestamps=0, all. What the master has loaded stays as it is in its children.
pub(super) fn forget() {
    if let Err(stop) = try_forget() {
        let why = match stop {
            Stop::Thrown => throw::exception_text(),
            Stop::Bailout => "a fatal error".to_owned(),
        };
        log::write(Level::Error, &format!("opcache keeps what it has compiled: {why}"));
    }
}

fn try_forget() -> Result<(), Stop> {
    // One needs the other: there is no list of files otherwise.
    if !exists("opcache_get_status")? || !exists("opcache_invalidate")? {
        return Ok(());
    }
    let status = function("opcache_get_status")?.call(&[])?;
    let invalidate = function("opcache_invalidate")?;
    // Switched off, it says false.
    let Some(scripts) = status.elements().and_then(|mut all| all.find(|(key, _)| key.text() == "scripts")) else {
        return Ok(());
    };
    for (path, _) in scripts.1.elements().into_iter().flatten() {
        invalidate.call(&[Str::new(&path.text_bytes()).into()])?;
    }
    Ok(())
}

fn exists(name: &str) -> Result<bool, Stop> {
    Ok(function("function_exists")?.call(&[name.into()])?.as_bool() == Some(true))
}

fn function(name: &str) -> Result<Callable, Stop> {
    Callable::named(name).ok_or(Stop::Thrown)
}

//! What the master's PHP remembers of files, when a server reloads. opcache: what it has compiled is in memory that all
//! processes share, and in a process that never begins another request it never looks at a file's time again. The cache of
//! real paths: new workers begin with the master's, which knows where links led. Runs before new workers are made.

use crate::log::{self, Level};
use crate::zend::{Callable, Stop, Str, Zval, throw};
use std::collections::HashSet;

/// Has the files that were compiled compiled anew when they are next loaded: those that have changed or, with
/// opcache.validate_timestamps=0, all. What the master has loaded stays as it is in its children, and so does what opcache
/// preloaded: its classes and functions are there for good, and a file that was compiled anew would declare them twice.
pub(super) fn forget() {
    report("opcache keeps what it has compiled", try_forget());
}

/// Has links looked at anew, for a release that is switched by one. For `realpath_cache_ttl` seconds (120) they would lead
/// new workers to where they led the master.
pub(super) fn forget_links() {
    let clear = || match Callable::named("clearstatcache") {
        Some(clear) => clear.call(&[true.into()]).map(drop),
        None => Ok(()), // disable_functions
    };
    report("PHP keeps the real paths it knows", clear());
}

fn report(what: &str, result: Result<(), Stop>) {
    let Err(stop) = result else { return };
    let why = match stop {
        Stop::Thrown => throw::exception_text(),
        Stop::Bailout => "a fatal error".to_owned(),
    };
    log::write(Level::Error, &format!("{what}: {why}"));
}

fn try_forget() -> Result<(), Stop> {
    // One needs the other: there is no list of files otherwise.
    if !exists("opcache_get_status")? || !exists("opcache_invalidate")? {
        return Ok(());
    }
    let status = function("opcache_get_status")?.call(&[])?;
    let invalidate = function("opcache_invalidate")?;
    // Switched off, it says false.
    let Some(scripts) = element(&status, "scripts") else {
        return Ok(());
    };
    let preloaded = element(&status, "preload_statistics").and_then(|all| element(all, "scripts"));
    let preloaded: HashSet<&[u8]> =
        preloaded.and_then(Zval::elements).into_iter().flatten().filter_map(|(_, path)| path.as_bytes()).collect();
    for (path, _) in scripts.elements().into_iter().flatten() {
        if !preloaded.contains(&*path.text_bytes()) {
            invalidate.call(&[Str::new(&path.text_bytes()).into()])?;
        }
    }
    Ok(())
}

/// What an array has under `name`.
fn element<'a>(array: &'a Zval, name: &str) -> Option<&'a Zval> {
    array.elements()?.find(|(key, _)| key.text() == name).map(|(_, value)| value)
}

fn exists(name: &str) -> Result<bool, Stop> {
    Ok(function("function_exists")?.call(&[name.into()])?.as_bool() == Some(true))
}

fn function(name: &str) -> Result<Callable, Stop> {
    Callable::named(name).ok_or(Stop::Thrown)
}

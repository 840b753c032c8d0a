//! Files below a directory, served by the worker without entering PHP. Names are judged by `path`, opened by `lookup`,
//! conditions by `validators`, parts by `range`; the bytes go by the exchange's `send_file`. Runs on the worker's thread;
//! only what the kernel would have to read from disk first is opened on the blocking pool.

mod lookup;
mod mime;
mod path;
mod range;
mod send;
mod validators;

use super::compress::Accepted;
use super::exchange::Exchange;
use super::front::Intercept;
use crate::error::{Error, Result};
use crate::sys::beneath;
use lookup::{Found, Root};
use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

/// What is served, and from where.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The directory (`document_root`); opened by each worker when it starts.
    pub root: PathBuf,
    /// Paths that are files and nothing else: a missing one is 404 and other methods are 405. Empty (default): a file is
    /// served wherever there is one, everything else goes to the handler.
    pub locations: Vec<String>,
    /// Names tried in directories, in this order. Default none.
    pub index: Vec<String>,
    /// Whether `name.br`, `name.zst` and `name.gz` are sent for `name` to clients that take them.
    pub precompressed: bool,
    /// Cache-Control by path: `/prefix` or `*.ending`; the first that fits counts.
    pub cache: Vec<(String, String)>,
}

/// The files of one worker.
#[derive(Debug)]
pub(in crate::http) struct StaticFiles {
    settings: Settings,
    root: Arc<Root>,
}

/// Whether files can be below this location.
pub fn can_be_location(location: &str) -> bool {
    let location = location.trim_end_matches('/');
    location.is_empty() || path::place(location.as_bytes()).is_some()
}

/// Whether this is a name that an index can have. PHP source may be listed, as elsewhere: the handler answers there.
pub fn can_be_index(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\0'])
}

impl StaticFiles {
    /// Opens the directory.
    pub(in crate::http) fn open(settings: &Settings) -> Result<StaticFiles> {
        let failed = |e| Error::io(format_args!("document_root {}", settings.root.display()), e);
        let path = CString::new(settings.root.as_os_str().as_bytes()).map_err(|e| failed(e.into()))?;
        let root = Root {
            directory: beneath::directory(&path).map_err(failed)?,
            index: settings.index.clone(),
            precompressed: settings.precompressed,
        };
        Ok(StaticFiles { settings: settings.clone(), root: Arc::new(root) })
    }

    /// Answers the request if it is for a file.
    pub(in crate::http) fn serve(self: &Rc<Self>, exchange: &Rc<Exchange>) -> Intercept {
        let decoded = path::decode(exchange.head().path());
        let owned = self.is_location(decoded.as_deref().unwrap_or(exchange.head().path()));
        if !self.settings.locations.is_empty() && !owned {
            return Intercept::Pass;
        }
        if !matches!(exchange.head().method(), b"GET" | b"HEAD") {
            return if owned { send::not_allowed(exchange) } else { Intercept::Pass };
        }
        let Some(place) = decoded.and_then(|path| path::place(&path)) else { return self.missing(exchange) };
        let accepted = Accepted::read(exchange.head().all("accept-encoding"));
        match self.root.find(&place, accepted, true) {
            Found::Uncached => {
                let (this, exchange) = (self.clone(), exchange.clone());
                Intercept::Wait(Box::pin(async move {
                    let root = this.root.clone();
                    let found = tokio::task::spawn_blocking(move || root.find(&place, accepted, false)).await;
                    matches!(this.answer(&exchange, found.unwrap_or(Found::Nothing)), Intercept::Answered)
                }))
            }
            found => self.answer(exchange, found),
        }
    }

    fn answer(&self, exchange: &Exchange, found: Found) -> Intercept {
        match found {
            Found::File(opened) => send::file(exchange, opened, |path| self.cache_rule(path)),
            Found::Directory => send::redirect(exchange),
            Found::Nothing | Found::Uncached => self.missing(exchange),
        }
    }

    /// Without locations the handler may know the path.
    fn missing(&self, exchange: &Exchange) -> Intercept {
        if self.settings.locations.is_empty() { Intercept::Pass } else { send::not_found(exchange) }
    }

    fn is_location(&self, path: &[u8]) -> bool {
        self.settings.locations.iter().any(|location| {
            let location = location.trim_end_matches('/').as_bytes();
            path.strip_prefix(location).is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
        })
    }

    /// The Cache-Control of a path below the root.
    fn cache_rule(&self, path: &[u8]) -> Option<&str> {
        let fits = |pattern: &str| match pattern.strip_prefix('*') {
            Some(ending) => path.ends_with(ending.as_bytes()),
            None => pattern.strip_prefix('/').is_some_and(|prefix| path.starts_with(prefix.as_bytes())),
        };
        self.settings.cache.iter().find(|(pattern, _)| fits(pattern)).map(|(_, value)| value.as_str())
    }
}

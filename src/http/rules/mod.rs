//! What the server does to requests and answers besides having them answered: CORS, header rules, proxies that are
//! believed. Plain rules over heads; no socket, no PHP.

mod cors;
mod headers;
mod proxies;

pub use cors::Cors;
pub(in crate::http) use cors::{Preflight, is_preflight};
pub use headers::{Action, HeaderRule};
pub use proxies::{Client, Forwarded, Network, Proxies};

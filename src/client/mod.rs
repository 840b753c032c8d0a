//! Outgoing HTTP/1.1: requests to one origin over one connection that is kept alive between them. Everything runs on the
//! thread that asks, in its event loop; there is no background task: an idle connection is looked at when it is next
//! used. Names are resolved, trust stores read and downloads written on tokio's blocking threads.
//!
//! Not here: redirects, proxies, content decoding, HTTP/2, pools of connections.

mod connect;
mod connection;
mod download;
mod failure;
mod http;
mod request;
mod set_cookie;
mod settings;
mod tls;
mod url;

pub use download::Download;
pub use failure::{Failure, Stage, code};
pub use http::{Answer, Client};
pub use request::Request;
pub use set_cookie::SetCookie;
pub use settings::{Origin, Settings, Tls};
pub use url::{Url, ask};

//! AWS without its SDK: where credentials come from (in AWS's order), and requests signed with them (Signature Version 4).
//! Runs on the thread that asks, in its event loop; HTTP is the crate's own client. Secrets are never printed.
//!
//! Not here: SSO (whose tokens come from a browser), SigV4a, streaming uploads, any service but STS.

mod calendar;
mod container;
mod credentials;
mod environment;
mod fetch;
mod instance;
mod process;
mod profile;
mod provider;
mod sigv4;
mod skew;
mod sts;

pub use calendar::{compact, from_rfc3339};
pub use credentials::Credentials;
pub use environment::Environment;
pub use provider::{Given, Provider};
pub use sigv4::{Request, Scope, presign, sign};

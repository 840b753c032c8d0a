//! `Peregrine\Http`: requests, responses, the server.

pub(super) mod request;
pub(super) mod response;
pub(super) mod server;
mod uploads;

//! `Peregrine\Http`: requests, responses, the server.

mod body;
pub(super) mod connection;
pub(super) mod cookie;
pub(super) mod remote;
pub(super) mod request;
pub(super) mod response;
pub(super) mod sapi;
pub(super) mod server;
mod server_variables;
mod turn;
mod uploads;

//! `Peregrine\Coroutine\Http`: the client.

mod answer;
pub(crate) mod client;
mod form;
pub(in crate::php) mod options;
mod outgoing;

//! `Peregrine\Coroutine\Http`: the client.

mod answer;
pub(crate) mod client;
mod form;
mod options;
mod outgoing;

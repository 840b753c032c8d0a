//! All unsafe of the Kafka layer: librdkafka's C API behind types that cannot be misused from safe Rust.
//! Runs on the worker's loop thread; librdkafka's own threads never call into Rust (events, no callbacks).
//! No protocol decisions here: those are in the parent module.
//!
//! Access rules:
//! 1. Every object made from a client ([`Queue`], [`Topic`], an event, a partition list result) holds an `Arc<Native>`
//!    or borrows from one that does, so the client is destroyed last, by whoever drops the last `Arc`.
//! 2. A client belongs to the process that made it ([`fork::generation`]). In a forked child nothing of it is touched
//!    any more, not even to free it: its locks may be held by threads that do not exist there.
//! 3. An eventfd given to a queue is taken back (`io_event_enable(-1)`) before it is closed.
//! 4. Error codes cross as `i32`: a broker may send a code that the bindings' enum does not know.

#![allow(unsafe_code)] // this is the one place of the Kafka layer where C is called

mod admin;
mod code;
mod conf;
mod event;
pub(crate) mod fork;
mod membership;
mod mock;
mod native;
mod oauth;
mod partitions;
mod produce;
mod topic;
mod transactions;

pub(crate) use admin::{Answer, Refusal, Request};
pub(crate) use code::{Failure, description, name};
pub(crate) use conf::{Conf, Outcome, properties_text};
pub(crate) use event::{Event, Messages, RawMessage};
pub(crate) use mock::Mock;
pub(crate) use native::{Kind, Native, Queue, Topic};
pub(crate) use partitions::{Entry, PartitionList};

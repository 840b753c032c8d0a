//! All unsafe calls into the operating system; everything it exports is safe to call.
#![allow(unsafe_code)]

pub mod clock;
pub mod socket;
pub mod watch;

//! The one place of the core that calls the operating system without a safe wrapper from std.
#![allow(unsafe_code)] // the layer that exists to hold it

pub mod futex;
pub mod process;
pub mod shm;

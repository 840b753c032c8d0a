//! The one place of the core that calls the operating system without a safe wrapper from std.
//!
//! Every function here is safe to call and returns [`crate::error::Error`] or `std::io::Error`. Linux only: memfd,
//! eventfd, `PR_SET_PDEATHSIG` and socket filters have no portable counterpart. Nothing here knows what a server is.
#![allow(unsafe_code)] // the layer that exists to hold it

pub mod beneath;
pub mod clock;
pub mod fd;
pub mod fork;
pub mod futex;
pub mod map;
pub mod packet;
pub mod privilege;
pub mod process;
pub mod shm;
pub mod signal;
pub mod socket;
pub mod watch;

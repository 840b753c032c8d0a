//! The process side of a server: a master that supervises worker slots and user processes, their listeners,
//! mailboxes and statistics, reload and shutdown. Generic over the [`Program`] it supervises; knows nothing of PHP.
//!
//! `Server::bind(settings)` opens everything, [`Server::run`] forks and supervises until shutdown. The master has one
//! thread and no runtime; what a child runs is [`Program::run_worker`], with its [`Worker`] as the way back.
//!
//! | file | what |
//! |---|---|
//! | `settings`, `program` | what the caller gives |
//! | `start` | what is opened before the first fork |
//! | `master`, `spawn`, `death`, `reload`, `adoption`, `stop` | the master's loop and its concerns |
//! | `slot` | the life cycle of a process, back-off |
//! | `recycle`, `access_log` | workers that are old or large; the access log's file |
//! | `listeners`, `mailbox`, `line`, `message`, `scoreboard`, `pid_file` | what outlives a process |
//! | `worker`, `process`, `inbox`, `handle`, `stats` | what a child (and a hook) uses |

mod access_log;
mod adoption;
mod death;
mod handle;
mod inbox;
mod line;
mod listeners;
mod mailbox;
mod master;
mod message;
mod pid_file;
mod process;
mod program;
mod recycle;
mod reload;
mod scoreboard;
mod settings;
mod slot;
mod spawn;
mod start;
mod stats;
mod stop;
mod worker;

pub use handle::Handle;
pub use inbox::Inbox;
pub use line::Line;
pub use listeners::{Bound, Listener};
pub use message::{Drain, MASTER, Message, Reason};
pub use process::Process;
pub use program::{Death, Program};
pub use scoreboard::Record;
pub use settings::{Address, Settings};
pub use slot::State;
pub use start::Server;
pub use stats::{ProcessStats, Stats};
pub use worker::Worker;

//! Starting a server: everything that is opened once, before privileges drop and before the first fork.

use super::access_log;
use super::handle::{Handle, Shared};
use super::listeners::{self, Bound, Listeners};
use super::mailbox::Mailbox;
use super::master::Master;
use super::pid_file::PidFile;
use super::scoreboard::Scoreboard;
use super::{Program, Settings};
use crate::error::{Error, Result};
use crate::log;
use crate::sys::privilege::{self, Identity};
use crate::sys::signal::{self, Signals};
use std::rc::Rc;
use std::sync::Arc;

/// A server that is bound but not running yet.
#[derive(Debug)]
pub struct Server {
    pub(super) shared: Rc<Shared>,
    pub(super) listeners: Listeners,
    pub(super) pid_file: Option<PidFile>,
    pub(super) identity: Option<Identity>,
}

impl Server {
    /// Opens everything that needs the master's privileges or outlives processes: the log, addresses, the pid file,
    /// mailboxes and shared memory. The calling process becomes the master.
    pub fn bind(settings: Settings) -> Result<Server> {
        settings.check()?;
        log::set_level(settings.log_level);
        if let Some(path) = &settings.log_file {
            log::open(path)?;
        }
        let identity = Identity::find(settings.user.as_deref(), settings.group.as_deref())?;
        if identity.is_some() && !privilege::is_root() {
            return Err(Error::invalid("user and group need root; start the server as root or leave them out"));
        }
        let (listeners, addresses) = Listeners::bind(&settings)?;
        let pid_file = settings.pid_file.as_deref().map(PidFile::write).transpose()?;
        let access_log = settings.access_log.as_deref().map(access_log::open).transpose()?.map(Arc::new);
        let metrics = settings.metrics.as_ref().map(|(host, port)| listeners::bind_alone(host, *port)).transpose()?;
        let mailboxes = (0..settings.all_slots()).map(|_| Mailbox::new()).collect::<Result<_>>()?;
        let board = Scoreboard::new(settings.all_slots(), settings.counters)?;
        let master = std::process::id() as i32;
        let shared = Rc::new(Shared { settings, addresses, board, mailboxes, access_log, metrics, master });
        Ok(Server { shared, listeners, pid_file, identity })
    }

    /// Where it listens, with real ports, in the order of the settings.
    pub fn addresses(&self) -> &[Bound] {
        &self.shared.addresses
    }

    /// The server as the master sees it, for use before and while it runs.
    pub fn handle(&self) -> Handle {
        Handle { shared: self.shared.clone(), slot: None, control: None }
    }

    /// Forks all processes and supervises them until a shutdown is complete. Returns in the master only; children end
    /// inside. The calling process must have one thread.
    pub fn run(self, program: &dyn Program) -> Result<()> {
        const WANTED: [i32; 6] =
            [libc::SIGTERM, libc::SIGINT, libc::SIGQUIT, libc::SIGUSR1, libc::SIGUSR2, libc::SIGCHLD];
        let wanted = [&WANTED[..], &[signal::rt_min()]].concat();
        let signals = Signals::catch(&wanted, &[libc::SIGHUP])?;
        signal::ignore_broken_pipe()?;
        let mut master = Master::new(program, self, signals);
        let result = master.supervise();
        if result.is_err() {
            master.kill_all();
        }
        result
    }
}

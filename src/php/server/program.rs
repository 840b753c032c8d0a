//! The program a server supervises, as PHP callbacks. The `Program` methods run in the master or, where they say so, in
//! a freshly forked child.

use super::events::Event;
use super::{PORT, Server, opcache, tls, worker};
use crate::log::{self, Level};
use crate::metrics;
use crate::server::{self, Bound, Death, Handle, Process, Program, Worker};
use crate::sys::map;
use crate::zend::{self, Instance, Outcome, Value, throw};
use std::net::TcpListener;
use std::sync::atomic::AtomicU64;

/// A server on its way.
pub(super) struct PhpProgram<'a> {
    pub(super) server: &'a Server,
    /// The Server object, for callbacks.
    pub(super) object: Value,
    /// Requests in flight of each worker, when max_concurrency is set.
    pub(super) in_flight: Option<&'static [AtomicU64]>,
    /// Of a server with TLS.
    pub(super) tls: Option<tls::Kept>,
}

/// Binds, forks and supervises until the shutdown is complete.
pub(super) fn run(part: &Server, object: Value) -> Outcome {
    let failed = |e: crate::error::Error| throw("Peregrine\\Exception", e.message, i64::from(e.code)).into();
    let mut settings = part.chosen.borrow().server.clone();
    settings.addresses = vec![part.address.clone()];
    settings.process_num = part.processes.borrow().len();
    let limited = settings.max_concurrency != usize::MAX;
    let in_flight = if limited { Some(map::shared(settings.worker_num).map_err(failed)?) } else { None };
    part.chosen.borrow().check().map_err(failed)?;
    log::set_level(settings.log_level);
    let tls = tls::Kept::read(&part.chosen.borrow().tls).map_err(failed)?;
    let server = server::Server::bind(settings).map_err(failed)?;
    *part.handle.borrow_mut() = Some(server.handle());
    if let Some(at) = server.handle().metrics_address() {
        log::write(Level::Info, &format!("metrics at http://{at}/metrics"));
    }
    let this = Instance::of(object.clone());
    if let Some(Bound::Tcp(address)) = server.addresses().first() {
        this.set_index(PORT, i64::from(address.port()));
    }
    this.set("master_pid", i64::from(std::process::id()));
    this.set("manager_pid", i64::from(std::process::id()));
    let program = PhpProgram { server: part, object, in_flight, tls };
    crate::coroutine::set_master(true);
    let result = server.run(&program);
    crate::coroutine::set_master(false);
    part.handle.take();
    result.map_err(failed)
}

impl PhpProgram<'_> {
    fn here(&self, event: Event, more: Vec<Value>) {
        let params: Vec<Value> = std::iter::once(self.object.clone()).chain(more).collect();
        self.server.callbacks.call_here(event, &params);
    }
}

impl Program for PhpProgram<'_> {
    fn run_worker(&self, worker: Worker) -> i32 {
        *self.server.handle.borrow_mut() = Some(worker.handle().clone());
        let this = Instance::of(self.object.clone());
        this.set("worker_id", worker.slot() as i64);
        this.set("worker_pid", i64::from(std::process::id()));
        worker::run(self, worker)
    }

    fn run_process(&self, process: Process) -> i32 {
        *self.server.handle.borrow_mut() = Some(process.handle().clone());
        let Some((callable, object)) = self.server.processes.borrow().get(process.index()).cloned() else { return 1 };
        let this = Instance::of(object.clone());
        this.set("pid", i64::from(std::process::id()));
        this.set("id", process.index() as i64);
        worker::run_process(self, process, callable, object)
    }

    fn run_metrics(&self, process: Process, listener: TcpListener) -> i32 {
        metrics::run(process, listener)
    }

    fn in_child(&self) {
        zend::after_fork();
        crate::coroutine::after_fork();
        crate::php::session::after_fork();
    }

    fn started(&self, _: &Handle) {
        self.here(Event::Start, vec![]);
    }

    fn manager_started(&self, _: &Handle) {
        self.here(Event::ManagerStart, vec![]);
    }

    fn shutting_down(&self, _: &Handle) {
        self.here(Event::BeforeShutdown, vec![]);
    }

    fn manager_stopped(&self, _: &Handle) {
        self.here(Event::ManagerStop, vec![]);
    }

    fn shutdown(&self, _: &Handle) {
        self.here(Event::Shutdown, vec![]);
    }

    fn worker_error(&self, _: &Handle, death: Death) {
        let number = |n: i32| Value::from(i64::from(n));
        let details =
            vec![(death.slot as i64).into(), number(death.pid), number(death.exit_code), number(death.signal)];
        self.here(Event::WorkerError, details);
    }

    fn before_reload(&self, _: &Handle) {
        if let Some(tls) = &self.tls {
            tls.renew();
        }
        self.here(Event::BeforeReload, vec![]);
        opcache::forget();
        opcache::forget_links();
    }

    fn after_reload(&self, _: &Handle, _: bool) {
        self.here(Event::AfterReload, vec![]);
    }
}

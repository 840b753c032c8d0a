//! Load test of the ingest service (`examples/ingest/`): posts valid and invalid events on keep-alive connections while
//! the server is told to reload (SIGUSR1) and its workers are killed (SIGKILL), reads the topic meanwhile, ends the
//! server with SIGTERM under load, and then holds what was answered against what is on the topic.
//!
//! One thread runs connections, signals and checks (tokio, current_thread); a second one polls the Kafka consumer.
//! It is no benchmark: it shares its cores with the server and waits for every answer.

mod chaos;
mod client;
mod events;
mod ledger;
mod master;
mod options;
mod proc;
mod report;
mod topic;
mod wire;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ledger::Ledger;
use options::{Brokers, Options};
use report::Report;

/// What the tasks of this process share.
pub(crate) struct Shared {
    pub(crate) options: Options,
    pub(crate) ledger: Arc<Mutex<Ledger>>,
    pub(crate) report: RefCell<Report>,
    /// The workers killed, by pid, and when each was certainly dead; `None`: it may still live.
    pub(crate) killed: RefCell<Vec<(u32, Option<Instant>)>>,
    /// The server has been sent SIGTERM.
    pub(crate) stopping: Cell<bool>,
    pub(crate) master: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(sentence) => {
            eprintln!("ingest-load: {sentence}\n{}", options::USAGE);
            std::process::exit(2);
        }
    };
    let local = tokio::task::LocalSet::new();
    match local.run_until(run(options)).await {
        Ok(true) => {}
        Ok(false) => std::process::exit(1),
        Err(sentence) => {
            eprintln!("ingest-load: {sentence}");
            std::process::exit(1);
        }
    }
}

/// Returns whether every check passed; an error is something that kept the test from running.
async fn run(options: Options) -> Result<bool, String> {
    let own = match options.brokers {
        Brokers::Own => Some(topic::own_cluster(&options.topic)?),
        _ => None,
    };
    let own_address = own.as_ref().map(|cluster| cluster.bootstrap_servers());
    let mut master = master::Master::find(&options, own_address.as_deref())?;
    master.await_ready(&options).await?;
    let brokers = match (&options.brokers, own_address) {
        (Brokers::At(address), _) => address.clone(),
        (_, Some(address)) => address,
        (_, None) => master::embedded_brokers(&options).await?,
    };
    let ledger = Arc::new(Mutex::new(Ledger::new(options.seed)));
    let reader = topic::Reader::start(&brokers, &options.topic, ledger.clone())?;
    println!("server pid {}, Kafka {brokers}, topic {}, seed {}", master.pid, options.topic, options.seed);

    let shared = Rc::new(Shared {
        ledger,
        report: RefCell::default(),
        killed: RefCell::default(),
        stopping: Cell::new(false),
        master: master.pid,
        options,
    });
    load(&shared).await;
    let ended = master.await_end(Duration::from_secs(60)).await;
    let complete = reader.finish();
    drop(own);
    let report = shared.report.borrow();
    report.print(&shared, complete);
    Ok(report.judge(&shared, &ended, complete))
}

/// How much longer than asked the load lasts at most: a machine that has little time for it may not come to everything.
const LATE: Duration = Duration::from_secs(180);

/// The load itself: connections and signals for the time asked, and until everything happened once, then SIGTERM while the connections go on until nobody
/// accepts them any more.
async fn load(shared: &Rc<Shared>) {
    let connections: Vec<_> =
        (0..shared.options.connections).map(|n| tokio::task::spawn_local(client::run(shared.clone(), n))).collect();
    let signals = [
        tokio::task::spawn_local(chaos::reload(shared.clone())),
        tokio::task::spawn_local(chaos::kill(shared.clone())),
    ];
    let began = Instant::now();
    tokio::time::sleep(shared.options.seconds).await;
    while !shared.report.borrow().saw_everything(shared) && began.elapsed() < shared.options.seconds + LATE {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for task in signals {
        task.abort();
    }
    shared.report.borrow_mut().loaded = began.elapsed();
    shared.stopping.set(true);
    proc::signal(shared.master, "TERM");
    for connection in connections {
        if let Err(error) = connection.await {
            shared.report.borrow_mut().complain(format!("a connection's task failed: {error}"));
        }
    }
}

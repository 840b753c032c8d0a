//! The server under test: started here or found by pid, awaited until it is ready and until it has ended.

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::options::Options;
use crate::{proc, wire};

/// How the server ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// With this exit status, in words.
    Status { zero: bool, words: String },
    /// It was not started here, so its status went to somebody else.
    Unseen,
    /// It was still running at the deadline.
    Not,
}

pub(crate) struct Master {
    pub(crate) pid: u32,
    child: Option<Child>,
}

impl Master {
    /// Starts the command or takes the pid. `own` is the address of a cluster in this process.
    pub(crate) fn find(options: &Options, own: Option<&str>) -> Result<Master, String> {
        if let Some(pid) = options.pid {
            return if proc::alive(pid) {
                Ok(Master { pid, child: None })
            } else {
                Err(format!("there is no process {pid}"))
            };
        }
        let mut command = Command::new(&options.command[0]);
        command.args(&options.command[1..]).env("KAFKA_TOPIC", &options.topic);
        if let Some((host, port)) = options.address.rsplit_once(':') {
            command.env("HOST", host).env("PORT", port);
        }
        match (own, &options.brokers) {
            (Some(own), _) => command.env("KAFKA_BROKERS", own),
            (None, crate::Brokers::At(address)) => command.env("KAFKA_BROKERS", address),
            (None, _) => command.env_remove("KAFKA_BROKERS"),
        };
        let child = command.spawn().map_err(|error| format!("{}: {error}", options.command[0]))?;
        Ok(Master { pid: child.id(), child: Some(child) })
    }

    pub(crate) async fn await_ready(&mut self, options: &Options) -> Result<(), String> {
        let deadline = Instant::now() + Duration::from_secs(120);
        loop {
            if get(&options.address, "/readyz").await.is_some_and(|answer| answer.status == 200) {
                return Ok(());
            }
            if !proc::alive(self.pid) {
                return Err("the server ended before it was ready".into());
            }
            if Instant::now() > deadline {
                return Err(format!("{} was not ready within 120 s", options.address));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(crate) async fn await_end(&mut self, limit: Duration) -> Ended {
        let deadline = Instant::now() + limit;
        while Instant::now() < deadline {
            match self.child.as_mut().map(Child::try_wait) {
                Some(Ok(Some(status))) => {
                    return Ended::Status { zero: status.success(), words: status.to_string() };
                }
                None if !proc::alive(self.pid) => return Ended::Unseen,
                _ => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        }
        Ended::Not
    }
}

impl Drop for Master {
    /// Only a server that was started here, and only when something went wrong before it ended.
    fn drop(&mut self) {
        if let Some(child) = &mut self.child
            && matches!(child.try_wait(), Ok(None))
        {
            for worker in proc::children(self.pid) {
                proc::signal(worker, "KILL");
            }
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// One GET on a connection of its own; `None` when there is no answer within twenty seconds.
pub(crate) async fn get(address: &str, path: &str) -> Option<wire::Answer> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: load\r\nConnection: close\r\n\r\n");
    let exchange = async { wire::Connection::open(address).await?.exchange(request.as_bytes()).await };
    tokio::time::timeout(Duration::from_secs(20), exchange).await.ok()?.ok()
}

/// The address of the server's embedded cluster.
pub(crate) async fn embedded_brokers(options: &Options) -> Result<String, String> {
    let stats = get(&options.address, "/stats").await.ok_or("no answer from /stats")?;
    let text = String::from_utf8_lossy(&stats.body).into_owned();
    if !text.contains(r#""kafka":"embedded""#) {
        return Err("the server has no embedded cluster; say with --brokers where its Kafka is".into());
    }
    let brokers = text.split_once(r#""kafka_brokers":""#).and_then(|(_, rest)| rest.split_once('"'));
    brokers.map(|(brokers, _)| brokers.to_owned()).ok_or(format!("no kafka_brokers in {text}"))
}

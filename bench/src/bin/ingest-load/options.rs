//! The command line.

use std::time::Duration;

/// How to call it.
pub(crate) const USAGE: &str = "\
usage: ingest-load [options] --pid MASTER
       ingest-load [options] -- COMMAND ARGUMENT…   (starts the server and checks its exit status)
  --address HOST:PORT    of the server (127.0.0.1:9501)
  --brokers WHERE        embedded: the server's own cluster, address from /stats (default)
                         own: a mock cluster in this process, handed to COMMAND as KAFKA_BROKERS
                         HOST:PORT,…: a real one, which the server uses too
  --topic NAME           (events)
  --seconds N            of load before SIGTERM (20)
  --connections N        (32)
  --reload-every N       seconds between SIGUSR1 to the master, 0: never (5)
  --kill-every N         seconds between SIGKILL of a random worker, 0: never (7)
  --seed N               of the random choices and part of every id (from the clock)";

/// Which Kafka the server writes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Brokers {
    Embedded,
    Own,
    At(String),
}

#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) address: String,
    pub(crate) brokers: Brokers,
    pub(crate) topic: String,
    pub(crate) seconds: Duration,
    pub(crate) connections: usize,
    /// `None`: never.
    pub(crate) reload_every: Option<Duration>,
    pub(crate) kill_every: Option<Duration>,
    pub(crate) seed: u64,
    pub(crate) pid: Option<u32>,
    pub(crate) command: Vec<String>,
}

impl Options {
    /// Reads the arguments after the program's name; the error is a sentence.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
        let mut options = Options::defaults();
        while let Some(name) = arguments.next() {
            if name == "--" {
                options.command = arguments.by_ref().collect();
                break;
            }
            let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--address" => options.address = value,
                "--brokers" => options.brokers = brokers(value),
                "--topic" => options.topic = value,
                "--seconds" => options.seconds = Duration::from_secs(number(&name, &value)?),
                "--connections" => options.connections = number(&name, &value)?,
                "--reload-every" => options.reload_every = period(&name, &value)?,
                "--kill-every" => options.kill_every = period(&name, &value)?,
                "--seed" => options.seed = number(&name, &value)?,
                "--pid" => options.pid = Some(number(&name, &value)?),
                _ => return Err(format!("there is no option {name}")),
            }
        }
        match (options.pid.is_some(), options.command.is_empty()) {
            (true, true) | (false, false) => {}
            _ => {
                return Err("name the server with --pid or start it with -- COMMAND, one of them".into());
            }
        }
        if options.brokers == Brokers::Own && options.command.is_empty() {
            return Err("--brokers own needs -- COMMAND, to tell the server where the cluster is".into());
        }
        Ok(options)
    }

    fn defaults() -> Options {
        let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Options {
            address: "127.0.0.1:9501".into(),
            brokers: Brokers::Embedded,
            topic: "events".into(),
            seconds: Duration::from_secs(20),
            connections: 32,
            reload_every: Some(Duration::from_secs(5)),
            kill_every: Some(Duration::from_secs(7)),
            seed: clock.as_millis() as u64,
            pid: None,
            command: Vec::new(),
        }
    }
}

fn brokers(value: String) -> Brokers {
    match value.as_str() {
        "embedded" => Brokers::Embedded,
        "own" => Brokers::Own,
        _ => Brokers::At(value),
    }
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("{name} is \"{value}\"; it takes a whole number"))
}

fn period(name: &str, value: &str) -> Result<Option<Duration>, String> {
    Ok(Some(number(name, value)?).filter(|&seconds| seconds > 0).map(Duration::from_secs))
}

//! The task that keeps the rows: waits until nobody else does it, then reads the topic, from the start or from where the last
//! one was. Loop thread of each process that called `start()`.

use super::mapping::{Mapping, Row};
use super::shared::{Figure, MOST_PARTITIONS, Shared};
use crate::kafka::{Config, Message, Met, TopicReader};
use crate::log::{self, Level};
use crate::table::{Table, Value};
use crate::time::{Instant, sleep, timeout_at};
use std::cell::Cell;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// How often a process that does not follow looks whether the one that does still lives.
const LOOK: Duration = Duration::from_millis(200);
/// Between tries to reach the brokers.
const PAUSE: Duration = Duration::from_secs(1);
/// For the brokers to say how many partitions there are.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often that is asked again.
const REFRESH: Duration = Duration::from_secs(30);
/// Without word from the brokers for so long, deletions may have been missed: three times what is asked of them anyway.
const DEAF: Duration = Duration::from_secs(90);
/// How long a topic keeps tombstones when the brokers do not say: their default.
const TOMBSTONES_KEPT: Duration = Duration::from_secs(86_400);
/// Refused messages that are logged one by one, before only their number is.
const LOGGED: u64 = 20;

/// A view as one process has it.
pub(super) struct View {
    pub(super) table: Arc<Table>,
    pub(super) shared: Arc<Shared>,
    pub(super) config: Config,
    pub(super) topic: String,
    pub(super) mapping: Mapping,
}

/// Gives up following when the task ends, however that is.
struct Follower<'a>(&'a Shared);

impl Drop for Follower<'_> {
    fn drop(&mut self) {
        self.0.stop_following();
    }
}

/// Ends the task between two messages.
#[derive(Default)]
pub(super) struct Stop {
    is_set: Cell<bool>,
    set: Notify,
}

impl Stop {
    pub(super) fn set(&self) {
        self.is_set.set(true);
        self.set.notify_waiters();
    }

    /// What `future` gives, unless it is set meanwhile.
    async fn or<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            output = future => Some(output),
            () = self.set.notified() => None,
        }
    }
}

/// Follows the topic whenever nobody else does, until it is told to stop.
pub(super) async fn follow(view: &View, stop: &Stop) {
    let mut said = String::new();
    while !stop.is_set.get() {
        match view.shared.try_follow() {
            Ok(true) => {
                let _follower = Follower(&view.shared);
                while !stop.is_set.get() {
                    let Err(why) = view.read(stop).await else { continue };
                    if why != said {
                        log::write(Level::Warning, &format!("TableView of topic {}: {why}", view.topic));
                        said = why;
                    }
                    stop.or(sleep(PAUSE)).await;
                }
            }
            Ok(false) => drop(stop.or(sleep(LOOK)).await),
            Err(error) => {
                log::write(Level::Error, &format!("TableView of topic {}: {error}", view.topic));
                stop.or(sleep(PAUSE)).await;
            }
        }
    }
}

impl View {
    /// Reads until it is told to stop, something has to begin anew (both `Ok`) or went wrong.
    async fn read(&self, stop: &Stop) -> Result<(), String> {
        let reader = TopicReader::new(&self.config, &self.topic, super::super::log_line).map_err(|e| e.message)?;
        let result = self.read_with(&reader, stop).await;
        reader.close().await;
        result
    }

    async fn read_with(&self, reader: &TopicReader, stop: &Stop) -> Result<(), String> {
        let Some(count) = stop.or(reader.partitions(PATIENCE)).await else { return Ok(()) };
        let count = count.map_err(|e| e.to_string())? as usize;
        if count > MOST_PARTITIONS {
            return Err(format!("it has {count} partitions; up to {MOST_PARTITIONS} can be followed"));
        }
        self.shared.set_partitions(count);
        // Whoever takes over goes on from the last place, unless tombstones may have come and gone since; that is found out
        // meanwhile.
        let mut found_out = !self.shared.is_built();
        let mut missed = std::pin::pin!(self.has_missed(reader, self.shared.deaf()));
        self.shared.hear();
        let mut round = Round::new(self, count);
        reader.assign(&round.places(self)).map_err(|e| e.to_string())?;
        let mut again = Instant::now() + REFRESH;
        loop {
            let met = tokio::select! {
                has_missed = &mut missed, if !found_out => {
                    if has_missed {
                        return Ok(());
                    }
                    found_out = true;
                    continue;
                }
                met = stop.or(timeout_at(again, reader.next())) => met,
            };
            let Some(met) = met else { return Ok(()) };
            if matches!(met, Ok(Ok(Met::Message(_) | Met::End(_)))) && self.has_lost_track(reader, stop).await {
                return Ok(());
            }
            match met {
                Ok(Ok(Met::Message(message))) => self.apply(message, &mut round).await,
                Ok(Ok(Met::End(partition))) => round.ended(self, partition)?,
                Ok(Ok(Met::Gap(why))) => {
                    // What was deleted meanwhile is not told any more: the rows are compared with all of the topic.
                    log::write(Level::Notice, &format!("TableView of topic {}: read anew: {why}", self.topic));
                    self.shared.set_unbuilt();
                    return Ok(());
                }
                Ok(Err(error)) => return Err(error.to_string()),
                Err(_) => {
                    again = Instant::now() + REFRESH;
                    let now = stop.or(reader.partitions(PATIENCE)).await.unwrap_or(Ok(count as i32));
                    let Ok(now) = now else { continue };
                    if self.has_lost_track(reader, stop).await || now as usize != count {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// The brokers were heard of: whether that is after so long that the rows have to be compared with all of the topic.
    async fn has_lost_track(&self, reader: &TopicReader, stop: &Stop) -> bool {
        let deaf = self.shared.deaf();
        if deaf > DEAF && stop.or(self.has_missed(reader, deaf)).await != Some(false) {
            return true;
        }
        self.shared.hear();
        false
    }

    /// Whether deletions can have been missed, because tombstones are not kept for as long as nobody read. The rows are
    /// compared with all of the topic then.
    async fn has_missed(&self, reader: &TopicReader, deaf: Duration) -> bool {
        let kept = reader.tombstones_kept(PATIENCE).await.unwrap_or(TOMBSTONES_KEPT);
        if deaf < kept {
            return false;
        }
        let why = format!(
            "nobody read it for {:.0} s, and tombstones are kept for {:.0} s",
            deaf.as_secs_f64(),
            kept.as_secs_f64()
        );
        log::write(Level::Notice, &format!("TableView of topic {}: read anew: {why}", self.topic));
        self.shared.set_unbuilt();
        true
    }

    async fn apply(&self, message: Message, round: &mut Round) {
        let partition = message.partition as usize;
        let key = message.key.as_deref().unwrap_or_default();
        let done = match &message.value {
            _ if key.is_empty() => Err("it has no key".to_owned()),
            None => self.delete(key, round),
            Some(_) => match self.mapping.row(&self.table, &message).await {
                Ok(Some(row)) => self.store(key, &row, round),
                Ok(None) => self.delete(key, round),
                Err(why) => {
                    round.keep(key); // the row that is there stays
                    Err(why)
                }
            },
        };
        match done {
            Ok(()) => self.shared.count(Figure::Applied),
            Err(why) => self.refuse(&message, &why),
        }
        if partition < MOST_PARTITIONS {
            self.shared.set_place(partition, Some(message.offset + 1));
        }
    }

    fn store(&self, key: &[u8], row: &Row, round: &mut Round) -> Result<(), String> {
        let values: Vec<(usize, Value<'_>)> = row.iter().map(super::mapping::Cell::value).enumerate().collect();
        round.keep(key);
        self.table.set(key, &values).map(drop).map_err(|error| error.message)
    }

    fn delete(&self, key: &[u8], round: &mut Round) -> Result<(), String> {
        round.forget(key);
        self.table.del(key).map_err(|error| error.message)?;
        self.shared.count(Figure::Deleted);
        Ok(())
    }

    #[cold]
    fn refuse(&self, message: &Message, why: &str) {
        self.shared.count(Figure::Refused);
        let number = self.shared.figure(Figure::Refused);
        if number <= LOGGED || number.is_power_of_two() {
            let place = format!("{}/{} of topic {}", message.partition, message.offset, self.topic);
            log::write(Level::Warning, &format!("TableView: message {place} is no row: {why} ({number} so far)"));
        }
    }
}

/// One reading: which partitions have reached their end, and, while the rows are compared, which keys the topic has.
struct Round {
    at_end: Vec<bool>,
    left: usize,
    building: bool,
    /// None: there were no rows to compare with.
    keys: Option<HashSet<Vec<u8>>>,
}

impl Round {
    fn new(view: &View, partitions: usize) -> Round {
        let building = !view.shared.is_built();
        let keys = (building && view.table.count() > 0).then(HashSet::new);
        Round { at_end: vec![false; partitions], left: partitions, building, keys }
    }

    /// Where to begin in each partition.
    fn places(&self, view: &View) -> Vec<Option<i64>> {
        (0..self.at_end.len()).map(|p| view.shared.place(p).filter(|_| !self.building)).collect()
    }

    fn keep(&mut self, key: &[u8]) {
        if let Some(keys) = &mut self.keys {
            keys.insert(key.to_vec());
        }
    }

    fn forget(&mut self, key: &[u8]) {
        if let Some(keys) = &mut self.keys {
            keys.remove(key);
        }
    }

    /// A partition is read up to its end; after the last of them the rows are the topic's.
    fn ended(&mut self, view: &View, partition: i32) -> Result<(), String> {
        let Some(ended) = self.at_end.get_mut(partition as usize) else { return Ok(()) };
        if std::mem::replace(ended, true) {
            return Ok(());
        }
        self.left -= 1;
        if self.left > 0 || !self.building {
            return Ok(());
        }
        if let Some(keys) = self.keys.take() {
            sweep(&view.table, &keys).map_err(|error| error.message)?;
        }
        self.building = false;
        view.shared.set_built();
        Ok(())
    }
}

/// Deletes rows that the topic does not have.
fn sweep(table: &Arc<Table>, keys: &HashSet<Vec<u8>>) -> crate::error::Result<()> {
    let (mut cursor, mut row, mut stale) = (table.cursor()?, table.row_buffer(), Vec::new());
    while cursor.next(&mut row)? {
        if !keys.contains(row.key()) {
            stale.push(row.key().to_vec());
        }
    }
    drop(cursor);
    for key in stale {
        table.del(&key)?;
    }
    Ok(())
}

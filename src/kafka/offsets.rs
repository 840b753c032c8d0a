//! A consumer's offsets: committing, seeking, and what brokers know of partitions. Loop thread; calls of librdkafka that
//! block run on one of tokio's blocking threads.

use std::sync::Arc;
use std::time::Duration;

use super::consumer::{Consumer, watched};
use super::error::{KafkaError, Result, code};
use super::message::{Message, TopicPartition, from_list, to_list};
use super::sys::{Event, Native, PartitionList};

/// Where to go on when there is no committed offset.
const BEGINNING: i64 = -2;
const END: i64 = -1;

impl Consumer {
    /// Everything before `next` in this partition is worked off; it will be committed with the rest.
    pub fn handled(&self, topic: &str, partition: i32, next: i64) {
        self.inner.progress.handled(topic, partition, next);
    }

    /// Says that everything `next()` has returned is worked off, commits it and waits for the broker's answer. Nothing new
    /// to commit is no error.
    pub async fn commit(&self) -> Result<()> {
        self.all_handled();
        self.commit_handled().await
    }

    /// Says that everything `next()` has returned is worked off.
    pub fn all_handled(&self) {
        self.inner.progress.all_handled();
    }

    /// Commits what is worked off.
    pub async fn commit_handled(&self) -> Result<()> {
        self.inner.progress.store(&*self.native()?);
        self.commit_list(None).await
    }

    /// Commits the offset behind this message, and with it everything before it in its partition.
    pub async fn commit_message(&self, message: &Message) -> Result<()> {
        let (topic, partition, offset) = (message.topic.clone(), message.partition, Some(message.offset + 1));
        self.commit_offsets(&[TopicPartition { topic, partition, offset }]).await
    }

    /// Commits these offsets: of each partition the next one to read. All must have an offset.
    pub async fn commit_offsets(&self, offsets: &[TopicPartition]) -> Result<()> {
        if offsets.is_empty() || offsets.iter().any(|o| o.offset.is_none_or(|n| n < 0) || o.partition < 0) {
            return Err(KafkaError::of(code::INVALID_ARG, "commit: each element needs a partition and an offset"));
        }
        self.commit_list(Some(to_list(offsets))).await
    }

    /// The partitions assigned to this member now, without offsets. Empty until the group has agreed, which takes
    /// calls of `next()`.
    pub fn assignment(&self) -> Result<Vec<TopicPartition>> {
        let list = self.native()?.assignment().map_err(|code| KafkaError::of(code, "assignment"))?;
        Ok(from_list(&list).into_iter().map(|p| TopicPartition { offset: None, ..p }).collect())
    }

    /// Of each assigned partition the offset `next()` will read next; `None` before its first message.
    pub fn positions(&self) -> Result<Vec<TopicPartition>> {
        let mut list = to_list(&self.assignment()?);
        self.native()?.position(&mut list).map_err(|code| KafkaError::of(code, "positions"))?;
        Ok(from_list(&list))
    }

    /// The group's committed offsets of these partitions, asked from the broker; `None` where there is none.
    pub async fn committed(&self, partitions: &[TopicPartition], timeout: Duration) -> Result<Vec<TopicPartition>> {
        let mut list = to_list(partitions);
        let ask = move |native: &Native, ms| native.committed(&mut list, ms).map(|()| list);
        let answer = self.blocking("committed offsets", timeout, ask).await?;
        answer.map(|list| from_list(&list)).map_err(|code| KafkaError::of(code, "committed offsets"))
    }

    /// Goes on reading at these offsets (-2: the beginning, -1: the end) of assigned partitions. What was handed out of
    /// them and not worked off is forgotten.
    pub async fn seek(&self, offsets: &[TopicPartition], timeout: Duration) -> Result<()> {
        self.inner.progress.store(&*self.native()?);
        self.inner.progress.forget(offsets);
        let list = to_list(offsets);
        let call = move |native: &Native, ms| native.seek(&list, ms).map(|()| list);
        let sought = self.blocking("seek", timeout, call).await?;
        let list = sought.map_err(|(code, text)| KafkaError::new(code, format!("seek: {text}")))?;
        match list.entries().into_iter().find(|entry| entry.code != 0) {
            Some(e) => Err(KafkaError::of(e.code, format_args!("seek in {}/{}", e.topic, e.partition))),
            None => Ok(()),
        }
    }

    /// Goes back to what the group has committed (else to where `auto.offset.reset` says), in every assigned partition.
    pub async fn seek_to_committed(&self, timeout: Duration) -> Result<()> {
        let mut list = self.committed(&self.assignment()?, timeout).await?;
        let otherwise = if self.inner.from_beginning { BEGINNING } else { END };
        list.iter_mut().for_each(|p| p.offset = Some(p.offset.unwrap_or(otherwise)));
        if list.is_empty() { Ok(()) } else { self.seek(&list, timeout).await }
    }

    /// Of each partition the first offset whose message is not older than the milliseconds since 1970 in `offset`; `None`
    /// when all are older.
    pub async fn offsets_for_times(&self, times: &[TopicPartition], timeout: Duration) -> Result<Vec<TopicPartition>> {
        let list = to_list(times);
        let ask = move |native: &Native, ms| native.offsets_for_times(&list, ms).map(|()| list);
        let answer = self.blocking("offsets for times", timeout, ask).await?;
        answer.map(|list| from_list(&list)).map_err(|code| KafkaError::of(code, "offsets for times"))
    }

    /// The oldest offset of a partition and the one behind its newest.
    pub async fn watermarks(&self, topic: &str, partition: i32, timeout: Duration) -> Result<(i64, i64)> {
        let (doing, topic) = (format!("watermarks of {topic}/{partition}"), topic.to_owned());
        let ask = move |native: &Native, ms| native.watermarks(&topic, partition, ms);
        let answer = self.blocking("watermarks", timeout, ask).await?;
        answer.map_err(|code| KafkaError::of(code, doing))
    }

    /// How many messages of each assigned partition were not handed out yet: the end its last fetch told (asked from the
    /// broker before the first), less the position (before the first message: the committed offset, or the oldest).
    pub async fn lag(&self, timeout: Duration) -> Result<Vec<TopicPartition>> {
        let mut positions = self.positions()?;
        let unknown: Vec<_> = positions.iter().filter(|p| p.offset.is_none()).cloned().collect();
        let committed = if unknown.is_empty() { Vec::new() } else { self.committed(&unknown, timeout).await? };
        for p in &mut positions {
            let same = |c: &&TopicPartition| c.topic == p.topic && c.partition == p.partition;
            let from = p.offset.or_else(|| committed.iter().find(same).and_then(|c| c.offset));
            let (low, high) = match self.native()?.cached_watermarks(&p.topic, p.partition) {
                Some(known) => known,
                None => self.watermarks(&p.topic, p.partition, timeout).await?,
            };
            p.offset = Some(high - from.unwrap_or(low).clamp(low.max(0), high));
        }
        Ok(positions)
    }

    async fn blocking<T: Send + 'static>(
        &self,
        doing: &str,
        timeout: Duration,
        call: impl FnOnce(&Native, i32) -> T + Send + 'static,
    ) -> Result<T> {
        let native: Arc<Native> = self.native()?;
        let ms = i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX);
        let asked = tokio::task::spawn_blocking(move || call(&native, ms)).await;
        asked.map_err(|_| KafkaError::of(code::STATE, doing)) // the runtime is shutting down
    }

    async fn commit_list(&self, list: Option<PartitionList>) -> Result<()> {
        let native = self.native()?;
        let answer = watched(&native)?;
        let sent = native.commit(list.as_ref(), answer.queue());
        sent.map_err(|code| KafkaError::of(code, "commit"))?;
        loop {
            while let Some(event) = answer.next(0) {
                match event {
                    Event::Committed(0 | code::NO_OFFSET) => return Ok(()),
                    Event::Committed(code) => {
                        return Err(self.inner.client()?.error(code, KafkaError::of(code, "commit").to_string()));
                    }
                    _ => {}
                }
            }
            answer.ready().await;
        }
    }
}

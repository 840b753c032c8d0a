//! Rebalances. Loop thread. While one is under way nobody gets a message: it runs in a task of its own, so that it goes on
//! when the reader that met it stops waiting, and what the program does about it may wait.
//!
//! given: lead the partitions' messages to our queue → assign → tell the program (which may seek)
//! taken away: tell the program (which may commit) → store what is worked off → unassign, whereupon librdkafka commits

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use tokio::sync::Notify;

use super::consumer::Inner;
use super::error::{KafkaError, Result};
use super::message::{TopicPartition, from_list};
use super::sys::{Native, PartitionList};

/// What happened to partitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// They are this member's now.
    Assigned,
    /// They are about to be another's.
    Revoked,
    /// They are another's already: nothing can be committed.
    Lost,
}

/// Hears of a change; what it returns is awaited.
pub type OnRebalance = Rc<dyn Fn(Change, Vec<TopicPartition>) -> Pin<Box<dyn Future<Output = ()>>>>;

#[derive(Default)]
pub(super) struct Membership {
    hook: RefCell<Option<OnRebalance>>,
    changing: Cell<bool>,
    changed: Notify,
}

impl Membership {
    pub(super) fn set_hook(&self, hook: OnRebalance) {
        *self.hook.borrow_mut() = Some(hook);
    }

    /// Whether a rebalance is under way.
    pub(super) fn is_changing(&self) -> bool {
        self.changing.get()
    }

    /// The end of the rebalance that is under way.
    pub(super) fn changed(&self) -> Option<impl Future<Output = ()> + '_> {
        self.changing.get().then(|| self.changed.notified())
    }

    async fn tell(&self, change: Change, partitions: Vec<TopicPartition>) {
        let hook = self.hook.borrow().clone();
        if let Some(hook) = hook.filter(|_| !partitions.is_empty()) {
            hook(change, partitions).await;
        }
    }
}

/// Ends the rebalance whatever happens to its task.
struct Changing(Rc<Inner>);

impl Drop for Changing {
    fn drop(&mut self) {
        self.0.membership.changing.set(false);
        self.0.membership.changed.notify_waiters();
    }
}

impl Inner {
    pub(super) fn begin_rebalance(self: &Rc<Self>, given: bool, list: PartitionList) {
        let Some(native) = self.client().ok().and_then(|client| client.native().ok().cloned()) else { return };
        self.membership.changing.set(true);
        let changing = Changing(self.clone());
        tokio::task::spawn_local(async move {
            changing.0.rebalance(&native, given, &list).await;
        });
    }

    pub(super) async fn rebalance(&self, native: &Arc<Native>, given: bool, list: &PartitionList) {
        // Offsets in the list would be where to begin; the group's committed ones are meant.
        let partitions: Vec<_> = from_list(list).into_iter().map(|p| TopicPartition { offset: None, ..p }).collect();
        let cooperative = native.is_cooperative();
        if given {
            let _ = self.lead_here(native, &partitions);
            let result = if cooperative { native.assign_more(list) } else { plain(native.assign(Some(list))) };
            self.complain(result);
            return self.membership.tell(Change::Assigned, partitions).await;
        }
        let change = if native.assignment_lost() { Change::Lost } else { Change::Revoked };
        self.membership.tell(change, partitions.clone()).await;
        if change == Change::Revoked {
            self.progress.store(native);
        }
        self.progress.forget(&partitions);
        self.complain(if cooperative { native.assign_less(list) } else { plain(native.assign(None)) });
    }

    /// Messages of these partitions will come to our queue.
    pub(super) fn lead_here(&self, native: &Arc<Native>, partitions: &[TopicPartition]) -> Result<()> {
        let messages = self.messages()?;
        partitions.iter().for_each(|p| native.forward(&p.topic, p.partition, messages.queue()));
        Ok(())
    }

    fn complain(&self, result: std::result::Result<(), (i32, String)>) {
        if let (Err((_, text)), Ok(client)) = (result, self.client()) {
            client.log(3, &format!("Kafka consumer: rebalance: {text}"));
        }
    }
}

fn plain(result: std::result::Result<(), i32>) -> std::result::Result<(), (i32, String)> {
    result.map_err(|code| (code, KafkaError::of(code, "assign").to_string()))
}

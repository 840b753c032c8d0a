//! Consumer groups and their offsets. Loop thread.

use std::ffi::{c_char, c_int};

use rdkafka::bindings as c;

use super::{Answer, Refusal, Request, check_error, listed, text};
use crate::kafka::admin::{Group, Member};
use crate::kafka::message::{TopicPartition, from_list};
use crate::kafka::sys::PartitionList;
use crate::kafka::sys::code::owned;

unsafe extern "C" {
    // Bound anew for the reason given in `code`.
    fn rd_kafka_ConsumerGroupListing_state(listing: *const c::rd_kafka_ConsumerGroupListing_t) -> c_int;
    fn rd_kafka_ConsumerGroupDescription_state(group: *const c::rd_kafka_ConsumerGroupDescription_t) -> c_int;
    fn rd_kafka_consumer_group_state_name(state: c_int) -> *const c_char;
}

impl Request<'_> {
    /// Asks for all groups.
    pub(crate) fn list_groups(&self) -> Result<(), Refusal> {
        let (rk, queue, options) = (self.native.raw(), self.queue.raw(), self.options());
        // SAFETY: live client, queue and options.
        unsafe { c::rd_kafka_ListConsumerGroups(rk, options.0, queue) };
        Ok(())
    }

    /// Asks for a group and its members.
    pub(crate) fn describe_group(&self, group: &str) -> Result<(), Refusal> {
        let name = text(group)?;
        let (rk, queue, options, mut start) = (self.native.raw(), self.queue.raw(), self.options(), name.as_ptr());
        // SAFETY: live client, queue and options, and an array of one NUL-terminated name, copied.
        unsafe { c::rd_kafka_DescribeConsumerGroups(rk, &mut start, 1, options.0, queue) };
        Ok(())
    }

    /// Deletes a group without members.
    pub(crate) fn delete_group(&self, group: &str) -> Result<(), Refusal> {
        let name = text(group)?;
        // SAFETY: a NUL-terminated name, copied.
        let mut raw = unsafe { c::rd_kafka_DeleteGroup_new(name.as_ptr()) };
        let (rk, queue, options) = (self.native.raw(), self.queue.raw(), self.options());
        // SAFETY: live client, queue and options, and an array of one group, copied.
        unsafe { c::rd_kafka_DeleteGroups(rk, &mut raw, 1, options.0, queue) };
        // SAFETY: ours, destroyed once.
        unsafe { c::rd_kafka_DeleteGroup_destroy(raw) };
        Ok(())
    }

    /// Asks for all offsets of a group.
    pub(crate) fn group_offsets(&self, group: &str) -> Result<(), Refusal> {
        let name = text(group)?;
        // SAFETY: a NUL-terminated name, copied; null: all partitions.
        let mut raw = unsafe { c::rd_kafka_ListConsumerGroupOffsets_new(name.as_ptr(), std::ptr::null()) };
        let (rk, queue, options) = (self.native.raw(), self.queue.raw(), self.options());
        // SAFETY: live client, queue and options, and an array of one element, copied.
        unsafe { c::rd_kafka_ListConsumerGroupOffsets(rk, &mut raw, 1, options.0, queue) };
        // SAFETY: ours, destroyed once.
        unsafe { c::rd_kafka_ListConsumerGroupOffsets_destroy(raw) };
        Ok(())
    }

    /// Sets offsets of a group.
    pub(crate) fn alter_offsets(&self, group: &str, offsets: &PartitionList) -> Result<(), Refusal> {
        let name = text(group)?;
        // SAFETY: a NUL-terminated name and a live list of at least one element, copied.
        let mut raw = unsafe { c::rd_kafka_AlterConsumerGroupOffsets_new(name.as_ptr(), offsets.raw()) };
        let (rk, queue, options) = (self.native.raw(), self.queue.raw(), self.options());
        // SAFETY: live client, queue and options, and an array of one element, copied.
        unsafe { c::rd_kafka_AlterConsumerGroupOffsets(rk, &mut raw, 1, options.0, queue) };
        // SAFETY: ours, destroyed once.
        unsafe { c::rd_kafka_AlterConsumerGroupOffsets_destroy(raw) };
        Ok(())
    }

    /// Lets a group forget offsets.
    pub(crate) fn delete_offsets(&self, group: &str, partitions: &PartitionList) -> Result<(), Refusal> {
        let name = text(group)?;
        // SAFETY: a NUL-terminated name and a live list, copied.
        let mut raw = unsafe { c::rd_kafka_DeleteConsumerGroupOffsets_new(name.as_ptr(), partitions.raw()) };
        let (rk, queue, options) = (self.native.raw(), self.queue.raw(), self.options());
        // SAFETY: live client, queue and options, and an array of one element, copied.
        unsafe { c::rd_kafka_DeleteConsumerGroupOffsets(rk, &mut raw, 1, options.0, queue) };
        // SAFETY: ours, destroyed once.
        unsafe { c::rd_kafka_DeleteConsumerGroupOffsets_destroy(raw) };
        Ok(())
    }
}

fn state_name(state: c_int) -> String {
    // SAFETY: takes any number and returns a static string.
    owned(unsafe { rd_kafka_consumer_group_state_name(state) })
}

fn listing(raw: *const c::rd_kafka_ConsumerGroupListing_t) -> Group {
    // SAFETY: a live listing; the string lives as long as the event.
    let id = owned(unsafe { c::rd_kafka_ConsumerGroupListing_group_id(raw) });
    // SAFETY: a live listing.
    let state = state_name(unsafe { rd_kafka_ConsumerGroupListing_state(raw) });
    Group { id, state, assignor: String::new(), members: Vec::new() }
}

fn partitions(raw: *const c::rd_kafka_topic_partition_list_t) -> Vec<TopicPartition> {
    if raw.is_null() { Vec::new() } else { from_list(&PartitionList::copy(raw)) }
}

fn member(raw: *const c::rd_kafka_MemberDescription_t) -> Member {
    // SAFETY: a live member; the string lives as long as the event.
    let id = owned(unsafe { c::rd_kafka_MemberDescription_consumer_id(raw) });
    // SAFETY: as above.
    let client_id = owned(unsafe { c::rd_kafka_MemberDescription_client_id(raw) });
    // SAFETY: as above; null for a member that is not static.
    let instance_id = unsafe { c::rd_kafka_MemberDescription_group_instance_id(raw) };
    // SAFETY: as above.
    let host = owned(unsafe { c::rd_kafka_MemberDescription_host(raw) });
    // SAFETY: a live member; the assignment is the event's.
    let assignment = unsafe { c::rd_kafka_MemberDescription_assignment(raw) };
    // SAFETY: a live assignment, or null, for which there is no list.
    let list = if assignment.is_null() {
        std::ptr::null()
    } else {
        unsafe { c::rd_kafka_MemberAssignment_partitions(assignment) }
    };
    let instance_id = (!instance_id.is_null()).then(|| owned(instance_id));
    Member { id, client_id, instance_id, host, partitions: partitions(list) }
}

fn group(raw: *const c::rd_kafka_ConsumerGroupDescription_t) -> Result<Group, Refusal> {
    // SAFETY: a live description; the error is the event's.
    check_error(unsafe { c::rd_kafka_ConsumerGroupDescription_error(raw) })?;
    // SAFETY: as above; the string lives as long as the event.
    let id = owned(unsafe { c::rd_kafka_ConsumerGroupDescription_group_id(raw) });
    // SAFETY: a live description.
    let state = state_name(unsafe { rd_kafka_ConsumerGroupDescription_state(raw) });
    // SAFETY: as above.
    let assignor = owned(unsafe { c::rd_kafka_ConsumerGroupDescription_partition_assignor(raw) });
    // SAFETY: a live description.
    let count = unsafe { c::rd_kafka_ConsumerGroupDescription_member_count(raw) };
    // SAFETY: a live description, and an index below the count.
    let members = (0..count).map(|n| member(unsafe { c::rd_kafka_ConsumerGroupDescription_member(raw, n) })).collect();
    Ok(Group { id, state, assignor, members })
}

impl Answer<'_> {
    /// The groups that were asked for: all, or one with its members.
    pub(crate) fn groups(&self) -> Result<Vec<Group>, Refusal> {
        self.check()?;
        // SAFETY: a live event; null unless it is of this kind.
        let all = unsafe { c::rd_kafka_event_ListConsumerGroups_result(self.0.0) };
        if !all.is_null() {
            // SAFETY: a live result and an out-parameter.
            let errors = listed(|count| unsafe { c::rd_kafka_ListConsumerGroups_result_errors(all, count) });
            errors.into_iter().try_for_each(check_error)?;
            // SAFETY: as above.
            let found = listed(|count| unsafe { c::rd_kafka_ListConsumerGroups_result_valid(all, count) });
            return Ok(found.into_iter().map(listing).collect());
        }
        // SAFETY: a live event; null unless it is of this kind.
        let described = unsafe { c::rd_kafka_event_DescribeConsumerGroups_result(self.0.0) };
        if described.is_null() {
            return Ok(Vec::new());
        }
        // SAFETY: a live result and an out-parameter.
        let found = listed(|count| unsafe { c::rd_kafka_DescribeConsumerGroups_result_groups(described, count) });
        found.into_iter().map(group).collect()
    }

    /// The offsets of a group that was asked for, changed or deleted.
    pub(crate) fn offsets(&self) -> Result<Vec<TopicPartition>, Refusal> {
        self.check()?;
        let event = self.0.0;
        // SAFETY: a live event; null unless it is of this kind.
        let (listed_, altered) = unsafe {
            (
                c::rd_kafka_event_ListConsumerGroupOffsets_result(event),
                c::rd_kafka_event_AlterConsumerGroupOffsets_result(event),
            )
        };
        // SAFETY: as above.
        let forgotten = unsafe { c::rd_kafka_event_DeleteConsumerGroupOffsets_result(event) };
        // SAFETY: as above.
        let deleted = unsafe { c::rd_kafka_event_DeleteGroups_result(event) };
        let results = if !listed_.is_null() {
            // SAFETY: a live result and an out-parameter.
            listed(|count| unsafe { c::rd_kafka_ListConsumerGroupOffsets_result_groups(listed_, count) })
        } else if !altered.is_null() {
            // SAFETY: as above.
            listed(|count| unsafe { c::rd_kafka_AlterConsumerGroupOffsets_result_groups(altered, count) })
        } else if !forgotten.is_null() {
            // SAFETY: as above.
            listed(|count| unsafe { c::rd_kafka_DeleteConsumerGroupOffsets_result_groups(forgotten, count) })
        } else if !deleted.is_null() {
            // SAFETY: as above.
            listed(|count| unsafe { c::rd_kafka_DeleteGroups_result_groups(deleted, count) })
        } else {
            Vec::new()
        };
        let mut offsets = Vec::new();
        for result in results {
            // SAFETY: a live result; the error is the event's.
            check_error(unsafe { c::rd_kafka_group_result_error(result) })?;
            // SAFETY: a live result; the list is the event's, or null.
            let list = unsafe { c::rd_kafka_group_result_partitions(result) };
            if !list.is_null() {
                let copy = PartitionList::copy(list);
                if let Some(wrong) = copy.entries().into_iter().find(|entry| entry.code != 0) {
                    return Err((
                        wrong.code,
                        format!("{}/{}: {}", wrong.topic, wrong.partition, super::super::description(wrong.code)),
                    ));
                }
                offsets.extend(from_list(&copy));
            }
        }
        Ok(offsets)
    }
}

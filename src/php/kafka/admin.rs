//! `Peregrine\Kafka\Admin`

use super::{check_loop, config, drain, interrupted, log_line, places, refused, seconds, wait};
use crate::kafka::admin::{Acl, Group, NewTopic, Topic};
use crate::kafka::{Admin, Result};
use crate::php::exception::kafka_exception::thrown;
use crate::zend::{Array, Call, Class, Kind, Outcome, Thrown, Value, Zval, functions};
use std::rc::Rc;

/// `Kafka\Admin`
pub(in crate::php) const ADMIN: Class = Class {
    name: "Peregrine\\Kafka\\Admin",
    doc: concat!(
        "Asks and changes what the brokers keep: topics, configurations, groups and their offsets, ACLs. Every method parks the\n",
        "coroutine until the brokers have answered, and throws a KafkaException for what they refuse. An Admin belongs to the\n",
        "process and the event loop that made it, which closes it at its end.\n",
    ),
    kind: Kind::Native,
    methods: functions! {
        /// With librdkafka's configuration keys, those of producers. `bootstrap.servers` is required.
        ///
        /// @param array<string, string|int|float|bool> $config
        /// @param float $timeout seconds each request may take
        /// @throws \ValueError for a key that librdkafka does not have, with the nearest right one, or a wrong value
        /// @throws \Peregrine\Error outside the event loop
        "public function __construct(#[\\SensitiveParameter] array $config, float $timeout = 30.0)" => construct;
        /// The cluster: its id, the id of its controller (null when there is none), its brokers.
        ///
        /// @return array{id: string, controller: ?int, brokers: list<array{id: int, host: string, port: int}>}
        "public function describeCluster(): array" => describe_cluster;
        /// The names of all topics, sorted.
        ///
        /// @return list<string>
        "public function listTopics(): array" => list_topics;
        /// The partitions of a topic by number, and the ids of the brokers that have them; null when there is no such topic.
        ///
        /// @return ?array<int, array{leader: ?int, replicas: list<int>, in_sync: list<int>}>
        "public function describeTopic(string $name): ?array" => describe_topic;
        /// Creates a topic. The brokers may need a moment until all of them know it.
        ///
        /// @param int $partitions from 1; -1: the brokers' default
        /// @param int $replicas on how many brokers each, from 1; -1: the brokers' default
        /// @param array<string, string|int|float|bool> $config what differs from the brokers' defaults, such as
        ///     `cleanup.policy` or `retention.ms`
        "public function createTopic(string $name, int $partitions = -1, int $replicas = -1, array $config = []): void" => create_topic;
        /// Deletes a topic with its messages.
        "public function deleteTopic(string $name): void" => delete_topic;
        /// Gives a topic so many partitions in all, more than it has. Keys may change their partition by it.
        "public function createPartitions(string $topic, int $total): void" => create_partitions;
        /// The configuration of a topic, or of a broker by its id. Secret values are null.
        ///
        /// @param string $type `topic` or `broker`
        /// @return array<string, array{value: ?string, default: bool, read_only: bool, sensitive: bool}>
        "public function describeConfig(string $type, string $name): array" => describe_config;
        /// Sets keys of a configuration; null gives a key back its default. The other keys stay.
        ///
        /// @param string $type `topic` or `broker`
        /// @param array<string, string|int|float|bool|null> $config
        "public function alterConfig(string $type, string $name, array $config): void" => alter_config;
        /// The states of all consumer groups by id: `Stable`, `Empty`, `PreparingRebalance`, …
        ///
        /// @return array<string, string>
        "public function listGroups(): array" => list_groups;
        /// A consumer group and its members. One that does not exist is `Dead`.
        ///
        /// @return array{state: string, assignor: string, members: list<array{id: string, client_id: string, instance_id: ?string,
        ///     host: string, assignment: array<string, list<int>>}>}
        "public function describeGroup(string $group): array" => describe_group;
        /// Deletes a consumer group with its offsets; it must have no members.
        "public function deleteGroup(string $group): void" => delete_group;
        /// The offsets a consumer group has committed.
        ///
        /// @return array<string, array<int, int>>
        "public function listOffsets(string $group): array" => list_offsets;
        /// Sets offsets of a consumer group, which must have no members.
        ///
        /// @param array<string, array<int, int>> $offsets by topic and partition
        "public function alterOffsets(string $group, array $offsets): void" => alter_offsets;
        /// Lets a consumer group forget its offsets of these partitions; no member may be subscribed to their topics.
        ///
        /// @param array<string, list<int>> $partitions
        "public function deleteOffsets(string $group, array $partitions): void" => delete_offsets;
        /// Creates an ACL.
        ///
        /// @param array{resource: string, name: string, principal: string, operation: string, pattern?: string, host?: string,
        ///     permission?: string} $acl resource: topic, group, broker (the cluster) or transactional_id; pattern: literal
        ///     or prefixed; principal: `User:name`; host: `*` for all; operation: all, read, write, create, delete, alter,
        ///     describe, cluster_action, describe_configs, alter_configs or idempotent_write; permission: allow or deny
        "public function createAcl(array $acl): void" => create_acl;
        /// The ACLs that match; what the filter does not name may be anything.
        ///
        /// @param array<string, string> $filter as `createAcl()`; also pattern match: every pattern that applies to the name
        /// @return list<array{resource: string, name: string, pattern: string, principal: string, host: string, operation:
        ///     string, permission: string}>
        "public function describeAcls(array $filter = []): array" => describe_acls;
        /// Deletes the ACLs that match, and returns them.
        ///
        /// @param array<string, string> $filter as `describeAcls()`
        /// @return list<array<string, string>>
        "public function deleteAcls(array $filter): array" => delete_acls;
        /// Ends it; every later call fails.
        "public function close(): void" => close;
    },
    ..Class::EMPTY
};

/// What an Admin object carries.
struct Part(Rc<Admin>);

impl Drop for Part {
    fn drop(&mut self) {
        let admin = self.0.clone();
        if tokio::runtime::Handle::try_current().is_ok() {
            tokio::task::spawn_local(async move { admin.close().await });
        }
    }
}

fn construct(call: &Call<'_>) -> Outcome {
    let (config, timeout) = (config(call, 0)?, seconds(call, 1, 30.0)?);
    check_loop("admin")?;
    let admin = Admin::new(&config, timeout, log_line).map_err(|error| refused(call, 0, &error))?;
    let admin = Rc::new(admin);
    drain::register_admin(&admin);
    Ok(call.construct(Part(admin))?)
}

fn admin<'a>(call: &Call<'a>) -> Outcome<&'a Admin> {
    Ok(&call.this::<Part>()?.0)
}

/// Waits for the brokers' answer and throws what they refuse.
fn asked<T>(future: impl Future<Output = Result<T>>) -> Outcome<T> {
    let waited = wait("the answer of a Kafka broker", future);
    let waited = waited.map_err(|interrupt| interrupted(interrupt, "the wait was cancelled; the request goes on"))?;
    waited.map_err(|error| thrown(&error).into())
}

fn list<T, V: Into<Value>>(items: impl IntoIterator<Item = T>, make: impl Fn(T) -> V) -> Array {
    let mut array = Array::new(4);
    items.into_iter().for_each(|item| array.push(make(item)));
    array
}

fn describe_cluster(call: &Call<'_>) -> Outcome<Array> {
    let cluster = asked(admin(call)?.cluster())?;
    let mut array = Array::new(3);
    array.set("id", cluster.id);
    array.set("controller", cluster.controller.map(i64::from));
    let broker = |broker: crate::kafka::admin::Broker| {
        let mut one = Array::new(3);
        one.set("id", i64::from(broker.id));
        one.set("host", broker.host);
        one.set("port", i64::from(broker.port));
        one
    };
    array.set("brokers", list(cluster.brokers, broker));
    Ok(array)
}

fn list_topics(call: &Call<'_>) -> Outcome<Array> {
    let mut names: Vec<_> = asked(admin(call)?.cluster())?.topics.into_iter().map(|topic| topic.name).collect();
    names.sort();
    Ok(list(names, |name| name))
}

fn describe_topic(call: &Call<'_>) -> Outcome<Option<Array>> {
    let name = call.text(0)?;
    let topics = asked(admin(call)?.cluster())?.topics;
    Ok(topics.into_iter().find(|topic| topic.name == name).map(topic_array))
}

fn topic_array(mut topic: Topic) -> Array {
    topic.partitions.sort_by_key(|partition| partition.id);
    let mut array = Array::new(topic.partitions.len());
    for partition in topic.partitions {
        let mut one = Array::new(3);
        one.set("leader", partition.leader.map(i64::from));
        one.set("replicas", list(partition.replicas, i64::from));
        one.set("in_sync", list(partition.in_sync, i64::from));
        array.set_index(i64::from(partition.id), one);
    }
    array
}

/// Keys and values in argument `n`.
fn pairs(call: &Call<'_>, n: usize) -> Outcome<Vec<(String, Option<String>)>> {
    let mut pairs = Vec::new();
    for (key, value) in call.array(n)?.elements().into_iter().flatten() {
        let text = super::text_of(value);
        if text.is_none() && !value.is_null() {
            let form = format!("is wrong: {} is {}; give a string, a number or a bool", key.text(), value.type_name());
            return Err(call.invalid(n, form).into());
        }
        pairs.push((key.text(), text));
    }
    Ok(pairs)
}

/// Argument `n`: from 1, or -1.
fn count_or_default(call: &Call<'_>, n: usize) -> std::result::Result<i32, Thrown> {
    let count = i32::try_from(call.long_or(n, -1)?).ok().filter(|count| *count >= 1 || *count == -1);
    count.ok_or_else(|| call.invalid(n, "must be from 1, or -1 for the brokers' default"))
}

fn create_topic(call: &Call<'_>) -> Outcome {
    let (partitions, replicas) = (count_or_default(call, 1)?, count_or_default(call, 2)?);
    let config = if call.count() > 3 { pairs(call, 3)? } else { Vec::new() };
    let config: Vec<_> = config.into_iter().map(|(key, value)| (key, value.unwrap_or_default())).collect();
    asked(admin(call)?.create_topic(&NewTopic { name: call.text(0)?, partitions, replicas, config: &config }))
}

fn delete_topic(call: &Call<'_>) -> Outcome {
    asked(admin(call)?.delete_topic(call.text(0)?))
}

fn create_partitions(call: &Call<'_>) -> Outcome {
    let total = usize::try_from(call.long(1)?).ok().filter(|total| (1..=100_000).contains(total));
    let total = total.ok_or_else(|| call.invalid(1, "must be from 1 to 100000"))?;
    asked(admin(call)?.create_partitions(call.text(0)?, total))
}

fn resource(call: &Call<'_>) -> std::result::Result<i32, Thrown> {
    match call.text(0)? {
        "topic" => Ok(2),
        "broker" => Ok(4),
        _ => Err(call.invalid(0, "must be \"topic\" or \"broker\"")),
    }
}

fn describe_config(call: &Call<'_>) -> Outcome<Array> {
    let entries = asked(admin(call)?.describe_config(resource(call)?, call.text(1)?))?;
    let mut array = Array::new(entries.len());
    for entry in entries {
        let mut one = Array::new(4);
        one.set("value", entry.value);
        one.set("default", entry.is_default);
        one.set("read_only", entry.is_read_only);
        one.set("sensitive", entry.is_sensitive);
        array.set(&entry.name, one);
    }
    Ok(array)
}

fn alter_config(call: &Call<'_>) -> Outcome {
    let (kind, set) = (resource(call)?, pairs(call, 2)?);
    asked(admin(call)?.alter_config(kind, call.text(1)?, &set))
}

fn list_groups(call: &Call<'_>) -> Outcome<Array> {
    let groups = asked(admin(call)?.groups())?;
    let mut array = Array::new(groups.len());
    groups.into_iter().for_each(|group| array.set(&group.id, group.state));
    Ok(array)
}

fn describe_group(call: &Call<'_>) -> Outcome<Option<Array>> {
    Ok(asked(admin(call)?.describe_group(call.text(0)?))?.map(group_array))
}

fn group_array(group: Group) -> Array {
    let mut array = Array::new(3);
    array.set("state", group.state);
    array.set("assignor", group.assignor);
    let member = |member: crate::kafka::admin::Member| {
        let mut one = Array::new(5);
        one.set("id", member.id);
        one.set("client_id", member.client_id);
        one.set("instance_id", member.instance_id);
        one.set("host", member.host);
        one.set("assignment", places::numbers(member.partitions));
        one
    };
    array.set("members", list(group.members, member));
    array
}

fn delete_group(call: &Call<'_>) -> Outcome {
    asked(admin(call)?.delete_group(call.text(0)?))
}

fn list_offsets(call: &Call<'_>) -> Outcome<Array> {
    asked(admin(call)?.group_offsets(call.text(0)?)).map(places::offsets)
}

fn alter_offsets(call: &Call<'_>) -> Outcome {
    let offsets = places::given_offsets(call, 1, 0, false)?;
    asked(admin(call)?.alter_group_offsets(call.text(0)?, &offsets))
}

fn delete_offsets(call: &Call<'_>) -> Outcome {
    let partitions = places::given_numbers(call, 1)?;
    asked(admin(call)?.delete_group_offsets(call.text(0)?, &partitions))
}

// The protocol's numbers are the places in these lists; 0 is unknown, 1 any.
const RESOURCES: &[&str] = &["unknown", "any", "topic", "group", "broker", "transactional_id"];
const PATTERNS: &[&str] = &["unknown", "any", "match", "literal", "prefixed"];
const PERMISSIONS: &[&str] = &["unknown", "any", "deny", "allow"];
const OPERATIONS: &[&str] = &[
    "unknown",
    "any",
    "all",
    "read",
    "write",
    "create",
    "delete",
    "alter",
    "describe",
    "cluster_action",
    "describe_configs",
    "alter_configs",
    "idempotent_write",
];
const ANY: i32 = 1;

/// The ACL or filter in argument 0; `missing` is what the parts are that it does not name.
fn acl(call: &Call<'_>, mut acl: Acl) -> Outcome<Acl> {
    let number = |names: &[&str], value: &Zval, key: &str| {
        let text = value.as_text().unwrap_or_default();
        let place = names.iter().skip(1).position(|name| *name == text);
        let form = || format!("is wrong: {key} must be one of {}", names[1..].join(", "));
        place.map(|place| place as i32 + 1).ok_or_else(|| call.invalid(0, form()))
    };
    for (key, value) in call.array(0)?.elements().into_iter().flatten() {
        let key = key.text();
        let text = || {
            value
                .as_text()
                .map(str::to_owned)
                .ok_or_else(|| call.invalid(0, format!("is wrong: {key} must be a string")))
        };
        match key.as_str() {
            "resource" => acl.resource = number(RESOURCES, value, &key)?,
            "pattern" => acl.pattern = number(PATTERNS, value, &key)?,
            "operation" => acl.operation = number(OPERATIONS, value, &key)?,
            "permission" => acl.permission = number(PERMISSIONS, value, &key)?,
            "name" => acl.name = Some(text()?),
            "principal" => acl.principal = Some(text()?),
            "host" => acl.host = Some(text()?),
            other => return Err(call.invalid(0, format!("is wrong: an ACL has no {other}")).into()),
        }
    }
    Ok(acl)
}

fn filter(call: &Call<'_>) -> Outcome<Acl> {
    let any =
        Acl { resource: ANY, name: None, pattern: ANY, principal: None, host: None, operation: ANY, permission: ANY };
    if call.count() == 0 { Ok(any) } else { acl(call, any) }
}

fn acl_array(acl: Acl) -> Array {
    let name = |names: &[&'static str], number: i32| {
        usize::try_from(number).ok().and_then(|n| names.get(n).copied()).unwrap_or("unknown")
    };
    let mut array = Array::new(7);
    array.set("resource", name(RESOURCES, acl.resource));
    array.set("name", acl.name);
    array.set("pattern", name(PATTERNS, acl.pattern));
    array.set("principal", acl.principal);
    array.set("host", acl.host);
    array.set("operation", name(OPERATIONS, acl.operation));
    array.set("permission", name(PERMISSIONS, acl.permission));
    array
}

fn create_acl(call: &Call<'_>) -> Outcome {
    // Literal, from everywhere, allowed; resource, name, principal and operation are to be named.
    let base = Acl {
        resource: 0,
        name: None,
        pattern: 3,
        principal: None,
        host: Some("*".into()),
        operation: 0,
        permission: 3,
    };
    let acl = acl(call, base)?;
    if acl.resource < 2 || acl.operation < 2 || acl.name.is_none() || acl.principal.is_none() {
        return Err(call.invalid(0, "must name resource, name, principal and operation").into());
    }
    asked(admin(call)?.create_acl(&acl))
}

fn describe_acls(call: &Call<'_>) -> Outcome<Array> {
    let filter = filter(call)?;
    Ok(list(asked(admin(call)?.acls(&filter))?, acl_array))
}

fn delete_acls(call: &Call<'_>) -> Outcome<Array> {
    let filter = filter(call)?;
    Ok(list(asked(admin(call)?.delete_acls(&filter))?, acl_array))
}

fn close(call: &Call<'_>) -> Outcome {
    let closed = wait("a Kafka admin to close", admin(call)?.close());
    closed.map_err(|interrupt| interrupted(interrupt, "close() was cancelled"))
}

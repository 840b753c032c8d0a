//! `Peregrine\Kafka\Message`: a message read from a partition. Made in one of two ways: of one that is still librdkafka's,
//! with its properties (one copy of the value), or of one that the core copied while nobody's PHP code ran; then properties
//! are made when PHP code first reads them.

use super::headers;
use crate::kafka::{Arrived, Headers, Message, TopicPartition};
use crate::zend::{
    Access, Class, ClassRef, Instance, Kind, Lazy, Str, Value, Zval, class_of, declared, is_instance, native,
    properties,
};
use std::borrow::Cow;
use std::cell::OnceCell;

/// `Kafka\Message`
pub(in crate::php) const MESSAGE: Class = Class {
    name: "Peregrine\\Kafka\\Message",
    doc: "A message read from a partition.\n",
    kind: Kind::Lazy,
    access: Access::Final,
    properties: properties! {
        /// The topic.
        "public readonly string $topic";
        /// The partition.
        "public readonly int $partition";
        /// The offset in it.
        "public readonly int $offset";
        /// Milliseconds since 1970; -1 when the broker keeps none.
        "public readonly int $timestamp";
        /// The key.
        "public readonly ?string $key";
        /// The value; null is a tombstone, which deletes the key in a compacted topic.
        "public readonly ?string $value";
        /// Headers by name: a string or null, or a list of them for a name that occurs more than once.
        "public readonly array $headers";
    },
    ..Class::EMPTY
};

const TOPIC: u32 = 0;
const PARTITION: u32 = 1;
const OFFSET: u32 = 2;
const TIMESTAMP: u32 = 3;
const KEY: u32 = 4;
const VALUE: u32 = 5;

impl Lazy for Message {
    fn fill(&self, index: u32) -> Value {
        match index {
            TOPIC => self.topic.as_str().into(),
            PARTITION => i64::from(self.partition).into(),
            OFFSET => self.offset.into(),
            TIMESTAMP => self.timestamp.into(),
            KEY => self.key.as_deref().into(),
            VALUE => self.value.as_deref().into(),
            _ => headers::to_php(&self.headers),
        }
    }
}

/// The native part of an object that has all other properties.
struct Rest(Headers);

impl Lazy for Rest {
    fn fill(&self, _headers: u32) -> Value {
        headers::to_php(&self.0)
    }
}

fn class() -> ClassRef {
    thread_local!(static CLASS: OnceCell<ClassRef> = const { OnceCell::new() });
    CLASS.with(|class| *class.get_or_init(|| class_of(MESSAGE.name)))
}

/// The object of a message.
pub(super) fn make(message: Message) -> Value {
    Instance::lazy_of(class(), message).into_value()
}

/// The object of a message that has just arrived; `topic` is its topic.
pub(super) fn take(arrived: &Arrived<'_>, topic: Str) -> Value {
    let headers = arrived.headers();
    let shown = if headers.is_empty() { Value::empty_array() } else { Value::undef() };
    let instance = Instance::filled(
        class(),
        [
            topic.into(),
            i64::from(arrived.partition()).into(),
            arrived.offset().into(),
            arrived.timestamp().into(),
            arrived.key().into(),
            arrived.value().into(),
            shown,
        ],
    );
    if !headers.is_empty() {
        instance.carry(Rest(headers));
    }
    instance.into_value()
}

fn property(object: &Zval, index: u32) -> Option<&Zval> {
    declared(object, index).filter(|property| !property.is_undef())
}

/// The offset behind a Message object; None for any other value.
pub(super) fn behind(value: &Zval) -> Option<TopicPartition> {
    if let Some(message) = native::<Message>(value) {
        let (topic, partition, offset) = (message.topic.clone(), message.partition, Some(message.offset + 1));
        return Some(TopicPartition { topic, partition, offset });
    }
    if !is_instance(value, MESSAGE.name) {
        return None;
    }
    Some(TopicPartition {
        topic: property(value, TOPIC)?.as_text()?.to_owned(),
        partition: i32::try_from(property(value, PARTITION)?.as_long()?).ok()?,
        offset: Some(property(value, OFFSET)?.as_long()? + 1),
    })
}

/// A Message object as the core has it; None for any other value.
pub(super) fn read(value: &Zval) -> Option<Cow<'_, Message>> {
    if let Some(message) = native::<Message>(value) {
        return Some(Cow::Borrowed(message));
    }
    let TopicPartition { topic, partition, offset } = behind(value)?;
    Some(Cow::Owned(Message {
        topic,
        partition,
        offset: offset? - 1,
        timestamp: property(value, TIMESTAMP)?.as_long()?,
        key: property(value, KEY)?.as_bytes().map(<[u8]>::to_vec),
        value: property(value, VALUE)?.as_bytes().map(<[u8]>::to_vec),
        headers: native::<Rest>(value).map(|rest| rest.0.clone()).unwrap_or_default(),
    }))
}

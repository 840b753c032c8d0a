//! `Peregrine\Kafka\Message`: a message read from a partition. Its properties are made when PHP code first reads them.

use super::headers;
use crate::kafka::Message;
use crate::zend::{Access, Class, ClassRef, Instance, Kind, Lazy, Value, class_of, properties};
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

impl Lazy for Message {
    fn fill(&self, index: u32) -> Value {
        match index {
            0 => self.topic.as_str().into(),
            1 => i64::from(self.partition).into(),
            2 => self.offset.into(),
            3 => self.timestamp.into(),
            4 => self.key.as_deref().into(),
            5 => self.value.as_deref().into(),
            _ => headers::to_php(&self.headers),
        }
    }
}

/// The object of a message.
pub(super) fn make(message: Message) -> Value {
    thread_local!(static CLASS: OnceCell<ClassRef> = const { OnceCell::new() });
    let class = CLASS.with(|class| *class.get_or_init(|| class_of(MESSAGE.name)));
    Instance::lazy_of(class, message).value()
}

//! `Peregrine\Kafka\DeadLetterTopic`: where messages go that cannot be handled.

use super::producer::PRODUCER;
use super::sender::Sender;
use super::{delivery_report, interrupted, message, producer, wait};
use crate::kafka::{Delivery, Header, Message, Record, Result};
use crate::php::exception::kafka_exception::thrown;
use crate::zend::{Array, Call, Callable, Class, Kind, Outcome, Value, Zval, functions, is_instance};
use std::rc::Rc;

/// `Kafka\DeadLetterTopic`
pub(in crate::php) const DEAD_LETTER_TOPIC: Class = Class {
    name: "Peregrine\\Kafka\\DeadLetterTopic",
    doc: concat!(
        "Where messages go that cannot be handled: key, value and headers as they came, and headers that say where from and\n",
        "why: `dlt.topic`, `dlt.partition`, `dlt.offset`, `dlt.timestamp`, `dlt.exception` (the class), `dlt.message`.\n",
    ),
    kind: Kind::Native,
    methods: functions! {
        /// Messages will be sent with this producer.
        ///
        /// @param ?string $topic null: the message's own topic with `.dlt` behind
        "public function __construct(Peregrine\\Kafka\\Producer $producer, ?string $topic = null)" => construct;
        /// Sends a message there and parks until the brokers have acknowledged it. `Consumer::each()` calls it by itself.
        ///
        /// @throws \Peregrine\Exception\KafkaException as `Producer::send()`
        /// @throws \Peregrine\Coroutine\CanceledException when the wait was cancelled
        "public function send(Peregrine\\Kafka\\Message $message, Throwable $reason): Peregrine\\Kafka\\DeliveryReport" => send;
    },
    ..Class::EMPTY
};

/// What a DeadLetterTopic object carries.
pub(super) struct DeadLetters {
    sender: Rc<Sender>,
    topic: Option<String>,
    /// Keeps the producer's object, whose end would close the sender.
    _producer: Value,
}

impl DeadLetters {
    fn topic(&self, message: &Message) -> String {
        self.topic.clone().unwrap_or_else(|| format!("{}.dlt", message.topic))
    }

    pub(super) async fn send(&self, message: &Message, reason: &Value) -> Result<()> {
        self.deliver(message, &about(message, reason)).await.map(drop)
    }

    async fn deliver(&self, message: &Message, about: &[(&'static str, Vec<u8>)]) -> Result<Delivery> {
        let own = message.headers.iter().map(|(name, value)| (name.as_slice(), value.as_deref()));
        let more = about.iter().map(|(name, value)| (name.as_bytes(), Some(value.as_slice())));
        let headers: Vec<Header<'_>> = own.chain(more).collect();
        let topic = self.topic(message);
        let (key, value) = (message.key.as_deref(), message.value.as_deref());
        self.sender.send(&Record { topic: &topic, key, value, headers: &headers, ..Record::default() }).await
    }
}

/// The headers that say where a message comes from and what went wrong with it.
fn about(message: &Message, reason: &Value) -> Vec<(&'static str, Vec<u8>)> {
    let text = |name: &str, params: &[Value]| {
        let called = Callable::named(name).and_then(|function| function.call(params).ok());
        called.and_then(|value| value.as_bytes().map(<[u8]>::to_vec)).unwrap_or_default()
    };
    let mut method = Array::new(2);
    method.push(reason.clone());
    method.push("getMessage");
    vec![
        ("dlt.topic", message.topic.clone().into_bytes()),
        ("dlt.partition", message.partition.to_string().into_bytes()),
        ("dlt.offset", message.offset.to_string().into_bytes()),
        ("dlt.timestamp", message.timestamp.to_string().into_bytes()),
        ("dlt.exception", text("get_class", std::slice::from_ref(reason))),
        ("dlt.message", text("call_user_func", &[method.into()])),
    ]
}

fn construct(call: &Call<'_>) -> Outcome {
    let sender = call.arg(0).and_then(producer::sender).ok_or_else(|| call.wrong_class(0, PRODUCER.name))?;
    let topic = if call.has(1) { Some(call.text(1)?.to_owned()) } else { None };
    Ok(call.construct(DeadLetters { sender, topic, _producer: call.value(0) })?)
}

fn throwable(value: &Zval) -> bool {
    is_instance(value, "Throwable")
}

fn send(call: &Call<'_>) -> Outcome<Value> {
    let letters = call.this::<DeadLetters>()?;
    let found = call.arg(0).and_then(message::read);
    let message = found.ok_or_else(|| call.wrong_class(0, message::MESSAGE.name))?;
    if !call.arg(1).is_some_and(throwable) {
        return Err(call.wrong_class(1, "Throwable").into());
    }
    let about = about(&message, &call.value(1));
    let sent = wait("a delivery report of Kafka", letters.deliver(&message, &about));
    match sent.map_err(|interrupt| interrupted(interrupt, "the wait for the delivery report was cancelled"))? {
        Ok(delivery) => Ok(delivery_report::make(letters.topic(&message).into(), delivery)),
        Err(error) => Err(thrown(&error).into()),
    }
}

//! What `bench/kafka.php` measures Peregrine beside: the rdkafka crate alone, without an event loop or PHP.
//!
//!     kafka-plain produce|consume BROKERS TOPIC COUNT
//!
//! Produces COUNT messages of 1 KiB and waits for their acknowledgements, or reads COUNT messages. Prints the CPU seconds
//! (user and system, all threads) and the seconds it took from the first message on.

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{DeliveryResult, Message};
use rdkafka::producer::{BaseRecord, Producer, ProducerContext, ThreadedProducer};
use rdkafka::{ClientConfig, ClientContext};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// How long nothing may come.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Clone, Default)]
struct Counted(Arc<AtomicU64>);

impl ClientContext for Counted {}

impl ProducerContext for Counted {
    type DeliveryOpaque = ();
    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        result.as_ref().expect("acknowledged");
        self.0.fetch_add(1, Relaxed);
    }
}

fn cpu_seconds() -> f64 {
    // SAFETY: plain numbers, written by the call before they are read.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: a live structure to fill.
    unsafe { libc::getrusage(libc::RUSAGE_SELF, &mut usage) };
    let seconds = |t: libc::timeval| t.tv_sec as f64 + t.tv_usec as f64 / 1e6;
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

fn produce(brokers: &str, topic: &str, count: u64) {
    let acknowledged = Counted::default();
    let producer: ThreadedProducer<Counted> = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("enable.idempotence", "true")
        .create_with_context(acknowledged.clone())
        .expect("a producer");
    let value = [b'x'; 1024];
    for _ in 0..count {
        let mut record = BaseRecord::<(), [u8]>::to(topic).payload(&value);
        while let Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) = producer.send(record) {
            record = back;
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    producer.flush(PATIENCE).expect("flushed");
    assert_eq!(acknowledged.0.load(Relaxed), count);
}

fn consume(brokers: &str, topic: &str, count: u64) {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("group.id", format!("plain-{}", std::process::id()))
        .set("auto.offset.reset", "earliest")
        .create()
        .expect("a consumer");
    consumer.subscribe(&[topic]).expect("subscribed");
    let (mut messages, mut bytes, mut last) = (0, 0, Instant::now());
    while messages < count {
        assert!(last.elapsed() < PATIENCE, "{messages} of {count} messages came");
        // Also a rebalance ends a poll with None, and after an error it tries on.
        let Some(Ok(message)) = consumer.poll(PATIENCE) else { continue };
        messages += 1;
        if messages % 1024 == 0 {
            last = Instant::now();
        }
        bytes += message.payload().map_or(0, <[u8]>::len);
    }
    assert_eq!(bytes as u64, count * 1024);
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, what, brokers, topic, count] = &arguments[..] else { panic!("produce|consume BROKERS TOPIC COUNT") };
    let count = count.parse().expect("a number");
    let started = Instant::now();
    if what == "produce" {
        produce(brokers, topic, count)
    } else {
        consume(brokers, topic, count)
    }
    println!("{:.3} {:.3}", cpu_seconds(), started.elapsed().as_secs_f64());
}

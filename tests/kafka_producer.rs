//! The Kafka producer against librdkafka's mock brokers (real TCP on loopback).

mod kafka_rig;

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use kafka_rig::{LONG, all_messages, config, consumer, producer, run};
use peregrine::kafka::{Config, FailedRecord, MockCluster, Producer, Record, Request};

fn record<'a>(topic: &'a str, value: &'a [u8]) -> Record<'a> {
    Record { topic, value: Some(value), ..Record::default() }
}

#[test]
fn send_returns_partition_and_offset() {
    run(async {
        let cluster = MockCluster::new(3).unwrap();
        cluster.create_topic("events", 2).unwrap();
        let producer = producer(&cluster, &[("acks", "all"), ("linger.ms", "0")]);
        for offset in 0..3 {
            let at = Some(1_700_000_000_000 + offset);
            let sent = Record { partition: Some(1), timestamp: at, ..record("events", b"x") };
            let delivery = producer.send(&sent).await.unwrap();
            assert_eq!((delivery.partition, delivery.offset), (1, offset));
            assert!(delivery.timestamp > 0, "the mock brokers answer with an append time of their own");
        }
        assert_eq!(producer.in_flight(), 0);
        producer.close(LONG).await.unwrap();
        let closed = producer.send(&record("events", b"x")).await.unwrap_err();
        assert_eq!((closed.name().as_str(), closed.to_string().as_str()), ("_STATE", "the Kafka producer is closed"));
    });
}

#[test]
fn everything_in_a_record_arrives() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        let producer = producer(&cluster, &[]);
        let headers: &[(&[u8], Option<&[u8]>)] =
            &[(b"b", Some(b"1")), (b"a", None), (b"b", Some(b"")), (b"\xff", Some(b"\0"))];
        let at = Some(1_234_567_890_123);
        let full = Record { key: Some(b"k\0ey"), headers, timestamp: at, ..record("t", b"v\0alue") };
        let tombstone = Record { topic: "t", key: Some(b""), ..Record::default() };
        let empty = record("t", b"");
        for sent in [&full, &tombstone, &empty] {
            producer.send(sent).await.unwrap();
        }
        let got = all_messages(&cluster, "t", 3).await;
        assert_eq!(got[0].key.as_deref(), Some(&b"k\0ey"[..]));
        assert_eq!(got[0].value.as_deref(), Some(&b"v\0alue"[..]));
        assert_eq!((got[0].timestamp, got[0].partition, got[0].offset), (1_234_567_890_123, 0, 0));
        let sent: Vec<_> = headers.iter().map(|(n, v)| (n.to_vec(), v.map(<[u8]>::to_vec))).collect();
        assert_eq!(got[0].headers, sent);
        assert_eq!((got[1].key.as_deref(), got[1].value.as_deref()), (Some(&b""[..]), None));
        assert_eq!((got[2].key.as_deref(), got[2].value.as_deref()), (None, Some(&b""[..])));
        assert!(got[2].timestamp > 1_700_000_000_000, "a record without a timestamp is stamped now");
    });
}

#[test]
fn five_codecs() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        for codec in ["none", "gzip", "snappy", "lz4", "zstd"] {
            cluster.create_topic(codec, 1).unwrap();
            let producer = producer(&cluster, &[("compression.codec", codec), ("linger.ms", "20")]);
            let value = vec![b'z'; 20_000];
            for _ in 0..5 {
                producer.enqueue(&record(codec, &value)).await.unwrap();
            }
            producer.close(LONG).await.unwrap();
            let got = all_messages(&cluster, codec, 5).await;
            assert!(got.iter().all(|m| m.value.as_deref() == Some(&value[..])), "{codec}");
        }
    });
}

#[test]
fn a_full_queue_parks_in_order_and_loses_nothing() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        let full = [("queue.buffering.max.messages", "10"), ("linger.ms", "5"), ("enable.idempotence", "true")];
        let producer = Rc::new(producer(&cluster, &full));
        // Nothing is reported before the loop runs again, so the eleventh must park.
        for i in 0..10 {
            assert!(poll_once(producer.enqueue(&record("t", &[i]))).is_ready(), "record {i} has room");
        }
        assert!(poll_once(producer.enqueue(&record("t", b"cancelled"))).is_pending());
        assert!(poll_once(producer.send(&record("t", b"cancelled"))).is_pending());
        let tasks: Vec<_> = (10..200u8)
            .map(|i| {
                let producer = producer.clone();
                tokio::task::spawn_local(async move {
                    match i % 2 {
                        0 => producer.enqueue(&record("t", &[i])).await.unwrap(),
                        _ => drop(producer.send(&record("t", &[i])).await.unwrap()),
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        producer.flush(LONG).await.unwrap();
        let got = all_messages(&cluster, "t", 200).await;
        let got: Vec<u8> = got.iter().map(|m| m.value.as_ref().unwrap()[0]).collect();
        assert_eq!(got, (0..200).collect::<Vec<u8>>());
    });
}

#[test]
fn a_record_larger_than_the_whole_queue_is_refused() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        let producer = producer(&cluster, &[("queue.buffering.max.kbytes", "1")]);
        let error = producer.send(&record("t", &[0; 2000])).await.unwrap_err();
        assert_eq!(error.name(), "_QUEUE_FULL");
        assert!(error.to_string().contains("queue.buffering.max.kbytes"), "{error}");
    });
}

#[test]
fn a_broker_that_is_down_is_a_timeout() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        let producer = producer(&cluster, &[("message.timeout.ms", "2000"), ("linger.ms", "0")]);
        producer.send(&record("t", b"up")).await.unwrap();
        cluster.broker_down(None).unwrap();
        let error = producer.send(&record("t", b"down")).await.unwrap_err();
        assert_eq!((error.code(), error.name().as_str()), (-192, "_MSG_TIMED_OUT"));
        assert!(error.is_retriable() && !error.is_fatal());
        let (what, why) =
            error.to_string().split_once("; the last trouble was ").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        assert!(what.ends_with("within message.timeout.ms") && why.contains("127.0.0.1:"), "{error}");
        let core: peregrine::error::Error = error.into();
        assert_eq!((core.kind, core.code), (peregrine::error::Kind::Kafka, -192));
        cluster.broker_up(None).unwrap();
        let again = loop {
            match producer.send(&record("t", b"up again")).await {
                Ok(delivery) => break delivery,
                Err(error) => assert!(error.is_retriable(), "{error}"),
            }
        };
        assert!(again.offset >= 1);
    });
}

#[test]
fn what_is_wrong_with_a_record_is_said_at_once() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        let producer = producer(&cluster, &[("message.max.bytes", "1000")]);
        let long = "t".repeat(250);
        let wrong = [
            Record { topic: "", ..Record::default() },
            Record { topic: "a\0b", ..Record::default() },
            Record { topic: &long, ..Record::default() },
            Record { partition: Some(-1), ..record("t", b"") },
            Record { timestamp: Some(0), ..record("t", b"") },
            Record { headers: &[(b"a\0b", None)], ..record("t", b"") },
        ];
        for record in wrong {
            let error = producer.send(&record).await.unwrap_err();
            assert_eq!(error.name(), "_INVALID_ARG", "{error}");
            assert!(!error.is_retriable());
        }
        let error = producer.enqueue(&record("t", &[0; 5000])).await.unwrap_err();
        assert_eq!((error.code(), error.name().as_str()), (10, "MSG_SIZE_TOO_LARGE"));
        assert_eq!(producer.in_flight(), 0);
    });
}

#[test]
fn a_partition_that_does_not_exist_fails() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        let producer = producer(&cluster, &[]);
        let error = producer.send(&Record { partition: Some(7), ..record("t", b"") }).await.unwrap_err();
        assert_eq!(error.name(), "_UNKNOWN_PARTITION", "{error}");
    });
}

#[test]
fn an_error_of_the_broker_keeps_its_code() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        let producer = producer(&cluster, &[("retries", "0")]);
        cluster.fail_requests(Request::Produce, &[87]);
        let error = producer.send(&record("t", b"")).await.unwrap_err();
        assert_eq!((error.code(), error.name().as_str()), (87, "INVALID_RECORD"));
        assert!(!error.is_retriable());
        cluster.fail_requests(Request::Produce, &[19]);
        let error = producer.send(&record("t", b"")).await.unwrap_err();
        assert_eq!((error.name().as_str(), error.is_retriable()), ("NOT_ENOUGH_REPLICAS", true));
    });
}

#[test]
fn failures_of_enqueued_records_reach_the_sink() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        let producer = producer(&cluster, &[("message.timeout.ms", "200"), ("linger.ms", "0")]);
        let failed = sink(&producer);
        cluster.broker_down(None).unwrap();
        let headers: &[(&[u8], Option<&[u8]>)] = &[(b"h", Some(b"1"))];
        let sent = Record { key: Some(b"k"), headers, partition: Some(0), ..record("t", b"v") };
        producer.enqueue(&sent).await.unwrap();
        // A send whose future is dropped is nobody's either.
        assert!(poll_once(producer.send(&record("t", b"dropped"))).is_pending());
        assert_eq!(producer.in_flight(), 2);
        producer.flush(LONG).await.unwrap();
        let failed = failed.borrow();
        assert_eq!(failed.len(), 2);
        let first = failed.iter().find(|f| f.key.is_some()).unwrap();
        assert_eq!((first.topic.as_str(), first.partition), ("t", Some(0)));
        assert_eq!((first.key.as_deref(), first.value.as_deref()), (Some(&b"k"[..]), Some(&b"v"[..])));
        assert_eq!(first.headers, [(b"h".to_vec(), Some(b"1".to_vec()))]);
        assert_eq!(first.error.name(), "_MSG_TIMED_OUT");
        assert!(failed.iter().any(|f| f.value.as_deref() == Some(b"dropped")));
    });
}

#[test]
fn the_sink_may_enqueue_again() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        let producer = Rc::new(producer(&cluster, &[("retries", "0"), ("linger.ms", "0")]));
        let weak = Rc::downgrade(&producer);
        producer.on_failure(move |failed| {
            let producer = weak.upgrade().unwrap();
            let again = poll_once(producer.enqueue(&record(&failed.topic, failed.value.as_ref().unwrap())));
            assert!(matches!(again, Poll::Ready(Ok(()))));
        });
        cluster.fail_requests(Request::Produce, &[87, 87]);
        producer.enqueue(&record("t", b"stubborn")).await.unwrap();
        producer.flush(LONG).await.unwrap();
        assert_eq!(all_messages(&cluster, "t", 1).await[0].value.as_deref(), Some(&b"stubborn"[..]));
    });
}

#[test]
fn flush_ignores_linger_and_has_a_deadline() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        let producer = producer(&cluster, &[("linger.ms", "90000"), ("message.timeout.ms", "100000")]);
        producer.flush(Duration::ZERO).await.unwrap();
        let first = record("t", b"");
        let (sent, flushed) = tokio::join!(producer.send(&first), producer.flush(LONG));
        sent.unwrap();
        flushed.unwrap();
        cluster.broker_down(None).unwrap();
        let failed = sink(&producer);
        for _ in 0..3 {
            producer.enqueue(&record("t", b"")).await.unwrap();
        }
        let error = producer.flush(Duration::from_millis(100)).await.unwrap_err();
        assert_eq!(error.to_string(), "flush: 3 records are not acknowledged after 0.100 s");
        assert_eq!((error.name().as_str(), producer.in_flight()), ("_TIMED_OUT", 3));
        let closed = producer.close(Duration::from_millis(100)).await.unwrap_err();
        assert_eq!(closed.name(), "_TIMED_OUT");
        assert_eq!(failed.borrow().len(), 3, "close fails what is left");
        assert!(failed.borrow().iter().all(|f| f.error.name().starts_with("_PURGE")));
    });
}

#[test]
fn a_drop_fails_what_is_left() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        cluster.broker_down(None).unwrap();
        let producer = producer(&cluster, &[]);
        let failed = sink(&producer);
        for _ in 0..5 {
            producer.enqueue(&record("t", b"")).await.unwrap();
        }
        drop(producer);
        assert_eq!(failed.borrow().len(), 5);
    });
}

#[test]
fn a_close_fails_who_waits() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        cluster.broker_down(None).unwrap();
        let producer = Rc::new(producer(&cluster, &[("queue.buffering.max.messages", "2")]));
        let tasks: Vec<_> = (0..6)
            .map(|_| {
                let producer = producer.clone();
                tokio::task::spawn_local(async move { producer.send(&record("t", b"")).await })
            })
            .collect();
        while producer.in_flight() < 2 {
            tokio::task::yield_now().await;
        }
        assert!(producer.close(Duration::from_millis(50)).await.is_err());
        for task in tasks {
            let error = task.await.unwrap().unwrap_err();
            assert!(error.name().starts_with("_PURGE") || error.name() == "_STATE", "{error}");
        }
    });
}

#[test]
fn a_wrong_configuration_is_refused() {
    run(async {
        let refused = |pairs: &[(&str, &str)]| {
            let config: Config = pairs.iter().copied().collect();
            let error = Producer::new(&config, kafka_rig::no_log).unwrap_err();
            assert_eq!(error.kind, peregrine::error::Kind::Invalid);
            error.message
        };
        let servers = ("bootstrap.servers", "127.0.0.1:1");
        assert!(refused(&[servers, ("bootstrap.serverz", "x")]).contains("did you mean bootstrap.servers?"));
        assert!(refused(&[servers, ("compression.codec", "rar")]).contains("rar"));
        // Found by librdkafka only when the client starts.
        let both = refused(&[servers, ("enable.idempotence", "true"), ("acks", "1")]);
        assert!(both.contains("acks"), "{both}");
        let tls = [("security.protocol", "ssl"), ("ssl.key.pem", "TOP-SECRET-KEY"), ("ssl.key.password", "pass-word")];
        let tls = refused(&[servers, tls[0], tls[1], tls[2]]);
        assert!(!tls.contains("TOP-SECRET-KEY") && !tls.contains("pass-word"), "{tls}");
    });
}

#[test]
fn log_lines_come_on_the_loop_thread_and_losses_are_logged() {
    thread_local!(static LINES: RefCell<Vec<(u8, String)>> = const { RefCell::new(Vec::new()) });
    let has = |level, text: &str| LINES.with_borrow(|lines| lines.iter().any(|(l, t)| *l <= level && t.contains(text)));
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        let config = config(&cluster, &[("message.timeout.ms", "2000"), ("linger.ms", "0")]);
        let log = |level: u8, text: &str| LINES.with_borrow_mut(|lines| lines.push((level, text.to_owned())));
        let producer = Producer::new(&config, log).unwrap();
        producer.send(&record("t", b"")).await.unwrap();
        cluster.broker_down(None).unwrap();
        producer.enqueue(&record("t", b"")).await.unwrap(); // nobody takes its failure
        while !has(3, "lost, nobody takes failures: send to topic t") || !has(6, "127.0.0.1") {
            tokio::task::yield_now().await;
        }
    });
}

#[test]
fn a_producer_needs_a_loop() {
    let cluster = MockCluster::new(1).unwrap();
    let error = Producer::new(&config(&cluster, &[]), kafka_rig::no_log).unwrap_err();
    assert!(error.message.contains("event loop"), "{error}");
}

#[test]
fn mock_clusters_say_what_is_wrong() {
    assert!(MockCluster::new(0).is_err() && MockCluster::new(17).is_err());
    let cluster = MockCluster::new(2).unwrap();
    assert_eq!(cluster.bootstrap_servers().split(',').count(), 2);
    assert!(cluster.create_topic("", 1).is_err() && cluster.create_topic("t", 0).is_err());
    cluster.create_topic("t", 3).unwrap();
    assert!(cluster.create_topic("t", 3).is_err());
    assert!(cluster.broker_down(Some(9)).unwrap_err().to_string().contains("mock broker 9"));
}

#[test]
fn many_records_at_once() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 4).unwrap();
        let producer = Rc::new(producer(&cluster, &[]));
        let tasks: Vec<_> = (0..2000)
            .map(|i: u32| {
                let producer = producer.clone();
                tokio::task::spawn_local(async move { producer.send(&record("t", &i.to_be_bytes())).await.unwrap() })
            })
            .collect();
        let mut places = Vec::new();
        for task in tasks {
            let delivery = task.await.unwrap();
            places.push((delivery.partition, delivery.offset));
        }
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), 2000, "each has a place of its own");
        let consumer = consumer(&cluster, &[("group.id", "g")]);
        consumer.subscribe(&["t"]).unwrap();
        let mut values = Vec::new();
        while values.len() < 2000 {
            values.push(consumer.next(Some(LONG)).await.unwrap().expect("a message").value.unwrap());
        }
        values.sort_unstable();
        assert!((0..2000u32).map(|n| n.to_be_bytes().to_vec()).eq(values), "each value once");
        consumer.close(LONG).await.unwrap();
    });
}

/// Polls a future once and drops it.
fn poll_once<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

fn sink(producer: &Producer) -> Rc<RefCell<Vec<FailedRecord>>> {
    let failed = Rc::new(RefCell::new(Vec::new()));
    let sink = failed.clone();
    producer.on_failure(move |record| sink.borrow_mut().push(record));
    failed
}

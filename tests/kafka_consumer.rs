//! The Kafka consumer and its groups against librdkafka's mock brokers (real TCP on loopback).

mod kafka_rig;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use kafka_rig::{LONG, config, consumer, producer, run};
use peregrine::kafka::{Consumer, Message, MockCluster, Record, TopicPartition};

/// Sends the numbers of a range to a topic, number n to partition n modulo `partitions`.
async fn fill(cluster: &MockCluster, topic: &str, partitions: i32, numbers: std::ops::Range<u32>) {
    let producer = producer(cluster, &[]);
    for n in numbers {
        let partition = Some(n as i32 % partitions);
        producer
            .enqueue(&Record { topic, value: Some(&n.to_be_bytes()), partition, ..Record::default() })
            .await
            .unwrap();
    }
    producer.close(LONG).await.unwrap();
}

fn number(message: &Message) -> u32 {
    u32::from_be_bytes(message.value.as_deref().unwrap().try_into().unwrap())
}

async fn next(consumer: &Consumer) -> Message {
    consumer.next(Some(LONG)).await.unwrap().expect("a message in time")
}

/// Lets a consumer take part until it has `count` partitions; it must not be given messages meanwhile.
async fn assigned(consumers: &[&Consumer], count: usize) {
    loop {
        let sizes: Vec<usize> = consumers.iter().map(|c| c.assignment().unwrap().len()).collect();
        if sizes.iter().all(|&n| n == count) {
            return;
        }
        for consumer in consumers {
            let none = consumer.next(Some(Duration::from_millis(20))).await.unwrap();
            assert!(none.is_none(), "the topic is empty");
        }
    }
}

#[test]
fn next_times_out_and_then_delivers() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        let consumer = consumer(&cluster, &[("group.id", "g")]);
        consumer.subscribe(&["t"]).unwrap();
        assert_eq!(consumer.next(Some(Duration::from_millis(50))).await.unwrap(), None);
        fill(&cluster, "t", 1, 0..3).await;
        for n in 0..3 {
            let message = next(&consumer).await;
            assert_eq!((number(&message), message.offset, message.topic.as_str()), (n, i64::from(n), "t"));
        }
        assert_eq!(consumer.next(Some(Duration::ZERO)).await.unwrap(), None);
        consumer.close(LONG).await.unwrap();
    });
}

#[test]
fn two_consumers_share_the_partitions() {
    for strategy in ["range,roundrobin", "cooperative-sticky"] {
        run(async {
            let cluster = MockCluster::new(1).unwrap();
            cluster.create_topic("t", 4).unwrap();
            let pairs = [("group.id", "g"), ("partition.assignment.strategy", strategy)];
            let (one, two) = (consumer(&cluster, &pairs), consumer(&cluster, &pairs));
            one.subscribe(&["t"]).unwrap();
            assigned(&[&one], 4).await;
            two.subscribe(&["t"]).unwrap();
            assigned(&[&one, &two], 2).await;
            let both: BTreeSet<i32> =
                [&one, &two].iter().flat_map(|c| c.assignment().unwrap()).map(|p| p.partition).collect();
            assert_eq!(both, BTreeSet::from([0, 1, 2, 3]), "{strategy}");
            fill(&cluster, "t", 4, 0..40).await;
            let mut numbers = BTreeSet::new();
            for consumer in [&one, &two] {
                for _ in 0..20 {
                    let message = next(consumer).await;
                    assert!(consumer.assignment().unwrap().iter().any(|p| p.partition == message.partition));
                    numbers.insert(number(&message));
                }
            }
            assert_eq!(numbers.len(), 40, "{strategy}");
            one.close(LONG).await.unwrap();
            // The other one inherits.
            while two.assignment().unwrap().len() < 4 {
                two.next(Some(Duration::from_millis(20))).await.unwrap();
            }
            two.close(LONG).await.unwrap();
        });
    }
}

#[test]
fn a_group_goes_on_where_it_committed() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        fill(&cluster, "t", 1, 0..10).await;
        let pairs = [("group.id", "g")];

        let first = consumer(&cluster, &pairs);
        first.subscribe(&["t"]).unwrap();
        let message = next(&first).await;
        assert_eq!(number(&message), 0);
        first.commit_message(&message).await.unwrap();
        next(&first).await; // 1 is read and not committed
        first.close(LONG).await.unwrap();

        let second = consumer(&cluster, &pairs);
        second.subscribe(&["t"]).unwrap();
        assert_eq!([number(&next(&second).await), number(&next(&second).await)], [1, 2]);
        second.commit().await.unwrap();
        second.commit().await.unwrap(); // nothing new is no error
        let here = |offset| TopicPartition { topic: "t".into(), partition: 0, offset };
        assert_eq!(second.positions().unwrap(), [here(Some(3))]);
        assert_eq!(second.committed(&[here(None)], LONG).await.unwrap(), [here(Some(3))]);
        second.commit_offsets(&[here(Some(7))]).await.unwrap();
        let without = second.commit_offsets(&[here(None)]).await.unwrap_err();
        assert_eq!(without.name(), "_INVALID_ARG");
        second.close(LONG).await.unwrap();

        let third = consumer(&cluster, &pairs);
        third.subscribe(&["t"]).unwrap();
        assert_eq!(number(&next(&third).await), 7);
        third.close(LONG).await.unwrap();
    });
}

#[test]
fn auto_commit_commits_on_close() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        fill(&cluster, "t", 1, 0..5).await;
        for expected in [0, 1] {
            let mut config = config(&cluster, &[("group.id", "g"), ("auto.offset.reset", "earliest")]);
            config.set("auto.commit.interval.ms", "1000000");
            let consumer = Consumer::new(&config, kafka_rig::no_log).unwrap();
            consumer.subscribe(&["t"]).unwrap();
            assert_eq!(number(&next(&consumer).await), expected);
            assert_eq!(number(&next(&consumer).await), expected + 1);
            consumer.close(LONG).await.unwrap(); // the second one was handed out, and nobody said that it is worked off
        }
    });
}

#[test]
fn paused_partitions_are_silent() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 2).unwrap();
        let consumer = consumer(&cluster, &[("group.id", "g")]);
        consumer.subscribe(&["t"]).unwrap();
        assigned(&[&consumer], 2).await;
        let zero = [TopicPartition { topic: "t".into(), partition: 0, offset: None }];
        consumer.pause(&zero).unwrap();
        fill(&cluster, "t", 2, 0..10).await;
        for _ in 0..5 {
            assert_eq!(next(&consumer).await.partition, 1);
        }
        assert_eq!(consumer.next(Some(Duration::from_millis(100))).await.unwrap(), None);
        consumer.resume(&zero).unwrap();
        for _ in 0..5 {
            assert_eq!(next(&consumer).await.partition, 0);
        }
        consumer.close(LONG).await.unwrap();
    });
}

#[test]
fn close_ends_who_waits() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        let consumer = Rc::new(consumer(&cluster, &[("group.id", "g")]));
        consumer.subscribe(&["t"]).unwrap();
        let reader = consumer.clone();
        let waiting = tokio::task::spawn_local(async move { reader.next(None).await });
        tokio::task::yield_now().await;
        consumer.close(LONG).await.unwrap();
        assert_eq!(waiting.await.unwrap().unwrap_err().to_string(), "the Kafka consumer is closed");
        consumer.close(LONG).await.unwrap();
        assert!(consumer.subscribe(&["t"]).is_err() && consumer.commit().await.is_err());
    });
}

#[test]
fn a_reader_that_is_never_empty_lets_others_run() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        fill(&cluster, "t", 1, 0..2000).await;
        let consumer = consumer(&cluster, &[("group.id", "g")]);
        consumer.subscribe(&["t"]).unwrap();
        next(&consumer).await;
        let turns = Rc::new(std::cell::Cell::new(0));
        let counter = turns.clone();
        let other = tokio::task::spawn_local(async move {
            loop {
                counter.set(counter.get() + 1);
                tokio::task::yield_now().await;
            }
        });
        for _ in 0..1999 {
            next(&consumer).await;
        }
        assert!(turns.get() >= 5, "{} turns", turns.get());
        other.abort();
        consumer.close(LONG).await.unwrap();
    });
}

#[test]
fn brokers_that_are_down_are_waited_for() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        let consumer = consumer(&cluster, &[("group.id", "g")]);
        consumer.subscribe(&["t"]).unwrap();
        assigned(&[&consumer], 1).await;
        cluster.broker_down(None).unwrap();
        assert_eq!(consumer.next(Some(Duration::from_millis(300))).await.unwrap(), None, "logged, not returned");
        // Nobody answers: the deadline ends it.
        let error = consumer.close(Duration::from_millis(100)).await;
        assert!(error.is_ok() || error.is_err_and(|e| e.name() == "_TIMED_OUT"));
    });
}

#[test]
fn what_is_wrong_is_said() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        let error = Consumer::new(&config(&cluster, &[]), kafka_rig::no_log).unwrap_err();
        assert!(error.message.contains("group.id is missing"), "{error}");
        let error =
            Consumer::new(&config(&cluster, &[("group.id", "g"), ("acks", "1")]), kafka_rig::no_log).unwrap_err();
        assert!(error.message.contains("option of the Kafka producer"), "{error}");
        let consumer = consumer(&cluster, &[("group.id", "g")]);
        assert_eq!(consumer.subscribe(&[]).unwrap_err().name(), "_INVALID_ARG");
        assert_eq!(consumer.subscribe(&["a\0b"]).unwrap_err().name(), "_INVALID_ARG");
        assert!(consumer.subscribe(&["^["]).is_err(), "a bad regular expression");
    });
}

#[test]
fn an_offset_that_must_exist_and_does_not_is_an_error() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        let pairs = [("group.id", "g"), ("auto.offset.reset", "error")];
        let consumer = Consumer::new(&config(&cluster, &pairs), kafka_rig::no_log).unwrap();
        consumer.subscribe(&["t"]).unwrap();
        let error = consumer.next(Some(LONG)).await.unwrap_err();
        assert_eq!(error.name(), "_AUTO_OFFSET_RESET", "{error}");
        assert!(!error.is_fatal());
    });
}

#[test]
fn mock_brokers_keep_the_last_five_mebibytes_of_a_partition() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        let producer = producer(&cluster, &[("linger.ms", "0")]);
        let value = vec![b'x'; 900_000];
        for _ in 0..10 {
            producer.send(&Record { topic: "t", value: Some(&value), ..Record::default() }).await.unwrap();
        }
        producer.close(LONG).await.unwrap();
        let consumer = consumer(&cluster, &[("group.id", "g")]);
        consumer.subscribe(&["t"]).unwrap();
        let first = next(&consumer).await.offset;
        assert!((3..=5).contains(&first), "the oldest that is left is {first}");
        consumer.close(LONG).await.unwrap();
    });
}

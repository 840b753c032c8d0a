//! Reading a whole topic without a group: every message, the end of each partition, and an offset that is not there.
#![allow(missing_docs)]

mod kafka_rig;

use kafka_rig::{config, no_log, producer, run};
use peregrine::kafka::{Met, MockCluster, Record, TopicReader};
use std::collections::BTreeSet;
use std::time::Duration;

const PARTITIONS: i32 = 3;

/// Reads until every partition is at its end; the values that came.
async fn all(reader: &TopicReader) -> Vec<String> {
    let (mut values, mut ended) = (Vec::new(), BTreeSet::new());
    while ended.len() < PARTITIONS as usize {
        match reader.next().await.unwrap() {
            Met::Message(message) => values.push(String::from_utf8(message.value.unwrap()).unwrap()),
            Met::End(partition) => drop(ended.insert(partition)),
            Met::Gap(why) => panic!("{why}"),
        }
    }
    values.sort();
    values
}

#[test]
fn a_topic_to_its_end_and_on_from_there() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", PARTITIONS as u16).unwrap();
        let producer = producer(&cluster, &[("linger.ms", "0")]);
        let send = async |value: &str, partition| {
            let record =
                Record { topic: "t", value: Some(value.as_bytes()), partition: Some(partition), ..Record::default() };
            producer.send(&record).await.unwrap();
        };
        for (value, partition) in [("a", 0), ("b", 0), ("c", 2)] {
            send(value, partition).await;
        }
        let config = config(&cluster, &[]);
        let reader = TopicReader::new(&config, "t", no_log).unwrap();
        assert_eq!(reader.partitions(Duration::from_secs(10)).await.unwrap(), PARTITIONS);
        reader.assign(&[None, None, None]).unwrap();
        assert_eq!(all(&reader).await, ["a", "b", "c"]);
        send("d", 1).await;
        assert!(matches!(reader.next().await.unwrap(), Met::Message(m) if m.value.as_deref() == Some(b"d")));
        reader.close().await;

        let reader = TopicReader::new(&config, "t", no_log).unwrap();
        reader.assign(&[Some(1), Some(0), Some(1)]).unwrap();
        assert_eq!(all(&reader).await, ["b", "d"]);
        reader.close().await;
        producer.close(Duration::from_secs(5)).await.unwrap();
    });
}

#[test]
fn an_offset_that_is_not_kept_is_a_gap() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        let reader = TopicReader::new(&config(&cluster, &[]), "t", no_log).unwrap();
        reader.assign(&[Some(1000)]).unwrap();
        assert!(matches!(reader.next().await.unwrap(), Met::Gap(_)));
        reader.close().await;
    });
}

#[test]
fn what_it_lives_by_is_not_to_be_set() {
    let cluster = MockCluster::new(1).unwrap();
    TopicReader::check(&config(&cluster, &[])).unwrap();
    for key in ["auto.offset.reset", "enable.auto.commit", "enable.partition.eof"] {
        let error = TopicReader::check(&config(&cluster, &[(key, "true")])).unwrap_err();
        assert!(error.message.starts_with(key) && error.message.ends_with("remove it"), "{error}");
    }
}

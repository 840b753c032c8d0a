//! A Kafka client belongs to the process that made it. Without libtest's harness: a fork must not copy its threads'
//! locks. The child answers by its exit status; an alarm ends it when it hangs.
#![allow(unsafe_code)] // fork(2) and _exit(2)

mod kafka_rig;

use std::future::Future;
use std::task::{Context, Waker};

use kafka_rig::{LONG, consumer, no_log, producer, run};
use peregrine::kafka::{Config, KafkaError, MockCluster, Producer, Record};

fn main() {
    run(async {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("t", 1).unwrap();
        let producer = producer(&cluster, &[]);
        let consumer = consumer(&cluster, &[("group.id", "g")]);
        consumer.subscribe(&["t"]).unwrap();
        let record = Record { topic: "t", value: Some(b"from the parent"), ..Record::default() };
        producer.send(&record).await.unwrap();
        producer.enqueue(&record).await.unwrap(); // in flight during the fork

        // One record fills this one's queue and the next one waits for room during the fork.
        let full = kafka_rig::producer(&cluster, &[("queue.buffering.max.messages", "1"), ("linger.ms", "90000")]);
        full.enqueue(&record).await.unwrap();
        let mut parked = Box::pin(full.enqueue(&record));
        assert!(parked.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());

        // SAFETY: the child only runs what is tested and leaves by _exit.
        let child = unsafe { libc::fork() };
        if child == 0 {
            // SAFETY: no pointers.
            unsafe { libc::alarm(20) };
            let refused = |error: KafkaError| error.to_string().contains("before this process was forked");
            let sent = producer.send(&record).await.is_err_and(refused);
            let waiting = full.send(&record).await.is_err_and(refused);
            let queued = producer.enqueue(&record).await.is_err_and(refused);
            let flushed = producer.flush(LONG).await.is_err_and(refused);
            let closed = producer.close(LONG).await.is_err_and(refused);
            let read = consumer.next(Some(LONG)).await.is_err_and(refused);
            let subscribed = consumer.subscribe(&["t"]).is_err_and(refused);
            drop(parked);
            drop((producer, consumer, full, cluster));
            let checks = [sent, waiting, queued, flushed, closed, read, subscribed];
            let status = checks.iter().position(|ok| !ok).map_or(0, |i| i as i32 + 1);
            // SAFETY: no pointers; skips the parent's exit handlers.
            unsafe { libc::_exit(status) };
        }
        let mut status = 0;
        let waited = tokio::task::spawn_blocking(move || {
            // SAFETY: an out-parameter that is alive.
            let pid = unsafe { libc::waitpid(child, &mut status, 0) };
            (pid, status)
        });
        let (pid, status) = waited.await.unwrap();
        assert_eq!(pid, child);
        assert!(libc::WIFEXITED(status), "the child hangs or crashed: status {status:#x}");
        assert_eq!(libc::WEXITSTATUS(status), 0, "number of the first check that failed");

        let (room, flushed) = tokio::join!(parked, full.flush(LONG));
        room.unwrap();
        flushed.unwrap();
        full.close(LONG).await.unwrap();
        // The child's drops must not have taken the parent's eventfds out of the shared epoll instance.
        producer.flush(LONG).await.unwrap();
        assert_eq!(producer.send(&record).await.unwrap().offset, 4);
        for _ in 0..5 {
            assert!(consumer.next(Some(LONG)).await.unwrap().is_some());
        }
        consumer.close(LONG).await.unwrap();

        // A client made in the child of a process that has used Kafka works.
        // SAFETY: as above.
        let child = unsafe { libc::fork() };
        if child == 0 {
            // SAFETY: no pointers.
            unsafe { libc::alarm(20) };
            let servers = cluster.bootstrap_servers();
            let sent = std::thread::spawn(move || {
                let mut settings = Config::new();
                settings.set("bootstrap.servers", servers);
                let runtime = tokio::runtime::LocalRuntime::new().unwrap();
                runtime.block_on(async {
                    let own = Producer::new(&settings, no_log).unwrap();
                    let record = Record { topic: "t", value: Some(b"from the child"), ..Record::default() };
                    let sent = own.send(&record).await.is_ok_and(|d| d.offset == 5);
                    sent && own.close(LONG).await.is_ok()
                })
            });
            // SAFETY: no pointers; skips the parent's exit handlers.
            unsafe { libc::_exit(if sent.join().is_ok_and(|ok| ok) { 0 } else { 1 }) };
        }
        let waited = tokio::task::spawn_blocking(move || {
            let mut status = 0;
            // SAFETY: an out-parameter that is alive.
            unsafe { libc::waitpid(child, &mut status, 0) };
            status
        });
        assert_eq!(waited.await.unwrap(), 0, "a client of the child's own");
        producer.close(LONG).await.unwrap();
        println!("a forked child is refused, its parent goes on, and it can have a client of its own: ok");
    });
}

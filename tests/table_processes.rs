//! What processes owe each other over shared memory: who waits for whom, and what the dead leave behind.

mod table_fork;

use peregrine::error::Kind;
use peregrine::table::atomic::{Atomic, Long};
use peregrine::table::lock::{Lock, Mode};
use peregrine::table::{Column, Table, Type, Value};
use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;
use table_fork::{Random, child};

fn main() {
    let tests: [(&str, fn()); 11] = [
        ("counters_lose_nothing", counters_lose_nothing),
        ("a_set_during_a_replace_waits_and_is_kept", a_set_during_a_replace_waits_and_is_kept),
        ("a_replace_that_dies_keeps_the_old_rows", a_replace_that_dies_keeps_the_old_rows),
        ("pins_of_the_dead_do_not_hold", pins_of_the_dead_do_not_hold),
        ("a_child_goes_on_with_an_inherited_cursor", a_child_goes_on_with_an_inherited_cursor),
        ("readers_see_whole_generations", readers_see_whole_generations),
        ("a_mutex_of_the_dead_is_released", a_mutex_of_the_dead_is_released),
        ("a_shared_lock_of_the_dead_is_released", a_shared_lock_of_the_dead_is_released),
        ("a_dead_waiter_does_not_block_the_queue", a_dead_waiter_does_not_block_the_queue),
        ("a_mutex_excludes_processes_and_starves_none", a_mutex_excludes_processes_and_starves_none),
        ("atomics_wake_other_processes", atomics_wake_other_processes),
    ];
    let filter = std::env::args().nth(1).unwrap_or_default();
    for (name, test) in tests.into_iter().filter(|(name, _)| name.contains(&filter)) {
        test();
        println!("ok: {name}");
    }
}

fn table(rows: usize) -> Arc<Table> {
    let columns = vec![Column::new("n", Type::Int), Column::new("text", Type::Str(20))];
    Arc::new(Table::new(rows, columns).unwrap())
}

fn number(table: &Table, key: &str) -> Option<i64> {
    match table.get_field(key.as_bytes(), 0, &mut Vec::new()).unwrap() {
        Some(Value::Int(number)) => Some(number),
        _ => None,
    }
}

fn set(table: &Table, key: &str, number: i64) {
    table.set(key.as_bytes(), &[(0, Value::Int(number))]).unwrap();
}

fn replace(table: &Table, rows: std::ops::Range<i64>) {
    table.replace(rows.map(|n| Ok((n.to_string(), [(0, Value::Int(n))])))).unwrap();
}

fn counters_lose_nothing() {
    const TURNS: i64 = 100_000;
    let table = table(8);
    let (atomic, long) = (Atomic::new(0).unwrap(), Long::new(0).unwrap());
    let count = || {
        let mut random = Random(std::process::id().into());
        for _ in 0..TURNS {
            table.incr(b"counter", 0, Value::Int(1)).unwrap();
            let other = random.below(7).to_string();
            table.set(other.as_bytes(), &[(1, Value::Str(b"x"))]).unwrap();
            table.del(other.as_bytes()).unwrap();
            atomic.add(1);
            long.add(-1);
        }
    };
    let children = [child(count), child(count), child(count)];
    assert!(children.into_iter().all(|child| child.wait() == 0));
    assert_eq!(number(&table, "counter"), Some(3 * TURNS));
    assert_eq!((i64::from(atomic.get()), long.get()), (3 * TURNS, -3 * TURNS));
    assert_eq!(table.count(), 1);
    let stats = table.stats();
    assert_eq!(stats.insert_count - stats.delete_count, 1);
}

fn a_set_during_a_replace_waits_and_is_kept() {
    let table = table(10);
    set(&table, "old", 1);
    let (begun, done) = (Atomic::new(0).unwrap(), Atomic::new(0).unwrap());
    let mut replacement = table.replacement().unwrap();
    let writer = child(|| {
        begun.wakeup(1);
        set(&table, "set meanwhile", 2);
        done.wakeup(1);
    });
    assert!(begun.wait(None));
    assert!(!done.wait(Some(Duration::from_millis(30))), "the set must wait");
    assert_eq!((number(&table, "old"), table.count()), (Some(1), 1), "readers do not wait");
    assert_eq!(table.set(b"own", &[]).unwrap_err().kind, Kind::Invalid, "it would wait for itself");
    assert!(table.replacement().is_err());
    replacement.push(b"new", &[]).unwrap();
    replacement.commit();
    assert_eq!(writer.wait(), 0);
    assert_eq!((number(&table, "old"), number(&table, "new")), (None, Some(0)));
    assert_eq!((number(&table, "set meanwhile"), table.count()), (Some(2), 2));
}

fn a_replace_that_dies_keeps_the_old_rows() {
    let table = table(100);
    set(&table, "old", 1);
    let ready = Atomic::new(0).unwrap();
    for _ in 0..5 {
        let replacer = child(|| {
            let mut replacement = table.replacement().unwrap();
            (0..50).for_each(|n| replacement.push(format!("{n}").as_bytes(), &[]).unwrap());
            ready.wakeup(1);
            std::thread::sleep(Duration::from_secs(600));
        });
        assert!(ready.wait(None));
        replacer.kill(); // it stays a zombie while the table is used
        assert_eq!((number(&table, "old"), table.count()), (Some(1), 1));
        set(&table, "old", 1);
        replacer.end();
    }
    replace(&table, 0..100);
    assert_eq!((table.count(), number(&table, "99")), (100, Some(99)));
}

fn pins_of_the_dead_do_not_hold() {
    let table = table(10);
    let ready = Atomic::new(0).unwrap();
    let pin = || {
        let cursor = table.cursor().unwrap();
        ready.wakeup(1);
        std::thread::sleep(Duration::from_secs(600));
        drop(cursor);
    };
    let mut pinners = Vec::new();
    for n in 0..3 {
        pinners.push(child(pin));
        assert!(ready.wait(None));
        replace(&table, n..n + 1);
    }
    let refused = table.replacement().map(drop).unwrap_err();
    assert_eq!((refused.kind, table.count(), number(&table, "2")), (Kind::Limit, 1, Some(2)));
    pinners.into_iter().for_each(|pinner| pinner.end());
    (0..10).for_each(|n| replace(&table, n..n + 1));
    assert_eq!(number(&table, "9"), Some(9));
}

fn a_child_goes_on_with_an_inherited_cursor() {
    for pins_in_time in [true, false] {
        let table = table(10);
        replace(&table, 0..10);
        let cursor = RefCell::new(table.cursor().unwrap());
        let next = || cursor.borrow_mut().next(&mut table.row_buffer());
        assert!(next().unwrap());
        let (ready, replaced) = (Atomic::new(0).unwrap(), Atomic::new(0).unwrap());
        let heir = child(|| {
            if pins_in_time {
                assert!(next().unwrap());
            }
            ready.wakeup(1);
            assert!(replaced.wait(None));
            if pins_in_time {
                (0..8).for_each(|_| assert!(next().unwrap()));
                assert!(!next().unwrap(), "ten rows, as there were when it began");
            } else {
                assert_eq!(next().unwrap_err().kind, Kind::Closed);
            }
        });
        assert!(ready.wait(None));
        drop(cursor);
        (0..5).for_each(|n| replace(&table, n..n + 1));
        replaced.wakeup(1);
        assert_eq!(heir.wait(), 0);
    }
}

/// Every generation has as many rows as its rows say.
fn readers_see_whole_generations() {
    let table = table(60);
    replace(&table, 1..2);
    let stop = Atomic::new(0).unwrap();
    let read = || {
        let mut row = table.row_buffer();
        while stop.get() == 0 {
            let mut seen = Vec::new();
            let mut cursor = table.cursor().unwrap();
            while cursor.next(&mut row).unwrap() {
                let Value::Int(rows) = row.value(0) else { unreachable!() };
                seen.push(rows);
            }
            assert_eq!(seen, vec![seen.len() as i64; seen.len()]);
            assert!(number(&table, "always").is_none_or(|n| (1..=60).contains(&n)));
        }
    };
    let readers = [child(read), child(read)];
    for turn in 0..3_000 {
        let rows = turn % 59 + 1;
        let keys = (1..rows).map(|n| n.to_string()).chain(["always".to_owned()]);
        table.replace(keys.map(|key| Ok((key, [(0, Value::Int(rows))])))).unwrap();
    }
    stop.set(1);
    assert!(readers.into_iter().all(|reader| reader.wait() == 0));
}

fn holding(lock: &Lock, mode: Mode, ready: &Atomic) -> table_fork::Child {
    let holder = child(|| {
        assert!(lock.lock_blocking(7, mode, None).unwrap());
        ready.wakeup(1);
        std::thread::sleep(Duration::from_secs(600));
    });
    assert!(ready.wait(None));
    holder
}

fn a_mutex_of_the_dead_is_released() {
    let (lock, ready) = (Lock::mutex().unwrap(), Atomic::new(0).unwrap());
    let holder = holding(&lock, Mode::Exclusive, &ready);
    assert!(!lock.try_lock(7, Mode::Exclusive).unwrap(), "a coroutine of another process with the same number");
    assert_eq!(lock.unlock(7).unwrap_err().kind, Kind::Invalid);
    holder.kill();
    assert!(lock.lock_blocking(1, Mode::Exclusive, None).unwrap());
    lock.unlock(1).unwrap();
    holder.end();
    let holder = holding(&lock, Mode::Exclusive, &ready);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
    runtime.block_on(async {
        assert!(!lock.lock(1, Mode::Exclusive, Some(Duration::from_millis(20))).await.unwrap());
        let die = async { holder.kill() };
        let (granted, ()) = tokio::join!(lock.lock(1, Mode::Exclusive, None), die);
        assert!(granted.unwrap());
    });
    holder.end();
}

fn a_shared_lock_of_the_dead_is_released() {
    let (lock, ready) = (Lock::rwlock().unwrap(), Atomic::new(0).unwrap());
    let holders = [holding(&lock, Mode::Shared, &ready), holding(&lock, Mode::Shared, &ready)];
    assert!(lock.try_lock(1, Mode::Shared).unwrap());
    lock.unlock(1).unwrap();
    assert!(!lock.try_lock(1, Mode::Exclusive).unwrap());
    holders.into_iter().for_each(|holder| holder.end());
    assert!(lock.try_lock(1, Mode::Exclusive).unwrap());
}

fn a_dead_waiter_does_not_block_the_queue() {
    let (lock, ready) = (Lock::mutex().unwrap(), Atomic::new(0).unwrap());
    assert!(lock.try_lock(1, Mode::Exclusive).unwrap());
    let waiter = child(|| {
        ready.wakeup(1);
        lock.lock_blocking(1, Mode::Exclusive, None).unwrap();
        std::thread::sleep(Duration::from_secs(600));
    });
    assert!(ready.wait(None));
    std::thread::sleep(Duration::from_millis(20)); // whether it is in the queue yet changes nothing below
    waiter.end();
    lock.unlock(1).unwrap();
    assert!(lock.try_lock(2, Mode::Exclusive).unwrap());
}

fn a_mutex_excludes_processes_and_starves_none() {
    const TURNS: usize = 300;
    let (lock, inside, total) = (Lock::mutex().unwrap(), Atomic::new(0).unwrap(), Long::new(0).unwrap());
    let greedy = || {
        for _ in 0..TURNS {
            assert!(lock.lock_blocking(1, Mode::Exclusive, None).unwrap());
            assert_eq!(inside.add(1), 1);
            total.set(total.get() + 1);
            inside.sub(1);
            lock.unlock(1).unwrap();
        }
    };
    let children = [child(greedy), child(greedy), child(greedy)];
    assert!(children.into_iter().all(|child| child.wait() == 0));
    assert_eq!(total.get(), 3 * TURNS as i64);
}

fn atomics_wake_other_processes() {
    let (ping, pong) = (Atomic::new(0).unwrap(), Atomic::new(0).unwrap());
    let partner = child(|| {
        for _ in 0..100 {
            assert!(ping.wait(Some(Duration::from_secs(60))));
            pong.wakeup(1);
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
    for turn in 0..100 {
        ping.wakeup(1);
        let limit = Some(Duration::from_secs(60));
        assert!(if turn % 2 == 0 { pong.wait(limit) } else { runtime.block_on(pong.wait_async(limit)) });
    }
    assert_eq!(partner.wait(), 0);
}

//! What the calls of a shared Table cost in Rust alone, and what a second process that reads the same row adds.
//!
//! Prints nanoseconds of CPU time per call (CLOCK_PROCESS_CPUTIME_ID), the median of 9 rounds and their range.
//! Start: `cargo run --release -p peregrine-bench --bin table-ops`.

use peregrine::sys::shm::Map;
use peregrine::table::atomic::{Atomic, Long};
use peregrine::table::lock::{Lock, Mode};
use peregrine::table::{Column, Table, Type, Value};
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};

const ROUNDS: usize = 9;
const CALLS: u64 = 2_000_000;
const ROWS: usize = 100_000;
const HOT: &[u8] = b"a-key-of-16-byte";

fn main() {
    let table = table(ROWS);
    let keys: Vec<String> = (0..ROWS).map(|n| format!("key-{:012}", n * 7919 % ROWS)).collect();
    let text = b"sixteen bytes ok";
    let all = [(0, Value::Int(1)), (1, Value::Float(2.0)), (2, Value::Str(text))];
    let mut row = table.row_buffer();
    let mut scratch = Vec::new();
    table.set(HOT, &all).unwrap();

    measure("set, 3 columns", CALLS, |_| table.set(black_box(HOT), black_box(&all)).unwrap());
    measure("set, int column", CALLS, |_| table.set(black_box(HOT), black_box(&all[..1])).unwrap());
    measure("get row", CALLS, |_| table.get(black_box(HOT), &mut row).unwrap());
    measure("get int field", CALLS, |_| matches!(table.get_field(black_box(HOT), 0, &mut scratch), Ok(Some(_))));
    measure("get string field", CALLS, |_| matches!(table.get_field(black_box(HOT), 2, &mut scratch), Ok(Some(_))));
    measure("exists", CALLS, |_| table.exists(black_box(HOT)).unwrap());
    measure("incr int", CALLS, |_| table.incr(black_box(HOT), 0, Value::Int(1)).unwrap());
    measure("set new and del", CALLS, |_| table.set(b"other", &all).is_ok() && table.del(b"other").unwrap());

    let few = ROWS - 1;
    let key = |n: u64| keys[n as usize % few].as_bytes();
    println!("\n{few} rows, another one each time");
    measure("set, 3 columns", few as u64, |n| table.set(key(n), &all).unwrap());
    measure("get row", few as u64, |n| table.get(key(n), &mut row).unwrap());
    measure("incr int", few as u64, |n| table.incr(key(n), 0, Value::Int(1)).unwrap());
    let rows = || keys[..few].iter().map(|key| Ok((key.as_bytes(), all)));
    measure("replace, per row", 1, |_| table.replace(rows()).unwrap()).per(few);
    measure("iterate, per row", 1, |_| {
        let mut cursor = table.cursor().unwrap();
        while cursor.next(&mut row).unwrap() {}
    })
    .per(few);
    measure("count", 10_000, |_| table.count());

    println!();
    let (atomic, long, lock) = (Atomic::new(0).unwrap(), Long::new(0).unwrap(), Lock::mutex().unwrap());
    measure("atomic add", CALLS, |_| atomic.add(1));
    measure("long add", CALLS, |_| long.add(1));
    measure("lock and unlock", CALLS / 4, |_| {
        lock.try_lock(1, Mode::Exclusive).unwrap();
        lock.unlock(1).unwrap();
    });
    hot_row(&table);
}

fn table(rows: usize) -> Arc<Table> {
    let columns =
        vec![Column::new("int", Type::Int), Column::new("float", Type::Float), Column::new("text", Type::Str(16))];
    Arc::new(Table::new(rows, columns).unwrap())
}

/// Nanoseconds of the rounds, sorted.
struct Figures(Vec<f64>);

impl Figures {
    fn median(&self) -> f64 {
        self.0[self.0.len() / 2]
    }

    fn per(&self, parts: usize) {
        println!("{:22} {:8.1} ns", "  = per part", self.median() / parts as f64);
    }
}

fn measure<T>(name: &str, calls: u64, mut call: impl FnMut(u64) -> T) -> Figures {
    let mut round = || {
        let began = cpu_time();
        (0..calls).for_each(|n| drop(black_box(call(n))));
        (cpu_time() - began) as f64 / calls as f64
    };
    round();
    let mut figures: Vec<f64> = (0..ROUNDS).map(|_| round()).collect();
    figures.sort_by(f64::total_cmp);
    let figures = Figures(figures);
    println!("{name:22} {:8.1} ns   {:.1}–{:.1}", figures.median(), figures.0[0], figures.0[ROUNDS - 1]);
    figures
}

/// CPU time per read of one row by one process and by two at the same time, in turns.
fn hot_row(table: &Arc<Table>) {
    println!("\none hot row, CPU per get of a row");
    table.set(HOT, &[]).unwrap();
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        one.extend(readers(table, 1));
        two.extend(readers(table, 2));
    }
    let median = |figures: &mut Vec<f64>| {
        figures.sort_by(f64::total_cmp);
        figures[figures.len() / 2]
    };
    let (one, two) = (median(&mut one), median(&mut two));
    println!("one process {one:.1} ns, each of two {two:.1} ns, ratio {:.3}", two / one);
}

fn readers(table: &Arc<Table>, processes: usize) -> Vec<f64> {
    let shared = Map::new(1 + processes).unwrap();
    let children: Vec<i32> = (0..processes)
        .map(|n| {
            // SAFETY: this program has one thread.
            let pid = unsafe { libc::fork() };
            assert!(pid >= 0, "fork failed");
            if pid == 0 {
                let mut row = table.row_buffer();
                shared[0].fetch_add(1, SeqCst);
                while shared[0].load(SeqCst) < processes as u64 {
                    std::hint::spin_loop();
                }
                let began = cpu_time();
                let found = (0..4 * CALLS).all(|_| matches!(table.get(black_box(HOT), &mut row), Ok(true)));
                shared[1 + n].store(cpu_time() - began, Relaxed);
                // SAFETY: takes no pointer and does not return.
                unsafe { libc::_exit(i32::from(!found)) };
            }
            pid
        })
        .collect();
    for pid in children {
        let mut status = 0;
        // SAFETY: `status` is a valid place for the result.
        unsafe { libc::waitpid(pid, &mut status, 0) };
        assert_eq!(status, 0, "a reader did not find the row");
    }
    shared[1..].iter().map(|time| time.load(Relaxed) as f64 / (4 * CALLS) as f64).collect()
}

/// CPU time of this process, in nanoseconds.
fn cpu_time() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is a valid place for the result.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

//! Writers that are killed at any moment (SIGKILL) harm nobody: two readers verify a checksum over the columns of every
//! row they see, and afterwards the table is whole. `PEREGRINE_KILLS` is the number of kills (1000).

mod table_fork;

use peregrine::error::Kind;
use peregrine::sys::shm::Map;
use peregrine::table::{Column, RowBuffer, Table, Type, Value};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};
use table_fork::{Child, Random, child};

const ROWS: usize = 200;
/// More keys than rows: writers also meet a full table.
const KEYS: u64 = 230;

const INT: usize = 0;
const FLOAT: usize = 1;
const TEXT: usize = 2;
const SUM: usize = 3;
const COUNTER: usize = 4;
const LONGEST: usize = 150;

/// Shared words: whether to stop, rows the readers verified, changes the writers made.
const STOP: usize = 0;
const VERIFIED: usize = 1;
const ITERATED: usize = 2;
const WRITTEN: usize = 3;

fn main() {
    let kills: u64 = std::env::var("PEREGRINE_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(1000);
    let seed = std::process::id().into();
    println!("{kills} kills, seed {seed}");
    let began = Instant::now();
    let table = Arc::new(Table::new(ROWS, columns()).unwrap());
    let shared = Map::new(4).unwrap();

    let readers = [child(|| read_fields(&table, &shared)), child(|| iterate(&table, &shared))];
    let mut random = Random(seed);
    for kill in 0..kills {
        let random_of_writer = Random(seed ^ (kill + 1) << 20);
        let writer = child(|| write(&table, &shared[WRITTEN], random_of_writer, kill % 4 == 3));
        pause(Duration::from_micros(random.below(1500)));
        writer.end();
        assert_eq!(table.count(), keys_of(&table).len(), "after kill {kill}");
    }
    shared[STOP].store(1, Relaxed);
    for reader in readers {
        assert_eq!(Child::wait(reader), 0, "a reader failed; see above");
    }

    let figure = |word: usize| shared[word].load(Relaxed);
    assert!(figure(VERIFIED) > 0 && figure(ITERATED) > 0 && figure(WRITTEN) > kills, "everybody worked");
    is_whole(&table);
    println!(
        "ok: {} changes, {} reads and {} iterated rows verified in {:.1?}",
        figure(WRITTEN),
        figure(VERIFIED),
        figure(ITERATED),
        began.elapsed()
    );
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("int", Type::Int),
        Column::new("float", Type::Float),
        Column::new("text", Type::Str(LONGEST)),
        Column::new("sum", Type::Int),
        Column::new("counter", Type::Int),
    ]
}

/// Waits without giving the processor away for longer than asked.
fn pause(time: Duration) {
    let began = Instant::now();
    while began.elapsed() < time {
        std::thread::yield_now();
    }
}

fn key(random: &mut Random) -> String {
    format!("a-key-of-some-length-{}", random.below(KEYS))
}

/// FNV-1a over everything but the counter.
fn checksum(int: i64, float: f64, text: &[u8]) -> i64 {
    let numbers = int.to_le_bytes().into_iter().chain(float.to_bits().to_le_bytes());
    let step = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    numbers.chain(text.iter().copied()).fold(0xcbf2_9ce4_8422_2325, step) as i64
}

/// Random values with their checksum, for `put`.
fn values<T>(random: &mut Random, put: impl FnOnce(&[(usize, Value<'_>)]) -> T) -> T {
    let (int, float) = (random.below(1 << 30) as i64, random.below(1 << 30) as f64);
    let text = vec![b'a' + random.below(26) as u8; random.below(LONGEST as u64 + 1) as usize];
    let sum = checksum(int, float, &text);
    put(&[(INT, Value::Int(int)), (FLOAT, Value::Float(float)), (TEXT, Value::Str(&text)), (SUM, Value::Int(sum))])
}

/// A row of an `incr` alone has no checksum: everything but the counter is zero.
fn verify(row: &RowBuffer) {
    let (Value::Int(int), Value::Float(float), Value::Str(text), Value::Int(sum)) =
        (row.value(INT), row.value(FLOAT), row.value(TEXT), row.value(SUM))
    else {
        panic!("the columns have other types: {row:?}");
    };
    let untouched = (int, float, text, sum) == (0, 0.0, b"", 0);
    assert!(untouched || sum == checksum(int, float, text), "a torn row: {row:?}");
}

fn write(table: &Table, written: &AtomicU64, mut random: Random, replaces: bool) {
    loop {
        let key = key(&mut random);
        let result = match random.below(if replaces { 12 } else { 10 }) {
            0..5 => values(&mut random, |values| table.set(key.as_bytes(), values)).map(drop),
            5..7 => table.del(key.as_bytes()).map(drop),
            7..9 => table.incr(key.as_bytes(), COUNTER, Value::Int(1)).map(drop),
            9 => table.set(key.as_bytes(), &[(COUNTER, Value::Int(0))]).map(drop),
            _ => replace(table, &mut random),
        };
        if let Err(error) = result {
            assert_eq!(error.kind, Kind::Limit, "{error}");
        }
        written.fetch_add(1, Relaxed);
    }
}

/// Sometimes with too many rows, which must keep the old ones.
fn replace(table: &Table, random: &mut Random) -> peregrine::error::Result<()> {
    let mut replacement = table.replacement()?;
    for n in 0..random.below(KEYS) {
        let key = format!("a-key-of-some-length-{n}");
        values(random, |values| replacement.push(key.as_bytes(), values))?;
    }
    replacement.commit();
    Ok(())
}

fn read_fields(table: &Table, shared: &[AtomicU64]) {
    let mut random = Random(1);
    let mut row = table.row_buffer();
    while shared[STOP].load(Relaxed) == 0 {
        let key = key(&mut random);
        if table.get(key.as_bytes(), &mut row).unwrap() {
            assert_eq!(row.key(), key.as_bytes());
            verify(&row);
            shared[VERIFIED].fetch_add(1, Relaxed);
        }
    }
}

fn iterate(table: &Arc<Table>, shared: &[AtomicU64]) {
    let mut row = table.row_buffer();
    while shared[STOP].load(Relaxed) == 0 {
        let mut cursor = table.cursor().unwrap();
        while cursor.next(&mut row).unwrap() {
            assert!(row.key().starts_with(b"a-key-of-some-length-"));
            verify(&row);
            shared[ITERATED].fetch_add(1, Relaxed);
        }
        assert!(table.count() <= ROWS);
    }
}

/// The keys an iteration finds, with their rows verified.
fn keys_of(table: &Arc<Table>) -> HashSet<Vec<u8>> {
    let (mut cursor, mut row) = (table.cursor().unwrap(), table.row_buffer());
    let mut keys = HashSet::new();
    while cursor.next(&mut row).unwrap() {
        verify(&row);
        assert!(keys.insert(row.key().to_vec()), "a key twice");
    }
    keys
}

/// Counted, iterated and looked up, the table has the same rows; and it still holds as many as it promised.
fn is_whole(table: &Arc<Table>) {
    let mut row = table.row_buffer();
    let keys = keys_of(table);
    assert_eq!(table.count(), keys.len());
    for key in &keys {
        assert!(table.get(key, &mut row).unwrap());
        verify(&row);
        assert!(table.del(key).unwrap());
    }
    assert_eq!(table.count(), 0);
    for n in 0..ROWS {
        assert!(table.set(format!("new {n}").as_bytes(), &[]).unwrap().inserted, "row {n}");
    }
    assert_eq!(table.set(b"one more", &[]).unwrap_err().kind, Kind::Limit);
    assert_eq!(table.count(), ROWS);
}

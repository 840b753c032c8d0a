//! The table within one process: what is kept, what is refused, and with which words.

use peregrine::error::Kind;
use peregrine::table::{Column, KEY_MAX, RowBuffer, Table, Type, Value};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

const INT: usize = 0;
const FLOAT: usize = 1;
const TEXT: usize = 2;

fn table(rows: usize) -> Arc<Table> {
    let columns =
        vec![Column::new("int", Type::Int), Column::new("float", Type::Float), Column::new("text", Type::Str(11))];
    Arc::new(Table::new(rows, columns).unwrap())
}

fn row_of(table: &Table, key: &str) -> Option<(i64, f64, String)> {
    let mut row = table.row_buffer();
    table.get(key.as_bytes(), &mut row).unwrap().then(|| {
        assert_eq!(row.key(), key.as_bytes());
        let (Value::Int(int), Value::Float(float), Value::Str(text)) =
            (row.value(INT), row.value(FLOAT), row.value(TEXT))
        else {
            panic!("{row:?}");
        };
        (int, float, String::from_utf8(text.to_vec()).unwrap())
    })
}

fn keys_of(table: &Arc<Table>) -> Vec<String> {
    let (mut cursor, mut row) = (table.cursor().unwrap(), table.row_buffer());
    let mut next = || cursor.next(&mut row).unwrap().then(|| String::from_utf8(row.key().to_vec()).unwrap());
    std::iter::from_fn(&mut next).collect()
}

#[test]
fn what_is_set_is_read_and_the_rest_is_kept() {
    let table = table(4);
    assert_eq!(row_of(&table, "k"), None);
    let written = table.set(b"k", &[(FLOAT, Value::Float(-0.5))]).unwrap();
    assert!(written.inserted && written.cut.is_none());
    assert_eq!(row_of(&table, "k"), Some((0, -0.5, String::new())));
    assert!(!table.set(b"k", &[(TEXT, Value::Str(b"hello")), (INT, Value::Int(i64::MIN))]).unwrap().inserted);
    assert_eq!(row_of(&table, "k"), Some((i64::MIN, -0.5, "hello".into())));
    table.set(b"k", &[(INT, Value::Int(3))]).unwrap();
    table.set(b"k", &[]).unwrap();
    assert_eq!(row_of(&table, "k"), Some((3, -0.5, "hello".into())));
    let mut scratch = Vec::new();
    assert_eq!(table.get_field(b"k", TEXT, &mut scratch).unwrap(), Some(Value::Str(b"hello")));
    assert_eq!(table.get_field(b"k", INT, &mut scratch).unwrap(), Some(Value::Int(3)));
    assert_eq!(table.get_field(b"none", INT, &mut scratch).unwrap(), None);
    assert!(table.exists(b"k").unwrap() && !table.exists(b"none").unwrap());
    assert!(table.del(b"k").unwrap() && !table.del(b"k").unwrap());
    assert_eq!((row_of(&table, "k"), table.count()), (None, 0));
}

#[test]
fn a_string_column_keeps_exactly_its_size() {
    let table = table(1);
    let whole = table.set(b"k", &[(TEXT, Value::Str(b"12345678901"))]).unwrap();
    assert_eq!((whole.cut, row_of(&table, "k").unwrap().2), (None, "12345678901".into()));
    let cut = table.set(b"k", &[(TEXT, Value::Str(b"abcdefghijklm"))]).unwrap();
    assert_eq!((cut.cut, row_of(&table, "k").unwrap().2), (Some(TEXT), "abcdefghijk".into()));
    table.set(b"k", &[(TEXT, Value::Str(b"x\0"))]).unwrap();
    assert_eq!(row_of(&table, "k").unwrap().2, "x\0");
}

#[test]
fn keys_may_be_any_bytes_up_to_the_longest() {
    let table = table(200);
    let keys: Vec<Vec<u8>> = (0..=KEY_MAX).flat_map(|length| [vec![0; length], vec![b'k'; length]]).collect();
    let distinct: HashSet<&Vec<u8>> = keys.iter().collect();
    for (n, key) in keys.iter().enumerate() {
        table.set(key, &[(INT, Value::Int(n as i64))]).unwrap();
    }
    assert_eq!((table.count(), keys_of(&table).len()), (distinct.len(), distinct.len()));
    for (n, key) in keys.iter().enumerate().skip(2) {
        assert_eq!(table.get_field(key, INT, &mut Vec::new()).unwrap(), Some(Value::Int(n as i64)));
    }
    let long = [b'k'; KEY_MAX + 1];
    let mut row = table.row_buffer();
    let refusals = [
        table.set(&long, &[]).unwrap_err(),
        table.get(&long, &mut row).unwrap_err(),
        table.del(&long).unwrap_err(),
        table.incr(&long, INT, Value::Int(1)).unwrap_err(),
    ];
    assert!(refusals.iter().all(|e| e.kind == Kind::Invalid && e.message.contains("at most 64 bytes")));
}

#[test]
fn it_holds_as_many_rows_as_it_says_whatever_their_keys() {
    for rows in [1, 2, 3, 64, 100, 1000, 4097] {
        let table = table(rows);
        for round in 0..3 {
            for n in 0..rows {
                assert!(table.set(format!("{round}-{n}").as_bytes(), &[]).unwrap().inserted);
            }
            let refused = table.set(b"one more", &[]).unwrap_err();
            assert_eq!(refused.kind, Kind::Limit);
            assert!(refused.message.contains("larger size"), "{refused}");
            assert_eq!(table.incr(b"one more", INT, Value::Int(1)).unwrap_err().kind, Kind::Limit);
            table.set(format!("{round}-0").as_bytes(), &[(INT, Value::Int(1))]).unwrap();
            assert_eq!((table.count(), table.size()), (rows, rows));
            for n in 0..rows {
                assert!(table.del(format!("{round}-{n}").as_bytes()).unwrap());
            }
            assert_eq!(table.count(), 0);
        }
    }
}

#[test]
fn numbers_are_counted_up_and_down() {
    let table = table(2);
    assert_eq!(table.incr(b"k", INT, Value::Int(5)).unwrap(), Value::Int(5));
    assert_eq!(table.decr(b"k", INT, Value::Int(7)).unwrap(), Value::Int(-2));
    assert_eq!(table.decr(b"f", FLOAT, Value::Float(0.5)).unwrap(), Value::Float(-0.5));
    assert_eq!(table.incr(b"f", FLOAT, Value::Float(2.0)).unwrap(), Value::Float(1.5));
    table.set(b"k", &[(INT, Value::Int(i64::MAX)), (TEXT, Value::Str(b"kept"))]).unwrap();
    let refused = table.incr(b"k", INT, Value::Int(1)).unwrap_err();
    assert!(refused.kind == Kind::Limit && refused.message.contains("\"int\""), "{refused}");
    assert_eq!(table.decr(b"k", INT, Value::Int(i64::MIN)).unwrap_err().kind, Kind::Limit);
    assert_eq!(row_of(&table, "k"), Some((i64::MAX, 0.0, "kept".into())));
    assert_eq!(table.incr(b"k", TEXT, Value::Int(1)).unwrap_err().kind, Kind::Invalid);
    assert_eq!(table.incr(b"k", INT, Value::Float(1.0)).unwrap_err().kind, Kind::Invalid);
    assert_eq!(table.incr(b"k", 3, Value::Int(1)).unwrap_err().kind, Kind::Invalid);
}

#[test]
fn wrong_columns_and_values_are_refused() {
    let int = || Column::new("a", Type::Int);
    let refused = |rows, columns| Table::new(rows, columns).unwrap_err();
    assert!(refused(1, vec![]).message.contains("at least one column"));
    assert!(refused(1, vec![int(), int()]).message.contains("already has a column \"a\""));
    assert!(refused(1, vec![Column::new("", Type::Int)]).message.contains("name"));
    assert!(refused(1, vec![Column::new("s", Type::Str(0))]).message.contains("size"));
    assert!(refused(0, vec![int()]).message.contains("rows"));
    let enormous = refused(1 << 31, vec![Column::new("s", Type::Str(1 << 30))]);
    assert!(matches!(enormous.kind, Kind::Os | Kind::Invalid), "{enormous}");

    let table = table(1);
    assert!(table.set(b"k", &[(INT, Value::Float(1.0))]).unwrap_err().message.contains("\"int\""));
    assert!(table.set(b"k", &[(9, Value::Int(1))]).is_err());
    assert_eq!(table.count(), 0, "a refused set adds nothing");
    assert_eq!((table.column_index("text"), table.column_index(b"none")), (Some(TEXT), None));
    assert_eq!(table.columns().len(), 3);
}

#[test]
fn iterations_are_stable_while_rows_come_and_go() {
    let table = table(100);
    (0..50).for_each(|n| assert!(table.set(format!("{n}").as_bytes(), &[]).unwrap().inserted));
    let (mut cursor, mut row) = (table.cursor().unwrap(), table.row_buffer());
    let mut seen = Vec::new();
    let mut turn = 0;
    while cursor.next(&mut row).unwrap() {
        seen.push(String::from_utf8(row.key().to_vec()).unwrap());
        if turn < 40 {
            table.del(format!("{}", turn % 10).as_bytes()).unwrap();
            table.set(format!("new {turn}").as_bytes(), &[]).unwrap();
        }
        turn += 1;
    }
    let stays = (10..50).map(|n| n.to_string());
    assert!(stays.into_iter().all(|key| seen.iter().filter(|k| **k == key).count() == 1));
    assert_eq!(keys_of(&table), keys_of(&table));
}

#[test]
fn a_replacement_shows_all_at_once_or_not_at_all() {
    let table = table(5);
    let rows = |keys: &[&str]| keys.iter().map(|k| Ok((k.to_string(), vec![(INT, Value::Int(1))]))).collect::<Vec<_>>();
    table.set(b"old", &[(INT, Value::Int(9))]).unwrap();
    let (mut cursor, mut row) = (table.cursor().unwrap(), table.row_buffer());

    table.replace(rows(&["a", "b", "a"])).unwrap();
    assert_eq!(keys_of(&table).into_iter().collect::<HashSet<_>>(), HashSet::from(["a".into(), "b".into()]));
    assert_eq!((table.count(), row_of(&table, "old")), (2, None));

    let refused = table.replace(rows(&["1", "2", "3", "4", "5", "6"])).unwrap_err();
    assert!(refused.kind == Kind::Limit && refused.message.contains("all its 5 rows"), "{refused}");
    let mut failing = rows(&["x"]);
    failing.push(Err(peregrine::error::Error::new(Kind::Protocol, "from the iterator")));
    assert_eq!(table.replace(failing).unwrap_err().kind, Kind::Protocol);
    assert_eq!(table.count(), 2, "the old rows stay");
    drop(table.replacement().unwrap());
    assert_eq!(table.count(), 2);

    assert!(cursor.next(&mut row).unwrap() && row.key() == b"old", "an iteration keeps what it began with");
    assert!(!cursor.next(&mut row).unwrap());
    table.replace(rows(&["1", "2", "3", "4", "5"])).unwrap();
    assert_eq!(table.count(), 5);
    table.replace(rows(&[])).unwrap();
    assert_eq!(table.count(), 0);
}

#[test]
fn older_generations_are_reused_when_their_iterations_end() {
    let table = table(3);
    let replace = |n: i64| table.replace([Ok((n.to_string(), [(INT, Value::Int(n))]))]);
    let mut cursors = Vec::new();
    for n in 0..3 {
        replace(n).unwrap();
        cursors.push(table.cursor().unwrap());
    }
    replace(3).unwrap();
    assert_eq!(replace(4).unwrap_err().kind, Kind::Limit);
    assert_eq!(keys_of(&table), ["3"]);
    let mut row = table.row_buffer();
    for (n, cursor) in cursors.iter_mut().enumerate() {
        assert!(cursor.next(&mut row).unwrap());
        assert_eq!(row.value(INT), Value::Int(n as i64));
    }
    cursors.remove(1);
    (4..20).for_each(|n| replace(n).unwrap());
    assert_eq!(keys_of(&table), ["19"]);
}

#[test]
fn figures_have_swooles_names() {
    let table = table(100);
    for n in 0..80 {
        table.set(format!("{n}").as_bytes(), &[]).unwrap();
        table.incr(format!("{n}").as_bytes(), INT, Value::Int(1)).unwrap();
    }
    (0..30).for_each(|n| assert!(table.del(format!("{n}").as_bytes()).unwrap()));
    let stats = table.stats();
    assert_eq!((stats.num, stats.insert_count, stats.update_count, stats.delete_count), (50, 80, 80, 30));
    assert_eq!((stats.available_slice_num, stats.total_slice_num), (50, 100));
    assert!(stats.conflict_count > 0 && stats.conflict_max_level > 0, "80 random keys in 256 buckets: {stats:?}");
    assert!(table.memory_size() > 100 * (64 + 2 * 40) && table.memory_size() < 100_000, "{}", table.memory_size());
}

/// Against a map, with threads that read: a differential walk through every operation.
#[test]
fn it_behaves_like_a_map() {
    let table = table(50);
    let mut model: BTreeMap<String, i64> = BTreeMap::new();
    let mut seed = 88_172_645_463_325_252u64;
    let mut random = move |limit: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % limit
    };
    for turn in 0..200_000 {
        let key = format!("key {}", random(70));
        let number = random(1000) as i64;
        match random(20) {
            0..8 => match table.set(key.as_bytes(), &[(INT, Value::Int(number))]) {
                Ok(written) => assert_eq!(written.inserted, model.insert(key, number).is_none()),
                Err(_) => assert!(model.len() == 50 && !model.contains_key(&key)),
            },
            8..12 => assert_eq!(table.del(key.as_bytes()).unwrap(), model.remove(&key).is_some()),
            12..15 => match table.incr(key.as_bytes(), INT, Value::Int(number)) {
                Ok(sum) => {
                    let entry = model.entry(key).or_default();
                    *entry += number;
                    assert_eq!(sum, Value::Int(*entry));
                }
                Err(_) => assert!(model.len() == 50 && !model.contains_key(&key)),
            },
            15..19 => assert_eq!(row_of(&table, &key).map(|row| row.0), model.get(&key).copied()),
            _ if turn % 100 == 0 => {
                model = (0..random(50)).map(|n| (format!("key {n}"), n as i64)).collect();
                table.replace(model.iter().map(|(key, n)| Ok((key, [(INT, Value::Int(*n))])))).unwrap();
            }
            _ => assert_eq!(keys_of(&table).into_iter().collect::<HashSet<_>>(), model.keys().cloned().collect()),
        }
        assert_eq!(table.count(), model.len());
    }
}

#[test]
fn a_buffer_is_reused_without_traces_of_the_row_before() {
    let table = table(2);
    table.set(b"long", &[(TEXT, Value::Str(b"0123456789"))]).unwrap();
    table.set(b"s", &[(TEXT, Value::Str(b"ab"))]).unwrap();
    let mut row: RowBuffer = table.row_buffer();
    assert!(table.get(b"long", &mut row).unwrap() && table.get(b"s", &mut row).unwrap());
    let values: Vec<_> = row.values().map(|(column, value)| (column.name.as_str(), value)).collect();
    assert_eq!(values, [("int", Value::Int(0)), ("float", Value::Float(0.0)), ("text", Value::Str(b"ab"))]);
}

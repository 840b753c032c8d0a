//! Options: each has one name, a type, a range and a default, written once. Unknown names and wrong values are refused
//! with what to write instead.

use crate::error::{Error, Result};

/// What an option takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// true or false.
    Bool,
    /// A whole number in this range.
    Int(i64, i64),
    /// A number in this range.
    Float(f64, f64),
    /// Text.
    Text,
    /// A list of texts; one text alone is a list of one.
    List,
    /// An array by text keys, whose values the option's owner reads.
    Map,
}

/// One option.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// Its name, Swoole's where Swoole has it.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What it does, with unit and default.
    pub doc: &'static str,
}

/// A value as it was given.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// A bool.
    Bool(bool),
    /// An int.
    Int(i64),
    /// A float.
    Float(f64),
    /// A string.
    Text(String),
    /// null, in a map.
    Null,
    /// An array whose keys are 0, 1, 2, …
    List(Vec<Given>),
    /// Any other array.
    Map(Vec<(String, Given)>),
    /// Anything else: its type's name.
    Other(String),
}

impl Given {
    /// The type's name in PHP.
    pub fn type_name(&self) -> &str {
        match self {
            Given::Bool(_) => "bool",
            Given::Int(_) => "int",
            Given::Float(_) => "float",
            Given::Text(_) => "string",
            Given::Null => "null",
            Given::List(_) | Given::Map(_) => "array",
            Given::Other(name) => name,
        }
    }
}

/// The option of that name; the error names the nearest one.
pub fn find<'a>(specs: &'a [Spec], name: &str) -> Result<&'a Spec> {
    specs.iter().find(|spec| spec.name == name).ok_or_else(|| {
        let nearest = nearest(name, specs.iter().map(|s| s.name));
        let hint = nearest.map_or(String::new(), |n| format!(": did you mean '{n}'?"));
        Error::invalid(format!("unknown option '{name}'{hint}"))
    })
}

/// The value as the option wants it (an int for a float option becomes one, 0 and 1 become bools), or what is wrong with it.
pub fn check(spec: &Spec, given: Given) -> Result<Given> {
    let name = spec.name;
    match (spec.kind, given) {
        (Kind::Bool, given @ Given::Bool(_)) | (Kind::Text, given @ Given::Text(_)) => Ok(given),
        // Programs written for Swoole often have them like this.
        (Kind::Bool, Given::Int(n @ 0..=1)) => Ok(Given::Bool(n == 1)),
        (Kind::List, given @ Given::Text(_)) => Ok(Given::List(vec![given])),
        (Kind::List, Given::List(all)) if all.iter().all(|one| matches!(one, Given::Text(_))) => Ok(Given::List(all)),
        (Kind::Map, given @ Given::Map(_)) => Ok(given),
        (Kind::Map, Given::List(all)) if all.is_empty() => Ok(Given::Map(Vec::new())),
        (Kind::Int(min, max), Given::Int(n)) if (min..=max).contains(&n) => Ok(Given::Int(n)),
        (Kind::Int(min, max), Given::Int(n)) => {
            Err(Error::invalid(format!("option '{name}' must be from {min} to {max}, {n} given")))
        }
        (Kind::Float(min, max), Given::Int(n)) => {
            check(spec, Given::Float(n as f64)).map_err(|_| out_of_range(name, min, max, n as f64))
        }
        (Kind::Float(min, max), Given::Float(n)) if (min..=max).contains(&n) => Ok(Given::Float(n)),
        (Kind::Float(min, max), Given::Float(n)) => Err(out_of_range(name, min, max, n)),
        (kind, given) => {
            let wanted = match kind {
                Kind::Bool => "bool",
                Kind::Int(..) => "int",
                Kind::Float(..) => "float",
                Kind::Text => "string",
                Kind::List => "string or list of strings",
                Kind::Map => "array with text keys",
            };
            Err(Error::invalid(format!("option '{name}' must be of type {wanted}, {} given", given.type_name())))
        }
    }
}

fn out_of_range(name: &str, min: f64, max: f64, given: f64) -> Error {
    Error::invalid(format!("option '{name}' must be from {min} to {max}, {given} given"))
}

/// The name nearest to `name`, if one is near enough to be what was meant.
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let near = names.map(|candidate| (distance(name, candidate), candidate)).min_by_key(|(d, _)| *d)?;
    (near.0 <= 2 + name.len() / 4).then_some(near.1)
}

/// How many letters have to be changed, added or left out (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPECS: &[Spec] = &[
        Spec { name: "worker_num", kind: Kind::Int(1, 1024), doc: "" },
        Spec { name: "max_wait_time", kind: Kind::Float(0.0, 3600.0), doc: "" },
    ];

    #[test]
    fn unknown_names_get_the_nearest() {
        let text = find(SPECS, "worker_nums").unwrap_err().message;
        assert_eq!(text, "unknown option 'worker_nums': did you mean 'worker_num'?");
        assert_eq!(find(SPECS, "zzz").unwrap_err().message, "unknown option 'zzz'");
    }

    #[test]
    fn values_are_checked() {
        assert!(check(&SPECS[0], Given::Int(4)).is_ok());
        assert!(check(&SPECS[0], Given::Int(0)).unwrap_err().message.contains("from 1 to 1024, 0 given"));
        assert!(check(&SPECS[0], Given::Text("4".into())).unwrap_err().message.contains("type int, string given"));
        assert_eq!(check(&SPECS[1], Given::Int(3)).unwrap(), Given::Float(3.0));
        let flag = Spec { name: "b", kind: Kind::Bool, doc: "" };
        assert_eq!(check(&flag, Given::Int(1)).unwrap(), Given::Bool(true));
        assert_eq!(check(&flag, Given::Int(0)).unwrap(), Given::Bool(false));
        assert!(check(&flag, Given::Int(2)).unwrap_err().message.contains("type bool, int given"));
        let list = Spec { name: "l", kind: Kind::List, doc: "" };
        let text = |t: &str| Given::Text(t.into());
        assert_eq!(check(&list, text("a")).unwrap(), Given::List(vec![text("a")]));
        assert!(
            check(&list, Given::List(vec![text("a"), Given::Int(1)])).unwrap_err().message.contains("list of strings")
        );
        assert!(check(&Spec { kind: Kind::Map, ..list }, Given::List(vec![text("a")])).is_err());
    }
}

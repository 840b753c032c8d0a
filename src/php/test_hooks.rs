//! Functions only the test-suite has (cargo feature `test-hooks`, never in a package).

use super::{coroutine::http::options as client, server::settings as server};
use crate::coroutine::LIMIT_OPTIONS;
use crate::options::{Kind, Spec};
use crate::zend::{Array, Call, Function, Outcome, functions, stubs};

/// The functions.
pub(super) const FUNCTIONS: &[Function] = functions! {
    /// The stubs of everything that is registered, as PHP source.
    "function Peregrine\\Test\\stubs(): string" => stubs_text;
    /// Every option: by method, then by name, what it takes and what it does. The tables of `docs/options.md`.
    "function Peregrine\\Test\\options(): array" => options;
    /// Panics in Rust.
    "function Peregrine\\Test\\panic(string $message): void" => panic;
};

fn stubs_text(_: &Call<'_>) -> Outcome<String> {
    let constants: Vec<_> = super::CONSTANTS.iter().copied().flatten().collect();
    let functions = [super::functions::FUNCTIONS, super::http::sapi::FUNCTIONS];
    Ok(stubs::render(super::CLASSES, &functions, &constants, &[super::VERSION]))
}

fn options(_: &Call<'_>) -> Outcome<Array> {
    let mut methods = Array::new(3);
    methods.set("Server::set()", table(server::OPTIONS));
    methods.set("Coroutine::set()", table(LIMIT_OPTIONS));
    methods.set("Coroutine\\Http\\Client::set()", table(client::OPTIONS));
    Ok(methods)
}

/// An upper bound from here on only keeps arithmetic from overflowing.
const NO_BOUND: i64 = 1 << 40;

fn table(specs: &[Spec]) -> Array {
    let mut table = Array::new(specs.len());
    for Spec { name, kind, doc } in specs {
        let takes = match kind {
            Kind::Bool => "bool".to_owned(),
            Kind::Int(from, to) if *to >= NO_BOUND => format!("int, from {from}"),
            Kind::Int(from, to) => format!("int, {from} to {to}"),
            Kind::Float(from, to) => format!("float, {from} to {to}"),
            Kind::Text => "string".to_owned(),
            Kind::List => "string or list of strings".to_owned(),
            Kind::Map => "array".to_owned(),
        };
        let mut option = Array::new(2);
        option.push(takes);
        option.push(*doc);
        table.set(name, option);
    }
    table
}

fn panic(call: &Call<'_>) -> Outcome {
    let message = call.text(0)?.to_owned();
    panic!("{message}")
}

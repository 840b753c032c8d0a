//! Functions only the test-suite has (cargo feature `test-hooks`, never in a package).

use crate::zend::{Call, Function, Outcome, functions, stubs};

/// The functions.
pub(super) const FUNCTIONS: &[Function] = functions! {
    /// The stubs of everything that is registered, as PHP source.
    "function Peregrine\\Test\\stubs(): string" => stubs_text;
    /// Panics in Rust.
    "function Peregrine\\Test\\panic(string $message): void" => panic;
};

fn stubs_text(_: &Call<'_>) -> Outcome<String> {
    let constants: Vec<_> = super::CONSTANTS.iter().copied().flatten().collect();
    Ok(stubs::render(super::CLASSES, super::functions::FUNCTIONS, &constants))
}

fn panic(call: &Call<'_>) -> Outcome {
    let message = call.text(0)?.to_owned();
    panic!("{message}")
}

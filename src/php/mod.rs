//! The PHP API: one file a class, and this list of all of them.

mod coroutine;
mod exception;
mod functions;
mod options;
#[cfg(feature = "test-hooks")]
mod test_hooks;
mod timer;

use crate::zend::{self, Class, Constant};

/// Every class, parents first.
const CLASSES: &[&Class] = &[
    &exception::EXCEPTION,
    &exception::ERROR,
    &coroutine::COROUTINE,
    &coroutine::CANCELED_EXCEPTION,
    &coroutine::CONTEXT,
    &coroutine::ITERATOR,
    &coroutine::channel::CHANNEL,
    &coroutine::wait_group::WAIT_GROUP,
    &timer::TIMER,
    &timer::ITERATOR,
];

/// Every global constant.
const CONSTANTS: &[&[Constant]] = &[coroutine::channel::CONSTANTS];

/// Registers all of it; PHP has just loaded the extension.
pub(crate) fn register() {
    CLASSES.iter().for_each(|class| zend::register_class(class));
    zend::register_functions(functions::FUNCTIONS);
    #[cfg(feature = "test-hooks")]
    zend::register_functions(test_hooks::FUNCTIONS);
    CONSTANTS.iter().copied().flatten().for_each(zend::register_constant);
    zend::register_text_constant("Peregrine\\VERSION", env!("CARGO_PKG_VERSION"));
}

//! `Peregrine\Exception` and `Peregrine\Error`: the roots of what Peregrine throws.

pub(super) mod kafka_batch_exception;
pub(super) mod kafka_exception;

use crate::zend::Class;

/// What a program may meet and handle.
pub(super) const EXCEPTION: Class = Class {
    name: "Peregrine\\Exception",
    doc: "The root of the exceptions a program may meet and handle.\n",
    parent: "Exception",
    ..Class::EMPTY
};

/// What a program does wrong.
pub(super) const ERROR: Class = Class {
    name: "Peregrine\\Error",
    doc: "Thrown when a program uses Peregrine wrongly; the message says what to change.\n",
    parent: "Error",
    ..Class::EMPTY
};

/// The class name of [`ERROR`].
pub(super) const ERROR_NAME: &str = ERROR.name;

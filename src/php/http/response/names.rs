//! Names of header fields that a program sends again and again: checked, and written in their case, once. One table for
//! the PHP thread; it only saves work, and a name that is not in it is made.

use crate::error::Error;
use crate::http::answer::{Case, FieldName};
use crate::zend::{PhpThread, Str};
use std::cell::RefCell;
use std::rc::Rc;

/// Names a program sends again and again, as they are written; found by the address of the literal that names them.
struct KnownNames([RefCell<Option<KnownName>>; 32]);

/// The name as the program gave it, how it was to be written, and how that reads.
type KnownName = (Str, Case, Rc<FieldName>);

static NAMES: PhpThread<KnownNames> = PhpThread::new(KnownNames([const { RefCell::new(None) }; 32]));

/// The name in this case; fails when it is no token.
pub(super) fn field_name(name: &Str, case: Case) -> Result<Rc<FieldName>, Error> {
    let place = &NAMES.0[(name.address() >> 5) % NAMES.0.len()];
    if let Some((known, known_case, written)) = &*place.borrow()
        && *known_case == case
        && known.bytes() == name.bytes()
    {
        return Ok(written.clone());
    }
    let written = Rc::new(FieldName::new(name.bytes(), case)?);
    *place.borrow_mut() = Some((Str::new(name.bytes()), case, written.clone()));
    Ok(written)
}

//! Writing answers: heads (`head`), status lines (`status`), `Date` (`date`). Appends to buffers; no socket.

pub(crate) mod date;
mod edit;
mod head;
mod status;

pub(crate) use head::{Additions, Ending, Frame, Prepared, is_token, lines, number, write_chunk_line};
pub use head::{Case, FieldName, HeadWriter, is_field_value};
pub use status::reason;

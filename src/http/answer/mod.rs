//! Writing answers: heads (`head`), their fields (`field`) and numbers (`number`), status lines (`status`), `Date`
//! (`date`). Appends to buffers; no socket.

pub(crate) mod date;
mod edit;
mod field;
mod head;
mod number;
mod status;

pub use field::{Case, FieldName, is_field_value};
pub(crate) use field::{is_token, lines};
pub use head::HeadWriter;
pub(crate) use head::{Additions, Ending, Frame, Prepared};
pub(crate) use number::{number, write_chunk_line};
pub use status::reason;

//! HTTP/2 on one connection (RFC 9113), on the h2 crate: the connection as h2 reads and writes it (`transport`, with
//! `meter` against floods), its task (`connection`), and each request: `request` and `body` in, `stream` and `answer`
//! out, `answering` in between. Handlers see the same exchange as with HTTP/1.1.

mod answer;
mod answering;
mod body;
mod connection;
mod meter;
mod request;
mod settings;
mod stream;
mod transport;

pub(in crate::http) use answer::{head, interim, trailers};
pub(in crate::http) use connection::serve;
pub use settings::Settings;
pub use stream::Drained;
pub(in crate::http) use stream::Stream;

/// What a client that speaks HTTP/2 without being asked sends first (RFC 9113 3.4).
pub(in crate::http) const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

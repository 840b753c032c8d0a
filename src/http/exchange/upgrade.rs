//! Taking a connection over for another protocol (RFC 9110 7.8): 101, and from then on bytes as they are in both directions,
//! by the exchange's `read`, `write` and `end`. What the other protocol is, is not known here.

use super::{Ending, Exchange, Inlet, State};
use crate::error::{Error, Result};
use crate::http::answer::{HeadWriter, Prepared, is_token};
use crate::http::h1::head::Version;
use std::rc::Rc;

impl Exchange {
    /// Whether the client asks for `protocol` on this connection.
    pub fn asks_for(&self, protocol: &[u8]) -> bool {
        let names = |field: &[u8], name: &[u8]| {
            field.split(|b| *b == b',').any(|one| one.trim_ascii().eq_ignore_ascii_case(name))
        };
        self.stream.is_none()
            && self.head.version() == Version::Http11
            && self.head.all("connection").any(|field| names(field, b"upgrade"))
            && self.head.all("upgrade").any(|field| names(field, protocol))
    }

    /// Answers 101 with the fields `fields` writes, and Connection and Upgrade. The connection then belongs to this exchange:
    /// what comes is read with [`Exchange::read`] (empty at the end), what is written is sent as it is, and
    /// [`Exchange::end`] closes it. Fails, and changes nothing, when the client did not ask for `protocol` (a token, perhaps
    /// with a version behind a slash), or when the request's body has not been received.
    pub fn upgrade(&self, protocol: &[u8], fields: impl FnOnce(&mut HeadWriter<'_>) -> Result<()>) -> Result<()> {
        self.must_be_open()?;
        if protocol.is_empty() || !protocol.iter().all(|b| is_token(*b) || *b == b'/') {
            return Err(Error::invalid("the protocol must be a name like 'echo' or 'echo/1.0'"));
        }
        if !self.asks_for(protocol) {
            let protocol = String::from_utf8_lossy(protocol);
            return Err(Error::invalid(format!("the client did not ask for {protocol} (Upgrade, with HTTP/1.1)")));
        }
        if !self.has_arrived() {
            return Err(Error::invalid("the request's body must be read before the connection is taken over"));
        }
        let mut head = Prepared::default();
        head.write_bare(101, fields)?;
        self.must_be_connected()?;
        self.closes.set(true);
        *self.tunnel.borrow_mut() = Some(Rc::new(Inlet::new()));
        self.state.set(State::Streaming(Ending::Close));
        if self.settings.front.is_some() {
            self.switched();
        }
        {
            let mut queue = self.connection.queue();
            queue.extend_from_slice(head.lines());
            queue.extend_from_slice(b"Connection: Upgrade\r\nUpgrade: ");
            queue.extend_from_slice(protocol);
            queue.extend_from_slice(b"\r\n\r\n");
        }
        self.connection.submit_now(b"");
        // Its task has to wait for what comes, instead of reading ahead.
        self.connection.wake();
        Ok(())
    }
}

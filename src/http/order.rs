//! What another process of the server wants done to a connection or its detached answer, as bytes between processes, and what
//! became of it.
//! The process that owns the connection carries orders out, one after the other; how they travel is not known here.

use super::exchange::{Exchange, Flow};
use crate::error::{Error, Kind, Result};
use crate::http::answer::Case;
use crate::net::Connection;
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::rc::Rc;

/// One order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Prepared first, if the head is not out.
    pub draft: Option<Draft>,
    /// Then this is done.
    pub act: Act,
}

/// Status and fields of an answer.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// 200 to 999.
    pub status: u16,
    /// Empty: the standard one.
    pub reason: Vec<u8>,
    /// Names and values, as they are written.
    pub fields: Vec<(Vec<u8>, Vec<u8>)>,
}

/// What is to be done.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Act {
    /// Nothing: only to see how it stands.
    #[default]
    Look,
    /// [`Exchange::write`], and wait until the client has taken enough of it.
    Write(Vec<u8>),
    /// [`Exchange::end`]
    End(Vec<u8>),
    /// [`Exchange::send_file`] of the file with this path, from an offset; length 0: all.
    SendFile(Vec<u8>, u64, u64),
    /// [`Exchange::trailer`]
    Trailer(Vec<u8>, Vec<u8>),
    /// Nothing to the answer: whether the connection is open.
    Meet,
    /// [`Connection::finish`]; with true [`Connection::close`] with a reset, at once.
    Close(bool),
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is done; whether the head is out, and whether the answer is ended.
    Done {
        /// Status and fields cannot be changed any more.
        head_sent: bool,
        /// Nothing more can be written.
        ended: bool,
    },
    /// The client is gone, or the answer was ended by somebody else.
    Closed,
    /// It cannot be done, for this reason.
    Refused(String),
}

impl Draft {
    /// Adds a field line.
    pub fn add(&mut self, name: &[u8], value: &[u8]) {
        self.fields.push((name.to_vec(), value.to_vec()));
    }
}

impl Order {
    /// As bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match &self.draft {
            None => out.push(0),
            Some(draft) => {
                out.push(1);
                out.extend_from_slice(&draft.status.to_ne_bytes());
                put(&mut out, &draft.reason);
                out.extend_from_slice(&(draft.fields.len() as u32).to_ne_bytes());
                for (name, value) in &draft.fields {
                    put(&mut out, name);
                    put(&mut out, value);
                }
            }
        }
        match &self.act {
            Act::Look => out.push(0),
            Act::Write(bytes) => tagged(&mut out, 1, &[bytes]),
            Act::End(bytes) => tagged(&mut out, 2, &[bytes]),
            Act::SendFile(path, offset, length) => {
                tagged(&mut out, 3, &[path, &offset.to_ne_bytes(), &length.to_ne_bytes()]);
            }
            Act::Trailer(name, value) => tagged(&mut out, 4, &[name, value]),
            Act::Meet => out.push(5),
            Act::Close(reset) => out.extend([6, u8::from(*reset)]),
        }
        out
    }

    /// Reads one back; refuses ([`Kind::Protocol`]) what is not exactly one.
    pub fn decode(bytes: &[u8]) -> Result<Order> {
        let mut rest = bytes;
        let order = take_order(&mut rest).filter(|_| rest.is_empty());
        order.ok_or_else(|| Error::new(Kind::Protocol, "malformed order from another process"))
    }

    /// Does it, and waits where a writer should. `exchange`: the detached answer of the connection, if there is one.
    pub async fn carry_out(self, connection: &Connection, exchange: Option<&Rc<Exchange>>) -> Fate {
        if let Act::Meet | Act::Close(_) = self.act {
            return self.act.on_connection(connection);
        }
        let Some(exchange) = exchange else { return Fate::Closed };
        let done = self.perform(exchange).await;
        match done {
            Ok(()) if exchange.is_lost() => Fate::Closed,
            Ok(()) => Fate::Done { head_sent: exchange.is_head_sent(), ended: exchange.is_ended() },
            Err(error) if error.kind == Kind::Closed => Fate::Closed,
            Err(error) => Fate::Refused(error.message),
        }
    }

    async fn perform(self, exchange: &Rc<Exchange>) -> Result<()> {
        if let Some(draft) = self.draft.filter(|_| !exchange.is_head_sent()) {
            let reason = Some(&draft.reason[..]).filter(|reason| !reason.is_empty());
            exchange.respond(draft.status, reason, |head| {
                draft.fields.iter().try_for_each(|(name, value)| head.field(name, value, Case::AsIs))
            })?;
        }
        match self.act {
            Act::Look | Act::Meet | Act::Close(_) => Ok(()),
            Act::End(body) => exchange.end(&body),
            Act::Trailer(name, value) => exchange.trailer(&name, &value, Case::AsIs),
            Act::Write(chunk) => match exchange.write(&chunk)? {
                Flow::Full if !exchange.drained().await => Err(Error::new(Kind::Closed, "the client is gone")),
                _ => Ok(()),
            },
            Act::SendFile(path, offset, length) => {
                let path = Path::new(std::ffi::OsStr::from_bytes(&path));
                let file = File::open(path).map_err(|e| Error::io(format_args!("open {}", path.display()), e))?;
                exchange.send_file(file, offset, (length > 0).then_some(length))
            }
        }
    }
}

impl Act {
    /// What needs no answer of its own.
    pub fn on_connection(&self, connection: &Connection) -> Fate {
        if !connection.is_open() {
            return Fate::Closed;
        }
        match self {
            Act::Close(true) => connection.close(true),
            Act::Close(false) => connection.finish(),
            _ => {}
        }
        Fate::Done { head_sent: false, ended: false }
    }
}

impl Fate {
    /// As bytes.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Fate::Done { head_sent, ended } => vec![0, u8::from(*head_sent), u8::from(*ended)],
            Fate::Closed => vec![1],
            Fate::Refused(why) => [&[2], why.as_bytes()].concat(),
        }
    }

    /// Reads one back.
    pub fn decode(bytes: &[u8]) -> Result<Fate> {
        match bytes {
            [0, head_sent, ended] => Ok(Fate::Done { head_sent: *head_sent != 0, ended: *ended != 0 }),
            [1] => Ok(Fate::Closed),
            [2, why @ ..] => Ok(Fate::Refused(String::from_utf8_lossy(why).into_owned())),
            _ => Err(Error::new(Kind::Protocol, "malformed answer from another process")),
        }
    }
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u32).to_ne_bytes());
    out.extend_from_slice(bytes);
}

fn tagged(out: &mut Vec<u8>, tag: u8, parts: &[&[u8]]) {
    out.push(tag);
    parts.iter().for_each(|part| put(out, part));
}

fn take_order(rest: &mut &[u8]) -> Option<Order> {
    let draft = match take_byte(rest)? {
        0 => None,
        1 => Some(take_draft(rest)?),
        _ => return None,
    };
    let act = match take_byte(rest)? {
        0 => Act::Look,
        1 => Act::Write(take(rest)?),
        2 => Act::End(take(rest)?),
        3 => Act::SendFile(take(rest)?, take_number(rest)?, take_number(rest)?),
        4 => Act::Trailer(take(rest)?, take(rest)?),
        5 => Act::Meet,
        6 => Act::Close(take_byte(rest)? != 0),
        _ => return None,
    };
    Some(Order { draft, act })
}

fn take_draft(rest: &mut &[u8]) -> Option<Draft> {
    let (status, left) = rest.split_first_chunk()?;
    *rest = left;
    let reason = take(rest)?;
    let (count, left) = rest.split_first_chunk()?;
    *rest = left;
    let fields = (0..u32::from_ne_bytes(*count)).map(|_| Some((take(rest)?, take(rest)?))).collect::<Option<_>>()?;
    Some(Draft { status: u16::from_ne_bytes(*status), reason, fields })
}

fn take_byte(rest: &mut &[u8]) -> Option<u8> {
    let (byte, left) = rest.split_first()?;
    *rest = left;
    Some(*byte)
}

fn take(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let (length, left) = rest.split_first_chunk()?;
    let (bytes, left) = left.split_at_checked(u32::from_ne_bytes(*length) as usize)?;
    *rest = left;
    Some(bytes.to_vec())
}

fn take_number(rest: &mut &[u8]) -> Option<u64> {
    Some(u64::from_ne_bytes(take(rest)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_survive_the_trip_and_others_are_refused() {
        let draft = || Draft { status: 201, reason: b"x".to_vec(), fields: vec![(b"A".to_vec(), b"b".to_vec())] };
        let orders = [
            Order::default(),
            Order { draft: Some(draft()), act: Act::Write(b"chunk".to_vec()) },
            Order { draft: Some(Draft { status: 200, ..Draft::default() }), act: Act::End(Vec::new()) },
            Order { draft: None, act: Act::SendFile(b"/a".to_vec(), 1, 1 << 40) },
            Order { draft: None, act: Act::Trailer(b"N".to_vec(), b"v".to_vec()) },
            Order { draft: None, act: Act::Meet },
            Order { draft: None, act: Act::Close(true) },
        ];
        for order in orders {
            let bytes = order.encode();
            assert_eq!(Order::decode(&bytes).unwrap(), order);
            for end in 0..bytes.len() {
                assert!(Order::decode(&bytes[..end]).is_err(), "{order:?} cut at {end}");
            }
            assert!(Order::decode(&[&bytes[..], b"x"].concat()).is_err());
        }
    }

    #[test]
    fn fates_survive_the_trip() {
        for fate in [Fate::Done { head_sent: true, ended: false }, Fate::Closed, Fate::Refused("why".into())] {
            assert_eq!(Fate::decode(&fate.encode()).unwrap(), fate);
        }
        assert!(Fate::decode(&[9]).is_err());
    }
}

//! Receiving through TLS: records are read into the session, what they say is taken out of it, and what the session has
//! to say itself (handshake, alerts, tickets) is sent. Sending sealed is `outbound`'s.

use super::receiving::RECEIVE;
use super::{Connection, Input};
use crate::net::tls::{Read, Session};
use bytes::BytesMut;
use std::cell::RefCell;
use std::io;
use std::os::fd::AsFd;
use std::task::{Context, Poll, ready};

impl Connection {
    #[inline(never)]
    pub(super) fn poll_receive_sealed(
        &self,
        session: &RefCell<Session>,
        cx: &mut Context<'_>,
        into: &mut BytesMut,
        max: usize,
    ) -> Poll<Input> {
        loop {
            // In a statement of its own: the borrow must have ended when the session's own records are sent.
            let taken = session.borrow_mut().take(into, max);
            match taken {
                Some(0) => {}
                Some(taken) => return Poll::Ready(Input::Bytes(taken)),
                None => return Poll::Ready(Input::End),
            }
            if !ready!(self.poll_read_sealed(session, cx)) {
                return Poll::Ready(Input::End);
            }
        }
    }

    /// Goes on with the TLS session until `more` says that it is enough (`true`) or nothing more comes (`false`).
    pub(in crate::net) fn poll_tls(&self, cx: &mut Context<'_>, more: impl Fn() -> bool) -> Poll<bool> {
        let Some(session) = self.tls.get() else {
            return Poll::Ready(false);
        };
        while more() {
            if !ready!(self.poll_read_sealed(session, cx)) {
                return Poll::Ready(false);
            }
        }
        Poll::Ready(true)
    }

    /// Waits for records and has the session read them; false at the end.
    fn poll_read_sealed(&self, session: &RefCell<Session>, cx: &mut Context<'_>) -> Poll<bool> {
        if session.borrow().has_ended() {
            return Poll::Ready(false);
        }
        let goes_on = loop {
            let socket = self.socket.borrow();
            let Some(socket) = socket.as_ref() else {
                return Poll::Ready(false);
            };
            let Ok(mut guard) = ready!(socket.poll_read_ready(cx)) else {
                return Poll::Ready(false);
            };
            let read = session.borrow_mut().read(socket.get_ref().as_fd());
            match read {
                Ok(Read::More) => break true,
                Ok(Read::All) => {
                    guard.clear_ready();
                    break true;
                }
                Ok(Read::End) => break false,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => guard.clear_ready(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break false,
            }
        };
        self.send_own_records(session);
        Poll::Ready(goes_on)
    }

    fn send_own_records(&self, session: &RefCell<Session>) {
        if session.borrow().wants_write() && !self.has_file() {
            self.submit_now(b"");
        }
    }

    /// As [`Connection::receive_now`].
    pub(super) fn receive_sealed_now(&self, session: &RefCell<Session>, into: &mut BytesMut) -> Option<Input> {
        let read = session.borrow_mut().read(self.socket.borrow().as_ref()?.get_ref().as_fd());
        match read {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return None,
            Err(_) | Ok(Read::End) => return Some(Input::End),
            Ok(_) => {}
        }
        self.send_own_records(session);
        let taken = session.borrow_mut().take(into, RECEIVE);
        Some(taken.map_or(Input::End, Input::Bytes))
    }

    /// Tells the peer that nothing more will come, as far as the socket takes it.
    pub(super) fn end_session(&self) {
        if let Some(session) = self.tls.get()
            && !self.is_gone()
            && !self.has_file()
        {
            session.borrow_mut().end();
            self.submit_now(b"");
        }
    }
}

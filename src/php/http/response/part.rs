//! What a Response object carries: status, fields and cookies until the head is sent, and the exchange they are for.
//! Dropped without an end, it answers for the program with 500. Knows nothing of arguments and warnings.

use super::RESPONSE;
use crate::error::Error;
use crate::http::Exchange;
use crate::http::answer::{Case, FieldName, HeadWriter, is_field_value};
use crate::http::order::Draft;
use crate::php::http::remote::Remote;
use crate::zend::{Instance, Lazy, Str, Value};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A header field as the program set it.
pub(super) struct Field {
    name: Rc<FieldName>,
    value: Value,
}

/// What a Response object carries.
#[derive(Default)]
pub(in crate::php::http) struct Part {
    pub(super) exchange: RefCell<Option<Rc<Exchange>>>,
    /// Instead of it: an answer of another process.
    pub(super) remote: RefCell<Option<Rc<Remote>>>,
    /// The connection's number, once it is detached.
    pub(super) detached: Cell<i64>,
    pub(super) status: Cell<u16>,
    pub(super) reason: RefCell<Option<Str>>,
    pub(super) fields: RefCell<Vec<Field>>,
    /// Whether one of them is Content-Type.
    pub(super) has_type: Cell<bool>,
    pub(super) cookies: RefCell<Vec<Vec<u8>>>,
}

/// A Response object for this exchange.
pub(in crate::php::http) fn make(exchange: Rc<Exchange>) -> Instance {
    let part = Part::default();
    part.show(exchange);
    Instance::lazy(RESPONSE.name, part)
}

/// A Response object for an answer of another process.
pub(super) fn make_remote(remote: Rc<Remote>) -> Instance {
    let part = Part::default();
    part.status.set(200);
    part.remote.replace(Some(remote));
    Instance::lazy(RESPONSE.name, part)
}

impl Part {
    /// Answers another exchange; only while nobody else holds the object.
    pub(in crate::php::http) fn show(&self, exchange: Rc<Exchange>) {
        self.status.set(200);
        self.has_type.set(false);
        *self.exchange.borrow_mut() = Some(exchange);
    }

    /// Forgets what was prepared for an exchange that is over.
    pub(in crate::php::http) fn forget(&self) {
        self.fields.borrow_mut().clear();
        if self.reason.borrow().is_some() || !self.cookies.borrow().is_empty() {
            self.reason.take();
            self.cookies.take();
        }
    }

    /// What it answers, in this process.
    pub(in crate::php::http) fn exchange(&self) -> Option<Rc<Exchange>> {
        self.exchange.borrow().clone()
    }

    /// Nobody can end it any more.
    pub(in crate::php::http) fn abandon(&self) {
        if let Some(exchange) = self.exchange.take() {
            exchange.abandon();
        }
    }

    /// Ends the answer in the server's own name, if it is not ended.
    pub(in crate::php::http) fn fail(&self, status: u16) {
        let exchange = self.exchange.borrow().clone();
        if let Some(exchange) = exchange {
            exchange.fail(status);
        }
    }

    /// Whether status, fields or cookies were set.
    pub(in crate::php::http) fn is_touched(&self) -> bool {
        self.status.get() != 200 || !self.fields.borrow().is_empty() || !self.cookies.borrow().is_empty()
    }

    /// Hands status and fields over with the first piece of the body.
    pub(in crate::php::http) fn send_head(&self, exchange: &Exchange) -> Result<(), Error> {
        if exchange.is_head_sent() {
            return Ok(());
        }
        let reason = self.reason.borrow();
        exchange.respond(self.status.get(), reason.as_ref().map(Str::bytes), |head| {
            self.write_fields(head)?;
            if !self.has_type.get() && !matches!(self.status.get(), 204 | 304) {
                head.field(b"Content-Type", b"text/html", Case::AsIs)?;
            }
            self.write_cookies(head)
        })
    }

    #[inline]
    pub(super) fn write_cookies(&self, head: &mut HeadWriter<'_>) -> Result<(), Error> {
        self.cookies.borrow().iter().try_for_each(|cookie| head.field(b"Set-Cookie", cookie, Case::AsIs))
    }

    #[inline(always)]
    pub(super) fn write_fields(&self, head: &mut HeadWriter<'_>) -> Result<(), Error> {
        for field in self.fields.borrow().iter() {
            match field.value.elements() {
                None => head.named(&field.name, field.value.as_bytes().unwrap_or_default())?,
                Some(lines) => {
                    for (_, line) in lines {
                        // An object may become another text each time it is asked.
                        let line = line.to_str().filter(|l| is_field_value(l.bytes()));
                        let line = line.ok_or_else(|| Error::invalid("a header value has a line end in it"))?;
                        head.named(&field.name, line.bytes())?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Status and fields for another process's answer, unless its head is out.
    pub(super) fn draft(&self, remote: &Remote) -> Option<Draft> {
        if remote.is_head_sent() {
            return None;
        }
        let reason = self.reason.borrow().as_ref().map_or(Vec::new(), |reason| reason.bytes().to_vec());
        let mut draft = Draft { status: self.status.get(), reason, fields: Vec::new() };
        for field in self.fields.borrow().iter() {
            let name = field.name.name();
            match field.value.elements() {
                None => draft.add(name, field.value.as_bytes().unwrap_or_default()),
                Some(lines) => {
                    lines.filter_map(|(_, line)| line.to_str()).for_each(|line| draft.add(name, line.bytes()))
                }
            }
        }
        if !self.has_type.get() && !matches!(draft.status, 204 | 304) {
            draft.add(b"Content-Type", b"text/html");
        }
        self.cookies.borrow().iter().for_each(|cookie| draft.add(b"Set-Cookie", cookie));
        Some(draft)
    }

    /// Forgets the field of that name.
    #[cold]
    pub(super) fn remove_field(&self, name: &FieldName) {
        if name.is_content_type() {
            self.has_type.set(false);
        }
        let mut fields = self.fields.borrow_mut();
        let at = fields.iter().position(|field| field.name.name().eq_ignore_ascii_case(name.name()));
        let gone = at.map(|at| fields.remove(at));
        drop(fields);
        drop(gone);
    }

    /// Sets a field, replacing one of that name.
    pub(super) fn set_field(&self, name: Rc<FieldName>, value: Value) {
        if name.is_content_type() {
            self.has_type.set(true);
        }
        let mut fields = self.fields.borrow_mut();
        let same = |f: &&mut Field| Rc::ptr_eq(&f.name, &name) || f.name.name().eq_ignore_ascii_case(name.name());
        match fields.iter_mut().find(same) {
            None => fields.push(Field { name, value }),
            Some(earlier) => {
                let gone = std::mem::replace(earlier, Field { name, value });
                drop(fields);
                drop(gone);
            }
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.abandon();
    }
}

impl Lazy for Part {
    fn fill(&self, _: u32) -> Value {
        let remote = || self.remote.borrow().as_ref().map_or(self.detached.get(), |remote| remote.number());
        self.exchange.borrow().as_ref().map_or_else(remote, |e| e.connection_id().number()).into()
    }
}

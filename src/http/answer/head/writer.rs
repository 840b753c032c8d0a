//! Who puts fields into a head while a program prepares it: checks each, writes it, and notes those that only the
//! server can set right (Content-Length, Transfer-Encoding, Connection) instead of writing them.

use super::Prepared;
use crate::error::{Error, Result};
use crate::http::answer::field::{Case, FieldName, bad_name, check_value, is_field_value, write_case};
use crate::http::answer::number;

/// Takes the fields of one head; see `Exchange::respond`.
pub struct HeadWriter<'a> {
    pub(super) head: &'a mut Prepared,
}

impl HeadWriter<'_> {
    /// Appends a field. Fails when the name is no token, when the value has control characters other than tab (CR, LF
    /// and NUL would break the message: RFC 9110 5.5), and when the field is one only the server can set right.
    #[inline]
    pub fn field(&mut self, name: &[u8], value: &[u8], case: Case) -> Result<()> {
        check_value(name, value)?;
        if self.is_the_servers(name, value)? {
            return Ok(());
        }
        let lines = &mut self.head.lines;
        let start = lines.len();
        lines.reserve(name.len() + value.len() + 4);
        lines.extend_from_slice(name);
        if !write_case(&mut lines[start..], case) || name.is_empty() {
            lines.truncate(start);
            return Err(bad_name(name));
        }
        lines.extend_from_slice(b": ");
        lines.extend_from_slice(value);
        lines.extend_from_slice(b"\r\n");
        Ok(())
    }

    /// As [`HeadWriter::field`], for a name that was checked before, and a value for which [`is_field_value`] is true.
    #[inline]
    pub fn named(&mut self, name: &FieldName, value: &[u8]) -> Result<()> {
        debug_assert!(is_field_value(value));
        if name.is_special && self.is_the_servers(name.name(), value)? {
            return Ok(());
        }
        let lines = &mut self.head.lines;
        lines.reserve(name.line.len() + value.len() + 2);
        lines.extend_from_slice(&name.line);
        lines.extend_from_slice(value);
        lines.extend_from_slice(b"\r\n");
        Ok(())
    }

    /// Notes the fields the server finishes itself; true when the field is not to be written as it is.
    fn is_the_servers(&mut self, name: &[u8], value: &[u8]) -> Result<bool> {
        let head = &mut *self.head;
        match name.len() {
            4 if name.eq_ignore_ascii_case(b"date") => head.has_date = true,
            6 if name.eq_ignore_ascii_case(b"server") => head.has_server = true,
            // Who sends Upgrade sends the option, too (RFC 9110 7.8).
            7 if name.eq_ignore_ascii_case(b"upgrade") => head.take_options(b"Upgrade"),
            10 if name.eq_ignore_ascii_case(b"connection") => {
                head.take_options(value);
                return Ok(true);
            }
            14 if name.eq_ignore_ascii_case(b"content-length") => {
                // Some programs take theirs back like this.
                if value.is_empty() {
                    head.length = None;
                    return Ok(true);
                }
                let length = number(value).filter(|n| head.length.is_none_or(|known| known == *n));
                head.length = Some(length.ok_or_else(|| Error::invalid("Content-Length must be one decimal number"))?);
                return Ok(true);
            }
            17 if name.eq_ignore_ascii_case(b"transfer-encoding") => {
                if !value.trim_ascii().eq_ignore_ascii_case(b"chunked") {
                    return Err(Error::invalid("Transfer-Encoding can only be chunked; the server does the framing"));
                }
                head.chunked = true;
                return Ok(true);
            }
            _ => {}
        }
        Ok(false)
    }
}

impl Prepared {
    /// `close` and `keep-alive` are the server's to write; other options (`Upgrade`) are the program's. Each is sent once.
    fn take_options(&mut self, value: &[u8]) {
        for option in value.split(|b| *b == b',').map(<[u8]>::trim_ascii) {
            if option.eq_ignore_ascii_case(b"close") {
                self.closes = true;
            } else if !option.is_empty() && !option.eq_ignore_ascii_case(b"keep-alive") && !self.has_option(option) {
                if !self.options.is_empty() {
                    self.options.extend_from_slice(b", ");
                }
                self.options.extend_from_slice(option);
            }
        }
    }

    fn has_option(&self, option: &[u8]) -> bool {
        self.options.split(|b| *b == b',').any(|known| known.trim_ascii().eq_ignore_ascii_case(option))
    }
}

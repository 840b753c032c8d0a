//! `Peregrine\Http\Cookie`: a cookie put together step by step, for `Response::cookie()` and its kin. The line itself is
//! made by `http/cookie.rs`.

use crate::error::Result;
use crate::http::cookie::{Cookie, Value};
use crate::zend::{self, Array, Call, Class, Kind, Outcome, functions, throw::warn};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

/// `Http\Cookie`
pub(in crate::php) const COOKIE: Class = Class {
    name: "Peregrine\\Http\\Cookie",
    doc: "A cookie for `Response::cookie()`, which may be sent with any number of responses. Each `with…()` changes this\n\
          object and returns it. Without `withPath()` there is no path: clients take that of the request.\n",
    kind: Kind::Native,
    methods: functions! {
        /// @param bool $encode whether the value is written as `urlencode()` does it; false: as it is
        "public function __construct(bool $encode = true)" => construct;
        /// Its name: no '=', commas, semicolons, blanks or controls.
        "public function withName(string $name): Peregrine\\Http\\Cookie" => with_name;
        /// Its value; '' deletes the cookie at the client.
        "public function withValue(string $value = ''): Peregrine\\Http\\Cookie" => with_value;
        /// When the client forgets it, in seconds since 1970; 0: at the end of its session.
        "public function withExpires(int $expires = 0): Peregrine\\Http\\Cookie" => with_expires;
        /// The paths it is for; '': none is said.
        "public function withPath(string $path = '/'): Peregrine\\Http\\Cookie" => with_path;
        /// The domain it is for; '': the host that was asked.
        "public function withDomain(string $domain = ''): Peregrine\\Http\\Cookie" => with_domain;
        /// Whether it is for TLS only.
        "public function withSecure(bool $secure = false): Peregrine\\Http\\Cookie" => with_secure;
        /// Whether scripts in the page cannot read it.
        "public function withHttpOnly(bool $httpOnly = false): Peregrine\\Http\\Cookie" => with_http_only;
        /// `Strict`, `Lax` or `None`; '': none is said.
        "public function withSameSite(string $sameSite = ''): Peregrine\\Http\\Cookie" => with_same_site;
        /// `Low`, `Medium` or `High`; '': none is said.
        "public function withPriority(string $priority = ''): Peregrine\\Http\\Cookie" => with_priority;
        /// Whether each site that embeds this one has a cookie of its own.
        "public function withPartitioned(bool $partitioned = false): Peregrine\\Http\\Cookie" => with_partitioned;
        /// The value of the Set-Cookie field.
        ///
        /// @return string|false false, with a warning that says why, when this makes no cookie
        "public function toString(): string|false" => to_string;
        /// name, value, path, domain, sameSite, priority, encode, expires, secure, httpOnly and partitioned.
        "public function toArray(): array" => to_array;
        /// Forgets all that was set; the value is encoded again.
        "public function reset(): void" => reset;
    },
    ..Class::EMPTY
};

/// What a Cookie object carries.
#[derive(Default)]
pub(super) struct Prepared {
    cookie: RefCell<Cookie<'static>>,
    value: Cell<Value>,
}

impl Prepared {
    /// The value of its Set-Cookie field.
    pub(super) fn line(&self) -> Result<Vec<u8>> {
        self.cookie.borrow().line(self.value.get())
    }
}

fn construct(call: &Call<'_>) -> Outcome {
    let value = if call.bool_or(0, true)? { Value::Encoded } else { Value::Raw };
    Ok(call.construct(Prepared { value: Cell::new(value), ..Prepared::default() })?)
}

type Text = Cow<'static, [u8]>;

fn set_text(
    call: &Call<'_>,
    default: &'static [u8],
    of: for<'a> fn(&'a mut Cookie<'static>) -> &'a mut Text,
) -> Outcome<zend::Value> {
    let text = if call.count() > 0 { Text::Owned(call.bytes(0)?.to_vec()) } else { default.into() };
    *of(&mut call.this::<Prepared>()?.cookie.borrow_mut()) = text;
    Ok(call.this_value())
}

fn set_flag(call: &Call<'_>, of: for<'a> fn(&'a mut Cookie<'static>) -> &'a mut bool) -> Outcome<zend::Value> {
    let flag = call.bool_or(0, false)?;
    *of(&mut call.this::<Prepared>()?.cookie.borrow_mut()) = flag;
    Ok(call.this_value())
}

fn with_name(call: &Call<'_>) -> Outcome<zend::Value> {
    set_text(call, b"", |cookie| &mut cookie.name)
}

fn with_value(call: &Call<'_>) -> Outcome<zend::Value> {
    set_text(call, b"", |cookie| &mut cookie.value)
}

fn with_expires(call: &Call<'_>) -> Outcome<zend::Value> {
    let expires = call.long_or(0, 0)?;
    call.this::<Prepared>()?.cookie.borrow_mut().expires = expires;
    Ok(call.this_value())
}

fn with_path(call: &Call<'_>) -> Outcome<zend::Value> {
    set_text(call, b"/", |cookie| &mut cookie.path)
}

fn with_domain(call: &Call<'_>) -> Outcome<zend::Value> {
    set_text(call, b"", |cookie| &mut cookie.domain)
}

fn with_secure(call: &Call<'_>) -> Outcome<zend::Value> {
    set_flag(call, |cookie| &mut cookie.secure)
}

fn with_http_only(call: &Call<'_>) -> Outcome<zend::Value> {
    set_flag(call, |cookie| &mut cookie.http_only)
}

fn with_same_site(call: &Call<'_>) -> Outcome<zend::Value> {
    set_text(call, b"", |cookie| &mut cookie.same_site)
}

fn with_priority(call: &Call<'_>) -> Outcome<zend::Value> {
    set_text(call, b"", |cookie| &mut cookie.priority)
}

fn with_partitioned(call: &Call<'_>) -> Outcome<zend::Value> {
    set_flag(call, |cookie| &mut cookie.partitioned)
}

fn to_string(call: &Call<'_>) -> Outcome<zend::Value> {
    match call.this::<Prepared>()?.line() {
        Ok(line) => Ok(zend::Str::new(&line).into()),
        Err(error) => {
            warn(&error.message);
            Ok(false.into())
        }
    }
}

fn to_array(call: &Call<'_>) -> Outcome<Array> {
    let prepared = call.this::<Prepared>()?;
    let cookie = prepared.cookie.borrow();
    let mut array = Array::new(11);
    let texts = [
        ("name", &cookie.name),
        ("value", &cookie.value),
        ("path", &cookie.path),
        ("domain", &cookie.domain),
        ("sameSite", &cookie.same_site),
        ("priority", &cookie.priority),
    ];
    texts.into_iter().for_each(|(key, text)| array.set(key, zend::Str::new(text)));
    array.set("encode", prepared.value.get() == Value::Encoded);
    array.set("expires", cookie.expires);
    array.set("secure", cookie.secure);
    array.set("httpOnly", cookie.http_only);
    array.set("partitioned", cookie.partitioned);
    Ok(array)
}

fn reset(call: &Call<'_>) -> Outcome {
    let prepared = call.this::<Prepared>()?;
    prepared.cookie.take();
    prepared.value.take();
    Ok(())
}

//! What a codec made of an input, in a form in which two of them can be compared.

/// Of one input.
#[derive(Debug, PartialEq)]
pub struct Outcome {
    /// The requests it handed on with their whole body, each as [`Request::record`].
    pub requests: Vec<Vec<u8>>,
    /// Where in the input it stood when it had taken the last of them; known of our codec only.
    pub taken: usize,
    /// Where that last request began; known of our codec only.
    pub last: usize,
    pub end: End,
}

/// What came after the last request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Nothing.
    Clean,
    /// Something that could become a request if more came.
    Partial,
    /// The request asked to close the connection; what follows it is not looked at.
    Closed,
    /// A request that is refused, with our reason for it (hyper gives none).
    Refused(&'static str),
}

/// One request.
pub struct Request<'a> {
    pub method: &'a [u8],
    pub authority: Option<&'a [u8]>,
    pub path: &'a [u8],
    pub query: Option<&'a [u8]>,
    pub http11: bool,
    /// Names in lower case.
    pub fields: Vec<(Vec<u8>, &'a [u8])>,
}

impl Request<'_> {
    /// All of it as bytes. hyper keeps no order between fields of different names, so there is none.
    pub fn record(mut self, body: &[u8]) -> Vec<u8> {
        self.fields.sort_by(|a, b| a.0.cmp(&b.0));
        let mut out = Vec::with_capacity(256);
        let mut put = |part: &[u8]| {
            out.extend_from_slice(part);
            out.extend_from_slice(b"\n");
        };
        put(self.method);
        put(self.authority.unwrap_or(b"(origin form)"));
        put(self.path);
        put(self.query.unwrap_or(b"(no query)"));
        put(if self.http11 { b"1.1" } else { b"1.0" });
        for (name, value) in &self.fields {
            put(name);
            put(value);
        }
        put(b"");
        put(body);
        out
    }
}

//! Request bodies for the service with the rules that come with it: valid events in many spellings, and invalid ones
//! of every kind. Every event has its own id, `seed-number`; the number is its place in the ledger.

use crate::ledger::Ledger;

/// xorshift64*: good enough to mix requests, and the same for the same seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// 0 to `sides` - 1.
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % sides
    }

    pub(crate) fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len() as u64) as usize]
    }
}

/// What a request is, and so what its answer has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    One,
    Array,
    Invalid,
    InvalidInArray,
    NotJson,
    WrongMediaType,
    TooMany,
    TooLarge,
    Status,
}

impl Kind {
    /// The status the service promises; a 5xx is possible beside it.
    pub(crate) fn expected(self) -> u16 {
        match self {
            Kind::One | Kind::Array => 202,
            Kind::Invalid | Kind::InvalidInArray => 422,
            Kind::NotJson => 400,
            Kind::WrongMediaType => 415,
            Kind::TooMany | Kind::TooLarge => 413,
            Kind::Status => 200,
        }
    }
}

/// One request: its bytes on the wire and the ids in it.
pub(crate) struct Request {
    pub(crate) kind: Kind,
    pub(crate) bytes: Vec<u8>,
    /// Numbers of its events in the ledger.
    pub(crate) ids: std::ops::Range<usize>,
}

/// Makes a random request and enters its events in the ledger.
pub(crate) fn request(dice: &mut Dice, ledger: &mut Ledger) -> Request {
    let kind = kind(dice);
    let from = ledger.len();
    let count = match kind {
        Kind::Array if dice.roll(100) == 0 => 1000,
        Kind::Array | Kind::InvalidInArray => 2 + dice.roll(40),
        Kind::TooMany => 1001,
        Kind::TooLarge | Kind::Status => 0,
        _ => 1,
    };
    let bad = dice.roll(count.max(1));
    let texts: Vec<String> = (0..count)
        .map(|n| {
            let id = format!("{}-{}", ledger.seed, ledger.len());
            let spoil = match kind {
                Kind::Invalid => true,
                Kind::InvalidInArray => n == bad,
                _ => false,
            };
            let text = event(dice, &id, spoil);
            ledger.enter(text.as_bytes());
            text
        })
        .collect();
    let bytes = match kind {
        Kind::Status => {
            format!("GET {} HTTP/1.1\r\nHost: load\r\n\r\n", dice.pick(&["/healthz", "/readyz", "/stats"])).into_bytes()
        }
        Kind::TooLarge => head("application/json", 3 << 20),
        _ => {
            let body = body(dice, kind, &texts);
            let media = if kind == Kind::WrongMediaType { "text/plain" } else { dice.pick(&MEDIA_TYPES) };
            let mut bytes = head(media, body.len());
            bytes.extend_from_slice(body.as_bytes());
            bytes
        }
    };
    Request { kind, bytes, ids: from..ledger.len() }
}

const MEDIA_TYPES: [&str; 3] = ["application/json", "application/json; charset=utf-8", "application/cloudevents+json"];

fn kind(dice: &mut Dice) -> Kind {
    match dice.roll(100) {
        0..60 => Kind::One,
        60..78 => Kind::Array,
        78..86 => Kind::Invalid,
        86..90 => Kind::InvalidInArray,
        90..93 => Kind::NotJson,
        93..96 => Kind::WrongMediaType,
        96 if dice.roll(4) == 0 => Kind::TooMany,
        96..98 => Kind::TooLarge,
        _ => Kind::Status,
    }
}

/// A head whose Content-Length is `length`; with `TooLarge` no body follows, the server need not wait for it.
fn head(media: &str, length: usize) -> Vec<u8> {
    format!("POST /events HTTP/1.1\r\nHost: load\r\nContent-Type: {media}\r\nContent-Length: {length}\r\n\r\n")
        .into_bytes()
}

fn body(dice: &mut Dice, kind: Kind, texts: &[String]) -> String {
    match kind {
        Kind::Array | Kind::InvalidInArray | Kind::TooMany => {
            let between = dice.pick(&[",", ", ", " ,\n", "\t,\r\n"]);
            format!("[{0}{1}{0}]", dice.pick(&["", " ", "\n"]), texts.join(between))
        }
        // What would be valid, cut off or with something behind it.
        Kind::NotJson if dice.roll(2) == 0 => texts[0][..texts[0].len() - 1].to_owned(),
        Kind::NotJson => format!("{}}}", texts[0]),
        _ => texts[0].clone(),
    }
}

/// The JSON text of an event, in one of many spellings: member order, white space, escapes, numbers, unknown fields.
fn event(dice: &mut Dice, id: &str, spoil: bool) -> String {
    let sp = dice.pick(&["", "", "", " ", "\n  "]);
    let (kind, payload) = match dice.roll(3) {
        0 => ("sensor.reading", sensor(dice, sp, spoil)),
        1 => ("order.created", order(dice, sp, spoil)),
        _ => ("page.viewed", page(dice, sp, spoil)),
    };
    let ts = dice.pick(&["2026-11-02T10:11:12Z", "2026-11-02t10:11:12.123456+01:00", "2016-12-31T23:59:60Z"]);
    let extra = dice.pick(&["", "", ",\"trace\":{\"a\":[1,2.50,-0.0,1E400,null,[]],\"]}\":\"\\\"[{,\\\\\"}"]);
    let (id, kind) = (format!("\"id\":{sp}\"{id}\""), format!("\"type\":{sp}\"{kind}\""));
    let (ts, payload) = (format!("\"ts\":{sp}\"{ts}\""), format!("\"payload\":{sp}{payload}"));
    match dice.roll(2) {
        0 => format!("{{{sp}{id},{kind},{sp}{ts},{payload}{extra}{sp}}}"),
        _ => format!("{{{payload},{sp}{ts},{kind},{id}{extra}}}"),
    }
}

fn sensor(dice: &mut Dice, sp: &str, spoil: bool) -> String {
    let celsius = if spoil { "60.5" } else { dice.pick(&["21.50", "-3", "2.15e1", "0"]) };
    let battery = dice.pick(&["", ",\"battery\":100.0", ",\"battery\":null"]);
    format!("{{\"sensor\":{sp}\"roof-{}\",\"celsius\":{celsius}{battery}}}", dice.roll(99))
}

fn order(dice: &mut Dice, sp: &str, spoil: bool) -> String {
    let items: Vec<String> = (0..1 + dice.roll(4))
        .map(|n| format!("{{{sp}\"sku\":\"ABCD-{n}\",\"quantity\":{}}}", 1 + dice.roll(9)))
        .collect();
    let currency = if spoil { "XXX" } else { "EUR" };
    let note = dice.pick(&["", ",\"note\":\"Grüße, 漢字 😀 \\u00e9\\ud83d\\ude00 \\\"quoted\\\"\""]);
    format!("{{\"amount\":12.50,\"currency\":\"{currency}\",\"items\":[{}]{note}}}", items.join(","))
}

fn page(dice: &mut Dice, sp: &str, spoil: bool) -> String {
    let visitor = if spoil { "nobody" } else { "0123456789abcdef0123456789abcdef" };
    let filler = "x".repeat(dice.roll(600) as usize);
    format!(
        "{{\"url\":{sp}\"https:\\/\\/example.org\\/?{filler}\",\"visitor\":\"{visitor}\",\"tags\":[\"a\",{sp}\"é\"]}}"
    )
}

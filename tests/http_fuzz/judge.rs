//! Holds our codec to hyper's: the same requests, or ours refuses for a reason in `rules` that is true of the input.

use super::input::Input;
use super::ours::Ours;
use super::outcome::{End, Outcome};
use super::raw::Raw;
use super::rules;
use super::theirs::Theirs;

/// What both made of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The same requests, and then both came to this end.
    Same(Ended),
    /// The same requests, and then ours refused by this rule (its place in `RULES`).
    Stricter(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Accepted,
    Incomplete,
    Refused,
}

/// Both codecs, reused from input to input.
pub struct Judge {
    ours: Ours,
    theirs: Theirs,
}

impl Judge {
    pub fn new() -> Self {
        Judge { ours: Ours::default(), theirs: Theirs::new() }
    }

    /// `Err` says what must not be.
    pub fn judge(&mut self, input: &Input) -> Result<Verdict, String> {
        let (ours, theirs) = (self.ours.read(input), self.theirs.read(input)?);
        let verdict = self.compare(input, &ours, &theirs).map_err(|why| explain(&why, &ours, &theirs))?;
        match input.valid {
            Some(requests) if ours.requests.len() != requests || verdict != Verdict::Same(Ended::Accepted) => {
                Err(explain("a valid input was not taken", &ours, &theirs))
            }
            _ => Ok(verdict),
        }
    }

    /// As `judge` with the codecs exchanged: what it says must then be wrong is what a laxer codec of ours would be.
    pub fn exchanged(&mut self, input: &Input) -> Result<Verdict, String> {
        let (ours, theirs) = (self.ours.read(input), self.theirs.read(input)?);
        self.compare(input, &theirs, &ours)
    }

    fn compare(&mut self, input: &Input, ours: &Outcome, theirs: &Outcome) -> Result<Verdict, String> {
        let both = ours.requests.len().min(theirs.requests.len());
        if let Some(n) = (0..both).find(|n| ours.requests[*n] != theirs.requests[*n]) {
            return Err(format!("request {n} is not the same"));
        }
        if ours.requests.len() > both {
            return Err("ours took a request that hyper did not".into());
        }
        match (ours.end, theirs.end) {
            (End::Refused(_), End::Refused(_)) => Ok(Verdict::Same(Ended::Refused)),
            (End::Refused(reason), _) => self.refused(input, ours, theirs, reason),
            (End::Closed, end) if theirs.requests.len() > both || end != End::Clean => {
                stricter(rules::CLOSE, &input.bytes[ours.last..ours.taken])
            }
            _ if theirs.requests.len() > both => Err("hyper took a request that ours did not".into()),
            (End::Clean | End::Closed, End::Clean) => Ok(Verdict::Same(Ended::Accepted)),
            (End::Partial, End::Partial) => Ok(Verdict::Same(Ended::Incomplete)),
            (End::Partial, End::Refused(_)) => self.partial(input, ours),
            // To hyper the start of an empty line before a request is nothing.
            (End::Partial, End::Clean) if input.bytes[ours.taken..].iter().all(|b| matches!(b, b'\r' | b'\n')) => {
                Ok(Verdict::Same(Ended::Accepted))
            }
            _ => Err("the ends do not match".into()),
        }
    }

    /// Ours refused, hyper did not, or not yet: it looks at a head when it is whole.
    fn refused(&mut self, input: &Input, ours: &Outcome, theirs: &Outcome, reason: &str) -> Result<Verdict, String> {
        if theirs.requests.len() == ours.requests.len() {
            let longer = self.theirs.read(&input.followed_by(b"\r\n\r\n"))?;
            if longer.requests.len() == ours.requests.len() && matches!(longer.end, End::Refused(_)) {
                return Ok(Verdict::Same(Ended::Refused));
            }
        }
        stricter(reason, &input.bytes[ours.taken..])
    }

    /// hyper refused, ours has not yet: it looks at a line when it is whole, and must refuse it then.
    fn partial(&mut self, input: &Input, ours: &Outcome) -> Result<Verdict, String> {
        let longer = self.ours.read(&input.followed_by(b"\r\n\r\n"));
        let refuses = longer.requests.len() == ours.requests.len() && matches!(longer.end, End::Refused(_));
        refuses.then_some(Verdict::Same(Ended::Refused)).ok_or("hyper refuses what ours waits for".into())
    }
}

/// By the rule with this reason, if it is true of these bytes.
fn stricter(reason: &str, bytes: &[u8]) -> Result<Verdict, String> {
    let rule = rules::find(reason).ok_or(format!("no rule lets ours refuse because {reason}"))?;
    let holds = (rules::RULES[rule].witness)(&Raw::new(bytes));
    holds.then_some(Verdict::Stricter(rule)).ok_or(format!("not true: {reason}"))
}

fn explain(why: &str, ours: &Outcome, theirs: &Outcome) -> String {
    let show = |outcome: &Outcome| {
        let requests: String = outcome.requests.iter().map(|r| format!("    {}\n", r.escape_ascii())).collect();
        format!("{:?} after {} requests\n{requests}", outcome.end, outcome.requests.len())
    };
    format!("{why}\n  ours: {}  hyper: {}", show(ours), show(theirs))
}

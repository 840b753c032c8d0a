//! Signatures as PHP writes them: `public static function join(array $cids, float $timeout = -1): bool`. One line is
//! the source of the argument checks, of Reflection and of the stubs.

/// A parsed signature.
#[derive(Debug, PartialEq, Eq, Default)]
pub(super) struct Signature {
    pub(super) name: String,
    pub(super) modifiers: Vec<String>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) returns: String,
}

/// One parameter.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) type_: String,
    pub(super) default_value: Option<String>,
    pub(super) by_reference: bool,
    pub(super) variadic: bool,
    /// Marked `#[\SensitiveParameter]`: its value is left out of backtraces.
    pub(super) sensitive: bool,
}

impl Signature {
    /// Parses a function or method; None when it is not one (a mistake in this crate, found at start-up).
    pub(super) fn parse(text: &str) -> Option<Signature> {
        let (before, rest) = text.split_once("function ")?;
        let (name, rest) = rest.split_once('(')?;
        let (parameters, returns) = rest.rsplit_once(')')?;
        let parameters = split_outside_brackets(parameters).into_iter().map(parameter).collect::<Option<_>>()?;
        Some(Signature {
            name: name.trim().to_owned(),
            modifiers: before.split_whitespace().map(str::to_owned).collect(),
            parameters,
            returns: returns.trim().trim_start_matches(':').trim().trim_start_matches('\\').to_owned(),
        })
    }

    /// How many arguments must be given.
    pub(super) fn required(&self) -> u32 {
        self.parameters.iter().take_while(|p| p.default_value.is_none() && !p.variadic).count() as u32
    }
}

fn split_outside_brackets(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts.into_iter().map(str::trim).filter(|p| !p.is_empty()).collect()
}

const SENSITIVE: &str = "#[\\SensitiveParameter]";

fn parameter(text: &str) -> Option<Parameter> {
    let (declaration, default_value) = match text.split_once('=') {
        Some((declaration, value)) => (declaration.trim(), Some(value.trim().to_owned())),
        None => (text, None),
    };
    let (before, name) = declaration.split_once('$')?;
    let sensitive = before.contains(SENSITIVE);
    let before = before.replace(SENSITIVE, "");
    let by_reference = before.contains('&');
    let variadic = before.contains("...");
    let type_ = before.replace(['&', '.'], "").trim().trim_start_matches('\\').to_owned();
    Some(Parameter { name: name.trim().to_owned(), type_, default_value, by_reference, variadic, sensitive })
}

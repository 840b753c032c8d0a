//! Credentials that a program prints: `credential_process` of a profile
//! (docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html). The program is run without a shell, on one of
//! tokio's blocking threads; what it says on its standard error goes where this process's does. Nothing of its output or of its
//! arguments is ever repeated.

use super::calendar::from_rfc3339;
use super::credentials::Credentials;
use crate::error::{Error, Kind, Result};
use crate::time::timeout;
use serde_json::Value;
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// How long it may take; it may ask somebody.
const PATIENCE: Duration = Duration::from_secs(60);
/// What it may print at most.
const MAX_OUTPUT: u64 = 256 << 10;

/// Runs the command and takes what it prints.
pub(super) async fn credentials(command: &str) -> Result<Credentials> {
    run(command, PATIENCE).await
}

async fn run(command: &str, patience: Duration) -> Result<Credentials> {
    let words = words(command)?;
    let wrong = |why: &str| Error::new(Kind::Protocol, format!("AWS credential_process {}: {why}", words[0]));
    let started = Command::new(&words[0]).args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = started.map_err(|error| Error::io(format!("AWS credential_process: run {}", words[0]), error))?;
    let output = child.stdout.take();
    let child = Arc::new(Mutex::new(child));
    let waiting = child.clone();
    let ended = tokio::task::spawn_blocking(move || {
        let mut text = Vec::new();
        let read = output.map(|output| output.take(MAX_OUTPUT).read_to_end(&mut text));
        (read, text, wait(&waiting))
    });
    let Ok(ended) = timeout(patience, ended).await else {
        let _ = locked(&child).kill(); // its end ends the thread
        return Err(wrong(&format!("it did not end within {} s", patience.as_secs())));
    };
    let (read, text, status) = ended.map_err(|error| wrong(&format!("the event loop ended: {error}")))?;
    if let Some(Err(error)) = read {
        return Err(wrong(&format!("read what it prints: {error}")));
    }
    match status {
        Ok(status) if status.success() => parse(&text).map_err(|why| wrong(&why)),
        Ok(status) => Err(wrong(&format!("it ended with {status}"))),
        Err(error) => Err(wrong(&format!("wait for its end: {error}"))),
    }
}

fn locked(child: &Mutex<Child>) -> std::sync::MutexGuard<'_, Child> {
    child.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The end of a program that has closed its output. Held only for a look at a time, so that it can be killed meanwhile.
fn wait(child: &Mutex<Child>) -> std::io::Result<ExitStatus> {
    loop {
        if let Some(status) = locked(child).try_wait()? {
            return Ok(status);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// `{"Version": 1, "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}`; the last two may be left out.
fn parse(text: &[u8]) -> std::result::Result<Credentials, String> {
    let all: Value = serde_json::from_slice(text).map_err(|_| "what it prints is no JSON")?;
    if all.get("Version").and_then(Value::as_i64) != Some(1) {
        return Err("what it prints has no \"Version\": 1".to_owned());
    }
    let get = |name: &str| all.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let needed = |name: &str| get(name).ok_or_else(|| format!("what it prints has no {name}"));
    let mut credentials = Credentials::new(needed("AccessKeyId")?, needed("SecretAccessKey")?, get("SessionToken"));
    if let Some(end) = get("Expiration") {
        let end = from_rfc3339(&end.replace("+00:00", "Z"));
        let end = end.ok_or("its Expiration is no time like 2026-01-02T03:04:05Z")?;
        if end <= SystemTime::now() {
            return Err("the credentials that it prints have ended already".to_owned());
        }
        credentials.expires = Some(end);
    }
    Ok(credentials)
}

/// The words of a command line: separated by blanks, kept together by quotes; a backslash takes the next character as it is, but
/// not within single quotes. Nothing else is special.
fn words(line: &str) -> Result<Vec<String>> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match (character, quote) {
            (mark @ ('"' | '\''), None) => {
                quote = Some(mark);
                word.get_or_insert_default();
            }
            (mark, Some(open)) if mark == open => quote = None,
            ('\\', None | Some('"')) => word.get_or_insert_default().extend(characters.next()),
            (' ' | '\t', None) => words.extend(word.take()),
            (character, _) => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    if quote.is_some() || words.is_empty() {
        let why = if words.is_empty() { "it is empty" } else { "a quote is not closed" };
        return Err(Error::invalid(format!("AWS credential_process: {why}")));
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn command_lines() {
        let of = |line: &str| words(line).unwrap();
        assert_eq!(
            of(r#""/opt/a b/get" --for 'x "y" \n' c\ d """#),
            ["/opt/a b/get", "--for", "x \"y\" \\n", "c d", ""]
        );
        assert_eq!(of("  get   $HOME;ls  "), ["get", "$HOME;ls"], "no shell looks at it");
        assert!(words("get 'x").unwrap_err().message.contains("quote") && words(" ").is_err());
    }

    #[test]
    fn what_it_has_to_print() {
        let found =
            parse(br#"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S","Expiration":"2099-01-02T03:04:05+00:00"}"#);
        assert!(found.unwrap().expires.is_some());
        for (text, why) in [
            ("no", "no JSON"),
            (r#"{"AccessKeyId":"A","SecretAccessKey":"S3CRET"}"#, "Version"),
            (r#"{"Version":2,"AccessKeyId":"A","SecretAccessKey":"S3CRET"}"#, "Version"),
            (r#"{"Version":1,"AccessKeyId":"A"}"#, "no SecretAccessKey"),
            (r#"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S3CRET","Expiration":"soon"}"#, "Expiration"),
            (
                r#"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S3CRET","Expiration":"2020-01-02T03:04:05Z"}"#,
                "ended",
            ),
        ] {
            let error = parse(text.as_bytes()).unwrap_err();
            assert!(error.contains(why) && !error.contains("S3CRET"), "{error}");
        }
    }

    #[test]
    fn one_that_does_not_end() {
        let runtime = tokio::runtime::LocalRuntime::new().unwrap();
        runtime.block_on(async {
            let error = run("/bin/sleep 600", Duration::from_millis(50)).await.unwrap_err();
            assert!(error.message.contains("/bin/sleep: it did not end within 0 s"), "{error}");
        }); // and the runtime's thread has ended with it
    }
}

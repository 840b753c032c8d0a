//! Logins by token: refreshed while the client is idle, from a callback, by OpenID Connect and for AWS MSK, seen by a small
//! SASL broker.
#![allow(missing_docs)]

mod client_origin;
mod kafka_rig;
mod sasl_broker;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use client_origin::{Peer, ok};
use kafka_rig::{no_log, run};
use peregrine::error::Error;
use peregrine::kafka::{Asked, Config, Consumer, Producer, Record, Token, TokenSource};
use sasl_broker::{Seen, broker};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;

/// Tokens that are good for so long, numbered from 1; those that `fails` names cannot be had.
struct Counter {
    life: Duration,
    given: Cell<u32>,
    fails: fn(u32) -> bool,
}

impl Counter {
    fn new(life: Duration) -> Rc<Counter> {
        Rc::new(Counter { life, given: Cell::new(0), fails: |_| false })
    }
}

struct Source(Rc<Counter>);

impl TokenSource for Source {
    fn token(&self) -> Asked {
        let number = self.0.given.get() + 1;
        self.0.given.set(number);
        if (self.0.fails)(number) {
            return Box::pin(std::future::ready(Err(Error::invalid("the desk is closed"))));
        }
        let extensions = vec![("org".to_owned(), "x".to_owned())];
        let expires = SystemTime::now() + self.0.life;
        let token = Token { value: format!("token-{number}"), expires, principal: "me".into(), extensions };
        Box::pin(std::future::ready(Ok(token)))
    }
}

fn config(address: &str, pairs: &[(&str, &str)]) -> Config {
    let mut config = Config::new();
    config.set("bootstrap.servers", address).set("security.protocol", "sasl_plaintext");
    if !pairs.iter().any(|(key, _)| *key == "sasl.mechanism") {
        config.set("sasl.mechanism", "OAUTHBEARER");
    }
    for (key, value) in pairs {
        config.set(*key, *value);
    }
    config
}

/// A producer that sends nothing.
fn idle(config: &Config) -> Producer {
    Producer::new(config, no_log).unwrap()
}

async fn until(what: &str, seen: &Seen, holds: impl Fn(&[(u32, String)]) -> bool) {
    let end = std::time::Instant::now() + kafka_rig::LONG;
    while !holds(&seen.tokens.borrow()) {
        assert!(std::time::Instant::now() < end, "{what}: {:?}", seen.tokens.borrow());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[test]
fn an_idle_client_gets_new_tokens_and_logs_in_anew() {
    run(async {
        let (address, seen) = broker(2000, |_| None).await;
        let counter = Counter::new(Duration::from_secs(3));
        let mut config = config(&address, &[]);
        config.set_tokens(Rc::new(Source(counter.clone())));
        let producer = idle(&config);
        until("three tokens", &seen, |tokens| tokens.iter().any(|(_, token)| token == "token-3")).await;
        let tokens = seen.tokens.borrow().clone();
        let again = |(n, token): &(u32, String)| tokens.iter().any(|(m, other)| m == n && other != token);
        assert!(tokens.iter().any(again), "nobody logged in anew on the connection it had: {tokens:?}");
        assert!(seen.metadata.get() > 0 && counter.given.get() >= 3);
        producer.close(Duration::from_secs(5)).await.unwrap();
    });
}

#[test]
fn a_failure_is_an_error_and_then_forgotten() {
    run(async {
        let (address, seen) = broker(0, |_| None).await;
        let counter = Rc::new(Counter { fails: |n| n == 1, life: Duration::from_secs(60), given: Cell::new(0) });
        let mut config = config(&address, &[("group.id", "g")]);
        config.set_tokens(Rc::new(Source(counter)));
        let consumer = Consumer::new(&config, no_log).unwrap();
        consumer.subscribe(&["t"]).unwrap();
        let error = consumer.next(Some(kafka_rig::LONG)).await.unwrap_err();
        assert_eq!((error.name().as_str(), error.is_retriable()), ("_AUTHENTICATION", false));
        assert!(error.to_string().ends_with("Failed to acquire SASL OAUTHBEARER token: the desk is closed"), "{error}");
        until("the second try", &seen, |tokens| tokens.iter().any(|(_, token)| token == "token-2")).await;
        let _ = consumer.close(Duration::from_secs(1)).await;
    });
}

/// An HTTP server for one test: notes requests, gives answers in their order and then the last one again.
async fn origin(answers: Vec<String>) -> (String, Rc<RefCell<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let seen = Rc::new(RefCell::new(Vec::new()));
    let noted = seen.clone();
    tokio::task::spawn_local(async move {
        loop {
            let mut peer = Peer::new(listener.accept().await.unwrap().0);
            if let Some((head, body)) = peer.request().await {
                let answer = &answers[noted.borrow().len().min(answers.len() - 1)];
                noted.borrow_mut().push(format!("{head}{}", String::from_utf8(body).unwrap()));
                peer.write(answer).await;
            }
        }
    });
    (url, seen)
}

#[test]
fn openid_connects_client_credentials() {
    run(async {
        let (address, seen) = broker(2000, |_| None).await;
        let end = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() + 60;
        let jwt = format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(format!(r#"{{"exp":{end},"sub":"app"}}"#)));
        let first = ok(r#"{"access_token":"opaque-1","expires_in":3,"token_type":"bearer"}"#);
        let (url, asked) = origin(vec![first, ok(&format!(r#"{{"access_token":"{jwt}"}}"#))]).await;
        let config = config(
            &address,
            &[
                ("sasl.oauthbearer.method", "oidc"),
                ("sasl.oauthbearer.token.endpoint.url", &format!("{url}/token")),
                ("sasl.oauthbearer.client.id", "app"),
                ("sasl.oauthbearer.client.secret", "hunter2"),
                ("sasl.oauthbearer.scope", "kafka read"),
                ("sasl.oauthbearer.extensions", "logicalCluster=lc1"),
            ],
        );
        let producer = idle(&config);
        until("the first token", &seen, |tokens| tokens.iter().any(|(_, token)| token == "opaque-1")).await;
        until("the second token", &seen, |tokens| tokens.iter().any(|(_, token)| *token == jwt)).await;
        let request = asked.borrow()[0].clone();
        let login = STANDARD.encode("app:hunter2");
        for part in [
            "POST /token HTTP/1.1",
            &format!("Authorization: Basic {login}\r\n"),
            "grant_type=client_credentials&scope=kafka+read",
        ] {
            assert!(request.contains(part), "{part}: {request}");
        }
        producer.close(Duration::from_secs(5)).await.unwrap();
    });
}

#[test]
fn a_refusing_token_endpoint_is_quoted() {
    run(async {
        let (address, _) = broker(0, |_| None).await;
        let body = r#"{"error":"invalid_client","error_description":"no such client","hint":"hunter2"}"#;
        let refusal = format!("HTTP/1.1 401 X\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let (url, _) = origin(vec![refusal]).await;
        let pairs = [
            ("sasl.oauthbearer.method", "oidc"),
            ("sasl.oauthbearer.token.endpoint.url", url.as_str()),
            ("sasl.oauthbearer.client.id", "app"),
            ("sasl.oauthbearer.client.secret", "hunter2"),
            ("message.timeout.ms", "1500"),
        ];
        let producer = idle(&config(&address, &pairs));
        let error = producer.send(&Record { topic: "t", ..Record::default() }).await.unwrap_err().to_string();
        assert!(
            error.contains("it answered 401: invalid_client: no such client") && !error.contains("hunter2"),
            "{error}"
        );
        let _ = producer.close(Duration::from_secs(1)).await;
    });
}

/// Answers everything with a date far away, as an STS would to a machine whose clock is wrong.
fn far_away() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = std::io::Read::read(&mut stream, &mut [0; 4096]);
            let answer = "HTTP/1.1 302 X\r\nDate: Fri, 02 Jan 2099 03:04:05 GMT\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            let _ = std::io::Write::write_all(&mut stream, answer.as_bytes());
        }
    });
    url
}

/// In a process of its own, since the environment says where STS is.
#[test]
fn msk_shows_a_signed_url_and_a_refusal_gets_its_reason() {
    if std::env::var("AWS_ENDPOINT_URL_STS").is_ok() {
        return msk();
    }
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "msk_shows_a_signed_url_and_a_refusal_gets_its_reason", "--nocapture"]);
    assert!(child.env("AWS_ENDPOINT_URL_STS", far_away()).status().unwrap().success());
}

fn msk() {
    run(async {
        let (address, seen) = broker(0, |_| Some("Access denied")).await;
        let config = config(
            &address,
            &[
                ("sasl.mechanism", "AWS_MSK_IAM"),
                ("aws.region", "eu-west-1"),
                ("aws.access.key.id", "AKIDEXAMPLE"),
                ("aws.secret.access.key", "hunter2"),
                ("group.id", "g"),
            ],
        );
        assert!(!format!("{config:?}").contains("hunter2"));
        let consumer = Consumer::new(&config, no_log).unwrap();
        consumer.subscribe(&["t"]).unwrap();
        let error = consumer.next(Some(kafka_rig::LONG)).await.unwrap_err();
        assert!(error.to_string().contains("Access denied") && !error.is_retriable(), "{error}");
        assert!(!error.to_string().contains("hunter2"));
        assert!(error.to_string().contains("(this machine's clock is "), "{error}");
        let token = seen.tokens.borrow()[0].1.clone();
        let url = String::from_utf8(URL_SAFE_NO_PAD.decode(token).unwrap()).unwrap();
        let begin =
            "https://kafka.eu-west-1.amazonaws.com/?Action=kafka-cluster%3AConnect&X-Amz-Algorithm=AWS4-HMAC-SHA256&";
        assert!(url.starts_with(begin) && url.contains("X-Amz-Expires=900&X-Amz-SignedHeaders=host&"), "{url}");
        assert!(url.contains("&User-Agent=peregrine%2F"), "{url}");
        let _ = consumer.close(Duration::from_secs(1)).await;
    });
}

#[test]
fn what_contradicts_itself_is_refused() {
    run(async {
        let refused =
            |pairs: &[(&str, &str)]| Producer::new(&config("127.0.0.1:1", pairs), no_log).unwrap_err().message;
        for (pairs, words) in [
            (&[][..], "needs a source of tokens"),
            (&[("sasl.mechanism", "PLAIN"), ("aws.region", "x")], "aws.region is for sasl.mechanism=AWS_MSK_IAM"),
            (
                &[("sasl.oauthbearer.client.id", "x")],
                "is for sasl.mechanism=OAUTHBEARER with sasl.oauthbearer.method=oidc",
            ),
            (&[("sasl.oauthbearer.method", "oidc")], "needs sasl.oauthbearer.token.endpoint.url"),
            (&[("sasl.oauthbearer.method", "odic")], "takes default or oidc"),
            (&[("enable.sasl.oauthbearer.unsecure.jwt", "true")], "principal is missing"),
            (&[("sasl.mechanism", "AWS_MSK_IAM"), ("security.protocol", "ssl")], "does no SASL"),
            (&[("sasl.mechanism", "AWS_MSK_IAM"), ("aws.access.key.id", "x")], "go together"),
            (&[("sasl.mechanism", "AWS_MSK_IAM"), ("aws.regoin", "x")], "did you mean aws.region?"),
        ] {
            let message = refused(pairs);
            assert!(message.contains(words), "{pairs:?}: {message}");
        }
    });
}

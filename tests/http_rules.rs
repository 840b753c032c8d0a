//! CORS, header rules, trusted proxies and the access log over real sockets.

mod http_support;

use http_support::{Client, front, get, until, with_server};
use peregrine::http::access_log::{AccessLog, Format};
use peregrine::http::answer::Case;
use peregrine::http::rules::{Action, Cors, Forwarded, HeaderRule, Network, Proxies};
use peregrine::http::{Exchange, Front, FrontSettings, Settings};
use std::cell::Cell;
use std::fs::File;
use std::io::Read;
use std::rc::Rc;
use std::sync::Arc;

/// Says who it takes the client for.
async fn who(exchange: Rc<Exchange>) {
    let client = exchange.client();
    let host = client.host.map_or("-".into(), |host| String::from_utf8(host).unwrap());
    exchange.respond(200, None, |w| w.field(b"X-Own", b"own", Case::AsIs)).unwrap();
    exchange.end(format!("{} {} {host}", client.address, client.scheme.unwrap_or("-")).as_bytes()).unwrap();
}

fn cors() -> Settings {
    let cors = Cors { origins: vec!["https://a.example".into()], credentials: true, ..Cors::default() };
    front(FrontSettings { cors: Some(cors), ..FrontSettings::default() })
}

fn preflight(origin: &str, method: &str) -> String {
    format!(
        "OPTIONS /x HTTP/1.1\r\nHost: x\r\nOrigin: {origin}\r\nAccess-Control-Request-Method: {method}\r\n\
         Access-Control-Request-Headers: x-one, x-two\r\n\r\n"
    )
}

#[test]
fn preflights_need_no_handler() {
    let called = Rc::new(Cell::new(0));
    let counts = called.clone();
    let handler = move |exchange| {
        counts.set(counts.get() + 1);
        who(exchange)
    };
    with_server(cors(), handler, |server| async move {
        let mut client = Client::new(&server).await;
        client.send(preflight("https://a.example", "PUT")).await;
        let answer = client.head().await;
        assert_eq!((answer.status, answer.field("Access-Control-Allow-Origin")), (204, Some("https://a.example")));
        assert_eq!(answer.field("Access-Control-Allow-Credentials"), Some("true"));
        assert!(answer.field("Access-Control-Allow-Methods").unwrap().contains("PUT"));
        assert_eq!(answer.field("Access-Control-Allow-Headers"), Some("x-one, x-two"));
        assert_eq!(answer.field("Access-Control-Max-Age"), Some("600"));
        let refused = client.ask(preflight("https://b.example", "PUT")).await;
        assert_eq!((refused.status, refused.field("Access-Control-Allow-Origin")), (403, None));
        assert_eq!(client.ask(preflight("https://a.example", "TRACE")).await.status, 403);
        assert_eq!(called.get(), 0);
        let plain = client.ask("OPTIONS /x HTTP/1.1\r\nHost: x\r\nOrigin: https://a.example\r\n\r\n").await;
        assert_eq!((plain.status, called.get()), (200, 1));
    });
}

#[test]
fn answers_tell_browsers_who_may_read_them() {
    with_server(cors(), who, |server| async move {
        let mut client = Client::new(&server).await;
        let answer = client.ask(get("/", "Origin: https://a.example\r\n")).await;
        assert_eq!(answer.field("Access-Control-Allow-Origin"), Some("https://a.example"));
        assert_eq!(answer.field("Vary"), Some("Origin"));
        let other = client.ask(get("/", "Origin: https://b.example\r\n")).await;
        assert_eq!((other.status, other.field("Access-Control-Allow-Origin")), (200, None));
        assert_eq!(client.ask(get("/", "")).await.field("Vary"), Some("Origin"));
    });
}

#[test]
fn header_rules_change_answers_in_pieces_too() {
    let rule = |prefix: &str, name: &str, action| HeaderRule { prefix: prefix.into(), name: name.into(), action };
    let headers = vec![
        rule("/", "X-Own", Action::Remove),
        rule("/", "X-Frame-Options", Action::Set("DENY".into())),
        rule("/api/", "X-Frame-Options", Action::Set("SAMEORIGIN".into())),
        rule("/api/", "Link", Action::Add(vec!["<a>".into(), "<b>".into()])),
    ];
    let handler = |exchange: Rc<Exchange>| async move {
        if exchange.head().path() == b"/api/pieces" {
            exchange.respond(200, None, |w| w.field(b"x-own", b"own", Case::AsIs)).unwrap();
            exchange.write(b"a").unwrap();
            return exchange.end(b"b").unwrap();
        }
        who(exchange).await;
    };
    with_server(front(FrontSettings { headers, ..FrontSettings::default() }), handler, |server| async move {
        let mut client = Client::new(&server).await;
        for (path, frame, links) in [("/", "DENY", 0), ("/api/x", "SAMEORIGIN", 2), ("/api/pieces", "SAMEORIGIN", 2)] {
            let answer = client.ask(get(path, "")).await;
            assert_eq!((answer.field("X-Own"), answer.field("X-Frame-Options")), (None, Some(frame)), "{path}");
            assert_eq!(answer.head.matches("\r\nLink: ").count(), links, "{path}");
        }
    });
}

#[test]
fn proxies_are_believed_where_they_are_trusted() {
    let ask = |network: &str, fields: &'static str| {
        let proxies = Proxies { networks: vec![Network::parse(network).unwrap()], fields: Forwarded::XForwarded };
        let answer = Rc::new(Cell::new(String::new()));
        let result = answer.clone();
        with_server(
            front(FrontSettings { proxies: Some(proxies), ..FrontSettings::default() }),
            who,
            |server| async move {
                let text = Client::new(&server).await.ask(get("/", fields)).await.text().to_owned();
                result.set(text);
            },
        );
        answer.take()
    };
    let fields = "X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: a.example\r\n";
    assert_eq!(ask("127.0.0.0/8", fields), "1.2.3.4 https a.example");
    assert_eq!(ask("10.0.0.0/8", fields), "127.0.0.1 - -");
}

fn log_to(file: Arc<File>, format: Format) -> (Settings, AccessLog) {
    let log = AccessLog::new(file, format);
    let front = Front::new(FrontSettings::default(), Some(log.clone())).unwrap();
    (Settings { front, ..Settings::default() }, log)
}

#[test]
fn every_request_is_a_line() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let (settings, log) = log_to(Arc::new(File::options().append(true).open(file.path()).unwrap()), Format::Common);
    let handler = |exchange: Rc<Exchange>| async move {
        if exchange.head().path() == b"/pieces" {
            exchange.write(b"four").unwrap();
        }
        exchange.end(b"12345").unwrap();
    };
    with_server(settings, handler, |server| async move {
        let mut client = Client::new(&server).await;
        client.ask(get("/a?secret", "Authorization: secret\r\n")).await;
        client.ask(get("/pieces", "")).await;
        client.send("HEAD /h HTTP/1.1\r\nHost: x\r\n\r\n").await;
        client.head().await;
        assert_eq!(client.ask("BAD\r\n\r\n").await.status, 400);
        log.finish().await;
        let text = std::fs::read_to_string(file.path()).unwrap();
        let lines: Vec<_> = text.lines().map(|line| line.split_once("] ").unwrap().1).collect();
        assert_eq!(
            lines,
            [
                "\"GET /a HTTP/1.1\" 200 5",
                "\"GET /pieces HTTP/1.1\" 200 9",
                "\"HEAD /h HTTP/1.1\" 200 0",
                "\"-\" 400 81"
            ]
        );
        assert!(text.starts_with("127.0.0.1 - - ["));
    });
}

#[test]
fn a_reader_that_stands_still_keeps_nobody_waiting() {
    let (mut reader, writer) = std::io::pipe().unwrap();
    let (settings, log) = log_to(Arc::new(File::from(std::os::fd::OwnedFd::from(writer))), Format::Json);
    let handler = |exchange: Rc<Exchange>| async move { exchange.end(b"ok").unwrap() };
    with_server(settings, handler, |server| async move {
        let mut client = Client::new(&server).await;
        // Far more than a pipe holds (64 KiB), and nobody reads.
        for _ in 0..2000 {
            assert_eq!(client.ask(get("/", "")).await.text(), "ok");
        }
        let read = std::thread::spawn(move || {
            let mut text = String::new();
            let mut chunk = [0; 4096];
            while text.lines().filter(|l| l.ends_with('}')).count() < 2000 {
                let got = reader.read(&mut chunk).unwrap();
                text.push_str(std::str::from_utf8(&chunk[..got]).unwrap());
            }
        });
        log.flush();
        let stop = Rc::new(Cell::new(false));
        until(|| {
            log.flush();
            stop.set(read.is_finished());
            stop.get()
        })
        .await;
        read.join().unwrap();
    });
}

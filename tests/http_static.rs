//! Static files over real sockets: what is sent, what is not, and that nothing leads out of the root.

mod http_support;

use http_support::{Client, Server, echo, front, get, with_server};
use peregrine::http::{FrontSettings, Settings, static_files};
use std::os::unix::fs::symlink;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// A root with some files, all an hour old, in a directory with a file beside it.
fn tree() -> TempDir {
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join("root");
    std::fs::create_dir_all(root.join("assets/deep")).unwrap();
    std::fs::create_dir_all(root.join("empty")).unwrap();
    let long: String = (0..100_000).map(|n| format!("{n:09}\n")).collect();
    for (name, content) in [
        ("../secret", "secret"),
        ("index.html", "<p>home"),
        ("assets/a.css", "a { b: c }"),
        ("assets/a.css.gz", "gz"),
        ("assets/a.css.br", "br"),
        ("assets/a.css.zst", "zst"),
        ("assets/deep/index.html", "<p>deep"),
        ("assets/x y.txt", "blank"),
        ("assets/.hidden", "hidden"),
        ("index.php", "<?php secret();"),
        ("empty/none.txt", ""),
        ("long.txt", &long),
    ] {
        std::fs::write(root.join(name), content).unwrap();
        set_age(&root.join(name), 3600);
    }
    symlink("../secret", root.join("out.txt")).unwrap();
    symlink(outer.path().join("secret"), root.join("absolute.txt")).unwrap();
    symlink("assets/a.css", root.join("in.css")).unwrap();
    outer
}

fn set_age(path: &std::path::Path, seconds: u64) {
    let at = SystemTime::now() - Duration::from_secs(seconds);
    std::fs::File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
}

fn files(outer: &TempDir, change: impl FnOnce(&mut static_files::Settings)) -> Settings {
    let mut files =
        static_files::Settings { root: outer.path().join("root"), precompressed: true, ..Default::default() };
    files.index = vec!["index.html".into()];
    change(&mut files);
    front(FrontSettings { files: Some(files), ..FrontSettings::default() })
}

fn with_files(change: impl FnOnce(&mut static_files::Settings), test: impl AsyncFnOnce(Client, Server, TempDir)) {
    let outer = tree();
    with_server(
        files(&outer, change),
        echo,
        |server| async move { test(Client::new(&server).await, server, outer).await },
    );
}

#[test]
fn files_are_sent_with_type_length_and_validators() {
    with_files(
        |_| (),
        async |mut client, _, _outer| {
            let css = client.ask(get("/assets/a.css", "")).await;
            assert_eq!((css.status, css.text()), (200, "a { b: c }"));
            assert_eq!(css.field("Content-Type"), Some("text/css"));
            assert_eq!(css.field("Accept-Ranges"), Some("bytes"));
            assert_eq!(css.field("Vary"), Some("Accept-Encoding"));
            assert!(css.field("ETag").unwrap().starts_with('"') && css.field("Last-Modified").is_some());
            assert_eq!(client.ask(get("/assets/x%20y.txt", "")).await.text(), "blank");
            assert_eq!(client.ask(get("/in.css?query", "")).await.text(), "a { b: c }");
            assert_eq!(client.ask(get("/", "")).await.text(), "<p>home");
            assert_eq!(client.ask(get("/assets/deep/", "")).await.text(), "<p>deep");
            assert_eq!(client.ask(get("/empty/none.txt", "")).await.field("Content-Length"), Some("0"));
            client.send("HEAD /long.txt HTTP/1.1\r\nHost: x\r\n\r\n").await;
            assert_eq!(client.head().await.field("Content-Length"), Some("1000000"));
            let long = client.ask(get("/long.txt", "")).await;
            assert_eq!((long.body.len(), &long.body[999_990..]), (1_000_000, &b"000099999\n"[..]));
        },
    );
}

#[test]
fn what_is_no_file_goes_to_the_handler() {
    with_files(
        |_| (),
        async |mut client, _, _outer| {
            for target in
                ["/none", "/assets", "/empty/", "/index.php", "/assets/.hidden", "/assets/a.css/", "/long.txt%00"]
            {
                let answer = client.ask(get(target, "")).await;
                assert_eq!((answer.status, answer.text()), (200, format!("GET {target} ").as_str()));
            }
            let answer = client.ask("POST /assets/a.css HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx").await;
            assert_eq!(answer.text(), "POST /assets/a.css x");
        },
    );
}

#[test]
fn nothing_leads_out_of_the_root() {
    let locations = |files: &mut static_files::Settings| files.locations = vec!["/".into()];
    with_files(locations, async |mut client, _, _outer| {
        for target in [
            "/../secret",
            "/assets/../../secret",
            "/%2e%2e/secret",
            "/..%2fsecret",
            "/assets/%2E%2E/%2E%2E/secret",
            "/assets%2f..%2f..%2fsecret",
            "//secret",
            "/./index.html",
            "/assets/./a.css",
            "/out.txt",
            "/absolute.txt",
            "/.%00./secret",
            "/assets/.hidden",
            "/index.php",
            "/index.ph%70",
            "http://x/../secret",
        ] {
            let answer = client.ask(get(target, "")).await;
            assert_eq!((answer.status, answer.text()), (404, "404 Not Found\n"), "{target}");
        }
    });
}

#[test]
fn a_location_has_files_only() {
    let locations = |files: &mut static_files::Settings| files.locations = vec!["/assets/".into()];
    with_files(locations, async |mut client, _, _outer| {
        assert_eq!(client.ask(get("/assets/a.css", "")).await.status, 200);
        assert_eq!(client.ask(get("/assets/none.css", "")).await.status, 404);
        assert_eq!(client.ask(get("/%61ssets/none.css", "")).await.status, 404);
        assert_eq!(client.ask(get("/long.txt", "")).await.text(), "GET /long.txt ");
        assert_eq!(client.ask(get("/assetsx", "")).await.text(), "GET /assetsx ");
        let answer = client.ask("DELETE /assets/a.css HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert_eq!((answer.status, answer.field("Allow")), (405, Some("GET, HEAD")));
        let answer = client.ask(get("/assets/deep?a=b", "")).await;
        assert_eq!((answer.status, answer.field("Location")), (301, Some("/assets/deep/?a=b")));
    });
}

#[test]
fn conditions_and_ranges() {
    with_files(
        |_| (),
        async |mut client, _, outer| {
            let whole = client.ask(get("/long.txt", "")).await;
            let (etag, date) =
                (whole.field("ETag").unwrap().to_owned(), whole.field("Last-Modified").unwrap().to_owned());
            for fields in [format!("If-None-Match: {etag}\r\n"), format!("If-Modified-Since: {date}\r\n")] {
                client.send(get("/long.txt", &fields)).await;
                let answer = client.head().await;
                assert_eq!((answer.status, answer.field("ETag")), (304, Some(etag.as_str())));
                assert_eq!(answer.field("Content-Type"), None);
            }
            assert_eq!(client.ask(get("/long.txt", "If-Match: \"x\"\r\n")).await.status, 412);
            let part = client.ask(get("/long.txt", "Range: bytes=10-18\r\n")).await;
            assert_eq!((part.status, part.text()), (206, "000000001"));
            assert_eq!(part.field("Content-Range"), Some("bytes 10-18/1000000"));
            let part = client.ask(get("/long.txt", "Range: bytes=100000-\r\n")).await;
            assert_eq!((part.status, part.body.len()), (206, 900_000));
            assert_eq!(part.body, whole.body[100_000..]);
            let fields = format!("Range: bytes=-10\r\nIf-Range: {etag}\r\n");
            assert_eq!(client.ask(get("/long.txt", &fields)).await.text(), "000099999\n");
            assert_eq!(client.ask(get("/long.txt", "Range: bytes=0-1\r\nIf-Range: \"x\"\r\n")).await.status, 200);
            let none = client.ask(get("/long.txt", "Range: bytes=1000000-\r\n")).await;
            assert_eq!((none.status, none.field("Content-Range")), (416, Some("bytes */1000000")));
            assert_eq!(client.ask(get("/long.txt", "Range: bytes=0-1,5-6\r\n")).await.status, 200);
            client.send("HEAD /long.txt HTTP/1.1\r\nHost: x\r\nRange: bytes=0-1\r\n\r\n").await;
            assert_eq!(client.head().await.status, 200);
            std::fs::write(outer.path().join("root/long.txt"), "short").unwrap();
            let changed = client.ask(get("/long.txt", &format!("If-None-Match: {etag}\r\n"))).await;
            assert_eq!((changed.status, changed.text()), (200, "short"));
            assert!(changed.field("ETag").unwrap().starts_with("W/"));
        },
    );
}

#[test]
fn precompressed_siblings_are_sent_to_those_who_take_them() {
    with_files(
        |_| (),
        async |mut client, _, outer| {
            let mut ask = async |accepts: &str| {
                let answer = client.ask(get("/assets/a.css", &format!("Accept-Encoding: {accepts}\r\n"))).await;
                assert_eq!(
                    (answer.field("Content-Type"), answer.field("Vary")),
                    (Some("text/css"), Some("Accept-Encoding"))
                );
                let coding = answer.field("Content-Encoding").unwrap_or("-").to_owned();
                (coding, answer.text().to_owned(), answer.field("ETag").unwrap().to_owned())
            };
            let (coding, text, br_tag) = ask("gzip, br, zstd").await;
            assert_eq!((coding.as_str(), text.as_str()), ("br", "br"));
            let (coding, text, gz_tag) = ask("gzip;q=1, br;q=0.5").await;
            assert_eq!((coding.as_str(), text.as_str()), ("gzip", "gz"));
            assert_ne!(br_tag, gz_tag);
            assert_eq!(ask("zstd, br;q=0").await.0, "zstd");
            assert_eq!(ask("identity").await.1, "a { b: c }");
            // One that is older than its original is of an earlier version.
            set_age(&outer.path().join("root/assets/a.css.br"), 7200);
            assert_eq!(ask("br").await.1, "a { b: c }");
        },
    );
    with_files(
        |files| files.precompressed = false,
        async |mut client, _, _outer| {
            let answer = client.ask(get("/assets/a.css", "Accept-Encoding: br\r\n")).await;
            assert_eq!((answer.text(), answer.field("Vary")), ("a { b: c }", None));
        },
    );
}

#[test]
fn cache_rules_go_by_prefix_and_ending() {
    let rules = |files: &mut static_files::Settings| {
        files.cache = [("*.html", "no-cache"), ("/assets/", "max-age=9"), ("*", "private")]
            .map(|(pattern, value)| (pattern.to_owned(), value.to_owned()))
            .to_vec();
    };
    with_files(rules, async |mut client, _, _outer| {
        for (target, value) in
            [("/assets/a.css", "max-age=9"), ("/assets/deep/", "no-cache"), ("/", "no-cache"), ("/long.txt", "private")]
        {
            assert_eq!(client.ask(get(target, "")).await.field("Cache-Control"), Some(value), "{target}");
        }
    });
}

#[test]
fn pipelined_files_come_in_order() {
    with_files(
        |_| (),
        async |mut client, server, _outer| {
            client.send(get("/assets/a.css", "") + &get("/long.txt", "") + &get("/none", "") + &get("/", "")).await;
            assert_eq!(client.answer().await.text(), "a { b: c }");
            assert_eq!(client.answer().await.body.len(), 1_000_000);
            assert_eq!(client.answer().await.text(), "GET /none ");
            assert_eq!(client.answer().await.text(), "<p>home");
            assert_eq!((server.worker.counters().requests, server.worker.in_flight()), (4, 0));
        },
    );
}

#[test]
fn a_missing_root_is_refused() {
    let files = static_files::Settings { root: "/nonexistent/root".into(), ..Default::default() };
    let error = peregrine::http::Front::new(FrontSettings { files: Some(files), ..FrontSettings::default() }, None);
    assert!(error.unwrap_err().message.contains("document_root /nonexistent/root"));
}

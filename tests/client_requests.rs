//! Requests that succeed: framing both ways, reuse of the connection, downloads.
#![allow(missing_docs)]

mod client_origin;

use bytes::Bytes;
use client_origin::{get, ok, origin, request, run};
use peregrine::client::{Download, Settings, Stage, code};
use std::cell::RefCell;
use std::rc::Rc;

#[test]
fn one_connection_for_many_requests() {
    run(async {
        let (mut client, counts) = origin(|mut peer, _| async move {
            while let Some((head, body)) = peer.request().await {
                let body = String::from_utf8(body).unwrap();
                peer.write(ok(&format!("{}|{body}", head.lines().next().unwrap()))).await;
            }
        })
        .await;
        let answer = get(&mut client, "/a?b=%20").await.unwrap();
        assert_eq!((answer.status, &answer.body[..]), (200, &b"GET /a?b=%20 HTTP/1.1|"[..]));
        let mut post = request("POST", "/p");
        post.body(Bytes::from_static(b"x=1"));
        let answer = client.send(post, &Settings::default(), None).await.unwrap();
        assert_eq!(answer.body, &b"POST /p HTTP/1.1|x=1"[..]);
        assert!(client.is_connected());
        assert_eq!(counts.connections.get(), 1);
        assert!(client.close());
        assert!(!client.close());
        get(&mut client, "/").await.unwrap();
        assert_eq!(counts.connections.get(), 2);
    });
}

#[test]
fn the_head_is_sent_as_it_is_shown() {
    run(async {
        let heads = Rc::new(RefCell::new(Vec::new()));
        let seen = heads.clone();
        let (mut client, _) = origin(move |mut peer, _| {
            let seen = seen.clone();
            async move {
                while let Some((head, _)) = peer.request().await {
                    seen.borrow_mut().push(head);
                    peer.write(ok("")).await;
                }
            }
        })
        .await;
        for (method, body) in
            [("GET", None), ("POST", None), ("POST", Some(&b"x"[..])), ("DELETE", None), ("Purge", Some(b""))]
        {
            let mut request = request(method, "/x");
            request.field(b"X-Two", b"1").unwrap();
            request.field(b"x-two", b"2").unwrap();
            request.field(b"Content-Length", b"77").unwrap();
            if let Some(body) = body {
                request.body(Bytes::from_static(body));
            }
            client.send(request, &Settings::default(), None).await.unwrap();
            let head = heads.borrow_mut().pop().unwrap();
            assert_eq!(head, String::from_utf8_lossy(client.head_out()));
            assert!(head.contains("X-Two: 1\r\nX-Two: 2\r\n"), "{head}");
            assert_eq!(head.contains("Content-Length: 0\r\n"), method == "Purge" || method == "POST" && body.is_none());
        }
    });
}

#[test]
fn answers_of_every_framing() {
    run(async {
        let (mut client, counts) = origin(|mut peer, _| async move {
            while let Some((head, _)) = peer.request().await {
                let target = head.split(' ').nth(1).unwrap().to_owned();
                match &target[..] {
                    "/chunked" => {
                        peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n").await;
                        peer.write("2\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n").await;
                    }
                    "/head" => peer.write("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n").await,
                    "/204" => peer.write("HTTP/1.1 204 No Content\r\n\r\n").await,
                    "/304" => {
                        peer.write("HTTP/1.1 304 Not Modified\r\nContent-Length: 999\r\nETag: \"1\"\r\n\r\n").await
                    }
                    "/interim" => {
                        peer.write("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n").await;
                        peer.write(ok("late")).await;
                    }
                    _ => {
                        peer.write("HTTP/1.0 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\nto the end").await;
                        return;
                    }
                }
            }
        })
        .await;
        assert_eq!(get(&mut client, "/chunked").await.unwrap().body, "abcde");
        let head = client.send(request("HEAD", "/head"), &Settings::default(), None).await.unwrap();
        assert_eq!(head.body, "");
        assert_eq!(get(&mut client, "/204").await.unwrap().status, 204);
        let unchanged = get(&mut client, "/304").await.unwrap();
        assert_eq!((unchanged.status, &unchanged.body[..]), (304, &b""[..]));
        assert!(unchanged.fields().any(|field| field == ("etag", b"\"1\"")));
        assert_eq!(get(&mut client, "/interim").await.unwrap().body, "late");
        assert_eq!(counts.connections.get(), 1);
        let closed = get(&mut client, "/close").await.unwrap();
        assert_eq!(closed.body, "to the end");
        assert_eq!(closed.fields().filter(|(name, _)| *name == "set-cookie").count(), 2);
        assert!(!client.is_connected());
    });
}

#[test]
fn no_connection_is_kept_when_either_side_says_so() {
    run(async {
        let (mut client, counts) = origin(|mut peer, number| async move {
            while let Some((head, _)) = peer.request().await {
                assert_eq!(number == 1, head.contains("Connection: close"), "{head}");
                let line = if number == 2 { "Connection: close\r\n" } else { "" };
                peer.write(format!("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n{line}\r\n")).await;
            }
        })
        .await;
        let closing = Settings { keep_alive: false, ..Settings::default() };
        client.send(request("GET", "/"), &closing, None).await.unwrap();
        assert!(!client.is_connected());
        get(&mut client, "/").await.unwrap();
        assert!(!client.is_connected());
        get(&mut client, "/").await.unwrap();
        assert!(client.is_connected());
        assert_eq!(counts.connections.get(), 3);
    });
}

#[test]
fn a_connection_that_ended_while_idle_is_replaced() {
    run(async {
        let (closed, mut is_closed) = tokio::sync::mpsc::unbounded_channel();
        let (mut client, counts) = origin(move |mut peer, _| {
            let closed = closed.clone();
            async move {
                peer.request().await;
                peer.write(ok("once")).await;
                drop(peer);
                closed.send(()).unwrap();
            }
        })
        .await;
        for turn in 1..=3 {
            // POST: it must not depend on being allowed to send twice.
            assert_eq!(client.send(request("POST", "/"), &Settings::default(), None).await.unwrap().body, "once");
            is_closed.recv().await.unwrap();
            assert_eq!(counts.connections.get(), turn);
        }
    });
}

/// The server takes the second request of a connection and closes without a word.
#[test]
fn only_what_may_be_sent_twice_is_sent_twice() {
    run(async {
        let seen = Rc::new(RefCell::new(Vec::new()));
        let all = seen.clone();
        let (mut client, _) = origin(move |mut peer, _| {
            let all = all.clone();
            async move {
                for turn in 0..2 {
                    let Some((head, _)) = peer.request().await else { return };
                    all.borrow_mut().push(head.split(' ').take(2).collect::<Vec<_>>().join(" "));
                    if turn == 0 {
                        peer.write(ok("")).await;
                    }
                }
            }
        })
        .await;
        get(&mut client, "/1").await.unwrap();
        get(&mut client, "/2").await.unwrap();
        let failed = client.send(request("POST", "/3"), &Settings::default(), None).await.unwrap_err();
        assert_eq!((failed.stage, failed.error.code), (Stage::Receive, code::RESET));
        assert_eq!(*seen.borrow(), ["GET /1", "GET /2", "GET /2", "POST /3"]);
    });
}

#[test]
fn bodies_of_many_megabytes() {
    const SIZE: usize = 24 << 20;
    run(async {
        let (mut client, _) = origin(|mut peer, _| async move {
            while let Some((_, body)) = peer.request().await {
                assert_eq!(body.len(), SIZE);
                peer.write(format!("HTTP/1.1 200 OK\r\nContent-Length: {SIZE}\r\n\r\n")).await;
                peer.write(body).await;
            }
        })
        .await;
        let body: Bytes = (0..SIZE).map(|n| ((n * 31) >> 3) as u8).collect();
        let mut post = request("POST", "/");
        post.body(body.clone());
        let answer = client.send(post, &Settings::default(), None).await.unwrap();
        assert!(answer.body == body);
        assert!(client.is_connected());
    });
}

#[test]
fn a_body_longer_than_allowed_ends_the_connection() {
    run(async {
        let (mut client, _) = origin(|mut peer, number| async move {
            peer.request().await;
            match number {
                1 => peer.write("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n").await,
                2 => {
                    peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n5\r\nghijk\r\n")
                        .await
                }
                _ => peer.write(ok("abcdefghij")).await,
            }
            peer.ended().await;
        })
        .await;
        let settings = Settings { max_body: 10, ..Settings::default() };
        for _ in 0..2 {
            let failed = client.send(request("GET", "/"), &settings, None).await.unwrap_err();
            assert_eq!((failed.stage, failed.error.code), (Stage::Receive, code::TOO_LARGE));
            assert!(!client.is_connected());
        }
        assert_eq!(client.send(request("GET", "/"), &settings, None).await.unwrap().body.len(), 10);
    });
}

#[test]
fn downloads() {
    run(async {
        let (mut client, _) = origin(|mut peer, _| async move {
            while let Some((head, _)) = peer.request().await {
                match head.split(' ').nth(1).unwrap() {
                    "/whole" => peer.write(ok(&"0123456789".repeat(100_000))).await,
                    "/part" => {
                        peer.write("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 5-9/10\r\n").await;
                        peer.write("Content-Length: 5\r\n\r\nPPPPP").await;
                    }
                    _ => peer.write("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone").await,
                }
            }
        })
        .await;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        let whole = Download { path: path.clone(), offset: 0 };
        // More than is allowed in memory: the limit is for memory.
        let settings = Settings { max_body: 1_000, ..Settings::default() };
        let answer = client.send(request("GET", "/whole"), &settings, Some(&whole)).await.unwrap();
        assert_eq!(answer.body, "");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "0123456789".repeat(100_000));

        std::fs::write(&path, "0123456789").unwrap();
        let answer = client.send(request("GET", "/none"), &settings, Some(&whole)).await.unwrap();
        assert_eq!((answer.status, &answer.body[..]), (404, &b"none"[..]));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "0123456789");

        let rest = Download { path: path.clone(), offset: 5 };
        client.send(request("GET", "/part"), &settings, Some(&rest)).await.unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "01234PPPPP");
        let elsewhere = Download { path: path.clone(), offset: 6 };
        let failed = client.send(request("GET", "/part"), &settings, Some(&elsewhere)).await.unwrap_err();
        assert_eq!(failed.error.code, code::INVALID_PROTOCOL);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "01234PPPPP");

        let nowhere = Download { path: directory.path().join("no/file"), offset: 0 };
        let failed = client.send(request("GET", "/whole"), &settings, Some(&nowhere)).await.unwrap_err();
        assert_eq!(failed.error.code, 2);
        assert!(failed.error.message.starts_with("open "), "{failed:?}");
    });
}

//! Requests that fail, each with its stage and code, and the limits on what a server may send.
#![allow(missing_docs)]

mod client_origin;

use bytes::Bytes;
use client_origin::{get, ok, origin, request, run};
use peregrine::client::{Client, Origin, Settings, Stage, code};
use std::time::Duration;
use tokio::net::TcpListener;

fn client(host: &str, port: u16) -> Client {
    Client::new(Origin::new(host, port, false).unwrap())
}

#[test]
fn refused() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let failed = get(&mut client("127.0.0.1", port), "/").await.unwrap_err();
        assert_eq!((failed.stage, failed.error.code), (Stage::Connect, 111));
        assert!(failed.error.message.contains(&format!("connect 127.0.0.1:{port}")), "{failed:?}");
    });
}

#[test]
fn a_name_without_an_address() {
    run(async {
        let failed = get(&mut client(&format!("{}.invalid", "x".repeat(64)), 80), "/").await.unwrap_err();
        assert_eq!((failed.stage, failed.error.code), (Stage::Connect, code::RESOLVE_FAILED));
    });
}

/// A listener whose queue is full answers no SYN.
#[test]
fn nobody_accepts_in_time() {
    run(async {
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        socket.bind(&"127.0.0.1:0".parse::<std::net::SocketAddr>().unwrap().into()).unwrap();
        socket.listen(0).unwrap();
        let address = socket.local_addr().unwrap().as_socket().unwrap();
        let _first = tokio::net::TcpStream::connect(address).await.unwrap();
        let settings = Settings { connect_timeout: Some(Duration::from_millis(50)), ..Settings::default() };
        let mut client = client("127.0.0.1", address.port());
        let failed = client.send(request("GET", "/"), &settings, None).await.unwrap_err();
        assert_eq!((failed.stage, failed.error.code), (Stage::Connect, code::TIMED_OUT));
    });
}

/// The limit is for the whole answer: a server that sends a byte now and then does not stretch it.
#[test]
fn an_answer_that_does_not_end() {
    run(async {
        let (mut client, _) = origin(|mut peer, number| async move {
            peer.request().await;
            if number == 1 {
                peer.ended().await;
            }
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n").await;
            while tokio::io::AsyncWriteExt::write_all(&mut peer.stream, b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await;
        let settings = Settings { read_timeout: Some(Duration::from_millis(60)), ..Settings::default() };
        for _ in 0..2 {
            let failed = client.send(request("GET", "/"), &settings, None).await.unwrap_err();
            assert_eq!((failed.stage, failed.error.code), (Stage::Timeout, code::TIMED_OUT));
            assert!(!client.is_connected());
        }
    });
}

#[test]
fn a_server_that_goes_away() {
    run(async {
        let (mut client, _) = origin(|mut peer, number| async move {
            peer.request().await;
            match number {
                1 => {}
                2 => peer.stream.set_zero_linger().unwrap(),
                3 => peer.write("HTTP/1.1 200 O").await,
                4 => peer.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc").await,
                _ => peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n").await,
            }
        })
        .await;
        for _ in 1..=5 {
            let failed = get(&mut client, "/").await.unwrap_err();
            assert_eq!((failed.stage, failed.error.code), (Stage::Receive, code::RESET), "{failed:?}");
            assert!(!client.is_connected());
        }
    });
}

#[test]
fn a_request_that_cannot_be_written() {
    run(async {
        let (mut client, _) = origin(|peer, _| async move { peer.stream.set_zero_linger().unwrap() }).await;
        let mut post = request("POST", "/");
        post.body(Bytes::from(vec![b'x'; 32 << 20]));
        let failed = client.send(post, &Settings::default(), None).await.unwrap_err();
        assert!(matches!(failed.stage, Stage::Send | Stage::Receive), "{failed:?}");
        assert!([code::RESET, 32].contains(&failed.error.code), "{failed:?}");
    });
}

#[test]
fn what_is_not_http() {
    run(async {
        let answers = [
            "SSH-2.0-OpenSSH_9.2\r\n".to_owned(),
            "HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n".to_owned(),
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab".to_owned(),
            "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na".to_owned(),
            "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n".to_owned(),
            format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "x".repeat(70_000)),
            format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(101)),
        ];
        let count = answers.len();
        let (mut client, _) = origin(move |mut peer, number| {
            let answer = answers[number as usize - 1].clone();
            async move {
                peer.request().await;
                peer.write(answer).await;
                peer.ended().await;
            }
        })
        .await;
        for at in 0..count {
            let failed = get(&mut client, "/").await.unwrap_err();
            assert_eq!((failed.stage, failed.error.code), (Stage::Receive, code::INVALID_PROTOCOL), "{at}: {failed:?}");
            assert!(!client.is_connected());
        }
    });
}

/// A second answer nobody asked for is not taken for the answer to the next request.
#[test]
fn an_answer_too_many() {
    run(async {
        let (mut client, counts) = origin(|mut peer, number| async move {
            while peer.request().await.is_some() {
                let extra = if number == 1 { ok("poison") } else { String::new() };
                peer.write(ok("right") + &extra).await;
            }
        })
        .await;
        assert_eq!(get(&mut client, "/1").await.unwrap().body, "right");
        assert_eq!(get(&mut client, "/2").await.unwrap().body, "right");
        assert_eq!(counts.connections.get(), 2);
    });
}

/// A request that is dropped (a cancelled coroutine) takes its connection with it.
#[test]
fn dropped_in_the_middle() {
    run(async {
        let (mut client, counts) = origin(|mut peer, number| async move {
            while peer.request().await.is_some() {
                if number == 1 {
                    return peer.ended().await;
                }
                peer.write(ok("second")).await;
            }
        })
        .await;
        let dropped = tokio::time::timeout(Duration::from_millis(30), get(&mut client, "/")).await;
        assert!(dropped.is_err());
        assert!(!client.is_connected());
        assert_eq!(get(&mut client, "/").await.unwrap().body, "second");
        assert_eq!(counts.connections.get(), 2);
    });
}

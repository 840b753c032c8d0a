//! A connection of HTTP/2 with several streams that each ask one request after the other. When the server has said
//! GOAWAY the streams finish, requests above its last stream are asked again, and a new connection takes the place.

use crate::link::Target;
use crate::tally::Tally;
use crate::{BODY, PATHS};
use bytes::Bytes;
use h2::client::SendRequest;
use h2::{Error, Reason};
use http::Request;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

/// Requests under way at once on a connection.
const STREAMS: usize = 8;

pub(crate) async fn run(target: Rc<Target>, tally: Rc<Tally>, end: Instant) {
    let count = Rc::new(Cell::new(0));
    while Instant::now() < end {
        let made = match target.connect().await {
            Ok(link) => h2::client::handshake(link).await.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        let (send, connection) = match made {
            Ok(made) => made,
            Err(error) => return tally.error(format!("connect: {error}")),
        };
        tally.connected();
        let driver = tokio::task::spawn_local(connection);
        let streams: Vec<_> = (0..STREAMS)
            .map(|_| tokio::task::spawn_local(requests(send.clone(), tally.clone(), count.clone(), end)))
            .collect();
        drop(send);
        for stream in streams {
            stream.await.expect("a stream's task does not panic");
        }
        // Ends when the server closes, or because nobody wants to send any more.
        match driver.await.expect("the connection's task does not panic") {
            Ok(()) => {}
            Err(error) if is_refusal(&error) => {}
            Err(error) => tally.error(format!("connection: {error}")),
        }
    }
}

/// What a request came to.
enum Fate {
    /// The process that answered.
    Answered(Vec<u8>),
    /// It was not begun.
    Refused,
    /// The connection takes no more requests.
    Over,
    Failed(String),
}

async fn requests(mut send: SendRequest<Bytes>, tally: Rc<Tally>, count: Rc<Cell<usize>>, end: Instant) {
    while Instant::now() < end {
        let path = PATHS[count.get() % PATHS.len()];
        count.set(count.get() + 1);
        match request(&mut send, path).await {
            Fate::Answered(worker) => tally.answered(&worker),
            Fate::Refused => return tally.refused(),
            Fate::Over => return,
            Fate::Failed(why) => return tally.error(format!("{path}: {why}")),
        }
    }
}

async fn request(send: &mut SendRequest<Bytes>, path: &str) -> Fate {
    let is_post = path == "/body";
    let method = if is_post { "POST" } else { "GET" };
    let head = Request::builder().method(method).uri(format!("http://localhost{path}")).body(()).expect("a request");
    // Nothing was sent when one of these fails.
    match std::future::poll_fn(|cx| send.poll_ready(cx)).await {
        Ok(()) => {}
        Err(error) if is_refusal(&error) => return Fate::Over,
        Err(error) => return Fate::Failed(format!("not ready: {error}")),
    }
    let (answer, mut stream) = match send.send_request(head, !is_post) {
        Ok(begun) => begun,
        Err(error) if is_refusal(&error) => return Fate::Over,
        Err(error) => return Fate::Failed(format!("send: {error}")),
    };
    if is_post {
        // It fails when the stream is over; the answer says why.
        let _ = stream.send_data(Bytes::from_static(&BODY), true);
    }
    let fate = async {
        let answer = answer.await?;
        let status = answer.status();
        let mut body = answer.into_body();
        let mut text = Vec::new();
        while let Some(piece) = body.data().await {
            let piece = piece?;
            text.extend_from_slice(&piece);
            body.flow_control().release_capacity(piece.len())?;
        }
        Ok((status, text))
    };
    match fate.await {
        Ok((status, _)) if status != 200 => Fate::Failed(format!("status {status}")),
        Ok((_, text)) => read(text, is_post),
        Err(error) if is_refusal(&error) => Fate::Refused,
        Err(error) => Fate::Failed(format!("{error}")),
    }
}

fn read(mut text: Vec<u8>, is_post: bool) -> Fate {
    let Some(at) = text.iter().position(|b| *b == b'\n') else { return Fate::Failed("a body without a line".into()) };
    if is_post && text[at + 1..] != BODY {
        return Fate::Failed("a body came back changed".into());
    }
    text.truncate(at);
    Fate::Answered(text)
}

/// Whether the server has said that it did not begin a request: GOAWAY with a last stream before it, or REFUSED_STREAM.
/// h2 reports streams up to that last one as what became of them.
fn is_refusal(error: &Error) -> bool {
    error.is_remote()
        && (error.is_go_away() && error.reason() == Some(Reason::NO_ERROR)
            || error.is_reset() && error.reason() == Some(Reason::REFUSED_STREAM))
}

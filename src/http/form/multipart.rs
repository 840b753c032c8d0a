//! Reading multipart/form-data (RFC 7578) while it arrives: multer finds the parts, this feeds it, limits what they may
//! hold and spools files. Driven by the connection's task; the body is never in memory as a whole.

use super::parameter::parameter;
use super::spool::Spool;
use super::{FileError, Form, Part};
use crate::http::{Reject, Settings};
use bytes::Bytes;
use futures_core::Stream;
use multer::{Field, Multipart};
use std::convert::Infallible;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

/// Longest header block of one part, with the boundary and preamble before it (bytes): what multer would buffer.
const PART_HEAD: usize = 64 * 1024;
/// RFC 2046 5.1.1.
const BOUNDARY: usize = 70;

/// The end at which decoded body bytes go in.
#[derive(Default)]
struct Feed {
    piece: Option<Bytes>,
    last: bool,
    in_head: bool,
    head: usize,
}

/// The end multer reads. A mutex only because multer asks for `Send`; nobody else is on the thread.
#[derive(Clone, Default)]
struct Feeding(Arc<Mutex<Feed>>);

impl Feeding {
    fn lock(&self) -> MutexGuard<'_, Feed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on what is fed counts as the head of a part.
    fn begin_head(&self) {
        let mut feed = self.lock();
        (feed.in_head, feed.head) = (true, 0);
    }
}

impl Stream for Feeding {
    type Item = Result<Bytes, Infallible>;

    // No waker is kept: the reader polls again after each piece.
    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut feed = self.lock();
        match feed.piece.take() {
            Some(piece) => Poll::Ready(Some(Ok(piece))),
            None if feed.last => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}

type Parts = Pin<Box<dyn Future<Output = Result<Form, Reject>>>>;

/// One multipart body being read.
pub(crate) struct Reader {
    feeding: Feeding,
    parts: Parts,
    form: Option<Form>,
}

impl Reader {
    /// A reader when the type is multipart/form-data, `None` when it is another. 400 without a usable boundary.
    pub(crate) fn new(content_type: &[u8], settings: &Settings) -> Result<Option<Reader>, Reject> {
        const TYPE: &[u8] = b"multipart/form-data";
        // By the rule PHP finds its parser with.
        let essence = content_type.split(|b| b";, ".contains(b)).next().unwrap_or_default();
        if !essence.eq_ignore_ascii_case(TYPE) {
            return Ok(None);
        }
        let boundary = parameter(content_type, "boundary").and_then(|boundary| String::from_utf8(boundary).ok());
        let boundary = boundary.filter(|b| (1..=BOUNDARY).contains(&b.len()));
        let boundary = boundary.ok_or(Reject::bad("multipart/form-data without a valid boundary (RFC 2046 5.1.1)"))?;
        let feeding = Feeding::default();
        let multipart = Multipart::new(feeding.clone(), boundary);
        let parts = Box::pin(read_parts(multipart, Plan::new(settings), feeding.clone()));
        Ok(Some(Reader { feeding, parts, form: None }))
    }

    /// Hands in the next piece, which the last `poll` asked for; `last` when the body ends with it.
    pub(crate) fn feed(&mut self, piece: Bytes, last: bool) {
        let mut feed = self.feeding.lock();
        if feed.in_head {
            feed.head += piece.len();
        }
        feed.piece = (!piece.is_empty()).then_some(piece);
        feed.last = last;
    }

    /// Ready with `None` when the next piece is wanted, and after the last piece with the form (`None` if it has no
    /// end). Waits only for the disk.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Form>, Reject>> {
        if self.form.is_none()
            && let Poll::Ready(form) = self.parts.as_mut().poll(cx)
        {
            self.form = Some(form?);
        }
        let mut feed = self.feeding.lock();
        if feed.in_head && feed.head > PART_HEAD {
            return Poll::Ready(Err(Reject::new(431, "the head of a multipart part is too long (RFC 6585 5)")));
        }
        match (&self.form, feed.last) {
            // What follows the last boundary is no part (RFC 2046 5.1.1).
            (Some(_), false) => {
                feed.piece = None;
                Poll::Ready(Ok(None))
            }
            (Some(_), true) => Poll::Ready(Ok(self.form.take())),
            (None, false) if feed.piece.is_none() => Poll::Ready(Ok(None)),
            (None, _) => Poll::Pending,
        }
    }
}

/// The settings a form needs, its own because it outlives the borrow.
struct Plan {
    parts: usize,
    files: usize,
    fields: usize,
    file_size: u64,
    directory: PathBuf,
}

impl Plan {
    fn new(settings: &Settings) -> Self {
        let limits = &settings.limits;
        Plan {
            parts: limits.parts,
            files: limits.files,
            fields: limits.fields,
            file_size: limits.upload,
            directory: settings.upload_tmp_dir.clone(),
        }
    }
}

async fn read_parts(mut multipart: Multipart<'static>, plan: Plan, feeding: Feeding) -> Result<Form, Reject> {
    let (mut form, mut memory, mut files, mut seen) = (Form::default(), plan.fields, 0, 0);
    while let Some(field) = next_part(&mut multipart, &feeding).await? {
        seen += 1;
        if seen > plan.parts {
            return Err(Reject::new(413, "the form has too many parts (RFC 9110 15.5.14)"));
        }
        // multer's own names are UTF-8 or missing.
        let of_part = |name| parameter(value_of(&field, "content-disposition"), name);
        match (of_part("name"), of_part("filename")) {
            (Some(name), None) => {
                let value = read_field(field, &mut memory).await?;
                form.parts.push(Part::Field { name, value });
            }
            (Some(name), Some(filename)) if files < plan.files => {
                files += 1;
                form.parts.push(read_file(field, (name, filename), &plan).await?);
            }
            _ => skip(field).await?,
        }
    }
    Ok(form)
}

async fn next_part(multipart: &mut Multipart<'static>, feeding: &Feeding) -> Result<Option<Field<'static>>, Reject> {
    feeding.begin_head();
    let field = multipart.next_field().await.map_err(|_| BROKEN);
    feeding.lock().in_head = false;
    field
}

/// The value of a field of the part's head; empty without one.
fn value_of<'a>(field: &'a Field<'static>, name: &str) -> &'a [u8] {
    field.headers().get(name).map_or(b"", |value| value.as_bytes())
}

async fn skip(mut field: Field<'static>) -> Result<(), Reject> {
    while field.chunk().await.map_err(|_| BROKEN)?.is_some() {}
    Ok(())
}

async fn read_field(mut field: Field<'static>, memory: &mut usize) -> Result<Vec<u8>, Reject> {
    let mut value = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| BROKEN)? {
        let left = memory.checked_sub(chunk.len());
        *memory = left.ok_or(Reject::new(413, "the form's fields are too large (RFC 9110 15.5.14)"))?;
        value.extend_from_slice(&chunk);
    }
    Ok(value)
}

async fn read_file(
    mut field: Field<'static>,
    (name, filename): (Vec<u8>, Vec<u8>),
    plan: &Plan,
) -> Result<Part, Reject> {
    let content_type = value_of(&field, "content-type").to_vec();
    let mut spool = Spool::new(&plan.directory, plan.file_size);
    while let Some(chunk) = field.chunk().await.map_err(|_| BROKEN)? {
        spool.write(&chunk).await;
    }
    let nothing = filename.is_empty() && spool.is_empty();
    let content = if nothing { Err(FileError::NoFile) } else { spool.finish().await };
    Ok(Part::File { name, filename, content_type, content })
}

const BROKEN: Reject = Reject::bad("the multipart body is broken or has no end (RFC 2046 5.1.1)");

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    const TYPE: &[u8] = b"Multipart/Form-Data; boundary=\"XyZ\"";

    /// Reads `body` in pieces of `step` bytes.
    fn read(body: &str, step: usize, settings: &Settings) -> Result<Form, u16> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut reader = Reader::new(TYPE, settings).unwrap().unwrap();
        runtime.block_on(async move {
            let mut pieces = body.as_bytes().chunks(step).peekable();
            while let Some(piece) = pieces.next() {
                reader.feed(Bytes::copy_from_slice(piece), pieces.peek().is_none());
                let form = std::future::poll_fn(|cx| reader.poll(cx)).await.map_err(|r| r.status)?;
                if pieces.peek().is_none() {
                    return form.ok_or(0);
                }
            }
            Err(0)
        })
    }

    fn part(disposition: &str, content: &str) -> String {
        format!("--XyZ\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n")
    }

    #[test]
    fn parts_come_in_order_whatever_the_pieces() {
        let directory = tempfile::tempdir().unwrap();
        let settings = Settings { upload_tmp_dir: directory.path().to_owned(), ..Settings::default() };
        let body = part("name=\"a[]\"", "1\r\n--Xy")
            + "--XyZ\r\nContent-Type: image/png\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../x.png\"\r\n\r\n\
               \r\npng\r\n\r\n"
            + &part("name=\"none\"; filename=\"\"", "")
            + &part("name=\"a[]\"", "")
            + "--XyZ--\r\nepilogue";
        for step in [1, 7, 64, body.len()] {
            let form = read(&body, step, &settings).unwrap();
            let [Part::Field { name, value }, file, none, Part::Field { value: empty, .. }] = &form.parts[..] else {
                panic!("step {step}: {form:?}");
            };
            assert_eq!((&name[..], &value[..], &empty[..]), (&b"a[]"[..], &b"1\r\n--Xy"[..], &b""[..]));
            let Part::File { name, filename, content_type, content: Ok(upload) } = file else { panic!("{file:?}") };
            assert_eq!((&name[..], &filename[..], &content_type[..]), (&b"f"[..], &b"../x.png"[..], &b"image/png"[..]));
            assert_eq!(std::fs::read(upload.path()).unwrap(), b"\r\npng\r\n");
            assert_eq!(upload.size(), 7);
            let mode = std::fs::metadata(upload.path()).unwrap().permissions().mode();
            assert_eq!((mode & 0o777, upload.path().parent()), (0o600, Some(directory.path())));
            assert!(matches!(none, Part::File { content: Err(FileError::NoFile), .. }), "{none:?}");
            drop(form);
            assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
        }
    }

    #[test]
    fn a_kept_file_stays() {
        let directory = tempfile::tempdir().unwrap();
        let settings = Settings { upload_tmp_dir: directory.path().to_owned(), ..Settings::default() };
        let body = part("name=\"f\"; filename=\"x\"", &"z".repeat(600_000)) + "--XyZ--";
        let mut form = read(&body, 50_000, &settings).unwrap();
        let Some(Part::File { content: Ok(upload), .. }) = form.parts.pop() else { panic!("{form:?}") };
        let path = upload.keep().unwrap();
        assert_eq!(std::fs::metadata(path).unwrap().len(), 600_000);
    }

    #[test]
    fn forms_are_limited() {
        let mut settings = Settings::default();
        settings.limits.parts = 3;
        settings.limits.files = 1;
        settings.limits.fields = 10;
        settings.limits.upload = 5;
        let end = "--XyZ--\r\n";
        let field = part("name=\"a\"", "1234");
        assert_eq!(read(&(field.repeat(3) + end), 9, &settings).unwrap_err(), 413);
        assert_eq!(read(&(part("name=\"a\"", "").repeat(4) + end), 9, &settings).unwrap_err(), 413);
        let form = read(&(part("name=\"f\"; filename=\"x\"", "123456").repeat(2) + end), 9, &settings).unwrap();
        let [Part::File { content: Err(FileError::TooLarge), .. }] = &form.parts[..] else { panic!("{form:?}") };
        let long = format!("--XyZ\r\nContent-Disposition: form-data; name=\"{}", "a".repeat(2 * PART_HEAD));
        assert_eq!(read(&long, 1000, &settings).unwrap_err(), 431);
        settings.upload_tmp_dir = "/does/not/exist".into();
        let form = read(&(part("name=\"f\"; filename=\"x\"", "1") + end), 9, &settings).unwrap();
        let [Part::File { content: Err(FileError::NoDirectory), .. }] = &form.parts[..] else { panic!("{form:?}") };
    }

    #[test]
    fn broken_forms_are_refused() {
        let settings = Settings::default();
        for body in ["nothing", "--XyZ\r\n", &part("name=\"a\"", "1"), "--XyZ\r\nbad header\r\n\r\nx\r\n--XyZ--"] {
            assert_eq!(read(body, 5, &settings).unwrap_err(), 400, "{body:?}");
        }
        assert!(Reader::new(b"multipart/form-data", &settings).is_err());
        assert!(Reader::new(b"multipart/form-data; boundary=\"\"", &settings).is_err());
        assert!(Reader::new(b"multipart/form-data;boundary=----=_Part_1_2.3", &settings).is_ok());
        assert!(Reader::new(b"multipart/form-database; boundary=x", &settings).unwrap().is_none());
        assert!(Reader::new(b"multipart/mixed; boundary=x", &settings).unwrap().is_none());
        assert!(Reader::new(b"application/json", &settings).unwrap().is_none());
    }
}

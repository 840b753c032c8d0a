//! The parts of a multipart form as `$post` and `$files`: PHP's shape of `$_FILES`, also for names with brackets.

use crate::http::form::{Form, Part, Upload};
use crate::zend::{Array, Value, Variables, add_upload, remove_upload};
use std::os::unix::ffi::OsStrExt;

/// A form, taken apart; its files live as long as this.
pub(super) struct Parts {
    /// `$post`
    pub(super) post: Option<Value>,
    /// `$files`
    pub(super) files: Option<Value>,
    uploads: Vec<Upload>,
}

impl Parts {
    pub(super) fn new(form: Form) -> Parts {
        let (mut post, mut files, mut uploads) = (Variables::new(), Variables::new(), Vec::new());
        for part in form.parts {
            match part {
                Part::Field { name, value } => post.text(&name, &value),
                Part::File { name, filename, content_type, content } => {
                    let (upload, error) = match content {
                        Ok(upload) => (Some(upload), 0),
                        Err(error) => (None, error as i64),
                    };
                    let path = upload.as_ref().map_or(&b""[..], |u| u.path().as_os_str().as_bytes());
                    // The client may send a path; PHP gives the last part as name.
                    let base = filename.rsplit(|b| matches!(b, b'/' | b'\\')).next().unwrap_or_default();
                    files.text(&with_key(&name, "name"), base);
                    files.text(&with_key(&name, "full_path"), &filename);
                    // As PHP: none for a file that did not arrive.
                    let content_type = if error == 0 { &content_type[..] } else { b"" };
                    files.text(&with_key(&name, "type"), content_type);
                    files.text(&with_key(&name, "tmp_name"), path);
                    files.number(&with_key(&name, "error"), error);
                    files.number(&with_key(&name, "size"), upload.as_ref().map_or(0, |u| u.size() as i64));
                    if !path.is_empty() {
                        add_upload(path);
                    }
                    uploads.extend(upload);
                }
            }
        }
        Parts { post: post.into_value(), files: files.into_value(), uploads }
    }

    /// `$tmpfiles`: where the files are.
    pub(super) fn paths(&self) -> Option<Array> {
        if self.uploads.is_empty() {
            return None;
        }
        let mut array = Array::new(self.uploads.len());
        self.uploads.iter().for_each(|u| array.push(u.path().as_os_str().as_bytes()));
        Some(array)
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        self.uploads.iter().for_each(|u| remove_upload(u.path().as_os_str().as_bytes()));
    }
}

/// `a[b]` and "name" make `a[name][b]`, as PHP lays `$_FILES` out.
fn with_key(name: &[u8], key: &str) -> Vec<u8> {
    let bracket = name.iter().position(|b| *b == b'[').filter(|at| *at > 0);
    let (base, rest) = name.split_at(bracket.unwrap_or(name.len()));
    [base, b"[", key.as_bytes(), b"]", rest].concat()
}

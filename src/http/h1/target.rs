//! Request targets (RFC 9112 3.2) and Host values (RFC 9110 7.2): what is accepted, and their parts.

/// The path of a target, still encoded. An absolute form without a path has `/`.
pub(super) fn path(target: &[u8]) -> &[u8] {
    let end = target.iter().position(|b| *b == b'?').unwrap_or(target.len());
    let target = &target[..end];
    if matches!(target.first(), Some(b'/' | b'*')) {
        return target;
    }
    // Absolute form: what follows `scheme://authority`.
    let authority = target.windows(3).position(|w| w == b"://").map_or(0, |at| at + 3);
    match target[authority..].iter().position(|b| *b == b'/') {
        Some(at) => &target[authority + at..],
        None => b"/",
    }
}

/// What follows the first `?`.
pub(super) fn query(target: &[u8]) -> Option<&[u8]> {
    target.iter().position(|b| *b == b'?').map(|at| &target[at + 1..])
}

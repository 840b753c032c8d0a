//! Socket calls beyond std and socket2: messages with a descriptor attached, and a listener that takes no new
//! connections while its queue is emptied.

use super::fd::{checked, owned};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd, RawFd};

/// Bytes of one SCM_RIGHTS control message with one descriptor, rounded up generously.
const CONTROL: usize = 64;

/// Sends one message, with one descriptor attached if given (SCM_RIGHTS, unix(7)). Never waits, never raises SIGPIPE.
pub fn send(socket: BorrowedFd<'_>, bytes: &[u8], attached: Option<BorrowedFd<'_>>) -> io::Result<()> {
    let mut part = libc::iovec { iov_base: bytes.as_ptr().cast_mut().cast(), iov_len: bytes.len() };
    let mut control = [0u64; CONTROL / 8];
    let mut message = header(&mut part);
    if let Some(fd) = attached {
        message.msg_control = control.as_mut_ptr().cast();
        attach(&mut message, fd.as_raw_fd());
    }
    let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
    // SAFETY: `message` points at `part`, `bytes` and `control`, which outlive the call.
    checked(unsafe { libc::sendmsg(socket.as_raw_fd(), &message, flags) } as i32)?;
    Ok(())
}

/// Receives one message and the descriptor attached to it, if any. Never waits. 0 bytes: the other end is closed.
///
/// `InvalidData` when the message was longer than `buffer` or carried more than one descriptor.
pub fn receive(socket: BorrowedFd<'_>, buffer: &mut [u8]) -> io::Result<(usize, Option<OwnedFd>)> {
    let mut part = libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: buffer.len() };
    let mut control = [0u64; CONTROL / 8];
    let mut message = header(&mut part);
    message.msg_control = control.as_mut_ptr().cast();
    // SAFETY: CMSG_SPACE only computes.
    message.msg_controllen = unsafe { libc::CMSG_SPACE(size_of::<RawFd>() as u32) } as usize;
    let flags = libc::MSG_DONTWAIT | libc::MSG_CMSG_CLOEXEC;
    // SAFETY: `message` points at `part`, `buffer` and `control`, which outlive the call.
    let length = checked(unsafe { libc::recvmsg(socket.as_raw_fd(), &mut message, flags) } as i32)?;
    let attached = attached(&message)?;
    if message.msg_flags & (libc::MSG_TRUNC | libc::MSG_CTRUNC) != 0 {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "message too long"));
    }
    Ok((length as usize, attached))
}

/// From now on a TCP listener drops new SYNs while handshakes under way still complete: once its queue has been
/// accepted empty it stays empty, and closing it resets nobody. A client that comes later retries its SYN and finds
/// the next server or a closed port. (A classic BPF filter sees the packet from the TCP header on: socket(7).)
pub fn refuse_new(listener: BorrowedFd<'_>) -> io::Result<()> {
    const FLAGS_BYTE: u32 = 13; // RFC 9293 3.1: CWR ECE URG ACK PSH RST SYN FIN
    const SYN_AND_ACK: u32 = 0x12;
    const SYN: u32 = 0x02;
    let step = |code: u32, jt, jf, k| libc::sock_filter { code: code as u16, jt, jf, k };
    let mut program = [
        step(libc::BPF_LD | libc::BPF_B | libc::BPF_ABS, 0, 0, FLAGS_BYTE),
        step(libc::BPF_ALU | libc::BPF_AND | libc::BPF_K, 0, 0, SYN_AND_ACK),
        step(libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K, 0, 1, SYN),
        step(libc::BPF_RET | libc::BPF_K, 0, 0, 0),
        step(libc::BPF_RET | libc::BPF_K, 0, 0, u32::MAX),
    ];
    let filter = libc::sock_fprog { len: program.len() as u16, filter: program.as_mut_ptr() };
    let size = size_of::<libc::sock_fprog>() as libc::socklen_t;
    let (fd, level) = (listener.as_raw_fd(), libc::SOL_SOCKET);
    // SAFETY: `filter` and the program it points at outlive the call; `size` is its size.
    checked(unsafe { libc::setsockopt(fd, level, libc::SO_ATTACH_FILTER, (&raw const filter).cast(), size) })?;
    Ok(())
}

fn header(part: &mut libc::iovec) -> libc::msghdr {
    // SAFETY: all-zero is msghdr's "nothing given".
    let mut message: libc::msghdr = unsafe { std::mem::zeroed() };
    message.msg_iov = part;
    message.msg_iovlen = 1;
    message
}

fn attach(message: &mut libc::msghdr, fd: RawFd) {
    let size = size_of::<RawFd>() as u32;
    // SAFETY: CMSG_SPACE only computes.
    message.msg_controllen = unsafe { libc::CMSG_SPACE(size) } as usize;
    // SAFETY: the control buffer is set and long enough for one header.
    let first = unsafe { libc::CMSG_FIRSTHDR(message) };
    // SAFETY: CMSG_LEN only computes.
    let length = unsafe { libc::CMSG_LEN(size) } as usize;
    let head = libc::cmsghdr { cmsg_len: length, cmsg_level: libc::SOL_SOCKET, cmsg_type: libc::SCM_RIGHTS };
    // SAFETY: `first` points into the control buffer, which is aligned for a header.
    unsafe { first.write(head) };
    // SAFETY: the place of the payload lies inside the control buffer by CMSG_SPACE.
    unsafe { libc::CMSG_DATA(first).cast::<RawFd>().write_unaligned(fd) };
}

fn attached(message: &libc::msghdr) -> io::Result<Option<OwnedFd>> {
    // SAFETY: recvmsg has filled the control buffer up to msg_controllen.
    let first = unsafe { libc::CMSG_FIRSTHDR(message) };
    if first.is_null() {
        return Ok(None);
    }
    // SAFETY: not null, so it points at a header the kernel wrote.
    let head = unsafe { first.read() };
    // SAFETY: CMSG_LEN only computes.
    let expected = unsafe { libc::CMSG_LEN(size_of::<RawFd>() as u32) } as usize;
    if head.cmsg_type != libc::SCM_RIGHTS || head.cmsg_len != expected {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "unexpected control message"));
    }
    // SAFETY: the length says that exactly one descriptor follows the header.
    let fd = unsafe { libc::CMSG_DATA(first).cast::<RawFd>().read_unaligned() };
    owned(fd).map(Some)
}

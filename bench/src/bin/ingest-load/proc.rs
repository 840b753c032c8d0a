//! What /proc knows of the server's processes: who they are, and which of them holds a connection. Linux only.

use std::fs;
use std::process::Command;

/// Sends a signal by name; a process that is gone is no error.
pub(crate) fn signal(pid: u32, name: &str) {
    // The shell's built-in kill: no unsafe here, and no /bin/kill where procps is not installed.
    let _ = Command::new("sh").arg("-c").arg(format!("kill -{name} {pid} 2>/dev/null")).status();
}

pub(crate) fn alive(pid: u32) -> bool {
    // A zombie has ended, though nobody has collected it yet.
    fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with('Z')))
}

/// The children of `pid` that are alive.
pub(crate) fn children(pid: u32) -> Vec<u32> {
    let list = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    list.split_whitespace().filter_map(|pid| pid.parse().ok()).filter(|&pid| alive(pid)).collect()
}

/// Which of `pids` holds the server's end of the IPv4 loopback connection between `server_port` and `client_port`;
/// `None` when nobody does (not accepted yet, or closed again).
pub(crate) fn holder(pids: &[u32], server_port: u16, client_port: u16) -> Option<u32> {
    let table = fs::read_to_string("/proc/net/tcp").ok()?;
    let wanted = table.lines().skip(1).find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let port = |address: &str| u16::from_str_radix(address.rsplit_once(':')?.1, 16).ok();
        let ours = port(fields.get(1)?)? == server_port && port(fields.get(2)?)? == client_port;
        ours.then(|| fields.get(9).map(|inode| format!("socket:[{inode}]")))?
    })?;
    pids.iter().copied().find(|pid| {
        let files = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
        files.filter_map(|file| fs::read_link(file.path()).ok()).any(|link| link.as_os_str() == wanted.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_who_holds_a_connection() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let client = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        let (peer, _) = listener.accept().unwrap();
        let me = std::process::id();
        let mine = client.local_addr().unwrap().port();
        assert_eq!(holder(&[1, me], port, mine), Some(me));
        assert_eq!(holder(&[], port, mine), None);
        drop((peer, client));
        assert_eq!(holder(&[me], 1, mine), None);
    }
}

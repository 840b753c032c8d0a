//! Users and groups: looked up by the master while it starts, taken on by each child after the fork.

use super::fd::checked;
use crate::error::{Error, Kind, Result};
use std::ffi::{CStr, CString};

/// Who a child becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Set when a user was named: id and name (the name finds the supplementary groups).
    pub user: Option<(u32, CString)>,
    /// The group: the one named, else the user's own.
    pub group: u32,
}

impl Identity {
    /// Looks up the names; `None` when neither is given. A user without a group brings its own primary group.
    pub fn find(user: Option<&str>, group: Option<&str>) -> Result<Option<Identity>> {
        let user = user.map(find_user).transpose()?;
        let group = group.map(find_group).transpose()?;
        let Some(gid) = group.or(user.as_ref().map(|u| u.1)) else {
            return Ok(None);
        };
        Ok(Some(Identity { user: user.map(|(uid, _, name)| (uid, name)), group: gid }))
    }

    /// Becomes this identity for good: supplementary groups, then group, then user, because after the user there is no
    /// right left to change the others (setgroups(2), setgid(2), setuid(2)). Fails when the process may not, or when
    /// it could go back.
    pub fn assume(&self) -> Result<()> {
        match &self.user {
            // SAFETY: `name` is a valid C string.
            Some((_, name)) => checked(unsafe { libc::initgroups(name.as_ptr(), self.group) }),
            // SAFETY: one valid element.
            None => checked(unsafe { libc::setgroups(1, &self.group) }),
        }
        .map_err(|e| Error::io(format_args!("set the groups of group {}", self.group), e))?;
        // SAFETY: takes no pointer.
        checked(unsafe { libc::setgid(self.group) })
            .map_err(|e| Error::io(format_args!("become group {}", self.group), e))?;
        let Some((uid, _)) = self.user else { return Ok(()) };
        // SAFETY: takes no pointer.
        checked(unsafe { libc::setuid(uid) }).map_err(|e| Error::io(format_args!("become user {uid}"), e))?;
        // SAFETY: takes no pointer.
        if uid != 0 && unsafe { libc::setuid(0) } == 0 {
            return Err(Error::new(Kind::Os, format!("user {uid} can become root again; privileges are not dropped")));
        }
        Ok(())
    }
}

/// Whether this process may take on other identities (effective user id 0).
pub fn is_root() -> bool {
    // SAFETY: takes nothing and cannot fail.
    unsafe { libc::geteuid() == 0 }
}

fn name_of(what: &str, name: &str) -> Result<CString> {
    CString::new(name).map_err(|_| Error::invalid(format!("{what} contains a zero byte")))
}

fn find_user(name: &str) -> Result<(u32, u32, CString)> {
    let c_name = name_of("user", name)?;
    // SAFETY: `c_name` is a valid C string; one thread, so the static result is not overwritten meanwhile.
    let entry = unsafe { libc::getpwnam(c_name.as_ptr()) };
    if entry.is_null() {
        return Err(Error::invalid(format!("user \"{name}\" does not exist; name one of the system's users")));
    }
    // SAFETY: not null: it points at the C library's static entry.
    let entry = unsafe { &*entry };
    // SAFETY: pw_name is a C string inside the same static entry.
    let full = unsafe { CStr::from_ptr(entry.pw_name) }.to_owned();
    Ok((entry.pw_uid, entry.pw_gid, full))
}

fn find_group(name: &str) -> Result<u32> {
    let c_name = name_of("group", name)?;
    // SAFETY: `c_name` is a valid C string; one thread, so the static result is not overwritten meanwhile.
    let entry = unsafe { libc::getgrnam(c_name.as_ptr()) };
    if entry.is_null() {
        return Err(Error::invalid(format!("group \"{name}\" does not exist; name one of the system's groups")));
    }
    // SAFETY: not null: it points at the C library's static entry.
    Ok(unsafe { (*entry).gr_gid })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_up() {
        let root = Identity::find(Some("root"), None).unwrap().unwrap();
        assert_eq!((root.user.unwrap().0, root.group), (0, 0));
        assert_eq!(Identity::find(None, None).unwrap(), None);
        assert_eq!(Identity::find(None, Some("root")).unwrap().unwrap().user, None);
    }

    #[test]
    fn unknown_names_are_named_in_the_error() {
        let error = Identity::find(Some("no-such-user"), None).unwrap_err();
        assert!(error.message.contains("user \"no-such-user\" does not exist"), "{error}");
        let error = Identity::find(None, Some("no-such-group")).unwrap_err();
        assert!(error.message.contains("group \"no-such-group\" does not exist"), "{error}");
    }
}

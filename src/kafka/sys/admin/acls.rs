//! Access control lists. Loop thread.

use std::ffi::{c_char, c_int};

use rdkafka::bindings as c;

use super::{Answer, Refusal, Request, SENTENCE, check_error, listed, made, optional_text, pointer};
use crate::kafka::admin::Acl;
use crate::kafka::sys::code::owned;

type Raw = c::rd_kafka_AclBinding_t;

unsafe extern "C" {
    // Bound anew for the reason given in `code`. A filter is a binding with parts that may be missing.
    fn rd_kafka_AclBinding_new(
        resource: c_int,
        name: *const c_char,
        pattern: c_int,
        principal: *const c_char,
        host: *const c_char,
        operation: c_int,
        permission: c_int,
        sentence: *mut c_char,
        length: usize,
    ) -> *mut Raw;
    fn rd_kafka_AclBindingFilter_new(
        resource: c_int,
        name: *const c_char,
        pattern: c_int,
        principal: *const c_char,
        host: *const c_char,
        operation: c_int,
        permission: c_int,
        sentence: *mut c_char,
        length: usize,
    ) -> *mut Raw;
    fn rd_kafka_AclBinding_restype(acl: *const Raw) -> c_int;
    fn rd_kafka_AclBinding_resource_pattern_type(acl: *const Raw) -> c_int;
    fn rd_kafka_AclBinding_operation(acl: *const Raw) -> c_int;
    fn rd_kafka_AclBinding_permission_type(acl: *const Raw) -> c_int;
}

struct Binding(*mut Raw);

impl Drop for Binding {
    fn drop(&mut self) {
        // SAFETY: ours, destroyed once.
        unsafe { c::rd_kafka_AclBinding_destroy(self.0) };
    }
}

fn binding(acl: &Acl, is_filter: bool) -> Result<Binding, Refusal> {
    let (name, principal) = (optional_text(acl.name.as_deref())?, optional_text(acl.principal.as_deref())?);
    let (host, mut sentence) = (optional_text(acl.host.as_deref())?, [0 as c_char; SENTENCE]);
    let (name, principal, host) = (pointer(name.as_ref()), pointer(principal.as_ref()), pointer(host.as_ref()));
    let make = if is_filter { rd_kafka_AclBindingFilter_new } else { rd_kafka_AclBinding_new };
    let start = sentence.as_mut_ptr();
    // SAFETY: numbers librdkafka checks, strings NUL-terminated or null and alive above, a buffer of the length given.
    let raw = unsafe {
        make(acl.resource, name, acl.pattern, principal, host, acl.operation, acl.permission, start, SENTENCE)
    };
    made(raw, &sentence).map(Binding)
}

impl Request<'_> {
    /// Creates an ACL.
    pub(crate) fn create_acl(&self, acl: &Acl) -> Result<(), Refusal> {
        let mut raw = binding(acl, false)?;
        let (rk, queue, options) = (self.native.raw(), self.queue.raw(), self.options());
        // SAFETY: live client, queue and options, and an array of one ACL, copied.
        unsafe { c::rd_kafka_CreateAcls(rk, &mut raw.0, 1, options.0, queue) };
        Ok(())
    }

    /// Asks for the ACLs that match.
    pub(crate) fn describe_acls(&self, filter: &Acl) -> Result<(), Refusal> {
        let raw = binding(filter, true)?;
        let (rk, queue, options) = (self.native.raw(), self.queue.raw(), self.options());
        // SAFETY: live client, queue, options and filter, which is copied.
        unsafe { c::rd_kafka_DescribeAcls(rk, raw.0, options.0, queue) };
        Ok(())
    }

    /// Deletes the ACLs that match.
    pub(crate) fn delete_acls(&self, filter: &Acl) -> Result<(), Refusal> {
        let mut raw = binding(filter, true)?;
        let (rk, queue, options) = (self.native.raw(), self.queue.raw(), self.options());
        // SAFETY: live client, queue and options, and an array of one filter, copied.
        unsafe { c::rd_kafka_DeleteAcls(rk, &mut raw.0, 1, options.0, queue) };
        Ok(())
    }
}

fn acl(raw: *const Raw) -> Acl {
    let some = |text: *const c_char| (!text.is_null()).then(|| owned(text));
    Acl {
        // SAFETY: a live ACL.
        resource: unsafe { rd_kafka_AclBinding_restype(raw) },
        // SAFETY: as above; the string lives as long as the event.
        name: some(unsafe { c::rd_kafka_AclBinding_name(raw) }),
        // SAFETY: a live ACL.
        pattern: unsafe { rd_kafka_AclBinding_resource_pattern_type(raw) },
        // SAFETY: as above.
        principal: some(unsafe { c::rd_kafka_AclBinding_principal(raw) }),
        // SAFETY: as above.
        host: some(unsafe { c::rd_kafka_AclBinding_host(raw) }),
        // SAFETY: a live ACL.
        operation: unsafe { rd_kafka_AclBinding_operation(raw) },
        // SAFETY: a live ACL.
        permission: unsafe { rd_kafka_AclBinding_permission_type(raw) },
    }
}

impl Answer<'_> {
    /// The ACLs that were asked for or deleted; none for one that was created.
    pub(crate) fn acls(&self) -> Result<Vec<Acl>, Refusal> {
        self.check()?;
        // SAFETY: a live event; null unless it is of this kind.
        let described = unsafe { c::rd_kafka_event_DescribeAcls_result(self.0.0) };
        if !described.is_null() {
            // SAFETY: a live result and an out-parameter.
            let found = listed(|count| unsafe { c::rd_kafka_DescribeAcls_result_acls(described, count) });
            return Ok(found.into_iter().map(acl).collect());
        }
        // SAFETY: a live event; null unless it is of this kind.
        let deleted = unsafe { c::rd_kafka_event_DeleteAcls_result(self.0.0) };
        if !deleted.is_null() {
            // SAFETY: a live result and an out-parameter.
            let responses = listed(|count| unsafe { c::rd_kafka_DeleteAcls_result_responses(deleted, count) });
            let mut found = Vec::new();
            for one in responses {
                // SAFETY: a live response; the error is the event's.
                check_error(unsafe { c::rd_kafka_DeleteAcls_result_response_error(one) })?;
                // SAFETY: a live response and an out-parameter.
                found.extend(listed(|count| unsafe {
                    c::rd_kafka_DeleteAcls_result_response_matching_acls(one, count)
                }));
            }
            return Ok(found.into_iter().map(acl).collect());
        }
        // SAFETY: a live event; null unless it is of this kind.
        let created = unsafe { c::rd_kafka_event_CreateAcls_result(self.0.0) };
        if !created.is_null() {
            // SAFETY: a live result and an out-parameter.
            let results = listed(|count| unsafe { c::rd_kafka_CreateAcls_result_acls(created, count) });
            // SAFETY: live results; the errors are the event's.
            results.into_iter().try_for_each(|result| check_error(unsafe { c::rd_kafka_acl_result_error(result) }))?;
        }
        Ok(Vec::new())
    }
}

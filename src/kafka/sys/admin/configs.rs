//! Configurations of topics and brokers. Loop thread.

use std::ffi::{c_char, c_int};

use rdkafka::bindings as c;

use super::{Answer, Refusal, Request, listed, optional_text, pointer, text};
use crate::kafka::admin::ConfigEntry;
use crate::kafka::sys::code::{owned, take};

unsafe extern "C" {
    // Bound anew for the reason given in `code`.
    fn rd_kafka_ConfigResource_new(kind: c_int, name: *const c_char) -> *mut c::rd_kafka_ConfigResource_t;
    fn rd_kafka_ConfigResource_error(resource: *const c::rd_kafka_ConfigResource_t) -> c_int;
    fn rd_kafka_ConfigResource_add_incremental_config(
        resource: *mut c::rd_kafka_ConfigResource_t,
        name: *const c_char,
        operation: c_int,
        value: *const c_char,
    ) -> *mut c::rd_kafka_error_t;
}

const SET: c_int = 0;
const DELETE: c_int = 1;

struct Resource(*mut c::rd_kafka_ConfigResource_t);

impl Resource {
    fn new(kind: i32, name: &str) -> Result<Resource, Refusal> {
        let name = text(name)?;
        // SAFETY: a number librdkafka knows (see `admin`) and a NUL-terminated name, copied.
        let raw = unsafe { rd_kafka_ConfigResource_new(kind, name.as_ptr()) };
        super::made(raw, &[0]).map(Resource)
    }
}

impl Drop for Resource {
    fn drop(&mut self) {
        // SAFETY: ours, destroyed once.
        unsafe { c::rd_kafka_ConfigResource_destroy(self.0) };
    }
}

impl Request<'_> {
    /// Asks for the configuration of a topic or broker.
    pub(crate) fn describe_config(&self, kind: i32, name: &str) -> Result<(), Refusal> {
        let mut resource = Resource::new(kind, name)?;
        let (rk, queue, options) = (self.native.raw(), self.queue.raw(), self.options());
        // SAFETY: live client, queue and options, and an array of one resource, copied.
        unsafe { c::rd_kafka_DescribeConfigs(rk, &mut resource.0, 1, options.0, queue) };
        Ok(())
    }

    /// Sets keys, or gives them back their defaults (`None`); the others stay.
    pub(crate) fn alter_config(&self, to: (i32, &str), set: &[(String, Option<String>)]) -> Result<(), Refusal> {
        let mut resource = Resource::new(to.0, to.1)?;
        for (key, value) in set {
            let (key, value) = (text(key)?, optional_text(value.as_deref())?);
            let (operation, value) = (if value.is_some() { SET } else { DELETE }, pointer(value.as_ref()));
            let raw = resource.0;
            // SAFETY: a live resource, a NUL-terminated key and a NUL-terminated value or null, copied.
            take(unsafe { rd_kafka_ConfigResource_add_incremental_config(raw, key.as_ptr(), operation, value) })?;
        }
        let (rk, queue, options) = (self.native.raw(), self.queue.raw(), self.options());
        // SAFETY: live client, queue and options, and an array of one resource, copied.
        unsafe { c::rd_kafka_IncrementalAlterConfigs(rk, &mut resource.0, 1, options.0, queue) };
        Ok(())
    }
}

fn entry(raw: *const c::rd_kafka_ConfigEntry_t) -> ConfigEntry {
    // SAFETY: a live entry; the string lives as long as the event.
    let name = owned(unsafe { c::rd_kafka_ConfigEntry_name(raw) });
    // SAFETY: as above; null for no value.
    let value = unsafe { c::rd_kafka_ConfigEntry_value(raw) };
    ConfigEntry {
        name,
        value: (!value.is_null()).then(|| owned(value)),
        // SAFETY: a live entry.
        is_default: unsafe { c::rd_kafka_ConfigEntry_is_default(raw) } != 0,
        // SAFETY: a live entry.
        is_read_only: unsafe { c::rd_kafka_ConfigEntry_is_read_only(raw) } != 0,
        // SAFETY: a live entry.
        is_sensitive: unsafe { c::rd_kafka_ConfigEntry_is_sensitive(raw) } != 0,
    }
}

impl Answer<'_> {
    /// The configuration that was asked for; empty for one that was changed.
    pub(crate) fn config(&self) -> Result<Vec<ConfigEntry>, Refusal> {
        self.check()?;
        // SAFETY: a live event; null unless it is of this kind.
        let described = unsafe { c::rd_kafka_event_DescribeConfigs_result(self.0.0) };
        // SAFETY: as above.
        let altered = unsafe { c::rd_kafka_event_IncrementalAlterConfigs_result(self.0.0) };
        let resources = if !described.is_null() {
            // SAFETY: a live result and an out-parameter.
            listed(|count| unsafe { c::rd_kafka_DescribeConfigs_result_resources(described, count) })
        } else if !altered.is_null() {
            // SAFETY: as above.
            listed(|count| unsafe { c::rd_kafka_IncrementalAlterConfigs_result_resources(altered, count) })
        } else {
            Vec::new()
        };
        let mut entries = Vec::new();
        for resource in resources {
            // SAFETY: a live resource.
            let code = unsafe { rd_kafka_ConfigResource_error(resource) };
            if code != 0 {
                // SAFETY: a live resource; the string lives as long as the event.
                return Err((code, owned(unsafe { c::rd_kafka_ConfigResource_error_string(resource) })));
            }
            // SAFETY: a live resource and an out-parameter.
            let found = listed(|count| unsafe { c::rd_kafka_ConfigResource_configs(resource, count) });
            entries.extend(found.into_iter().map(entry));
        }
        Ok(entries)
    }
}

//! Handing one record to librdkafka. Loop thread; the bytes are copied once, by librdkafka.

use std::ffi::c_void;

use rdkafka::bindings as c;

use super::code::take;
use super::native::Topic;
use crate::kafka::record::Record;

type Field = c::rd_kafka_vu_s;
type Union = c::rd_kafka_vu_s__bindgen_ty_1;

impl Topic {
    /// Queues a record whose delivery report will carry `opaque`. The error is librdkafka's code and sentence.
    pub(crate) fn produce(&self, record: &Record<'_>, opaque: usize) -> Result<(), (i32, String)> {
        use c::rd_kafka_vtype_t::*;
        let headers = Headers::new(record.headers);
        let fields = [
            Field { vtype: RD_KAFKA_VTYPE_RKT, u: Union { rkt: self.raw() } },
            Field { vtype: RD_KAFKA_VTYPE_PARTITION, u: Union { i32_: record.partition.unwrap_or(-1) } },
            Field { vtype: RD_KAFKA_VTYPE_MSGFLAGS, u: Union { i: c::RD_KAFKA_MSG_F_COPY } },
            Field { vtype: RD_KAFKA_VTYPE_VALUE, u: memory(record.value) },
            Field { vtype: RD_KAFKA_VTYPE_KEY, u: memory(record.key) },
            // librdkafka's 0 is "now".
            Field { vtype: RD_KAFKA_VTYPE_TIMESTAMP, u: Union { i64_: record.timestamp.unwrap_or(0) } },
            Field { vtype: RD_KAFKA_VTYPE_OPAQUE, u: Union { ptr: opaque as *mut c_void } },
            Field { vtype: RD_KAFKA_VTYPE_HEADERS, u: Union { headers: headers.0 } },
        ];
        // The list of headers is left out when there is none.
        let count = fields.len() - usize::from(headers.0.is_null());
        // SAFETY: a live client; `count` fields whose pointers live during the call and are copied (F_COPY).
        let result = take(unsafe { c::rd_kafka_produceva(self.native().raw(), fields.as_ptr(), count) });
        if result.is_ok() {
            std::mem::forget(headers); // it belongs to the record now
        }
        result
    }
}

fn memory(bytes: Option<&[u8]>) -> Union {
    let (ptr, size) = bytes.map_or((std::ptr::null_mut(), 0), |b| (b.as_ptr().cast_mut().cast(), b.len()));
    Union { mem: c::rd_kafka_vu_s__bindgen_ty_1__bindgen_ty_1 { ptr, size } }
}

/// A list of headers that librdkafka takes over with the record, and that is ours when it refuses.
struct Headers(*mut c::rd_kafka_headers_t);

impl Headers {
    fn new(pairs: &[(&[u8], Option<&[u8]>)]) -> Headers {
        if pairs.is_empty() {
            return Headers(std::ptr::null_mut());
        }
        // SAFETY: a number; aborts by itself when memory is out.
        let list = Headers(unsafe { c::rd_kafka_headers_new(pairs.len()) });
        for (name, value) in pairs {
            let (start, length) = value.map_or((std::ptr::null(), 0), |v| (v.as_ptr(), v.len()));
            // SAFETY: a list nobody else has; both pointers with their lengths, copied.
            unsafe {
                c::rd_kafka_header_add(list.0, name.as_ptr().cast(), name.len() as isize, start.cast(), length as isize)
            };
        }
        list
    }
}

impl Drop for Headers {
    fn drop(&mut self) {
        if !self.0.is_null() {
            // SAFETY: ours: librdkafka did not take it.
            unsafe { c::rd_kafka_headers_destroy(self.0) };
        }
    }
}

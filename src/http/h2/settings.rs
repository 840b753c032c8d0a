//! The numbers of HTTP/2, with Swoole's option names where it has them.

/// What a client may do on an HTTP/2 connection. Sizes in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Requests under way at once on a connection (`http2_max_concurrent_streams`); further ones are refused
    /// (REFUSED_STREAM). Requests the client has reset count until their handler is done. Default 128.
    pub max_concurrent_streams: u32,
    /// How much of a body may be on its way to us, for each stream and for all of them (`http2_init_window_size`).
    /// Default 1 MiB.
    pub window: u32,
    /// Largest frame taken, 16,384 to 16,777,215 (`http2_max_frame_size`). Default 16,384.
    pub max_frame_size: u32,
    /// Memory for the client's header compression (`http2_header_table_size`). Default 4,096.
    pub header_table_size: u32,
    /// Frames that only cost us work (SETTINGS, PING, RST_STREAM, PRIORITY, CONTINUATION, empty DATA) a client may send
    /// in a row; 33 more each second. Above, the connection ends with ENHANCE_YOUR_CALM (CVE-2019-9512, -9515, -9518,
    /// CVE-2023-44487). Default 1,000.
    pub control_frames: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            max_concurrent_streams: 128,
            window: 1024 * 1024,
            max_frame_size: 16 * 1024,
            header_table_size: 4096,
            control_frames: 1000,
        }
    }
}

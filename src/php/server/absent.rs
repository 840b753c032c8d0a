//! Options and events that Swoole has and this server does not, with what to do instead, for people who bring a program
//! along. None is accepted and ignored. Asked in the script's process, before any worker exists.

/// What to do instead of setting this option; `None` for one that Swoole does not have either.
pub(super) fn instead(name: &str) -> Option<&'static str> {
    ABSENT.iter().find(|(names, _)| names.split(' ').any(|one| one == name)).map(|(_, instead)| *instead)
}

/// What to do instead of waiting for this event; its name in any case.
pub(super) fn event(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "connect" | "close" => "a handler sees its client leave by isWritable() or cancel_on_disconnect",
        "receive" | "packet" => "only HTTP is spoken; requests come as 'request'",
        "open" | "message" | "handshake" | "disconnect" => {
            "there is no WebSocket yet; Response::switchProtocol() hands the connection of an Upgrade over"
        }
        _ => return None,
    })
}

/// Names, and what to do instead of them.
const ABSENT: &[(&str, &str)] = &[
    (
        "daemonize",
        "the server runs in the foreground; let systemd, a container or a supervisor start it, and leave it out",
    ),
    (
        "reactor_num dispatch_mode dispatch_func single_thread enable_unsafe_event discard_timeout_request \
         enable_delay_receive max_queued_bytes start_session_id event_object bootstrap init_arguments",
        "there are no reactor threads, each worker accepts its own connections; leave it out",
    ),
    ("enable_reuse_port", "each worker has a listener of its own in any case; leave it out"),
    (
        "task_worker_num task_enable_coroutine task_ipc_mode task_max_request task_max_request_grace task_object task_tmpdir \
         task_use_object message_queue_key",
        "there are no task workers yet; use addProcess() and sendMessage(), or a coroutine",
    ),
    (
        "open_websocket_protocol websocket_compression",
        "there is no WebSocket yet; Response::switchProtocol() hands the connection of an Upgrade over",
    ),
    (
        "open_mqtt_protocol open_redis_protocol open_eof_check open_eof_split open_length_check package_eof \
         package_body_offset package_body_start package_length_func package_length_offset package_length_type",
        "only HTTP is spoken; leave it out",
    ),
    ("open_http_protocol", "an Http\\Server speaks HTTP in any case; leave it out"),
    ("http_parse_post http_parse_cookie http_parse_files", "forms and cookies can always be read; leave it out"),
    ("http_gzip_level", "it is http_compression_level, for zstd, br and gzip"),
    (
        "buffer_output_size output_buffer_size socket_buffer_size buffer_high_watermark buffer_low_watermark send_yield \
         kernel_socket_send_buffer_size",
        "answers of any length are sent, and write() parks the coroutine while the client takes less; leave it out",
    ),
    (
        "buffer_input_size input_buffer_size kernel_socket_recv_buffer_size",
        "bodies are limited by package_max_length, and read in pieces with stream_request_body; leave it out",
    ),
    (
        "max_conn max_connection",
        "connections are limited by the open files a process may have (ulimit -n), requests by max_concurrency",
    ),
    ("open_cpu_affinity cpu_affinity_ignore", "leave it to the kernel, or to taskset and the container's CPUs"),
    ("open_tcp_nodelay", "it is on in any case; leave it out"),
    (
        "open_tcp_keepalive tcp_keepcount tcp_keepidle tcp_keepinterval tcp_user_timeout tcp_defer_accept tcp_fastopen",
        "connections that do nothing are closed by heartbeat_idle_time, header_timeout, body_timeout and send_timeout",
    ),
    ("chroot", "give the workers a user and a group, and the server a container"),
    ("hook_flags", "PHP's own functions are not hooked yet and block the worker; leave it out"),
    ("url_rewrite_rules", "rewrite in the request callback"),
    ("log_rotation", "rename the file and send SIGRTMIN to the master, as logrotate can"),
    ("log_date_format log_date_with_microseconds", "the log has ISO 8601 with milliseconds; leave it out"),
    (
        "ssl_dhparam ssl_compress ssl_verify_depth ssl_allow_self_signed ssl_capath ssl_passphrase",
        "rustls has no such thing; docs/http2-tls.md has what there is",
    ),
    ("ssl_cafile", "the authorities of clients' certificates are ssl_client_cert_file"),
];

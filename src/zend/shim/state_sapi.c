/* A request's own SAPI: php://input, the headers and status of its answer, the table of its uploaded files, and where output
 * goes. The functions of the SAPI the process runs in (CLI) are wrapped once; for the process's own state, and for one
 * without a request, they do what they did. */
#include "state.h"
#include "SAPI.h"
#include "ext/standard/head.h"
#include "php_main.h"
#include "php_variables.h"
#include "rfc1867.h"

typedef struct {
	sapi_globals_struct sapi;
	zend_string *output_file; /* where output began: headers_sent($file, $line) */
	int output_line, output_flags;
	short connection_status;
	char *texts; /* the request's strings as C wants them, in one piece */
	char *cookie;
	pg_text body;
	bool arrives, broken; /* state_input.c */
} pg_sapi;

static sapi_module_struct pg_original;

/* The request the running code belongs to. What runs outside coroutines (a destructor in the event loop) belongs to none. */
static void *pg_answering(void) { return pg_in_coroutine() ? pg_state_request() : NULL; }

static pg_sapi *pg_own(void) { return pg_state_place(&pg_part_sapi); }

/* ---- output ---- */

/* As php_handle_aborted_connection(), but frames are unwound and not left behind. */
static void pg_client_gone(void)
{
	PG(connection_status) = PHP_CONNECTION_ABORTED;
	if (!PG(ignore_user_abort) && !pg_state_ended() && !EG(exception) && EG(current_execute_data)) {
		zend_throw_unwind_exit();
	}
}

static size_t pg_ub_write(const char *text, size_t len)
{
	void *request = pg_answering();
	if (!request) {
		return pg_original.ub_write(text, len);
	}
	if (peregrine_request_write(request, text, len) == PG_OUTPUT_CLIENT_GONE) {
		pg_client_gone();
	}
	return len;
}

static void pg_flush(void *context)
{
	void *request = pg_answering();
	if (!request) {
		if (pg_original.flush) {
			pg_original.flush(context);
		}
		return;
	}
	php_header();
	if (peregrine_request_flush(request) == PG_OUTPUT_CLIENT_GONE) {
		pg_client_gone();
	}
}

/* What the request's own coroutine has said is the whole answer; the buffers' handlers run. */
pg_finish pg_request_finish(void)
{
	void *request = pg_answering();
	volatile bool bailed = false;
	if (!request || pg_state_is_childs(pg_fiber_running())) {
		return PG_NOT_FINISHED;
	}
	zend_try {
		php_output_end_all();
		php_header();
	} zend_catch { bailed = true; } zend_end_try();
	if (bailed) {
		return PG_FINISH_BAILED;
	}
	bool finished = peregrine_request_finish(request);
	return EG(exception) ? PG_FINISH_THREW : finished ? PG_FINISHED : PG_NOT_FINISHED;
}

/* ---- the head ---- */

static int pg_header_handler(sapi_header_struct *header, sapi_header_op_enum op, sapi_headers_struct *headers)
{
	if (pg_state_live || !pg_original.header_handler) {
		return SAPI_HEADER_ADD;
	}
	return pg_original.header_handler(header, op, headers);
}

static int pg_send_headers(sapi_headers_struct *headers)
{
	void *request = pg_answering();
	if (!request) {
		return pg_original.send_headers && !pg_state_live ? pg_original.send_headers(headers) : SAPI_HEADER_SENT_SUCCESSFULLY;
	}
	size_t count = 0;
	pg_text *lines = safe_emalloc(zend_llist_count(&headers->headers), sizeof(*lines), sizeof(*lines));
	zend_llist_position at;
	for (sapi_header_struct *h = zend_llist_get_first_ex(&headers->headers, &at); h; h = zend_llist_get_next_ex(&headers->headers, &at)) {
		lines[count++] = (pg_text) { h->header, h->header_len };
	}
	/* PHP adds its default type at the end of the list; as in its own servers, 304 goes without it. */
	if (headers->http_response_code == 304 && count && !strncmp(lines[count - 1].bytes, "Content-type: ", 14)) {
		count--;
	}
	peregrine_request_head(request, headers->http_response_code, headers->http_status_line, lines, count);
	efree(lines);
	return SAPI_HEADER_SENT_SUCCESSFULLY;
}

/* ---- the request ---- */

static size_t pg_read_post(char *to, size_t len)
{
	if (!pg_state_live) {
		return pg_original.read_post ? pg_original.read_post(to, len) : 0;
	}
	if (pg_own()->arrives) {
		return 0; /* php://input reads it (state_input.c) */
	}
	const pg_text *body = &pg_own()->body;
	size_t left = body->len - (size_t) SG(read_post_bytes);
	len = MIN(len, left);
	if (len) {
		memcpy(to, body->bytes + SG(read_post_bytes), len);
	}
	return len;
}

bool pg_input_arrives(void) { return pg_answering() && pg_own()->arrives; }
bool *pg_input_broken(void) { return &pg_own()->broken; }

static char *pg_read_cookies(void)
{
	if (!pg_state_live) {
		return pg_original.read_cookies ? pg_original.read_cookies() : NULL;
	}
	return pg_own()->cookie;
}

static void pg_register_server_variables(zval *array)
{
	if (!pg_state_live) {
		if (pg_original.register_server_variables) {
			pg_original.register_server_variables(array);
		}
		return;
	}
	if (pg_state_request()) {
		zval_ptr_dtor(array);
		peregrine_request_server(pg_state_request(), array);
	}
}

/* CLI's frees what belongs to the process. */
static int pg_deactivate(void)
{
	return pg_state_live || !pg_original.deactivate ? SUCCESS : pg_original.deactivate();
}

/* error_log and log_errors of a request, where they name no file: the server's log. */
static void pg_log_message(const char *message, int severity)
{
	void *request = pg_answering();
	if (request) {
		peregrine_request_log(request, severity, message);
	} else if (pg_original.log_message) {
		pg_original.log_message(message, severity);
	}
}

static bool pg_sapi_startup(void)
{
	pg_original = sapi_module;
	sapi_module.ub_write = pg_ub_write;
	sapi_module.flush = pg_flush;
	sapi_module.header_handler = pg_header_handler;
	sapi_module.send_headers = pg_send_headers;
	sapi_module.read_post = pg_read_post;
	sapi_module.read_cookies = pg_read_cookies;
	sapi_module.register_server_variables = pg_register_server_variables;
	sapi_module.deactivate = pg_deactivate;
	sapi_module.log_message = pg_log_message;
	return true;
}

/* ---- the part ---- */

/* Copies into the block at `to`, with the NUL that C wants; absent texts stay NULL. */
static char *pg_copy(pg_text text, char **to)
{
	if (!text.bytes) {
		return NULL;
	}
	char *copy = *to;
	memcpy(copy, text.bytes, text.len);
	copy[text.len] = 0;
	*to += text.len + 1;
	return copy;
}

static void pg_sapi_take(pg_sapi *own, void *handle)
{
	pg_request request;
	peregrine_request_describe(handle, &request);
	size_t len = request.method.len + request.uri.len + request.query.len + request.content_type.len +
		request.cookie.len + request.authorization.len + 6;
	char *to = own->texts = emalloc(len);
	SG(request_info).request_method = pg_copy(request.method, &to);
	SG(request_info).request_uri = pg_copy(request.uri, &to);
	SG(request_info).query_string = pg_copy(request.query, &to);
	SG(request_info).content_type = pg_copy(request.content_type, &to);
	SG(request_info).content_length = request.body.len;
	own->cookie = pg_copy(request.cookie, &to);
	own->body = request.body;
	own->arrives = request.arrives;
	php_handle_auth_data(pg_copy(request.authorization, &to));
	/* Reads the body of a POST of some type. */
	const char *content_type = SG(request_info).content_type;
	if (request.arrives) {
		SG(request_info).content_type = NULL;
	}
	sapi_activate();
	SG(request_info).content_type = content_type;
	/* As php-fpm and php -S have it: header('Location: …') answers a POST with 302, not 303. */
	SG(request_info).proto_num = 1000;
	SG(global_request_time) = request.time;
}

static void pg_sapi_begin(void *place)
{
	void *request = pg_state_request();
	pg_sapi *own = place;
	own->texts = own->cookie = NULL;
	own->body = (pg_text) { NULL, 0 };
	own->arrives = own->broken = false;
	memset(&SG(request_info), 0, sizeof(SG(request_info)));
	SG(server_context) = request ? place : NULL;
	/* PHP turns only this one into 500. */
	SG(sapi_headers).http_response_code = 200;
	OG(output_start_filename) = NULL;
	OG(output_start_lineno) = 0;
	PG(connection_status) = PHP_CONNECTION_NORMAL;
	if (!request) {
		/* Output goes where the process's does, and a header has no answer to be in. */
		sapi_activate();
		SG(request_info).no_headers = true;
		return;
	}
	OG(flags) = PHP_OUTPUT_ACTIVATED;
	pg_sapi_take(own, request);
	/* An answer to HEAD is cut by the server, which tells the length it would have. */
	SG(request_info).headers_only = false;
	if (PG(output_buffering)) {
		php_output_start_user(NULL, PG(output_buffering) > 1 ? PG(output_buffering) : 0, PHP_OUTPUT_HANDLER_STDFLAGS);
	}
}

/* Not the result of a stat() of the script, nor the table of known types. */
#define PG_SAPI_STAT XtOffsetOf(sapi_globals_struct, global_stat)
#define PG_SAPI_PAST_STAT XtOffsetOf(sapi_globals_struct, default_mimetype)
#define PG_SAPI_TYPES XtOffsetOf(sapi_globals_struct, known_post_content_types)
#define PG_SAPI_PAST_TYPES XtOffsetOf(sapi_globals_struct, callback_func)

static zend_always_inline void pg_sapi_copy(sapi_globals_struct *to, const sapi_globals_struct *from)
{
#define PG_SAPI_RANGE(begin, end) memcpy((char *) to + (begin), (const char *) from + (begin), (end) - (begin))
	PG_SAPI_RANGE(0, PG_SAPI_STAT);
	PG_SAPI_RANGE(PG_SAPI_PAST_STAT, PG_SAPI_TYPES);
	PG_SAPI_RANGE(PG_SAPI_PAST_TYPES, sizeof(*to));
}

static void pg_sapi_save(void *place)
{
	pg_sapi *own = place;
	pg_sapi_copy(&own->sapi, &sapi_globals);
	own->output_file = OG(output_start_filename);
	own->output_line = OG(output_start_lineno);
	own->output_flags = OG(flags);
	own->connection_status = PG(connection_status);
}

static void pg_sapi_load(void *place)
{
	pg_sapi *own = place;
	pg_sapi_copy(&sapi_globals, &own->sapi);
	OG(output_start_filename) = own->output_file;
	OG(output_start_lineno) = own->output_line;
	OG(flags) = own->output_flags;
	PG(connection_status) = own->connection_status;
}

static void pg_sapi_end(void *place)
{
	volatile bool bailed = false;
	zend_try {
		php_output_end_all();
		php_header();
	} zend_catch { bailed = true; } zend_end_try();
	if (pg_state_request()) {
		peregrine_request_end(pg_state_request(), bailed || pg_state_failed());
	}
	if (bailed) {
		zend_bailout();
	}
}

/* php://input reads the body without a hold on it: a handle that outlives its request (in a static, in a child) is closed. Its
 * data begins with the pointer to the body, which is private to PHP. */
static void pg_close_inputs(const php_stream *body)
{
	zend_resource *resource;
	ZEND_HASH_REVERSE_FOREACH_PTR(&EG(regular_list), resource) {
		if (resource->type != php_file_le_stream() || !resource->ptr) {
			continue;
		}
		php_stream *stream = resource->ptr;
		if (!strcmp(stream->ops->label, "Input") && *(php_stream **) stream->abstract == body) {
			zend_list_close(resource);
		}
	} ZEND_HASH_FOREACH_END();
}

static void pg_sapi_free(void *place)
{
	pg_sapi *own = place;
	php_stream *body = SG(request_info).request_body;
	SG(request_info).request_body = NULL;
	SG(post_read) = 1;
	if (body) {
		pg_close_inputs(body);
		php_stream_close(body);
	}
	if (!Z_ISUNDEF(SG(callback_func))) {
		zval_ptr_dtor(&SG(callback_func));
		ZVAL_UNDEF(&SG(callback_func));
	}
	sapi_deactivate();
	if (OG(output_start_filename)) {
		zend_string_release(OG(output_start_filename));
		OG(output_start_filename) = NULL;
	}
	if (own->texts) {
		efree(own->texts);
	}
}

const pg_part pg_part_sapi = {
	.name = "sapi", .size = sizeof(pg_sapi), .whole = true, .startup = pg_sapi_startup, .begin = pg_sapi_begin,
	.save = pg_sapi_save, .load = pg_sapi_load, .end = pg_sapi_end, .free = pg_sapi_free,
};

/* The script the process was started with. */
const char *pg_main_script(void)
{
	const pg_sapi *process = pg_state_process_place(&pg_part_sapi);
	return process ? process->sapi.request_info.path_translated : NULL;
}

/* Applications ask for the name: with "cli" they show errors as for a terminal, and take no request. Code that was compiled
 * before keeps the old name. */
void pg_sapi_rename(void)
{
	zend_constant *constant = zend_hash_str_find_ptr(EG(zend_constants), "PHP_SAPI", sizeof("PHP_SAPI") - 1);
	sapi_module.name = "peregrine";
	if (constant) {
		ZVAL_INTERNED_STR(&constant->value, zend_string_init_interned("peregrine", sizeof("peregrine") - 1, true));
	}
}

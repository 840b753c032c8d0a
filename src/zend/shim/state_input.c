/* php://input of a request whose body is read while it arrives: PHP's own stream, whose read waits. What it read is kept in
 * the stream PHP keeps bodies in (16 KiB in memory, then a temporary file), so it can be rewound and opened again.
 * Runs on the PHP thread, in the request's coroutines.
 *
 * While a read waits:
 * 1. The stream is `held`: its resource, and those of other streams the running function was given (a copy's target), have a
 *    type of our own. Whoever else uses them gets PHP's TypeError: nothing closes or reads what the stack of the waiting call
 *    points to.
 * 2. Objects (SplFileObject) reach a stream without its resource: a read of a held stream fails, and seeking is forbidden,
 *    so that its buffer stays where it is.
 * 3. Other handles of the same request may wait, too. A piece is taken and kept in one go after the waiting, so pieces are
 *    kept in the order they came in, and each handle goes on at its own position. */
#include "state.h"
#include "SAPI.h"
#include "php_streams.h"

/* Private to PHP (php_fopen_wrapper.c). */
typedef struct {
	php_stream *body;
	zend_off_t position;
} pg_input;

static const php_stream_wrapper *pg_original_php;
static php_stream_wrapper pg_php;
static php_stream_wrapper_ops pg_php_ops;
static php_stream_ops pg_input_ops;
static int pg_held_type;

/* ---- waiting ---- */

#define PG_HELD 4

static int pg_hold(zend_resource **held, int count, zend_resource *resource)
{
	if (count < PG_HELD && resource->type == php_file_le_stream()) {
		resource->type = pg_held_type;
		held[count++] = resource;
	}
	return count;
}

static int pg_hold_arguments(zend_resource **held, int count)
{
	zend_execute_data *call = EG(current_execute_data);
	if (!call || !call->func || ZEND_USER_CODE(call->func->type)) {
		return count;
	}
	for (uint32_t at = 1; at <= ZEND_CALL_NUM_ARGS(call); at++) {
		zval *argument = ZEND_CALL_ARG(call, at);
		ZVAL_DEREF(argument);
		if (Z_TYPE_P(argument) == IS_RESOURCE) {
			count = pg_hold(held, count, Z_RES_P(argument));
		}
	}
	return count;
}

/* False: it is to wait no longer. */
static bool pg_input_wait(php_stream *stream)
{
	zend_resource *held[PG_HELD];
	int count = pg_hold_arguments(held, pg_hold(held, 0, stream->res));
	uint32_t no_seek = stream->flags & PHP_STREAM_FLAG_NO_SEEK;
	stream->flags |= PHP_STREAM_FLAG_NO_SEEK;
	bool arrived = peregrine_request_await(pg_state_request());
	stream->flags = (stream->flags & ~PHP_STREAM_FLAG_NO_SEEK) | no_seek;
	while (count) {
		held[--count]->type = php_file_le_stream();
	}
	return arrived && !EG(exception);
}

/* ---- reading ---- */

static bool pg_input_keep(php_stream *body, const char *bytes, size_t len)
{
	SG(read_post_bytes) += len;
	php_stream_seek(body, 0, SEEK_END);
	return php_stream_write(body, bytes, len) == (ssize_t) len;
}

/* Until there is something behind the position, or no more will be. False: the read fails. */
static bool pg_input_receive(php_stream *stream, char *buf, size_t count)
{
	pg_input *input = stream->abstract;
	while (!SG(post_read) && input->position >= SG(read_post_bytes)) {
		ptrdiff_t got = peregrine_request_read(pg_state_request(), buf, count);
		if (got == PG_INPUT_NOTHING) {
			if (!pg_input_wait(stream)) {
				return false;
			}
		} else if (got == PG_INPUT_REFUSED) {
			stream->eof = 1;
			return false;
		} else if (got <= 0) {
			SG(post_read) = 1;
			*pg_input_broken() = got < 0;
		} else if (!pg_input_keep(input->body, buf, got)) {
			SG(post_read) = 1;
			*pg_input_broken() = true;
		}
	}
	return true;
}

static ssize_t pg_input_read(php_stream *stream, char *buf, size_t count)
{
	pg_input *input = stream->abstract;
	/* A handle may be used by another request than its own: it gets what is there. */
	bool is_own = pg_input_arrives() && input->body == SG(request_info).request_body;
	if (stream->res->type == pg_held_type) {
		php_error_docref(NULL, E_WARNING, "Another coroutine is reading this handle of php://input");
		return -1;
	}
	if (!count) {
		return 0;
	}
	if (is_own && !pg_input_receive(stream, buf, count)) {
		return -1;
	}
	if (!input->body->readfilters.head) {
		php_stream_seek(input->body, input->position, SEEK_SET);
	}
	ssize_t got = php_stream_read(input->body, buf, count);
	if (got > 0) {
		input->position += got;
		return got;
	}
	stream->eof = 1;
	if (is_own && *pg_input_broken()) {
		php_error_docref(NULL, E_WARNING, "The rest of the request's body will not come");
		return -1;
	}
	return got;
}

/* ---- opening ---- */

static php_stream *pg_php_open(php_stream_wrapper *wrapper, const char *path, const char *mode, int options,
	zend_string **opened, php_stream_context *context STREAMS_DC)
{
	(void) wrapper;
	php_stream *stream = pg_original_php->wops->stream_opener((php_stream_wrapper *) pg_original_php, path, mode, options,
		opened, context STREAMS_REL_CC);
	if (stream && stream->ops != &pg_input_ops && pg_input_arrives() && !strcmp(stream->ops->label, "Input")) {
		pg_input_ops = *stream->ops;
		pg_input_ops.read = pg_input_read;
		stream->ops = &pg_input_ops;
	}
	return stream;
}

void pg_input_hook(void)
{
	pg_original_php = zend_hash_str_find_ptr(php_stream_get_url_stream_wrappers_hash_global(), "php", sizeof("php") - 1);
	if (!pg_original_php || php_unregister_url_stream_wrapper("php") != SUCCESS) {
		return;
	}
	pg_php = *pg_original_php;
	pg_php_ops = *pg_original_php->wops;
	pg_php_ops.stream_opener = pg_php_open;
	pg_php.wops = &pg_php_ops;
	pg_held_type = zend_register_list_destructors_ex(NULL, NULL, "stream that another coroutine waits for", 0);
	php_register_url_stream_wrapper("php", &pg_php);
}

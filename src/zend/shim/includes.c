/* Including files while other coroutines run.
 *
 * 1. include_once and require_once mark a file as included before it is read, and tell whoever comes next "it is there". So
 *    a coroutine that comes while another one reads, compiles or runs the file waits until that is done. Which coroutine is
 *    in which file is read off its frames: the one that includes is stopped at its include as long as it lasts, however it
 *    ends.
 * 2. A stream wrapper of the user's can wait. The compiler's state is the process's, so such a file is read whole before
 *    the compiler begins.
 * 3. Nobody waits for a file that its own starters are in, nor in a circle: then it goes on as PHP does. */
#include "includes.h"
#include "state.h"
#include "zend_stream.h"

zend_string *(*pg_previous_resolve_path)(zend_string *filename);
zend_op_array *(*pg_previous_compile_file)(zend_file_handle *handle, int type);

/* A coroutine that includes a file once. */
typedef struct _pg_inclusion {
	struct _pg_inclusion *next;
	zend_string *path;
	int64_t owner;
	const zend_execute_data *frame; /* stands at `op` while it lasts */
	const zend_op *op;
	const pg_state *state;
	bool runs;                      /* it is compiled, and its code runs */
} pg_inclusion;

static pg_inclusion *pg_inclusions;

static void pg_inclusion_drop(pg_inclusion **at)
{
	pg_inclusion *inclusion = *at;
	*at = inclusion->next;
	zend_string_release(inclusion->path);
	efree(inclusion);
}

/* Whether its coroutine is still in it. */
static bool pg_inclusion_lasts(const pg_inclusion *inclusion)
{
	zend_execute_data *frame = EG(current_execute_data);
	if (inclusion->owner != peregrine_load_running()) {
		if (!peregrine_load_frame(inclusion->owner, &frame)) {
			return false;
		}
		if (!frame) {
			return true;
		}
	}
	for (; frame; frame = frame->prev_execute_data) {
		if (frame == inclusion->frame) {
			return frame->func && ZEND_USER_CODE(frame->func->type) && frame->opline == inclusion->op;
		}
	}
	return false;
}

/* The inclusion of this path by another coroutine that the running one has to wait for; drops those that are over. */
static pg_inclusion *pg_inclusion_by_other(const zend_string *path)
{
	int64_t me = peregrine_load_running();
	for (pg_inclusion **at = &pg_inclusions; *at;) {
		if (!pg_inclusion_lasts(*at)) {
			pg_inclusion_drop(at);
			continue;
		}
		pg_inclusion *inclusion = *at;
		/* What another request's script does once it is compiled is not this one's. */
		bool counts = !inclusion->runs || inclusion->state == pg_state_live || pg_file_declares(path);
		if (inclusion->owner != me && counts && zend_string_equals(inclusion->path, path)) {
			return inclusion;
		}
		at = &inclusion->next;
	}
	return NULL;
}

/* False: an exception is pending. */
static bool pg_wait_for_inclusion(const zend_string *path)
{
	const pg_inclusion *other;
	for (uint32_t attempt = 0; (other = pg_inclusion_by_other(path)); attempt++) {
		pg_turn turn = peregrine_load_pause(other->owner, attempt);
		if (turn != PG_WAITED) {
			return turn != PG_STOPPED;
		}
	}
	return true;
}

static void pg_inclusion_begin(zend_string *path)
{
	zend_execute_data *frame = EG(current_execute_data);
	pg_inclusion *last = pg_inclusions;
	/* One include resolves its path twice: by itself, and to open the file. */
	if (last && last->frame == frame && last->op == frame->opline && last->owner == peregrine_load_running() && zend_string_equals(last->path, path)) {
		last->runs = false;
		return;
	}
	pg_inclusion *inclusion = emalloc(sizeof(*inclusion));
	*inclusion = (pg_inclusion) {
		.next = pg_inclusions, .path = zend_string_copy(path), .owner = peregrine_load_running(), .frame = frame,
		.op = frame->opline, .state = pg_state_live,
	};
	pg_inclusions = inclusion;
}

static bool pg_includes_once(void)
{
	const zend_execute_data *frame = EG(current_execute_data);
	if (!frame || !frame->func || !ZEND_USER_CODE(frame->func->type) || frame->opline->opcode != ZEND_INCLUDE_OR_EVAL) {
		return false;
	}
	return frame->opline->extended_value == ZEND_INCLUDE_ONCE || frame->opline->extended_value == ZEND_REQUIRE_ONCE;
}

static zend_string *pg_resolve_path(zend_string *filename)
{
	pg_opcache_resolves(filename);
	zend_string *resolved = pg_previous_resolve_path(filename);
	if (!pg_includes_once() || EG(exception)) {
		return resolved;
	}
	/* What a wrapper of the user's opens is known by the name it is given. */
	zend_string *path = resolved ? resolved : filename;
	if (pg_in_coroutine() && UNEXPECTED(!pg_wait_for_inclusion(path))) {
		if (resolved) {
			zend_string_release(resolved);
		}
		return NULL;
	}
	if (pg_state_live) {
		pg_request_asks_for(path);
	}
	bool is_included = zend_hash_exists(&EG(included_files), path);
	if (pg_in_coroutine() && !is_included) {
		pg_inclusion_begin(path);
	}
	return !resolved && is_included ? zend_string_copy(filename) : resolved;
}

/* ---- compiling ---- */

static bool pg_reader_may_wait(const zend_file_handle *handle)
{
	const char *name = ZSTR_VAL(handle->filename);
	if (handle->buf || (handle->type != ZEND_HANDLE_FILENAME && handle->type != ZEND_HANDLE_STREAM)) {
		return false;
	}
	const php_stream_wrapper *wrapper = php_stream_locate_url_wrapper(name, NULL, 0);
	return wrapper && wrapper != &php_plain_files_wrapper && strncasecmp(name, "phar://", 7) != 0;
}

/* False: it can not be read, and PHP has said so. */
static bool pg_read_ahead(zend_file_handle *handle, int type)
{
	char *text;
	size_t len;
	if (zend_stream_fixup(handle, &text, &len) == SUCCESS) {
		return true;
	}
	if (!EG(exception)) {
		zend_message_dispatcher(type == ZEND_REQUIRE ? ZMSG_FAILED_REQUIRE_FOPEN : ZMSG_FAILED_INCLUDE_FOPEN, ZSTR_VAL(handle->filename));
	}
	return false;
}

/* The inclusion that is being compiled for the running frame goes on to run. */
static void pg_inclusion_compiled(void)
{
	for (pg_inclusion *inclusion = pg_inclusions; inclusion; inclusion = inclusion->next) {
		if (inclusion->frame == EG(current_execute_data) && inclusion->owner == peregrine_load_running()) {
			inclusion->runs = true;
			return;
		}
	}
}

static zend_op_array *pg_compile_file(zend_file_handle *handle, int type)
{
	pg_opcache_compiles(handle->filename);
	if (pg_in_coroutine() && pg_reader_may_wait(handle) && !pg_read_ahead(handle, type)) {
		return NULL;
	}
	zend_op_array *code = pg_state_live ? pg_request_compiles(handle, type) : pg_previous_compile_file(handle, type);
	if (UNEXPECTED(pg_inclusions)) {
		pg_inclusion_compiled();
	}
	return code;
}

/* ---- putting the hooks in place ---- */

void pg_loading_startup(void)
{
	pg_autoload_startup();
	pg_constants_hook();
}

void pg_loading_install(void)
{
	static bool installed;
	if (installed) {
		return;
	}
	installed = true;
	pg_opcache_install();
	pg_previous_resolve_path = zend_resolve_path;
	zend_resolve_path = pg_resolve_path;
	pg_previous_compile_file = zend_compile_file;
	zend_compile_file = pg_compile_file;
	pg_autoload_install();
}

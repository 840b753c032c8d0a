/* The process-wide state that a coroutine may own a copy of (output buffers, user error and exception handlers), and
 * how errors that would end the process end a coroutine instead. */
#include "shim.h"
#include "includes.h"
#include "state.h"
#include "zend_builtin_functions.h"
#include <dlfcn.h>

/* ---- output buffers ---- */

zend_output_globals *pg_output_save(void)
{
	zend_output_globals *saved = emalloc(sizeof(*saved));
	memcpy(saved, &output_globals, sizeof(*saved));
	php_output_activate();
	return saved;
}

void pg_output_restore(zend_output_globals *saved)
{
	/* The other side has no buffers, but may keep the empty stack's memory. */
	zend_stack_destroy(&OG(handlers));
	if (OG(output_start_filename)) {
		zend_string_release(OG(output_start_filename));
	}
	memcpy(&output_globals, saved, sizeof(*saved));
	efree(saved);
}

/* A buffer's callback that uses buffers is fatal, and PHP puts all output away before it says so. */
static void pg_output_revive(void)
{
	if (!(OG(flags) & PHP_OUTPUT_ACTIVATED)) {
		OG(flags) |= PHP_OUTPUT_ACTIVATED;
		zend_stack_init(&OG(handlers), sizeof(php_output_handler *));
	}
}

/* PHP bailed out: if out of a buffer's callback, that is not called again, and what it was to have is lost. */
void pg_output_bailed_out(void)
{
	if (OG(running)) {
		OG(running)->flags |= PHP_OUTPUT_HANDLER_DISABLED;
		OG(running) = NULL;
	}
}

/* ---- user handlers ----
 * 1. pg_handlers_now says whose values are in EG now; NULL is the process's own.
 * 2. A coroutine gets a set of its own when it first calls set_error_handler and its kin (the functions below). */

struct _pg_handlers {
	zval error_handler, exception_handler;
	int error_reporting;
	zend_stack error_handlers_reporting, error_handlers, exception_handlers;
};

pg_handlers *pg_handlers_now;
static pg_handlers pg_process;

static void pg_handlers_store(pg_handlers *to)
{
	ZVAL_COPY_VALUE(&to->error_handler, &EG(user_error_handler));
	ZVAL_COPY_VALUE(&to->exception_handler, &EG(user_exception_handler));
	to->error_reporting = EG(user_error_handler_error_reporting);
	to->error_handlers_reporting = EG(user_error_handlers_error_reporting);
	to->error_handlers = EG(user_error_handlers);
	to->exception_handlers = EG(user_exception_handlers);
}

static void pg_handlers_load(const pg_handlers *from)
{
	ZVAL_COPY_VALUE(&EG(user_error_handler), &from->error_handler);
	ZVAL_COPY_VALUE(&EG(user_exception_handler), &from->exception_handler);
	EG(user_error_handler_error_reporting) = from->error_reporting;
	EG(user_error_handlers_error_reporting) = from->error_handlers_reporting;
	EG(user_error_handlers) = from->error_handlers;
	EG(user_exception_handlers) = from->exception_handlers;
}

void pg_handlers_enter(pg_handlers *wanted)
{
	if (pg_handlers_now == wanted) {
		return;
	}
	pg_handlers_store(pg_handlers_now ? pg_handlers_now : &pg_process);
	pg_handlers_load(wanted ? wanted : &pg_process);
	pg_handlers_now = wanted;
}

/* A copy that starts with the parent's current handlers; what the parent would restore to stays the parent's. */
pg_handlers *pg_handlers_inherit(pg_handlers *parent)
{
	pg_handlers *copy = ecalloc(1, sizeof(*copy));
	if (parent == pg_handlers_now) {
		ZVAL_COPY(&copy->error_handler, &EG(user_error_handler));
		ZVAL_COPY(&copy->exception_handler, &EG(user_exception_handler));
		copy->error_reporting = EG(user_error_handler_error_reporting);
	} else {
		pg_handlers *from = parent ? parent : &pg_process;
		ZVAL_COPY(&copy->error_handler, &from->error_handler);
		ZVAL_COPY(&copy->exception_handler, &from->exception_handler);
		copy->error_reporting = from->error_reporting;
	}
	zend_stack_init(&copy->error_handlers_reporting, sizeof(int));
	zend_stack_init(&copy->error_handlers, sizeof(zval));
	zend_stack_init(&copy->exception_handlers, sizeof(zval));
	return copy;
}

void pg_handlers_free(pg_handlers *handlers)
{
	zval_ptr_dtor(&handlers->error_handler);
	zval_ptr_dtor(&handlers->exception_handler);
	zend_stack_clean(&handlers->error_handlers, (void (*)(void *)) zval_ptr_dtor, 1);
	zend_stack_clean(&handlers->exception_handlers, (void (*)(void *)) zval_ptr_dtor, 1);
	zend_stack_destroy(&handlers->error_handlers_reporting);
	efree(handlers);
}

static void pg_handlers_own(void)
{
	pg_fiber *fiber = pg_fiber_running();
	if (fiber && !fiber->handlers) {
		fiber->handlers = pg_handlers_inherit(NULL);
		pg_handlers_enter(fiber->handlers);
	}
}

#define PG_HANDLER_FUNCTIONS(F) F(set_error_handler) F(restore_error_handler) F(set_exception_handler) F(restore_exception_handler)
#define PG_HOOK(name) \
	static zif_handler pg_original_##name; \
	static ZEND_FUNCTION(pg_##name) { pg_handlers_own(); pg_original_##name(INTERNAL_FUNCTION_PARAM_PASSTHRU); }
PG_HANDLER_FUNCTIONS(PG_HOOK)

/* The function's own handler; NULL when there is no such function (disable_functions). */
zif_handler pg_replace_function(const char *name, zif_handler handler)
{
	zend_function *function = zend_hash_str_find_ptr(CG(function_table), name, strlen(name));
	if (!function) {
		return NULL;
	}
	zif_handler original = function->internal_function.handler;
	function->internal_function.handler = handler;
	return original;
}

/* ---- fatal errors ----
 * PHP's own handler would mark every object of the process as destructed before it bails out; E_DONT_BAIL leaves that
 * out, and the bailout then ends in the C entry of the fiber. */

static void (*pg_previous_error_cb)(int, zend_string *, const uint32_t, zend_string *);
static bool pg_contained;

static void pg_error_cb(int type, zend_string *file, const uint32_t line, zend_string *message)
{
	const int fatal = E_ERROR | E_CORE_ERROR | E_COMPILE_ERROR | E_USER_ERROR | E_RECOVERABLE_ERROR | E_PARSE;
	if (!(type & fatal) || (type & E_DONT_BAIL) || !pg_in_coroutine()) {
		pg_previous_error_cb(type, file, line, message);
		return;
	}
	int status = EG(exit_status);
	pg_output_revive();
	if (UNEXPECTED(pg_state_live != NULL)) {
		pg_state_fail();
	}
	pg_previous_error_cb(type | E_DONT_BAIL, file, line, message);
	EG(exit_status) = status;
	zend_set_memory_limit(PG(memory_limit));
	peregrine_fatal(type, file ? ZSTR_VAL(file) : "", file ? ZSTR_LEN(file) : 0, line, message);
	zend_bailout();
}

/* Between these two, a fatal error ends the coroutine it happens in. Last in, so that ours runs before a debugger's. */
void pg_contain_begin(void)
{
	pg_loading_install();
	if (!pg_contained) {
		pg_contained = true;
		pg_previous_error_cb = zend_error_cb;
		zend_error_cb = pg_error_cb;
	}
}

void pg_contain_end(void)
{
	if (pg_contained && zend_error_cb == pg_error_cb) {
		zend_error_cb = pg_previous_error_cb;
		pg_contained = false;
	}
}

/* ---- memory_limit on PHPs with zend_handle_delayed_oom ----
 * There it arrives as unwind_exit and leaves EG(delayed_oom) set, which makes every later callback do nothing. */

bool pg_oom_is_delayed;

/* What the report of an exhausted memory_limit may use beyond it, in bytes, and the frames it shows. */
#define PG_REPORT_MEMORY (4 << 20)
#define PG_REPORT_FRAMES 100

/* What was in the way of the limit at the time of the report is freed now. Beyond it PHP would not see that it is hit. */
void pg_restore_memory_limit(void)
{
	if (zend_set_memory_limit(PG(memory_limit)) == FAILURE) {
		zend_mm_gc(zend_mm_get_heap());
		zend_set_memory_limit(PG(memory_limit));
	}
}

/* Whether memory_limit was hit since the last call; forgets it. */
bool pg_oom_take(void)
{
#ifdef ZEND_HAS_OOM
	if (pg_oom_pending()) {
		EG(delayed_oom).state = ZEND_OOM_STATE_NONE;
		if (EG(delayed_oom).message) {
			zend_string_release(EG(delayed_oom).message);
			EG(delayed_oom).message = NULL;
		}
		if (EG(delayed_oom).filename) {
			zend_string_release(EG(delayed_oom).filename);
			EG(delayed_oom).filename = NULL;
		}
		EG(delayed_oom).lineno = 0;
		pg_restore_memory_limit();
		return true;
	}
#endif
	return false;
}

/* NULL, or why this build can not run in this PHP. */
static const char *pg_oom_startup(void)
{
	pg_oom_is_delayed = dlsym(RTLD_DEFAULT, "zend_handle_delayed_oom") != NULL;
#ifndef ZEND_HAS_OOM
	if (pg_oom_is_delayed) {
		return "Peregrine was built for an older PHP 8 patch release: build it again with this PHP's headers";
	}
#endif
	return NULL;
}

void pg_engine_startup(void)
{
	const char *refusal = pg_oom_startup();
	if (refusal) {
		zend_error(E_CORE_ERROR, "%s", refusal);
	}
	pg_fiber_startup();
	pg_loading_startup();
#define PG_INSTALL(name) pg_original_##name = pg_replace_function(#name, ZEND_FN(pg_##name));
	PG_HANDLER_FUNCTIONS(PG_INSTALL)
	pg_locale_hook();
	pg_process_hook();
	pg_standard_hook();
	pg_input_hook();
	pg_superglobals_hook();
}

/* ---- exceptions ---- */

bool pg_exception_pending(void) { return EG(exception) != NULL; }
bool pg_exception_is_exit(void) { return EG(exception) && zend_is_unwind_exit(EG(exception)); }
bool pg_exception_is_cancel(void) { return EG(exception) && zend_is_graceful_exit(EG(exception)); }
bool pg_exception_is(zend_class_entry *ce) { return EG(exception) && instanceof_function(EG(exception)->ce, ce); }
void pg_exception_clear(void) { if (EG(exception)) zend_clear_exception(); }

/* Takes the pending exception out of the engine; the caller owns the reference. */
zend_object *pg_exception_take(void)
{
	zend_object *exception = EG(exception);
	if (exception) {
		GC_ADDREF(exception);
		zend_clear_exception();
	}
	return exception;
}

/* Not zend_user_exception_handler(): that one drops what the handler throws, exit too, when there is a frame below it. */
static void pg_call_exception_handler(void)
{
	zend_object *exception = EG(exception);
	EG(exception) = NULL;
	zval handler, parameter, result;
	ZVAL_COPY_VALUE(&handler, &EG(user_exception_handler));
	zend_stack_push(&EG(user_exception_handlers), &handler);
	/* It is not in force while it runs. */
	ZVAL_UNDEF(&EG(user_exception_handler));
	ZVAL_OBJ(&parameter, exception);
	ZVAL_UNDEF(&result);
	call_user_function(NULL, NULL, &handler, &result, 1, &parameter);
	zval_ptr_dtor(&result);
	OBJ_RELEASE(exception);
	if (Z_TYPE(EG(user_exception_handler)) == IS_UNDEF) {
		zval *previous = zend_stack_top(&EG(user_exception_handlers));
		if (previous) {
			ZVAL_COPY_VALUE(&EG(user_exception_handler), previous);
			zend_stack_del_top(&EG(user_exception_handlers));
		}
	}
}

/* Hands the pending exception to the user's handler, or reports it as PHP does ("PHP Fatal error:  Uncaught …"). */
void pg_exception_report(void)
{
	if (Z_TYPE(EG(user_exception_handler)) != IS_UNDEF) {
		pg_call_exception_handler();
	}
	if (EG(exception) && !zend_is_unwind_exit(EG(exception)) && !zend_is_graceful_exit(EG(exception))) {
		pg_state_fail();
		zend_exception_error(EG(exception), E_ERROR);
	}
}

void pg_throw(zend_class_entry *ce, const char *message, size_t len, zend_long code)
{
	zval object;
	if (object_init_ex(&object, ce) != SUCCESS) {
		return;
	}
	zend_string *text = zend_string_init(message, len, 0);
	zval value;
	ZVAL_STR(&value, text);
	zend_class_entry *base = instanceof_function(ce, zend_ce_exception) ? zend_ce_exception : zend_ce_error;
	zend_update_property_ex(base, Z_OBJ(object), ZSTR_KNOWN(ZEND_STR_MESSAGE), &value);
	zval_ptr_dtor(&value);
	ZVAL_LONG(&value, code);
	zend_update_property_ex(base, Z_OBJ(object), ZSTR_KNOWN(ZEND_STR_CODE), &value);
	zend_throw_exception_object(&object);
}

void pg_throw_object(zend_object *object)
{
	zval value;
	ZVAL_OBJ(&value, object);
	zend_throw_exception_object(&value);
}

void pg_throw_exit(void) { zend_throw_unwind_exit(); }
void pg_throw_cancel(void) { zend_throw_graceful_exit(); }
void pg_bailout(void) { zend_bailout(); }
int pg_exit_status(void) { return EG(exit_status); }
void pg_set_exit_status(int status) { EG(exit_status) = status; }
void pg_warning(const char *message, size_t len) { php_error_docref(NULL, E_WARNING, "%.*s", (int) len, message); }

/* ---- stacks of PHP frames ---- */

/* limit 0: all frames. */
static zend_string *pg_stack_text_now(int limit)
{
	zval trace;
	zend_fetch_debug_backtrace(&trace, 0, DEBUG_BACKTRACE_IGNORE_ARGS, limit);
	zend_string *text = Z_TYPE(trace) == IS_ARRAY ? zend_trace_to_string(Z_ARRVAL(trace), true) : ZSTR_EMPTY_ALLOC();
	zval_ptr_dtor(&trace);
	return text;
}

/* The PHP stack of the code that runs now, as Exception::getTraceAsString() writes it; the caller owns it. */
zend_string *pg_stack_text(void)
{
#ifdef ZEND_HAS_OOM
	if (pg_oom_is_delayed && ZEND_HAS_OOM()) {
		/* The walk stops at the first frame in this state; and it needs some memory beyond the limit. */
		zend_oom_state state = EG(delayed_oom).state;
		EG(delayed_oom).state = ZEND_OOM_STATE_NONE;
		zend_set_memory_limit(zend_memory_usage(true) + PG_REPORT_MEMORY);
		zend_string *text = pg_stack_text_now(PG_REPORT_FRAMES);
		EG(delayed_oom).state = state;
		return text;
	}
#endif
	/* Where PHP bails out instead, a report may use what it needs; a deep recursion's would need as much again. */
	bool is_scarce = PG(memory_limit) > 0 && zend_memory_usage(true) + PG_REPORT_MEMORY > (size_t) PG(memory_limit);
	return pg_stack_text_now(is_scarce ? PG_REPORT_FRAMES : 0);
}

/* debug_backtrace() from the frame a parked fiber stopped in (NULL: from here). */
void pg_backtrace(zend_execute_data *frame, zval *result, int options, int limit)
{
	zend_execute_data *here = EG(current_execute_data);
	EG(current_execute_data) = frame ? frame : here;
	zend_fetch_debug_backtrace(result, 0, options, limit);
	EG(current_execute_data) = here;
}

zend_string *pg_trace_text(zval *trace) { return zend_trace_to_string(Z_ARRVAL_P(trace), true); }

bool pg_has_exception_handler(void) { return Z_TYPE(EG(user_exception_handler)) != IS_UNDEF; }

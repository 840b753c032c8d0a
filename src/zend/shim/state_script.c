/* What a script has for its own run: shutdown functions; the last error, and how errors are raised. */
#include "state.h"
#include "ext/standard/basic_functions.h"

typedef struct { HashTable *shutdown_functions; } pg_script;

typedef struct {
	int error_type, error_line;
	zend_string *error_message, *error_file;
	zend_error_handling_t error_handling;
	zend_class_entry *exception_class;
	zval error_trace;
} pg_last_error;

/* PHP 8.5 keeps the backtrace of a fatal error, for its message and error_get_last(); before there is none. */
#if PHP_VERSION_ID >= 80500
# define PG_ERROR_TRACE EG(last_fatal_error_backtrace)
#else
static zval pg_no_trace;
# define PG_ERROR_TRACE pg_no_trace
#endif

static void pg_last_error_load(void *place)
{
	const pg_last_error *own = place;
	PG(last_error_type) = own->error_type;
	PG(last_error_lineno) = own->error_line;
	PG(last_error_message) = own->error_message;
	PG(last_error_file) = own->error_file;
	EG(error_handling) = own->error_handling;
	EG(exception_class) = own->exception_class;
	ZVAL_COPY_VALUE(&PG_ERROR_TRACE, &own->error_trace);
}

static void pg_last_error_save(void *place)
{
	*(pg_last_error *) place = (pg_last_error) {
		PG(last_error_type), PG(last_error_lineno), PG(last_error_message), PG(last_error_file),
		EG(error_handling), EG(exception_class), PG_ERROR_TRACE,
	};
}

/* A place is zeroed: no error, EH_NORMAL. */
static void pg_last_error_begin(void *place) { pg_last_error_load(place); }

static void pg_trace_drop(void)
{
	zval trace;
	ZVAL_COPY_VALUE(&trace, &PG_ERROR_TRACE);
	ZVAL_UNDEF(&PG_ERROR_TRACE);
	zval_ptr_dtor(&trace);
}

static void pg_last_error_free(void *place)
{
	pg_trace_drop();
	if (PG(last_error_message)) {
		zend_string_release(PG(last_error_message));
	}
	if (PG(last_error_file)) {
		zend_string_release(PG(last_error_file));
	}
}

static void pg_script_load(void *place) { BG(user_shutdown_function_names) = ((pg_script *) place)->shutdown_functions; }
static void pg_script_save(void *place) { ((pg_script *) place)->shutdown_functions = BG(user_shutdown_function_names); }
static void pg_script_begin(void *place) { pg_script_load(place); }

static void pg_script_end(void *place)
{
	php_call_shutdown_functions();
	if (CG(unclean_shutdown)) {
		/* Swallowed in there; the frames it left are gone all the same. */
		zend_bailout();
	}
	php_free_shutdown_functions();
	/* What it holds goes while destructors may still wait. */
	pg_trace_drop();
}

static void pg_script_free(void *place) { php_free_shutdown_functions(); }

const pg_part pg_part_last_error = {
	.name = "last error", .size = sizeof(pg_last_error), .begin = pg_last_error_begin, .save = pg_last_error_save,
	.load = pg_last_error_load, .free = pg_last_error_free,
};
const pg_part pg_part_script = {
	.name = "script", .size = sizeof(pg_script), .begin = pg_script_begin, .save = pg_script_save, .load = pg_script_load,
	.end = pg_script_end, .free = pg_script_free,
};

/* The C side of zend/: what needs setjmp, globals macros or struct layouts of the PHP at hand. Everything that differs
 * between PHP versions is decided here, so that Rust sees one PHP. Runs on the PHP thread only (NTS). */
#ifndef PEREGRINE_SHIM_H
#define PEREGRINE_SHIM_H

#include "php.h"
#include "php_output.h"
#include "zend_closures.h"
#include "zend_exceptions.h"
#include "zend_fibers.h"
#include "zend_interfaces.h"
#include "zend_observer.h"
#include "zend_smart_str.h"

#ifdef ZTS
# error "Peregrine needs a non-thread-safe (NTS) PHP"
#endif
#if PHP_VERSION_ID < 80200
# error "Peregrine needs PHP 8.2 or newer"
#endif

/* What Rust assumes of the layouts; a PHP that differs does not compile. */
_Static_assert(sizeof(zval) == 16, "zval");
_Static_assert(XtOffsetOf(zend_string, len) == 16 && XtOffsetOf(zend_string, val) == 24, "zend_string");
_Static_assert(XtOffsetOf(zend_execute_data, func) == 24 && XtOffsetOf(zend_execute_data, This) == 32, "execute_data");
_Static_assert(ZEND_CALL_FRAME_SLOT == 5, "call frame");
_Static_assert(XtOffsetOf(zend_function, common.num_args) == 32, "zend_function");
_Static_assert(XtOffsetOf(zend_function, common.required_num_args) == 36, "zend_function");
_Static_assert(XtOffsetOf(zend_function, common.fn_flags) == 4, "zend_function");
_Static_assert(XtOffsetOf(zend_reference, val) == 8, "zend_reference");
_Static_assert(XtOffsetOf(zend_array, u.flags) == 8 && XtOffsetOf(zend_array, arPacked) == 16, "zend_array");
_Static_assert(XtOffsetOf(zend_array, nNumUsed) == 24 && XtOffsetOf(zend_array, nNumOfElements) == 28, "zend_array");
_Static_assert(HASH_FLAG_PACKED == 4 && IS_INDIRECT == 12, "zend_array");
_Static_assert(sizeof(Bucket) == 32 && XtOffsetOf(Bucket, h) == 16 && XtOffsetOf(Bucket, key) == 24, "Bucket");
_Static_assert(XtOffsetOf(zend_object, ce) == 16 && XtOffsetOf(zend_object, handlers) == 24, "zend_object");
_Static_assert(XtOffsetOf(zend_object, properties_table) == 40, "zend_object");

/* A callable ready to be called; shared by counting. */
typedef struct {
	uint32_t references;
	zval value; /* what was given: a closure, a name, an array */
	zend_fcall_info_cache cache;
} pg_callable;

typedef struct {
	pg_callable *callable;
	zval *params;
	uint32_t count;
} pg_call;

/* Output buffers and user handlers that belong to one coroutine; NULL pointers mean "the process's own". */
typedef struct _pg_handlers pg_handlers;

/* One request's process-wide PHP values (state.h); NULL is the process's own. */
typedef struct _pg_state pg_state;

/* A stack that runs calls one after another. Rust reads the fields up to `state` only. */
typedef struct _pg_fiber {
	zend_fiber_context *resume; /* where to continue: our context, or a user Fiber's that runs on top of it */
	zend_fiber_context *caller; /* who switched in */
	void *owner;                /* the Rust coroutine */
	uint8_t done;               /* the calls of the owner are over (or were never begun) */
	uint8_t bailout;            /* PHP bailed out on this stack: it can not be used again */
	uint8_t leave;              /* end the stack at the next switch-in */
	uint8_t isolates;           /* the next owner gets a request state of its own */
	zend_execute_data *frame;   /* the innermost PHP frame while parked */
	zend_output_globals *output;
	pg_handlers *handlers;
	pg_state *state;
	void *request;              /* for the state that is to be made */
	zend_fiber_context context;
} pg_fiber;

/* fiber.c */
pg_fiber *pg_fiber_running(void);
void pg_fiber_startup(void);
bool pg_in_coroutine(void);
void pg_fiber_bailed_out(void);

/* autoload.c: a fiber with classes half declared is left, and runs again. */
typedef struct _pg_link pg_link;
extern pg_link *pg_links;
void pg_links_leave(pg_fiber *fiber);
void pg_links_return(pg_fiber *fiber);

/* call.c */
void pg_call_run(const pg_call *call, zval *result);

/* engine.c */
void pg_engine_startup(void);
bool pg_oom_take(void);
void pg_restore_memory_limit(void);
zif_handler pg_replace_function(const char *name, zif_handler handler);
/* Whether memory_limit was hit and not yet taken note of. */
static zend_always_inline bool pg_oom_pending(void)
{
#ifdef ZEND_HAS_OOM
	extern bool pg_oom_is_delayed;
	return UNEXPECTED(pg_oom_is_delayed && EG(delayed_oom).state != ZEND_OOM_STATE_NONE);
#else
	return false;
#endif
}
zend_output_globals *pg_output_save(void);
void pg_output_restore(zend_output_globals *saved);
void pg_output_bailed_out(void);
void pg_handlers_enter(pg_handlers *wanted);
extern pg_handlers *pg_handlers_now;
pg_handlers *pg_handlers_inherit(pg_handlers *parent);
void pg_handlers_free(pg_handlers *handlers);

/* Rust, zend/fiber.rs and zend/module.rs */
extern pg_call *peregrine_next_call(void *owner);
extern bool peregrine_call_ended(void *owner, zval *result, bool returned);
extern void peregrine_state_ended(void *owner);
extern void peregrine_bailed_out(void *owner);
extern void peregrine_fatal(int type, const char *file, size_t file_len, uint32_t line, zend_string *message);
extern void peregrine_startup(void);
extern void peregrine_request_shutdown(void);
extern int peregrine_owner_running(void);

#endif

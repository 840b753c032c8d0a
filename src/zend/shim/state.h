/* Request state: PHP's process-wide values (superglobals, headers, statics, session, ini, …), of which each request can have
 * its own. A state belongs to a request's coroutine and is shared by the coroutines that one starts.
 *
 * 1. `pg_state_live` says whose values are in PHP's own places now; NULL is the process's own.
 * 2. A switch moves values out of those places and into them, part by part; it runs no PHP code.
 * 3. Who enters a fiber makes the fiber's state live first; nothing happens when a fiber is left. So the values of a parked
 *    request stay in place until a coroutine with another state runs, or the code that entered it goes on.
 * 4. `end` of the parts runs once, on the stack of the coroutine the state was made for, when its calls are over. `free`
 *    runs when the last coroutine that shares the state lets go of it.
 * 5. Output buffers and user handlers are not in here: they belong to a coroutine, not to a request (engine.c).
 *
 * Runs on the PHP thread; each part is in a file of its own (state_<name>.c). */
#ifndef PEREGRINE_STATE_H
#define PEREGRINE_STATE_H

#include "shim.h"

/* One kind of state. Places are memory of the state, 16-byte aligned; zeroed, unless the part is `whole`. */
typedef struct _pg_part {
	const char *name;
	size_t size;                /* bytes of its place in each state */
	bool (*startup)(void);      /* once, before the first state; false: absent in this process (its module is not loaded). May be NULL */
	void (*begin)(void *place); /* live values := those of a fresh request; the process's are live, and were saved */
	void (*save)(void *place);  /* live -> place, moving; no PHP code runs */
	void (*load)(void *place);  /* place -> live, moving; no PHP code runs */
	void (*end)(void *place);   /* the request is over, its state live; PHP code may run and park. May be NULL */
	void (*free)(void *place);  /* state live, nothing may park any more: release the values, leave live ones that the process's
	                             * can be loaded over. May be NULL */
	bool whole;                 /* begin and save write all of a place that is read later: a new one is not zeroed */
} pg_part;

extern const pg_part pg_part_sapi, pg_part_superglobals, pg_part_statics, pg_part_script, pg_part_ini,
	pg_part_locale, pg_part_process, pg_part_standard, pg_part_errors, pg_part_mbstring, pg_part_libxml, pg_part_session,
	pg_part_zlib, pg_part_functions, pg_part_constants, pg_part_includes, pg_part_globals, pg_part_rewriter,
	pg_part_last_error;

/* When PHP loads the extension: replace the PHP functions that change what these parts keep. */
void pg_locale_hook(void);
void pg_process_hook(void);
void pg_standard_hook(void);
void pg_input_hook(void);
void pg_superglobals_hook(void);
/* Whether the live state is of a request whose body is read while it arrives. `pg_input_broken`: its rest will not come. */
bool pg_input_arrives(void);
bool *pg_input_broken(void);
/* A name in the list of what is isolated, in lower case: it may be a function's (functions) as well as a class's (statics). */
void pg_isolate_function(zend_string *lower);
/* All parts have begun: session.auto_start. May park. */
void pg_session_ready(void);
/* A loaded module; NULL. */
zend_module_entry *pg_module_find(const char *name);
/* The globals of this module are moved as a whole: its ini entries' handlers are not called when a request's values move. */
void pg_ini_moves_with(const zend_module_entry *module);

extern pg_state *pg_state_live;

/* The part's place in the state that is live (in the process's own for NULL); NULL when the part is absent. */
void *pg_state_place(const pg_part *part);
/* The same in the process's own. */
void *pg_state_process_place(const pg_part *part);
/* The HTTP request that the live state is for (Rust's); NULL: for none. */
void *pg_state_request(void);
/* The process itself called putenv(). */
void pg_environment_changed(void);
/* Whether the live state's request failed (a fatal error, an exception nobody caught). */
bool pg_state_failed(void);
/* It failed; its answer is 500 unless a head is out or another status was set. */
void pg_state_fail(void);
/* Whether the fiber is a child in a request that is not over. */
bool pg_state_is_childs(const pg_fiber *fiber);
/* Whether the live state's request is over: `end` has begun. */
bool pg_state_ended(void);

/* Whether coroutines beside the running one share the live state. */
bool pg_state_is_shared(void);

/* A state with one reference for `fiber`, which runs; its values those of a fresh request; live. */
void pg_state_begin(pg_fiber *fiber);
/* A child takes part in the running fiber's state. */
void pg_state_inherit(pg_fiber *child, const pg_fiber *parent);
/* The fiber, which runs, is done with its state. The last one frees it; then the process's own values are live. */
void pg_state_release(pg_fiber *fiber);
/* Makes the values of `state` (NULL: the process's own) live. */
void pg_state_switch(pg_state *state);
/* The calls of the fiber are over: when the state was made for it, runs the `end` of the parts. */
void pg_state_end(pg_fiber *fiber);
/* In a forked child: the process's own values are live, the parent's states are not ours. */
void pg_state_after_fork(void);

/* ---- the request as Rust shows it (zend/state.rs) ---- */

typedef struct {
	const char *bytes;
	size_t len;
} pg_text;

/* Absent texts have NULL bytes. They and the body live as long as the request. */
typedef struct {
	pg_text method, uri, query, content_type, cookie, authorization, body;
	double time;
	bool arrives; /* the body is read by peregrine_request_read() */
} pg_request;

/* What a read brought when it is no number of bytes; 0: the end. Broken: the rest will not come; refused: it was said why. */
enum { PG_INPUT_NOTHING = -1, PG_INPUT_BROKEN = -2, PG_INPUT_REFUSED = -3 };

/* What became of a piece of output. */
enum { PG_OUTPUT_TAKEN = 0, PG_OUTPUT_CLIENT_GONE = 1, PG_OUTPUT_STOPPED = 2 };

/* How an answer was ended before its script is over; the numbers are state.rs's. */
typedef enum { PG_NOT_FINISHED, PG_FINISHED, PG_FINISH_THREW, PG_FINISH_BAILED } pg_finish;

extern void peregrine_request_describe(void *request, pg_request *to);
extern ptrdiff_t peregrine_request_read(void *request, char *to, size_t most);
extern bool peregrine_request_await(void *request);
extern void peregrine_request_server(void *request, zval *to);
extern void peregrine_environment_changed(void);
extern void peregrine_request_head(void *request, int status, const char *status_line, const pg_text *lines, size_t count);
extern int peregrine_request_write(void *request, const char *bytes, size_t len);
extern int peregrine_request_flush(void *request);
extern bool peregrine_request_finish(void *request);
extern void peregrine_request_end(void *request, bool failed);
extern void peregrine_request_free(void *request);
extern void peregrine_request_log(void *request, int severity, const char *message);

#endif

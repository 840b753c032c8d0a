/* The states of requests: made, shared, switched, ended, freed. What a state is made of is in the table of parts. */
#include "state.h"
#include "SAPI.h"

/* Begun and loaded from the first to the last; saved, ended and freed from the last to the first. So what a later one needs
 * of an earlier one is there: superglobals what SAPI read, zlib what the client takes. At the end, as PHP does it: shutdown
 * functions (script), destructors of statics, SAPI sends what is left, then the session is written and unlocked. The last
 * error comes first of all, as every other part may raise one, which frees the one before: that of who waits is out of
 * reach then. Ini settings come before the others: their handlers write into what those move. The filter extension's input
 * arrays are moved by superglobals. */
static const pg_part *const pg_parts[] = {
	&pg_part_last_error,
	&pg_part_ini,
	&pg_part_locale,
	&pg_part_process,
	&pg_part_standard,
	&pg_part_rewriter,
	&pg_part_errors,
	&pg_part_mbstring,
	&pg_part_libxml,
	&pg_part_session,
	&pg_part_sapi,
	&pg_part_globals,
	&pg_part_superglobals,
	&pg_part_statics,
	&pg_part_functions,
	&pg_part_zlib,
	&pg_part_script,
	&pg_part_constants,
	&pg_part_includes,
	NULL,
};
#define PG_PARTS (sizeof(pg_parts) / sizeof(*pg_parts))

struct _pg_state {
	uint32_t references;
	int begun;       /* how many parts */
	bool ended;
	uint8_t stops;   /* told to end by a child: 1; it failed: 2 */
	pg_fiber *owner; /* whom it was made for; NULL once that is over */
	void *request;
	_Alignas(16) char places[];
};

pg_state *pg_state_live;

static pg_state *pg_process; /* where the process's own values wait */
static const pg_part *pg_present[PG_PARTS];
/* Of the present parts, what a switch goes through, side by side. */
static struct {
	void (*save)(void *), (*load)(void *);
	size_t offset;
} pg_moves[PG_PARTS];
static size_t pg_zeroed, pg_size; /* bytes of the places: those that begin zeroed come first; all */
static int pg_count;

static pg_state *pg_state_alloc(void)
{
	pg_state *state = emalloc(sizeof(*state) + pg_size);
	memset(state, 0, sizeof(*state) + pg_zeroed);
	/* valgrind knows by itself what was never written, and would take this for a value. */
#if defined(PG_CHECKS) && !defined(PG_VALGRIND)
	memset(state->places + pg_zeroed, 0xa5, pg_size - pg_zeroed);
#endif
	state->references = 1;
	return state;
}

/* Gives the present parts of this kind their places. */
static void pg_state_lay_out(bool whole)
{
	for (int i = 0; i < pg_count; i++) {
		if (pg_present[i]->whole == whole) {
			pg_moves[i].offset = pg_size;
			pg_size += ZEND_MM_ALIGNED_SIZE_EX(pg_present[i]->size, 16);
		}
	}
}

static void pg_state_startup(void)
{
	for (const pg_part *const *part = pg_parts; *part; part++) {
		if (!(*part)->startup || (*part)->startup()) {
			pg_present[pg_count] = *part;
			pg_moves[pg_count].save = (*part)->save;
			pg_moves[pg_count++].load = (*part)->load;
		}
	}
	pg_state_lay_out(false);
	pg_zeroed = pg_size;
	pg_state_lay_out(true);
	pg_process = pg_state_alloc();
	memset(pg_process->places, 0, pg_size);
}

static zend_always_inline void *pg_place(pg_state *state, int part) { return state->places + pg_moves[part].offset; }

static void pg_state_save(pg_state *state)
{
	for (int i = pg_count; i-- > 0;) {
		pg_moves[i].save(pg_place(state, i));
	}
}

static void pg_state_load(pg_state *state)
{
	for (int i = 0; i < pg_count; i++) {
		pg_moves[i].load(pg_place(state, i));
	}
}

static void *pg_place_of(pg_state *state, const pg_part *part)
{
	for (int i = 0; i < pg_count; i++) {
		if (pg_present[i] == part) {
			return pg_place(state, i);
		}
	}
	return NULL;
}

void *pg_state_place(const pg_part *part) { return pg_place_of(pg_state_live ? pg_state_live : pg_process, part); }
void *pg_state_process_place(const pg_part *part) { return pg_place_of(pg_process, part); }
void *pg_state_request(void) { return pg_state_live ? pg_state_live->request : NULL; }
bool pg_state_failed(void) { return pg_state_live && pg_state_live->stops == 2; }
bool pg_state_is_shared(void) { return pg_state_live && pg_state_live->references > 1; }
bool pg_state_ended(void) { return pg_state_live && pg_state_live->ended; }

void pg_state_fail(void)
{
	if (!pg_state_live) {
		return;
	}
	pg_state_live->stops = 2;
	if (!SG(headers_sent) && SG(sapi_headers).http_response_code == 200) {
		SG(sapi_headers).http_response_code = 500;
	}
}

void pg_state_switch(pg_state *state)
{
	if (pg_state_live == state) {
		return;
	}
	pg_state_save(pg_state_live ? pg_state_live : pg_process);
	pg_state_live = state;
	pg_state_load(state ? state : pg_process);
}

void pg_state_begin(pg_fiber *fiber)
{
	if (UNEXPECTED(!pg_process)) {
		pg_state_startup();
	}
	pg_state_switch(NULL);
	pg_state *state = pg_state_alloc();
	state->owner = fiber;
	state->request = fiber->request;
	fiber->isolates = 0;
	fiber->request = NULL;
	pg_state_save(pg_process);
	pg_state_live = fiber->state = state;
	while (state->begun < pg_count) {
		int part = state->begun++;
		pg_present[part]->begin(pg_place(state, part));
	}
	pg_session_ready();
}

void pg_state_inherit(pg_fiber *child, const pg_fiber *parent)
{
	pg_state *state = parent->state;
	/* Not what a destructor starts while the state is being freed. */
	if (state && state->references && !child->isolates) {
		child->state = state;
		state->references++;
	}
}

/* A destructor may enter other coroutines: until all is freed, the state is still the fiber's. */
static void pg_state_free(pg_fiber *fiber)
{
	pg_state *state = fiber->state;
	pg_state_switch(state);
	for (int i = state->begun; i-- > 0;) {
		if (pg_present[i]->free) {
			pg_present[i]->free(pg_place(state, i));
		}
	}
	fiber->state = pg_state_live = NULL;
	pg_state_load(pg_process);
	if (state->request) {
		peregrine_request_free(state->request);
	}
	efree(state);
}

void pg_state_release(pg_fiber *fiber)
{
	if (--fiber->state->references == 0) {
		pg_state_free(fiber);
	} else {
		fiber->state = NULL;
	}
}

/* Goes on with the next part after one in which PHP bailed out. False: one did. */
static bool pg_state_end_parts(pg_fiber *fiber)
{
	pg_state *state = fiber->state;
	volatile int left = state->begun;
	volatile bool whole = true;
	while (left > 0) {
		zend_try {
			while (left > 0) {
				int part = --left;
				if (pg_present[part]->end) {
					pg_present[part]->end(pg_place(state, part));
					if (UNEXPECTED(EG(exception))) {
						peregrine_state_ended(fiber->owner);
					}
				}
			}
		} zend_catch {
			whole = false;
			pg_fiber_bailed_out();
			pg_state_fail();
		} zend_end_try();
	}
	return whole;
}

void pg_state_end(pg_fiber *fiber)
{
	pg_state *state = fiber->state;
	if (state->owner != fiber) {
		return;
	}
	state->owner = NULL;
	state->ended = true;
	if (!pg_state_end_parts(fiber)) {
		zend_bailout();
	}
}

void pg_state_after_fork(void)
{
	if (pg_state_live) {
		pg_state_live = NULL;
		pg_state_load(pg_process);
	}
}

/* ---- for Rust ---- */

/* The next coroutine on this idle fiber has a state of its own, for this request (NULL: for none), which it takes over. */
void pg_fiber_isolate(pg_fiber *fiber, void *request)
{
	fiber->isolates = 1;
	fiber->request = request;
}

/* The running coroutine ended badly, and with it its request. False: it has none. */
bool pg_state_stop(pg_fiber *fiber, bool failed)
{
	pg_state *state = fiber->state;
	if (!state) {
		return false;
	}
	if (failed) {
		pg_state_fail();
	} else if (!state->stops) {
		state->stops = 1;
	}
	return true;
}

/* Whether the others of its request are to be ended: it is a child, and the request is not over. */
bool pg_state_is_childs(const pg_fiber *fiber) { return fiber->state && !fiber->state->ended && fiber->state->owner != fiber; }
/* Whether the fiber's state is that of an HTTP request. */
bool pg_state_has_request(const pg_fiber *fiber) { return fiber->state && fiber->state->request; }
/* Whether the fiber's request was told to end by one of its coroutines. */
bool pg_state_stops(const pg_fiber *fiber) { return fiber->state && fiber->state->stops; }
/* Whether both share one request's state. */
bool pg_state_shared(const pg_fiber *one, const pg_fiber *other) { return one->state && one->state == other->state; }
/* The client of the fiber's request has left, and connection_status() says so. Whether that is to go on (ignore_user_abort). The
 * fiber is parked and no PHP code runs. */
bool pg_state_client_left(pg_fiber *fiber)
{
	if (!pg_state_has_request(fiber)) {
		return false;
	}
	pg_state_switch(fiber->state);
	PG(connection_status) |= PHP_CONNECTION_ABORTED;
	return PG(ignore_user_abort);
}
bool pg_logs_errors(void) { return PG(log_errors); }
bool pg_reads_post_data(void) { return PG(enable_post_data_reading); }

/* Request state: PHP's process-wide values (superglobals, headers, statics, session, ini, …), of which each request can have
 * its own. A state belongs to a request's coroutine and is shared by the coroutines that one starts.
 *
 * 1. `pg_state_live` says whose values are in PHP's own places now; NULL is the process's own.
 * 2. A switch moves values out of those places and into them, part by part; it runs no PHP code.
 * 3. Who enters a fiber makes the fiber's state live first; nothing happens when a fiber is left. So the values of a parked
 *    request stay in place until a coroutine with another state runs, or the code that entered it goes on.
 * 4. `end` of the parts runs once, on the stack of the coroutine the state was made for, when its calls are over. `free`
 *    runs when the last coroutine that shares the state lets go of it.
 *
 * Runs on the PHP thread; each part is in a file of its own (state_<name>.c). */
#ifndef PEREGRINE_STATE_H
#define PEREGRINE_STATE_H

#include "shim.h"

/* One kind of state. Places are zeroed memory of the state, 16-byte aligned. */
typedef struct _pg_part {
	const char *name;
	size_t size;              /* bytes of its place in each state */
	bool (*startup)(void);    /* once, before the first state; false: absent in this process (its module is not loaded). May be NULL */
	void (*begin)(void *place); /* live values := those of a fresh request; the process's are live, and were saved */
	void (*save)(void *place);  /* live -> place, moving; no PHP code runs */
	void (*load)(void *place);  /* place -> live, moving; no PHP code runs */
	void (*end)(void *place);   /* the request is over, its state live; PHP code may run and park. May be NULL */
	void (*free)(void *place);  /* state live, nothing may park any more: release the values, leave live ones that the process's
	                             * can be loaded over. May be NULL */
} pg_part;

extern pg_state *pg_state_live;

/* The part's place in the state that is live (in the process's own for NULL); NULL when the part is absent. */
void *pg_state_place(const pg_part *part);

/* A state with one reference, its values those of a fresh request; live. */
pg_state *pg_state_new(void);
void pg_state_retain(pg_state *state);
/* The last reference frees it; then the process's own values are live. */
void pg_state_release(pg_state *state);
/* Makes the values of `state` (NULL: the process's own) live. */
void pg_state_switch(pg_state *state);
/* Runs the `end` of the parts, each behind a guard against bailouts. State live, on the coroutine it was made for. */
void pg_state_end(pg_state *state);
/* In a forked child: the process's own values are live, the parent's states are not ours. */
void pg_state_after_fork(void);

#endif

/* The states of requests: made, shared, switched, freed. What a state is made of is in the table of parts. */
#include "state.h"

/* Begun and loaded from the first to the last; saved, ended and freed from the last to the first. So what a later one needs
 * of an earlier one (the session its cookies, ini its module's globals out of the way) is there. */
static const pg_part *const pg_parts[] = {
	NULL,
};
#define PG_PARTS (sizeof(pg_parts) / sizeof(*pg_parts) - 1)

struct _pg_state {
	uint32_t references;
	bool ended;
	_Alignas(16) char places[];
};

pg_state *pg_state_live;

static bool pg_started;
static pg_state *pg_process;             /* where the process's own values wait */
static const pg_part *pg_present[PG_PARTS + 1];
static size_t pg_offsets[PG_PARTS + 1], pg_size;
static int pg_count;

static pg_state *pg_state_alloc(void)
{
	pg_state *state = ecalloc(1, sizeof(*state) + pg_size);
	state->references = 1;
	return state;
}

static void pg_state_startup(void)
{
	pg_started = true;
	for (const pg_part *const *part = pg_parts; *part; part++) {
		if (!(*part)->startup || (*part)->startup()) {
			pg_present[pg_count] = *part;
			pg_offsets[pg_count++] = pg_size;
			pg_size += ZEND_MM_ALIGNED_SIZE_EX((*part)->size, 16);
		}
	}
	pg_process = pg_state_alloc();
}

static void pg_state_save(pg_state *state)
{
	for (int i = pg_count; i-- > 0;) {
		pg_present[i]->save(state->places + pg_offsets[i]);
	}
}

static void pg_state_load(pg_state *state)
{
	for (int i = 0; i < pg_count; i++) {
		pg_present[i]->load(state->places + pg_offsets[i]);
	}
}

void *pg_state_place(const pg_part *part)
{
	for (int i = 0; i < pg_count; i++) {
		if (pg_present[i] == part) {
			return (pg_state_live ? pg_state_live : pg_process)->places + pg_offsets[i];
		}
	}
	return NULL;
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

pg_state *pg_state_new(void)
{
	if (UNEXPECTED(!pg_started)) {
		pg_state_startup();
	}
	pg_state_switch(NULL);
	pg_state *state = pg_state_alloc();
	pg_state_save(pg_process);
	pg_state_live = state;
	for (int i = 0; i < pg_count; i++) {
		pg_present[i]->begin(state->places + pg_offsets[i]);
	}
	return state;
}

void pg_state_retain(pg_state *state) { state->references++; }

static void pg_state_free(pg_state *state)
{
	pg_state_switch(state);
	for (int i = pg_count; i-- > 0;) {
		if (pg_present[i]->free) {
			pg_present[i]->free(state->places + pg_offsets[i]);
		}
	}
	pg_state_live = NULL;
	pg_state_load(pg_process);
	efree(state);
}

void pg_state_release(pg_state *state)
{
	if (--state->references == 0) {
		pg_state_free(state);
	}
}

static void pg_state_end_part(const pg_part *part, void *place)
{
	zend_try { part->end(place); } zend_catch {
		CG(unclean_shutdown) = 0;
		pg_oom_take();
	} zend_end_try();
}

void pg_state_end(pg_state *state)
{
	if (state->ended) {
		return;
	}
	state->ended = true;
	for (int i = pg_count; i-- > 0;) {
		if (pg_present[i]->end) {
			pg_state_end_part(pg_present[i], state->places + pg_offsets[i]);
		}
	}
}

void pg_state_after_fork(void)
{
	if (pg_state_live) {
		pg_state_live = NULL;
		pg_state_load(pg_process);
	}
}

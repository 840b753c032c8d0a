/* When PHP's cycle collector runs in a process with request states. PHP starts it whenever 10,000 values more may be part of a
 * cycle, and it walks everything that can be reached from them. In a process that serves one request at a time that is one
 * application; here it is that of each request under way and of each that is kept booted, so its share of the time would grow
 * with them.
 *
 * 1. After a run that gave back less than a quarter of the heap, the next one is put off while runs have had more than a
 *    twentieth of the time, and the heap has grown by less than half (32 MiB at least). A run that gave back more was worth
 *    its time: memory that was just used is faster to use again than other memory.
 * 2. None is put off while few requests are under way: then a run costs what it costs PHP elsewhere, and the heap says nothing.
 *    Where PHP code leaks (Phalcon 5: 2 KB a request) no run gives back a quarter of it, garbage would pile up to half of
 *    all that was ever lost, and what is lost next among it keeps its pages.
 * 3. None is put off when half of memory_limit is in use.
 * 4. gc_collect_cycles() of PHP code always collects. */
#include "shim.h"
#include "state.h"
#include <time.h>

#define PG_COLLECT_SHARE 20
#define PG_COLLECT_GROWTH ((size_t) 32 << 20)
#define PG_COLLECT_FEW 16 /* requests */

static uint64_t pg_last_end, pg_last_took; /* ns */
static size_t pg_last_heap;                /* bytes in use when it had ended */
static bool pg_last_gave_little;

static uint64_t pg_now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t) now.tv_sec * 1000000000 + (uint64_t) now.tv_nsec;
}

static bool pg_is_asked_for(void)
{
	const zend_execute_data *frame = EG(current_execute_data);
	return frame && frame->func && frame->func->type == ZEND_INTERNAL_FUNCTION && frame->func->common.function_name &&
		zend_string_equals_literal(frame->func->common.function_name, "gc_collect_cycles");
}

static bool pg_is_due(uint64_t now)
{
	if (!pg_last_gave_little || pg_state_number() <= PG_COLLECT_FEW) {
		return true;
	}
	size_t heap = zend_memory_usage(false), room = MAX(PG_COLLECT_GROWTH, pg_last_heap / 2);
	bool is_scarce = PG(memory_limit) > 0 && heap > (size_t) PG(memory_limit) / 2;
	return is_scarce || heap > pg_last_heap + room || now - pg_last_end > pg_last_took * PG_COLLECT_SHARE;
}

/* Runs it, or gives 0 at once: then PHP asks again after 10,000 values more. */
int pg_collect_when_due(int (*collect)(void))
{
	uint64_t begin = pg_now_ns();
	if (!pg_is_due(begin) && !pg_is_asked_for()) {
		return 0;
	}
	size_t before = zend_memory_usage(false);
	int count = collect();
	pg_last_end = pg_now_ns();
	pg_last_took = pg_last_end - begin;
	pg_last_heap = zend_memory_usage(false);
	pg_last_gave_little = pg_last_heap > before - before / 4;
	return count;
}

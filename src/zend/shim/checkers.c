/* Tells AddressSanitizer and valgrind of the stacks that PHP code runs on, ours and those of users' Fibers alike: PHP calls
 * its observers when it makes, enters and unmaps one. Compiled only into builds for these checkers (scripts/asan-phpt,
 * scripts/valgrind); in all others this file is empty. */
#include "shim.h"
#include "zend_extensions.h"

#if defined(__SANITIZE_ADDRESS__) || defined(PG_VALGRIND)

/* How the engine's zend_fiber_stack begins, which it does not publish. */
typedef struct {
	void *bottom; /* the lowest address */
	size_t size;
} pg_stack;

static pg_stack *pg_stack_of(zend_fiber_context *context) { return (pg_stack *) context->stack; }

/* A slot of each context: ASAN's fake stack of a context that is switched away from, or valgrind's number of its stack. */
static int pg_slot;

#ifdef __SANITIZE_ADDRESS__

extern void __sanitizer_start_switch_fiber(void **save, const void *bottom, size_t size);
extern void __sanitizer_finish_switch_fiber(void *saved, const void **old_bottom, size_t *old_size);
extern void __asan_unpoison_memory_region(const volatile void *start, size_t size);

/* The process's own stack, whose context has none; learned at the first switch away from it. */
static pg_stack pg_process_stack;

/* Both halves at once and before the jump, so that they pair whoever switches: PHP tells nobody when it arrives. Between
 * here and there runs only code of PHP's that is not instrumented. */
__attribute__((no_sanitize_address)) static void pg_on_switch(zend_fiber_context *from, zend_fiber_context *to)
{
	pg_stack *stack = to->stack ? pg_stack_of(to) : &pg_process_stack;
	pg_stack left;
	/* A dead one's fake stack is freed; NULL says so. */
	void **save = from->status == ZEND_FIBER_STATUS_DEAD ? NULL : &from->reserved[pg_slot];
	__sanitizer_start_switch_fiber(save, stack->bottom, stack->size);
	__sanitizer_finish_switch_fiber(to->reserved[pg_slot], (const void **) &left.bottom, &left.size);
	if (!from->stack) {
		pg_process_stack = left;
	}
}

/* What is mapped there next must not meet the red zones of frames that a bailout left. */
static void pg_on_destroy(zend_fiber_context *context)
{
	__asan_unpoison_memory_region(pg_stack_of(context)->bottom, pg_stack_of(context)->size);
}

static void pg_on_init(zend_fiber_context *context) { context->reserved[pg_slot] = NULL; }

#else

#include <valgrind/valgrind.h>

static void pg_on_init(zend_fiber_context *context)
{
	char *bottom = pg_stack_of(context)->bottom;
	context->reserved[pg_slot] = (void *) (uintptr_t) VALGRIND_STACK_REGISTER(bottom, bottom + pg_stack_of(context)->size);
}

static void pg_on_destroy(zend_fiber_context *context)
{
	VALGRIND_STACK_DEREGISTER((uintptr_t) context->reserved[pg_slot]);
}

#endif

/* For the scripts' own test: an error that the checker has to find. */
static void pg_err(void)
{
	volatile char *block = malloc(8);
	block[8] = block[7];
	free((void *) block);
}

void pg_checkers_startup(void)
{
	if (getenv("PEREGRINE_CHECKER_TEST")) {
		pg_err();
	}
	pg_slot = zend_get_resource_handle("peregrine");
	zend_observer_fiber_init_register(pg_on_init);
	zend_observer_fiber_destroy_register(pg_on_destroy);
#ifdef __SANITIZE_ADDRESS__
	zend_observer_fiber_switch_register(pg_on_switch);
#endif
}

#endif

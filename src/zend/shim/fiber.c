/* Stacks for coroutines: zend_fiber_context without the Fiber object (half the cost of a switch), so that a whole
 * coroutine can also park from inside a user's own Fiber. */
#include "shim.h"
#include "state.h"
#include "ext/standard/basic_functions.h"
#include "ext/standard/file.h"
#include <sys/mman.h>

static int pg_fiber_kind;
static zend_internal_function pg_bottom_function = { .type = ZEND_INTERNAL_FUNCTION };
pg_fiber *pg_running;

/* What zend/switch.rs reads and writes by itself. */
_Static_assert(XtOffsetOf(pg_fiber, frame) == 32 && XtOffsetOf(pg_fiber, output) == 40, "pg_fiber");
_Static_assert(XtOffsetOf(pg_fiber, handlers) == 48 && XtOffsetOf(pg_fiber, state) == 56, "pg_fiber");
_Static_assert(sizeof(zend_error_handling_t) == 4 && EH_NORMAL == 0, "EG(error_handling)");
_Static_assert(XtOffsetOf(zend_fiber_transfer, value) == 8 && XtOffsetOf(zend_fiber_transfer, flags) == 24, "transfer");
zend_fiber_context **const pg_now_context = &EG(current_fiber_context);
zend_execute_data **const pg_now_frame = &EG(current_execute_data);
const int *const pg_now_buffers = &OG(handlers).top;
const size_t *const pg_now_sort = &BG(user_compare_fci).size;
const zend_error_handling_t *const pg_now_warnings = &EG(error_handling);
const char *const *const pg_now_opened = &FG(user_stream_current_filename);

/* The first page holds a handler's usual frames in little memory; a deeper stack grows by PHP's usual pages. A whole
 * application goes deep and comes back all the time: its page holds all of it, or calls at the edge of a page would get and
 * free one each. */
#define PG_VM_PAGE_FIRST (128 * sizeof(zval))
#define PG_VM_PAGE_NEXT (1024 * sizeof(zval))
#define PG_VM_PAGE_APPLICATION (4096 * sizeof(zval))

/* A trace of opcache's JIT leaves a function whose call it inlined without looking whether the frame had got a page of its
 * own. Where an object's static method is called ($this->f(), f static) it may have (PHP 8.2's zend_jit_init_method_call):
 * then EG(vm_stack_end) stays the end of the new page while the frames are on the old one, the checks for room compare
 * addresses of two pages, and frames are written past the end of the old one. PHP's own Fibers crash by it too. So where the
 * JIT compiles, no stack comes to the end of its first page: that is address space, which takes memory as it is used, and
 * part of the same memory map as the C stack beside it (maps are scarce), hence the same flags. */
#define PG_VM_PAGE_COMPILED ((size_t) 1 << 20)

static bool pg_compiles(void)
{
	static int compiles = -1;
	if (UNEXPECTED(compiles < 0)) {
		const char *mode = zend_ini_string((char *) ZEND_STRL("opcache.jit"), 0);
		bool is_off = !mode || !*mode || !strcmp(mode, "0") || !strcasecmp(mode, "off") || !strcasecmp(mode, "disable");
		compiles = !is_off && zend_ini_long((char *) ZEND_STRL("opcache.jit_buffer_size"), 0) > 0;
	}
	return compiles;
}

static size_t pg_vm_page_size(zend_vm_stack page) { return (size_t) ((char *) page->end - (char *) page); }

static zend_vm_stack pg_vm_first_page(void)
{
	size_t size = PG_VM_PAGE_FIRST;
	zend_vm_stack page = MAP_FAILED;
	if (UNEXPECTED(pg_compiles())) {
		size = PG_VM_PAGE_COMPILED;
		page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (page != MAP_FAILED) {
			madvise(page, size, MADV_NOHUGEPAGE);
		} else {
			size = PG_VM_PAGE_NEXT;
		}
	}
	if (page == MAP_FAILED) {
		page = emalloc(size);
	}
	page->end = (zval *) ((uintptr_t) page + size);
	page->prev = NULL;
	return page;
}

/* Back to an empty first page. */
static void pg_vm_stack_unwind(void)
{
	while (EG(vm_stack)->prev) {
		zend_vm_stack above = EG(vm_stack);
		EG(vm_stack) = above->prev;
		efree(above);
	}
	EG(vm_stack_top) = ZEND_VM_STACK_ELEMENTS(EG(vm_stack)) + ZEND_CALL_FRAME_SLOT;
	EG(vm_stack_end) = EG(vm_stack)->end;
}

static void pg_vm_stack_end(void)
{
	pg_vm_stack_unwind();
	if (pg_vm_page_size(EG(vm_stack)) == PG_VM_PAGE_COMPILED) {
		munmap(EG(vm_stack), PG_VM_PAGE_COMPILED);
	} else {
		efree(EG(vm_stack));
	}
}

int pg_base_error_reporting = E_ALL;

bool pg_in_coroutine(void) { return pg_running != NULL; }

static void pg_vm_stack_begin(void)
{
	zend_vm_stack stack = pg_vm_first_page();
	stack->top = ZEND_VM_STACK_ELEMENTS(stack);
	EG(vm_stack) = stack;
	EG(vm_stack_top) = stack->top + ZEND_CALL_FRAME_SLOT;
	EG(vm_stack_end) = stack->end;
	EG(vm_stack_page_size) = PG_VM_PAGE_NEXT;
	/* Exceptions surface in zend_call_function only above some frame: an internal function whose name is empty. PHP's
	 * messages look at the name, whatever frame is there. */
	zend_execute_data *bottom = (zend_execute_data *) stack->top;
	memset(bottom, 0, sizeof(*bottom));
	bottom->func = (zend_function *) &pg_bottom_function;
	EG(current_execute_data) = bottom;
	EG(jit_trace_num) = 0;
}

/* ---- where PHP forbids to switch ----
 * 1. Before 8.4 PHP counts the destructors and tick functions it is in and refuses to switch its own Fibers there. The
 *    count belongs to a stack: who switches away takes its own along, so that destructors can wait.
 * 2. Inside the cycle collector nobody parks: the collector's state is the process's. A coroutine that one of its
 *    destructors starts may; it has a stack of its own. */

bool pg_collecting;
static int (*pg_original_collect)(void);

static int pg_collect(void)
{
	bool outer = pg_collecting;
	pg_collecting = true;
	int count = pg_original_collect();
	pg_collecting = outer;
	return count;
}

static uint32_t pg_unblock(void)
{
	uint32_t count = 0;
	while (zend_fiber_switch_blocked()) {
		zend_fiber_switch_unblock();
		count++;
	}
	return count;
}

static void pg_block(uint32_t count)
{
	while (UNEXPECTED(count > 0)) {
		zend_fiber_switch_block();
		count--;
	}
}

void pg_fiber_startup(void)
{
	pg_bottom_function.function_name = ZSTR_EMPTY_ALLOC();
	pg_original_collect = gc_collect_cycles;
	gc_collect_cycles = pg_collect;
}

static void pg_no_call(void)
{
	BG(user_compare_fci) = empty_fcall_info;
	BG(user_compare_fci_cache) = empty_fcall_info_cache;
	EG(error_handling) = EH_NORMAL;
	EG(exception_class) = NULL;
	FG(user_stream_current_filename) = NULL;
	PG(in_user_include) = false;
}

/* PHP has one place each for what belongs to the stack where it is under way. Who switches away takes it along, so that user
 * code may wait there while others do the same:
 * 1. the function that usort() and its kin compare with,
 * 2. that warnings are exceptions now, in constructors like SplFileObject's, which open streams of PHP code,
 * 3. the name a stream wrapper of PHP code opens (nobody else may open that one), and that it does so for include. */
static zend_never_inline void pg_switch_amid_call(zend_fiber_transfer *transfer)
{
	zend_fcall_info compare = BG(user_compare_fci);
	zend_fcall_info_cache cache = BG(user_compare_fci_cache);
	zend_error_handling warnings = { .handling = EG(error_handling), .exception = EG(exception_class) };
	const char *opened = FG(user_stream_current_filename);
	bool is_include = PG(in_user_include);
	pg_no_call();
	zend_fiber_switch_context(transfer);
	BG(user_compare_fci) = compare;
	BG(user_compare_fci_cache) = cache;
	EG(error_handling) = warnings.handling;
	EG(exception_class) = warnings.exception;
	FG(user_stream_current_filename) = opened;
	PG(in_user_include) = is_include;
}

static zend_always_inline void pg_switch(zend_fiber_transfer *transfer)
{
	if (UNEXPECTED(BG(user_compare_fci).size || EG(error_handling) || FG(user_stream_current_filename))) {
		pg_switch_amid_call(transfer);
	} else {
		zend_fiber_switch_context(transfer);
	}
}

static void pg_switch_to_caller(pg_fiber *fiber)
{
	zend_fiber_transfer transfer = { .context = fiber->caller, .flags = 0 };
	ZVAL_NULL(&transfer.value);
	pg_switch(&transfer);
}

static void pg_run_calls(pg_fiber *fiber)
{
	pg_call *call;
	bool more = true;
	while (more && (call = peregrine_next_call(fiber->owner))) {
		zval result;
		pg_call_run(call, &result);
		more = peregrine_call_ended(fiber->owner, &result, !EG(exception) && !pg_oom_pending());
		if (UNEXPECTED(EG(exception))) {
			peregrine_state_ended(fiber->owner);
			more = true;
		}
	}
}

/* What the owner's PHP code left behind on this stack's side of the engine. */
static void pg_end_state(pg_fiber *fiber)
{
	if (UNEXPECTED(OG(handlers).top)) {
		php_output_end_all();
		if (EG(exception)) {
			peregrine_state_ended(fiber->owner);
		}
	}
	if (UNEXPECTED(fiber->handlers != NULL)) {
		pg_handlers *own = fiber->handlers;
		fiber->handlers = NULL;
		pg_handlers_enter(NULL);
		pg_handlers_free(own);
		if (EG(exception)) {
			peregrine_state_ended(fiber->owner);
		}
	}
	EG(error_reporting) = pg_base_error_reporting;
	if (UNEXPECTED(fiber->state != NULL)) {
		pg_state_release(fiber);
		if (EG(exception)) {
			peregrine_state_ended(fiber->owner);
		}
	}
}

/* What the compiler was at when it gave up; what it compiles next would take it for its own. No other stack is in the middle
 * of it: user code called from the compiler has these set aside. */
static void pg_compiler_forget(void)
{
	zend_stack_clean(&CG(loop_var_stack), NULL, true);
	zend_stack_clean(&CG(delayed_oplines_stack), NULL, true);
	zend_stack_clean(&CG(short_circuiting_opnums), NULL, true);
	CG(memoized_exprs) = NULL;
	if (EG(record_errors)) {
		EG(record_errors) = false;
		zend_free_recorded_errors();
	}
}

/* PHP bailed out on this stack, to a frame of ours near its bottom: its PHP frames are left behind, and more code can run. */
void pg_fiber_bailed_out(void)
{
	CG(unclean_shutdown) = 0;
	pg_compiler_forget();
	pg_output_bailed_out();
	pg_unblock();
	pg_collecting = false;
	pg_no_call();
	EG(fake_scope) = NULL;
	pg_oom_take();
	pg_vm_stack_unwind();
	pg_restore_memory_limit();
	EG(current_execute_data) = (zend_execute_data *) ZEND_VM_STACK_ELEMENTS(EG(vm_stack));
	EG(jit_trace_num) = 0;
	if (EG(exception)) {
		zend_clear_exception();
	}
}

static void pg_fiber_entry(zend_fiber_transfer *transfer)
{
	pg_fiber *fiber = (pg_fiber *) ((char *) EG(current_fiber_context) - XtOffsetOf(pg_fiber, context));
#ifdef ZEND_CHECK_STACK_LIMIT
	EG(stack_limit) = zend_fiber_stack_limit(fiber->context.stack);
	EG(stack_base) = zend_fiber_stack_base(fiber->context.stack);
#endif
	EG(vm_stack) = NULL;
	EG(active_fiber) = NULL;
	zend_first_try {
		pg_vm_stack_begin();
		EG(error_reporting) = pg_base_error_reporting;
		while (!fiber->leave) {
			if (UNEXPECTED(fiber->isolates)) {
				EG(vm_stack_page_size) = PG_VM_PAGE_APPLICATION;
				pg_state_begin(fiber);
			}
			pg_run_calls(fiber);
			if (UNEXPECTED(EG(vm_stack)->prev != NULL)) {
				pg_vm_stack_unwind();
			}
			if (UNEXPECTED(fiber->state != NULL)) {
				pg_state_end(fiber);
				EG(vm_stack_page_size) = PG_VM_PAGE_NEXT;
			}
			pg_end_state(fiber);
			fiber->done = 1;
			fiber->resume = &fiber->context;
			pg_switch_to_caller(fiber);
		}
	} zend_catch {
		/* For the rest of the process it did not happen. */
		pg_fiber_bailed_out();
		if (fiber->state) {
			peregrine_bailed_out(fiber->owner);
			zend_first_try { pg_state_end(fiber); } zend_catch { pg_fiber_bailed_out(); } zend_end_try();
		}
		zend_first_try { pg_end_state(fiber); } zend_end_try();
		fiber->bailout = 1;
		fiber->done = 1;
	} zend_end_try();
	pg_vm_stack_end();
	transfer->context = fiber->caller;
	transfer->flags = 0;
	ZVAL_NULL(&transfer->value);
}

pg_fiber *pg_fiber_new(size_t stack_size)
{
	pg_fiber *fiber = calloc(1, sizeof(pg_fiber));
	if (!fiber) {
		return NULL;
	}
	/* What it returns is a bool in PHP 8.2 and a zend_result, which is the opposite, later. */
	zend_fiber_init_context(&fiber->context, &pg_fiber_kind, pg_fiber_entry, stack_size);
	if (!fiber->context.stack) {
		free(fiber);
		return NULL;
	}
	fiber->resume = &fiber->context;
	fiber->done = 1;
	return fiber;
}

/* Switches in; comes back when the fiber parks or its calls are over. zend/switch.rs does the same where nothing has to
 * change hands. */
void pg_fiber_enter(pg_fiber *fiber)
{
	pg_fiber *outer = pg_running;
	pg_handlers *outer_handlers = pg_handlers_now;
	zend_output_globals *outer_output = NULL;
	if (UNEXPECTED(OG(handlers).top)) {
		outer_output = pg_output_save();
	}
	/* Here no buffers are in place, neither side's. */
	if (UNEXPECTED(fiber->state != pg_state_live)) {
		pg_state_switch(fiber->state);
	}
	if (UNEXPECTED(fiber->output)) {
		pg_output_restore(fiber->output);
		fiber->output = NULL;
	}
	if (UNEXPECTED(fiber->handlers != outer_handlers)) {
		pg_handlers_enter(fiber->handlers);
	}
	fiber->caller = EG(current_fiber_context);
	pg_running = fiber;
	uint32_t blocked = UNEXPECTED(zend_fiber_switch_blocked()) ? pg_unblock() : 0;
	bool collecting = pg_collecting;
	pg_collecting = false;
	if (UNEXPECTED(pg_links) && outer) {
		pg_links_leave(outer);
	}
	zend_fiber_transfer transfer = { .context = fiber->resume, .flags = 0 };
	ZVAL_NULL(&transfer.value);
	pg_switch(&transfer);
	if (UNEXPECTED(pg_links) && outer) {
		pg_links_return(outer);
	}
	pg_running = outer;
	pg_collecting = collecting;
	pg_block(blocked);
	if (outer && UNEXPECTED(outer->state != pg_state_live)) {
		pg_state_switch(outer->state);
	}
	if (UNEXPECTED(outer_output)) {
		pg_output_restore(outer_output);
	}
	if (UNEXPECTED(pg_handlers_now != outer_handlers)) {
		pg_handlers_enter(outer_handlers);
	}
}

/* Switches out of the running fiber, back to whoever entered it. False: not inside the cycle collector. */
bool pg_fiber_park(pg_fiber *fiber)
{
	if (UNEXPECTED(pg_collecting)) {
		return false;
	}
	uint32_t blocked = UNEXPECTED(zend_fiber_switch_blocked()) ? pg_unblock() : 0;
	if (UNEXPECTED(OG(handlers).top)) {
		fiber->output = pg_output_save();
	}
	fiber->resume = EG(current_fiber_context);
	fiber->frame = EG(current_execute_data);
	if (UNEXPECTED(pg_links)) {
		pg_links_leave(fiber);
	}
	pg_switch_to_caller(fiber);
	if (UNEXPECTED(pg_links)) {
		pg_links_return(fiber);
	}
	pg_block(blocked);
	return true;
}

/* Ends an idle fiber; its stack is unmapped by the switch. A bailed-out one has ended itself. */
void pg_fiber_free(pg_fiber *fiber)
{
	if (!fiber->bailout && fiber->context.status != ZEND_FIBER_STATUS_INIT) {
		fiber->leave = 1;
		pg_fiber_enter(fiber);
	} else if (fiber->context.status == ZEND_FIBER_STATUS_INIT) {
		zend_fiber_destroy_context(&fiber->context);
	}
	free(fiber);
}

/* The running fiber's own handler set and its state, inherited by a coroutine it starts. */
void pg_fiber_inherit(pg_fiber *child)
{
	if (UNEXPECTED(pg_running && pg_running->state)) {
		pg_state_inherit(child, pg_running);
	}
	if (UNEXPECTED(pg_handlers_now != NULL)) {
		child->handlers = pg_handlers_inherit(pg_handlers_now);
	}
}

pg_fiber *pg_fiber_running(void) { return pg_running; }

/* The base of a container: what a new coroutine starts with. */
void pg_fiber_base(void) { pg_base_error_reporting = EG(error_reporting); }

/* In a forked child: nothing of the parent's fibers runs here. */
void pg_fiber_after_fork(void)
{
	pg_running = NULL;
	pg_state_after_fork();
}

/* A script run as PHP runs its main script: in the global scope, with global variables of the request's own.
 *
 * 1. A request has the process's global variables until it runs such a script; from then on it has a table of its own, which
 *    starts with its superglobals. Both are exchanged whole: the engine knows the table by its address.
 * 2. The superglobals' values are moved by their own part, whose place in the order is after this one: it loads into the table
 *    that this one has put there, and saves before this one takes it away. What the table that waits has of them is stale.
 * 3. While a script runs, the table points to its variables, which are in its frame. A script that it runs in turn takes them
 *    over and gives them back at its end, so both have to be on one stack. */
#include "state.h"
#include "SAPI.h"
#include "zend_stream.h"

typedef struct {
	bool is_own;
	const zend_fiber_context *stack; /* the one a script runs on; NULL: none does */
	HashTable table;
} pg_globals;

static HashTable pg_process_globals; /* while a request's own are in place */

static void pg_globals_exchange(HashTable *out, const HashTable *in)
{
	memcpy(out, &EG(symbol_table), sizeof(HashTable));
	memcpy(&EG(symbol_table), in, sizeof(HashTable));
}

static void pg_globals_save(void *place)
{
	pg_globals *own = place;
	if (own->is_own) {
		pg_globals_exchange(&own->table, &pg_process_globals);
	}
}

static void pg_globals_load(void *place)
{
	const pg_globals *own = place;
	if (own->is_own) {
		pg_globals_exchange(&pg_process_globals, &own->table);
	}
}

static void pg_globals_begin(void *place)
{
	pg_globals *own = place;
	own->is_own = false;
	own->stack = NULL;
}

static void pg_globals_take(void)
{
	pg_globals *own = pg_state_place(&pg_part_globals);
	if (own->is_own) {
		return;
	}
	HashTable fresh;
	zend_hash_init(&fresh, 64, NULL, ZVAL_PTR_DTOR, 0);
	zend_hash_real_init_mixed(&fresh);
	zend_string *name;
	ZEND_HASH_MAP_FOREACH_STR_KEY(CG(auto_globals), name) {
		zval *value = zend_hash_find(&EG(symbol_table), name);
		if (value && Z_TYPE_P(value) != IS_INDIRECT) {
			zend_hash_add_new(&fresh, name, value);
		}
	} ZEND_HASH_FOREACH_END();
	own->is_own = true;
	pg_globals_exchange(&pg_process_globals, &fresh);
}

/* Last first, as PHP does. Destructors may add variables. */
static void pg_globals_clear(void)
{
	for (uint32_t i = EG(symbol_table).nNumUsed; i-- > 0;) {
		Bucket *bucket = i < EG(symbol_table).nNumUsed ? EG(symbol_table).arData + i : NULL;
		if (!bucket || Z_ISUNDEF(bucket->val) || (bucket->key && zend_hash_exists(CG(auto_globals), bucket->key))) {
			continue;
		}
		zval old;
		ZVAL_COPY_VALUE(&old, &bucket->val);
		ZVAL_NULL(&bucket->val);
		zval_ptr_dtor(&old);
	}
}

static void pg_globals_end(void *place)
{
	if (((pg_globals *) place)->is_own && !pg_state_is_shared()) {
		pg_globals_clear();
	}
}

static void pg_globals_free(void *place)
{
	pg_globals *own = place;
	if (own->is_own) {
		pg_globals_clear();
		zend_hash_destroy(&EG(symbol_table));
		memcpy(&EG(symbol_table), &pg_process_globals, sizeof(HashTable));
	}
}

const pg_part pg_part_globals = {
	.name = "globals", .size = sizeof(pg_globals), .whole = true, .begin = pg_globals_begin, .save = pg_globals_save,
	.load = pg_globals_load, .end = pg_globals_end, .free = pg_globals_free,
};

/* ---- the script ---- */

static void pg_execute(zend_op_array *code, zval *result)
{
	zend_execute_data *frame =
		zend_vm_stack_push_call_frame(ZEND_CALL_TOP_CODE | ZEND_CALL_HAS_SYMBOL_TABLE, (zend_function *) code, 0, NULL);
	frame->symbol_table = &EG(symbol_table);
	frame->prev_execute_data = EG(current_execute_data);
	zend_init_code_execute_data(frame, code, result);
	ZEND_OBSERVER_FCALL_BEGIN(frame);
	zend_execute_ex(frame);
	zend_vm_stack_free_call_frame(frame);
}

static void pg_run(zend_string *path, zval *result)
{
	pg_globals_take();
	/* getlastmod(), session_cache_limiter('private') */
	SG(request_info).path_translated = ZSTR_VAL(zend_string_init_interned(ZSTR_VAL(path), ZSTR_LEN(path), 0));
	zend_op_array *code = compile_filename(ZEND_REQUIRE, path);
	if (code) {
		pg_execute(code, result);
		zend_destroy_static_vars(code);
		destroy_op_array(code);
		efree_size(code, sizeof(zend_op_array));
	}
}

/* After a fatal error, while its frames are still there: the table takes their variables over. What runs next (shutdown
 * functions, other coroutines of the request) has the frames' memory. */
static void pg_globals_settle(void)
{
	zend_string *name;
	zval *value;
	ZEND_HASH_MAP_FOREACH_STR_KEY_VAL(&EG(symbol_table), name, value) {
		if (Z_TYPE_P(value) == IS_INDIRECT) {
			zval *slot = Z_INDIRECT_P(value);
			ZVAL_COPY_VALUE(value, slot);
			ZVAL_UNDEF(slot);
			if (Z_ISUNDEF_P(value)) {
				ZVAL_NULL(value);
				zend_hash_del(&EG(symbol_table), name);
			}
		}
	} ZEND_HASH_FOREACH_END();
}

/* Runs a file as the request's main script. 1: PHP bailed out, 2: no request's state is live, 3: one of the request runs on
 * another stack. */
int pg_run_script(zend_string *path, zval *result)
{
	volatile int outcome = 0;
	ZVAL_NULL(result);
	if (!pg_state_live || !pg_in_coroutine()) {
		return 2;
	}
	pg_globals *own = pg_state_place(&pg_part_globals);
	const zend_fiber_context *outer = own->stack;
	if (outer && outer != EG(current_fiber_context)) {
		return 3;
	}
	own->stack = EG(current_fiber_context);
	zend_try { pg_run(path, result); } zend_catch {
		outcome = 1;
		if (own->is_own) {
			pg_globals_settle();
		}
	} zend_end_try();
	own->stack = outer;
	return outcome;
}

/* Constants that a script defines in each request, as index.php does: define('STARTED', microtime(true)).
 *
 * 1. A constant is the process's, and stays: what a library defines in the first request is there in all of them.
 * 2. But define() from the same line of the same file, in another request, is that script being run again: it gives this
 *    request a value of its own. From elsewhere, or twice in a request, it warns as PHP does.
 * 3. The engine keeps the addresses of constants in its run-time caches, so values are exchanged in place. The constant's own
 *    reference is to the first value (`base`); a request's values are its place's. */
#include "state.h"
#include "includes.h"
#include "zend_constants.h"

/* Where a constant was defined, and by which request. */
typedef struct {
	zend_string *file;
	uint32_t line;
	uint64_t request;
	zend_constant *constant;
	int64_t slot; /* -1: all requests gave it the same value */
} pg_origin;

typedef struct {
	zend_constant *constant;
	zval base;
} pg_constant;

typedef struct {
	uint64_t request; /* 0: the process */
	zval *values;     /* of the first `count` slots; undefined: not defined by this request */
	uint32_t count;
} pg_constants;

static HashTable pg_origins; /* name => pg_origin; as long as the process */
static pg_constant *pg_slots;
static uint32_t pg_slot_count;
static uint64_t pg_last_request;
static zif_handler pg_original_define;

static pg_constants *pg_own(void) { return pg_state_place(&pg_part_constants); }

static int64_t pg_slot_new(zend_constant *constant)
{
	pg_slots = safe_perealloc(pg_slots, pg_slot_count + 1, sizeof(*pg_slots), 0, 1);
	pg_slots[pg_slot_count].constant = constant;
	ZVAL_COPY_VALUE(&pg_slots[pg_slot_count].base, &constant->value);
	return pg_slot_count++;
}

static zval *pg_value_of(pg_constants *own, uint32_t slot)
{
	if (own->count <= slot) {
		own->values = safe_erealloc(own->values, pg_slot_count, sizeof(zval), 0);
		while (own->count < pg_slot_count) {
			ZVAL_UNDEF(&own->values[own->count++]);
		}
	}
	return &own->values[slot];
}

/* The line that calls define(); false: no PHP code does. */
static bool pg_caller(const zend_execute_data *frame, zend_string **file, uint32_t *line)
{
	if (!frame || !frame->func || !ZEND_USER_CODE(frame->func->type)) {
		return false;
	}
	*file = frame->func->op_array.filename;
	*line = frame->opline->lineno;
	return true;
}

/* As the engine keeps it: the namespace in lower case. The caller releases it. */
static zend_string *pg_key(zend_string *name)
{
	const char *slash = memrchr(ZSTR_VAL(name), '\\', ZSTR_LEN(name));
	if (!slash) {
		return zend_string_copy(name);
	}
	zend_string *key = zend_string_init(ZSTR_VAL(name), ZSTR_LEN(name), 0);
	zend_str_tolower(ZSTR_VAL(key), slash - ZSTR_VAL(name));
	return key;
}

/* True: this request has its own value now. */
static bool pg_define_again(const zend_execute_data *caller, zend_string *key, zval *value)
{
	zend_string *file;
	uint32_t line;
	pg_origin *origin = zend_hash_find_ptr(&pg_origins, key);
	pg_constants *own = pg_own();
	if (!origin || origin->request == own->request || !pg_caller(caller, &file, &line)) {
		return false;
	}
	if (origin->line != line || !zend_string_equals(origin->file, file) || Z_TYPE_P(value) > IS_ARRAY) {
		return false;
	}
	if (origin->slot < 0) {
		if (zend_is_identical(&origin->constant->value, value)) {
			return true;
		}
		origin->slot = pg_slot_new(origin->constant);
	}
	zval *place = pg_value_of(own, origin->slot);
	if (!Z_ISUNDEF_P(place)) {
		return false;
	}
	ZVAL_COPY(place, value);
	ZVAL_COPY_VALUE(&origin->constant->value, place);
	return true;
}

static void pg_note_origin(const zend_execute_data *caller, zend_string *key)
{
	pg_origin origin = { .request = pg_own()->request, .slot = -1 };
	zend_string *file;
	origin.constant = zend_hash_find_ptr(EG(zend_constants), key);
	if (!origin.constant || !pg_caller(caller, &file, &origin.line)) {
		return;
	}
	origin.file = zend_string_init(ZSTR_VAL(file), ZSTR_LEN(file), 1);
	pg_origin *kept = pemalloc(sizeof(*kept), 1);
	*kept = origin;
	zend_hash_str_update_ptr(&pg_origins, ZSTR_VAL(key), ZSTR_LEN(key), kept);
}

static ZEND_FUNCTION(pg_define)
{
	if (!pg_state_live || ZEND_NUM_ARGS() != 2 || Z_TYPE_P(ZEND_CALL_ARG(execute_data, 1)) != IS_STRING) {
		pg_original_define(INTERNAL_FUNCTION_PARAM_PASSTHRU);
		return;
	}
	zend_string *key = pg_key(Z_STR_P(ZEND_CALL_ARG(execute_data, 1)));
	if (pg_define_again(EX(prev_execute_data), key, ZEND_CALL_ARG(execute_data, 2))) {
		RETVAL_TRUE;
	} else {
		pg_original_define(INTERNAL_FUNCTION_PARAM_PASSTHRU);
		if (Z_TYPE_P(return_value) == IS_TRUE) {
			pg_note_origin(EX(prev_execute_data), key);
		}
	}
	zend_string_release(key);
}

void pg_constants_hook(void) { pg_original_define = pg_replace_function("define", ZEND_FN(pg_define)); }

/* ---- the part ---- */

static bool pg_constants_startup(void)
{
	zend_hash_init(&pg_origins, 16, NULL, NULL, 1);
	return true;
}

static void pg_constants_load(void *place)
{
	const pg_constants *own = place;
	for (uint32_t i = 0; i < pg_slot_count; i++) {
		bool is_own = i < own->count && !Z_ISUNDEF(own->values[i]);
		ZVAL_COPY_VALUE(&pg_slots[i].constant->value, is_own ? &own->values[i] : &pg_slots[i].base);
	}
}

static void pg_constants_begin(void *place)
{
	((pg_constants *) place)->request = ++pg_last_request;
	pg_constants_load(place);
}

/* They are where they were: a constant does not change. */
static void pg_constants_save(void *place) { }

static void pg_constants_free(void *place)
{
	pg_constants *own = place;
	for (uint32_t i = 0; i < own->count; i++) {
		zval_ptr_dtor(&own->values[i]);
	}
	if (own->values) {
		efree(own->values);
	}
}

const pg_part pg_part_constants = {
	.name = "constants", .size = sizeof(pg_constants), .startup = pg_constants_startup, .begin = pg_constants_begin,
	.save = pg_constants_save, .load = pg_constants_load, .free = pg_constants_free,
};

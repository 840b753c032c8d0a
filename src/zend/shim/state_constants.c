/* Part "constants" of a request's state: what it defined with define(). Another request can define the same name, with another
 * value, as under php-fpm. `const` on a file's top level is a declaration and the process's (state_includes.c).
 *
 * 1. The engine keeps the address of a constant in run-time caches, so a constant that a request defined stays where it is for
 *    good; its value is exchanged in place.
 * 2. It is in the engine's table while a state that defined it is live: for others it is not defined.
 * 3. Code that found it in an earlier request finds it in its cache without asking the table. There it has the request's own
 *    value, or for a request that did not define it, the last one given. */
#include "state.h"
#include "zend_constants.h"

typedef struct {
	zval *values; /* of the first `count` constants; undefined: not defined here */
	uint32_t count;
} pg_constants;

typedef struct {
	zend_constant *constant;
	zend_string *key; /* in the engine's table */
	zval last;   /* the value for requests without one; NULL instead of an object */
	bool listed; /* it is in the engine's table */
} pg_constant;

const pg_part pg_part_constants;

static pg_constant *pg_known;
static uint32_t pg_known_count, pg_known_room;
static HashTable pg_known_names; /* the engine's key => number */

static void pg_list(pg_constant *one, bool listed)
{
	if (one->listed == listed) {
		return;
	}
	one->listed = listed;
	if (listed) {
		zend_hash_add_ptr(EG(zend_constants), one->key, one->constant);
		return;
	}
	/* The table would free the constant. */
	dtor_func_t destructor = EG(zend_constants)->pDestructor;
	EG(zend_constants)->pDestructor = NULL;
	zend_hash_del(EG(zend_constants), one->key);
	EG(zend_constants)->pDestructor = destructor;
}

/* Room for the constants that came since; `place` is the live state's. */
static void pg_constants_grow(pg_constants *place)
{
	if (place->count < pg_known_count) {
		place->values = safe_erealloc(place->values, pg_known_count, sizeof(zval), 0);
		while (place->count < pg_known_count) {
			ZVAL_UNDEF(&place->values[place->count++]);
		}
	}
}

/* ---- define() ---- */

static uint32_t pg_constant_number(const Bucket *bucket)
{
	zval *number = zend_hash_find(&pg_known_names, bucket->key);
	if (number) {
		return (uint32_t) Z_LVAL_P(number);
	}
	if (pg_known_count == pg_known_room) {
		pg_known_room = pg_known_room ? pg_known_room * 2 : 8;
		pg_known = safe_perealloc(pg_known, pg_known_room, sizeof(*pg_known), 0, 1);
	}
	zval next;
	ZVAL_LONG(&next, pg_known_count);
	zend_hash_add_new(&pg_known_names, bucket->key, &next);
	pg_known[pg_known_count] = (pg_constant) { .constant = Z_PTR(bucket->val), .key = zend_string_copy(bucket->key), .listed = true };
	return pg_known_count++;
}

/* The constant is new in the engine's table, at its end. */
static void pg_constant_defined(pg_constants *place)
{
	Bucket *bucket = EG(zend_constants)->arData + EG(zend_constants)->nNumUsed - 1;
	zend_constant *constant = Z_PTR(bucket->val);
	uint32_t number = pg_constant_number(bucket);
	pg_constant *one = &pg_known[number];
	if (one->constant != constant) {
		ZVAL_COPY_VALUE(&one->constant->value, &constant->value);
		Z_PTR(bucket->val) = one->constant;
		one->listed = true;
		zend_string_release(constant->name);
		efree(constant);
	}
	pg_constants_grow(place);
	ZVAL_COPY_VALUE(&place->values[number], &one->constant->value);
	zval_ptr_dtor(&one->last);
	if (Z_TYPE(place->values[number]) == IS_OBJECT) {
		ZVAL_NULL(&one->last);
	} else {
		ZVAL_COPY(&one->last, &place->values[number]);
	}
}

static zif_handler pg_original_define;

static ZEND_FUNCTION(pg_define)
{
	uint32_t before = zend_hash_num_elements(EG(zend_constants));
	pg_original_define(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	pg_constants *place = pg_state_live ? pg_state_place(&pg_part_constants) : NULL;
	if (place && zend_hash_num_elements(EG(zend_constants)) == before + 1) {
		pg_constant_defined(place);
	}
}

void pg_constants_hook(void) { pg_original_define = pg_replace_function("define", ZEND_FN(pg_define)); }

/* ---- the part ---- */

static bool pg_constants_startup(void)
{
	zend_hash_init(&pg_known_names, 8, NULL, NULL, true);
	return true;
}

/* Values of this state and their constants in the table. */
static void pg_constants_load(void *at)
{
	pg_constants *place = at;
	for (uint32_t i = 0; i < pg_known_count; i++) {
		pg_constant *one = &pg_known[i];
		bool own = i < place->count && !Z_ISUNDEF(place->values[i]);
		ZVAL_COPY_VALUE(&one->constant->value, own ? &place->values[i] : &one->last);
		pg_list(one, own);
	}
}

/* A constant never changes: the place has its value already. */
static void pg_constants_save(void *at) { (void) at; }

static void pg_constants_free(void *at)
{
	pg_constants *place = at;
	zval *values = place->values;
	uint32_t count = place->count;
	*place = (pg_constants) { NULL, 0 };
	pg_constants_load(place);
	for (uint32_t i = 0; i < count; i++) {
		zval_ptr_dtor(&values[i]);
	}
	if (values) {
		efree(values);
	}
}

const pg_part pg_part_constants = {
	.name = "constants",
	.size = sizeof(pg_constants),
	.startup = pg_constants_startup,
	.begin = pg_constants_load,
	.save = pg_constants_save,
	.load = pg_constants_load,
	.free = pg_constants_free,
};

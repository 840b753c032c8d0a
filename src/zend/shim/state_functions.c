/* A request's own `static $x` in functions and methods, of those that are named for it (peregrine.isolate, isolate()): a
 * function by its name, a method as Class::method, all methods of a class by its name.
 *
 * 1. The engine reaches a function's static variables through one pointer each time, so that pointer is exchanged.
 * 2. A fresh request starts without: the first call makes them, as in a fresh process. So does the process, for a function
 *    that a request was the first to load.
 * 3. Names wait until their function or class is there. Closures are not named; a closure made anew has its own already. */
#include "state.h"

typedef struct {
	HashTable **tables; /* of the first `count` functions; NULL: not called yet */
	uint32_t count;
} pg_variables;

static zend_op_array **pg_functions;
static uint32_t pg_function_count, pg_function_room;
static HashTable pg_names; /* lower case; those that wait */
static bool pg_has_names;
static uint32_t pg_functions_seen, pg_classes_seen;

void pg_isolate_function(zend_string *lower)
{
	if (!pg_has_names) {
		pg_has_names = true;
		zend_hash_init(&pg_names, 16, NULL, NULL, 1);
	}
	zend_hash_add_empty_element(&pg_names, lower);
	pg_functions_seen = 0;
}

static void pg_add(zend_function *function)
{
	if (function->type != ZEND_USER_FUNCTION || !function->op_array.static_variables) {
		return;
	}
	for (uint32_t i = 0; i < pg_function_count; i++) {
		if (pg_functions[i] == &function->op_array) {
			return;
		}
	}
	if (pg_function_count == pg_function_room) {
		pg_function_room = pg_function_room ? pg_function_room * 2 : 8;
		pg_functions = safe_perealloc(pg_functions, pg_function_room, sizeof(*pg_functions), 0, 1);
	}
	pg_functions[pg_function_count++] = &function->op_array;
}

static zend_class_entry *pg_class(const char *name, size_t len)
{
	zend_class_entry *ce = zend_hash_str_find_ptr(EG(class_table), name, len);
	return ce && (ce->ce_flags & ZEND_ACC_LINKED) ? ce : NULL;
}

/* True: what the name means is there. */
static bool pg_look_up(const zend_string *name)
{
	const char *colons = strstr(ZSTR_VAL(name), "::");
	zend_function *function = NULL;
	zend_class_entry *ce = pg_class(ZSTR_VAL(name), colons ? (size_t) (colons - ZSTR_VAL(name)) : ZSTR_LEN(name));
	if (colons) {
		function = ce ? zend_hash_str_find_ptr(&ce->function_table, colons + 2, strlen(colons + 2)) : NULL;
	} else if (!ce) {
		function = zend_hash_str_find_ptr(EG(function_table), ZSTR_VAL(name), ZSTR_LEN(name));
	}
	if (function) {
		pg_add(function);
	} else if (ce && !colons) {
		ZEND_HASH_MAP_FOREACH_PTR(&ce->function_table, function) {
			pg_add(function);
		} ZEND_HASH_FOREACH_END();
	}
	return function || ce;
}

static void pg_find(void)
{
	pg_functions_seen = zend_hash_num_elements(EG(function_table));
	pg_classes_seen = zend_hash_num_elements(EG(class_table));
	zend_string *name;
	ZEND_HASH_MAP_FOREACH_STR_KEY(&pg_names, name) {
		if (pg_look_up(name)) {
			zend_hash_del(&pg_names, name);
		}
	} ZEND_HASH_FOREACH_END();
}

static zend_always_inline bool pg_is_new(void)
{
	return pg_functions_seen != zend_hash_num_elements(EG(function_table)) ||
		pg_classes_seen != zend_hash_num_elements(EG(class_table));
}

/* ---- the part ---- */

static void pg_room(pg_variables *own)
{
	if (own->count < pg_function_count) {
		own->tables = safe_erealloc(own->tables, pg_function_count, sizeof(*own->tables), 0);
		while (own->count < pg_function_count) {
			own->tables[own->count++] = NULL;
		}
	}
}

static void pg_variables_save(void *place)
{
	pg_variables *own = place;
	if (EXPECTED(!pg_has_names)) {
		return;
	}
	if (UNEXPECTED(pg_is_new())) {
		pg_find();
	}
	pg_room(own);
	for (uint32_t i = 0; i < own->count; i++) {
		own->tables[i] = ZEND_MAP_PTR_GET(pg_functions[i]->static_variables_ptr);
	}
}

static void pg_variables_load(void *place)
{
	const pg_variables *own = place;
	for (uint32_t i = 0; i < pg_function_count; i++) {
		ZEND_MAP_PTR_SET(pg_functions[i]->static_variables_ptr, i < own->count ? own->tables[i] : NULL);
	}
}

/* A place is zeroed: none. */
static void pg_variables_begin(void *place) { pg_variables_load(place); }

/* What the destructors do that this calls is the request's, too. */
static void pg_variables_clear(void)
{
	for (uint32_t i = 0; i < pg_function_count; i++) {
		HashTable *table = ZEND_MAP_PTR_GET(pg_functions[i]->static_variables_ptr);
		if (table) {
			ZEND_MAP_PTR_SET(pg_functions[i]->static_variables_ptr, NULL);
			zend_array_destroy(table);
		}
	}
}

/* Functions that were loaded by the request that ends. */
static void pg_find_own(void)
{
	if (pg_has_names && UNEXPECTED(pg_is_new())) {
		pg_find();
	}
}

static void pg_variables_end(void *place)
{
	if (!pg_state_is_shared()) {
		pg_find_own();
		pg_variables_clear();
	}
}

static void pg_variables_free(void *place)
{
	pg_variables *own = place;
	pg_find_own();
	pg_variables_clear();
	if (own->tables) {
		efree(own->tables);
	}
}

const pg_part pg_part_functions = {
	.name = "functions", .size = sizeof(pg_variables), .begin = pg_variables_begin, .save = pg_variables_save,
	.load = pg_variables_load, .end = pg_variables_end, .free = pg_variables_free,
};

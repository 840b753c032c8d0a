/* ext/standard's values that a request leaves between two calls: strtok()'s string, a seeded mt_rand(), the default stream
 * context, stream wrappers and filters it registered, and serialize() calls under way. */
#include "state.h"
#include "ext/standard/basic_functions.h"
#include "ext/standard/file.h"
#include "ext/random/php_random.h"

typedef struct {
	zend_string *strtok_string;
	char *strtok_last;
	size_t strtok_len;
	php_stream_context *context;
	HashTable *wrappers, *filters, *user_filters, *wrapper_errors;
	const char *opening; /* what a user's stream wrapper is opening: it may not open it again */
	struct { struct php_serialize_data *data; unsigned level; } serialize;
	struct { struct php_unserialize_data *data; unsigned level; } unserialize;
	unsigned serialize_lock;
	uint32_t inherited_filters, inherited_wrappers; /* the first so many are the process's */
	struct _pg_random *random;  /* its own generator; NULL: it did not seed */
} pg_standard;

const pg_part pg_part_standard;

/* ---- mt_srand(): only a request that seeds has a generator of its own ----
 * `pg_random_live` is the place whose generator is PHP's now; NULL: the process's, else that waits in pg_random_process. */

typedef struct _pg_random {
	php_random_status_state_mt19937 state;
	bool seeded;
} pg_random;

#if PHP_VERSION_ID < 80400
# define PG_MT19937 ((php_random_status_state_mt19937 *) RANDOM_G(mt19937)->state)
#else
# define PG_MT19937 (&RANDOM_G(mt19937))
#endif

static pg_standard *pg_random_live;
static pg_random pg_random_process;

static void pg_random_take(pg_random *to)
{
	to->state = *PG_MT19937;
	to->seeded = RANDOM_G(mt19937_seeded);
}

static void pg_random_give(const pg_random *from)
{
	*PG_MT19937 = from->state;
	RANDOM_G(mt19937_seeded) = from->seeded;
}

static zend_never_inline void pg_random_switch(pg_standard *wanted)
{
	pg_random_take(pg_random_live ? pg_random_live->random : &pg_random_process);
	pg_random_give(wanted ? wanted->random : &pg_random_process);
	pg_random_live = wanted;
}

static zif_handler pg_original_mt_srand, pg_original_srand;

static void pg_random_own(void)
{
	pg_standard *place = pg_state_live ? pg_state_place(&pg_part_standard) : NULL;
	if (place && !place->random) {
		pg_random_take(&pg_random_process);
		place->random = emalloc(sizeof(pg_random));
		pg_random_live = place;
	}
}

static ZEND_FUNCTION(pg_mt_srand) { pg_random_own(); pg_original_mt_srand(INTERNAL_FUNCTION_PARAM_PASSTHRU); }
static ZEND_FUNCTION(pg_srand) { pg_random_own(); pg_original_srand(INTERNAL_FUNCTION_PARAM_PASSTHRU); }

/* ---- the part ---- */

void pg_standard_hook(void)
{
	pg_original_mt_srand = pg_replace_function("mt_srand", ZEND_FN(pg_mt_srand));
	pg_original_srand = pg_replace_function("srand", ZEND_FN(pg_srand));
}

/* The request's own table starts with what the process registered, and frees none of it. */
static HashTable *pg_table_copy(HashTable *table)
{
	if (!table) {
		return NULL;
	}
	HashTable *copy = zend_new_array(zend_hash_num_elements(table));
	zend_hash_copy(copy, table, NULL);
	return copy;
}

static void pg_table_free(HashTable **table)
{
	if (*table) {
		zend_hash_destroy(*table);
		FREE_HASHTABLE(*table);
		*table = NULL;
	}
}

static dtor_func_t pg_filter_dtor;

/* What a request adds to the map has to be freed with it, unlike what it found there. */
static void pg_filters_begin(pg_standard *values)
{
	HashTable *process = BG(user_filter_map);
	BG(user_filter_map) = pg_table_copy(process);
	if (process) {
		pg_filter_dtor = process->pDestructor;
		values->inherited_filters = zend_hash_num_elements(process);
	}
}

static void pg_filters_free(const pg_standard *values)
{
	HashTable *map = BG(user_filter_map);
	if (map && values->inherited_filters) {
		for (uint32_t i = values->inherited_filters; i < map->nNumUsed; i++) {
			pg_filter_dtor(&map->arData[i].val);
		}
		map->pDestructor = NULL;
	}
	pg_table_free(&BG(user_filter_map));
}

static void pg_wrappers_begin(pg_standard *values)
{
	values->inherited_wrappers = FG(stream_wrappers) ? zend_hash_num_elements(FG(stream_wrappers)) : 0;
	FG(stream_wrappers) = pg_table_copy(FG(stream_wrappers));
}

/* A user's wrapper is a resource that PHP keeps until the script ends; gone now, unless a stream of it is still open. */
static void pg_wrapper_free(const php_stream_wrapper *wrapper)
{
	zend_resource *resource, *own = NULL;
	ZEND_HASH_FOREACH_PTR(&EG(regular_list), resource) {
		bool is_stream = resource->type == php_file_le_stream() && resource->ptr;
		if (is_stream && ((php_stream *) resource->ptr)->wrapper == wrapper) {
			return;
		}
		if (resource->ptr == wrapper->abstract) {
			own = resource;
		}
	} ZEND_HASH_FOREACH_END();
	if (own) {
		zend_list_close(own);
		zend_list_delete(own);
	}
}

static void pg_wrappers_free(const pg_standard *values)
{
	HashTable *own = FG(stream_wrappers);
	for (uint32_t i = values->inherited_wrappers; own && i < own->nNumUsed; i++) {
		const php_stream_wrapper *wrapper = Z_TYPE(own->arData[i].val) == IS_PTR ? Z_PTR(own->arData[i].val) : NULL;
		if (wrapper && wrapper->abstract) {
			pg_wrapper_free(wrapper);
		}
	}
	pg_table_free(&FG(stream_wrappers));
}

static void pg_standard_begin(void *place)
{
	BG(strtok_string) = NULL;
	BG(strtok_last) = NULL;
	BG(strtok_len) = 0;
	FG(default_context) = NULL;
	pg_wrappers_begin(place);
	FG(stream_filters) = pg_table_copy(FG(stream_filters));
	pg_filters_begin(place);
	FG(wrapper_errors) = NULL;
	FG(user_stream_current_filename) = NULL;
	BG(serialize).data = NULL;
	BG(serialize).level = 0;
	BG(unserialize).data = NULL;
	BG(unserialize).level = 0;
	BG(serialize_lock) = 0;
	php_clear_stat_cache(0, NULL, 0);
}

static void pg_standard_save(void *place)
{
	pg_standard *values = place;
	values->strtok_string = BG(strtok_string);
	values->strtok_last = BG(strtok_last);
	values->strtok_len = BG(strtok_len);
	values->context = FG(default_context);
	values->wrappers = FG(stream_wrappers);
	values->filters = FG(stream_filters);
	values->user_filters = BG(user_filter_map);
	values->wrapper_errors = FG(wrapper_errors);
	values->opening = FG(user_stream_current_filename);
	values->serialize.data = BG(serialize).data;
	values->serialize.level = BG(serialize).level;
	values->unserialize.data = BG(unserialize).data;
	values->unserialize.level = BG(unserialize).level;
	values->serialize_lock = BG(serialize_lock);
}

static void pg_standard_load(void *place)
{
	pg_standard *values = place;
	BG(strtok_string) = values->strtok_string;
	BG(strtok_last) = values->strtok_last;
	BG(strtok_len) = values->strtok_len;
	FG(default_context) = values->context;
	FG(stream_wrappers) = values->wrappers;
	FG(stream_filters) = values->filters;
	BG(user_filter_map) = values->user_filters;
	FG(wrapper_errors) = values->wrapper_errors;
	FG(user_stream_current_filename) = values->opening;
	BG(serialize).data = values->serialize.data;
	BG(serialize).level = values->serialize.level;
	BG(unserialize).data = values->unserialize.data;
	BG(unserialize).level = values->unserialize.level;
	BG(serialize_lock) = values->serialize_lock;
	pg_standard *random = UNEXPECTED(values->random != NULL) ? values : NULL;
	if (UNEXPECTED(random != pg_random_live)) {
		pg_random_switch(random);
	}
}

static void pg_standard_free(void *place)
{
	pg_standard *values = place;
	if (BG(strtok_string)) {
		zend_string_release(BG(strtok_string));
		BG(strtok_string) = NULL;
	}
	if (FG(default_context)) {
		/* Closing frees the context, and the resource is what is left. */
		zend_resource *resource = FG(default_context)->res;
		FG(default_context) = NULL;
		zend_list_close(resource);
		zend_list_delete(resource);
	}
	pg_wrappers_free(values);
	pg_table_free(&FG(stream_filters));
	pg_filters_free(values);
	pg_table_free(&FG(wrapper_errors));
	if (values->random) {
		pg_random_switch(NULL);
		efree(values->random);
	}
}

const pg_part pg_part_standard = {
	.name = "standard",
	.size = sizeof(pg_standard),
	.begin = pg_standard_begin,
	.save = pg_standard_save,
	.load = pg_standard_load,
	.free = pg_standard_free,
};

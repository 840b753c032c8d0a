/* What ini_set() and date_default_timezone_set() change belongs to the request.
 *
 * 1. A request that is parked has its values taken out of the ini entries and the process's put back, by the entries' own
 *    handlers (stage DEACTIVATE, as at the end of a request). Only the entries it changed are touched.
 * 2. What the process changed before it served is the requests' baseline: the values stay, only the mark "modified" goes,
 *    or ini_set() in a request would not be noted as its own.
 * 3. Handlers of modules whose globals move as a whole are not called (pg_ini_moves_with): they would write into another
 *    request's session, and they refuse while one is active. error_reporting moves with the coroutine (the engine's fibers
 *    save it), memory_limit is the process's: there is one heap.
 * 4. max_execution_time does not arm PHP's timer in a request: it counts the CPU of all requests of the process. */
#include "state.h"
#include "ext/date/php_date.h"

typedef struct {
	zend_ini_entry *entry;
	zend_string *value; /* the request's own; of the process: the value before it was changed */
} pg_ini_change;

typedef struct {
	HashTable *modified;
	pg_ini_change *changes;
	uint32_t count, capacity;
	char *timezone;
	timelib_error_container *date_errors;
} pg_ini;

#define PG_INI_MODULES 4
static int pg_ini_modules[PG_INI_MODULES], pg_ini_module_count;
static zend_ini_entry *pg_error_reporting, *pg_memory_limit;
static zend_module_entry *pg_date;
static zend_date_globals *pg_date_globals;
static ZEND_INI_MH((*pg_original_time_limit));

void pg_ini_moves_with(const zend_module_entry *module)
{
	ZEND_ASSERT(pg_ini_module_count < PG_INI_MODULES);
	pg_ini_modules[pg_ini_module_count++] = module->module_number;
}

static bool pg_ini_is_silent(const zend_ini_entry *entry)
{
	for (int i = 0; i < pg_ini_module_count; i++) {
		if (pg_ini_modules[i] == entry->module_number) {
			return true;
		}
	}
	return entry == pg_error_reporting || entry == pg_memory_limit;
}

static void pg_ini_apply(zend_ini_entry *entry, zend_string *value)
{
	if (entry->on_modify) {
		entry->on_modify(entry, value, entry->mh_arg1, entry->mh_arg2, entry->mh_arg3, ZEND_INI_STAGE_DEACTIVATE);
	}
	entry->value = value;
}

static void pg_ini_put(zend_ini_entry *entry, zend_string *value)
{
	if (value == entry->value) {
		return;
	}
	if (pg_ini_is_silent(entry)) {
		entry->value = value;
	} else {
		pg_ini_apply(entry, value);
	}
}

static ZEND_INI_MH(pg_time_limit)
{
	return pg_state_live ? SUCCESS : pg_original_time_limit(entry, new_value, mh_arg1, mh_arg2, mh_arg3, stage);
}

static zend_ini_entry *pg_ini_find(const char *name)
{
	return zend_hash_str_find_ptr(EG(ini_directives), name, strlen(name));
}

static bool pg_ini_startup(void)
{
	pg_error_reporting = pg_ini_find("error_reporting");
	pg_memory_limit = pg_ini_find("memory_limit");
	zend_ini_entry *time_limit = pg_ini_find("max_execution_time");
	if (time_limit) {
		pg_original_time_limit = time_limit->on_modify;
		time_limit->on_modify = pg_time_limit;
	}
	pg_date = zend_hash_str_find_ptr(&module_registry, ZEND_STRL("date"));
	pg_date_globals = pg_date->globals_ptr;
	return true;
}

static void pg_ini_begin(void *place)
{
	EG(modified_ini_directives) = NULL;
	if (pg_date_globals->timezone) {
		pg_date_globals->timezone = estrdup(pg_date_globals->timezone);
	}
	pg_date_globals->last_errors = NULL;
}

static void pg_ini_note(pg_ini *ini, zend_ini_entry *entry, zend_string *value)
{
	if (ini->count == ini->capacity) {
		ini->capacity = ini->capacity ? ini->capacity * 2 : 4;
		ini->changes = safe_erealloc(ini->changes, ini->capacity, sizeof(pg_ini_change), 0);
	}
	ini->changes[ini->count++] = (pg_ini_change) { entry, value };
}

static zend_never_inline void pg_ini_take_out(pg_ini *ini)
{
	zend_ini_entry *entry;
	ini->count = 0;
	ZEND_HASH_MAP_FOREACH_PTR(ini->modified, entry) {
		if (!entry->modified) {
			continue; /* ini_restore() */
		}
		if (pg_state_live) {
			pg_ini_note(ini, entry, entry->value);
			pg_ini_put(entry, entry->orig_value);
			entry->modifiable = entry->orig_modifiable;
		} else {
			pg_ini_note(ini, entry, entry->orig_value);
		}
		entry->orig_value = NULL;
		entry->modified = 0;
	} ZEND_HASH_FOREACH_END();
	EG(modified_ini_directives) = NULL;
}

static zend_never_inline void pg_ini_put_in(pg_ini *ini)
{
	for (uint32_t i = 0; i < ini->count; i++) {
		zend_ini_entry *entry = ini->changes[i].entry;
		entry->modified = 1;
		entry->orig_modifiable = entry->modifiable;
		if (pg_state_live) {
			entry->orig_value = entry->value;
			pg_ini_put(entry, ini->changes[i].value);
		} else {
			entry->orig_value = ini->changes[i].value;
		}
	}
}

static void pg_ini_save(void *place)
{
	pg_ini *ini = place;
	ini->timezone = pg_date_globals->timezone;
	ini->date_errors = pg_date_globals->last_errors;
	ini->modified = EG(modified_ini_directives);
	if (UNEXPECTED(ini->modified)) {
		pg_ini_take_out(ini);
	}
}

static void pg_ini_load(void *place)
{
	pg_ini *ini = place;
	pg_date_globals->timezone = ini->timezone;
	pg_date_globals->last_errors = ini->date_errors;
	EG(modified_ini_directives) = ini->modified;
	if (UNEXPECTED(ini->modified)) {
		pg_ini_put_in(ini);
	}
}

static void pg_ini_undo(HashTable *modified)
{
	zend_ini_entry *entry;
	ZEND_HASH_MAP_FOREACH_PTR(modified, entry) {
		if (!entry->modified) {
			continue;
		}
		zend_string *value = entry->value;
		if (value != entry->orig_value) {
			if (entry == pg_memory_limit) {
				pg_ini_apply(entry, entry->orig_value);
			} else {
				pg_ini_put(entry, entry->orig_value);
			}
			zend_string_release(value);
		}
		entry->modifiable = entry->orig_modifiable;
		entry->orig_value = NULL;
		entry->modified = 0;
	} ZEND_HASH_FOREACH_END();
	zend_hash_destroy(modified);
	FREE_HASHTABLE(modified);
}

/* The time zones it has read stay: objects point into them. */
static void pg_date_free(void)
{
	if (pg_date_globals->timezone) {
		efree(pg_date_globals->timezone);
		pg_date_globals->timezone = NULL;
	}
	if (pg_date_globals->last_errors && pg_date->post_deactivate_func) {
		HashTable *zones = pg_date_globals->tzcache;
		pg_date_globals->tzcache = NULL;
		pg_date->post_deactivate_func();
		pg_date_globals->tzcache = zones;
	}
}

static void pg_ini_free(void *place)
{
	pg_ini *ini = place;
	if (EG(modified_ini_directives)) {
		pg_ini_undo(EG(modified_ini_directives));
		EG(modified_ini_directives) = NULL;
	}
	if (ini->changes) {
		efree(ini->changes);
	}
	pg_date_free();
}

const pg_part pg_part_ini = {
	.name = "ini",
	.size = sizeof(pg_ini),
	.startup = pg_ini_startup,
	.begin = pg_ini_begin,
	.save = pg_ini_save,
	.load = pg_ini_load,
	.free = pg_ini_free,
};

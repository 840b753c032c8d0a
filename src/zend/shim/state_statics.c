/* A request's own static properties, of the classes that are named for it: a container's default instance, a facade's.
 *
 * 1. Values are exchanged in place. The engine keeps the addresses of static properties in its run-time caches, so a class can
 *    not be given another table.
 * 2. A slot is one variable: one that a class inherits is its parent's, and is isolated with either.
 * 3. Classes that are named may be loaded later. Their slots are found at the first switch after they were used: until then
 *    nobody has a value to mix up. What a request has put there by then is that request's; the process has the declared
 *    defaults.
 * 4. A fresh request starts with the process's values. */
#include "state.h"
#include "zend_ini.h"

typedef struct {
	zval *place;
	zend_property_info *property;
} pg_slot;

typedef struct {
	zval *values; /* of the first `count` slots */
	uint32_t count;
	bool cleared;
} pg_statics;

/* A class that is named and whose slots are not known. */
typedef struct {
	zend_string *name; /* lower case; NULL: nothing is here any more */
	zend_class_entry *ce;
} pg_pending;

static pg_slot *pg_slots;
static uint32_t pg_slot_count, pg_slot_room;
static pg_pending *pg_waiting;
static uint32_t pg_waiting_count, pg_waiting_room, pg_loaded_count;
static uint32_t pg_classes_seen, pg_declared; /* slots the process has values of */

/* What frameworks keep for one request in static properties. */
static const char *const pg_defaults[] = {
	/* Phalcon 5 (C) and 6 (PHP) */
	"Phalcon\\Di\\Di", "Phalcon\\Di", "Phalcon\\Tag", "Phalcon\\Support\\Settings", "Phalcon\\Mvc\\Router\\Route",
	"Phalcon\\Support\\Debug", "Phalcon\\Filter\\Validation",
	/* Symfony: what a request sets or switches for a while, what grows with the requests, what is registered once for each */
	"Symfony\\Component\\HttpFoundation\\Request", "Symfony\\Component\\HttpFoundation\\BinaryFileResponse",
	"Symfony\\Component\\HttpFoundation\\IpUtils", "Symfony\\Component\\ErrorHandler\\ErrorHandler",
	"Symfony\\Component\\Form\\ChoiceList\\Factory\\Cache\\AbstractStaticOption",
	"Symfony\\Component\\Mime\\MimeTypes", "Symfony\\Component\\VarDumper\\VarDumper",
	/* Doctrine DBAL: types that a request adds */
	"Doctrine\\DBAL\\Types\\Type",
	/* Laravel: the container and who holds it */
	"Illuminate\\Container\\Container", "Illuminate\\Support\\Facades\\Facade", "Illuminate\\Support\\Env",
	"Illuminate\\Foundation\\Bootstrap\\HandleExceptions", "Illuminate\\View\\DynamicComponent",
	"Illuminate\\Pagination\\AbstractPaginator", "Illuminate\\Pagination\\AbstractCursorPaginator",
	/* models and relations: what is booted, listened to, left out for a while */
	"Illuminate\\Database\\Eloquent\\Model", "Illuminate\\Database\\Eloquent\\Relations\\Relation",
	/* what providers add to in each request */
	"Illuminate\\Foundation\\Http\\Middleware\\TrimStrings", "Illuminate\\Foundation\\Http\\Middleware\\ConvertEmptyStringsToNull",
	"Illuminate\\Queue\\Queue", "Illuminate\\Console\\Application", "Illuminate\\Http\\Resources\\Json\\JsonResource",
	/* Carbon's locale and test time */
	"Carbon\\Carbon", "Carbon\\CarbonImmutable", "Carbon\\CarbonInterval", "Carbon\\AbstractTranslator",
	NULL,
};

static void *pg_grown(void *array, uint32_t count, uint32_t *room, size_t size)
{
	if (count < *room) {
		return array;
	}
	*room = *room ? *room * 2 : 16;
	return safe_perealloc(array, *room, size, 0, 1);
}

static bool pg_is_slot(const zval *place)
{
	for (uint32_t i = 0; i < pg_slot_count; i++) {
		if (pg_slots[i].place == place) {
			return true;
		}
	}
	return false;
}

static void pg_add_slots(zend_class_entry *ce)
{
	zend_property_info *property;
	ZEND_HASH_MAP_FOREACH_PTR(&ce->properties_info, property) {
		if (!(property->flags & ZEND_ACC_STATIC)) {
			continue;
		}
		zval *place = CE_STATIC_MEMBERS(ce) + property->offset;
		ZVAL_DEINDIRECT(place);
		if (!pg_is_slot(place)) {
			pg_slots = pg_grown(pg_slots, pg_slot_count, &pg_slot_room, sizeof(*pg_slots));
			pg_slots[pg_slot_count++] = (pg_slot) { place, property };
		}
	} ZEND_HASH_FOREACH_END();
}

/* Nobody has used a static property of the class before its table is there. */
static bool pg_is_used(zend_class_entry *ce) { return CE_STATIC_MEMBERS(ce) != NULL; }

static void pg_find_loaded(void)
{
	pg_classes_seen = zend_hash_num_elements(EG(class_table));
	for (uint32_t i = 0; i < pg_waiting_count; i++) {
		pg_pending *one = &pg_waiting[i];
		zend_class_entry *ce = one->ce ? NULL : zend_hash_find_ptr(EG(class_table), one->name);
		if (!ce || !(ce->ce_flags & ZEND_ACC_LINKED)) {
			continue;
		}
		one->ce = ce;
		pg_loaded_count++;
	}
}

/* Looks for slots of pending classes. True: there are new ones. */
static bool pg_find_slots(void)
{
	if (pg_classes_seen != zend_hash_num_elements(EG(class_table))) {
		pg_find_loaded();
	}
	if (EXPECTED(!pg_loaded_count)) {
		return false;
	}
	uint32_t before = pg_slot_count;
	for (uint32_t i = 0; i < pg_waiting_count;) {
		pg_pending *one = &pg_waiting[i];
		if (!one->ce || (one->ce->default_static_members_count && !pg_is_used(one->ce))) {
			i++;
			continue;
		}
		if (one->ce->default_static_members_count) {
			pg_add_slots(one->ce);
		}
		zend_string_release(one->name);
		pg_loaded_count--;
		*one = pg_waiting[--pg_waiting_count];
	}
	return pg_slot_count != before;
}

/* Names a class, loaded or not yet. Its current values are those of the process, when they are live. */
static void pg_name(const char *name, size_t len)
{
	if (len && *name == '\\') {
		name++, len--;
	}
	zend_string *lower = zend_string_alloc(len, 1);
	zend_str_tolower_copy(ZSTR_VAL(lower), name, len);
	for (uint32_t i = 0; i < pg_waiting_count; i++) {
		if (zend_string_equals(pg_waiting[i].name, lower)) {
			zend_string_release(lower);
			return;
		}
	}
	pg_waiting = pg_grown(pg_waiting, pg_waiting_count, &pg_waiting_room, sizeof(*pg_waiting));
	pg_waiting[pg_waiting_count++] = (pg_pending) { lower, NULL };
	pg_isolate_function(lower);
	pg_classes_seen = 0;
}

static bool pg_statics_startup(void)
{
	for (const char *const *name = pg_defaults; *name; name++) {
		pg_name(*name, strlen(*name));
	}
	const char *list = zend_ini_string("peregrine.isolate", sizeof("peregrine.isolate") - 1, 0);
	while (list && *list) {
		size_t len = strcspn(list, ", \t\n");
		if (len) {
			pg_name(list, len);
		}
		list += len + (list[len] != 0);
	}
	return true;
}

/* ---- the part ---- */

static void pg_room(pg_statics *own)
{
	own->values = safe_erealloc(own->values, pg_slot_count, sizeof(zval), 0);
}

/* Slots that were found since: `own` did not run meanwhile. */
static void pg_complete(pg_statics *own)
{
	const pg_statics *process = pg_state_process_place(&pg_part_statics);
	pg_room(own);
	for (uint32_t i = own->count; i < pg_slot_count; i++) {
		ZVAL_COPY_DEREF(&own->values[i], &process->values[i]);
	}
	own->count = pg_slot_count;
}

/* The process did not run when a class was first used: it has the declared values. */
static void pg_declare(pg_statics *process)
{
	pg_room(process);
	for (uint32_t i = process->count; i < pg_slot_count; i++) {
		const zend_property_info *property = pg_slots[i].property;
		zval *declared = &property->ce->default_static_members_table[property->offset];
		ZVAL_DEINDIRECT(declared);
		ZVAL_COPY_OR_DUP(&process->values[i], declared);
		/* Evaluated once already, for the slot: what it names is loaded. */
		if (Z_TYPE(process->values[i]) == IS_CONSTANT_AST && zval_update_constant_ex(&process->values[i], property->ce) != SUCCESS) {
			ZVAL_NULL(&process->values[i]);
		}
	}
	process->count = pg_declared = pg_slot_count;
}

static void pg_statics_save(void *place)
{
	pg_statics *own = place;
	if (UNEXPECTED(pg_loaded_count || pg_classes_seen != zend_hash_num_elements(EG(class_table)))) {
		pg_find_slots();
	}
	if (UNEXPECTED(own->count < pg_slot_count)) {
		pg_room(own);
		own->count = pg_slot_count;
	}
	for (uint32_t i = 0; i < own->count; i++) {
		ZVAL_COPY_VALUE(&own->values[i], pg_slots[i].place);
	}
	if (UNEXPECTED(pg_declared < pg_slot_count)) {
		/* Does nothing when it is the process that was saved. */
		pg_declare(pg_state_process_place(&pg_part_statics));
	}
}

static void pg_statics_load(void *place)
{
	pg_statics *own = place;
	if (UNEXPECTED(own->count < pg_slot_count)) {
		pg_complete(own);
	}
	for (uint32_t i = 0; i < own->count; i++) {
		ZVAL_COPY_VALUE(pg_slots[i].place, &own->values[i]);
	}
}

static void pg_statics_begin(void *place)
{
	pg_statics *own = place;
	if (!pg_slot_count) {
		return;
	}
	pg_complete(own);
	for (uint32_t i = 0; i < own->count; i++) {
		ZVAL_COPY_VALUE(pg_slots[i].place, &own->values[i]);
	}
}

/* The request that runs may have been the first to use a class: what it put there is the request's. */
static void pg_find_own(void)
{
	if (UNEXPECTED(pg_loaded_count || pg_classes_seen != zend_hash_num_elements(EG(class_table))) && pg_find_slots()) {
		pg_declare(pg_state_process_place(&pg_part_statics));
	}
}

/* Names these classes from now on; a name that is no class yet may become one. */
void pg_isolate_class(const char *name, size_t len) { pg_name(name, len); }

static void pg_release_value(const pg_slot *slot, zval *value)
{
	if (Z_ISREF_P(value) && ZEND_TYPE_IS_SET(slot->property->type)) {
		ZEND_REF_DEL_TYPE_SOURCE(Z_REF_P(value), slot->property);
	}
	zval_ptr_dtor(value);
}

/* Gives the request's values back; destructors see what a fresh request would. */
static void pg_statics_clear(void)
{
	const pg_statics *process = pg_state_process_place(&pg_part_statics);
	for (uint32_t i = 0; i < pg_slot_count; i++) {
		zval *value = pg_slots[i].place, old;
		ZVAL_COPY_VALUE(&old, value);
		if (i < process->count) {
			ZVAL_COPY_DEREF(value, &process->values[i]);
		} else {
			ZVAL_NULL(value);
		}
		pg_release_value(&pg_slots[i], &old);
	}
}

/* While coroutines of the request still run, they are left to free(). */
static void pg_statics_end(void *place)
{
	if (!pg_state_is_shared()) {
		pg_find_own();
		((pg_statics *) place)->cleared = true;
		pg_statics_clear();
	}
}

static void pg_statics_free(void *place)
{
	pg_statics *own = place;
	pg_find_own();
	if (!own->cleared) {
		pg_statics_clear();
	}
	for (uint32_t i = 0; i < pg_slot_count; i++) {
		zval old;
		ZVAL_COPY_VALUE(&old, pg_slots[i].place);
		ZVAL_NULL(pg_slots[i].place);
		pg_release_value(&pg_slots[i], &old);
	}
	if (own->values) {
		efree(own->values);
		own->values = NULL;
		own->count = 0;
	}
}

const pg_part pg_part_statics = {
	.name = "statics", .size = sizeof(pg_statics), .startup = pg_statics_startup, .begin = pg_statics_begin,
	.save = pg_statics_save, .load = pg_statics_load, .end = pg_statics_end, .free = pg_statics_free,
};

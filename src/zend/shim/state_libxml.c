/* libxml per request: libxml_use_internal_errors() and the errors it collected, the last error, the stream context and the
 * entity loader. Part of that is PHP's, part is libxml2's own: the function that collects, and the last error.
 *
 * All of it is zero (but the type of a null) until XML is used, and looking costs a third of moving: only what is not zero
 * moves. `pg_libxml_used` says whether something else than zeros is in place. */
#include "state.h"
#include <dlfcn.h>

/* What PHP's globals begin with; the rest is the entity loader's. */
typedef struct {
	zval stream_context;
	smart_str error_buffer;
	zend_llist *error_list;
	uint64_t entity_loader[3];
} pg_libxml_globals;

/* All of them where the entity loader is kept as a value, as in PHP 8.2: no loader is null there. */
typedef struct {
	zval stream_context;
	smart_str error_buffer;
	zend_llist *error_list;
	zval entity_loader;
	zend_fcall_info call;
	zend_fcall_info_cache cache;
	bool is_disabled;
} pg_libxml_valued;

/* xmlError of libxml2: since 2.0 a domain and a code come first, its text next. */
typedef struct {
	int domain, code;
	char rest[80];
} pg_libxml_error;

#define PG_LIBXML_SIZE 256

typedef struct {
	char globals[PG_LIBXML_SIZE];
	pg_libxml_error error;
	void (*collect)(void *, void *);
	bool used;
} pg_libxml;

static zend_module_entry *pg_libxml_module;
static pg_libxml_error *pg_libxml_last;               /* NULL: libxml2's own are out of reach */
static void (**pg_libxml_collect)(void *, void *);
static const uint64_t *pg_libxml_end;
static bool pg_libxml_used;
static uint64_t pg_libxml_no_loader;                  /* its second word: the type, where it is a value */

static bool pg_libxml_startup(void)
{
	pg_libxml_module = pg_module_find("libxml");
	if (!pg_libxml_module || !pg_libxml_module->globals_ptr || pg_libxml_module->globals_size > PG_LIBXML_SIZE ||
		pg_libxml_module->globals_size < sizeof(pg_libxml_globals) || pg_libxml_module->globals_size % sizeof(uint64_t)) {
		return false;
	}
	pg_libxml_no_loader = pg_libxml_module->globals_size == sizeof(pg_libxml_valued) ? IS_NULL : 0;
	void *last = dlsym(RTLD_DEFAULT, "__xmlLastError");
	void *collect = dlsym(RTLD_DEFAULT, "__xmlStructuredError");
	if (!last || !collect) {
		return false;
	}
	pg_libxml_end = (uint64_t *) ((char *) pg_libxml_module->globals_ptr + pg_libxml_module->globals_size) - 1;
	/* Of this thread, for good. */
	pg_libxml_last = ((pg_libxml_error *(*)(void)) last)();
	pg_libxml_collect = ((void (**(*)(void))(void *, void *)) collect)();
	return true;
}

/* Looks at the beginning of the globals, up to the entity loader's first words, and at their last word. */
static bool pg_libxml_is_zero(void)
{
	const uint64_t *words = pg_libxml_module->globals_ptr;
	uint64_t any = words[0] | words[1] | words[2] | words[3] | words[4] | words[5] | words[7] | *pg_libxml_end;
	any |= words[6] ^ pg_libxml_no_loader;
	return !(any | (uint64_t) (uintptr_t) *pg_libxml_collect | (uint64_t) pg_libxml_last->code);
}

static void pg_libxml_begin(void *place)
{
	memset(pg_libxml_module->globals_ptr, 0, pg_libxml_module->globals_size);
	((uint64_t *) pg_libxml_module->globals_ptr)[6] = pg_libxml_no_loader;
	memset(pg_libxml_last, 0, sizeof(*pg_libxml_last));
	*pg_libxml_collect = NULL;
	pg_libxml_used = false;
}

static void pg_libxml_save(void *place)
{
	pg_libxml *libxml = place;
	pg_libxml_used = libxml->used = !pg_libxml_is_zero();
	if (UNEXPECTED(libxml->used)) {
		memcpy(libxml->globals, pg_libxml_module->globals_ptr, pg_libxml_module->globals_size);
		libxml->error = *pg_libxml_last;
		libxml->collect = *pg_libxml_collect;
	}
}

static void pg_libxml_load(void *place)
{
	pg_libxml *libxml = place;
	if (UNEXPECTED(libxml->used)) {
		memcpy(pg_libxml_module->globals_ptr, libxml->globals, pg_libxml_module->globals_size);
		*pg_libxml_last = libxml->error;
		*pg_libxml_collect = libxml->collect;
		pg_libxml_used = true;
	} else if (UNEXPECTED(pg_libxml_used)) {
		pg_libxml_begin(place);
	}
}

static void pg_libxml_free(void *place)
{
	if (EXPECTED(pg_libxml_is_zero())) {
		return;
	}
	pg_libxml_globals *globals = pg_libxml_module->globals_ptr;
	/* PHP leaves it to the end of all resources. */
	zval_ptr_dtor(&globals->stream_context);
	ZVAL_UNDEF(&globals->stream_context);
	pg_libxml_module->request_shutdown_func(MODULE_PERSISTENT, pg_libxml_module->module_number);
	pg_libxml_module->post_deactivate_func();
	pg_libxml_begin(place);
}

const pg_part pg_part_libxml = {
	.name = "libxml",
	.size = sizeof(pg_libxml),
	.whole = true,
	.startup = pg_libxml_startup,
	.begin = pg_libxml_begin,
	.save = pg_libxml_save,
	.load = pg_libxml_load,
	.free = pg_libxml_free,
};

/* Modules whose last error is asked for in a later call (json_last_error() and its like), and those whose globals move as a
 * whole with the request, begun and ended by the module's own functions. A module that is not loaded is not moved. */
#include "state.h"
#include "ext/json/php_json.h"
#include "ext/pcre/php_pcre.h"

/* ---- last errors ---- */

/* The layouts of what these modules keep to themselves; a module of another size is left alone. */
typedef struct { int last_error; } pg_posix;
typedef struct { int last_error; char *text; } pg_sockets;
typedef struct { void *errors, *mark; } pg_openssl;

typedef struct {
	php_json_error_code json;
	php_pcre_error_code pcre;
	pg_posix posix;
	pg_sockets sockets;
	pg_openssl openssl;
} pg_errors;

static pg_errors pg_absent; /* stands in for the globals of an absent module */
static php_json_error_code *pg_json = &pg_absent.json;
static php_pcre_error_code *pg_pcre = &pg_absent.pcre;
static pg_posix *pg_posix_globals = &pg_absent.posix;
static pg_sockets *pg_sockets_globals = &pg_absent.sockets;
static pg_openssl *pg_openssl_globals = &pg_absent.openssl;

zend_module_entry *pg_module_find(const char *name)
{
	return zend_hash_str_find_ptr(&module_registry, name, strlen(name));
}

static void pg_globals_find(const char *name, size_t size, void **globals)
{
	zend_module_entry *module = pg_module_find(name);
	if (module && module->globals_ptr && module->globals_size == size) {
		*globals = module->globals_ptr;
	}
}

static bool pg_errors_startup(void)
{
	zend_json_globals *json = NULL;
	zend_pcre_globals *pcre = NULL;
	pg_globals_find("json", sizeof(*json), (void **) &json);
	pg_globals_find("pcre", sizeof(*pcre), (void **) &pcre);
	if (json) {
		pg_json = &json->error_code;
	}
	if (pcre) {
		pg_pcre = &pcre->error_code;
	}
	pg_globals_find("posix", sizeof(pg_posix), (void **) &pg_posix_globals);
	pg_globals_find("sockets", sizeof(pg_sockets), (void **) &pg_sockets_globals);
	pg_globals_find("openssl", sizeof(pg_openssl), (void **) &pg_openssl_globals);
	return true;
}

static void pg_errors_load(void *place)
{
	pg_errors *errors = place;
	*pg_json = errors->json;
	*pg_pcre = errors->pcre;
	*pg_posix_globals = errors->posix;
	*pg_sockets_globals = errors->sockets;
	*pg_openssl_globals = errors->openssl;
}

static void pg_errors_save(void *place)
{
	pg_errors *errors = place;
	errors->json = *pg_json;
	errors->pcre = *pg_pcre;
	errors->posix = *pg_posix_globals;
	errors->sockets = *pg_sockets_globals;
	errors->openssl = *pg_openssl_globals;
}

static void pg_errors_begin(void *place)
{
	pg_errors_load(place);
}

static void pg_errors_free(void *place)
{
	if (pg_sockets_globals->text) {
		efree(pg_sockets_globals->text);
	}
	free(pg_openssl_globals->errors);
}

const pg_part pg_part_errors = {
	.name = "errors",
	.size = sizeof(pg_errors),
	.startup = pg_errors_startup,
	.begin = pg_errors_begin,
	.save = pg_errors_save,
	.load = pg_errors_load,
	.free = pg_errors_free,
};

/* ---- zlib: which compression this client takes, and whether it is being done ---- */

#define PG_ZLIB_SIZE 128

static zend_module_entry *pg_zlib;

static bool pg_zlib_startup(void)
{
	pg_zlib = pg_module_find("zlib");
	if (!pg_zlib || !pg_zlib->globals_ptr || pg_zlib->globals_size > PG_ZLIB_SIZE) {
		return false;
	}
	pg_ini_moves_with(pg_zlib);
	return true;
}

static void pg_zlib_save(void *place)
{
	memcpy(place, pg_zlib->globals_ptr, pg_zlib->globals_size);
}

static void pg_zlib_load(void *place)
{
	memcpy(pg_zlib->globals_ptr, place, pg_zlib->globals_size);
}

static void pg_zlib_begin(void *place)
{
	pg_zlib->request_startup_func(MODULE_PERSISTENT, pg_zlib->module_number);
}

static void pg_zlib_free(void *place)
{
	pg_zlib->request_shutdown_func(MODULE_PERSISTENT, pg_zlib->module_number);
}

const pg_part pg_part_zlib = {
	.name = "zlib",
	.size = PG_ZLIB_SIZE,
	.whole = true,
	.startup = pg_zlib_startup,
	.begin = pg_zlib_begin,
	.save = pg_zlib_save,
	.load = pg_zlib_load,
	.free = pg_zlib_free,
};

/* The module entry PHP loads, and what a forked child has to forget. */
#include "shim.h"
#include "SAPI.h"
#include "php_ini.h"
#include "ext/standard/info.h"
#include "ext/standard/basic_functions.h"
#if PHP_VERSION_ID >= 80200
# include "ext/random/php_random.h"
#endif

extern void pg_class_startup(void);
extern const char *peregrine_version(void);
extern void pg_checkers_startup(void);

PHP_INI_BEGIN()
	/* Class names, separated by blanks or commas, whose static properties each request has its own of (state_statics.c). */
	PHP_INI_ENTRY("peregrine.isolate", "", PHP_INI_SYSTEM, NULL)
PHP_INI_END()

static PHP_MINIT_FUNCTION(peregrine)
{
	REGISTER_INI_ENTRIES();
	pg_class_startup();
	pg_engine_startup();
#if defined(__SANITIZE_ADDRESS__) || defined(PG_VALGRIND)
	pg_checkers_startup();
#endif
	peregrine_startup();
	return SUCCESS;
}

static PHP_MSHUTDOWN_FUNCTION(peregrine)
{
	UNREGISTER_INI_ENTRIES();
	return SUCCESS;
}

static PHP_RSHUTDOWN_FUNCTION(peregrine)
{
	peregrine_request_shutdown();
	return SUCCESS;
}

static PHP_MINFO_FUNCTION(peregrine)
{
	php_info_print_table_start();
	php_info_print_table_row(2, "Peregrine", "enabled");
	php_info_print_table_row(2, "Version", peregrine_version());
	php_info_print_table_row(2, "Built for PHP", PHP_VERSION);
	php_info_print_table_end();
	DISPLAY_INI_ENTRIES();
}

static const zend_module_dep pg_dependencies[] = {
	ZEND_MOD_REQUIRED("spl")
	ZEND_MOD_REQUIRED("standard")
	ZEND_MOD_OPTIONAL("pcntl")
	ZEND_MOD_END
};

static zend_module_entry pg_module = {
	STANDARD_MODULE_HEADER_EX, NULL, pg_dependencies,
	"peregrine", NULL, PHP_MINIT(peregrine), PHP_MSHUTDOWN(peregrine), NULL, PHP_RSHUTDOWN(peregrine), PHP_MINFO(peregrine),
	NULL, STANDARD_MODULE_PROPERTIES
};

zend_module_entry *pg_module_entry(void)
{
	pg_module.version = peregrine_version();
	return &pg_module;
}

/* ---- in a forked child ---- */

/* Each child draws its own random numbers. */
static void pg_unseed(void)
{
#if PHP_VERSION_ID >= 80400
	RANDOM_G(combined_lcg_seeded) = false;
	RANDOM_G(mt19937_seeded) = false;
#else
	RANDOM_G(combined_lcg_seeded) = false;
	RANDOM_G(mt19937_seeded) = false;
#endif
}

/* Buffers, shutdown functions and destructors of the code before start() belong to the parent. Destructors first: what
 * the others let go of must not run here. A buffer's handler would be called once more when it is discarded. */
void pg_after_fork(void)
{
	pg_unseed();
	zend_objects_store_mark_destructed(&EG(objects_store));
	php_output_handler **handlers = zend_stack_base(&OG(handlers));
	for (int i = 0; i < zend_stack_count(&OG(handlers)); i++) {
		handlers[i]->flags |= PHP_OUTPUT_HANDLER_DISABLED;
	}
	php_output_discard_all();
	php_free_shutdown_functions();
}


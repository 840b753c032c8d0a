/* ext/session per request: the module's globals move as a whole ($_SESSION moves with the superglobals; both hold the same
 * reference). The module's own functions begin and end each request's. Instead of "files" requests get a handler that parks
 * them while they wait (session_files.c); other handlers are taken as they are.
 *
 * session.upload_progress does nothing in a request: it begins when its body has arrived. */
#include "state.h"

#if __has_include("ext/session/php_session.h")
# include "session_files.h"
# include <dlfcn.h>

static zend_module_entry *pg_session_module;
static php_ps_globals *pg_ps;
static ZEND_INI_MH((*pg_original_save_handler));
static zend_result (*pg_session_start)(void);

static const ps_module *pg_session_own(const ps_module *module)
{
	return module && module != &pg_session_files && strcmp(module->s_name, "files") == 0 ? &pg_session_files : module;
}

static void pg_session_replace_files(void)
{
	pg_ps->mod = pg_session_own(pg_ps->mod);
	pg_ps->default_mod = pg_session_own(pg_ps->default_mod);
}

static ZEND_INI_MH(pg_save_handler)
{
	int result = pg_original_save_handler(entry, new_value, mh_arg1, mh_arg2, mh_arg3, stage);
	if (pg_state_live) {
		pg_session_replace_files();
	}
	return result;
}

static bool pg_session_startup(void)
{
	pg_session_module = pg_module_find("session");
	zend_ini_entry *entry = zend_hash_str_find_ptr(EG(ini_directives), ZEND_STRL("session.save_handler"));
	pg_session_start = (zend_result (*)(void)) dlsym(RTLD_DEFAULT, "php_session_start");
	if (!pg_session_module || pg_session_module->globals_size != sizeof(php_ps_globals) || !entry || !pg_session_start ||
		!pg_session_files_startup()) {
		return false;
	}
	pg_ps = pg_session_module->globals_ptr;
	pg_original_save_handler = entry->on_modify;
	entry->on_modify = pg_save_handler;
	pg_ini_moves_with(pg_session_module);
	return true;
}

/* Handlers that the process set are the requests' too. */
static void pg_session_begin(void *place)
{
	/* Since PHP 8.4 a structure of zvals, before that a union of one with an array. */
	zval *names = (zval *) &pg_ps->mod_user_names;
	for (size_t i = 0; i < sizeof(pg_ps->mod_user_names) / sizeof(zval); i++) {
		Z_TRY_ADDREF(names[i]);
	}
	if (pg_ps->mod_user_class_name) {
		zend_string_addref(pg_ps->mod_user_class_name);
	}
	pg_ps->rfc1867_progress = NULL;
	pg_ps->rfc1867_enabled = false;
	bool auto_start = pg_ps->auto_start;
	pg_ps->auto_start = false;
	pg_session_module->request_startup_func(MODULE_PERSISTENT, pg_session_module->module_number);
	pg_ps->auto_start = auto_start;
	pg_session_replace_files();
}

static void pg_session_save(void *place)
{
	/* A size the compiler does not know: it would copy word by word. */
	memcpy(place, pg_ps, pg_session_module->globals_size);
}

static void pg_session_load(void *place)
{
	memcpy(pg_ps, place, pg_session_module->globals_size);
}

static void pg_session_shut_down(void)
{
	pg_session_module->request_shutdown_func(MODULE_PERSISTENT, pg_session_module->module_number);
}

void pg_session_ready(void)
{
	if (pg_ps && pg_ps->auto_start) {
		pg_session_start();
	}
}

/* Writes and unlocks. A coroutine that outlives the request may start another session; it has to close that itself. */
static void pg_session_end(void *place)
{
	pg_session_shut_down();
}

static void pg_session_free(void *place)
{
	/* No PHP code any more: what was not written by now is dropped. */
	pg_ps->session_status = php_session_none;
	if (pg_ps->mod_user_implemented) {
		if (pg_ps->mod_data && pg_ps->default_mod) {
			pg_ps->default_mod->s_close(&pg_ps->mod_data);
		}
		pg_ps->mod_user_is_open = pg_ps->mod_user_implemented = false;
	}
	pg_session_shut_down();
}

const pg_part pg_part_session = {
	.name = "session",
	.size = sizeof(php_ps_globals),
	.whole = true,
	.startup = pg_session_startup,
	.begin = pg_session_begin,
	.save = pg_session_save,
	.load = pg_session_load,
	.end = pg_session_end,
	.free = pg_session_free,
};

#else
/* A PHP that was built without ext/session. */
static bool pg_session_startup(void) { return false; }
void pg_session_ready(void) {}
const pg_part pg_part_session = { .name = "session", .startup = pg_session_startup };
#endif

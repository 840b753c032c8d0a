/* What opcache takes for granted in a process that is one request: that the clock stands still, and that only chdir() changes the
 * working directory. It has no functions to tell it otherwise; without opcache nothing happens here. */
#include "includes.h"
#include "SAPI.h"
#include "zend_ini.h"

/* ---- the clock ----
 * It keeps no file that was changed less than opcache.file_update_protection seconds before the request began: it might still
 * be being written. Every file would be too new that was changed since the server's start, for good. So its copy of the setting
 * goes back as the clock goes on. */

static zend_ini_entry *pg_protection;
static time_t pg_process_began;

static void pg_protection_follow(void)
{
	zend_long wanted = pg_protection->value ? ZEND_STRTOL(ZSTR_VAL(pg_protection->value), NULL, 10) : 0;
	if (wanted > 0) {
		wanted -= (zend_long) (time(NULL) - pg_process_began);
		/* 0 is none. */
		*(zend_long *) ((char *) pg_protection->mh_arg2 + (size_t) pg_protection->mh_arg1) = wanted ? wanted : -1;
	}
}

/* ---- the directory ----
 * It knows a relative path by the directory that it saw last in chdir() or asked the kernel for, and that is another one when
 * requests in different directories take turns. Its chdir() looks again, so that is called before it is asked for such a path. */

static zend_function *pg_chdir_function;
static bool pg_directory_left;

void pg_opcache_left_directory(void) { pg_directory_left = true; }

static zend_never_inline void pg_directory_follow(void)
{
	zval here, result;
	int reporting = EG(error_reporting);
	pg_directory_left = false;
	ZVAL_STRING(&here, ".");
	/* Where open_basedir refuses the directory, opcache looks all the same. */
	EG(error_reporting) = 0;
	zend_call_known_function(pg_chdir_function, NULL, NULL, &result, 1, &here, NULL);
	EG(error_reporting) = reporting;
	zval_ptr_dtor(&here);
}

/* ---- when it is asked ---- */

void pg_opcache_resolves(const zend_string *path)
{
	if (UNEXPECTED(pg_directory_left) && pg_protection && !IS_ABSOLUTE_PATH(ZSTR_VAL(path), ZSTR_LEN(path))) {
		pg_directory_follow();
	}
}

void pg_opcache_compiles(const zend_string *path)
{
	if (pg_protection) {
		pg_protection_follow();
	}
	if (path) {
		pg_opcache_resolves(path);
	}
}

void pg_opcache_install(void)
{
	pg_protection = zend_hash_str_find_ptr(EG(ini_directives), ZEND_STRL("opcache.file_update_protection"));
	pg_chdir_function = zend_hash_str_find_ptr(CG(function_table), ZEND_STRL("chdir"));
	pg_process_began = (time_t) sapi_get_request_time();
	/* disable_functions */
	if (!pg_chdir_function) {
		pg_protection = NULL;
	}
}

/* What belongs to the process in the kernel's or libc's eyes and to the request in PHP's: working directory, umask and
 * environment. A request that called chdir(), umask() or putenv() has its own; the real ones are changed when it is switched
 * to. Who did not call them costs three comparisons of pointers.
 *
 * 1. `pg_real` says whose directory, mask and variables the process has now; NULL and 0 are its own.
 * 2. Requests in the same directory share one pg_directory, so that a switch between them changes nothing.
 * 3. `pg_real` has a reference of its own to its directory: where a request ends, the process stays until somebody else goes on. */
#include "state.h"
#include "includes.h"
#include "ext/standard/basic_functions.h"
#include "ext/standard/php_filestat.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct _pg_directory {
	struct _pg_directory *next;
	uint32_t references;
	int fd; /* also keeps the inode's number from being used again */
	dev_t device;
	ino_t inode;
} pg_directory;

typedef struct {
	pg_directory *directory;
	HashTable *variables; /* name => value, or null: unset */
	int mask;             /* umask + 1 */
} pg_process_values;

const pg_part pg_part_process;

static pg_process_values pg_real;
static pg_directory *pg_directories, *pg_own_directory;
static mode_t pg_own_mask;
static HashTable pg_own_variables;     /* of what requests changed: name => the process's entry of environ, or null */
static HashTable pg_entries;           /* the requests' entries that are in environ now: name => malloc()ed "name=value" */

/* ---- working directory ---- */

/* The current directory; NULL: it cannot be named (no descriptor left). */
static pg_directory *pg_directory_here(void)
{
	struct stat status;
	int fd = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) != 0) {
		return NULL;
	}
	for (pg_directory *known = pg_directories; known; known = known->next) {
		if (known->inode == status.st_ino && known->device == status.st_dev) {
			close(fd);
			known->references++;
			return known;
		}
	}
	pg_directory *here = emalloc(sizeof(*here));
	*here = (pg_directory) { pg_directories, 1, fd, status.st_dev, status.st_ino };
	pg_directories = here;
	return here;
}

static void pg_directory_release(pg_directory *directory)
{
	if (!directory || --directory->references) {
		return;
	}
	pg_directory **link = &pg_directories;
	while (*link != directory) {
		link = &(*link)->next;
	}
	*link = directory->next;
	close(directory->fd);
	efree(directory);
}

/* The process is in this one now. */
static void pg_directory_is(pg_directory *now)
{
	if (now) {
		now->references++;
	}
	pg_directory_release(pg_real.directory);
	pg_real.directory = now;
}

static zend_never_inline void pg_directory_switch(pg_directory *wanted)
{
	const pg_directory *to = wanted ? wanted : pg_own_directory;
	if (to && fchdir(to->fd) == 0) {
		pg_directory_is(wanted);
		pg_opcache_left_directory();
	}
}

static zif_handler pg_original_chdir;

/* The directory that chdir() went to last by an absolute path: a front controller goes to the same one in each request. */
static zend_string *pg_last_path;
static pg_directory *pg_last_directory;

static void pg_own_directory_find(void)
{
	if (!pg_real.directory && !pg_own_directory) {
		pg_own_directory = pg_directory_here();
	}
}

/* False: it is another path, or another directory has that path now. */
static bool pg_goes_to_last(const zval *path)
{
	struct stat status;
	if (!pg_last_path || Z_TYPE_P(path) != IS_STRING || !zend_string_equals(Z_STR_P(path), pg_last_path)) {
		return false;
	}
	if ((PG(open_basedir) && *PG(open_basedir)) || stat(ZSTR_VAL(pg_last_path), &status) != 0) {
		return false;
	}
	return status.st_ino == pg_last_directory->inode && status.st_dev == pg_last_directory->device && fchdir(pg_last_directory->fd) == 0;
}

static void pg_remember_path(const zval *path, pg_directory *directory)
{
	if (Z_TYPE_P(path) == IS_STRING && *Z_STRVAL_P(path) == '/' && directory != pg_last_directory) {
		pg_directory_release(pg_last_directory);
		if (pg_last_path) {
			zend_string_release(pg_last_path);
		}
		pg_last_path = zend_string_init(Z_STRVAL_P(path), Z_STRLEN_P(path), 0);
		pg_last_directory = directory;
		directory->references++;
	}
}

/* The working directory is this one from now on, which the caller has a reference to; NULL: it has no name. */
static void pg_directory_entered(pg_process_values *place, pg_directory *here)
{
	pg_directory *before = place->directory;
	place->directory = here;
	if (here == pg_own_directory) {
		pg_directory_release(here);
		place->directory = NULL;
	}
	pg_directory_is(place->directory);
	pg_directory_release(before);
}

static ZEND_FUNCTION(pg_chdir)
{
	pg_process_values *place = pg_state_live ? pg_state_place(&pg_part_process) : NULL;
	if (!place) {
		pg_original_chdir(INTERNAL_FUNCTION_PARAM_PASSTHRU);
		if (pg_own_directory) {
			pg_directory_release(pg_own_directory);
			pg_own_directory = pg_directory_here();
		}
		return;
	}
	pg_own_directory_find();
	bool has_path = ZEND_NUM_ARGS() == 1;
	if (has_path && pg_own_directory && pg_goes_to_last(ZEND_CALL_ARG(execute_data, 1))) {
		php_clear_stat_cache(false, NULL, 0);
		pg_last_directory->references++;
		pg_directory_entered(place, pg_last_directory);
		RETURN_TRUE;
	}
	pg_original_chdir(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	if (!pg_own_directory || Z_TYPE_P(return_value) != IS_TRUE) {
		return;
	}
	pg_directory *here = pg_directory_here();
	if (here && has_path) {
		pg_remember_path(ZEND_CALL_ARG(execute_data, 1), here);
	}
	pg_directory_entered(place, here);
}

/* ---- umask ---- */

static zif_handler pg_original_umask;

static ZEND_FUNCTION(pg_umask)
{
	pg_process_values *place = pg_state_live ? pg_state_place(&pg_part_process) : NULL;
	int restored_at_end = BG(umask);
	pg_original_umask(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	if (!place || Z_TYPE_P(return_value) != IS_LONG) {
		return;
	}
	BG(umask) = restored_at_end;
	if (!pg_real.mask) {
		pg_own_mask = (mode_t) Z_LVAL_P(return_value);
	}
	mode_t now = umask(077);
	umask(now);
	place->mask = now == pg_own_mask ? 0 : (int) now + 1;
	pg_real.mask = place->mask;
}

/* ---- environment ---- */

/* The entry of environ; NULL: the variable is not set. */
static char *pg_environ_entry(const zend_string *name)
{
	char *value = getenv(ZSTR_VAL(name));
	return value ? value - ZSTR_LEN(name) - 1 : NULL;
}

static void pg_environ_changed(const zend_string *name)
{
	if (zend_string_equals_literal(name, "TZ")) {
		tzset();
	}
}

/* putenv(3) keeps the string: it is freed when another took its place. */
static void pg_environ_put(zend_string *name, const zval *value)
{
	char *entry = NULL;
	if (Z_TYPE_P(value) == IS_STRING) {
		entry = malloc(ZSTR_LEN(name) + Z_STRLEN_P(value) + 2);
		sprintf(entry, "%s=%s", ZSTR_VAL(name), Z_STRVAL_P(value));
		putenv(entry);
	} else {
		unsetenv(ZSTR_VAL(name));
	}
	free(zend_hash_find_ptr(&pg_entries, name));
	if (entry) {
		zend_hash_update_ptr(&pg_entries, name, entry);
	} else {
		zend_hash_del(&pg_entries, name);
	}
	pg_environ_changed(name);
}

static void pg_environ_put_over_own(zend_string *name, const zval *value)
{
	if (!zend_hash_exists(&pg_own_variables, name)) {
		zval own;
		char *entry = pg_environ_entry(name);
		if (entry) {
			ZVAL_PTR(&own, entry);
		} else {
			ZVAL_NULL(&own);
		}
		zend_hash_add_new(&pg_own_variables, name, &own);
	}
	pg_environ_put(name, value);
}

static void pg_environ_restore(zend_string *name)
{
	zval *own = zend_hash_find(&pg_own_variables, name);
	if (Z_TYPE_P(own) == IS_PTR) {
		putenv(Z_PTR_P(own));
	} else {
		unsetenv(ZSTR_VAL(name));
	}
	free(zend_hash_find_ptr(&pg_entries, name));
	zend_hash_del(&pg_entries, name);
	pg_environ_changed(name);
	zend_hash_del(&pg_own_variables, name);
}

static bool pg_environ_is(HashTable *variables, zend_string *name, const zval *value)
{
	zval *other = variables ? zend_hash_find(variables, name) : NULL;
	return other && Z_TYPE_P(other) == Z_TYPE_P(value) &&
		(Z_TYPE_P(value) != IS_STRING || zend_string_equals(Z_STR_P(other), Z_STR_P(value)));
}

static zend_never_inline void pg_environ_switch(HashTable *wanted)
{
	zend_string *name;
	zval *value;
	if (pg_real.variables) {
		ZEND_HASH_MAP_FOREACH_STR_KEY(pg_real.variables, name) {
			if (!wanted || !zend_hash_exists(wanted, name)) {
				pg_environ_restore(name);
			}
		} ZEND_HASH_FOREACH_END();
	}
	if (wanted) {
		ZEND_HASH_MAP_FOREACH_STR_KEY_VAL(wanted, name, value) {
			if (!pg_environ_is(pg_real.variables, name, value)) {
				pg_environ_put_over_own(name, value);
			}
		} ZEND_HASH_FOREACH_END();
	}
	pg_real.variables = wanted;
}

static zif_handler pg_original_putenv;

/* PHP's own would keep the variable until the script ends. */
static ZEND_FUNCTION(pg_putenv)
{
	pg_process_values *place = pg_state_live ? pg_state_place(&pg_part_process) : NULL;
	if (!place) {
		pg_original_putenv(INTERNAL_FUNCTION_PARAM_PASSTHRU);
		pg_environment_changed();
		return;
	}
	zend_string *setting;
	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_STR(setting)
	ZEND_PARSE_PARAMETERS_END();
	if (ZSTR_LEN(setting) == 0 || ZSTR_VAL(setting)[0] == '=') {
		zend_argument_value_error(1, "must have a valid syntax");
		RETURN_THROWS();
	}
	const char *equals = strchr(ZSTR_VAL(setting), '=');
	zval value;
	ZVAL_NULL(&value);
	if (equals) {
		ZVAL_STRING(&value, equals + 1);
	}
	size_t length = equals ? (size_t) (equals - ZSTR_VAL(setting)) : strlen(ZSTR_VAL(setting));
	zend_string *name = zend_string_init(ZSTR_VAL(setting), length, 0);
	if (!place->variables) {
		place->variables = zend_new_array(8);
		zend_hash_real_init_mixed(place->variables);
		pg_real.variables = place->variables;
	}
	zend_hash_update(place->variables, name, &value);
	pg_environ_put_over_own(name, &value);
	zend_string_release(name);
	RETURN_TRUE;
}

/* ---- the part ---- */

void pg_process_hook(void)
{
	pg_original_chdir = pg_replace_function("chdir", ZEND_FN(pg_chdir));
	pg_original_umask = pg_replace_function("umask", ZEND_FN(pg_umask));
	pg_original_putenv = pg_replace_function("putenv", ZEND_FN(pg_putenv));
}

static bool pg_process_startup(void)
{
	zend_hash_init(&pg_own_variables, 8, NULL, NULL, 0);
	zend_hash_init(&pg_entries, 8, NULL, NULL, 0);
	return true;
}

static void pg_process_begin(void *place) {}
static void pg_process_save(void *place) {}

static void pg_process_load(void *place)
{
	pg_process_values *wanted = place;
	if (UNEXPECTED(wanted->directory != pg_real.directory)) {
		pg_directory_switch(wanted->directory);
	}
	if (UNEXPECTED(wanted->mask != pg_real.mask)) {
		umask(wanted->mask ? (mode_t) wanted->mask - 1 : pg_own_mask);
		pg_real.mask = wanted->mask;
	}
	if (UNEXPECTED(wanted->variables != pg_real.variables)) {
		pg_environ_switch(wanted->variables);
	}
}

static void pg_process_free(void *place)
{
	pg_process_values *values = place;
	pg_directory_release(values->directory);
	if (values->variables) {
		pg_environ_switch(NULL);
		zend_array_destroy(values->variables);
	}
}

const pg_part pg_part_process = {
	.name = "process",
	.size = sizeof(pg_process_values),
	.startup = pg_process_startup,
	.begin = pg_process_begin,
	.save = pg_process_save,
	.load = pg_process_load,
	.free = pg_process_free,
};

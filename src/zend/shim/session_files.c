/* Sessions in files, as PHP's own handler "files" keeps them: same names, contents, locks (flock) and session.save_path
 * ("depth;mode;directory"), so that both may serve the same directory. What differs is how it waits: a request that finds
 * the file locked is parked until it is free (src/php/session.rs), where PHP's would stop the whole worker, and for good when
 * the request that holds the lock is one of the same worker.
 *
 * 1. `fd` is the file of `key`. It is locked from the end of pg_session_take() until it is closed.
 * 2. While a coroutine waits in there, others of the same request may close the session. The waiting one holds a reference;
 *    the descriptor stays open until it is back, finds `closed` and gives up.
 * 3. A file that was removed while somebody waited for it is nobody's any more: it is opened anew. (PHP's handler would read
 *    what the removed one held, and lose what it writes.) */
#include "state.h"

#if __has_include("ext/session/php_session.h")
# include "session_files.h"
# include "php_open_temporary_file.h"
# include <dlfcn.h>
# include <errno.h>
# include <fcntl.h>
# include <sys/file.h>
# include <sys/stat.h>
# include <unistd.h>

# define PG_SESSION_PREFIX "sess_"
# define PG_SESSION_KEY_MAX 256
# define PG_SESSION_NEW_IDS 4

/* Rust, zend/session.rs */
extern bool peregrine_session_lock(int fd, const char *path, size_t length);
extern void peregrine_session_unlocked(const char *path, size_t length);
extern zend_long peregrine_session_collect(const char *directory, size_t length, zend_long age);

typedef struct {
	uint32_t references;
	bool closed;
	int fd, mode;
	size_t depth;
	off_t size; /* of the file when it was read */
	zend_string *directory, *key, *path;
} pg_session;

static zend_string *(*pg_session_new_id)(void **data);

/* ---- files ---- */

static bool pg_session_is_key(const zend_string *key)
{
	const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,-";
	size_t length = ZSTR_LEN(key);
	return length > 0 && length <= PG_SESSION_KEY_MAX && strspn(ZSTR_VAL(key), letters) == length;
}

/* directory/k/e/sess_key; NULL: the key is none, or too short for the depth. */
static zend_string *pg_session_path(const pg_session *session, const zend_string *key)
{
	if (!pg_session_is_key(key) || ZSTR_LEN(key) <= session->depth) {
		return NULL;
	}
	smart_str path = {0};
	smart_str_append(&path, session->directory);
	smart_str_appendc(&path, '/');
	for (size_t i = 0; i < session->depth; i++) {
		smart_str_appendc(&path, ZSTR_VAL(key)[i]);
		smart_str_appendc(&path, '/');
	}
	smart_str_appends(&path, PG_SESSION_PREFIX);
	smart_str_append(&path, key);
	return smart_str_extract(&path);
}

static bool pg_session_exists(const pg_session *session, const zend_string *key)
{
	struct stat status;
	zend_string *path = pg_session_path(session, key);
	if (!path) {
		return false;
	}
	bool exists = stat(ZSTR_VAL(path), &status) == 0;
	zend_string_release(path);
	return exists;
}

static void pg_session_close_file(pg_session *session)
{
	if (session->fd >= 0) {
		/* Not by close() alone: a forked child may have the descriptor too. */
		flock(session->fd, LOCK_UN);
		close(session->fd);
		session->fd = -1;
		peregrine_session_unlocked(ZSTR_VAL(session->path), ZSTR_LEN(session->path));
	}
	if (session->key) {
		zend_string_release(session->key);
		zend_string_release(session->path);
		session->key = session->path = NULL;
	}
}

static void pg_session_release(pg_session *session)
{
	if (--session->references == 0) {
		pg_session_close_file(session);
		zend_string_release(session->directory);
		efree(session);
	}
}

/* The file, created when it is missing; negative with a warning when it cannot be had. */
static int pg_session_open_file(const pg_session *session)
{
	struct stat status;
	const char *path = ZSTR_VAL(session->path);
	int fd = open(path, O_CREAT | O_RDWR | O_NOFOLLOW | O_CLOEXEC, session->mode);
	if (fd < 0) {
		php_error_docref(NULL, E_WARNING, "open(%s, O_RDWR) failed: %s (%d)", path, strerror(errno), errno);
		return -1;
	}
	/* Another user's file may hold what that user wants us to believe. */
	if (fstat(fd, &status) != 0 ||
		(status.st_uid != 0 && status.st_uid != getuid() && status.st_uid != geteuid() && getuid() != 0)) {
		php_error_docref(NULL, E_WARNING, "The session file %s belongs to another user", path);
		close(fd);
		return -1;
	}
	return fd;
}

/* Waits for the lock of the open file; false: interrupted, or the session was closed meanwhile. */
static bool pg_session_lock(pg_session *session)
{
	session->references++;
	bool locked = peregrine_session_lock(session->fd, ZSTR_VAL(session->path), ZSTR_LEN(session->path)) && !session->closed;
	if (!locked && !session->closed) {
		close(session->fd);
		session->fd = -1;
	}
	pg_session_release(session);
	return locked;
}

/* Opens and locks the file of `key`, unless that is done already. May park. */
static bool pg_session_take(pg_session *session, zend_string *key)
{
	if (session->fd >= 0 && zend_string_equals(session->key, key)) {
		return true;
	}
	pg_session_close_file(session);
	session->path = pg_session_path(session, key);
	if (!session->path) {
		/* In PHP's own words: programs look for them. */
		php_error_docref(NULL, E_WARNING, "Session ID is too long or contains illegal characters. "
			"Only the A-Z, a-z, 0-9, \"-\", and \",\" characters are allowed");
		return false;
	}
	session->key = zend_string_copy(key);
	for (;;) {
		struct stat status;
		session->fd = pg_session_open_file(session);
		if (session->fd < 0 || !pg_session_lock(session)) {
			return false;
		}
		if (fstat(session->fd, &status) == 0 && status.st_nlink > 0) {
			return true;
		}
		close(session->fd);
	}
}

/* ---- what ext/session calls ---- */

/* One number of save_path, up to its semicolon. */
static bool pg_session_number(const char **text, int base, long max, long *number)
{
	char *end;
	errno = 0;
	*number = strtol(*text, &end, base);
	if (*end != ';' || errno || *number < 0 || *number > max) {
		return false;
	}
	*text = end + 1;
	return true;
}

static bool pg_session_parse(const char *text, long *depth, long *mode, const char **directory)
{
	const char *first = strchr(text, ';');
	*depth = 0;
	*mode = 0600;
	*directory = text;
	if (first && !pg_session_number(directory, 10, PG_SESSION_KEY_MAX, depth)) {
		return false;
	}
	return !first || !strchr(first + 1, ';') || pg_session_number(directory, 8, 07777, mode);
}

static zend_result pg_session_open(PS_OPEN_ARGS)
{
	long depth, mode;
	const char *directory;
	if (!*save_path) {
		save_path = php_get_temporary_directory();
	}
	if (!pg_session_parse(save_path, &depth, &mode, &directory)) {
		php_error_docref(NULL, E_WARNING, "session.save_path must be \"directory\", \"depth;directory\" or "
			"\"depth;mode;directory\" with an octal mode");
		return FAILURE;
	}
	if (php_check_open_basedir(directory)) {
		return FAILURE;
	}
	pg_session *before = PS_GET_MOD_DATA();
	pg_session *session = ecalloc(1, sizeof(*session));
	session->references = 1;
	session->fd = -1;
	session->depth = (size_t) depth;
	session->mode = (int) mode;
	session->directory = zend_string_init(directory, strlen(directory), 0);
	PS_SET_MOD_DATA(session);
	if (before) {
		before->closed = true;
		pg_session_release(before);
	}
	return SUCCESS;
}

static zend_result pg_session_close(PS_CLOSE_ARGS)
{
	pg_session *session = PS_GET_MOD_DATA();
	PS_SET_MOD_DATA(NULL);
	if (session) {
		session->closed = true;
		pg_session_release(session);
	}
	return SUCCESS;
}

static zend_result pg_session_contents(pg_session *session, zend_string **val)
{
	struct stat status;
	if (fstat(session->fd, &status) != 0) {
		return FAILURE;
	}
	session->size = status.st_size;
	*val = zend_string_alloc((size_t) status.st_size, 0);
	if (pread(session->fd, ZSTR_VAL(*val), ZSTR_LEN(*val), 0) != status.st_size) {
		php_error_docref(NULL, E_WARNING, "Cannot read %s: %s (%d)", ZSTR_VAL(session->path), strerror(errno), errno);
		zend_string_release(*val);
		*val = NULL;
		return FAILURE;
	}
	ZSTR_VAL(*val)[ZSTR_LEN(*val)] = '\0';
	return SUCCESS;
}

static zend_result pg_session_read(PS_READ_ARGS)
{
	pg_session *session = PS_GET_MOD_DATA();
	return pg_session_take(session, key) ? pg_session_contents(session, val) : FAILURE;
}

static zend_result pg_session_write(PS_WRITE_ARGS)
{
	pg_session *session = PS_GET_MOD_DATA();
	if (!pg_session_take(session, key)) {
		return FAILURE;
	}
	size_t length = ZSTR_LEN(val);
	if (pwrite(session->fd, ZSTR_VAL(val), length, 0) != (ssize_t) length) {
		php_error_docref(NULL, E_WARNING, "Cannot write %s: %s (%d)", ZSTR_VAL(session->path), strerror(errno), errno);
		return FAILURE;
	}
	if ((off_t) length < session->size && ftruncate(session->fd, (off_t) length) != 0) {
		return FAILURE;
	}
	session->size = (off_t) length;
	return SUCCESS;
}

static zend_result pg_session_touch(PS_UPDATE_TIMESTAMP_ARGS)
{
	pg_session *session = PS_GET_MOD_DATA();
	if (session->fd >= 0 && zend_string_equals(session->key, key) && futimens(session->fd, NULL) == 0) {
		return SUCCESS;
	}
	return pg_session_write(mod_data, key, val, maxlifetime);
}

/* Removed before it is unlocked: who waits for it finds it gone. */
static zend_result pg_session_destroy(PS_DESTROY_ARGS)
{
	pg_session *session = PS_GET_MOD_DATA();
	zend_string *path = pg_session_path(session, key);
	if (!path) {
		return FAILURE;
	}
	bool gone = session->fd < 0 || unlink(ZSTR_VAL(path)) == 0 || errno == ENOENT;
	pg_session_close_file(session);
	zend_string_release(path);
	return gone ? SUCCESS : FAILURE;
}

/* As PHP's: a tree of directories is left to whoever made it. Parks; the directory is read in a thread. */
static zend_long pg_session_gc(PS_GC_ARGS)
{
	pg_session *session = PS_GET_MOD_DATA();
	*nrdels = -1;
	if (session->depth == 0) {
		session->references++;
		*nrdels = peregrine_session_collect(ZSTR_VAL(session->directory), ZSTR_LEN(session->directory), maxlifetime);
		pg_session_release(session);
	}
	return *nrdels;
}

static zend_string *pg_session_create_id(PS_CREATE_SID_ARGS)
{
	pg_session *session = PS_GET_MOD_DATA();
	for (int i = 0; i < PG_SESSION_NEW_IDS; i++) {
		zend_string *id = pg_session_new_id(mod_data);
		if (!id || !session || !pg_session_exists(session, id)) {
			return id;
		}
		zend_string_release(id);
	}
	return NULL;
}

static zend_result pg_session_validate(PS_VALIDATE_SID_ARGS)
{
	return pg_session_exists(PS_GET_MOD_DATA(), key) ? SUCCESS : FAILURE;
}

bool pg_session_files_startup(void)
{
	pg_session_new_id = (zend_string *(*)(void **)) dlsym(RTLD_DEFAULT, "php_session_create_id");
	return pg_session_new_id != NULL;
}

const ps_module pg_session_files = {
	"files", pg_session_open, pg_session_close, pg_session_read, pg_session_write, pg_session_destroy, pg_session_gc,
	pg_session_create_id, pg_session_validate, pg_session_touch,
};
#endif

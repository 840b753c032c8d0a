/* A request's own $_GET, $_POST, … as real arrays: their values are exchanged in the table of global variables, together with
 * the arrays PHP itself reads (PG(http_globals)) and those of filter_input(). PHP's own parsers fill them. */
#include "state.h"
#include "SAPI.h"
#include "php_variables.h"

enum { PG_GET, PG_POST, PG_COOKIE, PG_FILES, PG_SERVER, PG_ENV, PG_REQUEST, PG_SESSION, PG_SUPERGLOBALS };
static const char *const pg_names[PG_SUPERGLOBALS] = {
	"_GET", "_POST", "_COOKIE", "_FILES", "_SERVER", "_ENV", "_REQUEST", "_SESSION",
};
/* The filter extension's arrays: post, get, cookie, env, server. */
#define PG_FILTERED 5
#define PG_FILTERED_SERVER 4

typedef struct {
	zval values[PG_SUPERGLOBALS]; /* undefined: there is no such variable */
	zval tracks[NUM_TRACK_VARS];
	zval filtered[PG_FILTERED];
	bool server_waits; /* $_SERVER is an empty array until somebody names it */
} pg_superglobals;

static zend_string *pg_keys[PG_SUPERGLOBALS];
static uint32_t pg_places[PG_SUPERGLOBALS]; /* where in the table each was last */
static zend_auto_global *pg_makers[PG_SUPERGLOBALS];
static int pg_known;        /* without ext/session, $_SESSION is a variable like others */
static zval *pg_filtered;   /* NULL: no filter extension */
static zval pg_environment; /* $_ENV of every request; undefined until the first one, and when it has changed */

/* Whether code of this process has named $_SERVER. PHP has the variable made before it compiles such code, and C code asks
 * for it in the same way (auto_globals_jit); opcache asks for all that are there with the first script it keeps. Until
 * somebody has, requests wait with theirs: it is most of what they begin with. Then each begins with it, and one that was
 * under way gets it when it is switched to. */
static bool pg_server_named;

static bool pg_superglobals_startup(void)
{
	pg_known = zend_hash_str_exists(&module_registry, "session", sizeof("session") - 1) ? PG_SUPERGLOBALS : PG_SESSION;
	for (int i = 0; i < pg_known; i++) {
		pg_keys[i] = zend_string_init_interned(pg_names[i], strlen(pg_names[i]), 0);
		/* Made now if they were to be made when first named (auto_globals_jit): later that would be over a request's own. */
		if (!zend_hash_exists(&EG(symbol_table), pg_keys[i])) {
			zend_is_auto_global(pg_keys[i]);
		}
		pg_makers[i] = zend_hash_find_ptr(CG(auto_globals), pg_keys[i]);
	}
	/* What was compiled before this process began to watch. */
	const char *preloaded = zend_ini_string("opcache.preload", sizeof("opcache.preload") - 1, 0);
	if (preloaded && *preloaded) {
		pg_server_named = true;
	}
	/* Its globals are not in its module entry, but an ini entry of its points at them, past the five arrays. */
	zend_ini_entry *entry = zend_hash_str_find_ptr(EG(ini_directives), "filter.default", sizeof("filter.default") - 1);
	if (entry && (size_t) entry->mh_arg1 == PG_FILTERED * sizeof(zval)) {
		pg_filtered = entry->mh_arg2;
	}
	return true;
}

static zend_never_inline zval *pg_look_up(int i)
{
	HashTable *table = &EG(symbol_table);
	zval *value = zend_hash_find_known_hash(table, pg_keys[i]);
	if (value) {
		pg_places[i] = (uint32_t) ((Bucket *) ((char *) value - XtOffsetOf(Bucket, val)) - table->arData);
	}
	return value;
}

/* Where the variable's value lies; NULL when there is none. */
static zend_always_inline zval *pg_find(int i)
{
	const HashTable *table = &EG(symbol_table);
	if (EXPECTED(pg_places[i] < table->nNumUsed)) {
		Bucket *bucket = table->arData + pg_places[i];
		if (EXPECTED(bucket->key == pg_keys[i]) && EXPECTED(!Z_ISUNDEF(bucket->val))) {
			return &bucket->val;
		}
	}
	return pg_look_up(i);
}

/* Takes the variable out of the table; its value was moved away. */
static void pg_forget(int i, zval *value)
{
	ZVAL_NULL(value);
	zend_hash_del(&EG(symbol_table), pg_keys[i]);
}

/* Puts a value where another was moved away from, or nothing was. */
static zend_always_inline void pg_put(int i, zval *value)
{
	zval *slot = pg_find(i);
	if (EXPECTED(slot != NULL)) {
		ZVAL_COPY_VALUE(slot, value);
	} else {
		zend_hash_add_new(&EG(symbol_table), pg_keys[i], value);
	}
}

/* Where save() found them, in the table with these buckets: a switch loads at once, before anything could have moved in it.
 * A request may have a table of its own (state_globals.c). */
static zval *pg_found[PG_SUPERGLOBALS];
static const Bucket *pg_found_in;

static void pg_superglobals_save(void *place)
{
	pg_superglobals *own = place;
	Bucket *buckets = EG(symbol_table).arData;
	uint32_t used = EG(symbol_table).nNumUsed;
	for (int i = 0; i < pg_known; i++) {
		Bucket *bucket = buckets + pg_places[i];
		bool there = pg_places[i] < used && bucket->key == pg_keys[i] && !Z_ISUNDEF(bucket->val);
		zval *value = EXPECTED(there) ? &bucket->val : pg_look_up(i);
		pg_found[i] = value;
		if (EXPECTED(value != NULL)) {
			ZVAL_COPY_VALUE(&own->values[i], value);
		} else {
			ZVAL_UNDEF(&own->values[i]);
		}
	}
	pg_found_in = buckets;
	memcpy(own->tracks, PG(http_globals), sizeof(own->tracks));
	if (pg_filtered) {
		memcpy(own->filtered, pg_filtered, sizeof(own->filtered));
	}
}

static void pg_server_comes(pg_superglobals *own);

static void pg_superglobals_load(void *place)
{
	pg_superglobals *own = place;
	bool is_found = pg_found_in == EG(symbol_table).arData;
	pg_found_in = NULL;
	for (int i = 0; i < pg_known; i++) {
		zval *slot = is_found ? pg_found[i] : pg_find(i);
		if (EXPECTED(slot != NULL) && EXPECTED(!Z_ISUNDEF(own->values[i]))) {
			ZVAL_COPY_VALUE(slot, &own->values[i]);
		} else if (slot) {
			pg_forget(i, slot);
		} else if (!Z_ISUNDEF(own->values[i])) {
			/* May move the others. */
			is_found = false;
			zend_hash_add_new(&EG(symbol_table), pg_keys[i], &own->values[i]);
		}
	}
	memcpy(PG(http_globals), own->tracks, sizeof(own->tracks));
	if (pg_filtered) {
		memcpy(pg_filtered, own->filtered, sizeof(own->filtered));
	}
	if (UNEXPECTED(own->server_waits && pg_server_named)) {
		pg_server_comes(own);
	}
}

/* ---- a fresh request's ---- */

static bool pg_has(const char *order, char track)
{
	return order && (strchr(order, track) || strchr(order, track + 'a' - 'A'));
}

/* A track and its variable share the array, which the track has a reference to. */
static zend_always_inline void pg_show(int i, int track)
{
	zval *array = &PG(http_globals)[track];
	Z_TRY_ADDREF_P(array);
	pg_put(i, array);
}

/* What PHP makes of the input; without any there is no need to ask. */
static void pg_begin_track(int i, int track, bool has_input)
{
	if (has_input) {
		pg_makers[i]->auto_global_callback(pg_keys[i]);
	} else {
		ZVAL_EMPTY_ARRAY(&PG(http_globals)[track]);
		pg_show(i, track);
	}
}

static void pg_make_server(void)
{
	static const struct { const char *name; size_t offset; } given[] = {
		{"PHP_AUTH_USER", XtOffsetOf(sapi_request_info, auth_user)},
		{"PHP_AUTH_PW", XtOffsetOf(sapi_request_info, auth_password)},
		{"PHP_AUTH_DIGEST", XtOffsetOf(sapi_request_info, auth_digest)},
	};
	zval *server = &PG(http_globals)[TRACK_VARS_SERVER];
	peregrine_request_server(pg_state_request(), server);
	for (size_t i = 0; i < sizeof(given) / sizeof(*given); i++) {
		const char *text = *(char **) ((char *) &SG(request_info) + given[i].offset);
		if (UNEXPECTED(text != NULL)) {
			add_assoc_string(server, given[i].name, text);
		}
	}
	if (pg_filtered) {
		ZVAL_COPY(&pg_filtered[PG_FILTERED_SERVER], server);
	}
}

static void pg_begin_server(pg_superglobals *own)
{
	bool wanted = pg_has(PG(variables_order), 'S');
	own->server_waits = wanted && !pg_server_named;
	if (wanted && pg_server_named) {
		pg_make_server();
	} else {
		ZVAL_EMPTY_ARRAY(&PG(http_globals)[TRACK_VARS_SERVER]);
	}
	pg_show(PG_SERVER, TRACK_VARS_SERVER);
}

/* Makes what the live request waited with. */
static zend_never_inline void pg_server_comes(pg_superglobals *own)
{
	own->server_waits = false;
	pg_make_server();
	zval *shown = pg_find(PG_SERVER);
	/* Whoever has written there without naming it ($GLOBALS) keeps that. */
	if (!shown || (Z_TYPE_P(shown) == IS_ARRAY && Z_ARR_P(shown) == &zend_empty_array)) {
		pg_show(PG_SERVER, TRACK_VARS_SERVER);
	}
}

static zend_auto_global_callback pg_original_server;

/* False: it need not be called again. */
static bool pg_on_server(zend_string *name)
{
	if (!zend_hash_exists(&EG(symbol_table), name)) {
		pg_original_server(name);
	}
	/* CLI has the process's own made before it compiles anything. */
	pg_server_named = !PG(during_request_startup) || !PG(auto_globals_jit);
	pg_superglobals *own = pg_state_request() ? pg_state_place(&pg_part_superglobals) : NULL;
	if (pg_server_named && own && own->server_waits) {
		pg_server_comes(own);
	}
	return !pg_server_named;
}

void pg_superglobals_hook(void)
{
	zend_auto_global *server = zend_hash_str_find_ptr(CG(auto_globals), "_SERVER", sizeof("_SERVER") - 1);
	pg_original_server = server->auto_global_callback;
	server->auto_global_callback = pg_on_server;
}

static void pg_begin_environment(void)
{
	if (Z_ISUNDEF(pg_environment)) {
		array_init(&pg_environment);
		if (pg_has(PG(variables_order), 'E')) {
			php_import_environment_variables(&pg_environment);
		}
	}
	ZVAL_COPY(&PG(http_globals)[TRACK_VARS_ENV], &pg_environment);
	pg_show(PG_ENV, TRACK_VARS_ENV);
}

/* The process itself changed its environment: requests that begin from now on see it. */
void pg_environment_changed(void)
{
	zval_ptr_dtor(&pg_environment);
	ZVAL_UNDEF(&pg_environment);
	peregrine_environment_changed();
}

/* Of GET, POST and COOKIE, those that request_order names. */
static void pg_begin_request(void)
{
	static const struct { char letter; int track; } merged[] = {
		{'G', TRACK_VARS_GET}, {'P', TRACK_VARS_POST}, {'C', TRACK_VARS_COOKIE},
	};
	const char *order = PG(request_order) ? PG(request_order) : PG(variables_order);
	zval *only = NULL;
	int count = 0;
	for (size_t i = 0; i < sizeof(merged) / sizeof(*merged); i++) {
		zval *array = &PG(http_globals)[merged[i].track];
		if (zend_hash_num_elements(Z_ARRVAL_P(array)) && pg_has(order, merged[i].letter)) {
			only = array;
			count++;
		}
	}
	if (count > 1) {
		pg_makers[PG_REQUEST]->auto_global_callback(pg_keys[PG_REQUEST]);
		return;
	}
	zval value;
	if (only) {
		ZVAL_COPY(&value, only);
	} else {
		ZVAL_EMPTY_ARRAY(&value);
	}
	pg_put(PG_REQUEST, &value);
}

/* The process's own, shared until somebody writes. */
static void pg_begin_copies(void)
{
	for (int i = 0; i < pg_known; i++) {
		zval *value = pg_find(i), copy;
		if (value) {
			ZVAL_COPY_DEREF(&copy, value);
			ZVAL_COPY_VALUE(value, &copy);
		}
	}
	for (int i = 0; i < NUM_TRACK_VARS; i++) {
		Z_TRY_ADDREF(PG(http_globals)[i]);
	}
	/* Cleared by sapi_activate(). */
	const pg_superglobals *process = pg_state_process_place(&pg_part_superglobals);
	for (int i = 0; pg_filtered && i < PG_FILTERED; i++) {
		ZVAL_COPY(&pg_filtered[i], &process->filtered[i]);
	}
}

static void pg_superglobals_begin(void *place)
{
	pg_superglobals *own = place;
	own->server_waits = false;
	pg_found_in = NULL;
	if (!pg_state_request()) {
		pg_begin_copies();
		return;
	}
	for (int i = 0; i < pg_known; i++) {
		zval *value = pg_find(i);
		if (value && i == PG_SESSION) {
			pg_forget(i, value);
		} else if (value) {
			ZVAL_NULL(value);
		}
	}
	memset(PG(http_globals), 0, sizeof(PG(http_globals)));
	/* What filter_input() knows was cleared by sapi_activate(). */
	const sapi_request_info *info = &SG(request_info);
	const char *method = info->request_method;
	pg_begin_track(PG_GET, TRACK_VARS_GET, info->query_string && *info->query_string);
	pg_begin_track(PG_POST, TRACK_VARS_POST, method && !strcasecmp(method, "POST"));
	pg_begin_track(PG_COOKIE, TRACK_VARS_COOKIE, info->cookie_data && *info->cookie_data);
	pg_begin_track(PG_FILES, TRACK_VARS_FILES, !Z_ISUNDEF(PG(http_globals)[TRACK_VARS_FILES]));
	pg_begin_server(own);
	pg_begin_environment();
	pg_begin_request();
}

/* Mostly there is nothing to release: an empty array is nobody's. */
static zend_always_inline void pg_release(zval *value)
{
	if (UNEXPECTED(Z_REFCOUNTED_P(value))) {
		zval_ptr_dtor(value);
	}
}

static void pg_superglobals_free(void *place)
{
	((pg_superglobals *) place)->server_waits = false;
	zval old;
	for (int i = 0; i < pg_known; i++) {
		zval *value = pg_find(i);
		if (value) {
			ZVAL_COPY_VALUE(&old, value);
			ZVAL_NULL(value);
			pg_release(&old);
		}
	}
	for (int i = 0; i < NUM_TRACK_VARS; i++) {
		pg_release(&PG(http_globals)[i]);
		ZVAL_UNDEF(&PG(http_globals)[i]);
	}
	for (int i = 0; pg_filtered && i < PG_FILTERED; i++) {
		pg_release(&pg_filtered[i]);
		ZVAL_UNDEF(&pg_filtered[i]);
	}
}

const pg_part pg_part_superglobals = {
	.name = "superglobals", .size = sizeof(pg_superglobals), .whole = true, .startup = pg_superglobals_startup,
	.begin = pg_superglobals_begin, .save = pg_superglobals_save, .load = pg_superglobals_load, .free = pg_superglobals_free,
};

/* What PHP's parsers made of the live request's body: its variables or its files. False: no request is live. */
bool pg_input_array(bool files, zval *to)
{
	const zval *array = &PG(http_globals)[files ? TRACK_VARS_FILES : TRACK_VARS_POST];
	if (!pg_in_coroutine() || !pg_state_request()) {
		return false;
	}
	if (Z_TYPE_P(array) == IS_ARRAY && zend_hash_num_elements(Z_ARRVAL_P(array))) {
		ZVAL_COPY(to, array);
	} else {
		ZVAL_NULL(to);
	}
	return true;
}

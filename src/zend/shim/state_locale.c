/* setlocale() per request. PHP and libc keep one locale for the process; uselocale(3) lays another over it for the thread.
 *
 * 1. The locale of the process (setlocale(3)) is always the process's own, except while PHP's setlocale() runs for a
 *    request: then it is the request's, so that PHP's function finds, combines and answers as ever; what it left is copied
 *    into a locale_t and the process's is put back.
 * 2. `pg_locale_live` is the locale_t laid over now; NULL: none, the process's own is in force. */
#include "state.h"
#include "ext/standard/basic_functions.h"
#include <locale.h>

typedef struct {
	locale_t locale; /* NULL: the process's */
	char *names;     /* setlocale(LC_ALL, NULL) of it */
	zend_string *ctype;
	bool variable_width, ascii_compatible;
} pg_locale;

const pg_part pg_part_locale;

static locale_t pg_locale_live;
static zif_handler pg_original_setlocale;

static void pg_locale_use(locale_t locale)
{
	if (UNEXPECTED(locale != pg_locale_live)) {
		uselocale(locale ? locale : LC_GLOBAL_LOCALE);
		pg_locale_live = locale;
	}
}

static void pg_locale_drop(pg_locale *place)
{
	if (place->locale) {
		freelocale(place->locale);
		free(place->names);
	}
	place->locale = NULL;
	place->names = NULL;
}

/* The locale of the process is the request's: lays a copy of it over the process's own, whose names are given. */
static void pg_locale_copy(pg_locale *place, const char *process)
{
	const char *names = setlocale(LC_ALL, NULL);
	if (place->locale && strcmp(names, place->names) == 0) {
		return;
	}
	pg_locale_drop(place);
	if (strcmp(names, process) != 0 && (place->locale = duplocale(LC_GLOBAL_LOCALE))) {
		place->names = strdup(names);
	}
}

static ZEND_FUNCTION(pg_setlocale)
{
	pg_locale *place = pg_state_live ? pg_state_place(&pg_part_locale) : NULL;
	if (!place) {
		pg_original_setlocale(INTERNAL_FUNCTION_PARAM_PASSTHRU);
		return;
	}
	char *process = strdup(setlocale(LC_ALL, NULL));
	bool changed = BG(locale_changed);
	pg_locale_use(NULL);
	if (place->locale) {
		setlocale(LC_ALL, place->names);
	}
	pg_original_setlocale(INTERNAL_FUNCTION_PARAM_PASSTHRU);
	pg_locale_copy(place, process);
	setlocale(LC_ALL, process);
	BG(locale_changed) = changed;
	pg_locale_use(place->locale);
	free(process);
}

void pg_locale_hook(void)
{
	pg_original_setlocale = pg_replace_function("setlocale", ZEND_FN(pg_setlocale));
}

static void pg_locale_begin(void *place)
{
	if (BG(ctype_string)) {
		zend_string_addref(BG(ctype_string));
	}
}

static void pg_locale_save(void *place)
{
	pg_locale *locale = place;
	locale->ctype = BG(ctype_string);
	locale->variable_width = CG(variable_width_locale);
	locale->ascii_compatible = CG(ascii_compatible_locale);
}

static void pg_locale_load(void *place)
{
	pg_locale *locale = place;
	BG(ctype_string) = locale->ctype;
	CG(variable_width_locale) = locale->variable_width;
	CG(ascii_compatible_locale) = locale->ascii_compatible;
	pg_locale_use(locale->locale);
}

static void pg_locale_free(void *place)
{
	if (BG(ctype_string)) {
		zend_string_release(BG(ctype_string));
		BG(ctype_string) = NULL;
	}
	pg_locale_use(NULL);
	pg_locale_drop(place);
}

const pg_part pg_part_locale = {
	.name = "locale",
	.size = sizeof(pg_locale),
	.begin = pg_locale_begin,
	.save = pg_locale_save,
	.load = pg_locale_load,
	.free = pg_locale_free,
};

/* What mb_internal_encoding(), mb_language(), mb_substitute_character() and their like set, per request. The regular
 * expressions of mb_ereg() have globals of their own, which only the module can see: those stay the process's. */
#include "state.h"

#if __has_include("ext/mbstring/mbstring.h")
/* Whether a shared mbstring has mb_ereg() is known to its own build only; the globals' size tells. */
# ifndef HAVE_MBREGEX
#  define HAVE_MBREGEX 1
# endif
# include "ext/mbstring/mbstring.h"
# define PG_MBREGEX_SIZE (sizeof(void *) + 2 * sizeof(zend_long))

/* What the output handler keeps between its calls. */
# if PHP_VERSION_ID >= 80300
typedef unsigned int pg_mb_output;
#  define pg_mb_output_of(globals) ((globals)->outconv_state)
# else
typedef mbfl_buffer_converter *pg_mb_output;
#  define pg_mb_output_of(globals) ((globals)->outconv)
# endif

/* Which encodings were set and do not follow default_charset. */
typedef struct {
	bool internal_encoding, http_output, http_input;
} pg_mb_explicit;

typedef struct {
	const mbfl_encoding *internal_encoding, *http_output_encoding;
	const mbfl_encoding **detect_order;
	size_t detect_order_size, illegal_characters;
	pg_mb_output output;
	int illegal_mode, illegal_substitute;
	enum mbfl_no_language language;
	bool strict_detection;
	pg_mb_explicit explicit;
} pg_mbstring;

static zend_mbstring_globals *pg_mb;
static pg_mb_explicit *pg_mb_set;

static bool pg_mbstring_startup(void)
{
	zend_module_entry *module = pg_module_find("mbstring");
	if (!module || !module->globals_ptr) {
		return false;
	}
	pg_mb = module->globals_ptr;
	pg_mb_set = (pg_mb_explicit *) &pg_mb->internal_encoding_set;
	if (module->globals_size == sizeof(zend_mbstring_globals) - PG_MBREGEX_SIZE) {
		pg_mb_set = (pg_mb_explicit *) ((char *) pg_mb + module->globals_size - sizeof(void *));
	} else if (module->globals_size != sizeof(zend_mbstring_globals)) {
		return false;
	}
	return true;
}

static void pg_mbstring_begin(void *place)
{
	if (pg_mb->current_detect_order_list) {
		size_t size = pg_mb->current_detect_order_list_size * sizeof(*pg_mb->current_detect_order_list);
		void *own = emalloc(size);
		pg_mb->current_detect_order_list = memcpy(own, pg_mb->current_detect_order_list, size);
	}
	pg_mb_output_of(pg_mb) = 0;
	pg_mb->illegalchars = 0;
}

static void pg_mbstring_save(void *place)
{
	*(pg_mbstring *) place = (pg_mbstring) {
		.internal_encoding = pg_mb->current_internal_encoding,
		.http_output_encoding = pg_mb->current_http_output_encoding,
		.detect_order = pg_mb->current_detect_order_list,
		.detect_order_size = pg_mb->current_detect_order_list_size,
		.illegal_characters = pg_mb->illegalchars,
		.output = pg_mb_output_of(pg_mb),
		.illegal_mode = pg_mb->current_filter_illegal_mode,
		.illegal_substitute = pg_mb->current_filter_illegal_substchar,
		.language = pg_mb->language,
		.strict_detection = pg_mb->strict_detection,
		.explicit = *pg_mb_set,
	};
}

static void pg_mbstring_load(void *place)
{
	const pg_mbstring *values = place;
	pg_mb->current_internal_encoding = values->internal_encoding;
	pg_mb->current_http_output_encoding = values->http_output_encoding;
	pg_mb->current_detect_order_list = values->detect_order;
	pg_mb->current_detect_order_list_size = values->detect_order_size;
	pg_mb->illegalchars = values->illegal_characters;
	pg_mb_output_of(pg_mb) = values->output;
	pg_mb->current_filter_illegal_mode = values->illegal_mode;
	pg_mb->current_filter_illegal_substchar = values->illegal_substitute;
	pg_mb->language = values->language;
	pg_mb->strict_detection = values->strict_detection;
	*pg_mb_set = values->explicit;
}

static void pg_mbstring_free(void *place)
{
	if (pg_mb->current_detect_order_list) {
		efree((void *) pg_mb->current_detect_order_list);
	}
}

#else
/* A PHP that was built without mbstring. */
typedef char pg_mbstring;
static bool pg_mbstring_startup(void) { return false; }
# define pg_mbstring_begin NULL
# define pg_mbstring_save NULL
# define pg_mbstring_load NULL
# define pg_mbstring_free NULL
#endif

const pg_part pg_part_mbstring = {
	.name = "mbstring",
	.size = sizeof(pg_mbstring),
	.whole = true,
	.startup = pg_mbstring_startup,
	.begin = pg_mbstring_begin,
	.save = pg_mbstring_save,
	.load = pg_mbstring_load,
	.free = pg_mbstring_free,
};

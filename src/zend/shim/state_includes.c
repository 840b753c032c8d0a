/* Part "includes" of a request's state: which files include_once and require_once have included already.
 *
 * 1. Each request has a table of its own, so that a script (a file that declares nothing) is run once in each request, as
 *    under php-fpm, and gives each its own value.
 * 2. A declaration is the process's: a class or function stays for all requests. So a file that declares one is included
 *    for good. So is what the process itself included (before the first request, or outside any), and a file whose own
 *    code calls spl_autoload_register(). A request's table learns of those when it asks for them.
 * 3. A file that declares on its top level can not be compiled again in this process. One that does nothing else is
 *    passed over when a later request includes it; one that also runs code is refused, with the reason.
 * 4. What the process included before it had requests was not seen: such a file is looked at when a request first comes to
 *    it, compiled into tables that are thrown away.
 *
 * What a file declares is seen when it is compiled, with opcache and without: its names are in the tables then. */
#include "state.h"
#include "includes.h"
#include "zend_stream.h"

/* What a file declares on its top level. */
typedef struct {
	const char *kind;  /* "function", "class" or "constant"; NULL: it registers an autoloader */
	zend_string *name; /* the first one */
	zend_string *path;
	uint32_t line;
	bool runs;         /* it runs code besides */
	bool leaves;       /* it may return before it comes to a class: then including it again can be right */
} pg_declaration;

static HashTable pg_declaring; /* path => pg_declaration; as long as the process */
static HashTable pg_base_names; /* their last segments: a path that has none of them needs no look at the disk */
static const HashTable *pg_process_files;
static uint32_t pg_process_named; /* how many of them are in pg_base_names */

static const char *pg_base_name(const char *path) { const char *slash = strrchr(path, '/'); return slash ? slash + 1 : path; }

static pg_declaration *pg_declaration_of(const zend_string *path)
{
	return zend_hash_str_find_ptr(&pg_declaring, ZSTR_VAL(path), ZSTR_LEN(path));
}

/* Lives as long as the process, unlike what the compiler made. */
static zend_string *pg_keep(const zend_string *string) { return zend_string_init(ZSTR_VAL(string), ZSTR_LEN(string), 1); }

static void pg_remember_base_name(const zend_string *path)
{
	const char *base = pg_base_name(ZSTR_VAL(path));
	zend_hash_str_add_empty_element(&pg_base_names, base, strlen(base));
}

static void pg_remember(const zend_string *path, const pg_declaration *found)
{
	pg_declaration *kept = pemalloc(sizeof(*kept), 1);
	*kept = *found;
	if (found->name) {
		kept->name = pg_keep(found->name);
	}
	kept->path = pg_keep(path);
	zend_hash_update_ptr(&pg_declaring, kept->path, kept);
	pg_remember_base_name(path);
}

/* ---- what a compilation declared ---- */

typedef struct {
	const HashTable *table;
	uint32_t used, count;
} pg_mark;

static pg_mark pg_mark_of(const HashTable *table) { return (pg_mark) { table, table->nNumUsed, table->nNumOfElements }; }

/* Where to begin to look for what was added; when the table was compacted meanwhile, at its start. */
static uint32_t pg_since(pg_mark mark)
{
	const HashTable *table = mark.table;
	return table->nNumUsed - mark.used >= table->nNumOfElements - mark.count && table->nNumUsed >= mark.used ? mark.used : 0;
}

static void pg_find_function(pg_declaration *found, pg_mark mark, const zend_string *file)
{
	const HashTable *table = mark.table;
	for (uint32_t i = pg_since(mark); i < table->nNumUsed && !found->kind; i++) {
		const Bucket *bucket = table->arData + i;
		const zend_op_array *function = Z_TYPE(bucket->val) == IS_UNDEF ? NULL : Z_PTR(bucket->val);
		if (function && function->type == ZEND_USER_FUNCTION && zend_string_equals(function->filename, file)) {
			*found = (pg_declaration) { .kind = "function", .name = function->function_name, .line = function->line_start };
		}
	}
}

static void pg_find_class(pg_declaration *found, pg_mark mark, const zend_string *file)
{
	const HashTable *table = mark.table;
	for (uint32_t i = pg_since(mark); i < table->nNumUsed && !found->kind; i++) {
		const Bucket *bucket = table->arData + i;
		const zend_class_entry *ce = Z_TYPE(bucket->val) == IS_UNDEF ? NULL : Z_PTR(bucket->val);
		if (ce && ce->type == ZEND_USER_CLASS && (ce->ce_flags & ZEND_ACC_TOP_LEVEL) &&
			!(ce->ce_flags & ZEND_ACC_ANON_CLASS) && zend_string_equals(ce->info.user.filename, file)) {
			*found = (pg_declaration) { .kind = "class", .name = ce->name, .line = ce->info.user.line_start };
		}
	}
}

/* A `const` of the file's own; it can not be in a block. */
static void pg_find_constant(pg_declaration *found, const zend_op_array *code)
{
	for (uint32_t i = 0; i < code->last && !found->kind; i++) {
		const zend_op *op = &code->opcodes[i];
		if (op->opcode == ZEND_DECLARE_CONST) {
			*found = (pg_declaration) { .kind = "constant", .name = Z_STR_P(RT_CONSTANT(op, op->op1)), .line = op->lineno };
		}
	}
}

/* Whether a file's own code does more than declare, and whether it may end early. */
static void pg_look_at_code(pg_declaration *found, const zend_op_array *code)
{
	for (uint32_t i = 0; i < code->last; i++) {
		const zend_op *op = &code->opcodes[i];
		switch (op->opcode) {
			case ZEND_NOP: case ZEND_EXT_STMT: case ZEND_TICKS: case ZEND_DECLARE_CONST: case ZEND_DECLARE_CLASS: case ZEND_DECLARE_CLASS_DELAYED:
				break;
			case ZEND_RETURN:
				/* The last one is the end of every file. */
				found->leaves |= i + 1 < code->last && op->lineno <= found->line;
				/* Without a return of its own a file gives 1. */
				if (op->op1_type != IS_CONST || Z_TYPE_P(RT_CONSTANT(op, op->op1)) != IS_LONG || Z_LVAL_P(RT_CONSTANT(op, op->op1)) != 1) {
					found->runs = true;
				}
				break;
			default:
				found->runs = true;
		}
	}
}

static void pg_find(pg_declaration *found, pg_mark functions, pg_mark classes, const zend_op_array *code)
{
	pg_find_function(found, functions, code->filename);
	pg_find_class(found, classes, code->filename);
	pg_find_constant(found, code);
	if (found->kind) {
		pg_look_at_code(found, code);
	}
}

/* ---- what the process included ---- */

/* The tables and what is said of mistakes, while a file is only looked at. */
typedef struct {
	HashTable functions, classes, *kept_functions, *kept_classes;
	int errors, handled;
} pg_aside;

static void pg_aside_begin(pg_aside *aside)
{
	zend_hash_init(&aside->functions, 8, NULL, ZEND_FUNCTION_DTOR, 0);
	zend_hash_init(&aside->classes, 8, NULL, ZEND_CLASS_DTOR, 0);
	aside->kept_functions = CG(function_table);
	aside->kept_classes = CG(class_table);
	aside->errors = EG(error_reporting);
	aside->handled = EG(user_error_handler_error_reporting);
	CG(function_table) = &aside->functions;
	CG(class_table) = &aside->classes;
	/* Its warnings were given when the process compiled it; no handler of the user's runs in here. */
	EG(error_reporting) &= E_FATAL_ERRORS;
	EG(user_error_handler_error_reporting) = 0;
}

static void pg_aside_end(pg_aside *aside)
{
	CG(function_table) = aside->kept_functions;
	CG(class_table) = aside->kept_classes;
	EG(error_reporting) = aside->errors;
	EG(user_error_handler_error_reporting) = aside->handled;
}

static zend_op_array *pg_compile_aside(zend_string *path, pg_aside *aside)
{
	zend_file_handle handle;
	zend_op_array *volatile code = NULL;
	volatile bool bailed = false;
	zend_stream_init_filename_ex(&handle, path);
	pg_aside_begin(aside);
	zend_try {
		code = compile_file(&handle, ZEND_INCLUDE);
	} zend_catch {
		bailed = true;
	} zend_end_try();
	pg_aside_end(aside);
	zend_destroy_file_handle(&handle);
	if (bailed) {
		zend_bailout();
	}
	return code;
}

/* Looks at a file that the process included unseen. */
static void pg_learn(zend_string *path)
{
	pg_aside aside;
	pg_declaration found = {0};
	zend_op_array *code = pg_compile_aside(path, &aside);
	if (code) {
		pg_find(&found, (pg_mark) { .table = &aside.functions }, (pg_mark) { .table = &aside.classes }, code);
		pg_remember(code->filename, &found);
		destroy_op_array(code);
		efree_size(code, sizeof(*code));
	}
	zend_hash_destroy(&aside.classes);
	zend_hash_destroy(&aside.functions);
}

/* The last segments of what the process included since this was asked last. */
static void pg_name_process_files(void)
{
	for (; pg_process_named < pg_process_files->nNumUsed; pg_process_named++) {
		const Bucket *bucket = pg_process_files->arData + pg_process_named;
		if (Z_TYPE(bucket->val) != IS_UNDEF) {
			pg_remember_base_name(bucket->key);
		}
	}
}

/* ---- what the hooks of includes.c ask ---- */

bool pg_file_declares(const zend_string *path) { return pg_declaration_of(path) != NULL; }

/* A request is about to include this file once. */
void pg_request_asks_for(zend_string *path)
{
	if (zend_hash_exists(&EG(included_files), path)) {
		return;
	}
	if ((pg_process_files && zend_hash_exists(pg_process_files, path)) || pg_declaration_of(path)) {
		zend_hash_add_empty_element(&EG(included_files), path);
	}
}

/* What is known of the file; a process's own that a request comes to is looked at now. NULL: nothing. */
static pg_declaration *pg_known_of(zend_string *path)
{
	pg_declaration *found = pg_declaration_of(path);
	/* Only what is on the disk: a stream wrapper of the user's may wait. */
	if (!found && *ZSTR_VAL(path) == '/' && zend_hash_exists(pg_process_files, path)) {
		pg_learn(path);
		found = pg_declaration_of(path);
	}
	return found;
}

/* What the file has declared in this process; NULL: nothing. */
static pg_declaration *pg_declared_by(const zend_file_handle *handle)
{
	pg_name_process_files();
	zend_string *given = handle->opened_path ? handle->opened_path : handle->filename;
	const char *base = pg_base_name(ZSTR_VAL(given));
	if (!zend_hash_str_exists(&pg_base_names, base, strlen(base))) {
		return NULL;
	}
	pg_declaration *found = pg_known_of(given);
	if (!found && !handle->opened_path) {
		zend_string *path = pg_previous_resolve_path(given);
		if (path) {
			found = pg_known_of(path);
			zend_string_release(path);
		}
	}
	return found && found->kind ? found : NULL;
}

static void pg_refuse(const pg_declaration *found)
{
	zend_throw_error(NULL, "%s declares the %s %s on line %d and runs code, so it can not be included again for another "
		"request: move the declaration to a file of its own and include that with require_once", ZSTR_VAL(found->path),
		found->kind, ZSTR_VAL(found->name), found->line);
}

/* The code of a file without any, in the place of one whose declarations are there. */
static zend_op_array *pg_pass_over(const zend_file_handle *handle)
{
	zend_string *path = handle->opened_path ? zend_string_copy(handle->opened_path) : pg_previous_resolve_path(handle->filename);
	if (path) {
		zend_hash_add_empty_element(&EG(included_files), path);
		zend_string_release(path);
	}
	zend_string *text = zend_string_init(ZEND_STRL("return 1;"), 0);
	zend_op_array *code = zend_compile_string(text, ZSTR_VAL(handle->filename), ZEND_COMPILE_POSITION_AFTER_OPEN_TAG);
	zend_string_release(text);
	return code;
}

zend_op_array *pg_request_compiles(zend_file_handle *handle, int type)
{
	const pg_declaration *before = pg_declared_by(handle);
	if (UNEXPECTED(EG(exception))) {
		return NULL;
	}
	bool again = before && before->leaves && *before->kind == 'c';
	if (UNEXPECTED(before && !again)) {
		if (!before->runs) {
			return pg_pass_over(handle);
		}
		pg_refuse(before);
		return NULL;
	}
	pg_mark functions = pg_mark_of(EG(function_table)), classes = pg_mark_of(EG(class_table));
	/* Without opcache the compiler would write the value of a constant into the code: this request's, for all of them. */
	uint32_t options = CG(compiler_options);
	CG(compiler_options) |= ZEND_COMPILE_NO_CONSTANT_SUBSTITUTION;
	/* opcache ends the request where a class that it puts in place is there already; the compiler leaves that to the code. */
	zend_op_array *code = UNEXPECTED(again) ? compile_file(handle, type) : pg_previous_compile_file(handle, type);
	CG(compiler_options) = options;
	if (code && code->filename && !before) {
		pg_declaration found = {0};
		pg_find(&found, functions, classes, code);
		if (found.kind) {
			pg_remember(code->filename, &found);
		}
	}
	return code;
}

void pg_includes_autoloader(const zend_execute_data *caller)
{
	if (!pg_state_live || !caller || !caller->func || !ZEND_USER_CODE(caller->func->type) || caller->func->common.function_name) {
		return;
	}
	const zend_string *file = caller->func->op_array.filename;
	if (!pg_declaration_of(file)) {
		pg_declaration found = {0};
		pg_remember(file, &found);
	}
}

/* ---- the part ---- */

static bool pg_includes_startup(void)
{
	zend_hash_init(&pg_declaring, 64, NULL, NULL, 1);
	zend_hash_init(&pg_base_names, 64, NULL, NULL, 1);
	pg_loading_install();
	return true;
}

static void pg_includes_begin(void *place) { zend_hash_init(&EG(included_files), 8, NULL, NULL, 0); }

static void pg_includes_save(void *place)
{
	if (!pg_state_live) {
		pg_process_files = place;
	}
	memcpy(place, &EG(included_files), sizeof(HashTable));
}

static void pg_includes_load(void *place) { memcpy(&EG(included_files), place, sizeof(HashTable)); }

static void pg_includes_free(void *place) { zend_hash_destroy(&EG(included_files)); }

const pg_part pg_part_includes = {
	.name = "includes", .size = sizeof(HashTable), .whole = true, .startup = pg_includes_startup, .begin = pg_includes_begin,
	.save = pg_includes_save, .load = pg_includes_load, .free = pg_includes_free,
};

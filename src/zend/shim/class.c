/* Registers the classes, functions and constants that Rust describes. Objects carry one native pointer in front of the
 * zend_object; properties marked lazy stay undefined until PHP code first reads them. */
#include "shim.h"
#include "zend_attributes.h"
#include "zend_enum.h"

typedef struct {
	/* A lazy object whose properties somebody looked at: only then is there something to forget. An undefined slot is
	 * reached through the handlers below only. */
	bool touched;
	void *native;
	void (*drop)(void *native);
	zend_object std;
} pg_object;

typedef struct {
	const char *name;
	const char *type;          /* as PHP writes it; "" for none */
	const char *default_value; /* a constant expression, or NULL when required */
	bool by_reference, variadic, sensitive;
} pg_parameter;

typedef struct {
	const char *name;
	zif_handler handler;
	const pg_parameter *parameters;
	uint32_t count, required;
	const char *returns;
	uint32_t flags; /* ZEND_ACC_* */
} pg_function;

#define PG_OBJECT(object) ((pg_object *) ((char *) (object) - XtOffsetOf(pg_object, std)))
_Static_assert(XtOffsetOf(pg_object, std) - XtOffsetOf(pg_object, native) == 16, "native_of() in zend/class.rs reads the two words before the object");

zend_object_handlers pg_plain, pg_lazy;
extern void peregrine_fill(void *native, zend_object *object, uint32_t property);

static zend_object *pg_create(zend_class_entry *ce)
{
	pg_object *object = zend_object_alloc(sizeof(pg_object), ce);
	object->touched = false;
	object->native = NULL;
	object->drop = NULL;
	zend_object_std_init(&object->std, ce);
	object_properties_init(&object->std, ce);
	object->std.handlers = &pg_plain;
	return &object->std;
}

static zend_object *pg_create_lazy(zend_class_entry *ce)
{
	zend_object *object = pg_create(ce);
	object->handlers = &pg_lazy;
	return object;
}

static void pg_free(zend_object *std)
{
	pg_object *object = PG_OBJECT(std);
	if (object->native && object->drop) {
		void *native = object->native;
		object->native = NULL;
		object->drop(native);
	}
	zend_object_std_dtor(std);
}

/* ---- lazy properties: an undefined slot is filled when it is looked at ---- */

static void pg_fill_slot(zend_object *object, uint32_t index)
{
	if (Z_TYPE(object->properties_table[index]) == IS_UNDEF && PG_OBJECT(object)->native) {
		peregrine_fill(PG_OBJECT(object)->native, object, index);
	}
}
static void pg_fill_named(zend_object *object, zend_string *name)
{
	PG_OBJECT(object)->touched = true;
	zend_property_info *info = zend_hash_find_ptr(&object->ce->properties_info, name);
	if (info && !(info->flags & ZEND_ACC_STATIC)) {
		pg_fill_slot(object, OBJ_PROP_TO_NUM(info->offset));
	}
}
static zval *pg_read_property(zend_object *object, zend_string *name, int type, void **slot, zval *rv)
{
	pg_fill_named(object, name);
	return zend_std_read_property(object, name, type, slot, rv);
}
static zval *pg_get_property_ptr(zend_object *object, zend_string *name, int type, void **slot)
{
	pg_fill_named(object, name);
	return zend_std_get_property_ptr_ptr(object, name, type, slot);
}
static int pg_has_property(zend_object *object, zend_string *name, int check, void **slot)
{
	pg_fill_named(object, name);
	return zend_std_has_property(object, name, check, slot);
}
static zval *pg_write_property(zend_object *object, zend_string *name, zval *value, void **slot)
{
	PG_OBJECT(object)->touched = true;
	return zend_std_write_property(object, name, value, slot);
}
static HashTable *pg_get_properties(zend_object *object)
{
	PG_OBJECT(object)->touched = true;
	for (int i = 0; i < object->ce->default_properties_count; i++) {
		pg_fill_slot(object, i);
	}
	return zend_std_get_properties(object);
}

/* The collector looks at objects nobody uses, pooled ones among them: it must not fill them. */
static HashTable *pg_get_gc(zend_object *object, zval **table, int *count)
{
	*table = object->properties ? NULL : object->properties_table;
	*count = object->properties ? 0 : object->ce->default_properties_count;
	return object->properties;
}

void pg_class_startup(void)
{
	memcpy(&pg_plain, zend_get_std_object_handlers(), sizeof(pg_plain));
	pg_plain.offset = XtOffsetOf(pg_object, std);
	pg_plain.free_obj = pg_free;
	pg_plain.clone_obj = NULL;
	memcpy(&pg_lazy, &pg_plain, sizeof(pg_lazy));
	pg_lazy.read_property = pg_read_property;
	pg_lazy.write_property = pg_write_property;
	pg_lazy.get_property_ptr_ptr = pg_get_property_ptr;
	pg_lazy.has_property = pg_has_property;
	pg_lazy.get_properties = pg_get_properties;
	pg_lazy.get_gc = pg_get_gc;
}

void pg_object_attach(zend_object *object, void *native, void (*drop)(void *))
{
	PG_OBJECT(object)->native = native;
	PG_OBJECT(object)->drop = drop;
}

/* A lazy object with all its declared properties, whose references it takes over; the undefined ones are as declared. */
zend_object *pg_object_filled(zend_class_entry *ce, uint32_t count, const zval *values)
{
	ZEND_ASSERT(ce->create_object == pg_create_lazy && count == (uint32_t) ce->default_properties_count);
	pg_object *object = zend_object_alloc(sizeof(pg_object), ce);
	object->touched = false;
	object->native = NULL;
	object->drop = NULL;
	zend_object_std_init(&object->std, ce);
	for (uint32_t i = 0; i < count; i++) {
		zval *slot = &object->std.properties_table[i];
		if (Z_ISUNDEF(values[i])) {
			ZVAL_COPY_PROP(slot, &ce->default_properties_table[i]);
		} else {
			ZVAL_COPY_VALUE(slot, &values[i]);
			Z_PROP_FLAG_P(slot) = 0;
		}
	}
	object->std.handlers = &pg_lazy;
	return &object->std;
}

/* Makes the lazy properties undefined again: the object will show another native. */
void pg_object_forget(zend_object *object)
{
	if (!PG_OBJECT(object)->touched) {
		return;
	}
	PG_OBJECT(object)->touched = false;
	for (int i = 0; i < object->ce->default_properties_count; i++) {
		zval *slot = &object->properties_table[i];
		if (Z_TYPE_P(slot) != IS_UNDEF) {
			zval old;
			ZVAL_COPY_VALUE(&old, slot);
			ZVAL_UNDEF(slot);
			zval_ptr_dtor(&old);
		}
	}
	if (object->properties) {
		zend_array_release(object->properties);
		object->properties = NULL;
	}
}

/* ---- types ---- */

static uint32_t pg_type_mask(const char *name, size_t len)
{
	static const struct { const char *name; uint32_t mask; } known[] = {
		{"int", MAY_BE_LONG}, {"float", MAY_BE_DOUBLE}, {"string", MAY_BE_STRING}, {"bool", MAY_BE_BOOL},
		{"false", MAY_BE_FALSE}, {"array", MAY_BE_ARRAY}, {"null", MAY_BE_NULL}, {"void", MAY_BE_VOID},
		{"mixed", MAY_BE_ANY}, {"callable", MAY_BE_CALLABLE}, {"object", MAY_BE_OBJECT}, {"static", MAY_BE_STATIC},
		{"never", MAY_BE_NEVER},
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strlen(known[i].name) == len && !memcmp(known[i].name, name, len)) {
			return known[i].mask;
		}
	}
	return 0;
}

/* At most one class name in a union; "iterable" is written as Traversable|array. */
static zend_type pg_type(const char *text, uint32_t flags)
{
	uint32_t mask = 0;
	char *class_name = NULL;
	if (*text == '?') {
		mask |= MAY_BE_NULL;
		text++;
	}
	while (*text) {
		size_t len = strcspn(text, "|");
		uint32_t known = pg_type_mask(text, len);
		if (known) {
			mask |= known;
		} else {
			class_name = strndup(text, len);
		}
		text += len + (text[len] == '|');
	}
	if (class_name) {
		return (zend_type) ZEND_TYPE_INIT_CLASS_CONST_MASK(class_name, mask | flags);
	}
	return (zend_type) ZEND_TYPE_INIT_MASK(mask | flags);
}

static void pg_function_entry(zend_function_entry *entry, const pg_function *function)
{
	/* Lives as long as the process: the engine keeps pointers into it. */
	zend_internal_arg_info *info = calloc(function->count + 1, sizeof(*info));
	info[0].name = (const char *) (uintptr_t) function->required;
	info[0].type = pg_type(function->returns, _ZEND_ARG_INFO_FLAGS(0, 0, 0));
	for (uint32_t i = 0; i < function->count; i++) {
		const pg_parameter *parameter = &function->parameters[i];
		info[i + 1].name = parameter->name;
		info[i + 1].type = pg_type(parameter->type, _ZEND_ARG_INFO_FLAGS(parameter->by_reference, parameter->variadic, 0));
		info[i + 1].default_value = parameter->default_value;
	}
	entry->fname = function->name;
	entry->handler = function->handler;
	entry->arg_info = info;
	entry->num_args = function->count;
	entry->flags = function->flags;
}

static zend_function_entry *pg_function_entries(const pg_function *functions, uint32_t count)
{
	zend_function_entry *entries = calloc(count + 1, sizeof(*entries));
	for (uint32_t i = 0; i < count; i++) {
		pg_function_entry(&entries[i], &functions[i]);
	}
	return entries;
}

/* Whether a function of that name, in lower case, is there already. */
bool pg_has_function(const char *name, size_t len) { return zend_hash_str_exists(CG(function_table), name, len); }

bool pg_register_functions(const pg_function *functions, uint32_t count)
{
	return zend_register_functions(NULL, pg_function_entries(functions, count), NULL, MODULE_PERSISTENT) == SUCCESS;
}

/* ---- classes ---- */

static zend_class_entry *pg_known_class(const char *name)
{
	zend_string *lower = zend_string_init(name, strlen(name), 0);
	zend_str_tolower(ZSTR_VAL(lower), ZSTR_LEN(lower));
	zend_class_entry *ce = zend_hash_find_ptr(CG(class_table), lower);
	zend_string_release(lower);
	return ce;
}

/* Values of parameters marked #[\SensitiveParameter] are left out of backtraces. */
static void pg_mark_sensitive(zend_class_entry *class, const pg_function *method)
{
	for (uint32_t i = 0; i < method->count; i++) {
		if (method->parameters[i].sensitive) {
			zend_string *lower = zend_string_tolower(zend_string_init_interned(method->name, strlen(method->name), 1));
			zend_function *function = zend_hash_find_ptr(&class->function_table, lower);
			zend_string_release(lower);
			zend_add_parameter_attribute(function, i, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);
		}
	}
}

/* kind: 0 plain, 1 with a native part, 2 with a native part and lazy properties, 3 with a native part that foreach
 * walks. */
zend_class_entry *pg_register_class(const char *name, const char *parent, uint32_t flags, int kind, const pg_function *methods, uint32_t count)
{
	zend_class_entry ce;
	memset(&ce, 0, sizeof(ce));
	ce.name = zend_string_init_interned(name, strlen(name), 1);
	ce.info.internal.builtin_functions = pg_function_entries(methods, count);
	zend_class_entry *parent_ce = *parent ? pg_known_class(parent) : NULL;
	if (*parent && !parent_ce) {
		zend_error(E_CORE_ERROR, "Peregrine: class %s extends %s, which this PHP does not have", name, parent);
		return NULL;
	}
	zend_class_entry *class = zend_register_internal_class_ex(&ce, parent_ce);
	for (uint32_t i = 0; i < count; i++) {
		pg_mark_sensitive(class, &methods[i]);
	}
	class->ce_flags |= flags;
	if (kind != 0) {
		class->create_object = kind == 2 ? pg_create_lazy : pg_create;
		class->ce_flags |= ZEND_ACC_NOT_SERIALIZABLE;
	}
	return class;
}

void pg_class_implement(zend_class_entry *ce, const char *interface)
{
	zend_class_entry *found = pg_known_class(interface);
	if (found) {
		zend_class_implements(ce, 1, found);
	}
}

/* kind: 'u' undefined until filled, 'n' null, 'b' bool, 'i' int, 's' string, 'a' empty array. */
void pg_class_property(zend_class_entry *ce, const char *name, const char *type, char kind, const char *text, zend_long number, uint32_t flags)
{
	zval value;
	switch (kind) {
		case 'n': ZVAL_NULL(&value); break;
		case 'b': ZVAL_BOOL(&value, number); break;
		case 'i': ZVAL_LONG(&value, number); break;
		case 's': ZVAL_STR(&value, zend_string_init_interned(text, strlen(text), 1)); break;
		case 'a': ZVAL_EMPTY_ARRAY(&value); break;
		default: ZVAL_UNDEF(&value);
	}
	zend_string *key = zend_string_init_interned(name, strlen(name), 1);
	if (*type) {
		zend_declare_typed_property(ce, key, &value, flags, NULL, pg_type(type, 0));
	} else if (kind == 'u') {
		/* An untyped property can not be declared undefined: its default slot is emptied after. */
		ZVAL_NULL(&value);
		zend_declare_property_ex(ce, key, &value, flags, NULL);
		zend_property_info *info = zend_hash_find_ptr(&ce->properties_info, key);
		ZVAL_UNDEF(&ce->default_properties_table[OBJ_PROP_TO_NUM(info->offset)]);
	} else {
		zend_declare_property_ex(ce, key, &value, flags, NULL);
	}
}

void pg_class_constant(zend_class_entry *ce, const char *name, zend_long value)
{
	zend_declare_class_constant_long(ce, name, strlen(name), value);
}
void pg_register_constant_long(const char *name, zend_long value)
{
	zend_register_long_constant(name, strlen(name), value, CONST_CS | CONST_PERSISTENT, EG(current_module)->module_number);
}
void pg_register_constant_string(const char *name, const char *value)
{
	zend_register_string_constant(name, strlen(name), value, CONST_CS | CONST_PERSISTENT, EG(current_module)->module_number);
}

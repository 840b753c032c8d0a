/* Strings, arrays, objects and argument coercion for Rust: the parts of Zend's API that are macros or inline. */
#include "shim.h"

/* ---- zvals ---- */
void pg_zval_release(zval *value) { zval_ptr_dtor(value); }
zend_long pg_zval_long(zval *value) { return zval_get_long(value); }
zend_string *pg_zval_string(zval *value) { return zval_try_get_string(value); }
const char *pg_zval_type_name(zval *value) { return zend_zval_type_name(value); }

/* ---- strings ---- */
zend_string *pg_string_new(const char *bytes, size_t len)
{
	if (len == 0) {
		return ZSTR_EMPTY_ALLOC();
	}
	if (len == 1) {
		return ZSTR_CHAR((zend_uchar) *bytes);
	}
	return zend_string_init(bytes, len, 0);
}
zend_string *pg_string_permanent(const char *bytes, size_t len) { return zend_string_init_interned(bytes, len, 1); }
/* Takes over the reference; the result lives as long as the request and is not counted. */
zend_string *pg_string_intern(zend_string *string) { return zend_new_interned_string(string); }
zend_string *pg_string_uninitialised(size_t len)
{
	zend_string *string = zend_string_alloc(len, 0);
	ZSTR_VAL(string)[len] = 0;
	return string;
}
void pg_string_release(zend_string *string) { zend_string_release(string); }

/* ---- arrays ---- */
zend_array *pg_array_new(uint32_t capacity) { return zend_new_array(capacity); }
void pg_array_release(zend_array *array) { zend_array_release(array); }
void pg_array_push(zend_array *array, zval *value) { zend_hash_next_index_insert(array, value); }
void pg_array_set_index(zend_array *array, zend_ulong index, zval *value) { zend_hash_index_update(array, index, value); }
void pg_array_set_interned(zend_array *array, zend_string *key, zval *value) { zend_hash_update(array, key, value); }
/* "7" becomes the index 7, as PHP does; here and in pg_array_set. */
void pg_array_set_symbol(zend_array *array, zend_string *key, zval *value) { zend_symtable_update(array, key, value); }
void pg_array_set(zend_array *array, const char *key, size_t len, zval *value)
{
	zend_ulong index;
	if (ZEND_HANDLE_NUMERIC_STR(key, len, index)) {
		zend_hash_index_update(array, index, value);
	} else {
		zend_hash_str_update(array, key, len, value);
	}
}
zval *pg_array_get(const zend_array *array, const char *key, size_t len) { return zend_symtable_str_find((HashTable *) array, key, len); }

/* An empty array that is a hash from the start, also when its first key is 0: its elements are buckets. */
zend_array *pg_array_new_hash(uint32_t capacity)
{
	zend_array *array = zend_new_array(capacity);
	zend_hash_real_init_mixed(array);
	return array;
}

/* An array with the keys of `record`, made by pg_array_new_hash() and filled with interned keys and nulls. No key is hashed or
 * compared: the engine's layout is position-independent. */
zend_array *pg_array_like(const zend_array *record)
{
	zend_array *array = zend_new_array(record->nTableSize);
	zend_hash_real_init_mixed(array);
	memcpy(HT_GET_DATA_ADDR(array), HT_GET_DATA_ADDR(record), HT_USED_SIZE(record));
	array->nNumUsed = record->nNumUsed;
	array->nNumOfElements = record->nNumOfElements;
	array->nNextFreeElement = record->nNextFreeElement;
	return array;
}

/* A copy of an array made by pg_array_new_hash(), nothing of which was removed. Its keys need not be interned: with opcache most
 * strings of a running process are not. */
zend_array *pg_array_copy(const zend_array *array)
{
	zend_array *copy = pg_array_like(array);
	HT_FLAGS(copy) = HT_FLAGS(array);
	for (Bucket *bucket = copy->arData, *end = bucket + copy->nNumUsed; bucket < end; bucket++) {
		zend_string_addref(bucket->key);
		Z_TRY_ADDREF(bucket->val);
	}
	return copy;
}

/* ---- arguments: PHP's own coercion rules and messages; false: an exception was thrown ---- */
static bool pg_wrong(uint32_t n, zend_expected_type type, zval *arg)
{
	zend_wrong_parameter_type_error(n, type, arg);
	return false;
}
bool pg_arg_long(zval *arg, zend_long *to, uint32_t n)
{
	bool null;
	return zend_parse_arg_long(arg, to, &null, 0, n) || pg_wrong(n, Z_EXPECTED_LONG, arg);
}
bool pg_arg_double(zval *arg, double *to, uint32_t n)
{
	bool null;
	return zend_parse_arg_double(arg, to, &null, 0, n) || pg_wrong(n, Z_EXPECTED_DOUBLE, arg);
}
bool pg_arg_bool(zval *arg, bool *to, uint32_t n)
{
	bool null;
	return zend_parse_arg_bool(arg, to, &null, 0, n) || pg_wrong(n, Z_EXPECTED_BOOL, arg);
}
/* The string stays the argument's (coercion changes the argument in place). */
bool pg_arg_string(zval *arg, zend_string **to, uint32_t n)
{
	return zend_parse_arg_str(arg, to, 0, n) || pg_wrong(n, Z_EXPECTED_STRING, arg);
}
bool pg_arg_array(zval *arg, uint32_t n) { return Z_TYPE_P(arg) == IS_ARRAY || pg_wrong(n, Z_EXPECTED_ARRAY, arg); }
bool pg_arg_count_wrong(uint32_t min, uint32_t max)
{
	zend_wrong_parameters_count_error(min, max);
	return false;
}
void pg_arg_error(uint32_t n, const char *message, size_t len) { zend_argument_value_error(n, "%.*s", (int) len, message); }
void pg_arg_class_error(uint32_t n, const char *name, zval *arg) { zend_wrong_parameter_class_error(n, name, arg); }

/* Coercion as a parameter of that type does it, without strict_types. False: it does not fit, or an exception was thrown.
 * The value stays as it is. */
bool pg_weak_long(const zval *value, zend_long *to)
{
	zval copy;
	ZVAL_COPY_VALUE(&copy, value);
	return zend_parse_arg_long_weak(&copy, to, 0);
}
bool pg_weak_double(const zval *value, double *to)
{
	zval copy;
	ZVAL_COPY_VALUE(&copy, value);
	return zend_parse_arg_double_weak(&copy, to, 0);
}
/* The caller owns the string. */
zend_string *pg_weak_string(const zval *value)
{
	zval copy;
	zend_string *string;
	ZVAL_COPY(&copy, value);
	if (zend_parse_arg_str_weak(&copy, &string, 0)) {
		return string;
	}
	zval_ptr_dtor(&copy);
	return NULL;
}

/* ---- objects ---- */
zval *pg_property_slot(zend_object *object, uint32_t index) { return &object->properties_table[index]; }
void pg_property_set(zend_object *object, uint32_t index, zval *value)
{
	zval *slot = &object->properties_table[index];
	zval old;
	ZVAL_COPY_VALUE(&old, slot);
	ZVAL_COPY_VALUE(slot, value);
	zval_ptr_dtor(&old);
}
zval *pg_property_at(zend_object *object, uint32_t index)
{
	return index < (uint32_t) object->ce->default_properties_count ? &object->properties_table[index] : NULL;
}
void pg_property_write(zend_object *object, const char *name, size_t len, zval *value)
{
	zend_update_property(object->ce, object, name, len, value);
}
bool pg_instance_of(zend_object *object, zend_class_entry *ce) { return instanceof_function(object->ce, ce); }
bool pg_object_new(zval *to, zend_class_entry *ce) { return object_init_ex(to, ce) == SUCCESS; }
zend_class_entry *pg_class_lookup(const char *name, size_t len)
{
	zend_string *string = zend_string_init(name, len, 0);
	zend_class_entry *ce = zend_lookup_class(string);
	zend_string_release(string);
	return ce;
}

bool pg_construct(zval *object, uint32_t count, zval *params, bool *bailed)
{
	volatile bool ok = false;
	*bailed = false;
	zend_try {
		zend_call_known_instance_method(Z_OBJCE_P(object)->constructor, Z_OBJ_P(object), NULL, count, params);
		ok = EG(exception) == NULL;
	} zend_catch { *bailed = true; } zend_end_try();
	return ok;
}


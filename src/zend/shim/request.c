/* PHP's own rules for queries, forms and uploaded files (names with brackets, max_input_vars, is_uploaded_file()). */
#include "shim.h"
#include "SAPI.h"
#include "php_variables.h"
#include "rfc1867.h"

/* parse_str() into a new array. */
void pg_parse_query(const char *text, size_t len, zval *result)
{
	array_init(result);
	sapi_module.treat_data(PARSE_STRING, estrndup(text, len), result);
}

/* $array[name] = value, where name may have brackets; the array is made by the first. */
void pg_register_text(const char *name, const char *value, size_t len, zval *array)
{
	if (Z_TYPE_P(array) != IS_ARRAY) {
		array_init(array);
	}
	php_register_variable_safe(name, value, len, array);
}

void pg_register_long(const char *name, zend_long value, zval *array)
{
	zval number;
	if (Z_TYPE_P(array) != IS_ARRAY) {
		array_init(array);
	}
	ZVAL_LONG(&number, value);
	php_register_variable_ex(name, &number, array);
}

/* move_uploaded_file() accepts this path. */
void pg_upload_add(const char *path, size_t len)
{
	if (!SG(rfc1867_uploaded_files)) {
		ALLOC_HASHTABLE(SG(rfc1867_uploaded_files));
		zend_hash_init(SG(rfc1867_uploaded_files), 8, NULL, NULL, 0);
	}
	zval yes;
	ZVAL_TRUE(&yes);
	zend_hash_str_update(SG(rfc1867_uploaded_files), path, len, &yes);
}

void pg_upload_remove(const char *path, size_t len)
{
	if (SG(rfc1867_uploaded_files)) {
		zend_hash_str_del(SG(rfc1867_uploaded_files), path, len);
	}
}

/* Callables: resolved once, called many times, on a fiber of their own or between Rust frames. */
#include "shim.h"
#include "ext/standard/basic_functions.h"

static bool pg_resolve_closure(pg_callable *callable, zend_object *closure)
{
	zend_fcall_info_cache *cache = &callable->cache;
	if (closure->ce != zend_ce_closure ||
		closure->handlers->get_closure(closure, &cache->calling_scope, &cache->function_handler, &cache->object, 0) != SUCCESS) {
		return false;
	}
	cache->called_scope = cache->calling_scope;
	return true;
}

/* NULL with a reason (or none) when the value is not callable; the reason is freed by pg_reason_free. */
pg_callable *pg_callable_new(zval *value, char **reason)
{
	*reason = NULL;
	pg_callable *callable = emalloc(sizeof(*callable));
	callable->references = 1;
	if (EXPECTED(Z_TYPE_P(value) == IS_OBJECT) && EXPECTED(pg_resolve_closure(callable, Z_OBJ_P(value)))) {
		ZVAL_OBJ_COPY(&callable->value, Z_OBJ_P(value));
		return callable;
	}
	if (!zend_is_callable_ex(value, NULL, 0, NULL, &callable->cache, reason)) {
		efree(callable);
		return NULL;
	}
	if (*reason) {
		efree(*reason);
		*reason = NULL;
	}
	/* A trampoline (__call) is made anew for each call. */
	if (callable->cache.function_handler->common.fn_flags & ZEND_ACC_CALL_VIA_TRAMPOLINE) {
		zend_release_fcall_info_cache(&callable->cache);
	}
	ZVAL_COPY(&callable->value, value);
	return callable;
}

void pg_reason_free(char *reason) { efree(reason); }

/* The last reference is gone. */
void pg_callable_free(pg_callable *callable)
{
	zval_ptr_dtor(&callable->value);
	efree(callable);
}

static pg_callable *pg_callable_of_entry(const php_shutdown_function_entry *entry)
{
	pg_callable *callable = emalloc(sizeof(*callable));
	callable->references = 1;
	callable->cache = entry->fci_cache;
#if PHP_VERSION_ID >= 80500
	/* The entry has no value any more; its trampoline goes with it, and is made anew for the call. */
	zend_get_callable_zval_from_fcc(&entry->fci_cache, &callable->value);
	if (entry->fci_cache.function_handler->common.fn_flags & ZEND_ACC_CALL_VIA_TRAMPOLINE) {
		callable->cache.function_handler = NULL;
	}
#else
	ZVAL_COPY(&callable->value, &entry->fci.function_name);
#endif
	return callable;
}

/* Takes the first shutdown function out of PHP's list, and its parameters as a list; NULL when there is none. */
pg_callable *pg_take_shutdown_function(zval *params)
{
	HashTable *functions = BG(user_shutdown_function_names);
	if (!functions || zend_hash_num_elements(functions) == 0) {
		return NULL;
	}
	HashPosition at;
	zend_hash_internal_pointer_reset_ex(functions, &at);
	php_shutdown_function_entry *entry = zend_hash_get_current_data_ptr_ex(functions, &at);
	pg_callable *callable = pg_callable_of_entry(entry);
#if PHP_VERSION_ID >= 80500
	const zval *given = entry->params;
	uint32_t count = entry->param_count;
#else
	const zval *given = entry->fci.params;
	uint32_t count = entry->fci.param_count;
#endif
	array_init_size(params, count);
	for (uint32_t i = 0; i < count; i++) {
		zval param;
		ZVAL_COPY(&param, &given[i]);
		add_next_index_zval(params, &param);
	}
	zend_string *name;
	zend_ulong index;
	if (zend_hash_get_current_key_ex(functions, &name, &index, &at) == HASH_KEY_IS_STRING) {
		zend_hash_del(functions, name);
	} else {
		zend_hash_index_del(functions, index);
	}
	return callable;
}

/* Throws the TypeError of argument `n` that is not callable. */
pg_callable *pg_arg_callable(zval *arg, uint32_t n)
{
	char *reason;
	pg_callable *callable = pg_callable_new(arg, &reason);
	if (!callable) {
		if (reason) {
			zend_wrong_callback_error(n, reason);
		} else {
			zend_wrong_parameter_type_error(n, Z_EXPECTED_FUNC, arg);
		}
	}
	return callable;
}

void pg_call_run(const pg_call *call, zval *result)
{
	ZVAL_UNDEF(result);
	zend_fcall_info fci = {
		.size = sizeof(fci), .retval = result, .params = call->params, .param_count = call->count,
	};
	ZVAL_COPY_VALUE(&fci.function_name, &call->callable->value);
	zend_call_function(&fci, &call->callable->cache);
}

/* 0: called; 1: PHP bailed out (the caller unwinds its Rust frames and bails out again at its edge). */
int pg_call_guarded(const pg_call *call, zval *result)
{
	volatile int bailed = 0;
	zend_try { pg_call_run(call, result); } zend_catch { bailed = 1; } zend_end_try();
	return bailed;
}

/* An argument given by a name that is none of the parameters', to a variadic function; NULL without it. */
const zval *pg_call_named(const zend_execute_data *frame, const char *name, size_t len)
{
	if (!(ZEND_CALL_INFO(frame) & ZEND_CALL_HAS_EXTRA_NAMED_PARAMS)) {
		return NULL;
	}
	return zend_hash_str_find(frame->extra_named_params, name, len);
}

/* foreach over an object of ours: each loop has a walk of its own, made by Rust, which ends with the loop however that is
 * left. A subclass that overrides a method of Iterator gets PHP's usual calls of methods instead. */
#include "shim.h"

typedef struct {
	zend_object_iterator iterator;
	void *walk;
	zval current; /* undefined until asked for */
} pg_iterator;

extern void *peregrine_iterate(zend_object *object);
extern void peregrine_walk_free(void *walk);
extern void peregrine_walk_rewind(void *walk);
extern bool peregrine_walk_valid(void *walk);
extern void peregrine_walk_current(void *walk, zval *to);
extern void peregrine_walk_key(void *walk, zval *to);
extern void peregrine_walk_next(void *walk);

static void pg_walk_forget(zend_object_iterator *iterator)
{
	pg_iterator *self = (pg_iterator *) iterator;
	zval_ptr_dtor(&self->current);
	ZVAL_UNDEF(&self->current);
}
static void pg_walk_free(zend_object_iterator *iterator)
{
	pg_walk_forget(iterator);
	peregrine_walk_free(((pg_iterator *) iterator)->walk);
	zval_ptr_dtor(&iterator->data);
}
static int pg_walk_valid(zend_object_iterator *iterator)
{
	return peregrine_walk_valid(((pg_iterator *) iterator)->walk) ? SUCCESS : FAILURE;
}
static zval *pg_walk_current(zend_object_iterator *iterator)
{
	pg_iterator *self = (pg_iterator *) iterator;
	if (Z_ISUNDEF(self->current)) {
		peregrine_walk_current(self->walk, &self->current);
	}
	return &self->current;
}
static void pg_walk_key(zend_object_iterator *iterator, zval *key)
{
	peregrine_walk_key(((pg_iterator *) iterator)->walk, key);
}
static void pg_walk_next(zend_object_iterator *iterator)
{
	pg_walk_forget(iterator);
	peregrine_walk_next(((pg_iterator *) iterator)->walk);
}
static void pg_walk_rewind(zend_object_iterator *iterator)
{
	pg_walk_forget(iterator);
	peregrine_walk_rewind(((pg_iterator *) iterator)->walk);
}

static const zend_object_iterator_funcs pg_walk_funcs = {
	.dtor = pg_walk_free,
	.valid = pg_walk_valid,
	.get_current_data = pg_walk_current,
	.get_current_key = pg_walk_key,
	.move_forward = pg_walk_next,
	.rewind = pg_walk_rewind,
	.invalidate_current = pg_walk_forget,
};

static zend_object_iterator *pg_get_iterator(zend_class_entry *ce, zval *object, int by_reference)
{
	if (by_reference) {
		zend_throw_error(NULL, "An iterator cannot be used with foreach by reference");
		return NULL;
	}
	void *walk = peregrine_iterate(Z_OBJ_P(object));
	if (!walk) {
		return NULL;
	}
	pg_iterator *self = emalloc(sizeof(*self));
	zend_iterator_init(&self->iterator);
	ZVAL_OBJ_COPY(&self->iterator.data, Z_OBJ_P(object));
	self->iterator.funcs = &pg_walk_funcs;
	self->walk = walk;
	ZVAL_UNDEF(&self->current);
	return &self->iterator;
}

/* For a class that implements Iterator already. */
void pg_class_iterates(zend_class_entry *ce) { ce->get_iterator = pg_get_iterator; }

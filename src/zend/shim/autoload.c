/* Autoloading while other coroutines run. A loader that waits must not hide its class from them:
 *
 * 1. The engine marks a class in EG(in_autoload) while it is being loaded, and says "not found" to whoever asks meanwhile.
 *    Here the mark is a coroutine's (zend/loading.rs): others wait until the load is over, and look again.
 * 2. A class that extends or implements one which is not there yet is in the class table before it is linked, and the
 *    engine says "not found" for it, too. While such a coroutine (a pg_link) is switched out, its class is out of the
 *    table; who asks for it waits, as under 1.
 * 3. What the compiler keeps about unlinked classes belongs to the stack that links them. */
#include "includes.h"

static zend_class_entry *(*pg_previous_autoload)(zend_string *name, zend_string *lower);

/* ---- classes that are being linked ---- */

struct _pg_link {
	pg_link *next;
	pg_fiber *fiber;
	zend_class_entry *ce;
	zend_string *name;   /* in the class table while its coroutine runs */
	zend_string *hidden; /* its key there while it does not: that from before its declaration; NULL: it needs none, nobody
	                      * can ask for an anonymous class */
	bool is_hidden;
	bool is_lost;        /* another class has taken the name meanwhile */
	HashTable *obligations, *autoloads, *uses;
	zend_class_entry *linking;
};

pg_link *pg_links;

static void pg_rename_class(pg_link *link, zend_string *from, zend_string *to)
{
	zval *slot = zend_hash_find(EG(class_table), from);
	if (slot && Z_PTR_P(slot) == link->ce) {
		link->is_lost = !zend_hash_set_bucket_key(EG(class_table), (Bucket *) slot, to);
	}
}

static void pg_swap_linking(pg_link *link)
{
#define PG_SWAP(type, kept, global) { type value = link->kept; link->kept = CG(global); CG(global) = value; }
	PG_SWAP(HashTable *, obligations, delayed_variance_obligations)
	PG_SWAP(HashTable *, autoloads, delayed_autoloads)
	PG_SWAP(HashTable *, uses, unlinked_uses)
	PG_SWAP(zend_class_entry *, linking, current_linking_class)
}

/* The fiber is left, by parking or by entering another one. */
void pg_links_leave(pg_fiber *fiber)
{
	bool innermost = true;
	for (pg_link *link = pg_links; link; link = link->next) {
		if (link->fiber != fiber) {
			continue;
		}
		if (innermost) {
			pg_swap_linking(link);
			innermost = false;
		}
		if (link->hidden && !link->is_lost) {
			pg_rename_class(link, link->name, link->hidden);
			link->is_hidden = !link->is_lost;
			link->is_lost = false;
		}
	}
}

/* It runs again. */
void pg_links_return(pg_fiber *fiber)
{
	bool innermost = true;
	for (pg_link *link = pg_links; link; link = link->next) {
		if (link->fiber != fiber) {
			continue;
		}
		if (innermost) {
			pg_swap_linking(link);
			innermost = false;
		}
		if (link->is_hidden) {
			link->is_hidden = false;
			pg_rename_class(link, link->hidden, link->name);
		}
	}
}

/* The class whose declaration asks for another one now: its key in the class table and, unless it is anonymous, the key it
 * had before. NULL: none is being declared. */
static zval *pg_linking_now(void)
{
	const zend_execute_data *frame = EG(current_execute_data);
	if (!frame || !frame->func || !ZEND_USER_CODE(frame->func->type)) {
		return NULL;
	}
	const zend_op *op = frame->opline;
	if (op->opcode != ZEND_DECLARE_CLASS && op->opcode != ZEND_DECLARE_CLASS_DELAYED && op->opcode != ZEND_DECLARE_ANON_CLASS) {
		return NULL;
	}
	return RT_CONSTANT(op, op->op1);
}

/* Another coroutine is linking this very class: the same line of the same code. */
static bool pg_linked_by_other(const zend_class_entry *ce)
{
	for (const pg_link *other = pg_links; other; other = other->next) {
		/* opcache's are copied before they are changed. */
		if (other->ce == ce && other->fiber != pg_fiber_running() && !(ce->ce_flags & ZEND_ACC_IMMUTABLE)) {
			return true;
		}
	}
	return false;
}

static pg_link *pg_link_begin(zend_class_entry *ce, zend_string *name, zend_string *before)
{
	pg_link *link = ecalloc(1, sizeof(*link));
	link->fiber = pg_fiber_running();
	link->ce = ce;
	link->name = zend_string_copy(name);
	if (!(ce->ce_flags & ZEND_ACC_ANON_CLASS)) {
		/* Unless another compilation of the file has taken that one meanwhile. */
		link->hidden = zend_hash_exists(EG(class_table), before)
			? zend_strpprintf(0, "%cperegrine links %s %p", 0, ZSTR_VAL(name), (void *) ce) : zend_string_copy(before);
	}
	link->next = pg_links;
	pg_links = link;
	return link;
}

/* True: the class could keep its name. */
static bool pg_link_end(pg_link *link)
{
	for (pg_link **at = &pg_links; *at; at = &(*at)->next) {
		if (*at == link) {
			*at = link->next;
			break;
		}
	}
	bool lost = link->is_lost;
	if (link->hidden) {
		zend_string_release(link->hidden);
	}
	zend_string_release(link->name);
	efree(link);
	return !lost;
}

/* ---- autoloading ---- */

static zend_class_entry *pg_linked_class(zend_string *lower)
{
	zend_class_entry *ce = zend_hash_find_ptr(EG(class_table), lower);
	return ce && (ce->ce_flags & ZEND_ACC_LINKED) ? ce : NULL;
}

/* Loads, this coroutine's turn or nobody's; 1: PHP bailed out. */
static int pg_load_now(zend_string *name, zend_string *lower, zend_class_entry **ce)
{
	volatile int bailed = 0;
	zend_try { *ce = pg_previous_autoload(name, lower); } zend_catch { bailed = 1; } zend_end_try();
	return bailed;
}

/* The class as it is after waiting for others; loads it when it is still missing. 1: PHP bailed out. */
static int pg_load_in_turn(zend_string *name, zend_string *lower, zend_class_entry **ce)
{
	pg_turn turn;
	do {
		turn = peregrine_load_take(ZSTR_VAL(lower), ZSTR_LEN(lower));
	} while (turn == PG_WAITED && !(*ce = pg_linked_class(lower)));
	if (turn != PG_MINE) {
		return 0;
	}
	int bailed = pg_load_now(name, lower, ce);
	peregrine_load_give(ZSTR_VAL(lower), ZSTR_LEN(lower));
	return bailed;
}

/* The same, below the declaration of class `linking`. */
static int pg_load_for_link(zend_class_entry *linking, zend_string *name, zend_string *lower, zend_class_entry **ce)
{
	zval *names = pg_linking_now();
	zend_string *own = Z_STR(names[0]);
	bool claimed = !(linking->ce_flags & ZEND_ACC_ANON_CLASS) && peregrine_load_claim(ZSTR_VAL(own), ZSTR_LEN(own));
	pg_link *link = pg_link_begin(linking, own, linking->ce_flags & ZEND_ACC_ANON_CLASS ? NULL : Z_STR(names[1]));
	int bailed = pg_load_in_turn(name, lower, ce);
	bool kept = pg_link_end(link);
	if (claimed) {
		peregrine_load_give(ZSTR_VAL(own), ZSTR_LEN(own));
	}
	if (UNEXPECTED(!kept) && !bailed) {
		zend_error_noreturn(E_COMPILE_ERROR, "Cannot declare class %s, because the name is already in use", ZSTR_VAL(linking->name));
	}
	return bailed;
}

static zend_class_entry *pg_autoload_in_coroutine(zend_string *name, zend_string *lower)
{
	const zval *names = pg_linking_now();
	zend_class_entry *ce = NULL, *linking = names ? zend_hash_find_ptr(EG(class_table), Z_STR_P(names)) : NULL;
	if (linking && (linking->ce_flags & ZEND_ACC_LINKED)) {
		linking = NULL;
	}
	if (linking && pg_linked_by_other(linking)) {
		zend_throw_error(NULL, "Class %s is being declared by another coroutine, which waits for what it extends: declare "
			"it before coroutines run, or load its parents first", ZSTR_VAL(linking->name));
		return NULL;
	}
	/* The caller takes the mark out again; that it is gone by then does not matter. */
	zend_hash_del(EG(in_autoload), lower);
	/* An exception that waits for the end of this load is this stack's. */
	zend_object *exception = EG(prev_exception);
	EG(prev_exception) = NULL;
	int bailed = linking ? pg_load_for_link(linking, name, lower, &ce) : pg_load_in_turn(name, lower, &ce);
	EG(prev_exception) = exception;
	if (UNEXPECTED(bailed)) {
		zend_bailout();
	}
	return ce;
}

static zend_class_entry *pg_autoload(zend_string *name, zend_string *lower)
{
	return pg_in_coroutine() ? pg_autoload_in_coroutine(name, lower) : pg_previous_autoload(name, lower);
}

/* ---- spl_autoload_register() ---- */

static zif_handler pg_original_register;

static ZEND_FUNCTION(pg_spl_autoload_register)
{
	pg_includes_autoloader(EX(prev_execute_data));
	pg_original_register(INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

void pg_autoload_startup(void)
{
	pg_original_register = pg_replace_function("spl_autoload_register", ZEND_FN(pg_spl_autoload_register));
}

void pg_autoload_install(void)
{
	pg_previous_autoload = zend_autoload;
	zend_autoload = pg_autoload;
}

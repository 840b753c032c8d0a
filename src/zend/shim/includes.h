/* Loading code while other coroutines run: what autoload.c, includes.c and state_includes.c know of each other. */
#ifndef PEREGRINE_INCLUDES_H
#define PEREGRINE_INCLUDES_H

#include "shim.h"

/* How it goes on for who wants to load something; the numbers are those of zend/loading.rs. */
typedef enum { PG_MINE, PG_NESTED, PG_WAITED, PG_CIRCLE, PG_STOPPED } pg_turn;

/* Rust, zend/loading.rs */
extern pg_turn peregrine_load_take(const char *class, size_t len);
extern bool peregrine_load_claim(const char *class, size_t len);
extern void peregrine_load_give(const char *class, size_t len);
extern pg_turn peregrine_load_pause(int64_t owner, uint32_t attempt);
extern int64_t peregrine_load_running(void);
extern bool peregrine_load_frame(int64_t id, zend_execute_data **frame);

/* includes.c. When PHP starts (functions), and when an event loop does (hooks: outside opcache's, which come last). */
void pg_loading_startup(void);
void pg_loading_install(void);
extern zend_string *(*pg_previous_resolve_path)(zend_string *filename);
extern zend_op_array *(*pg_previous_compile_file)(zend_file_handle *handle, int type);

/* state_constants.c: define() */
void pg_constants_hook(void);

/* autoload.c */
void pg_autoload_startup(void);
void pg_autoload_install(void);

/* state_includes.c: the parts of a request's state in it. */
void pg_request_asks_for(zend_string *path);
zend_op_array *pg_request_compiles(zend_file_handle *handle, int type);
bool pg_file_declares(const zend_string *path);
/* spl_autoload_register() is called by the code of `caller`: when that is a file's own, the file is included for good. */
void pg_includes_autoloader(const zend_execute_data *caller);

/* opcache.c. Before opcache resolves or compiles this path; when the working directory was changed without chdir(). */
void pg_opcache_install(void);
void pg_opcache_resolves(const zend_string *path);
void pg_opcache_compiles(const zend_string *path);
void pg_opcache_left_directory(void);

#endif

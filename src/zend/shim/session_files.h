/* The save handler that requests have in place of PHP's "files"; see session_files.c. */
#ifndef PEREGRINE_SESSION_FILES_H
#define PEREGRINE_SESSION_FILES_H

#include "ext/session/php_session.h"

extern const ps_module pg_session_files;

/* Finds the function of ext/session that makes ids; false: there is none. */
bool pg_session_files_startup(void);

#endif

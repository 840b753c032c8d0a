/* What output_add_rewrite_var() and session.use_trans_sid add to the links of a request's pages. Mostly nothing, which costs
 * one look at each switch. */
#include "state.h"
#include "ext/standard/basic_functions.h"

#define PG_REWRITERS 2

typedef struct {
	bool is_kept[PG_REWRITERS];
	url_adapt_state_ex_t kept[PG_REWRITERS];
} pg_rewriter;

static url_adapt_state_ex_t *pg_live_rewriter(int i) { return i ? &BG(url_adapt_session_ex) : &BG(url_adapt_output_ex); }

/* As it is before anything was added; the tags are the ini setting's. */
static void pg_rewriter_reset(url_adapt_state_ex_t *live)
{
	HashTable *tags = live->tags;
	int type = live->type;
	memset(live, 0, sizeof(*live));
	live->tags = tags;
	live->type = type;
}

static void pg_rewriter_begin(void *place)
{
	pg_rewriter *own = place;
	for (int i = 0; i < PG_REWRITERS; i++) {
		own->is_kept[i] = false;
	}
}

static void pg_rewriter_save(void *place)
{
	pg_rewriter *own = place;
	for (int i = 0; i < PG_REWRITERS; i++) {
		url_adapt_state_ex_t *live = pg_live_rewriter(i);
		if (UNEXPECTED(live->active || live->url_app.s)) {
			own->kept[i] = *live;
			own->is_kept[i] = true;
			pg_rewriter_reset(live);
		}
	}
}

static void pg_rewriter_load(void *place)
{
	pg_rewriter *own = place;
	for (int i = 0; i < PG_REWRITERS; i++) {
		if (UNEXPECTED(own->is_kept[i])) {
			url_adapt_state_ex_t *live = pg_live_rewriter(i);
			HashTable *tags = live->tags;
			*live = own->kept[i];
			live->tags = tags;
			own->is_kept[i] = false;
		}
	}
}

static void pg_rewriter_free(void *place)
{
	for (int i = 0; i < PG_REWRITERS; i++) {
		url_adapt_state_ex_t *live = pg_live_rewriter(i);
		if (EXPECTED(!live->active && !live->url_app.s)) {
			continue;
		}
		smart_str *texts[] = { &live->buf, &live->result, &live->tag, &live->arg, &live->attr_val, &live->form_app, &live->url_app };
		for (size_t n = 0; n < sizeof(texts) / sizeof(*texts); n++) {
			smart_str_free(texts[n]);
		}
		pg_rewriter_reset(live);
	}
}

const pg_part pg_part_rewriter = {
	.name = "rewriter", .size = sizeof(pg_rewriter), .whole = true, .begin = pg_rewriter_begin, .save = pg_rewriter_save,
	.load = pg_rewriter_load, .free = pg_rewriter_free,
};

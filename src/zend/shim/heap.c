/* Huge pages under PHP's heap. A worker that has many applications in memory (a kernel for each request under way, caches in
 * arrays) touches more 4 KiB pages in a request than the processor remembers the places of. PHP itself asks for huge pages only
 * when USE_ZEND_ALLOC_HUGE_PAGES was in the environment as it started.
 *
 * 1. The heap is made of chunks of 2 MiB, in a ring. Each chunk begins with its heap and its neighbours (Zend/zend_alloc.c, all
 *    versions since 7.0); a ring that looks different is left alone.
 * 2. Chunks from before the fork are shared with the master and the other workers, and stay so.
 * 3. A small heap stays as it is: a huge page is all of 2 MiB from its first byte on.
 *
 * Runs on the PHP thread of a worker, every now and then. */
#include "shim.h"
#include <sys/mman.h>

#define PG_CHUNK ((size_t) 2 << 20)
#define PG_LARGE 8 /* chunks */
/* Linux 6.1; what is there is moved onto a huge page at once. */
#ifndef MADV_COLLAPSE
# define MADV_COLLAPSE 25
#endif

typedef struct _pg_chunk {
	void *heap;
	struct _pg_chunk *next, *prev;
} pg_chunk;

static HashTable *pg_shared; /* numbers of those from before the fork; NULL: not begun */
static HashTable *pg_moved;  /* of those that are on huge pages, as far as the kernel could do it */
static size_t pg_heap_size;  /* when there was nothing left to do */

static zend_ulong pg_number(const pg_chunk *chunk) { return (uintptr_t) chunk / PG_CHUNK; }
static bool pg_has(const HashTable *chunks, const pg_chunk *chunk) { return zend_hash_index_exists(chunks, pg_number(chunk)); }

static void pg_add(HashTable *chunks, const pg_chunk *chunk)
{
	zval known;
	ZVAL_TRUE(&known);
	zend_hash_index_update(chunks, pg_number(chunk), &known);
}

static HashTable *pg_chunks_new(void)
{
	HashTable *chunks = pemalloc(sizeof(*chunks), 1);
	zend_hash_init(chunks, 64, NULL, NULL, 1);
	return chunks;
}

/* Any chunk of the ring; NULL: the heap is not PHP's usual kind. */
static pg_chunk *pg_ring(void)
{
	if (!is_zend_mm()) {
		return NULL;
	}
	void *small = emalloc(8);
	pg_chunk *chunk = (pg_chunk *) ((uintptr_t) small & ~(PG_CHUNK - 1));
	efree(small);
	return chunk->heap == zend_mm_get_heap() && chunk->next->prev == chunk ? chunk : NULL;
}

/* An older kernel does it in its own time. */
static void pg_move(pg_chunk *chunk)
{
	if (madvise(chunk, PG_CHUNK, MADV_COLLAPSE) != 0) {
		madvise(chunk, PG_CHUNK, MADV_HUGEPAGE);
	}
}

static bool pg_is_large(const pg_chunk *ring)
{
	const pg_chunk *chunk = ring;
	int own = 0;
	do {
		own += !pg_has(pg_shared, chunk);
		chunk = chunk->next;
	} while (chunk != ring);
	return own >= PG_LARGE;
}

/* In a worker that has just begun. */
void pg_heap_begin(void)
{
	pg_chunk *ring = pg_shared ? NULL : pg_ring(), *chunk = ring;
	if (!ring) {
		return;
	}
	pg_shared = pg_chunks_new();
	pg_moved = pg_chunks_new();
	do {
		pg_add(pg_shared, chunk);
		chunk = chunk->next;
	} while (chunk != ring);
}

/* Moves at most so many chunks that came since; the next look goes on. */
void pg_heap_look(int most)
{
	size_t size = zend_memory_usage(true);
	pg_chunk *ring = pg_shared && size != pg_heap_size ? pg_ring() : NULL, *chunk = ring;
	if (!ring) {
		return;
	}
	if (!pg_is_large(ring)) {
		pg_heap_size = size;
		return;
	}
	/* Made anew: the kernel may give the place of a chunk that is gone to another. */
	HashTable *before = pg_moved;
	pg_moved = pg_chunks_new();
	int left = 0;
	do {
		if (pg_has(before, chunk)) {
			pg_add(pg_moved, chunk);
		} else if (!pg_has(pg_shared, chunk)) {
			if (most-- > 0) {
				pg_move(chunk);
				pg_add(pg_moved, chunk);
			} else {
				left++;
			}
		}
		chunk = chunk->next;
	} while (chunk != ring);
	zend_hash_destroy(before);
	pefree(before, 1);
	if (!left) {
		pg_heap_size = size;
	}
}

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_MEM_H
#define BASE_MEM_H
/*
 * mem - zeroed memory with overflow-checked sizes.
 *
 * Everything here comes from calloc/realloc/aligned_alloc, so free() and AUTO(mem) fit all of
 * it. Nothing aborts: NULL means no memory, and callers say so with ERR_NOMEM.
 */
#include <stddef.h>

#include "base/err.h"

enum { MEM_ALIGN = 64 }; /* one cache line, one AVX-512 register */

void *mem_array(size_t n, size_t size) MUST_USE;         /* [n] zeroed; n == 0 gives one byte */
void *mem_array_aligned(size_t n, size_t size) MUST_USE; /* the same, on MEM_ALIGN */
/* Grow *p to hold at least `need` items (doubling); *cap is updated. -ERR_NOMEM or 0; on
 * failure *p and *cap stay valid. The new part is not zeroed. */
int mem_grow(void *p, size_t *cap, size_t need, size_t size) MUST_USE;
char *mem_strdup(const char *s) MUST_USE;
void mem_freep(void *p); /* for AUTO(mem): takes the address of any pointer, NULLs it */

#define N_ELEMS(a) (sizeof(a) / sizeof((a)[0]))

#endif

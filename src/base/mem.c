/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *mem_array(size_t n, size_t size) { return n && size ? calloc(n, size) : calloc(1, 1); }

void *mem_array_aligned(size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes) || bytes > SIZE_MAX - MEM_ALIGN)
        return NULL;
    bytes = (bytes + MEM_ALIGN) / MEM_ALIGN * MEM_ALIGN;
    void *p = aligned_alloc(MEM_ALIGN, bytes);
    if (p)
        memset(p, 0, bytes);
    return p;
}

int mem_grow(void *p, size_t *cap, size_t need, size_t size)
{
    size_t want = *cap ? *cap : 16, bytes;
    void *old, *grown;

    if (need <= *cap)
        return 0;
    while (want < need)
        if (__builtin_mul_overflow(want, (size_t)2, &want))
            return -ERR_NOMEM;
    if (__builtin_mul_overflow(want, size, &bytes))
        return -ERR_NOMEM;
    memcpy(&old, p, sizeof(old));
    grown = realloc(old, bytes);
    if (!grown)
        return -ERR_NOMEM;
    memcpy(p, &grown, sizeof(grown));
    *cap = want;
    return 0;
}

char *mem_strdup(const char *s)
{
    size_t n = strlen(s) + 1;
    char *copy = mem_array(n, 1);
    return copy ? memcpy(copy, s, n) : NULL;
}

void mem_freep(void *p)
{
    void *owned;
    memcpy(&owned, p, sizeof(owned));
    free(owned);
    memset(p, 0, sizeof(owned));
}

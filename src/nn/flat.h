/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NN_FLAT_H
#define NN_FLAT_H
/*
 * flat - reads a FlatBuffer without trusting a byte of it.
 *
 * A table is found through an unsigned offset (forward), its vtable through a signed one; the
 * vtable holds its own size, the table's size, then one 16-bit offset for each field (0: the
 * field has its default). Every position is checked against the file before it is read; nothing
 * needs to be aligned. Format: https://flatbuffers.dev/internals (little endian, as is x86).
 *
 * All functions fail with -ERR_FORMAT and the byte position. Views point into the file.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct flat {
    const uint8_t *data;
    size_t n;
};

struct flat_table {
    const struct flat *file;
    size_t pos, size;           /* the table's own bytes */
    size_t vt_pos, vt_n_fields; /* the vtable's field offsets */
};

struct flat_vector {
    const struct flat *file;
    size_t pos; /* of the first element */
    uint32_t n;
};

int flat_root(const struct flat *file, struct flat_table *ret, struct err *err) MUST_USE;

/* A scalar field of 1, 2 or 4 bytes, sign extended; `fallback` where the table leaves it out.
 */
int flat_i8(const struct flat_table *t, unsigned field, int32_t fallback, int32_t *ret,
            struct err *err) MUST_USE;
int flat_i32(const struct flat_table *t, unsigned field, int32_t fallback, int32_t *ret,
             struct err *err) MUST_USE;

/* A table field; *ret_found = 0 and *ret untouched where the table leaves it out. */
int flat_sub(const struct flat_table *t, unsigned field, struct flat_table *ret, int *ret_found,
             struct err *err) MUST_USE;

/* A vector field of elements of elem_size bytes; n = 0 where the table leaves it out. */
int flat_vec(const struct flat_table *t, unsigned field, size_t elem_size,
             struct flat_vector *ret, struct err *err) MUST_USE;

/* Element i < v->n of a vector of int32 (checked by flat_vec already), or of tables. */
int32_t flat_vec_i32(const struct flat_vector *v, uint32_t i);
int flat_vec_table(const struct flat_vector *v, uint32_t i, struct flat_table *ret,
                   struct err *err) MUST_USE;

#endif

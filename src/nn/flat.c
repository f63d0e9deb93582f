/* SPDX-License-Identifier: Apache-2.0 */
#include "nn/flat.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

static bool fits(const struct flat *f, size_t pos, size_t n)
{
    return pos <= f->n && n <= f->n - pos;
}

static int outside(struct err *err, size_t pos, const char *what)
{
    return err_set_at(err, ERR_FORMAT, pos, "%s at byte %zu lies outside the file", what, pos);
}

static uint32_t load_u32(const struct flat *f, size_t pos)
{
    uint32_t v;
    memcpy(&v, f->data + pos, sizeof(v));
    return v;
}

static uint16_t load_u16(const struct flat *f, size_t pos)
{
    uint16_t v;
    memcpy(&v, f->data + pos, sizeof(v));
    return v;
}

/* Follow the unsigned offset stored at pos. */
static int follow(const struct flat *f, size_t pos, size_t *ret, struct err *err)
{
    if (!fits(f, pos, 4))
        return outside(err, pos, "an offset");
    size_t to = pos + load_u32(f, pos);
    if (!fits(f, to, 4))
        return err_set_at(err, ERR_FORMAT, pos, "the offset at byte %zu leads outside the file",
                          pos);
    *ret = to;
    return 0;
}

static int table_at(const struct flat *f, size_t pos, struct flat_table *ret, struct err *err)
{
    int64_t vt;

    if (!fits(f, pos, 4))
        return outside(err, pos, "a table");
    vt = (int64_t)pos - (int32_t)load_u32(f, pos);
    if (vt < 0 || !fits(f, (size_t)vt, 4))
        return err_set_at(err, ERR_FORMAT, pos, "the table at byte %zu has no valid vtable",
                          pos);
    size_t vt_size = load_u16(f, (size_t)vt), size = load_u16(f, (size_t)vt + 2);
    if (vt_size < 4 || vt_size % 2 != 0 || !fits(f, (size_t)vt, vt_size))
        return err_set_at(err, ERR_FORMAT, (uint64_t)vt,
                          "the vtable at byte %zu has bad size %zu", (size_t)vt, vt_size);
    if (size < 4 || !fits(f, pos, size))
        return err_set_at(err, ERR_FORMAT, pos, "the table at byte %zu has bad size %zu", pos,
                          size);
    *ret = (struct flat_table){ f, pos, size, (size_t)vt + 4, (vt_size - 4) / 2 };
    return 0;
}

/* Position of a field of n bytes; 0 where the table leaves it out. */
static int field_pos(const struct flat_table *t, unsigned field, size_t n, size_t *ret,
                     struct err *err)
{
    *ret = 0;
    if (field >= t->vt_n_fields)
        return 0;
    size_t at = load_u16(t->file, t->vt_pos + 2 * (size_t)field);
    if (at == 0)
        return 0;
    if (at < 4 || at > t->size || n > t->size - at)
        return err_set_at(err, ERR_FORMAT, t->pos,
                          "field %u of the table at byte %zu lies outside it", field, t->pos);
    *ret = t->pos + at;
    return 0;
}

int flat_root(const struct flat *file, struct flat_table *ret, struct err *err)
{
    size_t pos = 0;
    int rc = follow(file, 0, &pos, err);
    return rc < 0 ? rc : table_at(file, pos, ret, err);
}

int flat_i8(const struct flat_table *t, unsigned field, int32_t fallback, int32_t *ret,
            struct err *err)
{
    size_t pos = 0;
    int rc = field_pos(t, field, 1, &pos, err);
    if (rc < 0)
        return rc;
    *ret = pos ? (int8_t)t->file->data[pos] : fallback;
    return 0;
}

int flat_i32(const struct flat_table *t, unsigned field, int32_t fallback, int32_t *ret,
             struct err *err)
{
    size_t pos = 0;
    int rc = field_pos(t, field, 4, &pos, err);
    if (rc < 0)
        return rc;
    *ret = pos ? (int32_t)load_u32(t->file, pos) : fallback;
    return 0;
}

int flat_sub(const struct flat_table *t, unsigned field, struct flat_table *ret, int *ret_found,
             struct err *err)
{
    size_t pos = 0;
    int rc = field_pos(t, field, 4, &pos, err);
    if (rc < 0)
        return rc;
    *ret_found = pos != 0;
    if (!pos)
        return 0;
    rc = follow(t->file, pos, &pos, err);
    return rc < 0 ? rc : table_at(t->file, pos, ret, err);
}

int flat_vec(const struct flat_table *t, unsigned field, size_t elem_size,
             struct flat_vector *ret, struct err *err)
{
    size_t pos = 0;
    int rc = field_pos(t, field, 4, &pos, err);
    if (rc < 0)
        return rc;
    *ret = (struct flat_vector){ t->file, 0, 0 };
    if (!pos)
        return 0;
    rc = follow(t->file, pos, &pos, err);
    if (rc < 0)
        return rc;
    uint32_t n = load_u32(t->file, pos);
    if (n > (t->file->n - pos - 4) / elem_size)
        return err_set_at(err, ERR_FORMAT, pos, "the vector at byte %zu claims %u elements",
                          pos, n);
    *ret = (struct flat_vector){ t->file, pos + 4, n };
    return 0;
}

int32_t flat_vec_i32(const struct flat_vector *v, uint32_t i)
{
    assert(i < v->n);
    return (int32_t)load_u32(v->file, v->pos + 4 * (size_t)i);
}

int flat_vec_table(const struct flat_vector *v, uint32_t i, struct flat_table *ret,
                   struct err *err)
{
    size_t pos = 0;
    assert(i < v->n);
    int rc = follow(v->file, v->pos + 4 * (size_t)i, &pos, err);
    return rc < 0 ? rc : table_at(v->file, pos, ret, err);
}

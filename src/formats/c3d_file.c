/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/c3d_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/formats.h"

enum { BLOCK = 512, MAGIC = 0x50, MAX_DIMS = 7 };

int c3d_int16(const struct c3d_file *f, size_t pos)
{
    const uint8_t *b = f->data + pos;
    unsigned v =
        f->processor == C3D_MIPS ? (unsigned)b[0] << 8 | b[1] : (unsigned)b[1] << 8 | b[0];
    return v < 0x8000 ? (int)v : (int)v - 0x10000;
}

static unsigned uint16_at(const struct c3d_file *f, size_t pos)
{
    return (unsigned)c3d_int16(f, pos) & 0xffff;
}

/* VAX F floating: words swapped, an exponent of base 2 with excess 128, a hidden bit of 1/2. */
static double dec_float(const uint8_t *b)
{
    uint32_t bits = (uint32_t)b[1] << 24 | (uint32_t)b[0] << 16 | (uint32_t)b[3] << 8 | b[2];
    int exponent = bits >> 23 & 0xff;
    if (exponent == 0)
        return bits >> 31 ? NAN : 0; /* with a sign: the reserved operand */
    double v = ldexp(0.5 + (bits & 0x7fffff) / (double)(1 << 24), exponent - 128);
    return bits >> 31 ? -v : v;
}

double c3d_float(const struct c3d_file *f, size_t pos)
{
    const uint8_t *b = f->data + pos;
    uint32_t bits;
    float v;

    if (f->processor == C3D_DEC)
        return dec_float(b);
    bits = f->processor == C3D_MIPS
               ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]
               : (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
    memcpy(&v, &bits, sizeof(v));
    return v;
}

/* -- parameters ---------------------------------------------------------------------------- */

static void copy_name(char *ret, size_t size, const uint8_t *s, size_t n)
{
    size_t k = 0;
    for (; k < n && k + 1 < size; k++)
        ret[k] = s[k] >= 'a' && s[k] <= 'z' ? (char)(s[k] - 'a' + 'A') : (char)s[k];
    ret[k] = '\0';
}

static int int8_at(const struct c3d_file *f, size_t pos)
{
    int v = f->data[pos];
    return v < 128 ? v : v - 256;
}

static size_t type_size(int type) { return type == 4 ? 4 : type == 2 ? 2 : 1; }

static int add_param(struct c3d_file *f, int group, const uint8_t *name, size_t name_n,
                     size_t pos, struct err *err)
{
    struct c3d_param p = { .group = group, .count = 1 };

    if (pos + 2 > f->n)
        return err_set_at(err, ERR_FORMAT, pos, "parameter at byte %zu is cut off", pos);
    p.type = int8_at(f, pos);
    p.n_dims = f->data[pos + 1];
    if (p.n_dims > MAX_DIMS || pos + 2 + p.n_dims > f->n)
        return err_set_at(err, ERR_FORMAT, pos,
                          "parameter at byte %zu has %u dimensions, at most %d are possible",
                          pos, p.n_dims, MAX_DIMS);
    for (unsigned d = 0; d < p.n_dims; d++) {
        p.dim[d] = f->data[pos + 2 + d];
        if (__builtin_mul_overflow(p.count, (size_t)p.dim[d], &p.count))
            p.count = SIZE_MAX / 8;
    }
    p.pos = pos + 2 + p.n_dims;
    if (p.count > (f->n - p.pos) / type_size(p.type))
        return err_set_at(err, ERR_FORMAT, pos,
                          "parameter at byte %zu says it has %zu values, the file ends before",
                          pos, p.count);
    copy_name(p.name, sizeof(p.name), name, name_n);
    if (f->n_params == C3D_MAX_PARAMS)
        return err_set_at(err, ERR_LIMIT, pos, "more than %d parameters", C3D_MAX_PARAMS);
    if (mem_grow(&f->param, &f->cap_params, f->n_params + 1, sizeof(*f->param)) < 0)
        return err_set(err, ERR_NOMEM, "no memory for %zu parameters", f->n_params);
    f->param[f->n_params++] = p;
    return 0;
}

static int read_params(struct c3d_file *f, size_t pos, struct err *err)
{
    while (pos + 2 <= f->n) {
        int name_n = abs(int8_at(f, pos)), id = int8_at(f, pos + 1);
        size_t after = pos + 2 + (size_t)name_n;

        if (name_n == 0)
            return 0;
        if (after + 2 > f->n)
            break;
        size_t offset = uint16_at(f, after);
        if (id < 0)
            copy_name(f->group[-id - (id == -128)].name, sizeof(f->group[0].name),
                      f->data + pos + 2, (size_t)name_n);
        int rc =
            id < 0 ? 0 : add_param(f, id, f->data + pos + 2, (size_t)name_n, after + 2, err);
        if (rc < 0)
            return rc;
        if (offset == 0)
            return 0;
        pos = after + offset;
    }
    return err_set_at(err, ERR_FORMAT, f->n, "the file ends at byte %zu inside its parameters",
                      f->n);
}

const struct c3d_param *c3d_find(const struct c3d_file *f, const char *group, const char *name)
{
    for (size_t i = 0; i < f->n_params; i++) {
        const struct c3d_param *p = &f->param[i];
        if (strcmp(p->name, name) == 0 && strcmp(f->group[p->group].name, group) == 0)
            return p;
    }
    return NULL;
}

double c3d_number(const struct c3d_file *f, const struct c3d_param *p, size_t i,
                  double otherwise)
{
    if (!p || i >= p->count || p->type == -1)
        return otherwise;
    size_t at = p->pos + i * type_size(p->type);
    return p->type == 4 ? c3d_float(f, at) : p->type == 2 ? c3d_int16(f, at) : f->data[at];
}

size_t c3d_text(const struct c3d_file *f, const struct c3d_param *p, size_t i,
                const char **ret_s)
{
    *ret_s = "";
    size_t n = p && p->type == -1 ? (p->n_dims ? p->dim[0] : 1) : 0;
    if (n == 0 || i >= p->count / n)
        return 0;
    *ret_s = (const char *)f->data + p->pos + i * n;
    size_t whole = n;
    n = strnlen(*ret_s, whole);
    while (n > 0 && (*ret_s)[n - 1] == ' ')
        n--;
    return n;
}

size_t c3d_label(const struct c3d_file *f, const char *group, const char *name, size_t i,
                 const char **ret_s)
{
    char numbered[32];
    for (int part = 1; part < 100; part++) {
        if (part == 1)
            snprintf(numbered, sizeof(numbered), "%s", name);
        else
            snprintf(numbered, sizeof(numbered), "%s%d", name, part);
        const struct c3d_param *p = c3d_find(f, group, numbered);
        if (!p)
            break;
        size_t here = p->n_dims && p->dim[0] ? p->count / p->dim[0] : 0;
        if (i < here)
            return c3d_text(f, p, i, ret_s);
        i -= here;
    }
    *ret_s = "";
    return 0;
}

/* -- header -------------------------------------------------------------------------------- */

int c3d_probe(const uint8_t *data, size_t n)
{
    if (n < 2 || data[1] != MAGIC || data[0] < 2)
        return 0;
    size_t params = ((size_t)data[0] - 1) * BLOCK;
    if (params + 4 > n)
        return n < BLOCK ? FORMATS_SCORE_SURE / 4 : FORMATS_SCORE_SURE / 2;
    return data[params + 3] >= C3D_INTEL && data[params + 3] <= C3D_MIPS ? FORMATS_SCORE_SURE
                                                                         : 0;
}

/* Two words of 16 bits, the lower one first, whatever the processor. */
static double long_field(const struct c3d_file *f, const struct c3d_param *p)
{
    if (!p || p->count < 2)
        return c3d_number(f, p, 0, 0);
    unsigned lo = (unsigned)(int)c3d_number(f, p, 0, 0) & 0xffff;
    unsigned hi = (unsigned)(int)c3d_number(f, p, 1, 0) & 0xffff;
    return lo + 65536.0 * hi;
}

/* The header counts frames in 16 bits; longer trials say it elsewhere. */
static void find_frames(struct c3d_file *f, double first, double last)
{
    double n = last - first + 1;
    const struct c3d_param *a = c3d_find(f, "TRIAL", "ACTUAL_START_FIELD");
    const struct c3d_param *b = c3d_find(f, "TRIAL", "ACTUAL_END_FIELD");
    const struct c3d_param *frames = c3d_find(f, "POINT", "LONG_FRAMES");
    if (a && b && a->type == 2 && b->type == 2) {
        double from = long_field(f, a), to = long_field(f, b);
        if (to >= from && to - from + 1 > n) {
            first = from;
            n = to - from + 1;
        }
    } else if (c3d_number(f, frames, 0, 0) > n) {
        n = c3d_number(f, frames, 0, 0);
    }
    f->first_frame = (size_t)first;
    f->n_frames = n >= 1 && n < 4294967296.0 ? (size_t)n : 0;
}

static int read_header(struct c3d_file *f, struct err *err)
{
    f->n_points = uint16_at(f, 2);
    f->analog_per_frame = uint16_at(f, 4);
    f->scale = c3d_float(f, 12);
    f->samples_per_frame = uint16_at(f, 18);
    f->rate_hz = c3d_float(f, 20);
    size_t block = uint16_at(f, 16);
    if (block < 2)
        block = (size_t)fmax(0, c3d_number(f, c3d_find(f, "POINT", "DATA_START"), 0, 0));
    if (block < 2 || (block - 1) * BLOCK > f->n)
        return err_set_at(err, ERR_FORMAT, 16,
                          "the header says that the data begin in block %zu, the file has %zu",
                          block, f->n / BLOCK);
    f->data_pos = (block - 1) * BLOCK;
    find_frames(f, uint16_at(f, 6), uint16_at(f, 8));
    if (!(f->rate_hz > 0))
        f->rate_hz = c3d_number(f, c3d_find(f, "POINT", "RATE"), 0, NAN);
    if (!(f->rate_hz > 0 && f->rate_hz <= C3D_MAX_RATE))
        return err_set_at(err, ERR_FORMAT, 20, "a frame rate of %g Hz is not possible",
                          f->rate_hz);
    if (!isfinite(f->scale))
        return err_set_at(err, ERR_FORMAT, 12, "the scale of the points is not a number");
    return 0;
}

int c3d_open(const uint8_t *data, size_t n, struct c3d_file *f, struct err *err)
{
    f->data = data;
    f->n = n;
    if (n < 2 || data[1] != MAGIC || data[0] < 2)
        return err_set_at(err, ERR_FORMAT, 0,
                          "not a C3D file: it does not begin with its mark");
    if (n < BLOCK)
        return err_set_at(err, ERR_FORMAT, n,
                          "the file ends at byte %zu, inside the %d bytes of its header", n,
                          BLOCK);
    size_t params = ((size_t)data[0] - 1) * BLOCK;
    if (params + 4 > n)
        return err_set_at(err, ERR_FORMAT, 0,
                          "the parameters should begin at byte %zu, the file has %zu", params,
                          n);
    int processor = data[params + 3];
    if (processor < C3D_INTEL || processor > C3D_MIPS)
        return err_set_at(err, ERR_FORMAT, params + 3,
                          "unknown kind of numbers %d at byte %zu; 84, 85 and 86 are known",
                          processor, params + 3);
    f->processor = (enum c3d_processor)processor;
    int rc = read_params(f, params + 4, err);
    return rc < 0 ? rc : read_header(f, err);
}

void c3d_done(struct c3d_file *f)
{
    free(f->param);
    *f = (struct c3d_file){ 0 };
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "store/trace.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "store/coder.h"
#include "store/column.h"

/* What the first byte says besides the grid: each value is the float nearest to its step, or
 * there are no steps and the bits of floats or doubles are counted. */
enum { NEAREST_FLOAT = 0x40, BITS_FLOAT = 0x60, BITS_DOUBLE = 0x61 };

enum {
    GUESSES = 8, /* ways to foresee a step */
    SIZES = 65,  /* a miss of s bits; 0: no miss */
    RECENT = 24, /* classes of how large misses were lately */
    LAST = 16,   /* and how large the last one was */
    SPANS = 4,   /* classes of time since the last value */
    TOP = 8,     /* leading bits of a miss that depend on each other */
};

struct model {
    struct odds present[4];
    struct odds size[RECENT][SIZES], size_after[LAST][SPANS][SIZES];
    struct odds sign[3][3];
    struct odds top[SIZES][TOP];
    struct odds rest[SIZES];
};

/* What the next step is foreseen from. Sums wrap, as unsigned do: reading undoes it. */
struct past {
    uint64_t last, step, expect;  /* step: last - the one before; expect: what last should be */
    int64_t time, span;           /* when last was, and how long after the one before */
    uint32_t missed[GUESSES];     /* bits, lately, in 1/64 */
    uint32_t recent;              /* bits of what was coded, lately, in 1/64 */
    unsigned size, sign, present; /* of the last miss; presence of the last two values */
};

/* A column on its way through the coder. */
struct pass {
    struct coder c;
    struct past past;
    struct model *m;
    unsigned how;
    const struct trace_side *side;
};

static unsigned bits_of(uint64_t v) { return v ? 64U - (unsigned)__builtin_clzll(v) : 0; }

static uint64_t size_of(uint64_t miss) { return (int64_t)miss < 0 ? -miss : miss; }

static uint64_t half(uint64_t v) { return (uint64_t)((int64_t)v / 2); }

/* The step as long as the time, if both are sane. */
static uint64_t by_time(const struct past *p, int64_t time)
{
    const int64_t most = 1 << 30;
    int64_t step = (int64_t)p->step, span = time - p->time;
    bool sane =
        p->span > 0 && span > 0 && p->span < most && span < most && step < most && step > -most;
    return sane ? (uint64_t)(step * span / p->span) : p->step;
}

static void foresee(const struct past *p, int64_t time, uint64_t expect, uint64_t ret[GUESSES])
{
    uint64_t expected = expect - p->expect;
    ret[0] = p->last;
    ret[1] = p->last + p->step;
    ret[2] = p->last + half(p->step);
    ret[3] = p->last + by_time(p, time);
    ret[4] = expect;
    ret[5] = p->last + expected;
    ret[6] = p->last + half(expect - p->last);
    ret[7] = p->last + half(expected + p->step);
}

static uint32_t lately(uint32_t before, unsigned bits, unsigned shift)
{
    return before + (64 * bits >> shift) - (before >> shift);
}

static unsigned span_class(int64_t ms)
{
    return ms <= 1000 ? 0 : ms <= 3000 ? 1 : ms <= 6000 ? 2 : 3;
}

/* The size of a miss in bits, written or read. */
static unsigned code_size(struct pass *t, int64_t time, unsigned want)
{
    struct past *p = &t->past;
    unsigned last = p->size < LAST ? p->size : LAST - 1, span = span_class(time - p->time);
    unsigned recent = p->recent / 32 < RECENT ? p->recent / 32 : RECENT - 1, size = 0;

    while (size < SIZES - 1 && coder_bit2(&t->c, &t->m->size[recent][size],
                                          &t->m->size_after[last][span][size], want > size))
        size++;
    p->size = size;
    p->recent = lately(p->recent, size, 2);
    return size;
}

/* A miss, written or read: its size, its sign, and the bits below the leading one. */
static uint64_t code_miss(struct pass *t, int64_t time, uint64_t miss)
{
    uint64_t v = size_of(miss), got = 1;
    unsigned size = code_size(t, time, bits_of(v)), node = 1;

    if (size == 0)
        return 0;
    bool minus =
        coder_bit(&t->c, &t->m->sign[t->past.sign][size < 3 ? size - 1 : 2], (int64_t)miss < 0);
    t->past.sign = minus ? 2 : 1;
    for (unsigned k = size - 1; k-- > 0;) {
        struct odds *o = node < TOP ? &t->m->top[size][node] : &t->m->rest[size - k];
        unsigned bit = coder_bit(&t->c, o, (unsigned)(v >> k & 1));
        node = node < TOP ? 2 * node + bit : node;
        got = got << 1 | bit;
    }
    return minus ? -got : got;
}

/* A step, written or read. */
static uint64_t code_step(struct pass *t, int64_t time, uint64_t expect, uint64_t step)
{
    struct past *p = &t->past;
    uint64_t guess[GUESSES];
    unsigned best = 0;

    foresee(p, time, expect, guess);
    for (unsigned g = 1; g < GUESSES; g++)
        best = p->missed[g] < p->missed[best] ? g : best;
    step = guess[best] + code_miss(t, time, step - guess[best]);
    for (unsigned g = 0; g < GUESSES; g++)
        p->missed[g] = lately(p->missed[g], bits_of(size_of(step - guess[g])), 4);
    p->step = step - p->last;
    p->last = step;
    p->expect = expect;
    p->span = time - p->time;
    p->time = time;
    return step;
}

/* Floats as whole numbers in the same order. */
static uint64_t ordered(double x, bool single)
{
    float f = (float)x;
    int32_t low;
    int64_t wide;
    memcpy(&low, &f, sizeof(low));
    memcpy(&wide, &x, sizeof(wide));
    wide = single ? low : wide;
    return (uint64_t)(wide < 0 ? wide ^ (single ? INT32_MAX : INT64_MAX) : wide);
}

static double unordered(uint64_t k, bool single)
{
    int64_t wide = (int64_t)k;
    wide = wide < 0 ? wide ^ (single ? INT32_MAX : INT64_MAX) : wide;
    uint32_t low = (uint32_t)wide;
    float f;
    double x;
    memcpy(&f, &low, sizeof(f));
    memcpy(&x, &wide, sizeof(x));
    return single ? (double)f : x;
}

static double grid_of(unsigned how) { return column_grid(how & ~(unsigned)NEAREST_FLOAT); }

static uint64_t to_step(double x, unsigned how)
{
    if (how >= BITS_FLOAT)
        return ordered(x, how == BITS_FLOAT);
    return (uint64_t)(int64_t)nearbyint(x * grid_of(how));
}

static double from_step(uint64_t k, unsigned how)
{
    if (how >= BITS_FLOAT)
        return unordered(k, how == BITS_FLOAT);
    double x = (double)(int64_t)k / grid_of(how);
    return how & NEAREST_FLOAT ? (double)(float)x : x;
}

/* What value i should be, in steps; what cannot be is as before. */
static uint64_t expected(const struct pass *t, size_t i)
{
    const double most = 4503599627370496.0; /* 2^52 */
    if (!t->side || !t->side->expect || t->how >= BITS_FLOAT)
        return t->past.expect;
    double x = t->side->expect[i];
    return fabs(x * grid_of(t->how)) < most ? to_step(x, t->how) : t->past.expect;
}

static double code_value(struct pass *t, size_t i, double x)
{
    int64_t time = t->side && t->side->clock_ms ? t->side->clock_ms[i] : (int64_t)i;
    unsigned before = t->past.present;
    unsigned present = coder_bit(&t->c, &t->m->present[before], t->c.to && isfinite(x));

    t->past.present = (before << 1 | present) & 3;
    if (!present)
        return NAN;
    uint64_t step = t->c.to ? to_step(x, t->how) : 0;
    return from_step(code_step(t, time, expected(t, i), step), t->how);
}

static struct model *begin(struct pass *t)
{
    struct model *m = mem_array(1, sizeof(*m));

    t->past = (struct past){ .present = 3 };
    t->m = m;
    if (m)
        odds_reset(m->present, sizeof(*m) / sizeof(struct odds));
    return m;
}

/* Decimal values that went through a float: 12.3f is no step of 0.1, but the float nearest to
 * one. -1: they are not. */
static int float_grid(const double *x, size_t n)
{
    for (unsigned g = 0; g <= 4; g++) { /* more decimals than that a float hardly has */
        unsigned how = NEAREST_FLOAT | g;
        size_t i = 0;
        while (i < n && (!isfinite(x[i]) ||
                         (fabs(x[i]) < 1e6 && ordered(from_step(to_step(x[i], how), how),
                                                      false) == ordered(x[i], false))))
            i++;
        if (i == n)
            return (int)how;
    }
    return -1;
}

static bool all_single(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i]) && !(fabs(x[i]) < 3e38 && (double)(float)x[i] - x[i] == 0))
            return false;
    return true;
}

static unsigned choose(const double *x, size_t n, int decimals)
{
    int grid = column_find_grid(x, n, decimals);
    if (grid < 0)
        grid = float_grid(x, n);
    return grid >= 0 ? (unsigned)grid : all_single(x, n) ? BITS_FLOAT : BITS_DOUBLE;
}

int trace_put(struct bytes *b, const double *x, size_t n, int decimals,
              const struct trace_side *side, double *ret_kept, struct err *err)
{
    struct pass t = { .how = choose(x, n, decimals), .side = side };
    AUTO(mem) struct model *m = begin(&t);

    if (!m)
        return err_set(err, ERR_NOMEM, "no memory to pack %zu samples", n);
    bytes_u8(b, t.how);
    coder_write(&t.c, b);
    for (size_t i = 0; i < n; i++) {
        double kept = code_value(&t, i, x[i]);
        if (ret_kept)
            ret_kept[i] = kept;
    }
    coder_end(&t.c);
    return b->failed ? err_set(err, ERR_NOMEM, "no memory to pack %zu samples", n) : 0;
}

int trace_get(const uint8_t *p, size_t size, double *ret_x, size_t n,
              const struct trace_side *side, struct err *err)
{
    struct pass t = { .how = size ? p[0] : 0, .side = side };
    bool known = t.how == BITS_FLOAT || t.how == BITS_DOUBLE || grid_of(t.how) > 0;
    AUTO(mem) struct model *m = begin(&t);

    if (!m)
        return err_set(err, ERR_NOMEM, "no memory to unpack %zu samples", n);
    if (size == 0 || !known || n / CODER_BITS_PER_BYTE > size)
        return err_set(err, ERR_FORMAT, "a stored column of %zu values is damaged", n);
    coder_read(&t.c, p + 1, size - 1);
    for (size_t i = 0; i < n && !t.c.from.bad; i++)
        ret_x[i] = code_value(&t, i, NAN);
    if (t.c.from.bad || t.c.from.p < t.c.from.end)
        return err_set(err, ERR_FORMAT, "a stored column of %zu values is damaged", n);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "store/coder.h"

enum {
    QUICK = 12, /* bits seen after which the share follows the last ones only */
    SLOW = 200,
    LEAST = 64,   /* of 65536, that any bit is given: it then costs 1/710 bit to be sure */
    LEFT_OUT = 4, /* bytes that reading needs beyond those written */
};

void odds_reset(struct odds *o, size_t n)
{
    for (size_t i = 0; i < n; i++)
        o[i] = (struct odds){ 1 << 15, 1 << 15, 0 };
}

/* Share of the interval for a 1. */
static uint32_t chance(const struct odds *o)
{
    uint32_t p = ((uint32_t)o->quick + o->slow) / 2;
    return p < LEAST ? LEAST : p > 65536 - LEAST ? 65536 - LEAST : p;
}

/* Towards the bit by 1 / (bits seen + 1.5) (Krichevsky & Trofimov 1981), but never by less than
 * at `most` bits. */
static uint16_t nearer(uint16_t p, unsigned bit, unsigned seen, unsigned most)
{
    int32_t n = (int32_t)(2 * (seen < most ? seen : most) + 3);
    return (uint16_t)(p + 2 * ((bit ? 65535 : 0) - p) / n);
}

static void learn(struct odds *o, unsigned bit)
{
    o->quick = nearer(o->quick, bit, o->seen, QUICK);
    o->slow = nearer(o->slow, bit, o->seen, SLOW);
    o->seen = (uint16_t)(o->seen + (o->seen < SLOW));
}

static unsigned next(struct coder *c)
{
    if (c->from.p < c->from.end)
        return *c->from.p++;
    if (++c->beyond > LEFT_OUT)
        c->from.bad = true;
    return 0;
}

void coder_write(struct coder *c, struct bytes *to)
{
    *c = (struct coder){ .to = to, .high = UINT32_MAX };
}

void coder_read(struct coder *c, const uint8_t *p, size_t n)
{
    *c = (struct coder){ .from = { .p = p, .end = p + n }, .high = UINT32_MAX };
    for (int i = 0; i < 4; i++)
        c->code = c->code << 8 | next(c);
}

/* The interval shrinks to the part of the bit, and its leading byte goes out once it is sure.
 */
static unsigned code(struct coder *c, uint32_t share, unsigned bit)
{
    uint32_t middle = c->low + (uint32_t)((uint64_t)(c->high - c->low) * share >> 16);

    if (!c->to)
        bit = c->code <= middle ? 1 : 0;
    if (bit)
        c->high = middle;
    else
        c->low = middle + 1;
    while ((c->low ^ c->high) >> 24 == 0) {
        if (c->to)
            bytes_u8(c->to, c->high >> 24);
        else
            c->code = c->code << 8 | next(c);
        c->low <<= 8;
        c->high = c->high << 8 | 255;
    }
    return bit;
}

unsigned coder_bit(struct coder *c, struct odds *o, unsigned bit)
{
    bit = code(c, chance(o), bit);
    learn(o, bit);
    return bit;
}

unsigned coder_bit2(struct coder *c, struct odds *o, struct odds *p, unsigned bit)
{
    bit = code(c, (chance(o) + chance(p)) / 2, bit);
    learn(o, bit);
    learn(p, bit);
    return bit;
}

/* One byte lies in the interval when zeros follow, for its ends differ in their first byte. */
void coder_end(struct coder *c)
{
    if (c->low > 0)
        bytes_u8(c->to, c->high >> 24);
}

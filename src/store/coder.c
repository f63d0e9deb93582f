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

/* 65536 / (n + 1.5): how far a share moves after n bits (Krichevsky & Trofimov 1981).
 * clang-format off */
static const uint16_t pace[SLOW + 1] = {
    43691, 26214, 18725, 14564, 11916, 10082, 8738, 7710, 6899, 6242, 5699, 5243, 4855, 4520,
    4228,  3972,  3745,  3542,  3361,  3197,  3048, 2913, 2789, 2675, 2570, 2473, 2383, 2300,
    2222,  2149,  2081,  2016,  1956,  1900,  1846, 1796, 1748, 1702, 1659, 1618, 1579, 1542,
    1507,  1473,  1440,  1409,  1380,  1351,  1324, 1298, 1273, 1248, 1225, 1202, 1181, 1160,
    1140,  1120,  1101,  1083,  1066,  1049,  1032, 1016, 1001, 986,  971,  957,  943,  930,
    917,   904,   892,   880,   868,   857,   846,  835,  824,  814,  804,  794,  785,  776,
    767,   758,   749,   741,   732,   724,   716,  708,  701,  694,  686,  679,  672,  665,
    659,   652,   646,   639,   633,   627,   621,  615,  610,  604,  599,  593,  588,  583,
    577,   572,   567,   563,   558,   553,   548,  544,  539,  535,  531,  526,  522,  518,
    514,   510,   506,   502,   498,   495,   491,  487,  484,  480,  477,  473,  470,  466,
    463,   460,   457,   454,   450,   447,   444,  441,  438,  435,  433,  430,  427,  424,
    421,   419,   416,   413,   411,   408,   406,  403,  401,  398,  396,  394,  391,  389,
    387,   384,   382,   380,   378,   376,   373,  371,  369,  367,  365,  363,  361,  359,
    357,   355,   353,   351,   350,   348,   346,  344,  342,  340,  339,  337,  335,  334,
    332,   330,   329,   327,   325,
};
/* clang-format on */

/* Towards the bit, but never by less than after `most` bits. */
static uint16_t nearer(uint16_t p, unsigned bit, unsigned seen, unsigned most)
{
    uint32_t rate = pace[seen < most ? seen : most];
    uint32_t way = bit ? 65535U - p : p, step = way * rate >> 16;
    return (uint16_t)(bit ? p + step : p - step);
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

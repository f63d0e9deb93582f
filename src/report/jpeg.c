/* SPDX-License-Identifier: Apache-2.0 */
#include "report/jpeg.h"

#include <math.h>
#include <stdlib.h>

enum { SIDE = 8, BLOCK = 64, N_COMPONENTS = 3 };

/* clang-format off */
/* T.81 tables K.1 and K.2 */
static const uint8_t quant_luma[BLOCK] = {
    16, 11, 10, 16,  24,  40,  51,  61,   12, 12, 14, 19,  26,  58,  60,  55,
    14, 13, 16, 24,  40,  57,  69,  56,   14, 17, 22, 29,  51,  87,  80,  62,
    18, 22, 37, 56,  68, 109, 103,  77,   24, 35, 55, 64,  81, 104, 113,  92,
    49, 64, 78, 87, 103, 121, 120, 101,   72, 92, 95, 98, 112, 100, 103,  99 };
static const uint8_t quant_chroma[BLOCK] = {
    17, 18, 24, 47, 99, 99, 99, 99,   18, 21, 26, 66, 99, 99, 99, 99,
    24, 26, 56, 99, 99, 99, 99, 99,   47, 66, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,   99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,   99, 99, 99, 99, 99, 99, 99, 99 };
/* T.81 figure A.6: position in the block of the k-th coefficient */
static const uint8_t zigzag[BLOCK] = {
     0,  1,  8, 16,  9,  2,  3, 10, 17, 24, 32, 25, 18, 11,  4,  5,
    12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13,  6,  7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
    58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63 };
/* T.81 tables K.3 and K.5: codes of each length, then their symbols. One pair serves all
 * components: the gain of separate ones is a few per cent. */
static const uint8_t dc_bits[16] = { 0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0 };
static const uint8_t dc_symbols[12] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
static const uint8_t ac_bits[16] = { 0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d };
static const uint8_t ac_symbols[162] = {
    0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61,
    0x07, 0x22, 0x71, 0x14, 0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52,
    0xd1, 0xf0, 0x24, 0x33, 0x62, 0x72, 0x82, 0x09, 0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x25,
    0x26, 0x27, 0x28, 0x29, 0x2a, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x43, 0x44, 0x45,
    0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x63, 0x64,
    0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x83,
    0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99,
    0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6,
    0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3,
    0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8,
    0xe9, 0xea, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa };
/* clang-format on */

struct code {
    uint16_t bits;
    uint8_t length;
};

struct encoder {
    struct text *out;
    uint32_t pending; /* bits not written yet, in the low end */
    int n_pending;
    uint8_t quant[2][BLOCK];
    struct code dc[256], ac[256];
    double cosine[SIDE][SIDE];
    int last_dc[N_COMPONENTS];
};

static void byte(struct encoder *e, int b)
{
    char c = (char)b;
    text_add_n(e->out, &c, 1);
}

static void word(struct encoder *e, int w)
{
    byte(e, w >> 8);
    byte(e, w & 0xff);
}

static void put_bits(struct encoder *e, uint32_t bits, int n)
{
    e->pending = e->pending << n | (bits & ((1U << n) - 1));
    e->n_pending += n;
    while (e->n_pending >= 8) {
        int b = (int)(e->pending >> (e->n_pending - 8) & 0xff);
        byte(e, b);
        if (b == 0xff)
            byte(e, 0); /* so that no marker appears by chance */
        e->n_pending -= 8;
    }
}

/* T.81 annex C: codes of one length count up, the next length begins at twice the next code. */
static void make_codes(const uint8_t bits[16], const uint8_t *symbols, struct code *ret_codes)
{
    unsigned code = 0;
    for (int length = 1, k = 0; length <= 16; length++, code <<= 1)
        for (int i = 0; i < bits[length - 1]; i++)
            ret_codes[symbols[k++]] = (struct code){ (uint16_t)code++, (uint8_t)length };
}

static void scale_quant(const uint8_t *base, int quality, uint8_t *ret_quant)
{
    int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    for (int i = 0; i < BLOCK; i++) {
        int q = (base[i] * scale + 50) / 100;
        ret_quant[i] = (uint8_t)(q < 1 ? 1 : q > 255 ? 255 : q);
    }
}

static void huffman_table(struct encoder *e, int class_and_id, const uint8_t bits[16],
                          const uint8_t *symbols, int n)
{
    word(e, 0xffc4);
    word(e, 2 + 1 + 16 + n);
    byte(e, class_and_id);
    text_add_n(e->out, (const char *)bits, 16);
    text_add_n(e->out, (const char *)symbols, (size_t)n);
}

static void header(struct encoder *e, int width, int height)
{
    static const char jfif[] = "JFIF\0\1\1\0\0\1\0\1\0";
    word(e, 0xffd8);
    word(e, 0xffe0);
    word(e, 16);
    text_add_n(e->out, jfif, 14);
    for (int i = 0; i < 2; i++) {
        word(e, 0xffdb);
        word(e, 2 + 1 + BLOCK);
        byte(e, i);
        for (int k = 0; k < BLOCK; k++)
            byte(e, e->quant[i][zigzag[k]]);
    }
    word(e, 0xffc0);
    word(e, 2 + 6 + 3 * N_COMPONENTS);
    byte(e, 8);
    word(e, height);
    word(e, width);
    byte(e, N_COMPONENTS);
    for (int c = 0; c < N_COMPONENTS; c++) {
        byte(e, c + 1);
        byte(e, 0x11);
        byte(e, c > 0);
    }
    huffman_table(e, 0x00, dc_bits, dc_symbols, (int)sizeof(dc_symbols));
    huffman_table(e, 0x10, ac_bits, ac_symbols, (int)sizeof(ac_symbols));
    word(e, 0xffda);
    word(e, 2 + 1 + 2 * N_COMPONENTS + 3);
    byte(e, N_COMPONENTS);
    for (int c = 0; c < N_COMPONENTS; c++)
        word(e, (c + 1) << 8);
    byte(e, 0);
    byte(e, BLOCK - 1);
    byte(e, 0);
}

/* The DCT of T.81 A.3.3, rows then columns. */
static void transform(const struct encoder *e, const double in[BLOCK], double out[BLOCK])
{
    double half[BLOCK];
    for (int y = 0; y < SIDE; y++)
        for (int u = 0; u < SIDE; u++) {
            double sum = 0;
            for (int x = 0; x < SIDE; x++)
                sum += in[y * SIDE + x] * e->cosine[u][x];
            half[y * SIDE + u] = sum;
        }
    for (int u = 0; u < SIDE; u++)
        for (int v = 0; v < SIDE; v++) {
            double sum = 0;
            for (int y = 0; y < SIDE; y++)
                sum += half[y * SIDE + u] * e->cosine[v][y];
            out[v * SIDE + u] = sum;
        }
}

static void put_value(struct encoder *e, const struct code *codes, int run, int value)
{
    int size = 0;
    for (int a = abs(value); a; a >>= 1)
        size++;
    struct code c = codes[run << 4 | size];
    put_bits(e, c.bits, c.length);
    if (size)
        put_bits(e, (uint32_t)(value < 0 ? value - 1 : value), size);
}

static void put_block(struct encoder *e, int component, const double samples[BLOCK])
{
    const uint8_t *quant = e->quant[component > 0];
    double freq[BLOCK];
    int run = 0;
    transform(e, samples, freq);
    for (int k = 0; k < BLOCK; k++) {
        int at = zigzag[k], v = (int)lround(freq[at] / quant[at]);
        if (k == 0) {
            put_value(e, e->dc, 0, v - e->last_dc[component]);
            e->last_dc[component] = v;
        } else if (v == 0) {
            run++;
        } else {
            for (; run > 15; run -= 16)
                put_bits(e, e->ac[0xf0].bits, e->ac[0xf0].length);
            put_value(e, e->ac, run, v);
            run = 0;
        }
    }
    if (run)
        put_bits(e, e->ac[0].bits, e->ac[0].length);
}

struct source {
    const uint8_t *bgrx;
    size_t stride;
    int width, height;
};

/* One component of the 8 x 8 block at x0, y0, less 128; JFIF 1.02's conversion from RGB. Pixels
 * outside repeat the edge. */
static void fetch(const struct source *in, int x0, int y0, int component, double ret[BLOCK])
{
    static const double from_bgr[N_COMPONENTS][3] = { { 0.114, 0.587, 0.299 },
                                                      { 0.5, -0.331264, -0.168736 },
                                                      { -0.081312, -0.418688, 0.5 } };
    const double *w = from_bgr[component];
    for (int i = 0; i < BLOCK; i++) {
        int x = x0 + i % SIDE, y = y0 + i / SIDE;
        x = x < in->width ? x : in->width - 1;
        y = y < in->height ? y : in->height - 1;
        const uint8_t *p = in->bgrx + (size_t)y * in->stride + (size_t)x * 4;
        ret[i] = w[0] * p[0] + w[1] * p[1] + w[2] * p[2] - (component == 0 ? 128 : 0);
    }
}

void jpeg_encode(const uint8_t *bgrx, size_t stride, int width, int height, int quality,
                 struct text *ret_jpeg)
{
    const struct source in = { bgrx, stride, width, height };
    struct encoder e = { .out = ret_jpeg };
    scale_quant(quant_luma, quality, e.quant[0]);
    scale_quant(quant_chroma, quality, e.quant[1]);
    make_codes(dc_bits, dc_symbols, e.dc);
    make_codes(ac_bits, ac_symbols, e.ac);
    for (int u = 0; u < SIDE; u++)
        for (int x = 0; x < SIDE; x++)
            e.cosine[u][x] = (u ? 0.5 : M_SQRT1_2 / 2) * cos((2 * x + 1) * u * M_PI / 16);
    header(&e, width, height);

    for (int y = 0; y < height; y += SIDE)
        for (int x = 0; x < width; x += SIDE)
            for (int c = 0; c < N_COMPONENTS; c++) {
                double samples[BLOCK];
                fetch(&in, x, y, c, samples);
                put_block(&e, c, samples);
            }
    put_bits(&e, 0x7f, 7); /* fill the last byte with ones */
    word(&e, 0xffd9);
}

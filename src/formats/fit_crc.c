/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/fit_crc.h"

void fit_crc_init(struct fit_crc *c)
{
    for (unsigned i = 0; i < 256; i++) {
        unsigned v = i;
        for (int bit = 0; bit < 8; bit++)
            v = v & 1 ? v >> 1 ^ 0xA001 : v >> 1;
        c->t[0][i] = (uint16_t)v;
    }
    for (unsigned k = 1; k < 8; k++)
        for (unsigned i = 0; i < 256; i++)
            c->t[k][i] = (uint16_t)(c->t[k - 1][i] >> 8 ^ c->t[0][c->t[k - 1][i] & 0xFF]);
}

unsigned fit_crc_of(const struct fit_crc *c, const uint8_t *p, size_t n)
{
    unsigned v = 0;
    for (; n >= 8; p += 8, n -= 8)
        v = c->t[7][p[0] ^ (v & 0xFF)] ^ c->t[6][p[1] ^ v >> 8] ^ c->t[5][p[2]] ^
            c->t[4][p[3]] ^ c->t[3][p[4]] ^ c->t[2][p[5]] ^ c->t[1][p[6]] ^ c->t[0][p[7]];
    for (; n; p++, n--)
        v = v >> 8 ^ c->t[0][(v ^ *p) & 0xFF];
    return v;
}

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PICTURE_H
#define PICTURE_H
/*
 * picture - a small coloured picture without symmetry, one for each number.
 */
#include <stdint.h>
#include <stdlib.h>

enum { W = 96, H = 64 };

/* Smooth colours, so that halved chroma loses little, and a bright block that moves right. */
static inline void paint(uint8_t *bgrx, int number)
{
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) {
            uint8_t *p = bgrx + 4 * (y * W + x);
            int in_block = abs(x - 12 - 4 * (number % 18)) < 8 && abs(y - 20) < 10;
            p[0] = (uint8_t)(40 + 2 * y + (in_block ? 60 : 0));
            p[1] = (uint8_t)(60 + x + (in_block ? 60 : 0));
            p[2] = (uint8_t)(180 - x / 2 - y);
            p[3] = 255;
        }
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_FIT_CRC_H
#define FORMATS_FIT_CRC_H
/*
 * fit_crc - the checksum of FIT: CRC-16 with polynomial x^16 + x^15 + x^2 + 1, low bit first,
 * from 0. Eight bytes at a time, 4 KB of tables on the caller's stack. Pure functions.
 */
#include <stddef.h>
#include <stdint.h>

struct fit_crc { /* table k: checksum of a byte followed by k zeros */
    uint16_t t[8][256];
};

void fit_crc_init(struct fit_crc *c);
unsigned fit_crc_of(const struct fit_crc *c, const uint8_t *p, size_t n);

#endif

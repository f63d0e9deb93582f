/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H
/*
 * sha256 - the digest that names a file by its content (FIPS 180-4).
 *
 * Pure. Checked by the standard's own test vectors. Cost: about 4 ns a byte. Not for passwords.
 */
#include <stddef.h>
#include <stdint.h>

enum { SHA256_SIZE = 32, SHA256_HEX = 65 };

void sha256(const void *data, size_t n, uint8_t ret[SHA256_SIZE]);
/* Lower-case hexadecimal with NUL. */
void sha256_hex(const uint8_t hash[SHA256_SIZE], char ret[SHA256_HEX]);

#endif

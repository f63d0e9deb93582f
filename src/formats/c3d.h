/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_C3D_H
#define FORMATS_C3D_H
/*
 * c3d - the usual binary file of motion capture: points, analog channels, force plates.
 *
 * Reads Intel, DEC (VAX) and MIPS (SGI) numbers, points and samples as integers or floats, and
 * force plates of types 1 to 4. The file is not trusted: every offset is checked against the
 * length, every count has a limit, messages name the byte. A file that is cut short gives the
 * frames that are whole, with markers.truncated set.
 *
 * Pure: bytes in, markers out. Cost: about 1 ns a byte of the file; memory three times the
 * file. Source: The C3D File Format User Guide (Motion Lab Systems, c3d.org), 2008; checked
 * against files of two systems and against files that the tests write themselves.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "body/markers.h"

enum {
    C3D_MAX_PARAMS = 4096, /* parameters kept */
    C3D_MAX_PLATES = 32,
    C3D_MAX_CHANNELS = 4096,
    C3D_MAX_RATE = 1000000, /* of frames, samples: Hz */
};

/* 0 or FORMATS_SCORE_SURE, from the first 2 bytes and, if it is there, the parameter block. */
int c3d_probe(const uint8_t *data, size_t n);
/* Errors: -ERR_FORMAT (err->pos says where), -ERR_LIMIT, -ERR_UNSUPPORTED (no points; plates of
 * an unknown type are left out instead), -ERR_NOMEM. */
int c3d_read(const uint8_t *data, size_t n, struct markers **ret_markers, struct err *err)
    MUST_USE;

#endif

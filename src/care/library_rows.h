/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CARE_LIBRARY_ROWS_H
#define CARE_LIBRARY_ROWS_H
/*
 * library_rows - the files the rows of the library are in. Private to care.
 */
#include "care/library.h"

struct care_block {
    const struct care_exercise *row; /* [n] */
    size_t n;
};
extern const struct care_block care_block_warm, care_block_drills, care_block_trunk,
    care_block_legs, care_block_mobility, care_block_yoga, care_block_pilates, care_block_cool;

/* clang-format off */
#define BOTH(deg) { (deg), (deg) } /* sides */
/* clang-format on */

#endif

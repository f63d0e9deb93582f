/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CARE_LIBRARY_ROWS_H
#define CARE_LIBRARY_ROWS_H
/*
 * library_rows - the files the rows of the library are in. Private to care.
 */
#include "care/library.h"

struct care_rows {
    const struct care_exercise *row; /* [n] */
    size_t n;
};
extern const struct care_rows care_rows_warm, care_rows_drills, care_rows_trunk, care_rows_legs,
    care_rows_mobility, care_rows_yoga, care_rows_pilates, care_rows_cool;

/* clang-format off */
#define BOTH(deg) { (deg), (deg) } /* sides */
/* clang-format on */

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOAD_MEND_H
#define LOAD_MEND_H
/*
 * mend - private to load: the single repairs. Each changes the activity and lists what it did;
 * all need the time column.
 */
#include "load/repair.h"

int load_mend_time(struct activity *a, struct load_repairs *r, struct err *err) MUST_USE;
int load_mend_hr(struct activity *a, struct load_repairs *r, struct err *err) MUST_USE;
int load_mend_cadence_lock(struct activity *a, struct load_repairs *r, struct err *err)
    MUST_USE;
int load_mend_gps(struct activity *a, struct load_repairs *r, struct err *err) MUST_USE;
int load_mend_distance(struct activity *a, struct load_repairs *r, struct err *err) MUST_USE;
int load_mend_altitude(struct activity *a, struct load_repairs *r, struct err *err) MUST_USE;

/* List p, with the values it is about to change. */
int load_mend_note(struct load_repairs *r, const struct activity *a, struct load_repair p,
                   struct err *err) MUST_USE;
/* List and blank n values from `first` on. */
int load_mend_blank(struct load_repairs *r, struct activity *a, enum load_repair_kind kind,
                    enum activity_column c, size_t first, size_t n, struct err *err) MUST_USE;

#endif

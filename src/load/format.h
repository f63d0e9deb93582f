/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOAD_FORMAT_H
#define LOAD_FORMAT_H
/*
 * format - private to load: the round lengths that people plan, and their words.
 */
#include <stdbool.h>
#include <stddef.h>

#include "load/intervals.h"

/* Nominal length of bouts of these durations (s) and distances (m, NaN unknown) [n]: the round
 * one that fits better, by distance or by time. ret_off: how far the bouts lie from it, a
 * share. */
double load_nominal(const double *seconds, const double *metres, size_t n,
                    bool *ret_by_distance, double *ret_off);

/* Round lengths within `within` (a share; 3 s and 8 m at least) of x, by distance or by time:
 * ret [LOAD_ROUND_MAX]; returns how many. */
enum { LOAD_ROUND_MAX = 16 };
size_t load_round_near(double x, bool distance, double within, double *ret);

/* Fill work, rest, by_distance, rest_by_distance, contrast, format and hiit from the bouts. */
void load_format_of(struct load_intervals *v);

#endif

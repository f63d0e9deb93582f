/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERDICT_VALUES_H
#define VERDICT_VALUES_H
/*
 * values - how each item takes its value from the input. Private to verdict.
 */
#include "verdict/verdict.h"

typedef struct verdict_range verdict_value(const struct verdict_input *in,
                                           const struct verdict_item *item);

verdict_value value_light, value_worst, value_next_day, value_legs, value_rise;
verdict_value value_spike, value_return, value_hard_row, value_monotony, value_rest,
    value_back_load, value_early;
verdict_value value_runs, value_km, value_easy, value_band, value_steady;
verdict_value value_form; /* of item->rule */
verdict_value value_warm_up, value_strength, value_sitting, value_shoes;

#endif

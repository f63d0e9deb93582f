/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a FIT file; what was read must be consistent, and what is written readable. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "formats/fit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(bool good)
{
    if (!good)
        abort();
}

static void check_activity(const struct activity *a)
{
    double sum = 0;
    for (size_t c = 0; c < ACTIVITY_N_COLUMNS; c++)
        for (size_t i = 0; a->column[c] && i < a->n_samples; i++)
            sum += isnan(a->column[c][i]) ? 0 : a->column[c][i];
    for (size_t s = 0; s < a->n_streams; s++)
        for (size_t i = 0; i < a->n_samples; i++)
            sum += isnan(a->stream[s].value[i]) ? 0 : 1;
    check(!isinf(sum) || sum != 0);
    for (size_t i = 0; i < a->n_extras; i++)
        check(a->extra[i].lap < 0 || (size_t)a->extra[i].lap < a->n_laps);
    for (size_t i = 0; i < a->n_zones; i++)
        check(a->zones[i].lap < 0 || (size_t)a->zones[i].lap < a->n_laps);
    for (size_t i = 0; i < a->n_rr; i++)
        check(a->rr_sample[i] <= a->n_samples);
    check(a->sport < ACTIVITY_N_SPORTS && a->sub < ACTIVITY_N_SUBS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    AUTO(activity_list) struct activity_list *l = NULL;
    const struct formats_params par = FORMATS_PARAMS_INIT;
    struct err err = { 0 };

    if (fit_read(data, n, &par, &l, &err) < 0) {
        check(err.msg[0] && !l);
        return 0;
    }
    check(l->n > 0);
    for (size_t i = 0; i < l->n; i++) {
        AUTO(mem) uint8_t *again = NULL;
        AUTO(activity_list) struct activity_list *back = NULL;
        size_t n_again = 0;
        check_activity(l->item[i]);
        if (l->item[i]->n_samples == 0 ||
            fit_write_activity(l->item[i], &again, &n_again, &err) < 0)
            continue;
        check(fit_read(again, n_again, &par, &back, &err) == 0);
        check(back->n == 1 && back->item[0]->n_samples == l->item[i]->n_samples);
    }
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a kept plan: refused with a message, or read, and then it can be written, read
 * again to the same, sent to a calendar and a watch, and made again. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void use(const struct plan *p)
{
    const struct plan_state s = { .today = p->wishes.first_day + 10,
                                  .easy_speed_m_s = NAN,
                                  .threshold_speed_m_s = NAN,
                                  .low_hr = NAN,
                                  .high_hr = NAN,
                                  .usual_week_m = NAN,
                                  .longest_m = NAN };
    struct text t AUTO_TEXT = TEXT_INIT(64 << 20);
    AUTO(plan) struct plan *again = NULL;
    struct err err = { 0 };

    if (plan_ical(p, 600, 0, &t, &err) < 0)
        abort();
    for (size_t i = 0; i < p->n; i++) {
        struct activity_workout w = { 0 };
        if (plan_workout(&p->session[i], &w, NULL) == 0)
            free(w.step);
    }
    if (plan_again(p, &s, &again, &err) < 0 && err.code != ERR_USAGE)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct text one AUTO_TEXT = TEXT_INIT(64 << 20), two AUTO_TEXT = TEXT_INIT(64 << 20);
    AUTO(plan) struct plan *p = NULL, *q = NULL;
    struct err err = { 0 };

    if (plan_read((const char *)data, n, &p, &err) < 0) {
        if (!err.code || !err.msg[0])
            abort();
        return 0;
    }
    if (plan_write(p, &one, &err) < 0 || plan_read(text_str(&one), one.len, &q, &err) < 0 ||
        plan_write(q, &two, &err) < 0 || one.len != two.len ||
        memcmp(text_str(&one), text_str(&two), one.len) != 0)
        abort();
    use(p);
    return 0;
}

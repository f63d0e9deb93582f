/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "plan/draft.h"

static const struct aim_row {
    const char *name;
    enum activity_intensity intensity;
} aim_rows[] = {
    [PLAN_AIM_NONE] = { "", ACTIVITY_INTENSITY_NONE },
    [PLAN_AIM_WALK] = { "Walk", ACTIVITY_INTENSITY_RECOVERY },
    [PLAN_AIM_EASY] = { "Run easy", ACTIVITY_INTENSITY_ACTIVE },
    [PLAN_AIM_STEADY] = { "Run steady", ACTIVITY_INTENSITY_INTERVAL },
    [PLAN_AIM_HARD] = { "Run fast", ACTIVITY_INTENSITY_INTERVAL },
};

static void set_target(const struct plan_step *x, struct activity_step *ret)
{
    if (isnan(x->low) && isnan(x->high))
        return;
    ret->target = x->by_speed ? ACTIVITY_TARGET_SPEED : ACTIVITY_TARGET_HR;
    /* Watches want both borders; below, everything is fine. */
    ret->low = isnan(x->low) ? (x->by_speed ? 0.5 : 60) : x->low;
    ret->high = isnan(x->high) ? (x->by_speed ? 10 : 230) : x->high;
}

static void set_step(const struct plan_session *s, size_t i, struct activity_step *ret)
{
    const struct plan_step *x = &s->step[i];
    const struct aim_row *aim = &aim_rows[x->aim];

    *ret = (struct activity_step){ .amount = NAN, .low = NAN, .high = NAN, .repeat_from = -1 };
    if (x->repeats) {
        ret->duration = ACTIVITY_DURATION_REPEAT;
        ret->repeat_from = (int)x->repeat_to;
        ret->amount = x->repeats + 1.0; /* a watch counts all rounds */
        return;
    }
    snprintf(ret->name, sizeof(ret->name), "%s", aim->name);
    ret->duration = isnan(x->duration_s) ? ACTIVITY_DURATION_DISTANCE : ACTIVITY_DURATION_TIME;
    ret->amount = isnan(x->duration_s) ? x->distance_m : x->duration_s;
    ret->intensity = i == 0                         ? ACTIVITY_INTENSITY_WARMUP
                     : i + 1 == s->n_steps && i > 1 ? ACTIVITY_INTENSITY_COOLDOWN
                                                    : aim->intensity;
    set_target(x, ret);
}

int plan_workout(const struct plan_session *s, struct activity_workout *ret, struct err *err)
{
    if (!plan_kinds[s->kind].run || s->n_steps == 0)
        return err_set(err, ERR_UNSUPPORTED, "%s is no workout for a watch",
                       plan_kinds[s->kind].shown);
    struct activity_step *steps = mem_array(s->n_steps, sizeof(*steps));
    if (!steps)
        return err_set(err, ERR_NOMEM, "no memory for a workout");
    for (size_t i = 0; i < s->n_steps; i++)
        set_step(s, i, &steps[i]);
    *ret = (struct activity_workout){ .sport = ACTIVITY_SPORT_RUN,
                                      .step = steps,
                                      .n_steps = s->n_steps,
                                      .cap_steps = s->n_steps };
    if (s->stage)
        snprintf(ret->name, sizeof(ret->name), "Run and walk, step %u", s->stage);
    else
        snprintf(ret->name, sizeof(ret->name), "%s %.1f km", plan_kinds[s->kind].shown,
                 s->run_m / 1000);
    return 0;
}

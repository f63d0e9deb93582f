/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Heart rates that a strap kept under water and sent afterwards: beats with 12-bit times of
 * 1/1024 s, counted from an anchor that has the date. They are spread over the samples as
 * Garmin's own merge does (FIT cookbook, "Plugin Framework - HR messages"): each sample gets
 * the mean of the beats since the sample before it, and a beat holds for up to 5 s in steps of
 * 0.25 s until the next one.
 */
#include <math.h>

#include "formats/fit_state.h"

#define HOLD_STEP_S 0.25
enum { HOLD_STEPS_MAX = 20, BEATS_MAX = 1 << 23, EVENT_TIME_WRAPS_S = 1 << 22 };

static int add_beat(struct fit_state *st, double t_s, double bpm, struct err *err)
{
    if (st->n_beats >= BEATS_MAX)
        return err_set(err, ERR_LIMIT, "more than %d heart rates", BEATS_MAX);
    if (mem_grow(&st->beat, &st->cap_beats, st->n_beats + 1, sizeof(*st->beat)) < 0)
        return err_set(err, ERR_NOMEM, "no memory for %zu heart rates", st->n_beats + 1);
    st->beat[st->n_beats++] = (struct fit_beat){ t_s, bpm };
    return 0;
}

static int add_held(struct fit_state *st, double event_s, double bpm, struct err *err)
{
    double t_s;
    int rc = 0;

    if (event_s < st->hr_anchor_event_s)
        event_s += EVENT_TIME_WRAPS_S;
    t_s = st->hr_anchor_s + (event_s - st->hr_anchor_event_s);
    if (st->n_beats) {
        const struct fit_beat last = st->beat[st->n_beats - 1];
        double gap_s = fabs(t_s - last.t_s);
        for (int i = 1; gap_s > HOLD_STEP_S && i <= HOLD_STEPS_MAX && rc == 0; i++) {
            rc = add_beat(st, last.t_s + i * HOLD_STEP_S, last.bpm, err);
            gap_s -= HOLD_STEP_S;
        }
    }
    return rc < 0 ? rc : add_beat(st, t_s, bpm, err);
}

/* The i-th 12-bit time of a packed field: two values in three bytes, low bits first. */
static uint32_t packed12(const uint8_t *p, size_t i)
{
    const uint8_t *q = p + i / 2 * 3;
    return i % 2 ? (uint32_t)q[1] >> 4 | (uint32_t)q[2] << 4 : q[0] | (q[1] & 0x0Fu) << 8;
}

int fit_hr_message(struct fit_state *st, struct err *err)
{
    const struct fit_value *bpm = &st->slot[S_BPM], *event = &st->slot[S_EVENT_TIME],
                           *event12 = &st->slot[S_EVENT_TIME12];
    size_t n = fit_value_n(event), n12 = event12->raw ? event12->size / 3 * 2 : 0;
    int rc = 0;

    if (n && event->v >= 0 && event->v < EVENT_TIME_WRAPS_S) {
        st->hr_event = (uint32_t)(event->v * 1024);
        st->hr_event_last = st->hr_event;
    }
    if (!isnan(st->slot[S_TIMESTAMP].v) && n) {
        double fraction =
            isnan(st->slot[S_FRACTION].v) ? st->slot[S_FRACTION256].v : st->slot[S_FRACTION].v;
        st->hr_anchor_s = fit_time(st, S_TIMESTAMP) + (isnan(fraction) ? 0 : fraction);
        st->hr_anchor_event_s = event->v;
    }
    if (isnan(st->hr_anchor_s) || isnan(st->hr_anchor_event_s))
        return 0; /* times without an anchor mean nothing */
    for (size_t i = 0; i < n && i < fit_value_n(bpm) && rc == 0; i++)
        if (!isnan(fit_value_at(event, i)) && !isnan(fit_value_at(bpm, i)))
            rc = add_held(st, fit_value_at(event, i), fit_value_at(bpm, i), err);
    for (size_t i = 0; n == 0 && i < n12 && i < fit_value_n(bpm) && rc == 0; i++) {
        uint32_t v = packed12(event12->raw, i);
        st->hr_event += (v - st->hr_event_last) & 0xFFF;
        st->hr_event_last = v;
        if (!isnan(fit_value_at(bpm, i)))
            rc = add_held(st, st->hr_event / 1024.0, fit_value_at(bpm, i), err);
    }
    return rc;
}

struct merge {
    double from_s; /* end of the sample before; NaN: none yet */
    size_t beat;   /* first one not used up */
};

/* Mean of the beats in (from, to], NaN if the beats end inside it or none is there. */
static double mean_until(const struct fit_state *st, struct merge *m, double to_s)
{
    double sum = 0;
    size_t n = 0;

    if (isnan(m->from_s))
        m->from_s = to_s;
    if (m->from_s == to_s) {
        m->from_s--;
        m->beat -= m->beat > 0;
    }
    for (; m->beat < st->n_beats; m->beat++) {
        const struct fit_beat *b = &st->beat[m->beat];
        if (b->t_s > to_s) {
            m->from_s = to_s;
            return n ? floor(sum / (double)n + 0.5) : NAN;
        }
        if (b->t_s > m->from_s) {
            sum += b->bpm;
            n++;
        }
    }
    return NAN;
}

int fit_hr_merge(struct fit_state *st, struct err *err)
{
    struct merge m = { .from_s = NAN };

    for (size_t k = 0; st->n_beats && k < st->list->n; k++) {
        struct activity *a = st->list->item[k];
        const size_t n = a->n_samples;
        const double *t = a->column[ACTIVITY_TIME];
        for (size_t i = 0; t && i < n; i++) {
            double bpm = isnan(t[i]) ? NAN : mean_until(st, &m, t[i]);
            a->n_samples = i + 1; /* activity_set means the last sample */
            int rc = activity_set(a, ACTIVITY_HR, bpm, err);
            a->n_samples = n;
            if (rc < 0)
                return rc;
        }
    }
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/mem.h"
#include "dsp/lowpass.h"
#include "mocap/mocap.h"

static const double SHORTEST_S = 0.08; /* of a contact; a knock on the belt is shorter */

/* Vertical force of all plates together, low-passed. */
static int vertical_force(const struct markers *m, const struct mocap_body *b, double *ret_n,
                          struct err *err)
{
    const double *up = b->turn[1];
    for (size_t s = 0; s < m->n_samples; s++) {
        ret_n[s] = 0;
        for (size_t p = 0; p < m->n_plates; p++) {
            const double *f = m->plate[p * m->n_samples + s].force_n;
            double v = up[0] * f[0] + up[1] * f[1] + up[2] * f[2];
            ret_n[s] += isfinite(v) ? v : 0;
        }
    }
    double fc = fmin(MOCAP_FORCE_HZ, m->sample_hz / 3);
    return m->n_samples < 3 ? 0
                            : dsp_lowpass(ret_n, m->n_samples, m->sample_hz, fc, ret_n, err);
}

/* The foot whose lower end is lower over the middle of the contact. */
static enum body_side foot_below(const struct mocap_body *b, double on_s, double off_s)
{
    double low[BODY_N_SIDES] = { 0 };
    size_t from = (size_t)fmax(0, (on_s + 0.3 * (off_s - on_s)) * b->rate_hz);
    size_t to = (size_t)fmax(0, (on_s + 0.7 * (off_s - on_s)) * b->rate_hz) + 1;
    for (size_t i = from; i < to && i < b->n_frames; i++)
        for (enum body_side side = BODY_LEFT; side < BODY_N_SIDES; side++) {
            double h =
                fmin(b->xyz[i][BODY_OF(HEEL, side)][1], b->xyz[i][BODY_OF(TOE, side)][1]);
            low[side] += isfinite(h) ? h : 0;
        }
    return low[BODY_LEFT] < low[BODY_RIGHT] ? BODY_LEFT : BODY_RIGHT;
}

static double crossing_s(const struct markers *m, const double *f, size_t i, double level)
{
    return ((double)i + (level - f[i]) / (f[i + 1] - f[i])) / m->sample_hz;
}

int mocap_plate_contacts(const struct markers *m, const struct mocap_body *b,
                         double threshold_n, struct gait_contact **ret_contacts, size_t *ret_n,
                         struct err *err)
{
    AUTO(mem) double *f = mem_array(m->n_samples, sizeof(*f));
    AUTO(mem) struct gait_contact *list = NULL;
    size_t n = 0, cap = 0;
    double on_s = NAN;

    *ret_contacts = NULL;
    *ret_n = 0;
    if (m->n_plates == 0 || m->n_samples == 0)
        return 0;
    if (!f)
        return err_set(err, ERR_NOMEM, "no memory for %zu samples", m->n_samples);
    int rc = vertical_force(m, b, f, err);
    /* half a sample either way, and what the filter leaves */
    double sd_s = hypot(0.5 / m->sample_hz / sqrt(3), 0.001);
    for (size_t i = 0; rc == 0 && i + 1 < m->n_samples; i++) {
        if (f[i] <= threshold_n && f[i + 1] > threshold_n)
            on_s = crossing_s(m, f, i, threshold_n);
        if (!(f[i] > threshold_n && f[i + 1] <= threshold_n))
            continue;
        double off_s = crossing_s(m, f, i, threshold_n);
        if (!(off_s - on_s >= SHORTEST_S)) /* also: it began before the trial */
            continue;
        if (mem_grow(&list, &cap, n + 1, sizeof(*list)) < 0)
            return err_set(err, ERR_NOMEM, "no memory for %zu contacts", n);
        list[n++] = (struct gait_contact){ .side = foot_below(b, on_s, off_s),
                                           .on_s = on_s,
                                           .off_s = off_s,
                                           .on_sd_s = sd_s,
                                           .off_sd_s = sd_s };
    }
    if (rc < 0)
        return rc;
    *ret_contacts = STEAL(list);
    *ret_n = n;
    return 0;
}

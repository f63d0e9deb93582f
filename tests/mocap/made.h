/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_MADE_H
#define TEST_MADE_H
/*
 * made - the synthetic runner as a laboratory would have recorded it: markers in axes of one's
 * choice, a force plate under the belt, a standing trial.
 */
#include <math.h>

#include "base/mem.h"
#include "body/markers.h"
#include "runner.h"

/* Which axis of the laboratory the runner's x, y, z (forward, up, right) become: 1 x, -2 minus
 * y ... */
static inline void made_put(const struct synth_xyz *p, const int axes[3], double ret[3])
{
    const double v[3] = { p->x, p->y, p->z };
    for (int k = 0; k < 3; k++)
        ret[abs(axes[k]) - 1] = axes[k] > 0 ? v[k] : -v[k];
}

/* Every point of the skeleton under its own name ("l_knee"). */
static inline struct markers *made_markers(const struct synth *s, const int axes[3])
{
    const struct synth_truth *t = synth_truth(s);
    struct markers *m = NULL;
    struct err err = { 0 };
    assert_ok(markers_new(BODY_N_POINTS, t->motion->n_frames, synth_params(s)->fps, &m, &err),
              err);
    for (int p = 0; p < BODY_N_POINTS; p++) {
        const char *name = body_point_name((enum body_point)p);
        markers_set_name(m->name[p], name, strlen(name));
        for (size_t f = 0; f < m->n_frames; f++)
            made_put(&t->points_m[f][p], axes, m->xyz[f * m->n_markers + (size_t)p]);
    }
    return m;
}

/* A plate that feels a half sine of 1600 N in each contact, 8 samples to a frame. */
static inline void made_plate(const struct synth *s, const int axes[3], struct markers *m)
{
    const struct synth_truth *t = synth_truth(s);
    m->sample_hz = 8 * m->rate_hz;
    m->n_samples = 8 * m->n_frames;
    m->n_plates = 1;
    m->plate = mem_array(m->n_samples, sizeof(*m->plate));
    assert_non_null(m->plate);
    for (size_t i = 0; i < m->n_samples; i++) {
        double time = (double)i / m->sample_hz, f = 0;
        for (size_t c = 0; c < t->n_contacts; c++) {
            const struct synth_contact *k = &t->contacts[c];
            if (time > k->on_s && time < k->off_s)
                f += 1600 * sin(M_PI * (time - k->on_s) / (k->off_s - k->on_s));
        }
        const struct synth_xyz up = { 0, f, 0 };
        made_put(&up, axes, m->plate[i].force_n);
    }
}

#endif

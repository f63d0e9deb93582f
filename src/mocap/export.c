/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "dsp/stats.h"
#include "gait/track.h"
#include "mocap/mocap.h"

static const double DEG = 180 / M_PI;

/* -- points as markers --------------------------------------------------------------------- */

static int all_points(size_t n_frames, double rate_hz, double t0_s, struct markers **ret,
                      struct err *err)
{
    int rc = markers_new(BODY_N_POINTS, n_frames, rate_hz, ret, err);
    for (int p = 0; rc == 0 && p < BODY_N_POINTS; p++) {
        const char *name = body_point_name((enum body_point)p);
        markers_set_name((*ret)->name[p], name, strlen(name));
    }
    if (rc == 0)
        (*ret)->t0_s = t0_s;
    return rc;
}

/* Leave out the points that were never seen. */
static void keep_seen(struct markers *m)
{
    bool seen[BODY_N_POINTS] = { false };
    size_t kept = 0;
    for (size_t f = 0; f < m->n_frames; f++)
        for (size_t p = 0; p < m->n_markers; p++)
            seen[p] = seen[p] || isfinite(markers_at(m, f, p)[0]);
    for (size_t p = 0; p < m->n_markers; p++)
        kept += seen[p];
    for (size_t f = 0, to = 0; f < m->n_frames; f++)
        for (size_t p = 0; p < m->n_markers; p++)
            if (seen[p])
                memmove(m->xyz[to++], m->xyz[f * m->n_markers + p], sizeof(m->xyz[0]));
    for (size_t p = 0, to = 0; p < m->n_markers; p++)
        if (seen[p])
            memmove(m->name[to++], m->name[p], sizeof(m->name[0]));
    m->n_markers = kept;
}

int mocap_points_of_body(const struct mocap_body *b, struct markers **ret_markers,
                         struct err *err)
{
    AUTO(markers) struct markers *m = NULL;
    int rc = all_points(b->n_frames, b->rate_hz, b->t0_s, &m, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < b->n_frames; i++)
        memcpy(m->xyz[i * BODY_N_POINTS], b->xyz[i], sizeof(b->xyz[i]));
    keep_seen(m);
    *ret_markers = STEAL(m);
    return 0;
}

/* The floor is where the feet are at their lowest. */
static int set_floor(struct markers *m, struct err *err)
{
    static const enum body_point feet[] = { BODY_L_HEEL, BODY_R_HEEL, BODY_L_TOE, BODY_R_TOE };
    AUTO(mem) double *y = mem_array(N_ELEMS(feet) * m->n_frames, sizeof(*y));
    if (!y)
        return err_set(err, ERR_NOMEM, "no memory for %zu frames", m->n_frames);
    for (size_t f = 0; f < m->n_frames; f++)
        for (size_t k = 0; k < N_ELEMS(feet); k++)
            y[f * N_ELEMS(feet) + k] = markers_at(m, f, feet[k])[1];
    double floor_m = dsp_quantile(y, N_ELEMS(feet) * m->n_frames, 0.02);
    for (size_t i = 0; i < m->n_frames * m->n_markers && isfinite(floor_m); i++)
        m->xyz[i][1] -= floor_m;
    return 0;
}

/* Axes of the view to x forward, y up, z right; the depth is not known: 0. */
static void put_points(const struct gait *g, const struct gait_track *k, struct markers *m)
{
    double m_per_px = 1 / g->quality.px_per_m, middle = g->motion->width * m_per_px / 2;
    bool side = gait_view_is_side(g->view);
    for (size_t i = 0; i < k->n; i++)
        for (size_t p = 0; p < BODY_N_POINTS; p++) {
            double across = k->x[p][i] * m_per_px, *xyz = m->xyz[i * BODY_N_POINTS + p];
            if (!isfinite(across))
                continue;
            xyz[0] = side ? across : 0;
            xyz[1] = k->y[p][i] * m_per_px;
            xyz[2] = side ? 0 : across - middle;
        }
}

int mocap_points_of_gait(const struct gait *g, struct markers **ret_markers, struct err *err)
{
    AUTO(markers) struct markers *m = NULL;
    AUTO(gait_track) struct gait_track *k = NULL; /* phones film unevenly, the files are even */
    double fps = motion_fps(g->motion);

    int rc = gait_track_new(g->motion, 0, g->motion->n_frames, fps, g->view, &k, err);
    if (rc < 0)
        return rc;
    rc = all_points(k->n, fps, k->t0_s, &m, err);
    if (rc < 0)
        return rc;
    put_points(g, k, m);
    rc = set_floor(m, err);
    if (rc < 0)
        return rc;
    keep_seen(m);
    *ret_markers = STEAL(m);
    return 0;
}

/* -- angles -------------------------------------------------------------------------------- */

struct pose { /* one frame of the points, by number; NaN where there is none */
    double x[BODY_N_POINTS], y[BODY_N_POINTS];
};

static void pose_of(const struct markers *m, const int index[BODY_N_POINTS], size_t frame,
                    struct pose *ret)
{
    for (int p = 0; p < BODY_N_POINTS; p++) {
        const double *q = index[p] < 0 ? NULL : markers_at(m, frame, (size_t)index[p]);
        ret->x[p] = q ? q[0] : NAN;
        ret->y[p] = q ? q[1] : NAN;
    }
}

/* How far `to` lies ahead of straight below `from`, degrees. */
static double below(const struct pose *s, enum body_point from, enum body_point to)
{
    return DEG * atan2(s->x[to] - s->x[from], s->y[from] - s->y[to]);
}

static double pitch(const struct pose *s, enum body_side side)
{
    enum body_point heel = BODY_OF(HEEL, side), toe = BODY_OF(TOE, side);
    return DEG * atan2(s->y[toe] - s->y[heel], s->x[toe] - s->x[heel]);
}

static double lumbar(const struct pose *s)
{
    double x =
        s->x[BODY_L_SHOULDER] + s->x[BODY_R_SHOULDER] - s->x[BODY_L_HIP] - s->x[BODY_R_HIP];
    double y =
        s->y[BODY_L_SHOULDER] + s->y[BODY_R_SHOULDER] - s->y[BODY_L_HIP] - s->y[BODY_R_HIP];
    return -DEG * atan2(x, y);
}

static void find_indices(const struct markers *m, int ret[BODY_N_POINTS])
{
    for (int p = 0; p < BODY_N_POINTS; p++)
        ret[p] = markers_find(m, body_point_name((enum body_point)p));
}

int mocap_flat_feet(const struct markers *points, const struct gait *g,
                    double ret_deg[BODY_N_SIDES], struct err *err)
{
    AUTO(mem) double *v = mem_array(g->n_steps, sizeof(*v));
    int index[BODY_N_POINTS];
    struct pose s;

    if (!v)
        return err_set(err, ERR_NOMEM, "no memory for %zu steps", g->n_steps);
    find_indices(points, index);
    for (enum body_side side = BODY_LEFT; side < BODY_N_SIDES; side++) {
        size_t n = 0;
        for (size_t i = 0; i < g->n_steps; i++) {
            const struct gait_contact *c = &g->steps[i].contact;
            double at = (c->on_s + 0.4 * (c->off_s - c->on_s)) * points->rate_hz;
            if (c->side != side || !(at >= 0 && at < (double)points->n_frames))
                continue;
            pose_of(points, index, (size_t)at, &s);
            v[n++] = pitch(&s, side);
        }
        ret_deg[side] = dsp_median(v, n);
    }
    return 0;
}

static void angles_of(const struct pose *s, const double flat_deg[BODY_N_SIDES], double *row)
{
    static const enum body_side order[] = { BODY_RIGHT, BODY_LEFT };
    *row++ = (s->x[BODY_L_HIP] + s->x[BODY_R_HIP]) / 2;
    *row++ = (s->y[BODY_L_HIP] + s->y[BODY_R_HIP]) / 2;
    for (size_t k = 0; k < N_ELEMS(order); k++) {
        enum body_side side = order[k];
        double thigh = below(s, BODY_OF(HIP, side), BODY_OF(KNEE, side));
        double shank = below(s, BODY_OF(KNEE, side), BODY_OF(ANKLE, side));
        *row++ = thigh;
        *row++ = thigh - shank;
        *row++ = pitch(s, side) - flat_deg[side] - shank;
    }
    *row = lumbar(s);
}

int mocap_angles(const struct markers *points, const double flat_deg[BODY_N_SIDES],
                 struct table **ret_table, struct err *err)
{
    static const char *const names[] = {
        "time",          "pelvis_tx",     "pelvis_ty",    "hip_flexion_r", "knee_angle_r",
        "ankle_angle_r", "hip_flexion_l", "knee_angle_l", "ankle_angle_l", "lumbar_extension"
    };
    AUTO(table) struct table *t = NULL;
    int index[BODY_N_POINTS];
    struct pose s;

    find_indices(points, index);
    bool trunk = index[BODY_L_SHOULDER] >= 0 && index[BODY_R_SHOULDER] >= 0;
    size_t n = N_ELEMS(names) - (trunk ? 0 : 1);
    int rc = table_new(n, points->n_frames, &t, err);
    if (rc < 0)
        return rc;
    snprintf(t->title, sizeof(t->title), "Coordinates");
    t->degrees = true;
    for (size_t c = 0; c < n; c++)
        markers_set_name(t->name[c], names[c], strlen(names[c]));
    for (size_t f = 0; f < points->n_frames; f++) {
        double row[N_ELEMS(names)];
        pose_of(points, index, f, &s);
        row[0] = points->t0_s + (double)f / points->rate_hz;
        angles_of(&s, flat_deg, row + 1);
        memcpy(t->value + f * n, row, n * sizeof(*row));
    }
    *ret_table = STEAL(t);
    return 0;
}

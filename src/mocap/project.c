/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/mem.h"
#include "dsp/stats.h"
#include "mocap/mocap.h"

static const double MARGIN_M = 0.25; /* of the picture around the points */

struct frame { /* what the picture shows; m */
    double left, right, bottom, top;
    int across; /* which axis of the body runs to the right of the picture */
};

static struct frame frame_of(const struct mocap_body *b, enum gait_view view)
{
    struct frame f = { .left = INFINITY,
                       .right = -INFINITY,
                       .bottom = INFINITY,
                       .top = -INFINITY,
                       .across = gait_view_is_side(view) ? 0 : 2 };
    for (size_t i = 0; i < b->n_frames; i++)
        for (int p = 0; p < BODY_N_POINTS; p++) {
            const double *q = b->xyz[i][p];
            f.left = fmin(f.left, q[f.across]); /* fmin leaves NaN out */
            f.right = fmax(f.right, q[f.across]);
            f.bottom = fmin(f.bottom, q[1]);
            f.top = fmax(f.top, q[1]);
        }
    f.left -= MARGIN_M;
    f.right += MARGIN_M;
    f.bottom -= MARGIN_M;
    f.top += MARGIN_M;
    return f;
}

static int px(double m)
{
    const double largest = 1e6; /* a kilometre: nobody looks at such a picture */
    return isfinite(m) ? (int)ceil(fmin(m * MOCAP_PX_PER_M, largest)) : 1;
}

static void put(const struct frame *f, const double q[3], struct motion_point *p, int height)
{
    if (!isfinite(q[0] + q[1] + q[2]))
        return;
    p->x = (float)((q[f->across] - f->left) * MOCAP_PX_PER_M);
    p->y = (float)(height - (q[1] - f->bottom) * MOCAP_PX_PER_M);
    p->conf = 1;
}

/* The pose at frame number `at`, between two frames. */
static int add_frame(const struct mocap_body *b, const struct frame *f, double at, double t_s,
                     struct motion *m, struct err *err)
{
    size_t i = (size_t)at, j = i + 1 < b->n_frames ? i + 1 : i;
    double w = at - (double)i;
    int rc = motion_append(m, t_s, err);
    if (rc < 0)
        return rc;
    struct motion_point *points = m->points[m->n_frames - 1];
    for (int p = 0; p < BODY_N_POINTS; p++) {
        double q[3];
        for (int k = 0; k < 3; k++)
            q[k] = w > 0 ? b->xyz[i][p][k] + w * (b->xyz[j][p][k] - b->xyz[i][p][k])
                         : b->xyz[i][p][k];
        put(f, q, &points[p], m->height);
    }
    m->score[m->n_frames - 1] = points[BODY_L_HIP].conf > 0 && points[BODY_R_HIP].conf > 0;
    return 0;
}

int mocap_project_at(const struct mocap_body *b, enum gait_view view, double fps, double phase,
                     struct motion **ret_motion, struct err *err)
{
    AUTO(motion) struct motion *m = NULL;
    struct frame f = frame_of(b, view);
    int rc = motion_new(px(f.right - f.left), px(f.top - f.bottom), &m, err);
    double last = (double)b->n_frames - 1;

    if (rc == 0)
        m->roll_rad = m->roll_sd_rad = 0; /* the laboratory's up is up */
    for (size_t k = 0; rc == 0; k++) {
        double at = ((double)k + phase) * b->rate_hz / fps;
        if (fabs(at - round(at)) < 1e-9)
            at = round(at);
        if (at > last)
            break;
        rc = add_frame(b, &f, at, ((double)k + phase) / fps, m, err);
    }
    if (rc < 0)
        return rc;
    *ret_motion = STEAL(m);
    return 0;
}

int mocap_project(const struct mocap_body *b, enum gait_view view, struct motion **ret_motion,
                  struct err *err)
{
    return mocap_project_at(b, view, b->rate_hz, 0, ret_motion, err);
}

/* Slope of the mean of heel and toe along the way, over the middle of one stance. */
static double foot_speed(const struct mocap_body *b, const struct gait_contact *c)
{
    const double from = 0.35, to = 0.6; /* shares of stance in which the whole foot lies */
    double st = 0, sx = 0, stt = 0, stx = 0, n = 0;
    double a = (c->on_s + from * (c->off_s - c->on_s)) * b->rate_hz;
    double e = (c->on_s + to * (c->off_s - c->on_s)) * b->rate_hz;
    for (size_t i = (size_t)fmax(0, ceil(a)); (double)i <= e && i < b->n_frames; i++) {
        double x =
            (b->xyz[i][BODY_OF(HEEL, c->side)][0] + b->xyz[i][BODY_OF(TOE, c->side)][0]) / 2;
        double t = (double)i / b->rate_hz - c->on_s;
        if (!isfinite(x))
            continue;
        n++;
        st += t;
        sx += x;
        stt += t * t;
        stx += t * x;
    }
    double det = n * stt - st * st;
    return n >= 3 && det > 0 ? (n * stx - st * sx) / det : NAN;
}

double mocap_speed(const struct mocap_body *b, const struct gait_contact *contacts, size_t n)
{
    AUTO(mem) double *v = mem_array(n, sizeof(*v));
    size_t first = 0, last = b->n_frames;

    for (size_t i = 0; v && i < n; i++)
        v[i] = foot_speed(b, &contacts[i]);
    while (first < last && !isfinite(b->xyz[first][BODY_L_HIP][0]))
        first++;
    while (last > first + 1 && !isfinite(b->xyz[last - 1][BODY_L_HIP][0]))
        last--;
    if (!v || last < first + 2)
        return NAN;
    double hips = (b->xyz[last - 1][BODY_L_HIP][0] - b->xyz[first][BODY_L_HIP][0]) *
                  b->rate_hz / (double)(last - 1 - first);
    return hips - dsp_median(v, n);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "synth/runner.h"
#include "synth/vec.h"

enum { STRIDE_SAMPLES = 192 }; /* 4 ms apart; extremes are refined by a parabola */

static double tilt(struct synth_xyz low, struct synth_xyz high)
{
    return deg(atan2(high.x - low.x, high.y - low.y));
}

static double bend(struct synth_xyz a, struct synth_xyz mid, struct synth_xyz b)
{
    struct synth_xyz u = v_sub(a, mid), v = v_sub(b, mid);
    return 180 - deg(atan2(v_len(v_cross(u, v)), v_dot(u, v)));
}

static double trunk_tilt(const struct pose *p) { return tilt(p->mid_hip, p->mid_shoulder); }

/* Wrist past the line from mid-hip to mid-shoulder, in the frontal plane, in shoulder widths.
 */
static double crossing(const struct pose *p, enum body_side side)
{
    double ly = p->mid_shoulder.y - p->mid_hip.y, lz = p->mid_shoulder.z - p->mid_hip.z;
    double wy = p->wrist[side].y - p->mid_hip.y, wz = p->wrist[side].z - p->mid_hip.z;
    double right_of = (wz * ly - wy * lz) / sqrt(ly * ly + lz * lz);
    double width = v_len(v_sub(p->shoulder[BODY_LEFT], p->shoulder[BODY_RIGHT]));
    return -side_sign(side) * right_of / width;
}

static struct synth_xyz body_middle(const struct pose *p)
{
    return v_mid(p->mid_hip, p->mid_shoulder);
}

/* Value of a sampled curve's top, from the three samples around it. */
static double peak_of(const double *y, size_t n)
{
    size_t k = 0;
    assert(n > 0);
    for (size_t i = 1; i < n; i++)
        if (y[i] > y[k])
            k = i;
    if (k == 0 || k == n - 1)
        return y[k];
    double d = y[k - 1] - 2 * y[k] + y[k + 1], s = y[k + 1] - y[k - 1];
    return d < 0 ? y[k] - s * s / (8 * d) : y[k];
}

static double low_of(const double *y, size_t n)
{
    double neg[STRIDE_SAMPLES + 1];
    for (size_t i = 0; i < n; i++)
        neg[i] = -y[i];
    return -peak_of(neg, n);
}

/* Trapezium rule; deviation: 0 gives the mean, 1 the standard deviation. */
static double mean_of(const double *y, size_t n, bool deviation)
{
    double sum = 0, sum2 = 0, m = (double)(n - 1);
    for (size_t i = 0; i < n; i++) {
        double w = i == 0 || i == n - 1 ? 0.5 : 1;
        sum += w * y[i];
        sum2 += w * y[i] * y[i];
    }
    double mean = sum / m;
    return deviation ? sqrt(fmax(sum2 / m - mean * mean, 0)) : mean;
}

static void at_contact(const struct runner *r, const struct step *s, double v[MEASURE_N])
{
    struct pose p;
    struct synth_xyz pt[BODY_N_POINTS];
    enum body_side side = s->side;
    figure_pose(r, s->on, &p);
    figure_points(r, &p, pt);

    const struct sole *sole = &r->body.sole;
    double flat =
        deg(atan2(sole->toe_pt[1] - sole->heel_pt[1], sole->toe_pt[0] - sole->heel_pt[0]));
    struct synth_xyz foot = v_sub(pt[BODY_OF(TOE, side)], pt[BODY_OF(HEEL, side)]);
    v[MEASURE_FOOT_STRIKE] = deg(atan2(foot.y, sqrt(foot.x * foot.x + foot.z * foot.z))) - flat;
    v[MEASURE_KNEE_CONTACT] = bend(p.hip[side], p.knee[side], p.ankle[side]);
    v[MEASURE_TIBIA_ANGLE] =
        deg(atan2(p.ankle[side].x - p.knee[side].x, p.knee[side].y - p.ankle[side].y));
    v[MEASURE_OVERSTRIDE] =
        100 * (p.ankle[side].x - p.mid_hip.x) / (r->body.thigh + r->body.shank);
}

static void at_mid_stance(const struct runner *r, const struct step *s, double v[MEASURE_N])
{
    struct pose p;
    enum body_side side = s->side, other = side == BODY_LEFT ? BODY_RIGHT : BODY_LEFT;
    figure_pose(r, (s->on + s->off) / 2, &p);

    v[MEASURE_LEG_LEAN] = tilt(p.ankle[side], p.mid_hip);
    v[MEASURE_BODY_LEAN] = tilt(p.ankle[side], p.mid_shoulder);
    v[MEASURE_HIP_HINGE] = trunk_tilt(&p) - v[MEASURE_LEG_LEAN];
    v[MEASURE_PELVIC_DROP] =
        deg(atan2(p.hip[side].y - p.hip[other].y, fabs(p.hip[side].z - p.hip[other].z)));
    v[MEASURE_TRUNK_SIDE] = deg(atan2(side_sign(side) * (p.mid_shoulder.z - p.mid_hip.z),
                                      p.mid_shoulder.y - p.mid_hip.y));
}

static void over_stance(const struct runner *r, const struct step *s, double v[MEASURE_N])
{
    double lean[STRIDE_SAMPLES / 2 + 1], knee[STRIDE_SAMPLES / 2 + 1];
    size_t n = STRIDE_SAMPLES / 2 + 1;
    struct pose p;
    for (size_t i = 0; i < n; i++) {
        figure_pose(r, s->on + (s->off - s->on) * (double)i / (double)(n - 1), &p);
        lean[i] = trunk_tilt(&p);
        knee[i] = bend(p.hip[s->side], p.knee[s->side], p.ankle[s->side]);
    }
    v[MEASURE_TRUNK_LEAN] = mean_of(lean, n, false);
    v[MEASURE_KNEE_PEAK] = peak_of(knee, n);
}

static void over_step(const struct runner *r, const struct step *s, double v[MEASURE_N])
{
    double y[STRIDE_SAMPLES / 2 + 1];
    size_t n = STRIDE_SAMPLES / 2 + 1;
    struct pose p;
    for (size_t i = 0; i < n; i++) {
        figure_pose(r, s->on + (s[1].on - s->on) * (double)i / (double)(n - 1), &p);
        y[i] = body_middle(&p).y;
    }
    v[MEASURE_VERT_OSC] = 100 * (peak_of(y, n) - low_of(y, n));
}

static void over_stride(const struct runner *r, const struct step *s, double v[MEASURE_N])
{
    enum { LEAN, HEAD, ELBOW, CROSS, SWAY, N_CURVES };
    double y[N_CURVES][STRIDE_SAMPLES + 1];
    size_t n = STRIDE_SAMPLES + 1;
    struct pose p;
    enum body_side side = s->side;
    for (size_t i = 0; i < n; i++) {
        figure_pose(r, s->on + (s[2].on - s->on) * (double)i / (double)(n - 1), &p);
        y[LEAN][i] = trunk_tilt(&p);
        y[HEAD][i] = tilt(p.mid_shoulder, p.head) - y[LEAN][i];
        y[ELBOW][i] = bend(p.shoulder[side], p.elbow[side], p.wrist[side]);
        y[CROSS][i] = crossing(&p, side);
        y[SWAY][i] = body_middle(&p).z;
    }
    v[MEASURE_TRUNK_STEADY] = mean_of(y[LEAN], n, true);
    v[MEASURE_HEAD_LEAN] = mean_of(y[HEAD], n, false);
    v[MEASURE_ELBOW_ANGLE] = mean_of(y[ELBOW], n, false);
    v[MEASURE_ARM_CROSSING] = 100 * peak_of(y[CROSS], n);
    v[MEASURE_TRUNK_SWAY] = 100 * (peak_of(y[SWAY], n) - low_of(y[SWAY], n));
}

static double heel_z(const struct runner *r, const struct step *s)
{
    struct pose p;
    struct synth_xyz pt[BODY_N_POINTS];
    figure_pose(r, s->on, &p);
    figure_points(r, &p, pt);
    return pt[BODY_OF(HEEL, s->side)].z;
}

void truth_step(const struct runner *r, size_t i, double ret_value[MEASURE_N])
{
    const struct step *s = &r->steps[i];
    double *v = ret_value;
    v[MEASURE_CADENCE] = 60 / (s[1].on - s->on);
    v[MEASURE_CONTACT_TIME] = 1000 * (s->off - s->on);
    v[MEASURE_FLIGHT_TIME] = 1000 * (s[1].on - s->off);
    v[MEASURE_DUTY_FACTOR] = 100 * (s->off - s->on) / (s[2].on - s->on);
    double right = heel_z(r, s->side == BODY_RIGHT ? s : s + 1);
    double left = heel_z(r, s->side == BODY_LEFT ? s : s + 1);
    v[MEASURE_STEP_WIDTH] = 100 * (right - left);
    v[MEASURE_STEP_WIDTH_HIP] = 100 * (right - left) / (2 * r->body.hip_half);
    at_contact(r, s, v);
    at_mid_stance(r, s, v);
    over_stance(r, s, v);
    over_step(r, s, v);
    over_stride(r, s, v);
}

/* -- the whole clip ----------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void median_of(struct synth_truth *t, enum measure m, int side, double *scratch)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_steps; i++)
        if (side == BODY_N_SIDES || (int)t->steps[i].contact.side == side)
            scratch[n++] = t->steps[i].value[m];
    qsort(scratch, n, sizeof(*scratch), by_value);
    double v = n == 0 ? NAN : (scratch[(n - 1) / 2] + scratch[n / 2]) / 2;
    if (m == MEASURE_CADENCE && n > 0) {
        double time = 0;
        for (size_t i = 0; i < n; i++)
            time += 60 / scratch[i];
        v = 60 * (double)n / time;
    }
    t->median[m][side] = v;
}

static int fill_steps(const struct runner *r, struct synth_truth *t, struct err *err)
{
    double end_s = r->par.duration_s;
    t->contacts = mem_array(r->n_steps, sizeof(*t->contacts));
    t->steps = mem_array(r->n_steps, sizeof(*t->steps));
    AUTO(mem) double *scratch = mem_array(r->n_steps, sizeof(*scratch));
    if (!t->contacts || !t->steps || !scratch)
        return err_set(err, ERR_NOMEM, "no memory for %zu steps", r->n_steps);

    for (size_t i = 0; i + 2 < r->n_steps; i++) {
        const struct step *s = &r->steps[i];
        struct synth_contact c = { s->side, s->on, s->off };
        if (s->off >= 0 && s->on < end_s)
            t->contacts[t->n_contacts++] = c;
        if (s->on < 0 || s[1].on >= end_s)
            continue;
        struct synth_step *step = &t->steps[t->n_steps++];
        step->contact = c;
        step->next_on_s = s[1].on;
        truth_step(r, i, step->value);
    }
    for (int m = 0; m < MEASURE_N; m++)
        for (int side = 0; side <= BODY_N_SIDES; side++)
            median_of(t, (enum measure)m, side, scratch);
    return 0;
}

static void fill_frame(const struct runner *r, struct synth_truth *t, size_t i)
{
    struct pose p;
    struct synth_xyz *pt = t->points_m[i];
    const struct synth_camera *c = &t->camera;
    figure_pose(r, t->motion->t_s[i], &p);
    figure_points(r, &p, pt);

    double depth = camera_project(c, p.mid_hip).z;
    for (int k = 0; k < BODY_N_POINTS; k++) {
        struct synth_xyz px = camera_project(c, pt[k]), d = v_sub(pt[k], p.mid_hip);
        t->motion->points[i][k] =
            (struct motion_point){ (float)px.x, (float)px.y,
                                   (float)((px.z - depth) * c->f_px / depth), 1 };
        t->motion->world[i][k] =
            (struct motion_xyz){ (float)v_dot(d, c->right), (float)-v_dot(d, c->up),
                                 (float)v_dot(d, c->ahead) };
    }
    t->motion->score[i] = 1;
}

int truth_new(const struct runner *r, struct synth_truth *ret, struct err *err)
{
    struct synth_truth t = { .camera = camera_make(&r->par) };
    size_t n = (size_t)floor(r->par.duration_s * r->par.fps + 0.5);
    n = n > 0 ? n : 1;
    int rc = motion_new((int)r->par.width, (int)r->par.height, &t.motion, err);
    if (rc == 0)
        rc = fill_steps(r, &t, err);
    t.points_m = rc == 0 ? mem_array(n, sizeof(*t.points_m)) : NULL;
    if (rc == 0 && !t.points_m)
        rc = err_set(err, ERR_NOMEM, "no memory for %zu frames", n);
    for (size_t i = 0; rc == 0 && i < n; i++) {
        rc = motion_append(t.motion, (double)i / r->par.fps, err);
        if (rc == 0)
            fill_frame(r, &t, i);
    }
    if (rc < 0) {
        truth_done(&t);
        return rc;
    }
    *ret = t;
    return 0;
}

void truth_done(struct synth_truth *t)
{
    free(t->contacts);
    free(t->steps);
    free(t->points_m);
    motion_free(t->motion);
    *t = (struct synth_truth){ 0 };
}

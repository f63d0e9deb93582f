/* SPDX-License-Identifier: Apache-2.0 */
#include "report/figure_body.h"

#include <math.h>

/* Shares of the height. */
static const double TRUNK = 0.288, THIGH = 0.245, SHANK = 0.246, UPPER_ARM = 0.172,
                    FOREARM = 0.150, HAND = 0.055, NECK = 0.118;
static const double HIP_HALF = 0.052, SHOULDER_HALF = 0.098;
static const double STEP_HEIGHT = 0.115, CHAIR_HEIGHT = 0.26;

struct frame { /* columns: ahead, up, across */
    struct figure_point x, y, z;
};

static struct figure_point add(struct figure_point a, struct figure_point b, double k)
{
    return (struct figure_point){ a.x + k * b.x, a.y + k * b.y, a.z + k * b.z };
}

static struct figure_point mix(struct figure_point a, double ka, struct figure_point b,
                               double kb)
{
    return (struct figure_point){ ka * a.x + kb * b.x, ka * a.y + kb * b.y,
                                  ka * a.z + kb * b.z };
}

/* Turns of a frame about its own axes, degrees. */
static struct frame pitch(struct frame f, double deg) /* the front goes up */
{
    double c = cos(deg * M_PI / 180), s = sin(deg * M_PI / 180);
    return (struct frame){ mix(f.x, c, f.y, s), mix(f.x, -s, f.y, c), f.z };
}

static struct frame tilt(struct frame f, double deg) /* the top goes to its right */
{
    double c = cos(deg * M_PI / 180), s = sin(deg * M_PI / 180);
    return (struct frame){ f.x, mix(f.y, c, f.z, s), mix(f.y, -s, f.z, c) };
}

static struct frame spin(struct frame f, double deg) /* the front goes to its right */
{
    double c = cos(deg * M_PI / 180), s = sin(deg * M_PI / 180);
    return (struct frame){ mix(f.x, c, f.z, s), f.y, mix(f.x, -s, f.z, c) };
}

static struct frame pelvis_of(const struct care_pose *p)
{
    struct frame f = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
    return spin(pitch(tilt(spin(f, p->turn), p->side), -p->trunk), p->roll);
}

static void place_leg(const struct care_pose *p, int i, struct frame f, struct figure_body *b)
{
    double out = i == 0 ? 1 : -1;

    b->hip[i] = add(b->spine[0], f.z, out * HIP_HALF);
    f = spin(tilt(pitch(f, p->hip[i]), -out * p->spread[i]), out * p->hip_turn[i]);
    b->knee[i] = add(b->hip[i], f.y, -THIGH);
    f = pitch(f, -p->knee[i]);
    b->ankle[i] = add(b->knee[i], f.y, -SHANK);
    f = pitch(f, p->ankle[i]);
    b->heel[i] = add(add(b->ankle[i], f.x, -0.028), f.y, -0.020);
    b->ball[i] = add(add(b->ankle[i], f.x, 0.075), f.y, -0.023);
    b->toe[i] = add(add(b->ankle[i], f.x, 0.108), f.y, -0.026);
}

static void place_arm(const struct care_pose *p, int i, struct frame f, struct figure_body *b)
{
    double out = i == 0 ? 1 : -1;

    b->shoulder[i] =
        add(add(b->spine[FIGURE_SPINE - 1], f.z, out * SHOULDER_HALF), f.y, -0.025);
    f = spin(tilt(pitch(f, p->shoulder[i]), -out * p->arm_spread[i]), out * p->arm_turn[i]);
    b->elbow[i] = add(b->shoulder[i], f.y, -UPPER_ARM);
    f = pitch(f, p->elbow[i]);
    b->wrist[i] = add(b->elbow[i], f.y, -FOREARM);
    b->hand[i] = add(b->wrist[i], f.y, -HAND);
}

static void place(const struct care_pose *p, double height, struct figure_body *b)
{
    struct frame f = pelvis_of(p);

    b->spine[0] = (struct figure_point){ 0, height, 0 };
    for (int k = 0; k < FIGURE_SPINE; k++) {
        b->across[k] = f.z;
        b->ahead[k] = f.x;
        if (k == 0) {
            place_leg(p, 0, f, b);
            place_leg(p, 1, f, b);
        }
        if (k + 1 < FIGURE_SPINE) {
            double share = 1.0 / (FIGURE_SPINE - 1);
            f = spin(tilt(pitch(f, -p->bend * share), p->side_bend * share), p->twist * share);
            b->spine[k + 1] = add(b->spine[k], f.y, TRUNK / (FIGURE_SPINE - 1));
        }
    }
    place_arm(p, 0, f, b);
    place_arm(p, 1, f, b);
    f = pitch(f, -p->neck);
    b->head = add(add(b->spine[FIGURE_SPINE - 1], f.y, NECK), f.x, 0.012);
    b->nose = add(add(b->head, f.x, 0.066), f.y, -0.004);
}

struct figure_point figure_touch(const struct figure_body *b, unsigned bit, double *ret_radius)
{
    static const double radius[CARE_N_TOUCHES] = { 0.019, 0.019, 0.016, 0.016, 0.013, 0.013,
                                                   0.028, 0.028, 0.050, 0.050, 0.062, 0.050,
                                                   0.050, 0.045, 0.045, 0.038, 0.038, 0.021,
                                                   0.021, 0.018, 0.018 };
    /* right before left: at even bits up to the knees, at odd ones from the hips on */
    bool is_left = (1U << bit) < CARE_HIP_R ? bit % 2 == 1 : bit % 2 == 0;

    *ret_radius = radius[bit];
    switch (1U << bit) {
    case CARE_HEEL_R:
    case CARE_HEEL_L:
        return b->heel[is_left];
    case CARE_BALL_R:
    case CARE_BALL_L:
        return b->ball[is_left];
    case CARE_TOE_R:
    case CARE_TOE_L:
        return b->toe[is_left];
    case CARE_KNEE_R:
    case CARE_KNEE_L:
        return b->knee[is_left];
    case CARE_SEAT:
        return add(b->spine[0], b->ahead[0], -0.008);
    case CARE_BACK:
        return add(b->spine[4], b->ahead[4], -0.004);
    case CARE_HEAD:
        return b->head;
    case CARE_BELLY:
        return add(b->spine[0], b->ahead[0], 0.004);
    case CARE_CHEST:
        return add(b->spine[3], b->ahead[3], 0.004);
    case CARE_HIP_R:
    case CARE_HIP_L:
        return b->hip[is_left];
    case CARE_SHOULDER_R:
    case CARE_SHOULDER_L:
        return b->shoulder[is_left];
    case CARE_ELBOW_R:
    case CARE_ELBOW_L:
        return b->elbow[is_left];
    default:
        return b->wrist[is_left];
    }
}

double figure_prop_height(unsigned props)
{
    return props & CARE_PROP_CHAIR ? CHAIR_HEIGHT : props & CARE_PROP_STEP ? STEP_HEIGHT : 0;
}

/* -- coming to rest: the smallest change of these angles that puts the points where they lie */

enum { N_FREE = 19, MAX_TOUCH = CARE_N_TOUCHES, ROUNDS = 40 };

static double *free_angle(struct care_pose *p, int k)
{
    double *const at[N_FREE] = {
        &p->trunk,         &p->bend,          &p->neck,        &p->hip[0],     &p->hip[1],
        &p->knee[0],       &p->knee[1],       &p->ankle[0],    &p->ankle[1],   &p->shoulder[0],
        &p->shoulder[1],   &p->elbow[0],      &p->elbow[1],    &p->spread[0],  &p->spread[1],
        &p->arm_spread[0], &p->arm_spread[1], &p->hip_turn[0], &p->hip_turn[1]
    };
    return at[k];
}

static const double SINKS = 0.012; /* so far a point may sink in: flesh gives, mats too */
/* How willingly each gives: the trunk as a whole tips easily, backs and spreads hardly. */
static const double ease[N_FREE] = { 1, .1, .5, 1,  1,  1,  1,  2, 2, 1,
                                     1, 1,  1,  .1, .1, .1, .1, 1, 1 };

struct rest {
    unsigned bit[MAX_TOUCH];
    double target[MAX_TOUCH];
    int n;
};

/* The points that lie on something, and those that have come under the ground. */
static void rest_of(const struct care_pose *p, double height, struct rest *r)
{
    struct figure_body b;

    place(p, height, &b);
    r->n = 0;
    for (unsigned bit = 0; bit < CARE_N_TOUCHES; bit++) {
        unsigned m = 1U << bit;
        double radius, y = figure_touch(&b, bit, &radius).y - radius;
        bool lies = (p->touch | p->on) & m;
        bool bends = m & CARE_TOES && p->touch & CARE_BALLS; /* toes give */
        if (!lies && (y >= -SINKS || bends))
            continue;
        r->bit[r->n] = bit;
        r->target[r->n++] = p->on & m ? figure_prop_height(p->props) : lies ? 0 : -SINKS / 2;
    }
}

static void gaps_of(const struct care_pose *p, double height, const struct rest *r, double *gap)
{
    struct figure_body b;

    place(p, height, &b);
    for (int i = 0; i < r->n; i++) {
        double radius;
        gap[i] = r->target[i] - (figure_touch(&b, r->bit[i], &radius).y - radius);
    }
}

/* a [n][n] x = y, positive definite; Gauss without pivots. x comes in y. */
static void solve(double a[MAX_TOUCH][MAX_TOUCH], double *y, int n)
{
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++) {
            double k = a[j][i] / a[i][i];
            for (int c = i; c < n; c++)
                a[j][c] -= k * a[i][c];
            y[j] -= k * y[i];
        }
    for (int i = n - 1; i >= 0; i--) {
        for (int c = i + 1; c < n; c++)
            y[i] -= a[i][c] * y[c];
        y[i] /= a[i][i];
    }
}

/* One step of damped least squares. */
static void step(struct care_pose *p, double *height, const struct rest *r)
{
    double gap[MAX_TOUCH], moved[MAX_TOUCH], slope[N_FREE][MAX_TOUCH] = { 0 };
    double a[MAX_TOUCH][MAX_TOUCH];
    const double h = 1e-4, damp = 1e-7;

    gaps_of(p, *height, r, gap);
    for (int k = 0; k < N_FREE; k++) {
        double *angle = free_angle(p, k), was = *angle;
        *angle = was + h;
        gaps_of(p, *height, r, moved);
        *angle = was;
        for (int i = 0; i < r->n; i++)
            slope[k][i] = (gap[i] - moved[i]) / h;
    }
    for (int i = 0; i < r->n; i++)
        for (int j = 0; j < r->n; j++) {
            a[i][j] = 1 + (i == j ? damp : 0); /* 1: the height is free */
            for (int k = 0; k < N_FREE; k++)
                a[i][j] += ease[k] * slope[k][i] * slope[k][j];
        }
    solve(a, gap, r->n);
    for (int i = 0; i < r->n; i++)
        *height += gap[i];
    for (int k = 0; k < N_FREE; k++) {
        double d = 0;
        for (int i = 0; i < r->n; i++)
            d += ease[k] * slope[k][i] * gap[i];
        *free_angle(p, k) += fmax(-10, fmin(10, d));
    }
}

static double lowest(const struct figure_body *b)
{
    double low = INFINITY;

    for (unsigned bit = 0; bit < CARE_N_TOUCHES; bit++) {
        double radius;
        low = fmin(low, figure_touch(b, bit, &radius).y - radius);
    }
    return low;
}

void figure_settle(const struct care_pose *pose, struct figure_body *ret)
{
    struct care_pose p = *pose;
    struct rest r;

    place(&p, 0, ret);
    double height = pose->lift - lowest(ret);
    for (int k = 0; k < ROUNDS && (p.touch | p.on); k++) {
        rest_of(&p, height, &r);
        step(&p, &height, &r);
    }
    place(&p, height, ret);
}

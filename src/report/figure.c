/* SPDX-License-Identifier: Apache-2.0 */
#include "report/figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/figure_stage.h"

static const double YAW = 16; /* a little from the front: left and right stand apart */
static const double HALO = 0.010, MARGIN = 0.05, GAP = 0.20;

struct at stage_see(const struct stage *s, struct figure_point p)
{
    double z = p.z * s->cos_yaw - p.x * s->sin_yaw;

    return (struct at){ p.x * s->cos_yaw + p.z * s->sin_yaw, p.y * s->cos_up - z * s->sin_up,
                        z * s->cos_up + p.y * s->sin_up };
}

struct figure_shape *stage_shape(struct stage *s, enum figure_ink ink)
{
    struct figure *f = s->f;
    struct figure_shape *shape = &f->shape[f->n < FIGURE_SHAPES_MAX ? f->n++ : f->n - 1];

    memset(shape, 0, sizeof(*shape));
    shape->ink = ink;
    return shape;
}

void stage_reach(struct stage *s, double x, double y, double r)
{
    s->min_x = fmin(s->min_x, x - r);
    s->max_x = fmax(s->max_x, x + r);
    s->min_y = fmin(s->min_y, y - r);
    s->max_y = fmax(s->max_y, y + r);
}

void stage_capsule(struct stage *s, enum figure_ink ink, struct at a, double ra, struct at b,
                   double rb)
{
    struct figure_shape *c = stage_shape(s, ink);

    c->n = 2;
    c->x[0] = (float)a.x;
    c->y[0] = (float)a.y;
    c->r[0] = (float)ra;
    c->x[1] = (float)b.x;
    c->y[1] = (float)b.y;
    c->r[1] = (float)rb;
    if (ink != FIGURE_HALO) {
        stage_reach(s, a.x, a.y, ra);
        stage_reach(s, b.x, b.y, rb);
    }
}

void stage_box(struct stage *s, enum figure_ink ink, double x0, double y0, double x1, double y1)
{
    struct figure_shape *c = stage_shape(s, ink);

    c->n = 4;
    c->x[0] = c->x[3] = (float)x0;
    c->x[1] = c->x[2] = (float)x1;
    c->y[0] = c->y[1] = (float)y0;
    c->y[2] = c->y[3] = (float)y1;
    stage_reach(s, x0, y0, 0);
    stage_reach(s, x1, y1, 0);
}

/* -- limbs */

struct bone {
    struct at a, b;
    double ra, rb;
};
struct limb {
    struct bone bone[4];
    unsigned n;
    enum figure_ink ink;
    double z; /* how near to the viewer */
};

bool stage_rests(const struct stage *s, unsigned bits)
{
    return ((s->pose->touch | s->pose->on) & bits) != 0;
}

/* A foot that stands on its ball keeps its toes along the ground. */
static struct figure_point toe_of(const struct stage *s, int i)
{
    struct figure_point ball = s->b.ball[i], toe = s->b.toe[i], knee = s->b.knee[i];
    double dx = s->b.ankle[i].x - knee.x, dz = s->b.ankle[i].z - knee.z, d = hypot(dx, dz);

    if (!stage_rests(s, (unsigned)CARE_BALL_R << i) ||
        stage_rests(s, (unsigned)CARE_HEEL_R << i))
        return toe;
    if (toe.y >= ball.y - 0.02 && d <= 0.1)
        return toe;
    /* heel up: the toes point away from it, or where the head is when it stands above them */
    dx = ball.x - s->b.heel[i].x;
    dz = ball.z - s->b.heel[i].z;
    d = hypot(dx, dz);
    if (d <= 0.02) {
        dx = s->b.spine[FIGURE_SPINE - 1].x - ball.x;
        dz = 0;
        d = fabs(dx) + 1e-9;
    }
    return (struct figure_point){ ball.x + 0.034 * dx / d, ball.y - 0.002,
                                  ball.z + 0.034 * dz / d };
}

static void leg_of(const struct stage *s, int i, struct limb *l)
{
    const struct figure_body *b = &s->b;
    struct at hip = stage_see(s, b->hip[i]), knee = stage_see(s, b->knee[i]),
              ankle = stage_see(s, b->ankle[i]);
    struct at heel = stage_see(s, b->heel[i]), ball = stage_see(s, b->ball[i]),
              toe = stage_see(s, toe_of(s, i));

    *l = (struct limb){ .n = 4,
                        .ink = i == 0 ? FIGURE_RIGHT : FIGURE_LEFT,
                        .z = (hip.z + knee.z + ankle.z) / 3,
                        .bone = { { hip, knee, 0.043, 0.031 },
                                  { knee, ankle, 0.030, 0.019 },
                                  { heel, ball, 0.019, 0.016 },
                                  { ball, toe, 0.016, 0.012 } } };
}

/* A hand that leans on the ground lies flat on it, on a wall flat against it. */
static struct figure_point hand_of(const struct stage *s, int i)
{
    struct figure_point w = s->b.wrist[i], hand = s->b.hand[i];
    unsigned bit = (unsigned)CARE_HAND_R << i;

    if (s->pose->props & CARE_PROP_WALL && s->pose->at & bit)
        return (struct figure_point){ w.x, w.y + 0.05, w.z };
    if (!stage_rests(s, bit | (unsigned)CARE_ELBOW_R << i))
        return hand;
    double dx = hand.x - w.x, dz = hand.z - w.z, d = hypot(dx, dz);
    if (d < 0.012) { /* straight down: fingers look where the head is */
        dx = s->b.head.x - s->b.spine[0].x;
        dz = s->b.head.z - s->b.spine[0].z;
        d = hypot(dx, dz) + 1e-9;
    }
    return (struct figure_point){ w.x + 0.05 * dx / d, w.y - 0.004, w.z + 0.05 * dz / d };
}

static void arm_of(const struct stage *s, int i, struct limb *l)
{
    const struct figure_body *b = &s->b;
    struct at shoulder = stage_see(s, b->shoulder[i]), elbow = stage_see(s, b->elbow[i]);
    struct at wrist = stage_see(s, b->wrist[i]), hand = stage_see(s, hand_of(s, i));

    *l = (struct limb){ .n = 3,
                        .ink = i == 0 ? FIGURE_RIGHT : FIGURE_LEFT,
                        .z = (elbow.z + wrist.z) / 2 + 0.01,
                        .bone = { { shoulder, elbow, 0.029, 0.022 },
                                  { elbow, wrist, 0.021, 0.016 },
                                  { wrist, hand, 0.016, 0.014 } } };
}

static void draw_limb(struct stage *s, const struct limb *l)
{
    for (unsigned i = 0; i < l->n; i++)
        stage_capsule(s, FIGURE_HALO, l->bone[i].a, l->bone[i].ra + HALO, l->bone[i].b,
                      l->bone[i].rb + HALO);
    for (unsigned i = 0; i < l->n; i++)
        stage_capsule(s, l->ink, l->bone[i].a, l->bone[i].ra, l->bone[i].b, l->bone[i].rb);
}

/* -- trunk and head: slices of the trunk are ellipses; neighbours are joined by their hull */

enum { SLICE = 20 };

static int by_x(const void *a, const void *b)
{
    const struct at *p = a, *q = b;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    return p->y < q->y ? -1 : p->y > q->y;
}

static double cross(struct at o, struct at a, struct at b)
{
    return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

/* Convex hull by the monotone chain (Andrew 1979). p is sorted. ret [2 n]. */
static unsigned hull(struct at *p, unsigned n, struct at *ret)
{
    unsigned k = 0;

    qsort(p, n, sizeof(*p), by_x);
    for (unsigned i = 0; i < n; i++) {
        while (k >= 2 && cross(ret[k - 2], ret[k - 1], p[i]) <= 0)
            k--;
        ret[k++] = p[i];
    }
    for (unsigned i = n - 1, low = k + 1; i-- > 0;) {
        while (k >= low && cross(ret[k - 2], ret[k - 1], p[i]) <= 0)
            k--;
        ret[k++] = p[i];
    }
    return k - 1;
}

static void slice(const struct stage *s, int k, double grow, struct at *ret)
{
    static const double half[FIGURE_SPINE] = { 0.074, 0.066, 0.063, 0.072, 0.080, 0.070 };
    static const double depth[FIGURE_SPINE] = { 0.056, 0.049, 0.046, 0.052, 0.052, 0.036 };
    struct figure_point c = s->b.spine[k], r = s->b.across[k], f = s->b.ahead[k];

    for (int i = 0; i < SLICE; i++) {
        double u = 2 * M_PI * i / SLICE, x = (half[k] + grow) * cos(u),
               y = (depth[k] + grow) * sin(u);
        ret[i] = stage_see(s, (struct figure_point){ c.x + x * r.x + y * f.x,
                                                     c.y + x * r.y + y * f.y,
                                                     c.z + x * r.z + y * f.z });
    }
}

static void ball(const struct stage *s, struct figure_point c, double r, struct at *ret)
{
    struct at m = stage_see(s, c);
    for (int i = 0; i < SLICE; i++)
        ret[i] = (struct at){ m.x + r * cos(2 * M_PI * i / SLICE),
                              m.y + r * sin(2 * M_PI * i / SLICE), m.z };
}

static void hull_shape(struct stage *s, enum figure_ink ink, struct at *p, unsigned n)
{
    struct at out[8 * SLICE];
    unsigned m = hull(p, n, out);
    struct figure_shape *c = stage_shape(s, ink);

    c->n = m < FIGURE_POINTS_MAX ? m : FIGURE_POINTS_MAX;
    for (unsigned i = 0; i < c->n; i++) {
        c->x[i] = (float)out[i].x;
        c->y[i] = (float)out[i].y;
        if (ink != FIGURE_HALO)
            stage_reach(s, out[i].x, out[i].y, 0);
    }
}

/* Slices of the trunk, hips, shoulders. */
static void trunk_layer(struct stage *s, enum figure_ink ink, double grow)
{
    struct at p[4 * SLICE];

    for (int k = 0; k + 1 < FIGURE_SPINE; k++) {
        slice(s, k, grow, p);
        slice(s, k + 1, grow, p + SLICE);
        ball(s, s->b.spine[k], 0.034 + grow, p + 2 * SLICE); /* neighbours overlap: no seams */
        ball(s, s->b.spine[k + 1], 0.034 + grow, p + 3 * SLICE);
        hull_shape(s, ink, p, 4 * SLICE);
    }
    slice(s, FIGURE_SPINE - 1, grow, p); /* shoulders */
    ball(s, s->b.shoulder[0], 0.030 + grow, p + SLICE);
    ball(s, s->b.shoulder[1], 0.030 + grow, p + 2 * SLICE);
    hull_shape(s, ink, p, 3 * SLICE);
    ball(s, s->b.hip[0], 0.040 + grow, p);
    ball(s, s->b.hip[1], 0.040 + grow, p + SLICE);
    slice(s, 0, grow, p + 2 * SLICE);
    hull_shape(s, ink, p, 3 * SLICE);
}

static void draw_trunk_head(struct stage *s)
{
    struct at neck = stage_see(s, s->b.spine[FIGURE_SPINE - 1]), head = stage_see(s, s->b.head),
              nose = stage_see(s, s->b.nose);

    trunk_layer(s, FIGURE_HALO, HALO);
    stage_capsule(s, FIGURE_HALO, head, 0.060 + HALO, head, 0.060 + HALO);
    trunk_layer(s, FIGURE_TRUNK, 0);
    stage_capsule(s, FIGURE_TRUNK, neck, 0.026, head, 0.030);
    stage_capsule(s, FIGURE_TRUNK, head, 0.060, head, 0.060);
    if (hypot(nose.x - head.x, nose.y - head.y) > 0.02)
        stage_capsule(s, FIGURE_TRUNK, head, 0.05, nose, 0.012);
}

static void draw_body(struct stage *s)
{
    struct limb limb[4];
    double trunk_z = stage_see(s, s->b.spine[2]).z;

    leg_of(s, 0, &limb[0]);
    leg_of(s, 1, &limb[1]);
    arm_of(s, 0, &limb[2]);
    arm_of(s, 1, &limb[3]);
    for (int i = 1; i < 4; i++) /* far to near */
        for (int j = i; j > 0 && limb[j].z < limb[j - 1].z; j--) {
            struct limb t = limb[j];
            limb[j] = limb[j - 1];
            limb[j - 1] = t;
        }
    for (int i = 0; i < 4; i++)
        if (limb[i].z < trunk_z)
            draw_limb(s, &limb[i]);
    draw_trunk_head(s);
    for (int i = 0; i < 4; i++)
        if (limb[i].z >= trunk_z)
            draw_limb(s, &limb[i]);
}

/* -- the strip */

static void draw_pose(struct figure *f, const struct care_pose *pose, struct stage *s)
{
    double yaw = pose->turn == 0 && pose->above == 0 ? YAW : 0;

    *s = (struct stage){ .f = f,
                         .pose = pose,
                         .cos_yaw = cos(yaw * M_PI / 180),
                         .sin_yaw = -sin(yaw * M_PI / 180),
                         .cos_up = cos(pose->above * M_PI / 180),
                         .sin_up = sin(pose->above * M_PI / 180),
                         .min_x = INFINITY,
                         .max_x = -INFINITY,
                         .first = f->n };
    figure_settle(pose, &s->b);
    stage_behind(s);
    draw_body(s);
    stage_front(s);
}

/* Shapes from first on, moved by dx and with y down from the top. */
static void put(struct figure *f, size_t first, double dx, double ground)
{
    for (size_t i = first; i < f->n; i++)
        for (unsigned k = 0; k < f->shape[i].n; k++) {
            f->shape[i].x[k] = (float)(f->shape[i].x[k] + dx);
            f->shape[i].y[k] = (float)(ground - f->shape[i].y[k]);
        }
}

static void draw_arrow(struct figure *f, double x, double y)
{
    struct stage s = { .f = f };
    double len = 0.09;

    stage_capsule(&s, FIGURE_ARROW, (struct at){ x, y, 0 }, 0.006, (struct at){ x + len, y, 0 },
                  0.006);
    for (int way = -1; way <= 1; way += 2)
        stage_capsule(&s, FIGURE_ARROW, (struct at){ x + len - 0.03, y + way * 0.03, 0 }, 0.006,
                      (struct at){ x + len, y, 0 }, 0.006);
}

int figure_strip(const struct care_pose *poses, size_t n, struct figure **ret, struct err *err)
{
    struct figure *f = mem_array(1, sizeof(*f));
    struct stage s[CARE_POSES_MAX];
    double x = MARGIN, top = 0.4, low = 0, ground = 0;
    size_t end[CARE_POSES_MAX];

    if (!f)
        return err_set(err, ERR_NOMEM, "no memory to draw");
    struct figure_shape *floor = &f->shape[f->n++]; /* under everything */
    for (size_t i = 0; i < n && i < CARE_POSES_MAX; i++) {
        draw_pose(f, &poses[i], &s[i]);
        end[i] = f->n;
        top = fmax(top, s[i].max_y);
        low = fmin(low, s[i].min_y);
    }
    ground = top + MARGIN;
    for (size_t i = 0; i < n && i < CARE_POSES_MAX; i++) {
        size_t all = f->n;
        f->n = end[i];
        put(f, s[i].first, x - s[i].min_x, ground);
        f->n = all;
        x += s[i].max_x - s[i].min_x + GAP;
        if (i + 1 < n)
            draw_arrow(f, x - GAP + 0.055, ground - 0.32);
    }
    f->width = x - GAP + MARGIN;
    f->height = ground - low + MARGIN;
    *floor = (struct figure_shape){ .ink = FIGURE_GROUND,
                                    .n = 2,
                                    .x = { 0.015F, (float)(f->width - 0.015) },
                                    .y = { (float)(ground - low + 0.008),
                                           (float)(ground - low + 0.008) },
                                    .r = { 0.005F, 0.005F } };
    *ret = f;
    return 0;
}

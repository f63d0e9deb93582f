/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "report/figure_stage.h"

struct extent {
    double x0, x1, y0, y1;
    unsigned n;
};

static struct extent extent_of(const struct stage *s, unsigned bits)
{
    struct extent e = { INFINITY, -INFINITY, INFINITY, -INFINITY, 0 };

    for (unsigned bit = 0; bit < CARE_N_TOUCHES; bit++) {
        double r;
        if (!(bits & 1U << bit))
            continue;
        struct at p = stage_see(s, figure_touch(&s->b, bit, &r));
        e.x0 = fmin(e.x0, p.x - r);
        e.x1 = fmax(e.x1, p.x + r);
        e.y0 = fmin(e.y0, p.y - r);
        e.y1 = fmax(e.y1, p.y + r);
        e.n++;
    }
    return e;
}

static void draw_wall(struct stage *s)
{
    struct extent e = extent_of(s, s->pose->at), body = extent_of(s, ~0U);
    bool right = e.x1 - body.x0 > body.x1 - e.x0; /* on the side where they touch */
    double x = right ? fmax(e.x1, e.x0) : e.x0, top = fmax(1.1, body.y1 + 0.1);

    x += right ? 0.004 : -0.004;
    if (s->pose->at & CARE_BACK) { /* leans against it with the whole back */
        x = body.x0 - 0.012;
        right = false;
    }
    stage_box(s, FIGURE_PROP, right ? x : x - 0.05, 0, right ? x + 0.05 : x, top);
}

/* On the ground under all of the body, along its back. */
static void draw_mat(struct stage *s)
{
    struct figure_point a = s->b.spine[0], b = s->b.spine[FIGURE_SPINE - 1];
    double dx = b.x - a.x, dz = b.z - a.z, d = hypot(dx, dz), x0 = 0, x1 = 0;

    if (s->pose->above == 0) {
        struct extent e = extent_of(s, ~0U);
        stage_box(s, FIGURE_MAT, e.x0 - 0.05, -0.018, e.x1 + 0.05, 0);
        return;
    }
    for (unsigned bit = 0; bit < CARE_N_TOUCHES; bit++) {
        double r;
        struct figure_point p = figure_touch(&s->b, bit, &r);
        double along = ((p.x - a.x) * dx + (p.z - a.z) * dz) / d;
        x0 = fmin(x0, along - r);
        x1 = fmax(x1, along + r);
    }
    struct figure_shape *c = stage_shape(s, FIGURE_MAT);
    c->n = 4;
    for (int i = 0; i < 4; i++) {
        double u = i == 0 || i == 3 ? x0 - 0.06 : x1 + 0.06, v = i < 2 ? -0.20 : 0.20;
        struct at p = stage_see(s, (struct figure_point){ a.x + (u * dx - v * dz) / d, 0,
                                                          a.z + (u * dz + v * dx) / d });
        c->x[i] = (float)p.x;
        c->y[i] = (float)p.y;
        stage_reach(s, p.x, p.y, 0);
    }
}

/* It ends beside the foot that is not on it, if that one is low. */
static void draw_step(struct stage *s)
{
    struct extent e = extent_of(s, s->pose->on), free_foot;
    double h = figure_prop_height(s->pose->props), width = fmax(0.26, e.x1 - e.x0 + 0.06);

    free_foot =
        extent_of(s, s->pose->on & (CARE_FOOT_R | CARE_TOE_R) ? CARE_FOOT_L : CARE_FOOT_R);
    if (free_foot.y0 < h + 0.08 && free_foot.x1 > e.x1)
        stage_box(s, FIGURE_PROP, e.x1 + 0.008 - width, 0, e.x1 + 0.008, h);
    else
        stage_box(s, FIGURE_PROP, e.x0 - 0.008, 0, e.x0 - 0.008 + width, h);
}

static void draw_chair(struct stage *s)
{
    struct extent e = extent_of(s, s->pose->on);
    double h = figure_prop_height(s->pose->props), x0 = e.x0 - 0.03, x1 = e.x1 + 0.03;
    bool to_sit = s->pose->on & CARE_SEAT || !s->pose->on;

    if (!s->pose->on) { /* it waits behind the body */
        x1 = stage_see(s, s->b.spine[0]).x - 0.08;
        x0 = x1 - 0.26;
    }
    if (x1 - x0 < 0.26) {
        double m = (x0 + x1) / 2;
        x0 = m - 0.13;
        x1 = m + 0.13;
    }
    stage_box(s, FIGURE_PROP, x0, h - 0.03, x1, h);
    stage_box(s, FIGURE_PROP, x0 + 0.012, 0, x0 + 0.034, h - 0.03);
    stage_box(s, FIGURE_PROP, x1 - 0.034, 0, x1 - 0.012, h - 0.03);
    if (to_sit) /* the back of it behind the sitter */
        stage_box(s, FIGURE_PROP, x0 - 0.022, h - 0.03, x0, h + 0.27);
}

void stage_behind(struct stage *s)
{
    unsigned props = s->pose->props;

    if (props & CARE_PROP_MAT)
        draw_mat(s);
    if (props & CARE_PROP_STEP)
        draw_step(s);
    if (props & CARE_PROP_CHAIR)
        draw_chair(s);
    if (props & CARE_PROP_WALL)
        draw_wall(s);
    if (props & CARE_PROP_BAR) {
        struct at r = stage_see(s, s->b.hand[0]), l = stage_see(s, s->b.hand[1]);
        double way = r.x < l.x ? -0.1 : 0.1;
        r.x += way;
        l.x -= way;
        stage_capsule(s, FIGURE_PROP, l, 0.014, r, 0.014);
    }
}

static void draw_band(struct stage *s)
{
    struct at end[2];
    int n = 0;

    for (unsigned bit = 0; bit < CARE_N_TOUCHES && n < 2; bit++)
        if (s->pose->at & 1U << bit) {
            double r;
            end[n++] = stage_see(s, figure_touch(&s->b, bit, &r));
        }
    if (n == 0)
        return;
    if (n == 1) { /* tied to a post */
        double x = stage_see(s, s->b.spine[0]).x + (s->pose->turn >= 45 ? -0.5 : 0.7);
        end[1] = (struct at){ x, 0.7, end[0].z };
        stage_box(s, FIGURE_PROP, x - 0.014, 0, x + 0.014, 0.9);
    }
    stage_capsule(s, FIGURE_GEAR, end[0], 0.009, end[1], 0.009);
}

void stage_front(struct stage *s)
{
    if (s->pose->props & CARE_PROP_BAND)
        draw_band(s);
    for (int i = 0; i < 2; i++)
        if (s->pose->props & CARE_PROP_WEIGHT && s->pose->at & (unsigned)CARE_HAND_R << i) {
            struct at h = stage_see(s, s->b.hand[i]), a = h, b = h;
            a.x -= 0.04;
            b.x += 0.04;
            stage_capsule(s, FIGURE_GEAR, a, 0.010, b, 0.010);
            a.x -= 0.004;
            b.x += 0.004;
            stage_capsule(s, FIGURE_GEAR, a, 0.028, a, 0.028);
            stage_capsule(s, FIGURE_GEAR, b, 0.028, b, 0.028);
        }
}

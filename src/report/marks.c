/* SPDX-License-Identifier: Apache-2.0 */
/* The measured angles as drawings: one row a measure says how it looks and where it belongs. */
#include <cairo.h>
#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "report/draw.h"
#include "report/words.h"

const char *const draw_phase_names[DRAW_N_PHASES] = {
    [DRAW_CONTACT] = "First contact",
    [DRAW_MID_STANCE] = "Mid-stance",
    [DRAW_TOE_OFF] = "Toe-off",
};

struct spot {
    double x, y; /* canvas px; NaN: not seen */
};

typedef void mark_fn(struct draw *d, const struct motion_point *p, enum body_side side,
                     struct spot *ret_label);

static struct spot at(const struct draw *d, const struct motion_point *p, enum body_point i)
{
    if (!(p[i].conf > 0))
        return (struct spot){ NAN, NAN };
    return (struct spot){ (p[i].x - d->x0) * d->scale, (p[i].y - d->y0) * d->scale };
}

static struct spot middle(struct spot a, struct spot b)
{
    return (struct spot){ (a.x + b.x) / 2, (a.y + b.y) / 2 };
}

static bool all_seen(const struct spot *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(s[i].x) || !isfinite(s[i].y))
            return false;
    return true;
}

static void thin(const struct draw *d, struct spot a, struct spot b, bool dashed)
{
    double dash = 1.6 * d->unit;
    cairo_move_to(d->cr, a.x, a.y);
    cairo_line_to(d->cr, b.x, b.y);
    cairo_set_source_rgba(d->cr, 0.05, 0.07, 0.10, 0.6);
    cairo_set_line_width(d->cr, 1.1 * d->unit);
    cairo_stroke_preserve(d->cr);
    if (dashed)
        cairo_set_dash(d->cr, &dash, 1, 0);
    cairo_set_source_rgb(d->cr, 1, 1, 1);
    cairo_set_line_width(d->cr, 0.6 * d->unit);
    cairo_stroke(d->cr);
    cairo_set_dash(d->cr, NULL, 0, 0);
}

/* The angle at `centre` between the directions to a and to b, as a filled wedge. */
static void wedge(const struct draw *d, struct spot centre, struct spot a, struct spot b,
                  double radius)
{
    double from = atan2(a.y - centre.y, a.x - centre.x);
    double turn = remainder(atan2(b.y - centre.y, b.x - centre.x) - from, 2 * M_PI);
    cairo_move_to(d->cr, centre.x, centre.y);
    if (turn >= 0)
        cairo_arc(d->cr, centre.x, centre.y, radius, from, from + turn);
    else
        cairo_arc_negative(d->cr, centre.x, centre.y, radius, from, from + turn);
    cairo_close_path(d->cr);
    cairo_set_source_rgba(d->cr, 1, 0.95, 0.4, 0.55);
    cairo_fill(d->cr);
}

static struct spot beyond(struct spot from, struct spot to, double share)
{
    return (struct spot){ to.x + (to.x - from.x) * share, to.y + (to.y - from.y) * share };
}

/* A segment against the vertical through its lower end. */
static void lean(struct draw *d, struct spot low, struct spot high, struct spot *ret_label)
{
    const struct spot both[] = { low, high };
    if (!all_seen(both, 2))
        return;
    double length = hypot(high.x - low.x, high.y - low.y);
    struct spot up = { low.x, low.y - 1.1 * length };
    wedge(d, low, up, high, 0.8 * length);
    thin(d, low, up, true);
    thin(d, low, beyond(low, high, 0.1), false);
    *ret_label = (struct spot){ high.x + 6 * d->unit, low.y - 0.62 * length };
}

static void mark_trunk(struct draw *d, const struct motion_point *p, enum body_side side,
                       struct spot *ret_label)
{
    (void)side;
    lean(d, middle(at(d, p, BODY_L_HIP), at(d, p, BODY_R_HIP)),
         middle(at(d, p, BODY_L_SHOULDER), at(d, p, BODY_R_SHOULDER)), ret_label);
}

static void mark_leg(struct draw *d, const struct motion_point *p, enum body_side side,
                     struct spot *ret_label)
{
    lean(d, at(d, p, BODY_OF(ANKLE, side)), middle(at(d, p, BODY_L_HIP), at(d, p, BODY_R_HIP)),
         ret_label);
}

static void mark_knee(struct draw *d, const struct motion_point *p, enum body_side side,
                      struct spot *ret_label)
{
    const struct spot s[] = { at(d, p, BODY_OF(HIP, side)), at(d, p, BODY_OF(KNEE, side)),
                              at(d, p, BODY_OF(ANKLE, side)) };
    if (!all_seen(s, 3))
        return;
    struct spot straight = beyond(s[0], s[1], 0.6);
    wedge(d, s[1], straight, s[2], 0.55 * hypot(s[2].x - s[1].x, s[2].y - s[1].y));
    thin(d, s[1], straight, true);
    *ret_label = (struct spot){ s[1].x + 6 * d->unit, s[1].y };
}

static void mark_foot(struct draw *d, const struct motion_point *p, enum body_side side,
                      struct spot *ret_label)
{
    const struct spot s[] = { at(d, p, BODY_OF(HEEL, side)), at(d, p, BODY_OF(TOE, side)) };
    if (!all_seen(s, 2))
        return;
    double length = hypot(s[1].x - s[0].x, s[1].y - s[0].y);
    struct spot flat = { s[0].x + (s[1].x > s[0].x ? 1.5 : -1.5) * length, s[0].y };
    wedge(d, s[0], flat, s[1], 1.1 * length);
    thin(d, s[0], flat, true);
    thin(d, s[0], beyond(s[0], s[1], 0.3), false);
    *ret_label = (struct spot){ fmin(s[0].x, s[1].x), s[0].y + 7 * d->unit };
}

static void mark_ahead(struct draw *d, const struct motion_point *p, enum body_side side,
                       struct spot *ret_label)
{
    const struct spot s[] = { middle(at(d, p, BODY_L_HIP), at(d, p, BODY_R_HIP)),
                              at(d, p, BODY_OF(ANKLE, side)) };
    if (!all_seen(s, 2))
        return;
    struct spot below = { s[0].x, s[1].y };
    thin(d, s[0], below, true);
    thin(d, below, s[1], false);
    *ret_label =
        (struct spot){ s[0].x + (s[0].x > s[1].x ? 2 : -26) * d->unit, s[1].y - 8 * d->unit };
}

static void mark_level(struct draw *d, const struct motion_point *p, enum body_side side,
                       struct spot *ret_label)
{
    const struct spot s[] = { at(d, p, BODY_OF(HIP, side)),
                              at(d, p,
                                 BODY_OF(HIP, side == BODY_LEFT ? BODY_RIGHT : BODY_LEFT)) };
    if (!all_seen(s, 2))
        return;
    struct spot level = { s[1].x + 0.5 * (s[1].x - s[0].x), s[0].y };
    struct spot end = beyond(s[0], s[1], 0.5);
    wedge(d, s[0], level, end, 1.4 * hypot(s[1].x - s[0].x, s[1].y - s[0].y));
    thin(d, s[0], level, true);
    thin(d, s[0], end, false);
    *ret_label = (struct spot){ fmax(s[0].x, s[1].x) + 6 * d->unit, s[0].y };
}

/* Nothing to draw: the number stands beside the foot. */
static void mark_text(struct draw *d, const struct motion_point *p, enum body_side side,
                      struct spot *ret_label)
{
    struct spot s = at(d, p, BODY_OF(ANKLE, side));
    *ret_label = (struct spot){ s.x + 7 * d->unit, s.y + 3 * d->unit };
}

enum shown_in { IN_SIDE, IN_FRONTAL, IN_BOTH };

/* clang-format off */
static const struct {
    enum draw_phase phase;
    enum shown_in view;
    enum measure measure;
    const char *name; /* short: it stands in the picture */
    mark_fn *fn;
} marks[] = {
    { DRAW_CONTACT,    IN_SIDE,    MEASURE_OVERSTRIDE,   "ahead",   mark_ahead },
    { DRAW_CONTACT,    IN_SIDE,    MEASURE_KNEE_CONTACT, "knee",    mark_knee },
    { DRAW_CONTACT,    IN_SIDE,    MEASURE_FOOT_STRIKE,  "foot",    mark_foot },
    { DRAW_CONTACT,    IN_FRONTAL, MEASURE_STEP_WIDTH,   "width",   mark_text },
    { DRAW_MID_STANCE, IN_SIDE,    MEASURE_LEG_LEAN,     "leg",     mark_leg },
    { DRAW_MID_STANCE, IN_SIDE,    MEASURE_TRUNK_LEAN,   "trunk",   mark_trunk },
    { DRAW_MID_STANCE, IN_FRONTAL, MEASURE_PELVIC_DROP,  "pelvis",  mark_level },
    { DRAW_MID_STANCE, IN_FRONTAL, MEASURE_TRUNK_SIDE,   "trunk",   mark_trunk },
    { DRAW_TOE_OFF,    IN_BOTH,    MEASURE_CONTACT_TIME, "contact", mark_text },
};
/* clang-format on */

void draw_marks(struct draw *d, const struct motion_point *points, enum gait_view view,
                enum draw_phase phase, const struct gait_step *step)
{
    enum shown_in here = gait_view_is_side(view) ? IN_SIDE : IN_FRONTAL;
    struct spot spots[N_ELEMS(marks)];
    enum body_side side = step->contact.side;

    for (size_t i = 0; i < N_ELEMS(marks); i++) {
        spots[i] = (struct spot){ NAN, NAN };
        if (marks[i].phase == phase && (marks[i].view == here || marks[i].view == IN_BOTH) &&
            isfinite(step->value[marks[i].measure]))
            marks[i].fn(d, points, side, &spots[i]);
    }
    for (size_t i = 0; i < N_ELEMS(marks); i++) { /* labels above all lines */
        char number[WORDS_MAX], label[2 * WORDS_MAX], unit[32];
        const struct measure_info *info = measure_info(marks[i].measure);
        if (!isfinite(spots[i].x) || !isfinite(spots[i].y))
            continue;
        words_number(step->value[marks[i].measure], info->decimals, number);
        words_short_unit(info->unit, unit);
        snprintf(label, sizeof(label), "%s %s%s", marks[i].name, number, unit);
        draw_label(d, spots[i].x, spots[i].y, draw_colours[side], label);
    }
}

void draw_trunk(const struct draw *d, const struct motion_point *points)
{
    struct spot low = middle(at(d, points, BODY_L_HIP), at(d, points, BODY_R_HIP));
    struct spot high = middle(at(d, points, BODY_L_SHOULDER), at(d, points, BODY_R_SHOULDER));
    const struct spot both[] = { low, high };
    if (!all_seen(both, 2))
        return;
    thin(d, low, (struct spot){ low.x, low.y - 1.1 * hypot(high.x - low.x, high.y - low.y) },
         true);
    thin(d, low, beyond(low, high, 0.1), false);
}

const struct gait_step *draw_step_at(const struct gait *gait, enum body_side side, double t_s)
{
    const struct gait_step *best = NULL;
    double best_off = INFINITY;
    for (size_t i = 0; i < gait->n_steps; i++) {
        const struct gait_contact *c = &gait->steps[i].contact;
        double off = fmax(0, fmax(c->on_s - t_s, t_s - c->off_s));
        if (c->side == side && off < best_off) {
            best = &gait->steps[i];
            best_off = off;
        }
    }
    return best;
}

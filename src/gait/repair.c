/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/repair.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dsp/lowpass.h"
#include "dsp/rhythm.h"
#include "dsp/stats.h"

/* -- legs taken for each other ------------------------------------------------------------- */

static const enum body_point leg_points[] = { BODY_L_KNEE, BODY_L_ANKLE, BODY_L_HEEL,
                                              BODY_L_TOE };

/* Where a point is when frame i is taken as labelled (s = 0) or with the legs exchanged (1). */
static const struct motion_point *leg_point(const struct motion *m, size_t i, enum body_point p,
                                            int s)
{
    return &m->points[i][s ? body_point_mirror(p) : p];
}

/* How jerkily one leg point moves over frames i-2, i-1, i under three states; in shares of the
 * body's height, capped so that one wild point cannot decide. */
static double point_cost(const struct motion *m, size_t i, enum body_point p, const int s[3],
                         double height_px)
{
    const struct motion_point *a = leg_point(m, i - 2, p, s[0]),
                              *b = leg_point(m, i - 1, p, s[1]), *c = leg_point(m, i, p, s[2]);
    /* the velocity before, carried over to an interval of another length */
    double r = (m->t_s[i] - m->t_s[i - 1]) / (m->t_s[i - 1] - m->t_s[i - 2]);
    double dx = (c->x - b->x) - r * (b->x - a->x), dy = (c->y - b->y) - r * (b->y - a->y);
    double jerk = (dx * dx + dy * dy) / (height_px * height_px);
    return isnan(jerk) ? 0 : fmin(jerk, 0.15 * 0.15);
}

static double leg_cost(const struct motion *m, size_t i, const int s[3], double height_px)
{
    double sum = 0;
    for (size_t k = 0; k < N_ELEMS(leg_points); k++)
        sum += point_cost(m, i, leg_points[k], s, height_px) +
               point_cost(m, i, body_point_mirror(leg_points[k]), s, height_px);
    return sum;
}

static void exchange_legs(struct motion *m, size_t i)
{
    for (size_t k = 0; k < N_ELEMS(leg_points); k++) {
        enum body_point p = leg_points[k], q = body_point_mirror(p);
        struct motion_point t = m->points[i][p];
        struct motion_xyz w = m->world[i][p];
        m->points[i][p] = m->points[i][q];
        m->points[i][q] = t;
        m->world[i][p] = m->world[i][q];
        m->world[i][q] = w;
    }
}

/* -- what the rhythm of the stride expects --------------------------------------------------
 */

/* Which way the ankles are apart, as labelled: along the picture or, from behind, up and down.
 */
static void scissors(const struct motion *m, bool along, double *ret_d)
{
    for (size_t i = 0; i < m->n_frames; i++) {
        const struct motion_point *l = &m->points[i][BODY_L_ANKLE],
                                  *r = &m->points[i][BODY_R_ANKLE];
        ret_d[i] = along ? l->x - r->x : l->y - r->y;
    }
}

/* How the ankles are apart in x and y, as labelled, and what their rhythm expects; body
 * heights. */
struct rhythm {
    double *d[2], *swing[2]; /* [n_frames] each; swing NULL: no clear rhythm on this axis */
    double middle[2];        /* about which d swings: the far foot lies higher in the picture */
    double *block;
};

/* What the rhythm alone says of d, whoever is called left: the ankles are farthest apart once a
 * step, and from one step to the next the other one is ahead. So the phase of d squared at the
 * step's frequency, halved, is the stride's; it is followed through a Gaussian window of about
 * a stride to each side. Which of the two legs it is stays open: the sign is arbitrary. */
static void stride_swing(const double *d, const double *t_s, size_t n, double step_hz,
                         double *ret_swing)
{
    const double w = 2 * M_PI * step_hz, half = 1.6 / step_hz;
    double phase = 0;
    for (size_t i = 0, from = 0; i < n; i++) {
        double re = 0, im = 0, power = 0, sum = 0;
        while (t_s[i] - t_s[from] > 2 * half)
            from++;
        for (size_t j = from; j < n && t_s[j] - t_s[i] <= 2 * half; j++) {
            double u = (t_s[j] - t_s[i]) / half, g = exp(-u * u / 2), e = d[j];
            if (isnan(e))
                continue;
            re += g * e * e * cos(w * t_s[j]);
            im -= g * e * e * sin(w * t_s[j]);
            power += g * e * e;
            sum += g;
        }
        phase += remainder(atan2(im, re) - phase, 2 * M_PI);
        ret_swing[i] = sum > 0 ? sqrt(2 * power / sum) * cos((w * t_s[i] + phase) / 2) : 0;
    }
}

/* Give the swing the sign that the labels of the whole clip speak for. Along the picture the
 * elbows have a say: they swing against the legs, and are confused less. Up and down, a frame
 * counts by how surely its legs are ordered along the picture, if that is known. */
static void orient_swing(const struct motion *m, const struct rhythm *r, int axis,
                         double height_px)
{
    double vote = 0;
    for (size_t i = 0; i < m->n_frames; i++) {
        const struct motion_point *p = m->points[i];
        double way = r->d[axis][i];
        if (axis == 0)
            way -= (p[BODY_L_ELBOW].x - p[BODY_R_ELBOW].x) / height_px;
        else if (r->swing[0])
            way *= r->d[0][i] * r->swing[0][i];
        vote += isnan(way) ? 0 : way * r->swing[axis][i];
    }
    for (size_t i = 0; i < m->n_frames && vote < 0; i++)
        r->swing[axis][i] = -r->swing[axis][i];
}

/* The shoulders lie nearly behind each other, so that the legs swing along the picture. width
 * and trunk [n_frames] are scratch. */
static bool seen_from_side(const struct motion *m, double *width, double *trunk)
{
    const double most =
        0.42; /* of the trunk's height; 0.65 from behind, under 0.2 from beside */
    for (size_t i = 0; i < m->n_frames; i++) {
        const struct motion_point *p = m->points[i];
        width[i] = p[BODY_R_SHOULDER].x - p[BODY_L_SHOULDER].x;
        trunk[i] = fabs(p[BODY_R_SHOULDER].y - p[BODY_R_HIP].y);
    }
    return fabs(dsp_median(width, m->n_frames)) < most * dsp_median(trunk, m->n_frames);
}

/* clear: share of the movement in one frequency under which there is no rhythm. */
static void rhythm_find(const struct motion *m, double height_px, double clear,
                        struct rhythm *r)
{
    size_t n = m->n_frames;
    double hz[2], share[2];

    *r = (struct rhythm){ .block = mem_array(n, 5 * sizeof(double)) };
    if (!r->block)
        return;
    double *work = r->block + 4 * n;
    bool across =
        seen_from_side(m, r->block, work); /* else the ankles do not pass each other */
    for (int axis = 0; axis < 2; axis++) {
        r->d[axis] = r->block + (size_t)axis * n;
        scissors(m, axis == 0, r->d[axis]);
        for (size_t i = 0; i < n; i++) {
            r->d[axis][i] /= height_px;
            work[i] = r->d[axis][i] * r->d[axis][i];
        }
        dsp_dominant_frequency(work, m->t_s, n, 0.5, 5, &hz[axis], &share[axis]);
    }
    double best_hz =
        across && share[0] > share[1] ? hz[0] : hz[1]; /* both axes swing with the stride */
    for (int axis = 0; axis < 2; axis++)
        if (share[axis] > clear && (axis == 1 || across)) {
            r->swing[axis] = r->block + (size_t)(2 + axis) * n;
            stride_swing(r->d[axis], m->t_s, n, best_hz, r->swing[axis]);
            orient_swing(m, r, axis, height_px);
            for (size_t i = 0; i < n; i++) {
                double d = r->d[axis][i], swing = r->swing[axis][i];
                work[i] = (d * swing < 0 ? -d : d) - swing;
            }
            r->middle[axis] = dsp_median(work, n);
        }
}

/* Distance between where the ankles are apart, exchanged (s = 1) or not, and what the rhythm
 * expects, over the axes that have one. */
static double off_rhythm(const struct rhythm *r, size_t i, int s)
{
    double sum = 0;
    for (int axis = 0; axis < 2; axis++)
        if (r->swing[axis] && !isnan(r->d[axis][i])) {
            double off =
                (s ? -r->d[axis][i] : r->d[axis][i]) - r->middle[axis] - r->swing[axis][i];
            sum += off * off;
        }
    return sqrt(sum);
}

/* -- the cheapest path ----------------------------------------------------------------------
 */

struct swap_cost {
    double height_px, change, stay;
    const struct rhythm *rhythm;
};

/* What it costs to be in state s at frame i, however one came there. */
static double state_cost(const struct swap_cost *c, size_t i, int s)
{
    const double weight = 0.05;
    double off = off_rhythm(c->rhythm, i, s);
    return (s ? c->stay : 0) + weight * off * off;
}

/* A state of the path is the pair (exchanged at i-1, exchanged at i) as 2 * first + second.
 * Cost of the cheapest path that ends at frame i in state `now`, and the state it comes from.
 */
static double cheapest_to(const struct motion *m, const struct swap_cost *c, size_t i, int now,
                          const double cost[4], unsigned char *ret_from)
{
    double best = INFINITY;
    for (int before = 0; before < 2; before++) {
        int s[3] = { before, now >> 1, now & 1 }, from = before << 1 | now >> 1;
        double sum =
            cost[from] + leg_cost(m, i, s, c->height_px) + (s[1] != s[2] ? c->change : 0);
        if (sum < best) {
            best = sum;
            *ret_from = (unsigned char)from;
        }
    }
    return best + state_cost(c, i, now & 1);
}

static size_t swaps_in_run(struct motion *m, const struct swap_cost *c, size_t from, size_t to,
                           unsigned char (*back)[4], bool *exchanged)
{
    double cost[4], next[4];
    size_t n = 0;

    for (int k = 0; k < 4; k++)
        cost[k] = state_cost(c, from, k >> 1) + state_cost(c, from + 1, k & 1) +
                  (k == 1 || k == 2 ? c->change : 0);
    for (size_t i = from + 2; i < to; i++) {
        for (int now = 0; now < 4; now++)
            next[now] = cheapest_to(m, c, i, now, cost, &back[i][now]);
        memcpy(cost, next, sizeof(cost));
    }
    int state = 0;
    for (int k = 1; k < 4; k++)
        if (cost[k] < cost[state])
            state = k;
    for (size_t i = to; i-- > from;) {
        if (state & 1) {
            exchange_legs(m, i);
            exchanged[i] = !exchanged[i];
            n++;
        }
        state = i >= from + 2 ? back[i][state] : state >> 1;
    }
    return n;
}

/* Median vertical extent of the body over the frames in which it was found. */
static double median_height_px(const struct motion *m)
{
    AUTO(mem) double *h = mem_array(m->n_frames, sizeof(*h));
    for (size_t i = 0; h && i < m->n_frames; i++)
        h[i] = fmax(m->points[i][BODY_L_HEEL].y, m->points[i][BODY_R_HEEL].y) -
               m->points[i][BODY_NOSE].y;
    return h ? dsp_median(h, m->n_frames) : NAN;
}

static size_t repair_swaps(struct motion *m, double height_px, const struct rhythm *rhythm,
                           bool *exchanged)
{
    enum { SHORTEST = 4 };
    AUTO(mem) unsigned char(*back)[4] = mem_array(m->n_frames, sizeof(*back));
    size_t n = 0;

    if (!back || m->n_frames < SHORTEST)
        return 0;
    /* What an exchange must be worth, in shares of height squared over 8 points: the labels are
     * right far more often than not. A real exchange costs about 0.4 at its two ends; staying
     * exchanged is priced by the second, so that jitter where the legs cross cannot buy one for
     * a whole swing. */
    struct swap_cost c = { .height_px = height_px, .change = 0.01, .rhythm = rhythm };
    c.stay = 0.15 / motion_fps(m);
    for (size_t i = 0; i < m->n_frames;) {
        size_t from = i;
        while (i < m->n_frames && m->score[i] > 0)
            i++;
        if (i - from >= SHORTEST)
            n += swaps_in_run(m, &c, from, i, back, exchanged);
        while (i < m->n_frames && !(m->score[i] > 0))
            i++;
    }
    return n;
}

static bool lasts_long(const struct motion *m)
{
    return m->n_frames > 1 && m->t_s[m->n_frames - 1] - m->t_s[0] >= 2;
}

size_t gait_repair_swaps(struct motion *m)
{
    enum { ROUNDS = 3 }; /* the rhythm is clearer once most exchanges are undone */
    /* Many exchanges spoil the rhythm's share; in a short clip a low share means nothing. */
    const double clear = lasts_long(m) ? 0.15 : 0.35;
    AUTO(mem) bool *exchanged = mem_array(m->n_frames, sizeof(*exchanged));
    double height_px = median_height_px(m);
    size_t n = 0;
    if (!(height_px > 0) || !exchanged)
        return 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct rhythm rhythm;
        rhythm_find(m, height_px, clear, &rhythm);
        size_t changed = repair_swaps(m, height_px, &rhythm, exchanged);
        free(rhythm.block);
        if (changed == 0)
            break;
    }
    for (size_t i = 0; i < m->n_frames; i++)
        n += exchanged[i];
    return n;
}

static void forget(struct motion_point *p) { p->x = p->y = p->z = NAN; }

static void forget_legs(struct motion *m, size_t i)
{
    for (size_t k = 0; k < N_ELEMS(leg_points); k++) {
        forget(&m->points[i][leg_points[k]]);
        forget(&m->points[i][body_point_mirror(leg_points[k])]);
    }
}

/* How far apart the ankles are in the direction that the rhythm expects, as a share of what it
 * expects: about 1; -1 where the legs are exchanged. NaN where it expects them close together.
 */
static double spread_share(const struct rhythm *r, size_t i)
{
    const double close = 0.1; /* body heights */
    double ds = 0, ss = 0;
    for (int axis = 0; axis < 2; axis++)
        if (r->swing[axis]) {
            ds += (r->d[axis][i] - r->middle[axis]) * r->swing[axis][i];
            ss += r->swing[axis][i] * r->swing[axis][i];
        }
    return ss > close * close ? ds / ss : NAN;
}

/* Where one leg hides the other a landmark model may put both feet in between, sliding there
 * and back. The leg points of such a frame, and those that slide, are dropped, to be filled
 * from their neighbours like any gap. */
static size_t drop_blends(struct motion *m, double height_px)
{
    const double too_close = 0.4, clear = 0.7; /* of the spread expected */
    const double sure = 0.35;
    struct rhythm r;
    size_t n = 0, done = 0; /* frames before `done` are dropped already */
    rhythm_find(m, height_px, sure, &r);
    for (size_t i = 0; r.block && i < m->n_frames; i++) {
        if (!(spread_share(&r, i) < too_close))
            continue;
        size_t from = i, to = i + 1;
        while (from > done && spread_share(&r, from - 1) < clear)
            from--;
        while (to < m->n_frames && spread_share(&r, to) < clear)
            to++;
        for (i = from; i < to; i++, n += 2 * N_ELEMS(leg_points))
            forget_legs(m, i);
        done = to;
    }
    free(r.block);
    return n;
}

/* -- legs that stretch --------------------------------------------------------------------- */

/* A bone does not stretch. Where the legs cross, a landmark model may put a foot on the other
 * one or in between: then shank or foot have another length than usual. */
enum { THIGH, SHANK, FOOT, INSTEP, N_SEGMENTS };
static void segment_ends(int segment, enum body_side side, enum body_point ret[2])
{
    const enum body_point ends[N_SEGMENTS][2] = {
        [THIGH] = { BODY_OF(HIP, side), BODY_OF(KNEE, side) },
        [SHANK] = { BODY_OF(KNEE, side), BODY_OF(ANKLE, side) },
        [FOOT] = { BODY_OF(HEEL, side), BODY_OF(TOE, side) },
        [INSTEP] = { BODY_OF(ANKLE, side), BODY_OF(TOE, side) },
    };
    ret[0] = ends[segment][0];
    ret[1] = ends[segment][1];
}

/* By how much a segment differs from its usual length, as a share of what is too much. What is
 * too much: a share of the length, or several times what it usually wanders. Side view. */
static void stretch(const struct motion *m, int segment, enum body_side side, double *ret)
{
    const double share = 0.16, wander = 4;
    enum body_point ends[2];
    segment_ends(segment, side, ends);
    for (size_t i = 0; i < m->n_frames; i++) {
        const struct motion_point *a = &m->points[i][ends[0]], *b = &m->points[i][ends[1]];
        ret[i] = hypot(a->x - b->x, a->y - b->y);
    }
    double usual = dsp_median(ret, m->n_frames), mad = dsp_mad(ret, m->n_frames);
    double limit = fmax(share * usual, wander * mad);
    for (size_t i = 0; i < m->n_frames; i++)
        ret[i] = fabs(ret[i] - usual) / limit;
}

/* Of each frame the worst segment below the knee. False where most are bad: then the usual
 * length is not known, or the view turns. */
static bool worst_below_knee(const struct motion *m, enum body_side side, double *ret_worst,
                             double *work)
{
    const double most_bad = 0.5; /* of the frames */
    size_t n_bad = 0;
    memset(ret_worst, 0, m->n_frames * sizeof(*ret_worst));
    for (int segment = SHANK; segment < N_SEGMENTS; segment++) {
        stretch(m, segment, side, work);
        for (size_t i = 0; i < m->n_frames; i++)
            ret_worst[i] = fmax(ret_worst[i], isnan(work[i]) ? 0 : work[i]);
    }
    for (size_t i = 0; i < m->n_frames; i++)
        n_bad += ret_worst[i] > 1;
    return (double)n_bad <= most_bad * (double)m->n_frames;
}

/* How many points that makes. */
static size_t forget_lower_leg(struct motion_point *p, enum body_side side, bool with_knee)
{
    forget(&p[BODY_OF(ANKLE, side)]);
    forget(&p[BODY_OF(HEEL, side)]);
    forget(&p[BODY_OF(TOE, side)]);
    if (with_knee)
        forget(&p[BODY_OF(KNEE, side)]);
    return with_knee ? 4 : 3;
}

/* Drop the foot of a side in the runs of frames with a stretched leg, and the knee with it
 * where the thigh is stretched. Into such a run a foot slides, and out of it. */
static const double SLIDE_S = 0.036, HALF_BAD = 0.3;
static size_t drop_stretched(struct motion *m, enum body_side side, double *worst, double *work)
{
    size_t n = 0;
    if (!worst_below_knee(m, side, worst, work))
        return 0;
    stretch(m, THIGH, side, work);
    for (size_t i = 0, done = 0; i < m->n_frames; i++) {
        if (!(worst[i] > 1))
            continue;
        size_t from = i, to = i + 1;
        while (to < m->n_frames && worst[to] > 1)
            to++;
        double from_s = m->t_s[from] - SLIDE_S, to_s = m->t_s[to - 1] + SLIDE_S;
        while (from > done && m->t_s[from - 1] > from_s && worst[from - 1] > HALF_BAD)
            from--;
        while (to < m->n_frames && m->t_s[to] < to_s && worst[to] > HALF_BAD)
            to++;
        for (i = from; i < to; i++)
            n += forget_lower_leg(m->points[i], side, work[i] > 1);
        done = to;
    }
    return n;
}

static void drop_unseen(struct motion *m)
{
    for (size_t i = 0; i < m->n_frames; i++)
        for (int p = 0; p < BODY_N_POINTS; p++)
            if (m->points[i][p].conf < GAIT_MIN_CONF)
                forget(&m->points[i][p]);
}

/* A point that leaves the line between its neighbours by far more than it usually does, and
 * comes back, is a jump: further than 6 MAD and than 4 % of the body's height. */
static size_t drop_jumps(struct motion *m, enum body_point p, double height_px, double *work)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n_frames; i++)
        work[i] = NAN;
    for (size_t i = 1; i + 1 < m->n_frames; i++) {
        const struct motion_point *a = &m->points[i - 1][p], *b = &m->points[i][p],
                                  *c = &m->points[i + 1][p];
        double w = (m->t_s[i] - m->t_s[i - 1]) / (m->t_s[i + 1] - m->t_s[i - 1]);
        work[i] = hypot(b->x - a->x - w * (c->x - a->x), b->y - a->y - w * (c->y - a->y));
    }
    double limit = fmax(0.04 * height_px, 6 * dsp_median(work, m->n_frames));
    for (size_t i = 1; i + 1 < m->n_frames; i++) {
        /* the neighbours of a jump look bent too: only the worst of three is one */
        if (work[i] > limit && !(work[i - 1] > work[i]) && !(work[i + 1] > work[i])) {
            forget(&m->points[i][p]);
            n++;
        }
    }
    return n;
}

size_t gait_fill_gaps(struct motion *m, enum body_point p, size_t max_gap, double *x, double *y)
{
    for (size_t i = 0; i < m->n_frames; i++) {
        x[i] = m->points[i][p].x;
        y[i] = m->points[i][p].y;
    }
    size_t n = dsp_fill_gaps(x, m->n_frames, max_gap);
    dsp_fill_gaps(y, m->n_frames, max_gap);
    for (size_t i = 0; i < m->n_frames; i++) {
        m->points[i][p].x = (float)x[i];
        m->points[i][p].y = (float)y[i];
    }
    return n;
}

void gait_repair(struct motion *m, double max_gap_s, struct gait_repairs *ret_repairs)
{
    AUTO(mem) double *x = mem_array(m->n_frames, sizeof(*x));
    AUTO(mem) double *y = mem_array(m->n_frames, sizeof(*y));
    double height_px = median_height_px(m), fps = motion_fps(m);

    *ret_repairs = (struct gait_repairs){ .n_swaps = gait_repair_swaps(m) };
    drop_unseen(m);
    if (!x || !y || !(height_px > 0) || !(fps > 0))
        return;
    ret_repairs->n_outliers = drop_blends(m, height_px);
    /* else legs shorten all the time, or too few frames say how long they are */
    bool stretches = seen_from_side(m, x, y) && lasts_long(m);
    for (enum body_side side = BODY_LEFT; stretches && side < BODY_N_SIDES; side++)
        ret_repairs->n_outliers += drop_stretched(m, side, x, y);
    size_t max_gap = (size_t)fmax(1, floor(max_gap_s * fps + 1e-6));
    for (int p = 0; p < BODY_N_POINTS; p++) {
        ret_repairs->n_outliers += drop_jumps(m, (enum body_point)p, height_px, x);
        ret_repairs->n_gaps_filled += gait_fill_gaps(m, (enum body_point)p, max_gap, x, y);
    }
}

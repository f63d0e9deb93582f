/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/leg_fit.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "dsp/stats.h"

enum { HIP_X, HIP_Y, THIGH, SHANK, FOOT, N_Q }; /* what is looked for in each sample */
enum { HIP, KNEE, ANKLE, HEEL, TOE, N_P };      /* the points that show it */
enum { DIFF = 3, BAND = DIFF * N_Q + N_Q };     /* smoothness ties four samples together */

/* Lengths in cm are those of a body of this height; the picture's unit is scaled by it. */
static const double REF_HEIGHT_CM = 172;

/* How far a point lies from the joint when nothing is wrong (rendered runners, even seeds). */
static const double sd_cm[N_P] = {
    [HIP] = 2, [KNEE] = 2, [ANKLE] = 2.5, [HEEL] = 3, [TOE] = 3
};
/* In these standard deviations: at what distance a point has a quarter of its say, by round. */
static const double say[] = { 6, 4, 3, 2, 2, 1.5, 1.5, 1.5 };
/* Where the path of an unknown has lost half of a movement, while all points agree, times the
 * length of a contact: who is shorter on the ground moves faster. A rounder path cuts off the
 * knee's peak, a rougher one follows the points where they are wrong. */
static const double half_turns[N_Q] = {
    [HIP_X] = 1.7, [HIP_Y] = 1.7, [THIGH] = 1.75, [SHANK] = 2.0, [FOOT] = 2.4
};
static const double CONTACT_MIN_S = 0.16, CONTACT_MAX_S = 0.3;
/* The toe stands still in this part of contact, and may wander so far in so long. */
static const double STANDS_FROM = 0.15, STANDS_TO = 0.85;
static const double WANDER_CM = 0.5, WANDER_S = 0.2;
/* The belt's speed is read here: before the other leg passes. */
static const double BELT_FROM = 0.15, BELT_TO = 0.5;

struct leg {
    size_t n;
    double fs_hz, cm; /* cm: in px */
    enum body_point points[N_P];
    const double *x[N_P], *y[N_P]; /* seen */
    double thigh, shank;           /* px */
    double foot[N_P][2];           /* heel and toe from the ankle, in the foot's axes */
    double belt[2];                /* px a sample */
    double contact_s;              /* usual length of a contact */
    bool *stands;                  /* [n]: the toe, from this sample to the next */
    double *q;                     /* [n * N_Q] the path */
    double *w;                     /* [n * N_P] say of each point */
    double *a, *b; /* normal equations: [n * N_Q * BAND] lower band, [n * N_Q] */
    double *work;  /* [n] */
};

/* -- where the leg puts its points --------------------------------------------------------- */

struct placed {
    double x, y;
    double jx[N_Q], jy[N_Q]; /* how they change with the unknowns */
};

static void hang(struct placed *r, int q, double length, double angle)
{
    r->x += length * sin(angle);
    r->y -= length * cos(angle);
    r->jx[q] = length * cos(angle);
    r->jy[q] = length * sin(angle);
}

static struct placed place(const struct leg *g, size_t i, int p)
{
    const double *q = g->q + i * N_Q;
    struct placed r = { .x = q[HIP_X], .y = q[HIP_Y] };
    r.jx[HIP_X] = r.jy[HIP_Y] = 1;
    if (p >= KNEE)
        hang(&r, THIGH, g->thigh, q[THIGH]);
    if (p >= ANKLE)
        hang(&r, SHANK, g->shank, q[SHANK]);
    if (p >= HEEL) {
        double c = cos(q[FOOT]), s = sin(q[FOOT]);
        double dx = g->foot[p][0] * c - g->foot[p][1] * s;
        double dy = g->foot[p][0] * s + g->foot[p][1] * c;
        r.x += dx;
        r.y += dy;
        r.jx[FOOT] = -dy;
        r.jy[FOOT] = dx;
    }
    return r;
}

/* -- the normal equations ------------------------------------------------------------------ */

/* A residual of some unknowns from `first` on, with its derivatives j [n]. */
static void add(struct leg *g, size_t first, size_t n, const double *j, double residual,
                double w)
{
    for (size_t r = 0; r < n; r++) {
        if (j[r] == 0)
            continue;
        double *row = g->a + (first + r) * BAND;
        g->b[first + r] += w * j[r] * residual;
        for (size_t c = 0; c <= r; c++)
            row[r - c] += w * j[r] * j[c];
    }
}

static void add_points(struct leg *g)
{
    for (size_t i = 0; i < g->n; i++)
        for (int p = 0; p < N_P; p++) {
            double w = g->w[i * N_P + (size_t)p];
            if (!(w > 0))
                continue;
            struct placed m = place(g, i, p);
            add(g, i * N_Q, N_Q, m.jx, g->x[p][i] - m.x, w);
            add(g, i * N_Q, N_Q, m.jy, g->y[p][i] - m.y, w);
        }
}

/* Third differences: Whittaker's smoother, whose response is 1 / (1 + w (2 sin(pi f / fs))^6).
 */
static void add_smoothness(struct leg *g, const double w[N_Q])
{
    static const double d[DIFF + 1] = { -1, 3, -3, 1 };
    for (size_t i = 0; i + DIFF < g->n; i++)
        for (size_t v = 0; v < N_Q; v++) {
            double j[DIFF * N_Q + 1] = { 0 }, sum = 0;
            for (size_t k = 0; k <= DIFF; k++) {
                j[k * N_Q] = d[k];
                sum += d[k] * g->q[(i + k) * N_Q + v];
            }
            add(g, i * N_Q + v, N_ELEMS(j), j, -sum, w[v]);
        }
}

static void add_ground(struct leg *g, double w)
{
    for (size_t i = 0; i + 1 < g->n; i++) {
        if (!g->stands[i])
            continue;
        struct placed now = place(g, i, TOE), next = place(g, i + 1, TOE);
        double jx[2 * N_Q], jy[2 * N_Q];
        for (size_t v = 0; v < N_Q; v++) {
            jx[v] = -now.jx[v];
            jy[v] = -now.jy[v];
            jx[N_Q + v] = next.jx[v];
            jy[N_Q + v] = next.jy[v];
        }
        add(g, i * N_Q, 2 * N_Q, jx, g->belt[0] - (next.x - now.x), w);
        add(g, i * N_Q, 2 * N_Q, jy, g->belt[1] - (next.y - now.y), w);
    }
}

/* Cholesky within the band, then both substitutions; b becomes the solution. */
static bool solve(struct leg *g)
{
    size_t n = g->n * N_Q;
    for (size_t i = 0; i < n; i++) {
        double *ri = g->a + i * BAND;
        size_t first = i > BAND - 1 ? i - (BAND - 1) : 0;
        for (size_t j = first; j <= i; j++) {
            const double *rj = g->a + j * BAND;
            double s = ri[i - j];
            for (size_t k = first; k < j; k++) /* first >= the band's start in row j */
                s -= ri[i - k] * rj[j - k];
            if (j == i && !(s > 0))
                return false;
            ri[i - j] = j == i ? sqrt(s) : s / rj[0];
        }
    }
    for (size_t i = 0; i < n; i++) {
        double s = g->b[i];
        for (size_t k = i > BAND - 1 ? i - (BAND - 1) : 0; k < i; k++)
            s -= g->a[i * BAND + (i - k)] * g->b[k];
        g->b[i] = s / g->a[i * BAND];
    }
    for (size_t i = n; i-- > 0;) {
        double s = g->b[i];
        for (size_t k = i + 1; k < n && k - i < BAND; k++)
            s -= g->a[k * BAND + (k - i)] * g->b[k];
        g->b[i] = s / g->a[i * BAND];
    }
    return true;
}

/* -- what is taken from the clip ------------------------------------------------------------
 */

static double usual_length(struct leg *g, int p, int q)
{
    for (size_t i = 0; i < g->n; i++)
        g->work[i] = hypot(g->x[p][i] - g->x[q][i], g->y[p][i] - g->y[q][i]);
    return dsp_median(g->work, g->n);
}

/* Where a point of the foot lies from the ankle, along the heel-toe line and across it. */
static void foot_shape(struct leg *g, int p)
{
    for (int axis = 0; axis < 2; axis++) {
        for (size_t i = 0; i < g->n; i++) {
            double f = atan2(g->y[TOE][i] - g->y[HEEL][i], g->x[TOE][i] - g->x[HEEL][i]);
            double dx = g->x[p][i] - g->x[ANKLE][i], dy = g->y[p][i] - g->y[ANKLE][i];
            g->work[i] = axis == 0 ? dx * cos(f) + dy * sin(f) : dy * cos(f) - dx * sin(f);
        }
        g->foot[p][axis] = dsp_median(g->work, g->n);
    }
}

static double usual_contact(const struct gait_contacts *c, double *work)
{
    for (size_t j = 0; j < c->n; j++)
        work[j] = c->list[j].off_s - c->list[j].on_s;
    double usual = dsp_median(work, c->n);
    return fmin(CONTACT_MAX_S, fmax(CONTACT_MIN_S, usual)); /* of none: the shortest */
}

/* How fast a foot that stands moves in the picture (0 where the runner passes the camera), and
 * when this one stands. */
static void find_ground(struct leg *g, const struct gait_track *k,
                        const struct gait_contacts *c, enum body_side side, double *vx,
                        double *vy)
{
    enum { FEWEST = 3 };
    size_t n = 0;
    for (size_t j = 0; j < c->n; j++) {
        const struct gait_contact *s = &c->list[j];
        double length = s->off_s - s->on_s;
        double from = s->on_s + BELT_FROM * length, to = s->on_s + BELT_TO * length;
        size_t first, end;
        if (s->side != side)
            continue;
        gait_track_span(k, s->on_s + STANDS_FROM * length, s->on_s + STANDS_TO * length, &first,
                        &end);
        for (size_t i = first; i + 1 < end; i++)
            g->stands[i] = true;
        struct gait_xy a = gait_track_at(k, g->points[TOE], from),
                       b = gait_track_at(k, g->points[TOE], to);
        vx[n] = (b.x - a.x) / (to - from) / g->fs_hz;
        vy[n] = (b.y - a.y) / (to - from) / g->fs_hz;
        n += !isnan(vx[n]) && !isnan(vy[n]);
    }
    g->belt[0] = dsp_median(vx, n);
    g->belt[1] = dsp_median(vy, n);
    if (n < FEWEST)
        memset(g->stands, 0, g->n * sizeof(*g->stands));
}

/* -- the fit --------------------------------------------------------------------------------
 */

/* From the smoothed points; where one is missing, as in the sample before. */
static void start(struct leg *g, const struct gait_track *k)
{
    double last[N_Q] = { 0 };
    for (size_t i = 0; i < g->n; i++) {
        double x[N_P], y[N_P];
        for (int p = 0; p < N_P; p++) {
            x[p] = k->x[g->points[p]][i];
            y[p] = k->y[g->points[p]][i];
        }
        double now[N_Q] = {
            [HIP_X] = x[HIP],
            [HIP_Y] = y[HIP],
            [THIGH] = atan2(x[KNEE] - x[HIP], y[HIP] - y[KNEE]),
            [SHANK] = atan2(x[ANKLE] - x[KNEE], y[KNEE] - y[ANKLE]),
            [FOOT] = atan2(y[TOE] - y[HEEL], x[TOE] - x[HEEL]),
        };
        for (int v = 0; v < N_Q; v++) {
            if (v >= THIGH && i > 0) /* no turn of 360 degrees between samples */
                now[v] += 2 * M_PI * rint((last[v] - now[v]) / (2 * M_PI));
            last[v] = isnan(now[v]) ? last[v] : now[v];
        }
        memcpy(g->q + i * N_Q, last, sizeof(last));
    }
}

static void weigh(struct leg *g, double far)
{
    for (size_t i = 0; i < g->n; i++)
        for (int p = 0; p < N_P; p++) {
            struct placed m = place(g, i, p);
            double sd = sd_cm[p] * g->cm;
            double off = hypot(g->x[p][i] - m.x, g->y[p][i] - m.y) / (far * sd);
            double share = 1 / (1 + off * off);
            g->w[i * N_P + (size_t)p] = isnan(off) ? 0 : share * share / (sd * sd);
        }
}

static bool fit(struct leg *g)
{
    const double unit = 1 / (sd_cm[KNEE] * sd_cm[KNEE] * g->cm * g->cm);
    const double arm[N_Q] = { 1, 1, g->thigh, g->shank, g->foot[TOE][0] }; /* rad to px */
    double step = WANDER_CM * g->cm / sqrt(WANDER_S * g->fs_hz), smooth[N_Q];
    size_t n = g->n * N_Q;
    for (int v = 0; v < N_Q; v++)
        smooth[v] = unit * arm[v] * arm[v] *
                    pow(2 * sin(M_PI * fmin(0.5, half_turns[v] / g->contact_s / g->fs_hz)), -6);
    for (size_t round = 0; round < N_ELEMS(say); round++) {
        weigh(g, say[round]);
        memset(g->a, 0, n * BAND * sizeof(*g->a));
        memset(g->b, 0, n * sizeof(*g->b));
        add_points(g);
        add_smoothness(g, smooth);
        add_ground(g, 1 / (step * step));
        /* a little that holds what no point shows */
        for (size_t i = 0; i < n; i++)
            g->a[i * BAND] += 1e-5 * unit * fmax(1, arm[i % N_Q] * arm[i % N_Q]);
        if (!solve(g))
            return false;
        for (size_t i = 0; i < n; i++)
            g->q[i] += g->b[i];
    }
    return true;
}

static void put_back(const struct leg *g, struct gait_track *k)
{
    for (size_t i = 0; i < g->n; i++)
        for (int p = 0; p < N_P; p++) {
            struct placed m = place(g, i, p);
            if (isnan(k->x[g->points[p]][i]))
                continue;
            k->x[g->points[p]][i] = m.x;
            k->y[g->points[p]][i] = m.y;
        }
}

static int fit_side(const struct gait_track *seen, const struct gait_scene *scene,
                    const struct gait_contacts *c, enum body_side side, struct gait_track *k,
                    struct err *err)
{
    size_t n = k->n;
    AUTO(mem) double *block = mem_array(n * (N_Q + N_P + N_Q * BAND + N_Q + 1), sizeof(*block));
    AUTO(mem) bool *stands = mem_array(n, sizeof(*stands));
    AUTO(mem) double *v = mem_array(2 * c->n + 2, sizeof(*v));
    struct leg g = { .n = n,
                     .fs_hz = k->fs_hz,
                     .cm = scene->height_px / REF_HEIGHT_CM,
                     .points = { BODY_OF(HIP, side), BODY_OF(KNEE, side), BODY_OF(ANKLE, side),
                                 BODY_OF(HEEL, side), BODY_OF(TOE, side) },
                     .stands = stands };
    if (!block || !stands || !v)
        return err_set(err, ERR_NOMEM, "no memory for %zu frames", n);
    g.q = block;
    g.w = g.q + n * N_Q;
    g.a = g.w + n * N_P;
    g.b = g.a + n * N_Q * BAND;
    g.work = g.b + n * N_Q;
    for (int p = 0; p < N_P; p++) {
        g.x[p] = seen->x[g.points[p]];
        g.y[p] = seen->y[g.points[p]];
    }
    g.thigh = usual_length(&g, HIP, KNEE);
    g.shank = usual_length(&g, KNEE, ANKLE);
    foot_shape(&g, HEEL);
    foot_shape(&g, TOE);
    if (!(g.thigh * g.shank * g.foot[TOE][0] * g.cm > 0))
        return 0;
    g.contact_s = usual_contact(c, v);
    find_ground(&g, k, c, side, v, v + c->n + 1);
    start(&g, k);
    if (fit(&g))
        put_back(&g, k);
    return 0;
}

int gait_leg_fit(const struct gait_track *seen, const struct gait_scene *scene,
                 const struct gait_contacts *contacts, struct gait_track *k, struct err *err)
{
    int rc = fit_side(seen, scene, contacts, BODY_LEFT, k, err);
    return rc < 0 ? rc : fit_side(seen, scene, contacts, BODY_RIGHT, k, err);
}

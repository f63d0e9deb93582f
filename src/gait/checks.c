/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/checks.h"

#include <math.h>

#include "base/mem.h"
#include "dsp/rhythm.h"
#include "dsp/stats.h"

static const double MIN_HEIGHT_PX = 64;       /* under it a foot is under 6 pixels long */
static const double MIN_SCISSORS_SIDE = 0.35; /* of the leg: how far apart the ankles swing */
static const double MIN_SCISSORS_FRONT = 0.12;
static const double MIN_RHYTHM = 0.35; /* share of that movement in one frequency */
static const double MAX_RUN_DUTY = 50; /* %: above it both feet are down at once */
static const double MAX_CADENCE = 250; /* sprinters reach 300 for a few steps; nobody jogs so */
static const double MIN_RUN_CADENCE = 130, MAX_SLOWED_CADENCE = 145, MIN_SLOWED = 1.6;

/* Width of the middle 80 % of a signal. */
static double swing_of(const double *x, size_t n)
{
    return dsp_quantile(x, n, 0.9) - dsp_quantile(x, n, 0.1);
}

static double arm_swing(const struct gait_track *k, enum body_side side, double *work)
{
    for (size_t i = 0; i < k->n; i++)
        work[i] = k->y[BODY_OF(WRIST, side)][i] - k->y[BODY_OF(SHOULDER, side)][i];
    return swing_of(work, k->n);
}

/* x minus its mean over a window of about `period` samples. */
static void high_pass(const double *x, size_t n, size_t period, double *ret_y)
{
    for (size_t i = 0; i < n; i++) {
        size_t from = i > period / 2 ? i - period / 2 : 0;
        size_t to = i + period / 2 + 1 < n ? i + period / 2 + 1 : n;
        ret_y[i] = x[i] - dsp_mean(x + from, to - from);
    }
}

static double correlation(const double *x, const double *y, size_t n)
{
    double mx = 0, my = 0, xx = 0, yy = 0, xy = 0, k = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i]) && !isnan(y[i])) {
            mx += x[i];
            my += y[i];
            k++;
        }
    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i]) && !isnan(y[i])) {
            double dx = x[i] - mx / k, dy = y[i] - my / k;
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : NAN;
}

double gait_bounce(const struct gait_track *k, double stride_s)
{
    AUTO(mem) double *trunk = mem_array(k->n, sizeof(*trunk));
    AUTO(mem) double *bob = mem_array(k->n, sizeof(*bob));
    AUTO(mem) double *apart = mem_array(k->n, sizeof(*apart));
    if (!trunk || !bob || !apart || !(stride_s > 0))
        return NAN;
    for (size_t i = 0; i < k->n; i++) {
        trunk[i] = gait_track_mid_i(k, BODY_L_HIP, BODY_R_HIP, i).y +
                   gait_track_mid_i(k, BODY_L_SHOULDER, BODY_R_SHOULDER, i).y;
        apart[i] = fabs(k->x[BODY_L_ANKLE][i] - k->x[BODY_R_ANKLE][i]);
    }
    high_pass(trunk, k->n, (size_t)(stride_s * k->fs_hz), bob);
    return correlation(bob, apart, k->n);
}

int gait_check_moves(const struct gait_track *k, const struct gait_scene *scene,
                     double *ret_stride_s, struct err *err)
{
    AUTO(mem) double *d = mem_array(k->n, sizeof(*d));
    bool side = gait_view_is_side(scene->view);
    double hz, share;

    if (!d)
        return err_set(err, ERR_NOMEM, "no memory for %zu frames", k->n);
    if (!(scene->height_px >= MIN_HEIGHT_PX))
        return err_set(err, ERR_TOO_SMALL,
                       "the runner is %.0f pixels tall, %.0f are needed; film from nearer",
                       fmax(0, scene->height_px), MIN_HEIGHT_PX);
    for (size_t i = 0; i < k->n; i++)
        d[i] = side ? k->x[BODY_L_ANKLE][i] - k->x[BODY_R_ANKLE][i]
                    : k->y[BODY_L_ANKLE][i] - k->y[BODY_R_ANKLE][i];
    double swing = swing_of(d, k->n) / scene->leg_px;
    dsp_dominant_frequency(d, k->t_s, k->n, 0.25, 2.5, &hz, &share);
    if (!(swing > (side ? MIN_SCISSORS_SIDE : MIN_SCISSORS_FRONT))) {
        double arms = fmax(arm_swing(k, BODY_LEFT, d), arm_swing(k, BODY_RIGHT, d));
        return err_set(err, ERR_NOT_RUNNING,
                       arms > 0.4 * scene->trunk_px
                           ? "this is an exercise for the arms, the feet stay where they are"
                           : "the person stands, the feet stay where they are");
    }
    if (!(share > MIN_RHYTHM))
        return err_set(err, ERR_NOT_RUNNING,
                       "the person moves, but not in the steady left-right rhythm of running");
    if (side && gait_bounce(k, 1 / hz) < 0)
        return err_set(
            err, ERR_NOT_RUNNING,
            "the person walks: the body is low when the legs are apart, no step flies");
    *ret_stride_s = 1 / hz;
    return 0;
}

double gait_slow_factor(double step_s, double contact_s, double vert_osc_m)
{
    const double g = 9.81;
    double tc = contact_s, tf = step_s - contact_s;
    double expected = g * tc * step_s / (2 * M_PI) - g * tc * tc / 8 + g * tf * tf / 8;
    return vert_osc_m > 0 && expected > 0 ? sqrt(expected / vert_osc_m) : NAN;
}

static double median_of(const struct gait_step *steps, size_t n, enum measure m)
{
    AUTO(mem) double *x = mem_array(n, sizeof(*x));
    for (size_t i = 0; x && i < n; i++)
        x[i] = steps[i].value[m];
    return x ? dsp_median(x, n) : NAN;
}

/* From behind and in front: in running the trunk is lowest over one foot, in walking between
 * two. Difference of the foot heights at the lowest trunk as a share of the leg. */
static double frontal_lift(const struct gait_step_span *spans, size_t n)
{
    AUTO(mem) double *x = mem_array(n, sizeof(*x));
    for (size_t i = 0; x && i < n; i++) {
        const struct gait_step_span *s = &spans[i];
        enum body_side other = s->side == BODY_LEFT ? BODY_RIGHT : BODY_LEFT;
        x[i] = (gait_track_at(s->k, BODY_OF(ANKLE, other), s->mid_s).y -
                gait_track_at(s->k, BODY_OF(ANKLE, s->side), s->mid_s).y) /
               s->scene->leg_px;
    }
    return x ? dsp_median(x, n) : NAN;
}

static bool walks(const struct gait_step *steps, const struct gait_step_span *spans, size_t n)
{
    if (gait_view_is_side(spans[0].scene->view))
        return median_of(steps, n, MEASURE_DUTY_FACTOR) > MAX_RUN_DUTY ||
               median_of(steps, n, MEASURE_FLIGHT_TIME) < 0;
    /* seen from behind, a foot that is behind is nearer to the camera and looks lower */
    double least = spans[0].scene->view == GAIT_REAR ? 0.0 : 0.08;
    return frontal_lift(spans, n) < least;
}

static int slow_motion(double cadence, double factor, struct err *err)
{
    double guess = isnan(factor) ? 165 / cadence : (factor + 165 / cadence) / 2;
    return err_set(
        err, ERR_SLOW_MOTION,
        "this looks like slow motion: %.0f steps/min with both feet off the ground in "
        "between%s; give the factor with --slow N (about %.1f here; 1 if it is real)",
        cadence, factor > 1.3 ? ", and the body falls too slowly" : "", guess);
}

int gait_check_runs(const struct gait_step *steps, const struct gait_step_span *spans, size_t n,
                    double stride_s, const struct gait_check_given *given, struct err *err)
{
    if (n >= 3 && walks(steps, spans, n))
        return err_set(err, ERR_NOT_RUNNING,
                       "the person walks: one foot is always on the ground");
    bool enough = n >= GAIT_MIN_STEPS;
    double cadence = enough ? median_of(steps, n, MEASURE_CADENCE) : 120 / stride_s;
    bool side = n && gait_view_is_side(spans[0].scene->view);
    double factor =
        enough && side
            ? gait_slow_factor(60 / cadence, median_of(steps, n, MEASURE_CONTACT_TIME) / 1000,
                               median_of(steps, n, MEASURE_VERT_OSC) / 100)
            : NAN;
    if (!given->slow_known &&
        (cadence < MIN_RUN_CADENCE || (cadence < MAX_SLOWED_CADENCE && factor > MIN_SLOWED)))
        return slow_motion(cadence, factor, err);
    if (!enough)
        return err_set(
            err, ERR_TOO_SHORT,
            "%zu usable steps in %.1f s, %d are needed; film at least 10 s in which the "
            "whole body stays in the picture",
            n, given->whole_s, GAIT_MIN_STEPS);
    if (cadence > MAX_CADENCE)
        return err_set(
            err, ERR_CAMERA,
            "the legs cannot be followed (%.0f steps/min would come out); film one runner "
            "from nearer, with a camera that stands still",
            cadence);
    return 0;
}

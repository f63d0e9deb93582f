/* SPDX-License-Identifier: Apache-2.0 */
#include "store/expect.h"

static const double m_per_degree = 111194.9, rad_per_degree = 0.017453292519943295;

void expect_clock(const struct activity *a, int64_t *ret_ms)
{
    const double *time = a->column[ACTIVITY_TIME], most = 9e15;
    int64_t last = 0;

    for (size_t i = 0; i < a->n_samples; i++) {
        if (time && fabs(time[i] * 1000) < most)
            last = (int64_t)nearbyint(time[i] * 1000);
        ret_ms[i] = time ? last : (int64_t)i;
    }
}

/* cos x to 3e-5 for |x| <= pi/2: the first terms of its series. */
static double cosine(double x)
{
    double q = x * x;
    return 1 - q / 2 * (1 - q / 12 * (1 - q / 30 * (1 - q / 56)));
}

/* Metres over ground since the start. */
static bool way(const struct activity *a, const int64_t *clock_ms, double *ret)
{
    const double *lat = a->column[ACTIVITY_LAT], *lon = a->column[ACTIVITY_LON];
    size_t last = a->n_samples;
    double sum = 0;

    (void)clock_ms;
    if (!lat || !lon)
        return false;
    for (size_t i = 0; i < a->n_samples; i++) {
        bool known = isfinite(lat[i]) && isfinite(lon[i]);
        if (known && last < i) {
            double y = (lat[i] - lat[last]) * m_per_degree;
            double x = (lon[i] - lon[last]) * m_per_degree * cosine(lat[i] * rad_per_degree);
            sum += sqrt(x * x + y * y);
        }
        last = known ? i : last;
        ret[i] = sum;
    }
    return true;
}

/* The slope of distance up to each sample. */
static bool slope(const struct activity *a, const int64_t *clock_ms, double *ret)
{
    const double *d = a->column[ACTIVITY_DISTANCE];
    size_t last = a->n_samples;
    double speed = 0;

    if (!d)
        return false;
    for (size_t i = 0; i < a->n_samples; i++) {
        bool known = isfinite(d[i]);
        if (known && last < i && clock_ms[i] > clock_ms[last])
            speed = (d[i] - d[last]) * 1000 / (double)(clock_ms[i] - clock_ms[last]);
        last = known ? i : last;
        ret[i] = speed;
    }
    return true;
}

/* top / bottom * factor, of two columns. */
static bool ratio(const struct activity *a, enum activity_column top,
                  enum activity_column bottom, double factor, double *ret)
{
    const double *x = a->column[top], *y = a->column[bottom];

    if (!x || !y)
        return false;
    for (size_t i = 0; i < a->n_samples; i++)
        ret[i] = x[i] / y[i] * factor;
    return true;
}

/* Share of the stride (two steps) that a foot is on the ground. */
static bool share_in_contact(const struct activity *a, const int64_t *clock_ms, double *ret)
{
    const double *contact = a->column[ACTIVITY_CONTACT], *cadence = a->column[ACTIVITY_CADENCE];

    (void)clock_ms;
    if (!contact || !cadence)
        return false;
    for (size_t i = 0; i < a->n_samples; i++)
        ret[i] = contact[i] * cadence[i] / 120;
    return true;
}

static bool step_length(const struct activity *a, const int64_t *clock_ms, double *ret)
{
    (void)clock_ms;
    return ratio(a, ACTIVITY_SPEED, ACTIVITY_CADENCE, 60, ret);
}

static bool vert_ratio(const struct activity *a, const int64_t *clock_ms, double *ret)
{
    (void)clock_ms;
    return ratio(a, ACTIVITY_VERT_OSC, ACTIVITY_STEP_LENGTH, 1, ret);
}

static const struct {
    enum activity_column of;
    bool (*fill)(const struct activity *a, const int64_t *clock_ms, double *ret);
} rows[] = {
    { ACTIVITY_DISTANCE, way },
    { ACTIVITY_SPEED, slope },
    { ACTIVITY_STEP_LENGTH, step_length },
    { ACTIVITY_CONTACT_FRAC, share_in_contact },
    { ACTIVITY_VERT_RATIO, vert_ratio },
};

bool expect_column(const struct activity *a, enum activity_column c, const int64_t *clock_ms,
                   double *ret)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].of == c)
            return rows[i].fill(a, clock_ms, ret);
    return false;
}

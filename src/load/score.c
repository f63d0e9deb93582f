/* SPDX-License-Identifier: Apache-2.0 */
#include "load/score.h"

#include "base/mem.h"
#include "load/zones.h"

double load_trimp_rate(double hr, double rest_hr, double max_hr, bool female)
{
    double h = fmin(fmax((hr - rest_hr) / (max_hr - rest_hr), 0), 1);
    if (isnan(hr) || !(max_hr > rest_hr))
        return NAN;
    return female ? h * 0.86 * exp(1.67 * h) : h * 0.64 * exp(1.92 * h);
}

double load_grade_cost(double grade)
{
    double i = fmin(fmax(grade, -0.45), 0.45);
    double c = 19.5 + i * (46.3 + i * (-43.3 + i * (-30.4 + i * 155.4)));
    return isnan(grade) ? NAN : (3.6 + i * c) / 3.6;
}

double load_graded_speed(const struct load_signal *s)
{
    enum { WINDOW = 30 };
    double ring[WINDOW] = { 0 }, sum = 0, sum4 = 0, plain = 0;
    size_t n = 0, n4 = 0;
    for (size_t r = 0; r < s->n; r++) {
        double cost = isnan(s->grade[r]) ? 1 : load_grade_cost(s->grade[r]);
        double v = s->speed_m_s[r] * cost;
        if (isnan(v))
            continue;
        sum += v - ring[n % WINDOW];
        ring[n % WINDOW] = v;
        plain += v;
        n++;
        if (n >= WINDOW) {
            double m = sum / WINDOW;
            sum4 += m * m * m * m;
            n4++;
        }
    }
    if (n4)
        return sqrt(sqrt(fmax(sum4, 0) / (double)n4));
    return n ? plain / (double)n : NAN;
}

static int heart_scores(const struct activity *a, const struct load_borders *b,
                        struct load_scores *s, struct err *err)
{
    const double *hr = a->column[ACTIVITY_HR];
    AUTO(mem) double *w = mem_array(a->n_samples, sizeof(*w));
    double rest = b->rest_hr.value, max = b->max_hr.value, male = 0, female = 0;
    if (!hr)
        return 0;
    if (!w)
        return err_set(err, ERR_NOMEM, "no memory for %zu samples", a->n_samples);
    load_weights(a, ACTIVITY_HR, LOAD_GAP_S, w);
    for (size_t i = 0; i < a->n_samples; i++) {
        if (w[i] <= 0 || !(hr[i] >= 30 && hr[i] <= 240))
            continue;
        s->hr_s += w[i];
        male += w[i] / 60 * load_trimp_rate(hr[i], rest, max, false);
        female += w[i] / 60 * load_trimp_rate(hr[i], rest, max, true);
    }
    if (s->hr_s > 0) {
        s->trimp_male = male;
        s->trimp_female = female;
    }
    return 0;
}

static int zone_scores(const struct activity *a, const struct load_borders *b,
                       struct load_scores *s, struct err *err)
{
    double max = b->max_hr.value, five[6], three[3];
    const double borders[] = { .5 * max, .6 * max, .7 * max, .8 * max, .9 * max };
    const double two[] = { b->low_hr.value, b->high_hr.value };
    if (!a->column[ACTIVITY_HR] || s->hr_s <= 0)
        return 0;
    if (!isnan(max)) {
        int rc = load_time_between(a, ACTIVITY_HR, borders, 5, five, err);
        if (rc < 0)
            return rc;
        s->edwards = 0;
        for (size_t z = 1; z < 6; z++)
            s->edwards += (double)z * five[z] / 60;
    }
    if (!isnan(two[0])) {
        int rc = load_time_between(a, ACTIVITY_HR, two, 2, three, err);
        if (rc < 0)
            return rc;
        s->lucia = (three[0] + 2 * three[1] + 3 * three[2]) / 60;
    }
    return 0;
}

int load_scores_of(const struct activity *a, const struct load_signal *s,
                   const struct load_borders *b, int female, double effort,
                   struct load_scores *ret, struct err *err)
{
    struct load_scores r = { NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0 };
    int rc = heart_scores(a, b, &r, err);
    if (rc == 0)
        rc = zone_scores(a, b, &r, err);
    if (rc < 0)
        return rc;
    if (female >= 0)
        r.trimp = female ? r.trimp_female : r.trimp_male;
    r.active_s = s ? (double)s->n : a->total[ACTIVITY_TOTAL_TIMER];
    if (isnan(effort))
        effort = a->total[ACTIVITY_TOTAL_EFFORT];
    r.session_rpe = effort * r.active_s / 60;
    if (s)
        r.graded_speed_m_s = load_graded_speed(s);
    r.intensity = r.graded_speed_m_s / b->speed.value;
    r.run_stress = 100 * r.active_s / 3600 * r.intensity * r.intensity;
    *ret = r;
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/mem.h"
#include "history/history.h"
#include "load/dose.h"
#include "load/score.h"

/* USUAL_WEEKS: what is usual for the runner, the weeks before. */
enum { WEEK = 7, USUAL_WEEKS = 12 };

const char *const history_score_names[] = {
    "auto", "minutes", "edwards", "trimp", "rpe", NULL
};
const char *const history_score_words[] = {
    "",
    "minutes of all sessions (says nothing about how hard they were)",
    "Edwards: minutes x 1..5 by heart-rate zone (grade weak)",
    "Banister's TRIMP (grade moderate)",
    "rating x minutes (Foster; grade strong)",
    NULL,
};

/* What all sessions are measured by. */
struct measure {
    const struct history_input *in;
    struct load_borders borders;
    enum history_score score;
    double per_s[HISTORY_HR_HIGH + 1]; /* of a second at this heart rate */
};

/* Edwards: minutes x 1 to 5 for 50-60 .. 90-100 % of the maximum, nothing below. */
static double edwards(int bpm, double max)
{
    return fmin(fmax(floor((double)bpm / max * 10) - 4, 0), 5) / 60;
}

/* Both scores are sums over heart rates: the price of a second at each is worked out once. */
static void set_prices(struct measure *m)
{
    const struct load_borders *b = &m->borders;

    for (int bpm = HISTORY_HR_LOW; bpm <= HISTORY_HR_HIGH; bpm++)
        m->per_s[bpm] = m->score == HISTORY_SCORE_TRIMP
                            ? load_trimp_rate(bpm, b->rest_hr.value, b->max_hr.value,
                                              m->in->profile.female == 1) /
                                  60
                            : edwards(bpm, b->max_hr.value);
}

static double by_heart_rate(const struct measure *m, const struct store_facts *f)
{
    double sum = 0;

    for (int bpm = HISTORY_HR_LOW; bpm <= HISTORY_HR_HIGH; bpm++)
        sum += f->hr_seconds[bpm] * m->per_s[bpm];
    return sum;
}

static bool has_hr(const struct store_facts *f) { return f && f->number[STORE_FACT_HR_S] > 0; }

static double score_of(const struct measure *m, const struct store_row *row,
                       const struct store_facts *f)
{
    switch (m->score) {
    case HISTORY_SCORE_EDWARDS:
    case HISTORY_SCORE_TRIMP:
        return has_hr(f) ? by_heart_rate(m, f) : (double)NAN;
    case HISTORY_SCORE_RPE:
        return row->effort * row->timer_s / 60;
    default:
        return row->timer_s / 60;
    }
}

static int choose_score(struct measure *m, struct err *err)
{
    const struct history_input *in = m->in;
    bool max = !isnan(m->borders.max_hr.value);
    size_t with = 0;

    m->score = in->score;
    if (m->score == HISTORY_SCORE_TRIMP && in->profile.female < 0)
        return err_set(err, ERR_USAGE, "TRIMP has a formula for each sex; give --sex");
    if ((m->score == HISTORY_SCORE_TRIMP || m->score == HISTORY_SCORE_EDWARDS) && !max)
        return err_set(err, ERR_USAGE,
                       "this score needs a highest heart rate; give --max-hr "
                       "or --age");
    if (m->score != HISTORY_SCORE_AUTO)
        return 0;
    for (size_t i = 0; i < in->log->n; i++)
        with += has_hr(history_facts_of(in->log, in->log->rows[i].id)) ? 1 : 0;
    m->score = max && 2 * with >= in->log->n && in->log->n ? HISTORY_SCORE_EDWARDS
                                                           : HISTORY_SCORE_MINUTES;
    return 0;
}

bool history_add_share(const struct history_sums *sums, const struct store_facts *f,
                       struct load_share *share)
{
    double s[3];

    if (!has_hr(f) || !sums->has_three)
        return false;
    history_zone_seconds(f, sums->three, 3, s);
    /* Work and rest of a walk with jogs in it are bouts too, but not hard ones. */
    double above = (s[1] + s[2]) / fmax(s[0] + s[1] + s[2], 1);
    load_share_add(share, s, f->hard_bouts && above > 0.05);
    return true;
}

static void add_session(const struct history_sums *sums, const struct store_row *row,
                        const struct store_facts *f, double score, struct history_week *w)
{
    w->sessions++;
    w->unknown += isnan(score) ? 1 : 0;
    w->timer_s += row->timer_s > 0 ? row->timer_s : 0;
    if (row->sport == ACTIVITY_SPORT_RUN) {
        w->runs++;
        w->run_m += row->distance_m > 0 ? row->distance_m : 0;
    }
    if (!f)
        return;
    history_add_share(sums, f, &w->share);
    w->steps += f->number[STORE_FACT_STEPS] > 0 ? f->number[STORE_FACT_STEPS] : 0;
    w->force_sum += f->number[STORE_FACT_FORCE_SUM] > 0 ? f->number[STORE_FACT_FORCE_SUM] : 0;
    w->band_s += f->number[STORE_FACT_BAND_S] > 0 ? f->number[STORE_FACT_BAND_S] : 0;
}

static int add_series(const struct history_input *in, const struct load_session *sessions,
                      long first, struct history_sums *sums, struct err *err)
{
    size_t n_days = sums->n_weeks * WEEK;
    AUTO(mem) double *load = mem_array(n_days, sizeof(*load));
    AUTO(mem) struct load_balance *balance = mem_array(n_days, sizeof(*balance));
    AUTO(mem) double *force = mem_array(sums->n_weeks, sizeof(*force));

    if (!load || !balance || !force)
        return err_set(err, ERR_NOMEM, "no memory for %zu days", n_days);
    load_by_day(sessions, in->log->n, first, n_days, load);
    load_balance_of(load, n_days, balance);
    for (size_t i = 0; i < sums->n_weeks; i++) {
        struct history_week *w = &sums->week[i];
        struct load_week week;
        long last = w->monday + WEEK - 1;
        load_week_of(load + i * WEEK, &week);
        w->load = week.sum;
        w->monotony = week.monotony;
        w->strain = week.strain;
        w->change = i > 0 ? load_week_change(load + (i - 1) * WEEK) : (double)NAN;
        long day = (last < in->today ? last : in->today) - first;
        w->balance = balance[day > 0 ? day : 0];
        force[i] = w->force_sum;
        size_t back = i < USUAL_WEEKS ? i : USUAL_WEEKS;
        w->of_usual = load_of_usual(w->force_sum, force + i - back, back);
        if (!isfinite(w->of_usual)) /* most of those weeks had no run */
            w->of_usual = NAN;
    }
    return 0;
}

static int add_spikes(const struct history_input *in, const struct load_session *sessions,
                      struct history_sums *sums, struct err *err)
{
    sums->spike = mem_array(in->log->n, sizeof(*sums->spike));
    if (!sums->spike)
        return err_set(err, ERR_NOMEM, "no memory for %zu sessions", in->log->n);
    for (size_t i = 0; i < in->log->n; i++) {
        struct history_spike x = { .row = &in->log->rows[i] };
        if (!sessions[i].run)
            continue;
        load_spike_of(sessions, i, &x.spike);
        if (x.spike.row && x.spike.row->jump != LOAD_JUMP_NONE)
            sums->spike[sums->n_spikes++] = x;
    }
    return 0;
}

static int prepare(struct measure *m, struct history_sums *sums, struct err *err)
{
    struct load_profile profile = m->in->profile;
    const struct load_scheme *three = load_scheme_of("three");

    profile.seen_max_hr = history_peak_hr(m->in->log);
    load_borders_of(&profile, &m->borders);
    int rc = choose_score(m, err);
    if (rc < 0)
        return rc;
    set_prices(m);
    sums->has_three = three && load_zone_borders(three, &m->borders, sums->three, NULL) == 0;
    sums->borders = m->borders;
    sums->score = m->score;
    return 0;
}

static int sum_up(struct measure *m, struct history_sums *sums, struct err *err)
{
    const struct history_input *in = m->in;
    const struct history_log *log = in->log;
    long first = log->rows[0].day, last = in->today;
    AUTO(mem) struct load_session *sessions = mem_array(log->n, sizeof(*sessions));

    /* Watches with a lost clock live in 1989 or 2038. */
    for (size_t i = 0; i < log->n; i++) {
        first = log->rows[i].day < first ? log->rows[i].day : first;
        last = log->rows[i].day > last ? log->rows[i].day : last;
    }
    first = day_monday(first);
    sums->n_weeks = (size_t)(day_monday(last) - first) / WEEK + 1;
    sums->week = mem_array(sums->n_weeks, sizeof(*sums->week));
    if (!sessions || !sums->week)
        return err_set(err, ERR_NOMEM, "no memory for %zu weeks", sums->n_weeks);
    for (size_t i = 0; i < sums->n_weeks; i++)
        sums->week[i].monday = first + (long)i * WEEK;
    for (size_t i = 0; i < log->n; i++) {
        const struct store_row *r = &log->rows[i];
        const struct store_facts *f = history_facts_of(log, r->id);
        double score = score_of(m, r, f);
        sessions[i] = (struct load_session){ .day = r->day,
                                             .load = score,
                                             .distance_m = r->distance_m,
                                             .duration_s = r->timer_s,
                                             .run = r->sport == ACTIVITY_SPORT_RUN };
        add_session(sums, r, f, score, &sums->week[(r->day - first) / WEEK]);
    }
    int rc = add_series(in, sessions, first, sums, err);
    return rc < 0 ? rc : add_spikes(in, sessions, sums, err);
}

int history_sums_of(const struct history_input *in, struct history_sums **ret, struct err *err)
{
    AUTO(history_sums) struct history_sums *sums = mem_array(1, sizeof(*sums));
    struct measure m = { .in = in };

    if (!sums)
        return err_set(err, ERR_NOMEM, "no memory for sums");
    int rc = prepare(&m, sums, err);
    if (rc == 0 && in->log->n)
        rc = sum_up(&m, sums, err);
    if (rc == 0)
        *ret = STEAL(sums);
    return rc;
}

struct history_sums *history_sums_free(struct history_sums *s)
{
    if (s) {
        free(s->week);
        free(s->spike);
        free(s);
    }
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/back.h"

#include <limits.h>
#include <math.h>

#include "base/mem.h"
#include "cli/gate.h"
#include "cli/log.h"
#include "cli/planner.h"
#include "cli/runs.h"
#include "report/report.h"

enum { MANY_YEARS = 36525 };

struct back *back_free(struct back *b)
{
    if (!b)
        return NULL;
    history_log_done(&b->log);
    history_sums_free(b->sums);
    free(b->pains);
    plan_free(b->plan);
    free(b->change);
    free(b);
    return NULL;
}

/* -- the log */

static int load_log(struct store *s, struct back *b, struct err *err)
{
    struct history_log *log = &b->log;
    struct load_profile profile;
    size_t n = 0;
    int rc = history_log_read(s, NAN, log, err);

    if (rc < 0)
        return rc;
    b->log_ends = LONG_MIN;
    for (size_t i = 0; i < log->n; i++) /* what comes later is not known yet */
        if (log->rows[i].day <= b->today) {
            b->log_ends = log->rows[i].day > b->log_ends ? log->rows[i].day : b->log_ends;
            log->rows[n++] = log->rows[i];
        }
    log->n = n;
    care_load_profile(&b->profile, b->today, &profile);
    const struct history_input in = {
        .log = log, .profile = profile, .score = HISTORY_SCORE_AUTO, .today = b->today
    };
    return history_sums_of(&in, &b->sums, err);
}

/* -- diary and warning signs */

static int load_care(struct store *s, struct back *b, struct err *err)
{
    int rc = store_profile(s, b->today, &b->profile, err);

    if (rc == 0)
        rc = gate_read(s, b->today, &b->gate, err);
    if (rc == 0)
        rc = store_pains(s, b->today - BACK_PAIN_DAYS, b->today, &b->pains, &b->n_pains, err);
    return rc;
}

/* -- films */

/* The newest film is read whole, the one before only to be compared with it. */
static int load_change(struct store *s, int64_t before, const struct store_document *now,
                       struct back *b, struct err *err)
{
    AUTO(compare_film) struct compare_film *a = NULL;
    AUTO(compare_film) struct compare_film *z = NULL;
    struct store_document d = { 0 };
    int rc = store_document(s, "film", before, &d, err);

    if (rc == 0)
        rc = report_kept_film(d.text, d.n, d.name, &a, err);
    b->film_before = d.day;
    store_document_done(&d);
    if (rc == 0)
        rc = report_kept_film(now->text, now->n, now->name, &z, err);
    if (rc < 0)
        return rc;
    b->change = mem_array(1, sizeof(*b->change));
    if (!b->change)
        return err_set(err, ERR_NOMEM, "no memory for a comparison");
    compare_films(a, z, NULL, b->change);
    return 0;
}

static int load_film(struct store *s, int64_t id, int64_t before, struct back *b,
                     struct err *err)
{
    struct store_document d = { 0 };
    int rc = store_document(s, "film", id, &d, err);

    if (rc == 0)
        rc = card_read(d.text, d.n, d.name, &b->film, err);
    if (rc == 0) {
        b->film.day = d.day;
        snprintf(b->film.name, sizeof(b->film.name), "%s", d.name);
        b->has_film = true;
        if (before && b->whole)
            rc = load_change(s, before, &d, b, err);
    }
    store_document_done(&d);
    return rc;
}

static int load_films(struct store *s, struct back *b, struct err *err)
{
    AUTO(mem) struct store_document *list = NULL;
    const struct store_document *last[2] = { NULL, NULL };
    size_t n = 0;
    int rc = store_documents(s, "film", &list, &n, err);

    for (size_t i = 0; rc == 0 && i < n; i++) { /* by day; of one day the later entry */
        if (list[i].day > b->today)
            continue;
        if (!last[0] || list[i].day >= last[0]->day) {
            last[1] = last[0];
            last[0] = &list[i];
        } else if (!last[1] || list[i].day >= last[1]->day) {
            last[1] = &list[i];
        }
    }
    if (rc < 0 || !last[0])
        return rc;
    return load_film(s, last[0]->id, last[1] ? last[1]->id : 0, b, err);
}

static void use_film(struct back *b)
{
    const struct card *c = &b->film;

    if (!b->has_film)
        return;
    for (size_t i = 0; i < c->n_lines; i++)
        b->line[i] = (struct verdict_line){ c->line[i].rule->id, c->line[i].status,
                                            c->line[i].dir, c->line[i].clear };
    b->input.lines = b->line;
    b->input.n_lines = c->n_lines;
    b->input.film_age = b->today - c->day;
}

/* -- shoes: the pair worn most in four weeks */

enum { SHOES_MAX = 64, MONTH = 28 };

static void most_worn(const struct back *b, const struct care_shoe *shoes, size_t n,
                      const struct care_run *runs, size_t n_runs, struct verdict_habits *ret)
{
    double recent[SHOES_MAX] = { 0 }, all[SHOES_MAX];
    size_t best = 0;

    n = n < SHOES_MAX ? n : SHOES_MAX;
    for (size_t i = 0; i < n_runs; i++) {
        const struct care_shoe *w = care_shoe_of(shoes, n, &runs[i]);
        if (w && runs[i].day > b->today - MONTH && runs[i].distance_m > 0)
            recent[w - shoes] += runs[i].distance_m;
    }
    for (size_t i = 1; i < n; i++)
        best = recent[i] > recent[best] ? i : best;
    if (n == 0 || recent[best] <= 0)
        return;
    care_shoe_sum(shoes, n, runs, n_runs, all);
    ret->worn_km = all[best] / 1000;
    ret->comfort = shoes[best].comfort;
}

static int load_shoes(struct store *s, struct back *b, struct err *err)
{
    AUTO(mem) struct care_shoe *shoes = NULL;
    AUTO(mem) struct care_run *runs = NULL;
    size_t n = 0, n_runs = 0;
    int rc = store_shoes(s, &shoes, &n, err);

    if (rc < 0 || n == 0)
        return rc;
    rc = runs_worn(s, &b->log, &runs, &n_runs, err);
    if (rc == 0)
        most_worn(b, shoes, n, runs, n_runs, &b->input.habits);
    return rc;
}

/* -- all together */

static void use_profile(struct back *b)
{
    struct verdict_input *in = &b->input;

    in->habits.warm_up = care_profile_get(&b->profile, WARM_UP);
    in->habits.strength = care_profile_get(&b->profile, STRENGTH);
    in->habits.sitting = care_profile_get(&b->profile, SITTING);
    in->back = care_profile_get(&b->profile, BACK);
}

static int load_all(struct store *s, struct back *b, struct err *err)
{
    int rc = load_care(s, b, err);

    if (rc == 0)
        rc = load_log(s, b, err);
    if (rc == 0)
        rc = load_films(s, b, err);
    if (rc == 0 && b->whole)
        rc = planner_kept(s, &b->plan, NULL, err);
    if (rc == 0)
        rc = load_shoes(s, b, err);
    return rc;
}

int back_load(const char *db, long today, bool whole, struct back **ret, struct err *err)
{
    AUTO(store) struct store *s = NULL;
    AUTO(back) struct back *b = mem_array(1, sizeof(*b));

    if (!b)
        return err_set(err, ERR_NOMEM, "no memory for the answer");
    b->whole = whole;
    b->today = today;
    verdict_input_clear(&b->input);
    int rc = log_open(db, STORE_WRITE, &s, err);
    if (rc == 0)
        rc = load_all(s, b, err);
    if (rc < 0)
        return rc;
    b->input.today = b->today;
    b->input.gate = &b->gate;
    use_profile(b);
    use_film(b);
    verdict_pain_of(b->pains, b->n_pains, b->today, &b->input.pain);
    back_sum_load(b, &b->input.load);
    verdict_judge(&b->input, &b->verdict);
    *ret = STEAL(b);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "history/history.h"

#define NEAR_S 5.0 /* a value of the other recording counts for samples so near in time */

static size_t n_values(const double *x, size_t n)
{
    size_t known = 0;
    for (size_t i = 0; x && i < n; i++)
        known += isnan(x[i]) ? 0 : 1;
    return known;
}

size_t history_richness(const struct activity *a)
{
    size_t sum = n_values(a->total, ACTIVITY_N_TOTALS) + 10 * a->n_laps + a->n_rr;

    for (size_t c = 0; c < ACTIVITY_N_COLUMNS; c++)
        sum += n_values(a->column[c], a->n_samples);
    for (size_t s = 0; s < a->n_streams; s++)
        sum += n_values(a->stream[s].value, a->n_samples);
    return sum;
}

/* index[i]: the sample of b nearest in time to sample i of a, or SIZE_MAX. Times ascend but for
 * faults, which only cost some values here. */
static size_t *by_time(const struct activity *a, const struct activity *b)
{
    const double *s = a->column[ACTIVITY_TIME], *t = b->column[ACTIVITY_TIME];
    size_t *index = mem_array(a->n_samples, sizeof(*index)), j = 0;

    for (size_t i = 0; index && i < a->n_samples; i++) {
        index[i] = SIZE_MAX;
        if (!s || !t || b->n_samples == 0 || isnan(s[i]))
            continue;
        while (j + 1 < b->n_samples && !(fabs(t[j + 1] - s[i]) > fabs(t[j] - s[i])))
            j++;
        if (fabs(t[j] - s[i]) <= NEAR_S)
            index[i] = j;
    }
    return index;
}

static double *taken(const double *from, const size_t *index, size_t n)
{
    double *x = mem_array(n, sizeof(*x));
    bool any = false;

    for (size_t i = 0; x && i < n; i++) {
        x[i] = index[i] == SIZE_MAX ? (double)NAN : from[index[i]];
        any = any || !isnan(x[i]);
    }
    if (!any)
        mem_freep(&x);
    return x;
}

static bool has_stream(const struct activity *a, const char *name)
{
    for (size_t s = 0; s < a->n_streams; s++)
        if (strcmp(a->stream[s].name, name) == 0)
            return true;
    return false;
}

static int fill_samples(struct activity *a, const struct activity *b, struct err *err)
{
    AUTO(mem) size_t *index = by_time(a, b);

    if (!index)
        return err_set(err, ERR_NOMEM, "no memory to merge %zu samples", a->n_samples);
    for (size_t c = 0; c < ACTIVITY_N_COLUMNS; c++)
        if (!a->column[c] && b->column[c] && c != ACTIVITY_TIME)
            a->column[c] = taken(b->column[c], index, a->n_samples);
    for (size_t s = 0; s < b->n_streams; s++) {
        const struct activity_stream *from = &b->stream[s];
        if (!from->value || has_stream(a, from->name))
            continue;
        double *x = taken(from->value, index, a->n_samples);
        struct activity_stream *to = x ? activity_add_stream(a) : NULL;
        if (!to) {
            free(x);
            continue;
        }
        *to = *from;
        to->value = x;
    }
    return 0;
}

/* copy_laps and the like: all rows of one kind from b to the end of a's. */
#define DEFINE_COPY(row, rows)                                                                \
    static int copy_##rows(struct activity *a, const struct activity *b, struct err *err)     \
    {                                                                                         \
        for (size_t i = 0; i < b->n_##rows; i++) {                                            \
            struct activity_##row *to = activity_add_##row(a);                                \
            if (!to)                                                                          \
                return err_set(err, ERR_NOMEM, "no memory to merge %zu " #rows, b->n_##rows); \
            *to = b->row[i];                                                                  \
        }                                                                                     \
        return 0;                                                                             \
    }
DEFINE_COPY(lap, laps)
DEFINE_COPY(length, lengths)
DEFINE_COPY(pause, pauses)
DEFINE_COPY(set, sets)
DEFINE_COPY(device, devices)

static int fill_beats(struct activity *a, const struct activity *b, struct err *err)
{
    for (size_t i = 0; i < b->n_rr; i++) {
        int rc = activity_add_rr(a, (double)b->rr_s[i], err);
        if (rc < 0)
            return rc;
        /* The place among the samples: by share, exact when both recorded every second. */
        double share = b->n_samples ? (double)b->rr_sample[i] / (double)b->n_samples : 0;
        a->rr_sample[a->n_rr - 1] = (uint32_t)(share * (double)a->n_samples);
    }
    return 0;
}

static int fill_rows(struct activity *a, const struct activity *b, struct err *err)
{
    int rc = 0;

    if (a->n_laps <= 1 && b->n_laps > 1) { /* what a said about its one lap goes with it */
        for (size_t i = 0; i < a->n_extras; i++)
            a->extra[i].lap = -1;
        for (size_t i = 0; i < a->n_zones; i++)
            a->zones[i].lap = -1;
        a->n_laps = 0;
        rc = copy_laps(a, b, err);
    }
    if (rc == 0 && a->n_lengths == 0)
        rc = copy_lengths(a, b, err);
    if (rc == 0 && a->n_pauses == 0)
        rc = copy_pauses(a, b, err);
    if (rc == 0 && a->n_sets == 0)
        rc = copy_sets(a, b, err);
    if (rc == 0 && a->n_devices == 0)
        rc = copy_devices(a, b, err);
    if (rc == 0 && a->n_rr == 0)
        rc = fill_beats(a, b, err);
    return rc;
}

static void fill_words(struct activity *a, const struct activity *b)
{
    bool vague = a->sport == ACTIVITY_SPORT_NONE || a->sport == ACTIVITY_SPORT_OTHER;

    if (!a->name[0])
        memcpy(a->name, b->name, sizeof(a->name));
    if (vague && b->sport != ACTIVITY_SPORT_NONE)
        a->sport = b->sport;
    if (a->sub == ACTIVITY_SUB_NONE && a->sport == b->sport)
        a->sub = b->sub;
    if (isnan(a->utc_offset_s))
        a->utc_offset_s = b->utc_offset_s;
}

static void fill_athlete(struct activity_athlete *a, const struct activity_athlete *b)
{
    double *to[] = { &a->mass_kg, &a->height_m,     &a->age_years,        &a->rest_hr,
                     &a->max_hr,  &a->threshold_hr, &a->threshold_power_w };
    const double from[] = { b->mass_kg, b->height_m,     b->age_years,        b->rest_hr,
                            b->max_hr,  b->threshold_hr, b->threshold_power_w };

    for (size_t i = 0; i < N_ELEMS(from); i++)
        if (isnan(*to[i]))
            *to[i] = from[i];
    if (a->female < 0)
        a->female = b->female;
}

int history_fill(struct activity *a, const struct activity *b, struct err *err)
{
    fill_words(a, b);
    fill_athlete(&a->athlete, &b->athlete);
    for (size_t i = 0; i < ACTIVITY_N_TOTALS; i++)
        if (isnan(a->total[i]))
            a->total[i] = b->total[i];
    int rc = fill_rows(a, b, err);
    return rc < 0 ? rc : fill_samples(a, b, err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* How the diary looks on the terminal and as JSON. */
#include <math.h>
#include <string.h>

#include "base/day.h"
#include "cli/common.h"
#include "cli/doc.h"
#include "cli/log.h"
#include "cli/pain.h"

enum { KEYS_MAX = 512 };

static void score(char ret[16], double x)
{
    if (isnan(x))
        snprintf(ret, 16, "-");
    else
        snprintf(ret, 16, "%.3g", x);
}

static void print_entry(FILE *out, const struct care_pain *e, size_t n, size_t i)
{
    char day[16], where[KEYS_MAX], legs[KEYS_MAX], x[5][16];
    struct care_reading r;

    care_light_of(e, n, i, &r);
    day_text(e[i].day, day);
    care_bits_show(care_regions, CARE_N_REGIONS, e[i].regions, where, sizeof(where));
    care_bits_show(care_symptoms, CARE_N_SYMPTOMS, e[i].symptoms, legs, sizeof(legs));
    score(x[0], e[i].before);
    score(x[1], e[i].during);
    score(x[2], e[i].after);
    score(x[3], e[i].morning);
    score(x[4], e[i].stiff_min);
    fprintf(out, "%5lld  %s  %-7s %6s %6s %6s %7s %5s  %s%s%s", (long long)e[i].id, day,
            care_light_name(r.light), x[0], x[1], x[2], x[3], x[4], where,
            legs[0] ? "; legs: " : "", legs);
    if (e[i].activity_id)
        fprintf(out, "  [session %lld]", (long long)e[i].activity_id);
    fprintf(out, "%s%s%s%s\n", e[i].note[0] ? "  " : "", e[i].note,
            e[i].helped[0] ? "  helped: " : "", e[i].helped);
}

void pain_print(FILE *out, const struct care_pain *e, size_t n, size_t limit)
{
    if (n == 0) {
        fputs("No entries. backstride pain adds one.\n", out);
        return;
    }
    fprintf(out, "%5s  %-10s  %-7s %6s %6s %6s %7s %5s  %s\n", "id", "day", "light", "before",
            "during", "after", "morning", "stiff", "where");
    for (size_t i = n > limit ? n - limit : 0; i < n; i++)
        print_entry(out, e, n, i);
    if (n > limit)
        fprintf(out, "%zu earlier ones; --limit N shows more\n", n - limit);
}

void pain_print_reading(FILE *out, const struct care_reading *r)
{
    if (!r->rule) {
        fputs("No light: the entry has no number yet.\n", out);
        return;
    }
    const char *name = care_light_name(r->light);
    const int columns = common_columns();
    fprintf(out, "%s: ", name);
    doc_wrap(out, r->rule->words, 0, (int)strlen(name) + 2, columns);
    fprintf(out, "Evidence %s: ", evidence_name(r->rule->grade));
    doc_wrap(out, "known for tendons and kneecaps, carried over to backs and made stricter.", 0,
             (int)strlen(evidence_name(r->rule->grade)) + 11, columns);
}

json_t *pain_bits_json(const struct care_word *words, size_t n, unsigned bits)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        if ((bits >> i) & 1)
            json_array_append_new(list, json_string(words[i].key));
    return list;
}

json_t *pain_json(const struct care_pain *e, size_t n, size_t i)
{
    const struct care_pain *p = &e[i];
    struct care_reading r;
    char day[16];

    care_light_of(e, n, i, &r);
    day_text(p->day, day);
    return json_pack("{s:I, s:s, s:f, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:s, "
                     "s:s?, s:s?}",
                     "id", (json_int_t)p->id, "day", day, "at_s", p->at_s, "session",
                     p->activity_id ? json_integer((json_int_t)p->activity_id) : json_null(),
                     "where", pain_bits_json(care_regions, CARE_N_REGIONS, p->regions),
                     "before", log_number(p->before), "during", log_number(p->during), "after",
                     log_number(p->after), "morning", log_number(p->morning), "stiff_min",
                     log_number(p->stiff_min), "legs",
                     pain_bits_json(care_symptoms, CARE_N_SYMPTOMS, p->symptoms), "note",
                     p->note, "helped", p->helped, "light", care_light_name(r.light), "rule",
                     r.rule ? r.rule->id : NULL, "why", r.rule ? r.rule->words : NULL);
}

json_t *pain_day_json(const struct care_day *d)
{
    char day[16];

    day_text(d->day, day);
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:s}", "day", day, "sleep_h",
                     log_number(d->sleep_h), "stress", log_number(d->stress), "soreness",
                     log_number(d->soreness), "rest_hr", log_number(d->rest_hr), "hrv_ms",
                     log_number(d->hrv_ms), "note", d->note);
}

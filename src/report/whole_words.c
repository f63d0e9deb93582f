/* SPDX-License-Identifier: Apache-2.0 */
#include "report/whole_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/whole.h"
#include "report/words.h"

#define WHOLE_X(name, words) [WHOLE_##name] = words,
const char *const report_sentences[WHOLE_N_WORDS + 1] = { WHOLE_WORDS_MAP(WHOLE_X) NULL };
#undef WHOLE_X

const char report_question[] = "Is running strengthening your back?";

void report_finding_value(const struct verdict_finding *f, char ret[REPORT_VALUE_MAX])
{
    const struct verdict_item *it = f->item;
    double scale = it->shown_scale != 0 ? it->shown_scale : 1;
    char lo[WORDS_MAX], hi[WORDS_MAX];

    ret[0] = '\0';
    if (f->missing || (!it->unit[0] && it->shown_scale == 0 && it->decimals == 0))
        return;
    if (!isfinite(f->value.lo) || !isfinite(f->value.hi))
        return;
    words_number(f->value.lo * scale, it->decimals, lo);
    words_number(f->value.hi * scale, it->decimals, hi);
    if (f->value.lo == f->value.hi)
        snprintf(ret, REPORT_VALUE_MAX, "%.20s%s%.20s", lo, it->unit[0] ? " " : "", it->unit);
    else
        snprintf(ret, REPORT_VALUE_MAX, "%.16s to %.16s%s%.20s", lo, hi, it->unit[0] ? " " : "",
                 it->unit);
}

static void points(double x, char ret[WORDS_MAX])
{
    words_number(fabs(x), x == round(x) ? 0 : 1, ret);
}

void report_finding_points(const struct verdict_finding *f, char ret[REPORT_VALUE_MAX])
{
    bool help = f->item->block == VERDICT_IN_HELP;
    double near = help ? f->hi : f->lo, far = help ? f->lo : f->hi;
    char a[WORDS_MAX], b[WORDS_MAX];
    const char *word = help ? "helps" : "strains";

    points(near, a);
    points(far, b);
    if (near == far && near == 0)
        snprintf(ret, REPORT_VALUE_MAX, "no points");
    else if (near == far)
        snprintf(ret, REPORT_VALUE_MAX, "%s, %.16s point%s", word, a,
                 fabs(near) == 1 ? "" : "s");
    else
        snprintf(ret, REPORT_VALUE_MAX, "%s, %.16s to %.16s points", word, a, b);
}

void report_other_words(struct text *t, const struct verdict_other *o)
{
    const char *answer = verdict_answers[o->answer].shown;

    if (o->if_known)
        text_addf(t, "Knowing %s could make it \"%s\".", o->finding->item->missing, answer);
    else
        text_addf(t, "Without this it would be \"%s\": %s", answer, o->finding->words);
}

/* "18", "7 to 8" */
static void span(double lo, double hi, char ret[REPORT_VALUE_MAX])
{
    char a[WORDS_MAX], b[WORDS_MAX];

    points(lo, a);
    points(hi, b);
    if (strcmp(a, b) == 0)
        snprintf(ret, REPORT_VALUE_MAX, "%.20s", a);
    else
        snprintf(ret, REPORT_VALUE_MAX, "%.20s to %.20s", a, b);
}

void report_sure_words(struct text *t, const struct verdict *v)
{
    char strain[REPORT_VALUE_MAX], help[REPORT_VALUE_MAX];

    if (v->answer != VERDICT_CANNOT_TELL)
        text_addf(t, "evidence %s. ", evidence_name(verdict_answers[v->answer].grade));
    if (v->blocked)
        return;
    span(v->strain_lo, v->strain_hi, strain);
    span(v->help_hi, v->help_lo, help);
    text_addf(
        t,
        "Strain %s of 90 points (a yes needs %.0f or less), help %s of 10 (a yes needs %.0f "
        "or more).",
        strain, VERDICT_YES, help, -VERDICT_HELP);
    if (v->best != v->worst)
        text_addf(t, " What is missing leaves open anything from \"%s\" to \"%s\".",
                  verdict_answers[v->best].shown, verdict_answers[v->worst].shown);
}

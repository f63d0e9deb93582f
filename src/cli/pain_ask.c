/* SPDX-License-Identifier: Apache-2.0 */
/* The questions of `backstride pain`. */
#include <string.h>

#include "activity/activity.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/doc.h"
#include "cli/log.h"
#include "cli/pain.h"

static int unknown_word(const struct care_word *words, size_t n, const char *text,
                        const char *what, struct err *err)
{
    char list[256] = "";

    for (size_t i = 0, len = 0; i < n && len < sizeof(list); i++)
        len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s", i ? ", " : "",
                                words[i].key);
    return err_set(err, ERR_USAGE, "%s does not know \"%.*s\"; there are %s", what,
                   (int)strcspn(text, ","), text, list);
}

int pain_parse_bits(const struct care_word *words, size_t n, const char *text, const char *what,
                    unsigned *ret, struct err *err)
{
    unsigned bits;
    size_t at = care_bits_parse(words, n, text, &bits);

    if (at)
        return unknown_word(words, n, text + at - 1, what, err);
    *ret = bits;
    return 0;
}

/* -- one answer each */

static int take_score(void *arg, const char *answer, struct err *err)
{
    double v;
    int rc = text_to_double(answer, "the number", &v, err);

    if (rc == 0 && !(v >= 0 && v <= 10))
        rc = err_set(err, ERR_USAGE, "a number from 0, no pain, to 10, the worst there is");
    if (rc == 0)
        *(double *)arg = v;
    return rc;
}

static int take_minutes(void *arg, const char *answer, struct err *err)
{
    double v;
    int rc = text_to_double(answer, "the number", &v, err);

    if (rc == 0 && !(v >= 0 && v <= 1440))
        rc = err_set(err, ERR_USAGE, "minutes, from 0 to 1440");
    if (rc == 0)
        *(double *)arg = v;
    return rc;
}

static int take_regions(void *arg, const char *answer, struct err *err)
{
    return pain_parse_bits(care_regions, CARE_N_REGIONS, answer, "the body map", arg, err);
}

static int take_text(void *arg, const char *answer, struct err *err)
{
    return log_parse_words(answer, "the line", arg, sizeof(((struct care_pain *)NULL)->note),
                           err);
}

static void ask_symptoms(struct ask *a, struct care_pain *p)
{
    char question[128];

    for (size_t i = 0; i < CARE_N_SYMPTOMS && !a->ended; i++) {
        snprintf(question, sizeof(question), "Did you notice %s?", care_symptoms[i].words);
        enum ask_answer said = ask_yes_no(a, question);
        if (said == ASK_YES)
            p->symptoms |= 1U << i;
        else if (said == ASK_NO)
            p->symptoms &= ~(1U << i);
    }
}

static void show_places(struct ask *a)
{
    if (a->no_prompts)
        return;
    fputs("Places:", a->out);
    for (size_t i = 0; i < CARE_N_REGIONS; i++)
        fprintf(a->out, "%s %-15s", i % 4 == 0 ? "\n " : "", care_regions[i].key);
    fputs("\n", a->out);
}

/* To add a question: one row. */
static const struct question {
    const char *words, *hint;
    ask_take *take;
    size_t offset;
} questions[] = {
    { "Where does it hurt?", "places with commas; none", take_regions,
      offsetof(struct care_pain, regions) },
    { "How much before the run?", "0 to 10", take_score, offsetof(struct care_pain, before) },
    { "How much during it?", "0 to 10", take_score, offsetof(struct care_pain, during) },
    { "How much after it?", "0 to 10", take_score, offsetof(struct care_pain, after) },
    { "How much the next morning?", "0 to 10; Enter if it has not come yet", take_score,
      offsetof(struct care_pain, morning) },
    { "For how many minutes was the back stiff that morning?", "minutes", take_minutes,
      offsetof(struct care_pain, stiff_min) },
    { "Anything to remember?", "a line of text", take_text, offsetof(struct care_pain, note) },
    { "What helped?", "a line of text", take_text, offsetof(struct care_pain, helped) },
};

void pain_ask_entry(struct ask *a, struct care_pain *p)
{
    if (!a->no_prompts)
        fputs("0 is no pain, 10 the worst there is. Enter leaves a question out.\n", a->out);
    show_places(a);
    for (size_t i = 0; i < N_ELEMS(questions) && !a->ended; i++) {
        if (questions[i].take == take_text && questions[i - 1].take != take_text)
            ask_symptoms(a, p);
        ask_for(a, questions[i].words, questions[i].hint, questions[i].take,
                (char *)p + questions[i].offset);
    }
}

void pain_ask_flags(struct ask *a, long day, double now_s, struct care_flag_answer *ret,
                    size_t *ret_n)
{
    if (!a->no_prompts)
        fprintf(a->out,
                "\nWarning signs. Backs with one of these need a person who can examine them.\n"
                "Enter is no.\n");
    *ret_n = 0;
    for (int level = CARE_EMERGENCY; level > CARE_NO_FLAG; level--)
        for (size_t i = 0; i < care_n_flags; i++) {
            const struct care_flag *f = &care_flags[i];
            if (f->level != (enum care_level)level)
                continue;
            const enum ask_answer said = ask_yes_no(a, f->question);
            if (a->ended) /* nobody answered this one */
                return;
            ret[(*ret_n)++] =
                (struct care_flag_answer){ .flag = f,
                                           .answer = said == ASK_YES ? CARE_YES : CARE_NO,
                                           .at_s = now_s,
                                           .day = day };
            if (said != ASK_YES)
                continue;
            fputs("  ", a->out);
            doc_wrap(a->out, f->to_do, 2, 2, common_columns());
            if (level == CARE_EMERGENCY)
                return;
        }
}

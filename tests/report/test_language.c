/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything that is said to a runner comes from tables; here all of them are read: no sentence
 * may claim what science does not carry, and the words have to be easy enough.
 *
 * Reading ease is the grade of Flesch and Kincaid (Kincaid, Fishburne, Rogers, Chissom 1975,
 * Research Branch Report 8-75): 0.39 words/sentences + 11.8 syllables/words - 15.59, syllables
 * counted as groups of vowels without a silent e. A grade of 8 is read at about 13.
 */
#include "test.h"

#include <ctype.h>
#include <math.h>
#include <regex.h>

#include "base/mem.h"
#include "base/text.h"
#include "care/diary.h"
#include "care/flags.h"
#include "care/library.h"
#include "care/profile.h"
#include "form/form.h"
#include "plan/plan.h"
#include "plan/today.h"
#include "report/whole.h"
#include "verdict/verdict.h"

/* -- all tables, one after the other */

typedef void each(const char *table, const char *text, void *arg);

static void tell(each *fn, void *arg, const char *table, const char *text)
{
    if (text && text[0])
        fn(table, text, arg);
}

static void each_of_form(each *fn, void *arg)
{
    for (size_t i = 0; i < form_n_rules; i++) {
        const struct form_rule *r = &form_rules[i];
        const char *all[] = { r->advice, r->evidence, r->what_low, r->what_good, r->what_high,
                              r->why,    r->cue,      r->drill,    r->dose,      r->progress };
        for (size_t k = 0; k < N_ELEMS(all); k++)
            tell(fn, arg, "form", all[k]);
    }
    tell(fn, arg, "form", form_bands_note);
}

static void each_of_care(each *fn, void *arg)
{
    for (size_t i = 0; i < care_n_flags; i++) {
        tell(fn, arg, "warning signs", care_flags[i].question);
        tell(fn, arg, "warning signs", care_flags[i].to_do);
    }
    for (size_t i = 0; i < care_n_light_rules; i++)
        tell(fn, arg, "traffic light", care_light_rules[i].words);
    for (size_t i = 0; i < CARE_N_FIELDS; i++) {
        tell(fn, arg, "profile", care_rows[i].question);
        tell(fn, arg, "profile", care_rows[i].why);
    }
}

static void each_of_library(each *fn, void *arg)
{
    const struct care_exercise *e;

    for (size_t i = 0; (e = care_exercise_at(i)) != NULL; i++) {
        tell(fn, arg, "exercises", e->purpose);
        for (size_t k = 0; k < N_ELEMS(e->steps) && e->steps[k]; k++)
            tell(fn, arg, "exercises", e->steps[k]);
        tell(fn, arg, "exercises", e->easier);
        tell(fn, arg, "exercises", e->harder);
        tell(fn, arg, "exercises", e->not_for);
    }
}

static void each_of_plan(each *fn, void *arg)
{
    for (size_t i = 0; i < plan_n_rules; i++)
        tell(fn, arg, "plan", plan_rules[i].words);
    for (size_t i = 0; i < plan_n_today_rules; i++)
        tell(fn, arg, "today", plan_today_rules[i].words);
}

static void each_of_verdict(each *fn, void *arg)
{
    for (size_t i = 0; i < verdict_n_items; i++) {
        const struct verdict_item *it = &verdict_items[i];
        const char *all[] = { it->evidence, it->none, it->some, it->most, it->tell, it->step };
        for (size_t k = 0; k < N_ELEMS(all); k++)
            tell(fn, arg, "verdict", all[k]);
    }
    for (size_t i = 0; i < VERDICT_N_ANSWERS; i++)
        tell(fn, arg, "verdict", verdict_answers[i].meaning);
    for (size_t i = 0; verdict_sentences[i]; i++)
        tell(fn, arg, "verdict", verdict_sentences[i]);
    tell(fn, arg, "verdict", verdict_basis);
    tell(fn, arg, "verdict", verdict_never);
}

static void each_of_report(each *fn, void *arg)
{
    tell(fn, arg, "report", report_question);
    for (size_t i = 0; report_sentences[i]; i++)
        tell(fn, arg, "report", report_sentences[i]);
}

static void (*const tables[])(each *, void *) = { each_of_form,    each_of_care,
                                                  each_of_library, each_of_plan,
                                                  each_of_verdict, each_of_report };

static void each_text(each *fn, void *arg)
{
    for (size_t i = 0; i < N_ELEMS(tables); i++)
        tables[i](fn, arg);
}

/* -- sentences, in lower case */

enum { SENTENCE_MAX = 640 };

struct sentences {
    each *fn;
    void *arg;
};

static void split(const char *table, const char *text, void *arg)
{
    const struct sentences *to = arg;
    char s[SENTENCE_MAX];
    size_t n = 0;

    for (const char *p = text; *p; p++) {
        assert_true(n < sizeof(s) - 1);
        s[n++] = (char)tolower((unsigned char)*p);
        s[n] = '\0';
        if (strchr(".!?", *p) && (p[1] == ' ' || !p[1])) {
            to->fn(table, s, to->arg);
            n = 0;
            p += p[1] == ' ';
        }
    }
    if (n > 0)
        to->fn(table, s, to->arg);
}

static void each_sentence(each *fn, void *arg)
{
    struct sentences to = { fn, arg };
    each_text(split, &to);
}

/* -- what must never be said */

#define NEGATED \
    "(^|[^a-z])(no|not|nobody|never|none|neither|nor|without|cannot|hardly)([^a-z]|$)"
#define CAUSES                                                                                \
    "(causes?|caused|causing|prevent[a-z]*|protect[a-z]*|cures?|cured|heals?|healed|avoids?|" \
    "guards?|wards? off|staves? off)"

/* A sentence with `never` is refused, unless it also has `unless`. Each row has a sentence that
 * it must catch, and one that it must let through. */
static const struct claim {
    const char *what, *never, *unless, *caught, *fine;
} claims[] = {
    /* clang-format off */
    { "form, running or training causes or prevents back pain or injury",
      CAUSES " .*(back pain|injur|disc damage)", NEGATED "|may be",
      "good form prevents back pain.", "that old shoes cause injury has not been shown." },
    { "the same, the other way round",
      "(back pain|injur[a-z]*) .*(is|are|be|been|was|were) " CAUSES, NEGATED "|may be",
      "injuries are prevented by this.", "injuries were not prevented by it." },
    { "heel striking is bad",
      "heel[- ]?strik[a-z]* .*(bad|wrong|fault|harm|worse|poor)", NEGATED,
      "heel striking is bad for you.", "a heel strike is not a fault." },
    { "switch to the front of the foot",
      "(switch|change|move|learn|try) .*(to|on|onto) .*(fore|mid|front of the )-?foot", NEGATED,
      "try to land on your forefoot.", "a change to the forefoot has not been shown to help." },
    { "feet hip-width apart",
      "(keep|place|put|run with) .*feet .*hip[- ]width", NEGATED,
      "keep your feet hip-width apart when you run.", "stand with feet apart." },
    { "lean forward to run with less energy",
      "lean[a-z]* .*(economi|efficien|less energy|save|faster)", NEGATED,
      "lean forward to save energy.", "leaning costs more energy." },
    { "running strengthens the back muscles",
      "running (strengthens|builds|grows) .*(back|spin|core|muscle)", NEGATED "|\\?",
      "running strengthens your back muscles.", "is running strengthening your back?" },
    { "your discs grow",
      "disc[a-z]* .*(grow|thicken|regenerat|repair|are getting|get better|heal)", NEGATED,
      "your discs are growing.", "runners had better discs in one picture." },
    { "a force is safe or unsafe",
      "(newton|body weights?|compression|force|load[a-z]*|[0-9] n) .*"
      "(safe|unsafe|danger|harmless|harmful|too high|too much|overload)", NEGATED,
      "a load of 3000 newtons is safe.", "no value of the load is known to be safe." },
    { "the same, the other way round",
      "(safe|unsafe|dangerous|harmless|harmful) .*(newton|body weight|compression|force)",
      NEGATED, "it is safe up to 3400 newtons.", "nobody knows a safe force." },
    { "a sweet spot of load",
      "sweet spot|acute.*chronic", NEGATED, "stay in the sweet spot.", "there is no sweet spot." },
    { "the rule of 10 % protects",
      "(10|ten) ?(%|per ?cent).*(rule|a week|weekly).*(prevent|protect|safe|avoid)", NEGATED,
      "the 10 % rule prevents injury.", "the 10 % rule did not prevent injuries." },
    { "stretching prevents injury or soreness",
      "stretch[a-z]* .*(prevent|protect|reduce|avoid|less sore|fewer)", NEGATED,
      "stretch to prevent soreness.", "stretching does not prevent soreness." },
    { "old shoes hurt you",
      "(shoe|pair)[a-z]* .*(or you|get hurt|lead[a-z]* to|cause|injur)", NEGATED,
      "replace shoes at 800 km or you get hurt.", "that old shoes injure is not shown." },
    { "a promise",
      "(will|guarantee[a-z]*|surely|certainly|always) .*(cure|heal|get rid|go away|pain[- ]free|"
      "no longer hurt)", "$^", "your pain will go away.", "pain can ease." },
    /* clang-format on */
};

struct compiled {
    regex_t never, unless;
};

static void compile(struct compiled c[N_ELEMS(claims)])
{
    for (size_t i = 0; i < N_ELEMS(claims); i++) {
        assert_int_equal(regcomp(&c[i].never, claims[i].never, REG_EXTENDED | REG_NOSUB), 0);
        assert_int_equal(regcomp(&c[i].unless, claims[i].unless, REG_EXTENDED | REG_NOSUB), 0);
    }
}

static void forget(struct compiled c[N_ELEMS(claims)])
{
    for (size_t i = 0; i < N_ELEMS(claims); i++) {
        regfree(&c[i].never);
        regfree(&c[i].unless);
    }
}

static bool claims_it(const struct compiled *c, const char *sentence)
{
    return regexec(&c->never, sentence, 0, NULL, 0) == 0 &&
           regexec(&c->unless, sentence, 0, NULL, 0) != 0;
}

static void check_claims(const char *table, const char *sentence, void *arg)
{
    const struct compiled *c = arg;

    for (size_t i = 0; i < N_ELEMS(claims); i++)
        if (claims_it(&c[i], sentence))
            fail_msg("%s says \"%s\", which claims: %s", table, sentence, claims[i].what);
}

static void no_sentence_claims_what_science_does_not_carry(void **state)
{
    static struct compiled c[N_ELEMS(claims)];

    (void)state;
    compile(c);
    each_sentence(check_claims, c);
    forget(c);
}

static void each_claim_would_be_caught(void **state)
{
    static struct compiled c[N_ELEMS(claims)];

    (void)state;
    compile(c);
    for (size_t i = 0; i < N_ELEMS(claims); i++) {
        if (!claims_it(&c[i], claims[i].caught))
            fail_msg("not caught: %s", claims[i].caught);
        if (claims_it(&c[i], claims[i].fine))
            fail_msg("caught without reason: %s", claims[i].fine);
    }
    forget(c);
}

/* -- how hard it is to read */

struct ease {
    const char *table; /* NULL: all */
    double words, sentences, syllables;
};

static bool vowel(char c) { return c && strchr("aeiouy", c) != NULL; }

static size_t syllables_of(const char *w, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += vowel(w[i]) && (i == 0 || !vowel(w[i - 1])) ? 1 : 0;
    if (n > 2 && w[n - 1] == 'e' && !vowel(w[n - 2]) && w[n - 2] != 'l' && count > 1)
        count--;
    return count > 0 ? count : 1;
}

static size_t words_of(const char *s, double *syllables)
{
    size_t n = 0;

    for (size_t i = 0; s[i];) {
        size_t len = 0;
        while (isalpha((unsigned char)s[i + len]) || (len && s[i + len] == '\''))
            len++;
        if (len > 0) {
            *syllables += (double)syllables_of(s + i, len);
            n++;
        }
        i += len > 0 ? len : 1;
    }
    return n;
}

static void measure(const char *table, const char *sentence, void *arg)
{
    struct ease *e = arg;

    if (e->table && strcmp(e->table, table) != 0)
        return;
    double n = (double)words_of(sentence, &e->syllables);
    e->words += n;
    e->sentences += n > 0 ? 1 : 0;
}

static double grade_of(const struct ease *e)
{
    return 0.39 * e->words / e->sentences + 11.8 * e->syllables / e->words - 15.59;
}

static void every_table_reads_at_grade_8_or_below(void **state)
{
    static const char *const names[] = { "form",    "warning signs", "traffic light",
                                         "profile", "exercises",     "plan",
                                         "verdict", "report" };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(names); i++) {
        struct ease e = { .table = names[i] };
        each_sentence(measure, &e);
        assert_true(e.sentences > 5);
        print_message("  %-14s grade %.1f, %.1f words a sentence\n", names[i], grade_of(&e),
                      e.words / e.sentences);
        if (grade_of(&e) > 8)
            fail_msg("%s reads at grade %.1f", names[i], grade_of(&e));
    }
}

static void the_grade_of_a_known_text_is_right(void **state)
{
    struct ease e = { 0 };
    (void)state;
    split("", "The Australian platypus is seemingly a hybrid. It is a simple creature.",
          &(struct sentences){ measure, &e });
    assert_near(e.words, 12, 0);
    assert_near(e.sentences, 2, 0);
    assert_int_equal(syllables_of("running", 7), 2);
    assert_int_equal(syllables_of("spine", 5), 1);
    assert_int_equal(syllables_of("back", 4), 1);
    assert_int_equal(syllables_of("little", 6), 2);
    assert_int_equal(syllables_of("professional", 12), 4);
}

enum { WORDS_A_SENTENCE = 32 };

static void check_length(const char *table, const char *sentence, void *arg)
{
    double syllables = 0;
    size_t n = words_of(sentence, &syllables);

    (void)arg;
    if (n > WORDS_A_SENTENCE)
        fail_msg("%s: %zu words in \"%s\"", table, n, sentence);
}

static void no_sentence_is_longer_than_a_breath(void **state)
{
    (void)state;
    each_sentence(check_length, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_sentence_claims_what_science_does_not_carry),
        cmocka_unit_test(each_claim_would_be_caught),
        cmocka_unit_test(every_table_reads_at_grade_8_or_below),
        cmocka_unit_test(the_grade_of_a_known_text_is_right),
        cmocka_unit_test(no_sentence_is_longer_than_a_breath),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

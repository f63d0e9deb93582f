/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <ctype.h>
#include <math.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "form/form.h"

enum { TEXTS = 10, SENTENCE_WORDS_MAX = 25, WORD_LETTERS_MAX = 14 };

static size_t texts_of(const struct form_rule *r, const char *ret_texts[TEXTS])
{
    const char *all[TEXTS] = { r->advice, r->evidence, r->what_low, r->what_good, r->what_high,
                               r->why,    r->cue,      r->drill,    r->dose,      r->progress };
    size_t n = 0;
    for (size_t i = 0; i < TEXTS; i++)
        if (all[i])
            ret_texts[n++] = all[i];
    return n;
}

/* Calls fn with each sentence, in lower case, of everything the module says to a runner. */
static void each_sentence_of(const char *text, void (*fn)(const char *sentence))
{
    char s[512];
    size_t n = 0;
    for (const char *p = text; *p; p++) {
        assert_true(n < sizeof(s) - 1);
        s[n++] = (char)tolower((unsigned char)*p);
        s[n] = '\0';
        if (strchr(".!?", *p) && (p[1] == ' ' || !p[1])) {
            fn(s);
            n = 0;
            p += p[1] == ' ';
        }
    }
    if (n > 0)
        fail_msg("does not end like a sentence: %s", text);
}

static void each_sentence(void (*fn)(const char *sentence))
{
    const char *texts[TEXTS];
    for (size_t r = 0; r < form_n_rules; r++) {
        size_t n = texts_of(&form_rules[r], texts);
        for (size_t i = 0; i < n; i++)
            each_sentence_of(texts[i], fn);
    }
    each_sentence_of(form_bands_note, fn);
}

static void bounds_are_ordered(const struct form_rule *r)
{
    assert_false(isnan(r->good_lo) || isnan(r->good_hi));
    assert_true(r->good_lo < r->good_hi);
    /* a gap, so that something lies between; infinite ends are equal */
    assert_true(r->change_lo < r->good_lo || !isfinite(r->good_lo));
    assert_true(r->change_hi > r->good_hi || !isfinite(r->good_hi));
    assert_true(isfinite(r->good_lo) || !isfinite(r->change_lo));
    assert_true(isfinite(r->good_hi) || !isfinite(r->change_hi));
    /* words for each side that can be left, and for no other */
    assert_int_equal(isfinite(r->good_lo) != 0, r->what_low != NULL);
    assert_int_equal(isfinite(r->good_hi) != 0, r->what_high != NULL);
}

static void every_rule_is_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < form_n_rules; i++) {
        const struct form_rule *r = &form_rules[i];
        bool wants_work = r->weight > 0;
        print_message("  %s\n", r->id);
        assert_true(r->measure >= 0 && r->measure < MEASURE_N);
        assert_true(r->family < FORM_N_FAMILIES && r->grade < EVIDENCE_N);
        assert_true(r->label && strlen(r->label) <= 24);
        assert_true(r->advice && r->advice[strlen(r->advice) - 1] == '?');
        assert_true(r->evidence && r->what_good && r->why && r->source);
        assert_true(r->weight >= 0 && r->weight <= form_max_weight(r->grade));
        assert_true(!r->cue == !wants_work && !r->drill == !wants_work);
        assert_true(!r->dose == !wants_work && !r->progress == !wants_work);
        bounds_are_ordered(r);
        if (r->kind == FORM_NOTED)
            assert_true(!wants_work && !isfinite(r->change_lo) && !isfinite(r->change_hi));
        if (r->kind == FORM_UNEVEN) {
            assert_true(measure_info(r->measure)->sided);
            assert_string_equal(r->unit, "%");
        } else {
            assert_string_equal(r->unit, measure_info(r->measure)->unit);
            assert_int_equal(r->decimals, measure_info(r->measure)->decimals);
        }
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(form_rules[j].id, r->id);
    }
}

static void every_measure_has_a_row_and_the_lines_fit(void **state)
{
    size_t n_lines = 0;
    (void)state;
    for (int m = 0; m < MEASURE_N; m++) {
        int n = 0;
        for (size_t r = 0; r < form_n_rules; r++)
            n += form_rules[r].measure == (enum measure)m && form_rules[r].kind != FORM_UNEVEN;
        if (n != 1)
            fail_msg("%s has %d rules", measure_info((enum measure)m)->key, n);
    }
    for (size_t r = 0; r < form_n_rules; r++) {
        bool uneven = form_rules[r].kind == FORM_UNEVEN;
        n_lines += measure_info(form_rules[r].measure)->sided && !uneven ? 2 : 1;
    }
    assert_true(n_lines <= FORM_MAX_LINES);
}

static void the_rules_of_a_family_stand_together(void **state)
{
    (void)state;
    for (size_t r = 1; r < form_n_rules; r++)
        for (size_t earlier = 0; earlier + 1 < r; earlier++)
            if (form_rules[earlier].family == form_rules[r].family &&
                form_rules[r - 1].family != form_rules[r].family)
                fail_msg("%s: its family has ended further up", form_rules[r].id);
}

static void every_enum_has_its_words(void **state)
{
    (void)state;
    for (int g = 0; g < EVIDENCE_N; g++) {
        assert_non_null(evidence_name((enum evidence)g));
        assert_non_null(evidence_meaning((enum evidence)g));
        if (g > 0) /* poorer evidence, smaller voice */
            assert_true(form_max_weight((enum evidence)g) <
                        form_max_weight((enum evidence)(g - 1)));
    }
    for (int f = 0; f < FORM_N_FAMILIES; f++)
        assert_non_null(form_family_name((enum form_family)f));
    for (int s = 0; s < FORM_N_STATUSES; s++)
        assert_non_null(form_status_name((enum form_status)s));
}

static void grades_that_are_contested_say_so(void **state)
{
    (void)state;
    for (size_t r = 0; r < form_n_rules; r++) {
        const char *e = form_rules[r].evidence;
        if (form_rules[r].grade == EVIDENCE_CONTESTED)
            assert_true(strncmp(e, "Contested", 9) == 0 || strncmp(e, "No study", 8) == 0);
    }
}

static void check_reads_easily(const char *sentence)
{
    static const char *const jargon[] = {
        "kinematic", "kinetic",    "sagittal",    "frontal",     "transverse",    "flexion",
        "extension", "adduction",  "abduction",   "lumbar",      "contralateral", "eccentric",
        "anterior",  "proprio",    "dorsiflex",   "ground reac", "median",        "statistic",
        "prospect",  "retrospect", "correlation", "e.g.",        "i.e.",          "significan",
    };
    size_t words = 1, letters = 0;
    for (const char *p = sentence; *p; p++) {
        words += *p == ' ';
        letters = isalpha((unsigned char)*p) ? letters + 1 : 0;
        if (letters > WORD_LETTERS_MAX)
            fail_msg("a long word: %s", sentence);
    }
    if (words > SENTENCE_WORDS_MAX)
        fail_msg("%zu words: %s", words, sentence);
    for (size_t i = 0; i < N_ELEMS(jargon); i++)
        if (strstr(sentence, jargon[i]))
            fail_msg("jargon '%s': %s", jargon[i], sentence);
}

static void texts_are_short_and_plain(void **state)
{
    (void)state;
    each_sentence(check_reads_easily);
    for (size_t r = 0; r < form_n_rules; r++) {
        if (form_rules[r].cue)
            assert_true(strlen(form_rules[r].cue) <= 48); /* to be remembered while running */
        assert_true(strlen(form_rules[r].evidence) <= 260);
    }
}

/* A sentence that holds one phrase of each list given makes the claim. No exceptions for
 * negated forms: the texts say it in other words. Phrases are separated by |. */
static const struct claim {
    const char *name, *a, *b;
} claims[] = {
    { "form causes or cures pain",
      "cause|prevent|protect|cure|heals|healing|avoid|stops|fixes|keeps away|lead to|leads "
      "to|because "
      "of "
      "your",
      "pain|injur|sore|harm|hurt|disc|back problem" },
    { "a change makes less injury",
      "reduces your|lowers your|less likely|more likely|risk of|will help|will get", "" },
    { "heel striking is bad", "heel",
      "bad|wrong|fault|stop|never|worse|should|avoid|do not|don't|instead of" },
    { "switch the landing", "forefoot|midfoot|front of the foot|ball of the foot|toes",
      "switch|change to|try|should|better|aim|start|learn|go to" },
    { "hip width as a command",
      "hip width|hip-width|hips' width|width of the hips|as wide as "
      "the hips",
      "" },
    { "lean to run economically", "lean",
      "economical|saves|efficient|less energy|faster|free speed" },
    { "economy as a promise", "run economically|save energy|saves energy|more efficient", "" },
    { "running builds the back muscles", "strengthen|builds|stronger|grow",
      "spin|back|disc|muscle|core" },
    { "discs grow", "disc|discs|vertebra", "" },
    { "newtons are safe", "safe|unsafe| newton|overload|tolerance limit", "" },
    { "load ratios", "acwr|sweet spot|acute:chronic|10 % rule|0.8-1.3", "" },
    { "stretch to prevent", "stretch", "" },
    { "shoes at 800 km", "shoe|800 km", "" },
    { "180 for all", "180", "" },
    { "scolding", "wrong|bad|fault|incorrect|mistake|must not|never|poor|terrible|failure",
      "" },
    { "alarm", "danger|damage|harmful|warning|alarm|serious|abnormal|pathol|disease|wear out",
      "" },
    { "one right form", "ideal|optimal|perfect|correct form|proper form", "" },
};

/* Does the sentence hold one of the phrases? An empty list holds for all. */
static bool holds_one(const char *sentence, const char *phrases)
{
    char phrase[64];
    size_t n;
    if (!*phrases)
        return true;
    for (const char *p = phrases;; p += n + 1) {
        n = strcspn(p, "|");
        assert_true(n > 0 && n < sizeof(phrase));
        memcpy(phrase, p, n);
        phrase[n] = '\0';
        if (strstr(sentence, phrase))
            return true;
        if (!p[n])
            return false;
    }
}

static const struct claim *claim_in(const char *sentence)
{
    for (size_t i = 0; i < N_ELEMS(claims); i++)
        if (holds_one(sentence, claims[i].a) && holds_one(sentence, claims[i].b))
            return &claims[i];
    return NULL;
}

static void check_claims_nothing_forbidden(const char *sentence)
{
    const struct claim *c = claim_in(sentence);
    if (c)
        fail_msg("claims '%s': %s", c->name, sentence);
}

static void no_text_makes_a_forbidden_claim(void **state)
{
    (void)state;
    each_sentence(check_claims_nothing_forbidden);
}

static void the_scan_for_forbidden_claims_finds_them(void **state)
{
    static const char *const bad[] = {
        "your form causes back pain.",
        "good form will prevent an injury.",
        "heel striking is bad for you.",
        "switch to a forefoot landing.",
        "keep your feet hip-width apart.",
        "lean forward: it saves energy.",
        "running strengthens your spinal muscles.",
        "your discs are growing.",
        "a load of 3000 newtons is safe.",
        "that is unsafe.",
        "keep your acwr in the sweet spot.",
        "the 10 % rule keeps you well.",
        "stretch to prevent soreness.",
        "replace your shoes at 800 km.",
        "aim at 180 steps a minute.",
        "this makes pain less likely.",
        "your posture is wrong.",
        "that can damage your back.",
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(bad); i++)
        if (!claim_in(bad[i]))
            fail_msg("not noticed: %s", bad[i]);
    assert_null(claim_in("the heel lands a little ahead of the hip."));
    assert_null(claim_in("a link with back pain has not been shown."));
}

/* -- docs */

static char *document(const char *name)
{
    struct err err = { 0 };
    char path[4096];
    uint8_t *data = NULL;
    size_t n;
    snprintf(path, sizeof(path), "%s/docs/%s", SOURCE_ROOT, name);
    assert_ok(file_read(path, 1 << 20, &data, &n, &err), err);
    return (char *)data;
}

/* The text of the section whose heading (a line that starts with #) holds `word`; NULL: none.
 * *ret_n is its length up to the next heading of that or a higher level. */
static const char *section(const char *doc, const char *word, size_t *ret_n)
{
    const char *found = NULL;
    for (const char *l = doc; l; l = strchr(l, '\n') ? strchr(l, '\n') + 1 : NULL) {
        size_t len = strcspn(l, "\n");
        if (*l != '#')
            continue;
        if (found) {
            *ret_n = (size_t)(l - found);
            return found;
        }
        if (memmem(l, len, word, strlen(word)))
            found = l;
    }
    if (found)
        *ret_n = strlen(found);
    return found;
}

static void every_measure_is_explained(void **state)
{
    static const char *const parts[] = { "Formula", "Sign",  "View",
                                         "Typical", "Error", "Does not mean" };
    AUTO(mem) char *doc = document("measures.md");
    char word[64];
    (void)state;
    for (int m = 0; m < MEASURE_N; m++) {
        size_t n = 0;
        const char *s;
        snprintf(word, sizeof(word), "`%s`", measure_info((enum measure)m)->key);
        s = section(doc, word, &n);
        if (!s)
            fail_msg("docs/measures.md has no heading with %s", word);
        for (size_t p = 0; p < N_ELEMS(parts); p++)
            if (!memmem(s, n, parts[p], strlen(parts[p])))
                fail_msg("docs/measures.md: %s lacks '%s'", word, parts[p]);
        if (!memmem(s, n, measure_info((enum measure)m)->unit,
                    strlen(measure_info((enum measure)m)->unit)))
            fail_msg("docs/measures.md: %s lacks its unit", word);
    }
}

/* A heading that is exactly the key, so that sources.md#key (lower case) is its anchor. */
static bool has_source(const char *doc, const char *key, size_t key_n)
{
    char heading[80];
    snprintf(heading, sizeof(heading), "\n### %.*s\n", (int)key_n, key);
    return strstr(doc, heading) != NULL;
}

static void every_source_of_a_rule_is_listed(void **state)
{
    AUTO(mem) char *doc = document("sources.md");
    (void)state;
    for (size_t r = 0; r < form_n_rules; r++) {
        size_t n;
        for (const char *p = form_rules[r].source; *p; p += n + (p[n] == ' ')) {
            n = strcspn(p, " ");
            assert_true(n > 0);
            if (!has_source(doc, p, n))
                fail_msg("%s: docs/sources.md has no %.*s", form_rules[r].id, (int)n, p);
        }
    }
}

static void every_source_named_in_the_measures_is_listed(void **state)
{
    AUTO(mem) char *doc = document("measures.md");
    AUTO(mem) char *sources = document("sources.md");
    int n_links = 0;
    (void)state;
    for (const char *p = doc; (p = strstr(p, "](sources.md#")) != NULL; p++) {
        const char *open = p;
        char anchor[80];
        size_t n;
        while (open > doc && open[-1] != '[')
            open--;
        n = (size_t)(p - open);
        assert_true(n < sizeof(anchor) / 2);
        if (!has_source(sources, open, n))
            fail_msg("docs/sources.md has no %.*s", (int)n, open);
        for (size_t i = 0; i < n; i++)
            anchor[i] = (char)tolower((unsigned char)open[i]);
        assert_int_equal(strncmp(p + strlen("](sources.md#"), anchor, n), 0);
        n_links++;
    }
    assert_true(n_links > 20);
}

static void every_source_says_what_was_taken_and_how_far_it_was_read(void **state)
{
    AUTO(mem) char *doc = document("sources.md");
    int n = 0;
    (void)state;
    for (const char *p = doc; (p = strstr(p, "\n### ")) != NULL; n++) {
        const char *end = strstr(p + 1, "\n### ");
        size_t len = end ? (size_t)(end - p) : strlen(p);
        if (!memmem(p, len, "Taken:", 6) || !memmem(p, len, "Read:", 5) ||
            !memmem(p, len, "Grade:", 6))
            fail_msg("docs/sources.md lacks Taken, Read or Grade:%.40s", p);
        p++;
    }
    assert_true(n > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_is_complete),
        cmocka_unit_test(every_measure_has_a_row_and_the_lines_fit),
        cmocka_unit_test(the_rules_of_a_family_stand_together),
        cmocka_unit_test(every_enum_has_its_words),
        cmocka_unit_test(grades_that_are_contested_say_so),
        cmocka_unit_test(texts_are_short_and_plain),
        cmocka_unit_test(no_text_makes_a_forbidden_claim),
        cmocka_unit_test(the_scan_for_forbidden_claims_finds_them),
        cmocka_unit_test(every_measure_is_explained),
        cmocka_unit_test(every_source_of_a_rule_is_listed),
        cmocka_unit_test(every_source_named_in_the_measures_is_listed),
        cmocka_unit_test(every_source_says_what_was_taken_and_how_far_it_was_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/mem.h"
#include "base/text.h"
#include "verdict/made.h"

/* -- golden cases: the runner of made_good with these changes, words separated by blanks */

static const struct {
    const char *who, *changes;
    enum verdict_answer answer;
    const char *next; /* the item behind the next step: its `step`, or `tell` where it is
                         unknown; "flag", "ask", "keep-on" */
    const char *why;
} golden[] = {
    /* clang-format off */
    /* symptoms and warning signs come before all else */
    { "an open emergency sign", "flag=emergency", VERDICT_PROFESSIONAL, "flag",
      "a red flag stops every score" },
    { "an open same-day sign, all else perfect", "flag=same-day", VERDICT_PROFESSIONAL, "flag",
      "a red flag stops every score" },
    { "an open sign of the level soon", "flag=soon", VERDICT_PROFESSIONAL, "flag",
      "pain over six weeks or a leg with signs: a clinician looks first" },
    { "nobody asked, and it hurts a little", "light=amber worst=3 asked=0",
      VERDICT_CANNOT_TELL, "ask", "the questions come before any advice" },
    { "nobody asked, and it hurts much", "light=red worst=7 asked=0", VERDICT_NOT_NOW, "ask",
      "strong pain is an answer already; the questions still come first" },
    { "nobody asked, and nothing hurts", "asked=0", VERDICT_HELPING, "keep-on",
      "the questions are asked when pain is noted" },
    { "pain above 5 of 10 during runs", "light=red worst=6", VERDICT_NOT_NOW, "pain.light",
      "pain above 5 counts as strong" },
    { "red without a high score", "light=red worst=2", VERDICT_NOT_NOW, "pain.light",
      "leg signs and growing stiffness are red whatever the score" },
    { "pain 3 to 5, load and form fine", "light=amber worst=4", VERDICT_CHANGE, "pain.light",
      "mild pain is no reason to stop, and none to say yes" },
    { "a clear rise to the next morning", "light=amber worst=3 next=2", VERDICT_NOT_NOW,
      "pain.next_day", "the next morning outranks the run" },
    { "signs in a leg", "light=amber legs=1", VERDICT_NOT_NOW, "pain.legs",
      "leg symptoms count as strong" },
    { "pain that grows from week to week", "light=green worst=2 mean=2 rise=1.5", VERDICT_CHANGE,
      "pain.rise", "no growth from week to week is part of the rule" },
    { "mild pain, and a run 60 % longer than any", "light=amber worst=3 spike=0.6",
      VERDICT_CHANGE, "pain.light", "mild pain and one raised risk" },
    { "mild pain, and a run more than twice as long", "light=amber worst=3 spike=1.2",
      VERDICT_NOT_NOW, "load.spike", "mild pain on top of the jump with the highest risk" },
    { "mild pain, a jump and hard days in a row", "light=amber worst=3 spike=0.2 hard_row=3",
      VERDICT_NOT_NOW, "pain.light", "mild pain and two load faults" },

    /* load: the jump of a single run is the best supported rule */
    { "all well", "", VERDICT_HELPING, "keep-on",
      "regular, built up, mostly easy, no pain, film fine" },
    { "a run 9 % longer than any", "spike=0.09", VERDICT_HELPING, "keep-on",
      "up to 10 % is the reference of the study" },
    { "a run 15 % longer than any", "spike=0.15", VERDICT_CHANGE, "load.spike",
      "hazard 1.64: raised" },
    { "a run 60 % longer than any", "spike=0.6", VERDICT_CHANGE, "load.spike",
      "hazard 1.52: raised, not ranked against the 15 %" },
    { "a run more than twice as long", "spike=1.5", VERDICT_CHANGE, "load.spike",
      "without pain even the largest jump is something to change, not to stop for" },
    { "back after 30 days without a run", "return=1 runs=0.5 km=3", VERDICT_CHANGE,
      "load.return", "treated as a return to running" },
    { "every load fault at once, no pain",
      "spike=1.5 hard_row=5 monotony=3.5 rest=0 back_load=2.5", VERDICT_CHANGE, "load.spike",
      "load is 35 of 100: without symptoms it is never a no" },
    { "two hard days in a row, else fine", "hard_row=2", VERDICT_HELPING, "load.hard_row",
      "weak evidence alone does not take the yes, but names the step" },
    { "hard days, monotony and no rest day", "hard_row=3 monotony=2.5 rest=0", VERDICT_CHANGE,
      "load.rest", "three weak signs of overload together" },
    { "intervals in the second week", "steady=2 hard_28=2 runs=1.5 km=8 band=15", VERDICT_CHANGE,
      "load.early", "a few weeks do not count as steady, and hard sessions are too early" },
    { "intervals with a back that keeps coming back", "back=recurrent hard_28=4",
      VERDICT_HELPING, "load.early", "no pain now: the step is named, the yes stays" },

    /* help: no yes without running */
    { "hardly runs", "runs=0.5 km=4 steady=0 band=0 hard_28=0", VERDICT_CHANGE, "help.runs",
      "who does not run is not helped by running" },
    { "run-walk three times a week for three months, 6 km", "km=6 easy=1", VERDICT_HELPING,
      "keep-on", "the trial's dose was 3 sessions and 3 to 6 km a week" },
    { "twice a week, 15 km, easy, two months", "runs=2 km=15 easy=0.9 steady=9 band=0",
      VERDICT_HELPING, "keep-on", "steady and easy makes up for one run less" },
    { "70 km a week, mostly easy", "km=70 runs=6 rest=1 monotony=1.8", VERDICT_HELPING,
      "keep-on", "no dose benefit above 30 km, and no harm shown" },

    /* form alone is never negative */
    { "the worst film there can be, all else fine", "bad-form", VERDICT_HELPING,
      "form.trunk_lean", "form is 10 of 100 and can never be more than neutral" },
    { "a heel strike", "form=foot_strike:change:high", VERDICT_HELPING, "keep-on",
      "foot strike is not associated with back pain: it is no item" },
    { "trunk far forward", "form=trunk_lean:change:high", VERDICT_HELPING, "form.trunk_lean",
      "contested: named, not held against" },
    { "leaning back", "form=trunk_lean:change:low", VERDICT_HELPING, "keep-on",
      "only a large forward lean is on the list" },
    { "feet wide apart", "form=step_width:watch:high", VERDICT_HELPING, "keep-on",
      "only crossing over counts" },
    { "bad film, mild pain", "bad-form light=amber worst=3", VERDICT_CHANGE, "pain.light",
      "form does not make mild pain a no" },
    { "bad film, no rest, monotony, hard days", "bad-form rest=0 monotony=3 hard_row=3",
      VERDICT_CHANGE, "load.rest", "load faults come before form" },
    { "no warm-up, no strength, sits all day, old shoes",
      "warm_up=0 strength=0 sitting=12 worn=900 comfort=3", VERDICT_HELPING, "habit.warm_up",
      "habits are 5 of 100" },

    /* gaps */
    { "nothing known at all", "no-diary no-log no-film no-habits back=unknown asked=0",
      VERDICT_CANNOT_TELL, "pain.light", "nothing to answer from" },
    { "a log alone, all well", "no-diary no-film no-habits back=unknown asked=0",
      VERDICT_CANNOT_TELL, "pain.light", "without a word from the back there is no yes" },
    { "a log alone, with a jump", "no-diary no-film no-habits spike=0.6", VERDICT_CANNOT_TELL,
      "pain.light", "change-first or a no: the diary decides" },
    { "a film alone", "no-diary no-log no-habits back=unknown asked=0", VERDICT_CANNOT_TELL,
      "pain.light", "form says nothing about how a back is" },
    { "a bad film alone", "bad-form no-diary no-log no-habits", VERDICT_CANNOT_TELL,
      "pain.light", "form alone is never negative" },
    { "a diary alone, green", "no-log no-film no-habits back=unknown", VERDICT_CANNOT_TELL,
      "load.spike", "a back without pain, but nobody knows whether there is running" },
    { "a diary alone, red", "no-log no-film no-habits light=red worst=8", VERDICT_NOT_NOW,
      "pain.light", "strong pain needs no log" },
    { "log and diary, no film, no habits", "no-film no-habits", VERDICT_HELPING, "keep-on",
      "what form and habits could add is too little to turn it" },
    { "log and diary, no watch with cadence", "no-film no-habits back_load=unknown band=unknown",
      VERDICT_HELPING, "keep-on", "a log written by hand can earn a yes" },
    { "film of a year ago, bad", "bad-form film_age=400", VERDICT_HELPING, "keep-on",
      "an old film counts as none" },
    { "said to run three times a week, no log", "no-log runs=3 km=20 said=1",
      VERDICT_CANNOT_TELL, "load.spike", "jumps are unknown" },
    { "hurts now by the profile, empty diary, not asked", "no-diary back=now asked=0",
      VERDICT_CANNOT_TELL, "ask", "the questions come first" },
    /* clang-format on */
};

static double number_of(const char *s)
{
    static const struct {
        const char *word;
        double x;
    } words[] = { { "unknown", NAN },
                  { "green", CARE_GREEN },
                  { "amber", CARE_AMBER },
                  { "red", CARE_RED },
                  { "none", CARE_BACK_NONE },
                  { "recurrent", CARE_BACK_RECURRENT },
                  { "now", CARE_BACK_NOW },
                  { "soon", CARE_SOON },
                  { "same-day", CARE_SAME_DAY },
                  { "emergency", CARE_EMERGENCY } };
    for (size_t i = 0; i < N_ELEMS(words); i++)
        if (strcmp(words[i].word, s) == 0)
            return words[i].x;
    double x = NAN;
    struct err err = { 0 };
    assert_ok(text_to_double(s, s, &x, &err), err);
    return x;
}

static void change_form(struct made *m, char *s)
{
    char *rule = strsep(&s, ":"), *status = strsep(&s, ":"), *dir = s;

    made_form(m, rule, strcmp(status, "change") == 0 ? FORM_CHANGE : FORM_WATCH,
              strcmp(dir, "high") == 0 ? FORM_HIGH : FORM_LOW);
}

static void change_number(struct made *m, const char *key, double x)
{
    struct verdict_pain *p = &m->in.pain;
    struct verdict_load *l = &m->in.load;
    const struct {
        const char *key;
        double *at;
    } doubles[] = { { "worst", &p->worst },
                    { "next", &p->next_day },
                    { "mean", &p->mean },
                    { "rise", &p->rise },
                    { "hard_row", &l->hard_row },
                    { "hard_28", &l->hard_28 },
                    { "monotony", &l->monotony },
                    { "rest", &l->rest_days },
                    { "back_load", &l->back_of_usual },
                    { "km", &l->km_week },
                    { "runs", &l->runs_week },
                    { "easy", &l->easy_share },
                    { "band", &l->band_min },
                    { "steady", &l->steady_weeks },
                    { "warm_up", &m->in.habits.warm_up },
                    { "strength", &m->in.habits.strength },
                    { "sitting", &m->in.habits.sitting },
                    { "worn", &m->in.habits.worn_km },
                    { "comfort", &m->in.habits.comfort },
                    { "back", &m->in.back } };
    for (size_t i = 0; i < N_ELEMS(doubles); i++)
        if (strcmp(doubles[i].key, key) == 0) {
            *doubles[i].at = x;
            return;
        }
    if (strcmp(key, "light") == 0)
        p->now.light = (enum care_light)x;
    else if (strcmp(key, "legs") == 0)
        p->symptoms = (unsigned)x;
    else if (strcmp(key, "spike") == 0)
        made_spike(m, x);
    else if (strcmp(key, "return") == 0)
        l->spike = (struct load_spike){ NAN, NAN, made_jump(LOAD_JUMP_RETURN) };
    else if (strcmp(key, "flag") == 0)
        made_flag(m, (enum care_level)x);
    else if (strcmp(key, "asked") == 0)
        m->gate.asked = (long)x;
    else if (strcmp(key, "said") == 0)
        l->said = x != 0;
    else if (strcmp(key, "film_age") == 0)
        m->in.film_age = (long)x;
    else
        fail_msg("no such key: %s", key);
}

static void change(struct made *m, char *word)
{
    static const struct {
        const char *word;
        void (*make)(struct made *m);
    } whole[] = { { "no-diary", made_no_diary },
                  { "no-log", made_no_log },
                  { "no-film", made_no_film },
                  { "no-habits", made_no_habits },
                  { "bad-form", made_bad_form } };
    for (size_t i = 0; i < N_ELEMS(whole); i++)
        if (strcmp(whole[i].word, word) == 0) {
            whole[i].make(m);
            return;
        }
    char *value = word, *key = strsep(&value, "=");
    assert_non_null(value);
    if (strcmp(key, "form") == 0)
        change_form(m, value);
    else
        change_number(m, key, number_of(value));
}

static const char *next_of(const struct verdict *v)
{
    if (v->answer == VERDICT_PROFESSIONAL)
        return "flag";
    if (v->ask)
        return "ask";
    for (size_t i = 0; i < v->n; i++) {
        const struct verdict_finding *f = &v->finding[i];
        if (v->next == f->item->step || (v->next == f->item->tell && v->gap == f))
            return f->item->id;
    }
    return "keep-on";
}

static void golden_cases_are_answered_as_written(void **state)
{
    (void)state;
    assert_true(N_ELEMS(golden) >= 30);
    for (size_t i = 0; i < N_ELEMS(golden); i++) {
        struct made m;
        struct verdict v;
        char changes[256], *rest = changes;
        made_good(&m);
        snprintf(changes, sizeof(changes), "%s", golden[i].changes);
        for (char *word; (word = strsep(&rest, " "));)
            if (*word)
                change(&m, word);
        verdict_judge(&m.in, &v);
        if (v.answer != golden[i].answer || strcmp(next_of(&v), golden[i].next) != 0)
            fail_msg("%s: %s, next %s (strain %.4g to %.4g, help %.4g to %.4g), expected %s, "
                     "next %s: %s",
                     golden[i].who, verdict_answers[v.answer].shown, next_of(&v), v.strain_lo,
                     v.strain_hi, v.help_lo, v.help_hi, verdict_answers[golden[i].answer].shown,
                     golden[i].next, golden[i].why);
    }
}

/* -- properties, on seeded random runners */

enum { RUNNERS = 4000 };

/* How good an answer is: the smaller the better; CANNOT_TELL is beside the others. */
static void is_no_better(enum verdict_answer after, enum verdict_answer before, size_t i,
                         const char *what)
{
    if (after != before && after != VERDICT_CANNOT_TELL &&
        (before == VERDICT_CANNOT_TELL || after < before))
        fail_msg("runner %zu, %s: from \"%s\" to \"%s\"", i, what,
                 verdict_answers[before].shown, verdict_answers[after].shown);
}

static void more_pain(struct made *m, struct rng *r)
{
    struct verdict_pain *p = &m->in.pain;

    switch (rng_below(r, 5)) {
    case 0:
        p->now.light = p->now.light == CARE_AMBER ? CARE_RED : p->now.light;
        p->now.light = p->now.light == CARE_GREEN ? CARE_AMBER : p->now.light;
        break;
    case 1:
        p->worst += rng_uniform(r) * 5;
        break;
    case 2:
        p->next_day += rng_uniform(r) * 3;
        break;
    case 3:
        p->symptoms |= 1U;
        break;
    default:
        p->mean += 2;
        p->rise += 2;
    }
}

static void more_pain_never_improves_the_answer(void **state)
{
    struct rng r = rng_new(11, 1);

    (void)state;
    for (size_t i = 0; i < RUNNERS; i++) {
        struct made m;
        struct verdict before, after;
        made_any(&m, &r);
        m.in.pain.known = true;
        verdict_judge(&m.in, &before);
        more_pain(&m, &r);
        verdict_judge(&m.in, &after);
        if (before.answer == VERDICT_CANNOT_TELL) /* may become worse once more hurts */
            assert_int_not_equal(after.answer, VERDICT_HELPING);
        else
            is_no_better(after.answer, before.answer, i, "more pain");
        assert_true(after.strain_lo >= before.strain_lo && after.strain_hi >= before.strain_hi);
        assert_true(after.best >= before.best && after.worst >= before.worst);
    }
}

static void a_longer_jump_never_improves_the_answer(void **state)
{
    struct rng r = rng_new(12, 1);

    (void)state;
    for (size_t i = 0; i < RUNNERS; i++) {
        struct made m;
        struct verdict before, after;
        made_any(&m, &r);
        double over = rng_uniform(&r) * 1.5 - 0.5;
        made_spike(&m, over);
        verdict_judge(&m.in, &before);
        made_spike(&m, over + rng_uniform(&r));
        verdict_judge(&m.in, &after);
        assert_true(after.strain_lo >= before.strain_lo && after.strain_hi >= before.strain_hi);
        assert_true(after.best >= before.best && after.worst >= before.worst);
        if (before.answer != VERDICT_CANNOT_TELL)
            is_no_better(after.answer, before.answer, i, "a longer jump");
    }
}

/* Forget one number, or one line of the film, or a whole source. */
static void forget(struct made *m, struct rng *r)
{
    struct verdict_pain *p = &m->in.pain;
    struct verdict_load *l = &m->in.load;
    struct verdict_habits *h = &m->in.habits;
    double *const numbers[] = { &p->worst,    &p->next_day,     &p->mean,
                                &p->rise,     &l->hard_row,     &l->hard_28,
                                &l->monotony, &l->rest_days,    &l->back_of_usual,
                                &l->km_week,  &l->runs_week,    &l->easy_share,
                                &l->band_min, &l->steady_weeks, &h->warm_up,
                                &h->strength, &h->sitting,      &h->worn_km,
                                &h->comfort,  &m->in.back,      &l->spike.over };
    uint32_t k = rng_below(r, N_ELEMS(numbers) + 8);

    if (k < N_ELEMS(numbers))
        *numbers[k] = NAN;
    else if (k == N_ELEMS(numbers))
        p->now.light = CARE_UNKNOWN;
    else if (k == N_ELEMS(numbers) + 1)
        l->spike.row = NULL;
    else if (k == N_ELEMS(numbers) + 2)
        made_no_diary(m);
    else if (k == N_ELEMS(numbers) + 3)
        made_no_log(m);
    else if (k == N_ELEMS(numbers) + 4)
        made_no_film(m);
    else if (k == N_ELEMS(numbers) + 5)
        m->gate.asked = 0;
    else
        m->line[rng_below(r, LINES)].status = FORM_CANNOT_TELL;
}

static void forgetting_widens_and_never_flips_to_the_better(void **state)
{
    struct rng r = rng_new(13, 1);
    size_t changed = 0;

    (void)state;
    for (size_t i = 0; i < RUNNERS; i++) {
        struct made m;
        struct verdict before, after;
        made_any(&m, &r);
        verdict_judge(&m.in, &before);
        for (int k = 0; k < 6; k++) {
            forget(&m, &r);
            verdict_judge(&m.in, &after);
            assert_true(after.strain_lo <= before.strain_lo);
            assert_true(after.strain_hi >= before.strain_hi);
            assert_true(after.help_lo <= before.help_lo && after.help_hi >= before.help_hi);
            assert_true(after.best <= before.best && after.worst >= before.worst);
            is_no_better(after.answer, before.answer, i, "forgotten");
            changed += after.answer != before.answer ? 1 : 0;
            before = after;
        }
    }
    assert_true(changed > RUNNERS / 20); /* else the property would hold for nothing */
}

static void form_and_habits_alone_are_never_negative(void **state)
{
    struct rng r = rng_new(14, 1);

    (void)state;
    for (size_t i = 0; i < RUNNERS; i++) {
        struct made m, other;
        struct verdict v;
        made_good(&m);
        made_any(&other, &r);
        memcpy(m.line, other.line, sizeof(m.line));
        m.in.habits = other.in.habits;
        verdict_judge(&m.in, &v);
        assert_true(v.answer == VERDICT_HELPING || v.answer == VERDICT_CHANGE);
    }
}

static void an_open_warning_sign_always_blocks(void **state)
{
    struct rng r = rng_new(15, 1);

    (void)state;
    for (size_t i = 0; i < RUNNERS; i++) {
        struct made m;
        struct verdict v;
        made_any(&m, &r);
        made_flag(&m, (enum care_level)(CARE_SOON + (int)(i % 3)));
        verdict_judge(&m.in, &v);
        assert_int_equal(v.answer, VERDICT_PROFESSIONAL);
        assert_string_equal(v.next, "Go.");
        assert_int_equal(v.blocked, i % 3 > 0);
        if (v.blocked) /* nothing else is judged */
            assert_true(v.n == 0 && v.n_others == 0 && !v.first);
    }
}

static void what_would_change_the_answer_is_better_than_it(void **state)
{
    struct rng r = rng_new(16, 1);
    size_t seen = 0;

    (void)state;
    for (size_t i = 0; i < RUNNERS; i++) {
        struct made m;
        struct verdict v;
        made_any(&m, &r);
        verdict_judge(&m.in, &v);
        for (size_t k = 0; k < v.n_others; k++) {
            assert_true(v.other[k].answer < v.answer);
            assert_non_null(v.other[k].finding);
        }
        seen += v.n_others;
        assert_non_null(v.next);
    }
    assert_true(seen > 100);
}

/* -- the rule */

static void ceilings_keep_form_and_habits_from_taking_the_yes(void **state)
{
    double form = verdict_blocks[VERDICT_IN_FORM].ceiling,
           habits = verdict_blocks[VERDICT_IN_HABITS].ceiling;

    (void)state;
    assert_true(form + habits <= VERDICT_YES);
    assert_true(verdict_blocks[VERDICT_IN_LOAD].ceiling < VERDICT_NOT);
    assert_true(verdict_blocks[VERDICT_IN_SYMPTOMS].ceiling >= VERDICT_NOT);
    assert_true(verdict_blocks[VERDICT_IN_HELP].ceiling < VERDICT_HELP);
}

static void nothing_known_leaves_everything_open(void **state)
{
    struct verdict_input in;
    struct verdict v;

    (void)state;
    verdict_input_clear(&in);
    verdict_judge(&in, &v);
    assert_int_equal(v.answer, VERDICT_CANNOT_TELL);
    assert_int_equal(v.best, VERDICT_HELPING);
    assert_int_equal(v.worst, VERDICT_NOT_NOW);
    assert_near(v.strain_lo, 0, 0); /* sums of nothing */
    assert_near(v.strain_hi, 90, 0);
    assert_near(v.help_lo, -10, 0);
    for (size_t i = 0; i < v.n; i++)
        assert_true(v.finding[i].missing);
    for (int k = 0; k < VERDICT_N_FACTORS; k++)
        assert_int_equal(v.factor[k].direction, VERDICT_UNKNOWN);
}

static void bands_of_a_jump_are_not_ranked(void **state)
{
    static const double overs[] = { 0.2, 0.6 };
    double strain[2];

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct made m;
        struct verdict v;
        made_good(&m);
        made_spike(&m, overs[i]);
        verdict_judge(&m.in, &v);
        strain[i] = v.strain_lo;
    }
    assert_near(strain[0], strain[1], 0);
}

static void an_old_log_asks_for_newer_sessions_and_no_log_for_any(void **state)
{
    static const struct {
        long age;
        const char *tell;
    } rows[] = {
        { -1, "Take in your watch files: backstride import." },
        { VERDICT_LOG_DAYS - 1, "Take in your watch files: backstride import." },
        { VERDICT_LOG_DAYS, "The last session in your log is 28 days old. Take in newer ones: "
                            "backstride import." },
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        struct made m;
        struct verdict v;
        made_good(&m);
        made_no_log(&m);
        m.in.load.age = rows[i].age;
        verdict_judge(&m.in, &v);
        assert_non_null(v.gap);
        assert_string_equal(v.gap->tell, rows[i].tell);
        assert_string_equal(v.next, rows[i].tell);
        for (size_t k = 0; k < v.n; k++) /* all other ways to tell stay */
            if (v.finding[k].item->tell != verdict_log_tell)
                assert_ptr_equal(v.finding[k].tell, v.finding[k].item->tell);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_cases_are_answered_as_written),
        cmocka_unit_test(more_pain_never_improves_the_answer),
        cmocka_unit_test(a_longer_jump_never_improves_the_answer),
        cmocka_unit_test(forgetting_widens_and_never_flips_to_the_better),
        cmocka_unit_test(form_and_habits_alone_are_never_negative),
        cmocka_unit_test(an_open_warning_sign_always_blocks),
        cmocka_unit_test(what_would_change_the_answer_is_better_than_it),
        cmocka_unit_test(ceilings_keep_form_and_habits_from_taking_the_yes),
        cmocka_unit_test(nothing_known_leaves_everything_open),
        cmocka_unit_test(bands_of_a_jump_are_not_ranked),
        cmocka_unit_test(an_old_log_asks_for_newer_sessions_and_no_log_for_any),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

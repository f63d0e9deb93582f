/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>

#include "base/file.h"
#include "base/mem.h"
#include "formats/fit.h"
#include "ical_strict.h"
#include "profiles.h"
#include "test.h"

enum { NOW = 1780000000 };
#define PYTHON "/usr/bin/python3" /* Debian's, which has Debian's packages */

static struct plan *made(uint64_t seed)
{
    static struct profile p;
    struct plan *plan = NULL;
    struct err err = { 0 };

    make_profile(&p, seed);
    assert_ok(plan_make(&p.w, &p.s, &plan, &err), err);
    return plan;
}

static void same_plan(const struct plan *a, const struct plan *b)
{
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->n_notes, b->n_notes);
    assert_int_equal(a->n_gone, b->n_gone);
    for (size_t i = 0; i < a->n_notes; i++)
        assert_ptr_equal(a->note[i].rule, b->note[i].rule);
    for (size_t i = 0; i < a->n; i++) {
        assert_int_equal(a->session[i].kind, b->session[i].kind);
        assert_true(a->session[i].run_m == b->session[i].run_m);
        assert_int_equal(a->session[i].n_steps, b->session[i].n_steps);
    }
}

static void a_plan_written_and_read_is_the_same(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        AUTO(plan) struct plan *p = made(seed), *q = NULL;
        struct text one AUTO_TEXT = TEXT_INIT(1 << 24), two AUTO_TEXT = TEXT_INIT(1 << 24);
        struct err err = { 0 };
        p->gone = mem_array(2, sizeof(*p->gone));
        p->gone[p->n_gone++] = (struct plan_gone){ 20000, 1 };
        assert_ok(plan_write(p, &one, &err), err);
        assert_ok(plan_read(text_str(&one), one.len, &q, &err), err);
        same_plan(p, q);
        assert_ok(plan_write(q, &two, &err), err);
        assert_string_equal(text_str(&one), text_str(&two));
    }
}

/* Cut off, or with bytes changed: refused in one line or read, never worse. */
static void a_damaged_plan_is_refused_with_its_line(void **state)
{
    AUTO(plan) struct plan *p = made(7);
    struct text t AUTO_TEXT = TEXT_INIT(1 << 24);
    struct rng rng = rng_new(3, 3);
    struct err err = { 0 };
    unsigned refused = 0;

    (void)state;
    assert_ok(plan_write(p, &t, &err), err);
    for (int i = 0; i < 2000; i++) {
        AUTO(plan) struct plan *q = NULL;
        AUTO(mem) char *copy = mem_strdup(text_str(&t));
        size_t n = i % 2 ? t.len : 1 + rng_below(&rng, (uint32_t)t.len);
        struct err why = { 0 };
        for (int k = 0; i % 2 && k < 3; k++)
            copy[rng_below(&rng, (uint32_t)n)] = (char)rng_below(&rng, 256);
        if (plan_read(copy, n, &q, &why) == 0)
            continue;
        refused++;
        assert_int_equal(why.code, ERR_FORMAT);
        assert_non_null(strstr(why.msg, "plan"));
    }
    assert_in_range(refused, 1000, 2000);
}

static void calendars_are_valid(void **state)
{
    static struct ical c;
    static const int starts[] = { -1, 0, 390, 1100, 1439 };

    (void)state;
    for (uint64_t seed = 0; seed < 100; seed++) {
        AUTO(plan) struct plan *p = made(seed);
        struct text t AUTO_TEXT = TEXT_INIT(1 << 24);
        struct err err = { 0 };
        assert_ok(plan_ical(p, starts[seed % N_ELEMS(starts)], NOW, &t, &err), err);
        if (!ical_read(&c, text_str(&t), t.len))
            fail_msg("seed %u: %s", (unsigned)seed, c.fault);
        assert_int_equal(c.n, p->n);
        for (size_t i = 0; i < c.n; i++) {
            assert_true(c.event[i].all_day == (starts[seed % N_ELEMS(starts)] < 0));
            assert_non_null(strstr(c.event[i].description, p->session[i].why));
        }
    }
}

static void any_text_survives_the_calendar(void **state)
{
    static const char *const words[] = {
        "commas, semicolons; and \\backslashes\\",
        "Gr\u00fc\u00dfe, "
        "\u80cc\u4e2d\u306e\u75db\u307f\u80cc\u4e2d\u306e\u75db\u307f\u80cc\u4e2d",
        "\U0001f3c3\U0001f3c3\U0001f3c3\U0001f3c3\U0001f3c3\U0001f3c3\U0001f3c3\U0001f3c3"
        "\U0001f3c3",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "two\nlines",
    };
    static struct ical c;
    AUTO(plan) struct plan *p = made(3);

    (void)state;
    assert_in_range(p->n, 4, 10000);
    for (size_t k = 0; k < N_ELEMS(words); k++)
        for (size_t shift = 0; shift < 8; shift++) { /* every place of the fold */
            struct text t AUTO_TEXT = TEXT_INIT(1 << 24);
            struct err err = { 0 };
            snprintf(p->session[1].why, sizeof(p->session[1].why), "%.*s%s", (int)shift,
                     "12345678", words[k]);
            assert_ok(plan_ical(p, 400, NOW, &t, &err), err);
            if (!ical_read(&c, text_str(&t), t.len))
                fail_msg("%s: %s", words[k], c.fault);
            assert_non_null(strstr(c.event[1].description, p->session[1].why));
        }
}

static const struct ical_event *find(const struct ical *c, const char *uid)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->event[i].uid, uid) == 0)
            return &c->event[i];
    return NULL;
}

static void a_new_plan_moves_the_events_of_the_old_one(void **state)
{
    static struct profile r;
    static struct ical before, after;
    AUTO(plan) struct plan *old = NULL, *new = NULL;
    struct text one AUTO_TEXT = TEXT_INIT(1 << 24), two AUTO_TEXT = TEXT_INIT(1 << 24);
    struct err err = { 0 };
    unsigned cancelled = 0;

    (void)state;
    make_profile(&r, 11);
    r.s.n_past = 0;
    r.w = (struct plan_wishes){ .track = PLAN_NEW,
                                .first_day = r.s.today,
                                .n_weeks = 8,
                                .free_days = 127,
                                .minutes = 60,
                                .long_minutes = 60,
                                .strength = 2 };
    assert_ok(plan_make(&r.w, &r.s, &old, &err), err);
    r.past[r.s.n_past++] = (struct plan_past_day){ .day = r.s.today, .light = CARE_RED };
    r.s.today++;
    assert_ok(plan_again(old, &r.s, &new, &err), err);
    assert_ok(plan_ical(old, 400, NOW, &one, &err), err);
    assert_ok(plan_ical(new, 400, NOW + 86400, &two, &err), err);
    assert_true(ical_read(&before, text_str(&one), one.len));
    assert_true(ical_read(&after, text_str(&two), two.len));
    for (size_t i = 0; i < before.n; i++) {
        const struct ical_event *e = find(&after, before.event[i].uid);
        if (!e)
            fail_msg("%s was forgotten", before.event[i].uid);
        assert_true(e->sequence > before.event[i].sequence);
        assert_memory_equal(e->start, before.event[i].start, 8); /* the same day */
        cancelled += e->cancelled;
    }
    assert_int_equal(cancelled, new->n_gone);
    assert_true(cancelled > 0); /* strength of the red week */
}

/* -- another reader of calendars, where it is installed: Debian's python3-icalendar */

static void another_reader_accepts_the_calendar(void **state)
{
    char folder[] = "/tmp/backstride-ical-XXXXXX", path[64], line[512];
    AUTO(plan) struct plan *p = made(5);
    struct text t AUTO_TEXT = TEXT_INIT(1 << 24);
    struct err err = { 0 };
    size_t n = 0;

    (void)state;
    if (pclose(popen(PYTHON " -c 'import icalendar' 2>/dev/null", "r")) != 0) {
        print_message("skipped: no python3-icalendar (tools/setup)\n");
        skip();
    }
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/plan.ics", folder);
    assert_ok(plan_ical(p, 400, NOW, &t, &err), err);
    assert_ok(file_write(path, text_str(&t), t.len, &err), err);
    snprintf(line, sizeof(line),
             PYTHON " -c \"import icalendar;"
                    "c=icalendar.Calendar.from_ical(open('%s','rb').read());"
                    "e=c.walk('VEVENT');assert not any(x.errors for x in e);"
                    "assert all(x['DTSTART'].dt and x['DURATION'].dt and x['UID'] for x in e);"
                    "print(len(e))\"",
             path);
    FILE *f = popen(line, "r");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%zu", &n), 1);
    assert_int_equal(pclose(f), 0);
    assert_int_equal(n, p->n);
    unlink(path);
    rmdir(folder);
}

/* -- watches */

static double told_s(const struct activity_workout *w) /* all rounds; distances left out */
{
    double sum = 0;

    for (size_t i = 0; i < w->n_steps; i++) {
        const struct activity_step *x = &w->step[i];
        if (x->duration == ACTIVITY_DURATION_TIME)
            sum += x->amount;
        if (x->duration != ACTIVITY_DURATION_REPEAT)
            continue;
        for (size_t k = (size_t)x->repeat_from; k < i; k++)
            sum += (x->amount - 1) * w->step[k].amount;
    }
    return sum;
}

static void workouts_of(const struct plan *p, unsigned *ret_n)
{
    const struct formats_params params = { 0 };

    for (size_t i = 0; i < p->n; i++) {
        struct activity_workout w = { 0 };
        const struct plan_session *s = &p->session[i];
        AUTO(mem) uint8_t *data = NULL;
        AUTO(activity_list) struct activity_list *list = NULL;
        struct err err = { 0 };
        size_t n = 0;
        if (!plan_kinds[s->kind].run) {
            assert_refused(plan_workout(s, &w, &err), ERR_UNSUPPORTED);
            continue;
        }
        assert_ok(plan_workout(s, &w, &err), err);
        bool by_way = s->kind == PLAN_EASY || s->kind == PLAN_LONG || s->kind == PLAN_RACE;
        assert_near(told_s(&w), by_way ? s->walk_s : s->walk_s + s->run_s, 1e-6);
        assert_ok(fit_write_workout(&w, NOW, (uint32_t)i + 1, &data, &n, &err), err);
        assert_ok(fit_read(data, n, &params, &list, &err), err);
        const struct activity_workout *back = &list->item[0]->workout;
        assert_int_equal(back->n_steps, w.n_steps);
        assert_near(told_s(back), told_s(&w), 0.01); /* FIT counts ms */
        free(w.step);
        ++*ret_n;
    }
}

static void every_run_becomes_a_workout_that_reads_back(void **state)
{
    unsigned n = 0;

    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        AUTO(plan) struct plan *p = made(seed);
        workouts_of(p, &n);
    }
    assert_in_range(n, 100, 100000);
}

static json_t *decode(const char *path)
{
    char line[1024];

    snprintf(line, sizeof(line),
             "node '" SOURCE_ROOT "/tests/formats/fit_sdk.mjs' '" SOURCE_ROOT "' '%s'", path);
    FILE *f = popen(line, "r");
    assert_non_null(f);
    json_t *root = json_loadf(f, 0, NULL);
    assert_int_equal(pclose(f), 0);
    assert_non_null(root);
    json_t *one = json_incref(json_array_get(root, 0));
    json_decref(root);
    assert_true(json_is_true(json_object_get(one, "isFIT")));
    assert_true(json_is_true(json_object_get(one, "integrity")));
    assert_int_equal(json_array_size(json_object_get(one, "errors")), 0);
    return one;
}

static void check_steps(const struct activity_workout *w, json_t *file)
{
    json_t *steps = json_object_get(json_object_get(file, "messages"), "workoutStepMesgs");

    assert_int_equal(json_array_size(steps), w->n_steps);
    for (size_t i = 0; i < w->n_steps; i++) {
        json_t *x = json_array_get(steps, i);
        const struct activity_step *s = &w->step[i];
        const char *kind = json_string_value(json_object_get(x, "durationType"));
        if (s->duration == ACTIVITY_DURATION_REPEAT) {
            assert_string_equal(kind, "repeatUntilStepsCmplt");
            assert_int_equal(json_number_value(json_object_get(x, "durationStep")),
                             s->repeat_from);
            assert_int_equal(json_number_value(json_object_get(x, "repeatSteps")), s->amount);
        } else if (s->duration == ACTIVITY_DURATION_TIME) {
            assert_string_equal(kind, "time");
            assert_near(json_number_value(json_object_get(x, "durationTime")), s->amount, 1e-3);
        } else {
            assert_string_equal(kind, "distance");
            assert_near(json_number_value(json_object_get(x, "durationDistance")), s->amount,
                        0.01);
        }
    }
}

/* One session of each kind with running, through the decoder of a maker of watches. */
static void the_reference_decoder_reads_our_workouts(void **state)
{
    char folder[] = "/tmp/backstride-fit-XXXXXX", path[64];
    bool seen[PLAN_N_KINDS] = { false };
    unsigned n_kinds = 0;

    (void)state;
    if (access(SOURCE_ROOT "/node_modules/@garmin/fitsdk/src/index.js", R_OK) != 0 ||
        access(SOURCE_ROOT "/tests/formats/fit_sdk.mjs", R_OK) != 0 ||
        pclose(popen("node --version >/dev/null 2>&1", "r")) != 0) {
        print_message("skipped: no node or no npm package @garmin/fitsdk (tools/setup)\n");
        skip();
    }
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/workout.fit", folder);
    for (uint64_t seed = 0; seed < 60; seed++) {
        AUTO(plan) struct plan *p = made(seed);
        for (size_t i = 0; i < p->n; i++) {
            const struct plan_session *s = &p->session[i];
            struct activity_workout w = { 0 };
            AUTO(mem) uint8_t *data = NULL;
            struct err err = { 0 };
            size_t n = 0;
            if (!plan_kinds[s->kind].run || seen[s->kind])
                continue;
            seen[s->kind] = true;
            n_kinds++;
            assert_ok(plan_workout(s, &w, &err), err);
            assert_ok(fit_write_workout(&w, NOW, 1, &data, &n, &err), err);
            assert_ok(file_write(path, data, n, &err), err);
            json_t *file = decode(path);
            check_steps(&w, file);
            json_decref(file);
            free(w.step);
        }
    }
    assert_int_equal(n_kinds, 6); /* run-walk, easy, long, steady, intervals, race */
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_written_and_read_is_the_same),
        cmocka_unit_test(a_damaged_plan_is_refused_with_its_line),
        cmocka_unit_test(calendars_are_valid),
        cmocka_unit_test(any_text_survives_the_calendar),
        cmocka_unit_test(a_new_plan_moves_the_events_of_the_old_one),
        cmocka_unit_test(another_reader_accepts_the_calendar),
        cmocka_unit_test(every_run_becomes_a_workout_that_reads_back),
        cmocka_unit_test(the_reference_decoder_reads_our_workouts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>

#include "base/mem.h"
#include "base/rng.h"
#include "form/form.h"

static const struct form_rule *rule(const char *id)
{
    for (size_t r = 0; r < form_n_rules; r++)
        if (strcmp(form_rules[r].id, id) == 0)
            return &form_rules[r];
    fail_msg("no rule %s", id);
    return NULL;
}

static struct gait_value between(double lo, double hi)
{
    return (struct gait_value){
        .status = GAIT_MEASURED, .value = (lo + hi) / 2, .lo = lo, .hi = hi, .n_steps = 20
    };
}

/* A clip that shows nothing. */
static struct gait blank(void)
{
    struct gait g = { .view = GAIT_SIDE_LEFT };
    for (int m = 0; m < MEASURE_N; m++)
        for (int s = 0; s <= BODY_N_SIDES; s++)
            g.values[m][s] = (struct gait_value){
                .status = GAIT_NOT_IN_VIEW, .value = NAN, .lo = NAN, .hi = NAN
            };
    return g;
}

static void set(struct gait *g, enum measure m, double lo, double hi)
{
    for (int s = 0; s <= BODY_N_SIDES; s++)
        g->values[m][s] = between(lo, hi);
}

/* A clip in which every judged measure lies well inside its good band. */
static struct gait good_runner(void)
{
    struct gait g = blank();
    for (size_t r = 0; r < form_n_rules; r++) {
        const struct form_rule *k = &form_rules[r];
        double lo = isfinite(k->good_lo) ? k->good_lo : k->good_hi - 4;
        double hi = isfinite(k->good_hi) ? k->good_hi : lo + 4;
        if (k->kind == FORM_JUDGED)
            set(&g, k->measure, lo, hi);
        if (k->kind == FORM_NOTED)
            set(&g, k->measure, 20, 20.5);
    }
    set(&g, MEASURE_CONTACT_TIME, 240, 246);
    set(&g, MEASURE_FLIGHT_TIME, 110, 113);
    set(&g, MEASURE_KNEE_PEAK, 44, 45);
    return g;
}

static void judge(const struct gait *g, struct form_result *res)
{
    const struct gait *gaits[] = { g };
    form_judge(gaits, 1, res);
}

static const struct form_line *line(const struct form_result *res, const char *id,
                                    enum body_side side)
{
    for (size_t i = 0; i < res->n_lines; i++)
        if (strcmp(res->lines[i].rule->id, id) == 0 && res->lines[i].side == side)
            return &res->lines[i];
    fail_msg("no line %s", id);
    return NULL;
}

static const char *status_at(const char *id, double lo, double hi)
{
    struct gait_value v = between(lo, hi);
    return form_status_name(form_status_of(rule(id), &v));
}

static const char *finding(const struct form_result *res, size_t f)
{
    assert_true(f < res->n_findings);
    return res->lines[res->findings[f]].rule->id;
}

static void the_whole_interval_decides_the_status(void **state)
{
    static const struct {
        const char *id;
        double lo, hi;
        const char *want;
    } rows[] = {
        { "trunk_lean", 0, 10, "good" }, /* the borders belong to the band */
        { "trunk_lean", 4, 10.01, "watch" },
        { "trunk_lean", 11, 14, "watch" },
        { "trunk_lean", 12, 18, "watch" },
        { "trunk_lean", 15, 18, "watch" },
        { "trunk_lean", 15.01, 18, "change" },
        { "trunk_lean", 9, 16, "cannot tell" }, /* from good into change */
        { "trunk_lean", -3, 4, "watch" },
        { "trunk_lean", -9, -5.01, "change" },
        { "trunk_lean", -9, 1, "cannot tell" },
        { "trunk_lean", -9, 19, "cannot tell" },
        { "tibia_angle", -30, 5, "good" },
        { "tibia_angle", 11, 13, "change" },
        { "knee_contact", 10, 60, "good" },
        { "knee_contact", 1, 4, "change" },
        { "step_width", -4, -0.5, "change" },
        { "step_width", 20, 30, "watch" }, /* wide is never more than watch */
        { "cadence", 120, 125, "watch" },  /* slow steps are never more than watch */
        { "cadence", 185, 215, "good" },
        { "hip_hinge", 30, 31, "watch" }, /* no published limit */
        { "arm_crossing", 8, 10, "good" },
        { "arm_crossing", 21, 30, "change" },
        { "foot_strike", 24, 28, "note" }, /* the kind of landing is never judged */
        { "foot_strike", -12, -9, "note" },
        { "contact_time", 200, 210, "note" },
        { "uneven.contact_time", -10, 10, "good" },
        { "uneven.contact_time", 2, 26, "watch" }, /* sides apart and over 10 % */
        { "uneven.contact_time", -1, 29, "cannot tell" },
        { "uneven.contact_time", -26, -2, "watch" },
        { "uneven.contact_time", 21, 30, "change" },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++)
        if (strcmp(status_at(rows[i].id, rows[i].lo, rows[i].hi), rows[i].want) != 0)
            fail_msg("%s [%g, %g]: %s, expected %s", rows[i].id, rows[i].lo, rows[i].hi,
                     status_at(rows[i].id, rows[i].lo, rows[i].hi), rows[i].want);
}

static void what_is_missing_or_no_number_is_never_good(void **state)
{
    const struct gait_value bad[] = {
        { .status = GAIT_NOT_IN_VIEW, .value = 5, .lo = 4, .hi = 6 },
        { .status = GAIT_FPS_TOO_LOW, .value = 5, .lo = 4, .hi = 6 },
        { .status = GAIT_TOO_FEW, .value = 5, .lo = 4, .hi = 6 },
        { .status = GAIT_NOT_SEEN, .value = 5, .lo = 4, .hi = 6 },
        { .value = NAN, .lo = 4, .hi = 6 },
        { .value = 5, .lo = NAN, .hi = 6 },
        { .value = 5, .lo = 4, .hi = NAN },
        { .value = 5, .lo = -INFINITY, .hi = 6 },
        { .value = 5, .lo = 4, .hi = INFINITY },
        { .value = INFINITY, .lo = INFINITY, .hi = INFINITY },
        { .value = 5, .lo = 6, .hi = 4 },
        { .value = 9, .lo = 4, .hi = 6 },
    };
    (void)state;
    for (size_t r = 0; r < form_n_rules; r++)
        for (size_t i = 0; i < N_ELEMS(bad); i++)
            assert_int_equal(form_status_of(&form_rules[r], &bad[i]), FORM_CANNOT_TELL);
}

/* good and change may become watch or cannot tell, watch may become cannot tell. */
static bool may_become(enum form_status narrow, enum form_status wide)
{
    if (narrow == wide)
        return true;
    if (narrow == FORM_GOOD || narrow == FORM_CHANGE)
        return wide == FORM_WATCH || wide == FORM_CANNOT_TELL;
    return narrow == FORM_WATCH && wide == FORM_CANNOT_TELL;
}

static void a_wider_interval_never_makes_a_verdict_firmer(void **state)
{
    struct rng rng = rng_new(1, 0);
    size_t moved = 0;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        const struct form_rule *r = &form_rules[(size_t)i % form_n_rules];
        double middle = isfinite(r->good_hi)   ? r->good_hi
                        : isfinite(r->good_lo) ? r->good_lo
                                               : 0;
        double centre = middle + 60 * (rng_uniform(&rng) - 0.5);
        struct gait_value a = between(centre - 12 * rng_uniform(&rng), centre), b;
        a.hi += 12 * rng_uniform(&rng);
        a.value = centre;
        b = a;
        b.lo -= 10 * rng_uniform(&rng);
        b.hi += 10 * rng_uniform(&rng);
        if (!may_become(form_status_of(r, &a), form_status_of(r, &b)))
            fail_msg("%s: [%g, %g] %s, [%g, %g] %s", r->id, a.lo, a.hi,
                     form_status_name(form_status_of(r, &a)), b.lo, b.hi,
                     form_status_name(form_status_of(r, &b)));
        moved += form_status_of(r, &a) != form_status_of(r, &b);
    }
    assert_true(moved > 1000); /* the property was put to work */
}

static void the_sentence_fits_status_and_side(void **state)
{
    struct gait g = good_runner();
    struct form_result res;
    const struct form_line *l;
    (void)state;

    set(&g, MEASURE_TRUNK_LEAN, 16, 18);
    set(&g, MEASURE_STEP_WIDTH, -4, -2);
    set(&g, MEASURE_KNEE_PEAK, 38, 42);
    set(&g, MEASURE_FOOT_STRIKE, 5, 11);
    g.values[MEASURE_HEAD_LEAN][BODY_N_SIDES].status = GAIT_FPS_TOO_LOW;
    judge(&g, &res);

    l = line(&res, "trunk_lean", BODY_N_SIDES);
    assert_int_equal(l->dir, FORM_HIGH);
    assert_true(l->clear);
    assert_string_equal(l->seen, l->rule->what_high);
    l = line(&res, "step_width", BODY_N_SIDES);
    assert_int_equal(l->dir, FORM_LOW);
    assert_string_equal(l->seen, l->rule->what_low);
    l = line(&res, "knee_peak", BODY_LEFT);
    assert_int_equal(l->status, FORM_WATCH);
    assert_false(l->clear);
    assert_string_equal(l->seen, "It lies near the edge of the usual range.");
    l = line(&res, "foot_strike", BODY_RIGHT);
    assert_string_equal(l->seen, "It lies on a border between two kinds.");
    l = line(&res, "head_lean", BODY_N_SIDES);
    assert_string_equal(l->seen, "The clip has too few pictures a second for it.");
    l = line(&res, "overstride", BODY_LEFT);
    assert_int_equal(l->dir, FORM_WITHIN);
    assert_string_equal(l->seen, l->rule->what_good);
}

static void a_good_runner_gets_no_finding(void **state)
{
    struct gait g = good_runner();
    struct form_result res;
    (void)state;
    judge(&g, &res);
    assert_int_equal(res.n_findings, 0);
    assert_int_equal(res.n_with[FORM_WATCH] + res.n_with[FORM_CHANGE], 0);
    assert_int_equal(res.n_with[FORM_CANNOT_TELL], 0);
    assert_int_equal(res.n_with[FORM_GOOD] + res.n_with[FORM_NOTE], res.n_lines);
}

static void no_clip_and_an_empty_clip_say_only_cannot_tell(void **state)
{
    struct gait g = blank();
    struct form_result res;
    (void)state;
    form_judge(NULL, 0, &res);
    assert_int_equal(res.n_with[FORM_CANNOT_TELL], res.n_lines);
    assert_int_equal(res.n_lines, form_n_rules); /* one line for both sides */
    judge(&g, &res);
    assert_int_equal(res.n_with[FORM_CANNOT_TELL], res.n_lines);
    assert_int_equal(res.n_lines, form_n_rules);
    assert_int_equal(res.n_findings, 0);
    assert_string_equal(res.lines[0].seen, "It does not show from where this was filmed.");
}

static void at_most_three_findings_and_the_clearest_first(void **state)
{
    struct gait g = good_runner();
    struct form_result res;
    (void)state;

    set(&g, MEASURE_ARM_CROSSING, 40, 44);
    set(&g, MEASURE_PELVIC_DROP, 9, 11);
    set(&g, MEASURE_TRUNK_LEAN, 16, 17);
    set(&g, MEASURE_OVERSTRIDE, 38, 39);
    judge(&g, &res);
    assert_int_equal(res.n_findings, 3);
    assert_string_equal(finding(&res, 0), "overstride");   /* 7 x 8/5 */
    assert_string_equal(finding(&res, 1), "pelvic_drop");  /* 5 x 4/3 */
    assert_string_equal(finding(&res, 2), "arm_crossing"); /* 2 x 3; trunk_lean 4 x 6/5 */

    for (size_t f = 1; f < res.n_findings; f++)
        assert_true(form_score(&res.lines[res.findings[f - 1]]) >=
                    form_score(&res.lines[res.findings[f]]));
}

static void however_far_out_a_small_point_stays_a_small_point(void **state)
{
    struct gait g = good_runner();
    struct form_result res;
    (void)state;
    set(&g, MEASURE_ARM_CROSSING, 120, 125);
    set(&g, MEASURE_OVERSTRIDE, 36, 37);
    judge(&g, &res);
    assert_string_equal(finding(&res, 0), "overstride"); /* 7 x 6/5 over 2 x 3 */
    assert_string_equal(finding(&res, 1), "arm_crossing");
}

static void one_cause_is_one_finding_and_names_the_others(void **state)
{
    struct gait g = good_runner();
    struct form_result res;
    const struct form_line *related;
    bool cadence_named = false;
    (void)state;

    set(&g, MEASURE_TIBIA_ANGLE, 12, 13);
    set(&g, MEASURE_OVERSTRIDE, 41, 42);
    set(&g, MEASURE_CADENCE, 148, 150);
    g.values[MEASURE_OVERSTRIDE][BODY_RIGHT] = between(43, 44);
    judge(&g, &res);
    assert_int_equal(res.n_findings, 1);
    assert_string_equal(finding(&res, 0), "overstride");
    assert_int_equal(res.lines[res.findings[0]].side, BODY_RIGHT); /* the clearer side */
    assert_int_equal(res.n_related[0], 4); /* overstride left, tibia twice, cadence */
    for (size_t i = 0; i < res.n_related[0]; i++) {
        related = &res.lines[res.related[0][i]];
        assert_int_equal(related->rule->family, FORM_LANDING);
        cadence_named = cadence_named || related->rule->measure == MEASURE_CADENCE;
    }
    assert_true(cadence_named);
}

static void a_heel_strike_or_slow_steps_alone_are_no_finding(void **state)
{
    struct gait g = good_runner();
    struct form_result res;
    (void)state;
    set(&g, MEASURE_FOOT_STRIKE, 28, 30);
    set(&g, MEASURE_CADENCE, 140, 142);
    set(&g, MEASURE_STEP_WIDTH, 25, 27);
    set(&g, MEASURE_HIP_HINGE, 20, 22);
    judge(&g, &res);
    assert_int_equal(res.n_findings, 0);
    assert_int_equal(line(&res, "foot_strike", BODY_LEFT)->status, FORM_NOTE);
    assert_int_equal(line(&res, "cadence", BODY_N_SIDES)->status, FORM_WATCH);
}

static void a_clear_watch_is_a_finding_only_when_nothing_has_to_change(void **state)
{
    struct gait g = good_runner();
    struct form_result res;
    (void)state;
    set(&g, MEASURE_TRUNK_LEAN, 11, 14);
    set(&g, MEASURE_PELVIC_DROP, 6, 7);
    judge(&g, &res);
    assert_int_equal(res.n_findings, 1);
    assert_string_equal(finding(&res, 0), "pelvic_drop"); /* 5 x 1/3 over 4 x 1/5 */

    set(&g, MEASURE_ARM_CROSSING, 30, 34);
    judge(&g, &res);
    assert_int_equal(res.n_findings, 1);
    assert_string_equal(finding(&res, 0), "arm_crossing");

    g = good_runner();
    set(&g, MEASURE_TRUNK_LEAN, 8, 14); /* not clear: partly good */
    judge(&g, &res);
    assert_int_equal(res.n_findings, 0);
}

static void left_and_right_are_judged_apart(void **state)
{
    struct gait g = good_runner();
    struct form_result res;
    (void)state;
    g.values[MEASURE_PELVIC_DROP][BODY_LEFT] = between(9, 10);
    g.values[MEASURE_PELVIC_DROP][BODY_RIGHT].status = GAIT_NOT_SEEN;
    judge(&g, &res);
    assert_int_equal(line(&res, "pelvic_drop", BODY_LEFT)->status, FORM_CHANGE);
    assert_int_equal(line(&res, "pelvic_drop", BODY_RIGHT)->status, FORM_CANNOT_TELL);
    assert_string_equal(line(&res, "pelvic_drop", BODY_RIGHT)->seen,
                        "The parts of the body it needs were hidden or cut off.");

    /* neither side, but both together */
    g.values[MEASURE_PELVIC_DROP][BODY_LEFT].status = GAIT_NOT_SEEN;
    judge(&g, &res);
    assert_int_equal(line(&res, "pelvic_drop", BODY_N_SIDES)->status, FORM_GOOD);
}

static void sides_that_differ_plainly_are_told(void **state)
{
    struct gait g = good_runner();
    struct form_result res;
    const struct form_line *l;
    (void)state;

    g.values[MEASURE_CONTACT_TIME][BODY_LEFT] = between(270, 280);
    g.values[MEASURE_CONTACT_TIME][BODY_RIGHT] = between(230, 240);
    judge(&g, &res);
    l = line(&res, "uneven.contact_time", BODY_N_SIDES);
    assert_near(l->value.value, 100 * 40 / 255.0, 1e-12);
    assert_near(l->value.lo, 100 * 30 / 255.0, 1e-12);
    assert_near(l->value.hi, 100 * 50 / 255.0, 1e-12);
    assert_int_equal(l->status, FORM_WATCH);
    assert_string_equal(l->seen, l->rule->what_high);
    assert_string_equal(finding(&res, 0), "uneven.contact_time");

    /* the same difference inside the error of the clip */
    g.values[MEASURE_CONTACT_TIME][BODY_LEFT] = between(250, 300);
    g.values[MEASURE_CONTACT_TIME][BODY_RIGHT] = between(210, 260);
    judge(&g, &res);
    assert_int_equal(line(&res, "uneven.contact_time", BODY_N_SIDES)->status, FORM_CANNOT_TELL);

    /* the other way round */
    g.values[MEASURE_CONTACT_TIME][BODY_LEFT] = between(180, 185);
    g.values[MEASURE_CONTACT_TIME][BODY_RIGHT] = between(240, 245);
    judge(&g, &res);
    l = line(&res, "uneven.contact_time", BODY_N_SIDES);
    assert_int_equal(l->status, FORM_CHANGE);
    assert_string_equal(l->seen, l->rule->what_low);

    /* one side unknown, and a share of what may be nothing */
    g.values[MEASURE_CONTACT_TIME][BODY_LEFT].status = GAIT_TOO_FEW;
    g.values[MEASURE_FLIGHT_TIME][BODY_LEFT] = between(-5, 20);
    judge(&g, &res);
    l = line(&res, "uneven.contact_time", BODY_N_SIDES);
    assert_int_equal(l->status, FORM_CANNOT_TELL);
    assert_int_equal(l->value.status, GAIT_TOO_FEW);
    assert_int_equal(line(&res, "uneven.flight_time", BODY_N_SIDES)->status, FORM_CANNOT_TELL);
}

static void each_measure_comes_from_the_clip_that_pins_it_down_best(void **state)
{
    struct gait side = good_runner(), rear = blank(), blurred = good_runner();
    const struct gait *gaits[] = { &blurred, &rear, &side };
    struct form_result res;
    const struct form_line *l;
    (void)state;

    set(&blurred, MEASURE_TRUNK_LEAN, -2, 30);
    set(&side, MEASURE_TRUNK_LEAN, 16, 18);
    set(&rear, MEASURE_STEP_WIDTH, -6, -5);
    set(&side, MEASURE_CADENCE, 170, 172);
    set(&blurred, MEASURE_CADENCE, 170, 172);
    set(&blurred, MEASURE_ELBOW_ANGLE, 0, NAN);
    for (int s = 0; s <= BODY_N_SIDES; s++) {
        side.values[MEASURE_HEAD_LEAN][s].status = GAIT_NOT_IN_VIEW;
        blurred.values[MEASURE_HEAD_LEAN][s].status = GAIT_NOT_IN_VIEW;
        rear.values[MEASURE_HEAD_LEAN][s].status = GAIT_NOT_SEEN;
    }
    /* the left side best in one clip, the right side in the other */
    side.values[MEASURE_KNEE_PEAK][BODY_LEFT] = between(44, 45);
    side.values[MEASURE_KNEE_PEAK][BODY_RIGHT] = between(41, 49);
    blurred.values[MEASURE_KNEE_PEAK][BODY_LEFT] = between(50, 60);
    blurred.values[MEASURE_KNEE_PEAK][BODY_RIGHT] = between(51, 58);
    form_judge(gaits, 3, &res);

    l = line(&res, "trunk_lean", BODY_N_SIDES);
    assert_int_equal(l->clip_i, 2);
    assert_int_equal(l->status, FORM_CHANGE);
    assert_int_equal(line(&res, "step_width", BODY_N_SIDES)->clip_i, 1);
    assert_int_equal(line(&res, "step_width", BODY_N_SIDES)->status, FORM_CHANGE);
    assert_int_equal(line(&res, "cadence", BODY_N_SIDES)->clip_i, 0); /* equal: the first */
    assert_int_equal(line(&res, "elbow", BODY_LEFT)->clip_i, 2);      /* a number beats none */
    assert_int_equal(line(&res, "head_lean", BODY_N_SIDES)->value.status, GAIT_NOT_SEEN);
    assert_int_equal(line(&res, "knee_peak", BODY_LEFT)->clip_i, 2);
    assert_int_equal(line(&res, "knee_peak", BODY_RIGHT)->clip_i, 0);
    /* ... but left and right are compared within one */
    l = line(&res, "uneven.knee_peak", BODY_N_SIDES);
    assert_int_equal(l->clip_i, 2);
    assert_near(l->value.value, 100 * -0.5 / 44.75, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_interval_decides_the_status),
        cmocka_unit_test(what_is_missing_or_no_number_is_never_good),
        cmocka_unit_test(a_wider_interval_never_makes_a_verdict_firmer),
        cmocka_unit_test(the_sentence_fits_status_and_side),
        cmocka_unit_test(a_good_runner_gets_no_finding),
        cmocka_unit_test(no_clip_and_an_empty_clip_say_only_cannot_tell),
        cmocka_unit_test(at_most_three_findings_and_the_clearest_first),
        cmocka_unit_test(however_far_out_a_small_point_stays_a_small_point),
        cmocka_unit_test(one_cause_is_one_finding_and_names_the_others),
        cmocka_unit_test(a_heel_strike_or_slow_steps_alone_are_no_finding),
        cmocka_unit_test(a_clear_watch_is_a_finding_only_when_nothing_has_to_change),
        cmocka_unit_test(left_and_right_are_judged_apart),
        cmocka_unit_test(sides_that_differ_plainly_are_told),
        cmocka_unit_test(each_measure_comes_from_the_clip_that_pins_it_down_best),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

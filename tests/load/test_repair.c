/* SPDX-License-Identifier: Apache-2.0 */
#include "load/made.h"

#include "base/mem.h"
#include "load/repair.h"

/* A copy of all columns, to see that undoing leaves no trace. */
struct copy {
    double *column[ACTIVITY_N_COLUMNS];
};

static struct copy copied(const struct activity *a)
{
    struct copy c = { { NULL } };
    for (size_t i = 0; i < ACTIVITY_N_COLUMNS; i++)
        if (a->column[i]) {
            c.column[i] = mem_array(a->n_samples, sizeof(double));
            assert_non_null(c.column[i]);
            memcpy(c.column[i], a->column[i], a->n_samples * sizeof(double));
        }
    return c;
}

static void assert_undone(const struct activity *a, struct copy *c)
{
    for (size_t i = 0; i < ACTIVITY_N_COLUMNS; i++) {
        assert_int_equal(!a->column[i], !c->column[i]);
        if (a->column[i])
            assert_memory_equal(a->column[i], c->column[i], a->n_samples * sizeof(double));
        free(c->column[i]);
    }
}

/* A run with all that can be broken: 40 min at 3 m/s due north and back. */
static struct activity *whole(void)
{
    static const struct stretch part[] = { { 2400, 3, 150 } };
    struct activity *a = made_run(part, 1, 1);
    struct err err = { 0 };
    for (enum activity_column c = 0; c < ACTIVITY_N_COLUMNS; c++)
        if (c == ACTIVITY_LAT || c == ACTIVITY_LON || c == ACTIVITY_ALTITUDE ||
            c == ACTIVITY_SPEED || c == ACTIVITY_CADENCE)
            assert_ok(activity_set(a, c, 0, &err), err);
    for (size_t i = 0; i < a->n_samples; i++) {
        double out = i < 1200 ? (double)i : 2400 - (double)i;
        a->column[ACTIVITY_LAT][i] = 48 + out * 3 / 111195;
        a->column[ACTIVITY_LON][i] = 9;
        a->column[ACTIVITY_ALTITUDE][i] = 300 + out / 50;
        a->column[ACTIVITY_SPEED][i] = 3;
        a->column[ACTIVITY_CADENCE][i] = 166;
        a->column[ACTIVITY_HR][i] = 140 + (double)(i % 7);
    }
    return a;
}

static void back_one_second(struct activity *a) { a->column[ACTIVITY_TIME][500] -= 3; }
static void set_back(struct activity *a)
{
    for (size_t i = 700; i < a->n_samples; i++)
        a->column[ACTIVITY_TIME][i] -= 3600;
}
static void twice(struct activity *a)
{
    for (size_t c = 0; c < ACTIVITY_N_COLUMNS; c++)
        if (a->column[c])
            a->column[c][901] = a->column[c][900];
}
static void gap(struct activity *a)
{
    for (size_t i = 800; i < a->n_samples; i++)
        a->column[ACTIVITY_TIME][i] += 60;
}
static void zeros(struct activity *a)
{
    for (size_t i = 100; i < 110; i++)
        a->column[ACTIVITY_HR][i] = i % 2 ? 0 : 255;
}
static void spike(struct activity *a)
{
    for (size_t i = 300; i < 304; i++)
        a->column[ACTIVITY_HR][i] = 199;
}
static void frozen(struct activity *a)
{
    for (size_t i = 1000; i < 1300; i++)
        a->column[ACTIVITY_HR][i] = 152;
}
static void lock(struct activity *a)
{
    for (size_t i = 1500; i < 1700; i++)
        a->column[ACTIVITY_HR][i] = 165 + (double)(i % 3);
}
static void chance(struct activity *a)
{
    for (size_t i = 0; i < a->n_samples; i++)
        a->column[ACTIVITY_HR][i] = 165 + (double)(i % 3);
}
static void jump(struct activity *a)
{
    for (size_t i = 600; i < 605; i++)
        a->column[ACTIVITY_LON][i] = 9.01;
}
static void fast(struct activity *a) { a->column[ACTIVITY_SPEED][77] = 44; }
static void leap(struct activity *a)
{
    for (size_t i = 1600; i < a->n_samples; i++)
        a->column[ACTIVITY_DISTANCE][i] += 5000;
}
static void no_distance(struct activity *a)
{
    free(a->column[ACTIVITY_DISTANCE]);
    a->column[ACTIVITY_DISTANCE] = NULL;
}
static void tower(struct activity *a) { a->column[ACTIVITY_ALTITUDE][1234] = 900; }
static void weather(struct activity *a)
{
    for (size_t i = 0; i < a->n_samples; i++)
        a->column[ACTIVITY_ALTITUDE][i] += (double)i / 2399 * 24;
}

static const struct damage {
    void (*do_it)(struct activity *a);
    enum load_repair_kind want;
    enum activity_column column;
    size_t first, n;
    double amount; /* NaN: none */
} damages[] = {
    { back_one_second, LOAD_REPAIR_TIME_BACK, ACTIVITY_TIME, 500, 1, NAN },
    { set_back, LOAD_REPAIR_TIME_SHIFT, ACTIVITY_TIME, 700, 1700, 3600 },
    { twice, LOAD_REPAIR_TIME_DOUBLE, ACTIVITY_TIME, 901, 1, NAN },
    { gap, LOAD_REPAIR_GAP, ACTIVITY_TIME, 800, 1, 61 },
    { zeros, LOAD_REPAIR_HR_DROPOUT, ACTIVITY_HR, 100, 10, NAN },
    { spike, LOAD_REPAIR_HR_SPIKE, ACTIVITY_HR, 300, 4, NAN },
    { frozen, LOAD_REPAIR_HR_FROZEN, ACTIVITY_HR, 1000, 300, NAN },
    { lock, LOAD_REPAIR_HR_CADENCE, ACTIVITY_HR, 1500, 200, NAN },
    { chance, LOAD_REPAIR_HR_LIKE_CADENCE, ACTIVITY_HR, 0, 2400, 2399 },
    { jump, LOAD_REPAIR_GPS_JUMP, ACTIVITY_LAT, 600, 5, NAN },
    { fast, LOAD_REPAIR_SPEED_SPIKE, ACTIVITY_SPEED, 77, 1, NAN },
    { leap, LOAD_REPAIR_DISTANCE_BACK, ACTIVITY_DISTANCE, 1600, 800, -5003 },
    { no_distance, LOAD_REPAIR_DISTANCE_MADE, ACTIVITY_DISTANCE, 0, 2400, 7197 },
    { tower, LOAD_REPAIR_ALT_SPIKE, ACTIVITY_ALTITUDE, 1234, 1, NAN },
    { weather, LOAD_REPAIR_ALT_DRIFT, ACTIVITY_ALTITUDE, 0, 2400, -24 },
};

static void a_sound_run_needs_no_repair(void **state)
{
    (void)state;
    AUTO(activity) struct activity *a = whole();
    AUTO(load_repairs) struct load_repairs *r = NULL;
    struct err err = { 0 };
    assert_ok(load_repair(a, &r, &err), err);
    assert_int_equal(r->n, 0);
}

static void every_kind_of_damage_is_found_told_repaired_once_and_undone(void **state)
{
    (void)state;
    bool seen[LOAD_N_REPAIRS] = { false };
    for (size_t i = 0; i < N_ELEMS(damages); i++) {
        const struct damage *d = &damages[i];
        AUTO(activity) struct activity *a = whole();
        AUTO(load_repairs) struct load_repairs *r = NULL, *again = NULL;
        struct err err = { 0 };
        d->do_it(a);
        struct copy before = copied(a);
        assert_ok(load_repair(a, &r, &err), err);
        if (r->n < 1 || r->n > 2) /* two for positions: latitude and longitude */
            fail_msg("%s: %zu repairs", load_repair_kinds[d->want].key, r->n);
        assert_string_equal(load_repair_kinds[r->item[0].kind].key,
                            load_repair_kinds[d->want].key);
        assert_int_equal(r->item[0].column, d->column);
        assert_int_equal(r->item[0].first, d->first);
        assert_int_equal(r->item[0].n, d->n);
        if (!isnan(d->amount)) /* a second, 3 m or a step of altitude is in the row */
            assert_near(r->item[0].amount, d->amount, 4);
        assert_ok(load_repair(a, &again, &err), err);
        for (size_t k = 0; k < again->n; k++)
            assert_false(load_repair_kinds[again->item[k].kind].changes);
        load_repair_undo(a, r);
        assert_undone(a, &before);
        seen[d->want] = true;
    }
    for (size_t k = 0; k < LOAD_N_REPAIRS; k++)
        if (!seen[k])
            fail_msg("no test damages for %s", load_repair_kinds[k].key);
}

static void distances_on_the_globe_are_known(void **state)
{
    (void)state;
    /* One degree of the mean great circle: 2 pi 6371.0088 km / 360. */
    assert_near(load_haversine(0, 0, 1, 0), 111195.08, 0.01);
    assert_near(load_haversine(0, 0, 0, 1), 111195.08, 0.01);
    assert_near(load_haversine(60, 0, 60, 1), 55595.4, 5); /* half, but for the great circle */
    assert_near(load_haversine(48, 9, 48, 9), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_run_needs_no_repair),
        cmocka_unit_test(every_kind_of_damage_is_found_told_repaired_once_and_undone),
        cmocka_unit_test(distances_on_the_globe_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/file.h"
#include "base/mem.h"
#include "formats/formats.h"
#include "formats/mocap_formats.h"
#include "formats/rows.h"
#include "test.h"

static int read_text(const char *s, struct markers **ret, struct err *err)
{
    return mocap_format_read((const uint8_t *)s, strlen(s), ret, err);
}

static const char trc[] =
    "PathFileType\t4\t(X/Y/Z)\ta.trc\n"
    "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\t"
    "OrigNumFrames\n"
    "100\t100\t3\t2\tmm\t100\t1\t3\n"
    "Frame#\tTime\tLKNE\t\t\tRKNE\t\t\n"
    "\t\tX1\tY1\tZ1\tX2\tY2\tZ2\n"
    "\n"
    "1\t0.50\t100\t200\t-300.5\t1\t2\t3\n"
    "2\t0.51\t101\t200\t300\t\t\t\n"
    "3\t0.52\t102\t2e2\t300\t1\t2\t3\r\n";

static void a_trc_file_is_read(void **state)
{
    AUTO(markers) struct markers *m = NULL;
    struct err err = { 0 };
    (void)state;
    assert_ok(read_text(trc, &m, &err), err);
    assert_int_equal(m->n_markers, 2);
    assert_int_equal(m->n_frames, 3);
    assert_near(m->rate_hz, 100, 0);
    assert_near(m->t0_s, 0.5, 0);
    assert_string_equal(m->name[1], "RKNE");
    assert_near(markers_at(m, 0, 0)[2], -0.3005, 1e-12);
    assert_near(markers_at(m, 2, 0)[1], 0.2, 1e-12);
    assert_true(isnan(markers_at(m, 1, 1)[0]));
}

static void trc_written_is_trc_read(void **state)
{
    AUTO(markers) struct markers *a = NULL;
    AUTO(markers) struct markers *b = NULL;
    AUTO_TEXT struct text t = TEXT_INIT(1 << 16);
    struct err err = { 0 };
    (void)state;
    assert_ok(read_text(trc, &a, &err), err);
    assert_ok(trc_write(a, "b.trc", &t, &err), err);
    assert_ok(read_text(text_str(&t), &b, &err), err);
    assert_int_equal(b->n_frames, 3);
    assert_near(b->rate_hz, a->rate_hz, 0);
    assert_near(b->t0_s, a->t0_s, 0);
    for (size_t f = 0; f < 3; f++)
        for (size_t i = 0; i < 2; i++)
            for (int k = 0; k < 3; k++) {
                double x = markers_at(a, f, i)[k], y = markers_at(b, f, i)[k];
                if (isnan(x))
                    assert_true(isnan(y));
                else
                    assert_near(y, x, 1e-6); /* three decimals of a millimetre */
            }
}

static void a_table_written_is_a_table_read(void **state)
{
    AUTO(table) struct table *a = NULL;
    AUTO(table) struct table *b = NULL;
    AUTO_TEXT struct text t = TEXT_INIT(1 << 16);
    struct err err = { 0 };
    (void)state;
    assert_ok(table_new(2, 2, &a, &err), err);
    snprintf(a->title, sizeof(a->title), "Coordinates");
    a->degrees = true;
    snprintf(a->name[0], MARKERS_NAME_MAX, "time");
    snprintf(a->name[1], MARKERS_NAME_MAX, "knee_angle_r");
    a->value[1] = -12.345678;
    a->value[2] = 0.01;
    a->value[3] = NAN;
    assert_ok(sto_write(a, &t, &err), err);
    const char *s = text_str(&t);
    assert_ok(sto_read_table((const uint8_t *)s, strlen(s), &b, &err), err);
    assert_true(b->degrees && b->n_rows == 2 && b->n_columns == 2);
    assert_string_equal(b->title, "Coordinates");
    assert_string_equal(b->name[1], "knee_angle_r");
    assert_near(b->value[1], -12.345678, 0);
    assert_true(isnan(b->value[3]));
}

static void ground_forces_of_opensim_become_plates(void **state)
{
    static const char mot[] =
        "forces\nversion=1\nnRows=2\nnColumns=8\ninDegrees=yes\nendheader\n"
        "time\t1_ground_force_vx\t1_ground_force_vy\t1_ground_force_vz\t"
        "1_ground_force_px\t1_ground_force_py\t1_ground_force_pz\t"
        "1_ground_torque_y\n"
        "0.000\t1\t700\t-2\t0.5\t0\t0.1\t3\n0.001\t0\t0\t0\t0\t0\t0\t0\n";
    AUTO(markers) struct markers *m = NULL;
    struct err err = { 0 };
    (void)state;
    assert_ok(read_text(mot, &m, &err), err);
    assert_int_equal(m->n_plates, 1);
    assert_int_equal(m->n_samples, 2);
    assert_near(m->sample_hz, 1000, 0);
    assert_near(m->plate[0].force_n[1], 700, 0);
    assert_near(m->plate[0].cop_m[2], 0.1, 0);
    assert_near(m->plate[0].twist_nm, 3, 0);
    assert_true(isnan(m->plate[1].cop_m[0]));
}

static const char text_markers[] = "Time\tR.ASISX\tR.ASISY\tR.ASISZ\n0\t1000\t900.5\t-20\n"
                                   "0.007\t1001\t900\t\n0.013\t1002\t900\t-20\n"
                                   "0.02\t1003\t900\t-20\n";
static const char text_forces[] =
    "Time\tFx\tFy\tFz\tCOPx\tCOPy\tCOPz\tTy\n"
    "1\t1\t500\t2\t1500\t0\t1000\t-15000\n"
    "2\t1\t600\t2\t1500\t0\t1000\t0\n3\t1\t1\t2\t1500\t0\t1000\t0\n"
    "4\t1\t1\t2\t1500\t0\t1000\t0\n5\t1\t1\t2\t1500\t0\t1000\t0\n"
    "6\t1\t1\t2\t1500\t0\t1000\t0\n7\t1\t1\t2\t1500\t0\t1000\t0\n"
    "8\t1\t1\t2\t1500\t0\t1000\t0\n";

static void plain_tables_of_markers_and_forces_are_read(void **state)
{
    AUTO(markers) struct markers *m = NULL;
    AUTO(markers) struct markers *f = NULL;
    struct err err = { 0 };
    (void)state;
    assert_ok(read_text(text_markers, &m, &err), err);
    assert_near(m->rate_hz, 150, 0); /* the times are rounded to milliseconds */
    assert_string_equal(m->name[0], "R.ASIS");
    assert_near(markers_at(m, 0, 0)[1], 0.9005, 1e-12);
    assert_true(isnan(markers_at(m, 1, 0)[2]));
    assert_ok(read_text(text_forces, &f, &err), err);
    assert_int_equal(f->n_markers, 0);
    assert_near(f->plate[0].force_n[1], 500, 0);
    assert_near(f->plate[0].cop_m[0], 1.5, 1e-12);
    assert_near(f->plate[0].twist_nm, -15, 1e-9);
    assert_near(f->sample_hz, 0, 0); /* the first column counts */
    assert_ok(markers_take_plates(m, f, &err), err);
    assert_near(m->sample_hz, 300, 0);
    assert_int_equal(m->n_samples, 8);
    assert_int_equal(f->n_plates, 0);
    assert_refused(markers_take_plates(m, f, &err), ERR_USAGE);
}

static void forces_of_another_trial_are_refused(void **state)
{
    AUTO(markers) struct markers *m = NULL;
    AUTO(markers) struct markers *f = NULL;
    struct err err = { 0 };
    (void)state;
    assert_ok(read_text(text_markers, &m, &err), err);
    assert_ok(read_text(text_forces, &f, &err), err);
    f->sample_hz = 10; /* 0.8 s beside 0.03 s */
    assert_refused(markers_take_plates(m, f, &err), ERR_FORMAT);
    assert_non_null(strstr(err.msg, "not of one trial"));
}

static void refusals_name_line_and_byte(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "", "not a file of motion capture" },
        { "hello\tworld\n", "not a file of motion capture" },
        { "PathFileType\t4\n\n\n", "number of markers" },
        { "PathFileType\t4\nNumMarkers\n2\nFrame#\tTime\tA\n", "names 1 markers" },
        { "PathFileType\t4\nNumMarkers\n1\nFrame#\tTime\tA\n\n1\t0\tx\t2\t3\n",
          "line 6 (byte 47): \"x\" is not a number" },
        { "PathFileType\t4\nNumMarkers\n1\nFrame#\tTime\tA\n\n1\n",
          "line 6 (byte 43) has 1 columns, 5" },
        { "PathFileType\t4\nNumMarkers\n1\nFrame#\tTime\tA\n\n", "no frames" },
        { "PathFileType\t4\nNumMarkers\n1\nFrame#\tTime\tA\n\n1\t\t1\t2\t3\n",
          "no frame rate" },
        { "x\nendheader\nangle\n1\n", "does not begin with the column \"time\"" },
        { "x\nendheader\ntime\tangle\n", "no rows" },
        { "x\nendheader\ntime\tangle\n1\t2\n", "no ground forces" },
        { "Time\tAX\tAY\tAZ\tBX\tBY\tCZ\n0\t1\t2\t3\t4\t5\t6\n", "column 5" },
        { "Time\tCOPX\tCOPY\tQ\n0\t1\t2\t3\n", "Fx" },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(markers) struct markers *m = NULL;
        struct err err = { 0 };
        if (read_text(rows[i].text, &m, &err) >= 0)
            fail_msg("row %zu is accepted", i);
        if (!strstr(err.msg, rows[i].says))
            fail_msg("row %zu: \"%s\" does not say \"%s\"", i, err.msg, rows[i].says);
    }
}

static void every_format_is_complete_and_known_by_its_start(void **state)
{
    (void)state;
    for (size_t i = 0; i < mocap_n_formats; i++) {
        const struct mocap_format *f = &mocap_formats[i];
        assert_true(f->name && f->suffix[0] == '.' && f->what && f->probe && f->read);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(f->name, mocap_formats[k].name);
        assert_int_equal(f->probe((const uint8_t *)"", 0), 0);
    }
    assert_string_equal(mocap_format_probe((const uint8_t *)trc, sizeof(trc) - 1)->name, "trc");
    assert_string_equal(
        mocap_format_probe((const uint8_t *)text_forces, sizeof(text_forces) - 1)->name,
        "text");
}

static void names_are_compared_as_people_read_them(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        { "LKNE", "lkne", true },     { "Anna:LKNE", "LKNE", true },
        { "L.Knee", "L_knee", true }, { "L Knee", "L-KNEE", true },
        { "LKNE", "LKNE2", false },   { "", "", true },
        { "LKNE:", "LKNE:", true },   { "RKNE", "LKNE", false },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++)
        assert_true(markers_same_name(rows[i].a, rows[i].b) == rows[i].same);
}

static void rates_are_whole_where_times_are_rounded(void **state)
{
    const double rounded[] = { 0, 0.007, 0.013, 0.02 }; /* 150 Hz in milliseconds */
    const double uneven[] = { 0, 0.1, 0.11, 0.5 }, back[] = { 1, 0.5, 0.2 };
    double ntsc[301];
    (void)state;
    for (size_t i = 0; i < N_ELEMS(ntsc); i++)
        ntsc[i] = (double)i * 1001 / 30000;
    assert_near(rows_rate(rounded, 4, 1), 150, 0);
    assert_near(rows_rate(ntsc, N_ELEMS(ntsc), 1), 30000 / 1001.0, 1e-9);
    assert_true(isnan(rows_rate(uneven, 4, 1)) && isnan(rows_rate(back, 3, 1)));
    assert_true(isnan(rows_rate(ntsc, 1, 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trc_file_is_read),
        cmocka_unit_test(trc_written_is_trc_read),
        cmocka_unit_test(a_table_written_is_a_table_read),
        cmocka_unit_test(ground_forces_of_opensim_become_plates),
        cmocka_unit_test(plain_tables_of_markers_and_forces_are_read),
        cmocka_unit_test(forces_of_another_trial_are_refused),
        cmocka_unit_test(refusals_name_line_and_byte),
        cmocka_unit_test(every_format_is_complete_and_known_by_its_start),
        cmocka_unit_test(names_are_compared_as_people_read_them),
        cmocka_unit_test(rates_are_whole_where_times_are_rounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

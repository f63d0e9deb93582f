/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "dsp/lowpass.h"
#include "dsp/stats.h"
#include "spine/force.h"
#include "spine/spine.h"
#include "test.h"

/*
 * A real runner on a treadmill with a force plate (running data set of Fukuchi et al. 2017,
 * PeerJ 5:e3298, subject 1 at 2.5 m/s): 300 forces and 150 marker positions a second. His trunk
 * and arms carry no markers, so the load on L5/S1 cannot be had from them. What can be tested:
 * that strides are cut where they are (mean force = weight), that the half sine's peak is the
 * plate's, and that differentiating a marker as this module does gives the plate's mean and,
 * for the pelvis as the body's middle, nearly its peak.
 */
enum { PLATE_HZ = 300, MARKER_HZ = 150, MAX_VALUES = 1 << 21, MAX_STEPS = 200 };
static const double mass_kg = 62; /* as the data set's table of subjects has it */

struct table {
    double *x;
    size_t n_rows, n_columns;
};

/* Numbers between tabs under one line of names; a blank field is NaN. */
static struct table read_table(const char *name)
{
    uint8_t *bytes = NULL;
    size_t n_bytes, n = 0, columns = 1;
    struct err err = { 0 };
    assert_ok(file_read(test_data(name), 64 << 20, &bytes, &n_bytes, &err), err);
    struct table t = { .x = mem_array(MAX_VALUES, sizeof(double)) };
    assert_non_null(t.x);
    char *p = (char *)bytes, *end = strchr(p, '\n');
    for (char *q = p; q < end; q++)
        columns += *q == '\t';
    for (p = end + 1; *p > ' ' && n + columns < MAX_VALUES; p++) {
        for (size_t c = 0; c < columns; c++, n++) {
            size_t length = strcspn(p, "\t\r\n");
            char field[64];
            snprintf(field, sizeof(field), "%.*s", (int)length, p);
            if (text_to_double(field, "field", &t.x[n], NULL) < 0)
                t.x[n] = NAN;
            p += length + (p[length] == '\t');
        }
        p += strcspn(p, "\n");
        t.n_rows++;
        if (!*p)
            break;
    }
    t.n_columns = columns;
    free(bytes);
    return t;
}

struct plate_step {
    size_t on, off; /* samples */
    double peak_n;
};

/* Contacts over 50 N, as the data set's authors cut them; the cut ones at the ends left out. */
static size_t cut_steps(const double *fy, size_t n, struct plate_step *ret)
{
    size_t k = 0, i = 0;
    while (i < n && fy[i] > 50)
        i++;
    for (; i < n && k < MAX_STEPS; i++) {
        if (fy[i] <= 50)
            continue;
        struct plate_step s = { .on = i };
        for (; i < n && fy[i] > 50; i++)
            s.peak_n = fmax(s.peak_n, fy[i]);
        s.off = i;
        if (i < n && s.off - s.on > PLATE_HZ / 10)
            ret[k++] = s;
    }
    return k;
}

static double mean_of(const double *x, size_t from, size_t to)
{
    double sum = 0;
    for (size_t i = from; i < to; i++)
        sum += x[i];
    return sum / (double)(to - from);
}

struct recording {
    double *fy, *pelvis_bw; /* [n_plate]; [n_marker] 1 + a/g of the four pelvis markers */
    size_t n_plate, n_marker, n_steps;
    struct plate_step steps[MAX_STEPS];
};

static struct recording record(void)
{
    struct recording r = { 0 };
    struct table f = read_table("data/mocap/RBDS001runT25forces.txt");
    struct table m = read_table("data/mocap/RBDS001runT25markers.txt");
    struct err err = { 0 };
    r.n_plate = f.n_rows;
    r.n_marker = m.n_rows;
    r.fy = mem_array(f.n_rows, sizeof(double));
    r.pelvis_bw = mem_array(m.n_rows, sizeof(double));
    AUTO(mem) double *y = mem_array(m.n_rows, sizeof(*y));
    assert_true(r.fy && r.pelvis_bw && y);
    for (size_t i = 0; i < f.n_rows; i++)
        r.fy[i] = f.x[i * f.n_columns + 2];
    for (size_t i = 0; i < m.n_rows; i++)
        for (size_t k = 0; k < 4; k++) /* columns: time, then x y z of each marker; mm */
            y[i] += m.x[i * m.n_columns + 2 + 3 * k] / 4000;
    assert_int_equal(dsp_fill_gaps(y, m.n_rows, 3), 1); /* one frame lacks a marker */
    assert_ok(dsp_lowpass(y, m.n_rows, MARKER_HZ, spine_cutoff_hz(0.277), y, &err), err);
    double hz2 = MARKER_HZ * MARKER_HZ / SPINE_G;
    for (size_t i = 1; i + 1 < m.n_rows; i++)
        r.pelvis_bw[i] = 1 + (y[i - 1] - 2 * y[i] + y[i + 1]) * hz2;
    r.n_steps = cut_steps(r.fy, r.n_plate, r.steps);
    free(f.x);
    free(m.x);
    return r;
}

static void over_whole_strides_the_plate_carries_the_weight(void **state)
{
    struct recording r = record();
    (void)state;
    assert_true(r.n_steps > 60);
    double all = mean_of(r.fy, r.steps[0].on, r.steps[r.n_steps - 1].on) / (mass_kg * SPINE_G);
    assert_near(all, 1, 0.03);
    for (size_t i = 0; i + 2 < r.n_steps; i++) /* each stride alone within 5 %: the gate */
        assert_near(mean_of(r.fy, r.steps[i].on, r.steps[i + 2].on) / (mass_kg * SPINE_G), all,
                    0.05);
    free(r.fy);
    free(r.pelvis_bw);
}

static void a_smoothed_marker_carries_the_weight_over_each_stride(void **state)
{
    struct recording r = record();
    double worst = 0;
    (void)state;
    assert_true(mean_of(r.pelvis_bw, 1, r.n_marker - 1) > 0.9); /* not missing */
    for (size_t i = 1; i + 3 < r.n_steps; i++)
        worst = fmax(worst,
                     fabs(mean_of(r.pelvis_bw, r.steps[i].on / 2, r.steps[i + 2].on / 2) - 1));
    assert_true(worst < 0.03);
    free(r.fy);
    free(r.pelvis_bw);
}

/* The half sine is said to be within 7 % for groups (Morin et al. 2005); the pelvis moves more
 * than the body's centre (legs and arms move against it), so it is asked for a fifth. */
static void the_half_sine_and_the_pelvis_find_the_plates_peak(void **state)
{
    struct recording r = record();
    double plate[MAX_STEPS], sine[MAX_STEPS], pelvis[MAX_STEPS];
    size_t n = 0;
    (void)state;
    for (size_t i = 1; i + 2 < r.n_steps; i++, n++) {
        const struct plate_step *s = &r.steps[i];
        struct spine_sine f;
        double tc = (double)(s->off - s->on) / PLATE_HZ, next = (double)r.steps[i + 1].on;
        assert_ok(spine_sine(tc, (next - (double)s->off) / PLATE_HZ, 0, 0, &f, NULL),
                  (struct err){ 0 });
        plate[n] = s->peak_n / (mass_kg * SPINE_G);
        sine[n] = f.peak_bw;
        pelvis[n] = 0;
        for (size_t k = s->on / 2; k < s->off / 2; k++)
            pelvis[n] = fmax(pelvis[n], r.pelvis_bw[k]);
    }
    double p = dsp_median(plate, n), s = dsp_median(sine, n), v = dsp_median(pelvis, n);
    printf("peak of %zu steps: plate %.3f, half sine %.3f, pelvis %.3f body weights\n", n, p, s,
           v);
    assert_near(s, p, 0.07 * p);
    assert_near(v, p, 0.20 * p);
    free(r.fy);
    free(r.pelvis_bw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(over_whole_strides_the_plate_carries_the_weight),
        cmocka_unit_test(a_smoothed_marker_carries_the_weight_over_each_stride),
        cmocka_unit_test(the_half_sine_and_the_pelvis_find_the_plates_peak),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

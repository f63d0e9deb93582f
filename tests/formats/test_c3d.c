/* SPDX-License-Identifier: Apache-2.0 */
#include "c3d_bytes.h"

#include "base/file.h"
#include "base/mem.h"
#include "formats/mocap_formats.h"

enum { POINT = 1, ANALOG = 2, PLATFORM = 3, TRIAL = 4 };

static struct markers *read_bytes(const struct c3d_bytes *f)
{
    struct markers *m = NULL;
    struct err err = { 0 };
    assert_ok(mocap_format_read(f->b, f->n, &m, &err), err);
    return m;
}

/* Three markers, two frames, one channel of two samples a frame. */
static void small_file(struct c3d_bytes *f, enum c3d_processor processor, bool floats)
{
    const struct c3d_header h = { .n_points = 3,
                                  .n_channels = 1,
                                  .per_frame = 2,
                                  .first = 11,
                                  .last = 12,
                                  .scale = floats ? -0.1 : 0.1,
                                  .rate_hz = 100 };
    c3d_begin(f, processor, &h);
    put_group(f, "POINT", POINT);
    put_text(f, POINT, "LABELS", 6, 2, "LKNE  Al:TOE");
    put_text(f, POINT, "LABELS2", 4, 1, "HEEL");
    put_text(f, POINT, "UNITS", 2, 1, "mm");
    put_group(f, "ANALOG", ANALOG);
    PUT_NUMBERS(f, ANALOG, "GEN_SCALE", 4, SCALAR, 0.5);
    PUT_NUMBERS(f, ANALOG, "SCALE", 4, DIMS(1), 0.25);
    PUT_NUMBERS(f, ANALOG, "OFFSET", 2, DIMS(1), 8);
    put_text(f, ANALOG, "LABELS", 4, 1, "FZ1 ");
    c3d_end_params(f);
    double unit = floats ? 1 : 10; /* integers count tenths of a millimetre */
    for (int i = 0; i < 2; i++) {
        const double xyz[3][4] = { { 100 + i, -200, 300.5, 0 },
                                   { 1, 2, 3, i ? -1 : 1 }, /* not seen in the second frame */
                                   { 0, 0, 0, 0 } };        /* not seen at all */
        for (int p = 0; p < 3; p++)
            for (int k = 0; k < 4; k++)
                put_value(f, floats, k < 3 ? unit * xyz[p][k] : xyz[p][k]);
        put_value(f, floats, 108 + i);
        put_value(f, floats, -92);
    }
}

static void check_small(const struct markers *m)
{
    assert_int_equal(m->n_markers, 3);
    assert_int_equal(m->n_frames, 2);
    assert_false(m->truncated);
    assert_string_equal(m->name[0], "LKNE");
    assert_string_equal(m->name[2], "HEEL");
    assert_int_equal(markers_find(m, "toe"), 1); /* without the subject's name */
    assert_near(m->rate_hz, 100, 0);
    assert_near(m->t0_s, 0.1, 1e-12);
    assert_near(markers_at(m, 1, 0)[0], 0.101, 1e-7); /* a float has 7 digits */
    assert_near(markers_at(m, 0, 0)[1], -0.2, 1e-7);
    assert_near(markers_at(m, 0, 0)[2], 0.3005, 1e-7);
    assert_near(markers_at(m, 0, 1)[2], 0.003, 1e-7);
    assert_true(isnan(markers_at(m, 1, 1)[0]) && isnan(markers_at(m, 0, 2)[1]));
    assert_int_equal(m->n_samples, 4);
    assert_near(m->sample_hz, 200, 0);
    assert_string_equal(m->channel[0], "FZ1");
    assert_near(m->analog[0], (108 - 8) * 0.25 * 0.5, 0);
    assert_near(m->analog[2], (109 - 8) * 0.25 * 0.5, 0);
    assert_near(m->analog[3], (-92 - 8) * 0.25 * 0.5, 0);
}

static void numbers_of_every_processor_as_integers_and_floats(void **state)
{
    static struct c3d_bytes f;
    (void)state;
    for (int p = C3D_INTEL; p <= C3D_MIPS; p++)
        for (int floats = 0; floats < 2; floats++) {
            small_file(&f, (enum c3d_processor)p, floats);
            AUTO(markers) struct markers *m = read_bytes(&f);
            check_small(m);
        }
}

static void a_dec_float_is_what_the_vax_manual_says(void **state)
{
    /* VAX Architecture Reference Manual: 1.0 is 4080 hex in the first word; 0.5 is 4000; the
     * reserved operand (sign without exponent) is no number */
    static const struct {
        uint8_t b[4];
        double want;
    } rows[] = {
        { { 0x80, 0x40, 0, 0 }, 1 },   { { 0x00, 0x40, 0, 0 }, 0.5 },
        { { 0x80, 0xc0, 0, 0 }, -1 },  { { 0, 0, 0xff, 0xff }, 0 },
        { { 0x20, 0x41, 0, 0 }, 2.5 }, { { 0xff, 0x7f, 0xff, 0xff }, 1.7014117e38 },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        const struct c3d_file f = { .data = rows[i].b, .n = 4, .processor = C3D_DEC };
        assert_near(c3d_float(&f, 0), rows[i].want, fabs(rows[i].want) * 1e-7);
    }
    const uint8_t reserved[4] = { 0x00, 0x80, 0, 0 };
    const struct c3d_file f = { .data = reserved, .n = 4, .processor = C3D_DEC };
    assert_true(isnan(c3d_float(&f, 0)));
}

static void unsigned_samples_are_not_negative(void **state)
{
    static struct c3d_bytes f;
    const struct c3d_header h = { 1, 1, 1, 1, 1, 1, 50 };
    (void)state;
    c3d_begin(&f, C3D_INTEL, &h);
    put_group(&f, "ANALOG", ANALOG);
    put_text(&f, ANALOG, "FORMAT", 8, 1, "UNSIGNED");
    PUT_NUMBERS(&f, ANALOG, "OFFSET", 2, DIMS(1), -32768); /* 32768 without a sign */
    c3d_end_params(&f);
    for (int k = 0; k < 4; k++)
        put_value(&f, false, k < 3 ? 5 + k : 0);
    put_value(&f, false, -1); /* 65535 */
    AUTO(markers) struct markers *m = read_bytes(&f);
    assert_near(m->analog[0], 65535 - 32768, 0);
    /* no unit: five of anything is metres, not millimetres */
    assert_near(markers_at(m, 0, 0)[0], 5, 0);
}

static void long_trials_count_frames_elsewhere(void **state)
{
    static struct c3d_bytes f;
    const struct c3d_header h = { 1, 0, 0, 1, 2, -1, 50 };
    (void)state;
    c3d_begin(&f, C3D_INTEL, &h);
    put_group(&f, "TRIAL", TRIAL);
    PUT_NUMBERS(&f, TRIAL, "ACTUAL_START_FIELD", 2, DIMS(2), 1, 0);
    PUT_NUMBERS(&f, TRIAL, "ACTUAL_END_FIELD", 2, DIMS(2), 5, 0);
    c3d_end_params(&f);
    for (int i = 0; i < 5 * 4; i++)
        put_value(&f, true, i % 4 == 3 ? 0 : i + 1);
    AUTO(markers) struct markers *m = read_bytes(&f);
    assert_int_equal(m->n_frames, 5);
}

/* -- force plates -------------------------------------------------------------------------- */

/*
 * One plate 0.4 m by 0.6 m in a laboratory whose z points up, its centre at (1, 2, 0). The
 * plate's x runs along -x of the laboratory, its y along y, z down: corner 1 is (+x, +y) of the
 * plate. A foot pushes at (1.1, 1.9) with the reaction (10, -20, 700) N and twists by 3 Nm.
 */
static const double want_f[3] = { 10, -20, 700 }, want_cop[3] = { 1.1, 1.9, 0 };
static const double want_twist = 3;
static const double depth = -0.05; /* m: surface above the transducer, z down */

/* The action in the plate's axes (x, y, z down) about the centre of its surface, N and Nm. */
static void in_plate(double f[3], double m[3])
{
    double x = -(want_cop[0] - 1), y = want_cop[1] - 2;
    f[0] = -(-want_f[0]);
    f[1] = -want_f[1];
    f[2] = want_f[2];
    m[0] = y * f[2];
    m[1] = -x * f[2];
    /* the plate's z is down and it feels the action: two turns of sign */
    m[2] = want_twist + x * f[1] - y * f[0];
}

static void about_transducer(const double f[3], double m[3])
{
    m[0] -= depth * f[1]; /* m_transducer = m_surface + s x f, s = (0, 0, depth) */
    m[1] += depth * f[0];
}

static size_t channels_of(int type, double v[8])
{
    const double a = 0.15, b = 0.25; /* type 3: distances of the sensors */
    double f[3], m[3];
    in_plate(f, m);
    if (type == 1) {
        const double one[6] = {
            f[0], f[1], f[2], -m[1] / f[2] * 1000, m[0] / f[2] * 1000, want_twist * 1000
        };
        memcpy(v, one, sizeof(one));
        return 6;
    }
    if (type == 3) {
        double mx = m[0] - f[1] * depth, my = m[1] + f[0] * depth;
        double left = mx / b, front = my / a; /* z1+z2-z3-z4, -z1+z2+z3-z4 */
        double cross = 0;                     /* z1-z2+z3-z4: free */
        v[4] = (f[2] + left - front + cross) / 4;
        v[5] = (f[2] + left + front - cross) / 4;
        v[6] = (f[2] - left + front + cross) / 4;
        v[7] = (f[2] - left - front - cross) / 4;
        double turn = m[2] / 2; /* half by the x pair, half by the y pair */
        v[0] = f[0] / 2 - turn / (2 * b);
        v[1] = f[0] / 2 + turn / (2 * b);
        v[2] = f[1] / 2 + turn / (2 * a);
        v[3] = f[1] / 2 - turn / (2 * a);
        return 8;
    }
    about_transducer(f, m);
    for (int k = 0; k < 3; k++) {
        v[k] = type == 4 ? f[k] / 100 : f[k];
        v[3 + k] = 1000 * (type == 4 ? m[k] / 200 : m[k]);
    }
    if (type == 4) /* the matrix below adds a tenth of the first channel to the second */
        v[1] -= 0.1 * v[0];
    return 6;
}

static void plate_file(struct c3d_bytes *f, int type, int sign, double origin_sign)
{
    double v[8], cal[36] = { 0 };
    size_t n = channels_of(type, v);
    const struct c3d_header h = { 1, (int)n, 1, 1, 3, -1, 100 };
    c3d_begin(f, C3D_INTEL, &h);
    put_group(f, "POINT", POINT);
    put_text(f, POINT, "UNITS", 2, 1, "mm");
    put_group(f, "FORCE_PLATFORM", PLATFORM);
    PUT_NUMBERS(f, PLATFORM, "USED", 2, SCALAR, 1);
    PUT_NUMBERS(f, PLATFORM, "TYPE", 2, DIMS(1), type);
    PUT_NUMBERS(f, PLATFORM, "CORNERS", 4, DIMS(3, 4, 1), 800, 2300, 0, 1200, 2300, 0, 1200,
                1700, 0, 800, 1700, 0);
    double s = 1000 * depth * origin_sign;
    PUT_NUMBERS(f, PLATFORM, "ORIGIN", 4, DIMS(3, 1), type == 3 ? 150 : 0, type == 3 ? 250 : 0,
                type == 1 ? 0 : s);
    const double channel[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    put_numbers(f, PLATFORM, "CHANNEL", 2, DIMS((int)n, 1), channel);
    for (int k = 0; k < 6; k++)
        cal[7 * k] = k < 3 ? 100 : 200;
    cal[1] = 10; /* column 1, row 2: a tenth of the first channel goes into the second force */
    put_numbers(f, PLATFORM, "CAL_MATRIX", 4, DIMS(6, 6, 1), cal);
    c3d_end_params(f);
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 4; k++)
            put_value(f, true, k < 3 ? 1 : 0);
        for (size_t c = 0; c < n; c++) /* the last frame: nobody is there */
            put_value(f, true,
                      i == 2 ? 0 : sign * v[c] * (type == 1 && c >= 3 && c < 5 ? sign : 1));
    }
}

static void check_plate(const struct markers *m)
{
    assert_int_equal(m->n_plates, 1);
    const struct markers_wrench *w = &m->plate[1];
    for (int k = 0; k < 3; k++) {
        assert_near(w->force_n[k], want_f[k], 1e-3); /* floats of some hundreds */
        assert_near(w->cop_m[k], want_cop[k], 1e-5);
    }
    assert_near(w->twist_nm, want_twist, 1e-3);
    assert_true(isnan(m->plate[2].cop_m[0]) && m->plate[2].force_n[2] == 0);
}

static void every_type_of_plate_gives_the_same_wrench(void **state)
{
    static struct c3d_bytes f;
    (void)state;
    for (int type = 1; type <= 4; type++)
        for (int sign = -1; sign <= 1; sign += 2) { /* some systems store the reaction */
            plate_file(&f, type, sign, 1);
            AUTO(markers) struct markers *m = read_bytes(&f);
            check_plate(m);
        }
}

static void a_depth_with_the_wrong_sign_is_understood(void **state)
{
    static struct c3d_bytes f;
    (void)state;
    for (int type = 2; type <= 4; type++) {
        plate_file(&f, type, 1, -1);
        AUTO(markers) struct markers *m = read_bytes(&f);
        check_plate(m);
    }
}

static void a_plate_of_unknown_type_is_left_out(void **state)
{
    static struct c3d_bytes f;
    (void)state;
    plate_file(&f, 2, 1, 1);
    for (size_t i = BLOCK_SIZE; i + 4 < f.n; i++)
        if (memcmp(f.b + i, "TYPE", 4) == 0) {
            put16(&f, i + 4 + 2 + 3, 21); /* after name, offset, type, dimensions */
            break;
        }
    AUTO(markers) struct markers *m = read_bytes(&f);
    assert_int_equal(m->n_plates, 0);
}

/* -- damage -------------------------------------------------------------------------------- */

static void a_file_cut_anywhere_gives_whole_frames_or_a_reason(void **state)
{
    static struct c3d_bytes f;
    struct err err;
    size_t n_read = 0;
    (void)state;
    small_file(&f, C3D_DEC, true);
    for (size_t n = 0; n < f.n; n++) {
        AUTO(mem) uint8_t *copy = mem_array(n, 1); /* so that a sanitizer sees its end */
        AUTO(markers) struct markers *m = NULL;
        err = (struct err){ 0 };
        memcpy(copy, f.b, n);
        if (c3d_read(copy, n, &m, &err) < 0) {
            assert_true(err.msg[0] != '\0' && m == NULL);
            continue;
        }
        assert_true(m->truncated && m->n_frames == 1);
        n_read++;
    }
    assert_int_equal(n_read, (4 * 3 + 2) * 4); /* bytes of the second frame */
}

static void damage_is_refused_with_its_place(void **state)
{
    static const struct {
        size_t at;
        int v;
        const char *says;
    } rows[] = {
        { 1, 0x51, "not a C3D file" },
        { 0, 200, "the parameters should begin at byte" },
        { BLOCK_SIZE + 3, 87, "unknown kind of numbers 87 at byte 515" },
        { BLOCK_SIZE + 4, 120, "parameter" },
        { 17, 0x70, "the data begin in block" },
        { 2, 0, "no points" },
        { 23, 0xc2, "a frame rate of" },
    };
    static struct c3d_bytes f;
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(markers) struct markers *m = NULL;
        struct err err = { 0 };
        small_file(&f, C3D_INTEL, true);
        f.b[rows[i].at] = (uint8_t)rows[i].v;
        if (c3d_read(f.b, f.n, &m, &err) >= 0)
            fail_msg("byte %zu = %d is accepted", rows[i].at, rows[i].v);
        if (!strstr(err.msg, rows[i].says))
            fail_msg("\"%s\" does not say \"%s\"", err.msg, rows[i].says);
    }
}

static void a_file_without_a_whole_header_says_so(void **state)
{
    static struct c3d_bytes f;
    struct markers *m = NULL;
    struct err err = { 0 };
    (void)state;
    small_file(&f, C3D_INTEL, true);
    assert_refused(c3d_read(f.b, 300, &m, &err), ERR_FORMAT);
    assert_non_null(strstr(err.msg, "ends at byte 300, inside the 512 bytes of its header"));
}

static void real_files_decode(void **state)
{
    static const struct {
        const char *path;
        size_t n_markers, n_frames, n_plates;
        double rate_hz;
    } rows[] = {
        { "data/mocap/RBDS001runT35.c3d", 32, 4500, 1, 150 },
        { "data/mocap/RBDS001static.c3d", 48, 150, 0, 150 },
        { "data/mocap/20140515T133244_run.c3d", 28, 5000, 0, 200 },
        { "data/mocap/20140515T133244_static.c3d", 38, 1, 0, 200 },
    };
    (void)state;
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO(mem) uint8_t *data = NULL;
        AUTO(markers) struct markers *m = NULL;
        struct err err = { 0 };
        size_t n;
        assert_ok(file_read(test_data(rows[i].path), 1 << 26, &data, &n, &err), err);
        assert_string_equal(mocap_format_probe(data, n)->name, "c3d");
        assert_ok(mocap_format_read(data, n, &m, &err), err);
        assert_int_equal(m->n_markers, rows[i].n_markers);
        assert_int_equal(m->n_frames, rows[i].n_frames);
        assert_int_equal(m->n_plates, rows[i].n_plates);
        assert_near(m->rate_hz, rows[i].rate_hz, 0);
        assert_false(m->truncated);
        for (size_t k = 0; k < m->n_markers; k++) /* a person in a laboratory, in metres */
            assert_true(fabs(markers_at(m, 0, k)[1]) < 1.5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_every_processor_as_integers_and_floats),
        cmocka_unit_test(a_dec_float_is_what_the_vax_manual_says),
        cmocka_unit_test(unsigned_samples_are_not_negative),
        cmocka_unit_test(long_trials_count_frames_elsewhere),
        cmocka_unit_test(every_type_of_plate_gives_the_same_wrench),
        cmocka_unit_test(a_depth_with_the_wrong_sign_is_understood),
        cmocka_unit_test(a_plate_of_unknown_type_is_left_out),
        cmocka_unit_test(a_file_cut_anywhere_gives_whole_frames_or_a_reason),
        cmocka_unit_test(damage_is_refused_with_its_place),
        cmocka_unit_test(a_file_without_a_whole_header_says_so),
        cmocka_unit_test(real_files_decode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

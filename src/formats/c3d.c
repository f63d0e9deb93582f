/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/c3d.h"

#include <math.h>

#include "base/mem.h"
#include "formats/c3d_file.h"

/* -- points -------------------------------------------------------------------------------- */

static bool is_float(const struct c3d_file *f) { return f->scale < 0; }

static size_t number_size(const struct c3d_file *f) { return is_float(f) ? 4 : 2; }

static size_t frame_size(const struct c3d_file *f)
{
    return (4 * f->n_points + f->analog_per_frame) * number_size(f);
}

/* A marker that was not seen has a negative residual; some systems write zeros instead. */
static void read_point(const struct c3d_file *f, size_t pos, double xyz[3])
{
    size_t size = number_size(f);
    double v[4];

    for (size_t k = 0; k < 4; k++)
        v[k] = is_float(f) ? c3d_float(f, pos + k * size) : c3d_int16(f, pos + k * size);
    bool zero = v[0] == 0 && v[1] == 0 && v[2] == 0;
    if (v[3] < 0 || zero || !isfinite(v[0]) || !isfinite(v[1]) || !isfinite(v[2]))
        return; /* it is NaN already */
    for (size_t k = 0; k < 3; k++)
        xyz[k] = is_float(f) ? v[k] : v[k] * f->scale;
}

static void read_points(const struct c3d_file *f, struct markers *m)
{
    for (size_t i = 0; i < m->n_frames; i++)
        for (size_t p = 0; p < m->n_markers; p++)
            read_point(f, f->data_pos + i * frame_size(f) + 4 * p * number_size(f),
                       m->xyz[i * m->n_markers + p]);
    for (size_t p = 0; p < m->n_markers; p++) {
        const char *s;
        size_t n = c3d_label(f, "POINT", "LABELS", p, &s);
        markers_set_name(m->name[p], s, n);
    }
}

/* Metres in one unit of the file. Files without a unit: bodies are neither 10 m nor 10 mm away
 * from their origin. */
static double metres(const struct c3d_file *f, const struct markers *m)
{
    const char *s;
    size_t n = c3d_text(f, c3d_find(f, "POINT", "UNITS"), 0, &s);
    if (n >= 2 && (s[0] == 'm' || s[0] == 'M') && (s[1] == 'm' || s[1] == 'M'))
        return 0.001;
    if (n >= 2 && (s[0] == 'c' || s[0] == 'C'))
        return 0.01;
    if (n == 1 && (s[0] == 'm' || s[0] == 'M'))
        return 1;
    const double *v = m->xyz[0];
    size_t first = m->n_markers * 3; /* of the first frame; enough to see the size */
    double largest = 0;
    for (size_t i = 0; i < first; i++)
        largest = fmax(largest, fabs(v[i])); /* fmax leaves NaN out */
    return largest > 10 ? 0.001 : 1;
}

static void scale_points(struct markers *m, double m_per_unit)
{
    for (size_t i = 0; i < m->n_frames * m->n_markers; i++)
        for (int k = 0; k < 3; k++)
            m->xyz[i][k] *= m_per_unit;
}

/* -- analog -------------------------------------------------------------------------------- */

struct scaling {
    double scale, offset;
};

static struct scaling scaling_of(const struct c3d_file *f, size_t channel, bool is_unsigned)
{
    double gen = c3d_number(f, c3d_find(f, "ANALOG", "GEN_SCALE"), 0, 1);
    double scale = c3d_number(f, c3d_find(f, "ANALOG", "SCALE"), channel, 1);
    double offset = c3d_number(f, c3d_find(f, "ANALOG", "OFFSET"), channel, 0);
    if (is_unsigned && offset < 0)
        offset += 65536;
    return (struct scaling){ .scale = scale * (gen != 0 ? gen : 1), .offset = offset };
}

static bool analog_is_unsigned(const struct c3d_file *f)
{
    const char *s;
    size_t n = c3d_text(f, c3d_find(f, "ANALOG", "FORMAT"), 0, &s);
    return n >= 8 && (s[0] == 'U' || s[0] == 'u');
}

static void read_channel(const struct c3d_file *f, size_t c, struct markers *m)
{
    bool is_unsigned = analog_is_unsigned(f);
    struct scaling how = scaling_of(f, c, is_unsigned);
    size_t size = number_size(f), per = f->samples_per_frame;
    for (size_t s = 0; s < m->n_samples; s++) {
        size_t at = f->data_pos + s / per * frame_size(f) +
                    (4 * f->n_points + s % per * m->n_channels + c) * size;
        double raw = is_float(f)   ? c3d_float(f, at)
                     : is_unsigned ? (double)((unsigned)c3d_int16(f, at) & 0xffff)
                                   : c3d_int16(f, at);
        double v = (raw - how.offset) * how.scale;
        m->analog[s * m->n_channels + c] = isfinite(v) ? v : NAN;
    }
    const char *s;
    size_t n = c3d_label(f, "ANALOG", "LABELS", c, &s);
    markers_set_name(m->channel[c], s, n);
}

static int read_analog(struct c3d_file *f, struct markers *m, struct err *err)
{
    size_t per = f->samples_per_frame;
    if (f->analog_per_frame == 0 || per == 0)
        return 0;
    size_t n = f->analog_per_frame / per;
    if (n > C3D_MAX_CHANNELS || n == 0)
        return err_set_at(err, n ? ERR_LIMIT : ERR_FORMAT, 4,
                          "%zu samples a frame make no %d channels or fewer at %zu samples "
                          "each",
                          f->analog_per_frame, C3D_MAX_CHANNELS, per);
    m->sample_hz = m->rate_hz * (double)per;
    m->n_samples = m->n_frames * per;
    m->n_channels = n;
    m->channel = mem_array(n, sizeof(*m->channel));
    m->analog = mem_array(m->n_samples * n, sizeof(*m->analog));
    if (!m->channel || !m->analog)
        return err_set(err, ERR_NOMEM, "no memory for %zu analog channels", n);
    for (size_t c = 0; c < n; c++)
        read_channel(f, c, m);
    return 0;
}

/* -- all ----------------------------------------------------------------------------------- */

static int read_open(struct c3d_file *f, struct markers **ret_markers, struct err *err)
{
    AUTO(markers) struct markers *m = NULL;
    size_t size = frame_size(f);

    if (f->n_points == 0)
        return err_set_at(err, ERR_UNSUPPORTED, 2,
                          "the file holds no points, only analog data");
    size_t whole = (f->n - f->data_pos) / size;
    size_t n = f->n_frames < whole ? f->n_frames : whole;
    if (n == 0)
        return err_set_at(err, ERR_FORMAT, f->data_pos,
                          "no whole frame of %zu bytes follows byte %zu", size, f->data_pos);
    int rc = markers_new(f->n_points, n, f->rate_hz, &m, err);
    if (rc < 0)
        return rc;
    m->truncated = n < f->n_frames;
    m->t0_s = f->first_frame > 0 ? (double)(f->first_frame - 1) / f->rate_hz : 0;
    read_points(f, m);
    double m_per_unit = metres(f, m);
    scale_points(m, m_per_unit);
    rc = read_analog(f, m, err);
    if (rc == 0)
        rc = c3d_read_plates(f, m_per_unit, m, err);
    if (rc < 0)
        return rc;
    *ret_markers = STEAL(m);
    return 0;
}

int c3d_read(const uint8_t *data, size_t n, struct markers **ret_markers, struct err *err)
{
    struct c3d_file f = { 0 };
    int rc = c3d_open(data, n, &f, err);
    if (rc == 0)
        rc = read_open(&f, ret_markers, err);
    c3d_done(&f);
    return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the channels of a force plate to force and centre of pressure in the laboratory.
 *
 * A plate's own axes come from its corners: x from corner 2 to 1, y from 3 to 2, z downwards
 * (C3D User Guide, "FORCE_PLATFORM"). Each type gives force F and moment M about the centre of
 * the surface; then cop = (-My, Mx) / Fz and twist = Mz - x Fy + y Fx. Some systems store what
 * the foot does to the plate, others the reaction: the floor can only push upwards, so the mean
 * vertical force under load decides the sign.
 */
#include <math.h>

#include "base/mem.h"
#include "formats/c3d_file.h"

enum { CHANNELS_MAX = 8 };
static const double LOADED_N = 20; /* below it a centre of pressure is noise */

struct plate {
    double origin[3];                        /* m */
    double m_per_unit;                       /* of lengths in the file */
    double axis[3][3];                       /* x, y, z of the plate in the laboratory */
    double centre[3];                        /* of its surface, m */
    double cal[6][6];                        /* type 4 */
    size_t channel[CHANNELS_MAX], n_channel; /* columns of markers.analog */
};

/* In the plate's own axes, about the centre of its surface. */
struct raw {
    double f[3], m[3];
};

/* Force and moment at the transducer's origin, moved to the centre of the surface. */
static struct raw from_six(const struct plate *p, const double v[6])
{
    const double *s = p->origin;
    struct raw r = { .f = { v[0], v[1], v[2] } };
    r.m[0] = v[3] * p->m_per_unit - (s[1] * v[2] - s[2] * v[1]);
    r.m[1] = v[4] * p->m_per_unit - (s[2] * v[0] - s[0] * v[2]);
    r.m[2] = v[5] * p->m_per_unit - (s[0] * v[1] - s[1] * v[0]);
    return r;
}

/* Fx Fy Fz, x y of the centre of pressure, Mz about it. */
static struct raw type1(const struct plate *p, const double *v)
{
    double x = v[3] * p->m_per_unit, y = v[4] * p->m_per_unit;
    return (
        struct raw){ .f = { v[0], v[1], v[2] },
                     .m = { y * v[2], -x * v[2], v[5] * p->m_per_unit + x * v[1] - y * v[0] } };
}

/* Fx Fy Fz Mx My Mz */
static struct raw type2(const struct plate *p, const double *v) { return from_six(p, v); }

/* Fx12 Fx34 Fy14 Fy23 Fz1 Fz2 Fz3 Fz4; origin: half the distances of the sensors along x and
 * y, and their depth. */
static struct raw type3(const struct plate *p, const double *v)
{
    double a = p->origin[0], b = p->origin[1], depth = p->origin[2];
    struct raw r = { .f = { v[0] + v[1], v[2] + v[3], v[4] + v[5] + v[6] + v[7] } };
    r.m[0] = b * (v[4] + v[5] - v[6] - v[7]) + r.f[1] * depth;
    r.m[1] = a * (-v[4] + v[5] + v[6] - v[7]) - r.f[0] * depth;
    r.m[2] = b * (-v[0] + v[1]) + a * (v[2] - v[3]);
    return r;
}

/* Six channels through the plate's calibration matrix. */
static struct raw type4(const struct plate *p, const double *v)
{
    double w[6] = { 0 };
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++)
            w[i] += p->cal[i][j] * v[j];
    return from_six(p, w);
}

/* To add a type: one row. */
static const struct {
    size_t n_channels;
    struct raw (*fn)(const struct plate *p, const double *v);
} types[] = {
    [1] = { 6, type1 },
    [2] = { 6, type2 },
    [3] = { 8, type3 },
    [4] = { 6, type4 },
};

static void subtract(const double a[3], const double b[3], double ret[3])
{
    for (int k = 0; k < 3; k++)
        ret[k] = a[k] - b[k];
}

static void cross(const double a[3], const double b[3], double ret[3])
{
    ret[0] = a[1] * b[2] - a[2] * b[1];
    ret[1] = a[2] * b[0] - a[0] * b[2];
    ret[2] = a[0] * b[1] - a[1] * b[0];
}

static bool normalise(double v[3])
{
    double n = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    for (int k = 0; k < 3; k++)
        v[k] /= n;
    return n > 1e-6 && isfinite(n);
}

/* False: its corners make no surface. */
static bool place(const struct c3d_file *f, size_t i, struct plate *p)
{
    const struct c3d_param *corners = c3d_find(f, "FORCE_PLATFORM", "CORNERS");
    double c[4][3], along[3];
    for (size_t k = 0; k < 12; k++)
        c[k / 3][k % 3] = p->m_per_unit * c3d_number(f, corners, 12 * i + k, NAN);
    for (int k = 0; k < 3; k++)
        p->centre[k] = (c[0][k] + c[1][k] + c[2][k] + c[3][k]) / 4;
    subtract(c[0], c[1], p->axis[0]);
    subtract(c[1], c[2], along);
    if (!normalise(p->axis[0]) || !normalise(along))
        return false;
    cross(p->axis[0], along, p->axis[2]);
    if (!normalise(p->axis[2]))
        return false;
    cross(p->axis[2], p->axis[0], p->axis[1]);
    return true;
}

/* Everything about plate i but its type; false: it cannot be used. */
static bool describe(const struct c3d_file *f, size_t i, int type, const struct markers *m,
                     struct plate *p)
{
    const struct c3d_param *origin = c3d_find(f, "FORCE_PLATFORM", "ORIGIN");
    const struct c3d_param *channel = c3d_find(f, "FORCE_PLATFORM", "CHANNEL");
    const struct c3d_param *cal = c3d_find(f, "FORCE_PLATFORM", "CAL_MATRIX");
    size_t stride = channel && channel->n_dims > 0 ? channel->dim[0] : 0;

    p->n_channel = types[type].n_channels;
    if (stride < p->n_channel || !place(f, i, p))
        return false;
    for (size_t k = 0; k < 3; k++)
        p->origin[k] = p->m_per_unit * c3d_number(f, origin, 3 * i + k, 0);
    /* The surface lies above the transducer and z points down: a positive depth was entered
     * the other way round (C3D User Guide). */
    bool reversed = type != 1 && p->origin[2] > 0;
    for (int k = 0; k < 3 && reversed; k++)
        if (k == 2 || type != 3) /* type 3 has distances there */
            p->origin[k] = -p->origin[k];
    for (size_t k = 0; k < p->n_channel; k++) {
        double c = c3d_number(f, channel, i * stride + k, 0);
        if (!(c >= 1 && c <= (double)m->n_channels))
            return false;
        p->channel[k] = (size_t)c - 1;
    }
    for (size_t k = 0; k < 36; k++) /* stored by columns */
        p->cal[k % 6][k / 6] = c3d_number(f, cal, 36 * i + k, type == 4 ? NAN : 0);
    return type != 4 || isfinite(p->cal[5][5]);
}

static struct markers_wrench to_lab(const struct plate *p, const struct raw *r)
{
    struct markers_wrench w = { .cop_m = { NAN, NAN, NAN }, .twist_nm = NAN };
    for (int k = 0; k < 3; k++)
        for (int a = 0; a < 3; a++)
            w.force_n[k] += p->axis[a][k] * r->f[a];
    if (!(fabs(r->f[2]) >= LOADED_N))
        return w;
    double x = -r->m[1] / r->f[2], y = r->m[0] / r->f[2];
    for (int k = 0; k < 3; k++)
        w.cop_m[k] = p->centre[k] + x * p->axis[0][k] + y * p->axis[1][k];
    /* about the plate's upward normal, which is minus its z */
    w.twist_nm = -(r->m[2] - x * r->f[1] + y * r->f[0]);
    return w;
}

/* The floor pushes: the mean force of the loaded samples points up, against the plate's z. */
static void make_reaction(const struct plate *p, struct markers_wrench *w, size_t n)
{
    double up = 0;
    for (size_t s = 0; s < n; s++) {
        double z = -(w[s].force_n[0] * p->axis[2][0] + w[s].force_n[1] * p->axis[2][1] +
                     w[s].force_n[2] * p->axis[2][2]);
        up += fabs(z) >= LOADED_N ? z : 0;
    }
    for (size_t s = 0; s < n && up < 0; s++) {
        for (int k = 0; k < 3; k++)
            w[s].force_n[k] = -w[s].force_n[k];
        w[s].twist_nm = -w[s].twist_nm;
    }
}

static void fill(const struct plate *p, int type, const struct markers *m,
                 struct markers_wrench *w)
{
    for (size_t s = 0; s < m->n_samples; s++) {
        double v[CHANNELS_MAX];
        for (size_t k = 0; k < p->n_channel; k++)
            v[k] = m->analog[s * m->n_channels + p->channel[k]];
        struct raw r = types[type].fn(p, v);
        w[s] = to_lab(p, &r);
    }
    make_reaction(p, w, m->n_samples);
}

int c3d_read_plates(const struct c3d_file *f, double m_per_unit, struct markers *m,
                    struct err *err)
{
    double used = c3d_number(f, c3d_find(f, "FORCE_PLATFORM", "USED"), 0, 0);
    if (!(used >= 1) || m->n_channels == 0)
        return 0;
    if (used > C3D_MAX_PLATES)
        return err_set(err, ERR_LIMIT, "%.0f force plates, at most %d are read", used,
                       C3D_MAX_PLATES);
    m->plate = mem_array((size_t)used * m->n_samples, sizeof(*m->plate));
    if (!m->plate)
        return err_set(err, ERR_NOMEM, "no memory for %.0f force plates", used);
    for (size_t i = 0; i < (size_t)used; i++) {
        struct plate p = { .m_per_unit = m_per_unit };
        int type = (int)c3d_number(f, c3d_find(f, "FORCE_PLATFORM", "TYPE"), i, 0);
        if (type < 1 || type >= (int)N_ELEMS(types) || !describe(f, i, type, m, &p))
            continue;
        fill(&p, type, m, m->plate + m->n_plates * m->n_samples);
        m->n_plates++;
    }
    return 0;
}

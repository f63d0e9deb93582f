/* SPDX-License-Identifier: Apache-2.0 */
#include "mocap/rigid.h"

#include <math.h>

static void centre(const double (*p)[3], size_t n, double ret[3])
{
    for (int k = 0; k < 3; k++) {
        ret[k] = 0;
        for (size_t i = 0; i < n; i++)
            ret[k] += p[i][k] / (double)n;
    }
}

/* One rotation of the cyclic Jacobi method: makes a[p][q] zero. */
static void rotate(double a[4][4], double v[4][4], int p, int q)
{
    if (fabs(a[p][q]) < 1e-300)
        return;
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = (theta < 0 ? -1 : 1) / (fabs(theta) + sqrt(theta * theta + 1));
    double c = 1 / sqrt(t * t + 1), s = t * c;
    for (int k = 0; k < 4; k++) {
        double x = a[k][p], y = a[k][q];
        a[k][p] = c * x - s * y;
        a[k][q] = s * x + c * y;
    }
    for (int k = 0; k < 4; k++) {
        double x = a[p][k], y = a[q][k];
        a[p][k] = c * x - s * y;
        a[q][k] = s * x + c * y;
        x = v[k][p];
        y = v[k][q];
        v[k][p] = c * x - s * y;
        v[k][q] = s * x + c * y;
    }
}

/* Unit eigenvector of the largest eigenvalue. */
static void largest_eigenvector(double a[4][4], double ret[4])
{
    double v[4][4] = { { 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 } };
    for (int sweep = 0; sweep < 20; sweep++) {
        double off = 0, on = 0;
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++)
                *(i == j ? &on : &off) += a[i][j] * a[i][j];
        if (off <= 1e-26 * on)
            break;
        for (int p = 0; p < 3; p++)
            for (int q = p + 1; q < 4; q++)
                rotate(a, v, p, q);
    }
    int best = 0;
    for (int i = 1; i < 4; i++)
        best = a[i][i] > a[best][best] ? i : best;
    for (int k = 0; k < 4; k++)
        ret[k] = v[k][best];
}

static void turn_of(const double q[4], double r[3][3])
{
    double w = q[0], x = q[1], y = q[2], z = q[3];
    const double m[3][3] = {
        { w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y) },
        { 2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x) },
        { 2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z },
    };
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            r[i][j] = m[i][j];
}

/* Twice the area of the largest triangle with the first point, as a square. */
static double spread(const double (*p)[3], size_t n)
{
    double best = 0;
    for (size_t i = 1; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            double u[3], v[3], area = 0;
            for (int k = 0; k < 3; k++) {
                u[k] = p[i][k] - p[0][k];
                v[k] = p[j][k] - p[0][k];
            }
            for (int k = 0; k < 3; k++) {
                double c = u[(k + 1) % 3] * v[(k + 2) % 3] - u[(k + 2) % 3] * v[(k + 1) % 3];
                area += c * c;
            }
            best = fmax(best, area);
        }
    return best;
}

bool rigid_fit(const double (*a)[3], const double (*b)[3], size_t n, struct rigid *ret)
{
    const double smallest = 1e-8; /* a triangle of 1 cm by 1 cm, squared twice */
    double ca[3], cb[3], s[3][3] = { { 0 } }, q[4];

    centre(a, n, ca);
    centre(b, n, cb);
    for (size_t i = 0; i < n; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++)
                s[j][k] += (a[i][j] - ca[j]) * (b[i][k] - cb[k]);
    if (!(spread(a, n) > smallest) || !isfinite(cb[0] + cb[1] + cb[2]))
        return false;
    double m[4][4] = {
        { s[0][0] + s[1][1] + s[2][2], s[1][2] - s[2][1], s[2][0] - s[0][2],
          s[0][1] - s[1][0] },
        { 0, s[0][0] - s[1][1] - s[2][2], s[0][1] + s[1][0], s[2][0] + s[0][2] },
        { 0, 0, s[1][1] - s[0][0] - s[2][2], s[1][2] + s[2][1] },
        { 0, 0, 0, s[2][2] - s[0][0] - s[1][1] },
    };
    for (int i = 1; i < 4; i++)
        for (int j = 0; j < i; j++)
            m[i][j] = m[j][i];
    largest_eigenvector(m, q);
    turn_of(q, ret->turn);
    for (int k = 0; k < 3; k++) {
        const double *r = ret->turn[k];
        ret->shift[k] = cb[k] - r[0] * ca[0] - r[1] * ca[1] - r[2] * ca[2];
    }
    ret->rms = 0;
    for (size_t i = 0; i < n; i++) {
        double p[3];
        rigid_apply(ret, a[i], p);
        for (int k = 0; k < 3; k++)
            ret->rms += (p[k] - b[i][k]) * (p[k] - b[i][k]);
    }
    ret->rms = sqrt(ret->rms / (double)n);
    return isfinite(ret->rms);
}

void rigid_apply(const struct rigid *r, const double a[3], double ret_b[3])
{
    for (int k = 0; k < 3; k++)
        ret_b[k] =
            r->turn[k][0] * a[0] + r->turn[k][1] * a[1] + r->turn[k][2] * a[2] + r->shift[k];
}

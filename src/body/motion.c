/* SPDX-License-Identifier: Apache-2.0 */
#include "body/motion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

int motion_new(int width, int height, struct motion **ret_motion, struct err *err)
{
    struct motion *m = mem_array(1, sizeof(*m));
    if (!m)
        return err_set(err, ERR_NOMEM, "no memory for a motion");
    m->width = width;
    m->height = height;
    m->roll_rad = m->roll_sd_rad = NAN;
    *ret_motion = m;
    return 0;
}

struct motion *motion_free(struct motion *m)
{
    if (m) {
        free(m->t_s);
        free(m->score);
        free(m->points);
        free(m->world);
        free(m->camera);
        free(m->waist);
        free(m);
    }
    return NULL;
}

/* Each array has its own capacity while growing; the smallest is what they share. */
static int grow(struct motion *m, size_t need)
{
    size_t cap_t = m->cap_frames, cap_s = cap_t, cap_p = cap_t, cap_w = cap_t, cap_c = cap_t,
           cap_b = cap_t;

    if (mem_grow(&m->t_s, &cap_t, need, sizeof(*m->t_s)) < 0 ||
        mem_grow(&m->score, &cap_s, need, sizeof(*m->score)) < 0 ||
        mem_grow(&m->points, &cap_p, need, sizeof(*m->points)) < 0 ||
        mem_grow(&m->world, &cap_w, need, sizeof(*m->world)) < 0 ||
        mem_grow(&m->camera, &cap_c, need, sizeof(*m->camera)) < 0 ||
        mem_grow(&m->waist, &cap_b, need, sizeof(*m->waist)) < 0)
        return -ERR_NOMEM;
    m->cap_frames = cap_t;
    return 0;
}

int motion_append(struct motion *m, double t_s, struct err *err)
{
    size_t i = m->n_frames;

    if (i > 0 && !(t_s > m->t_s[i - 1]))
        return err_set(err, ERR_FORMAT, "frame %zu is not later than the one before it", i);
    if (grow(m, i + 1) < 0)
        return err_set(err, ERR_NOMEM, "no memory for frame %zu", i);
    m->t_s[i] = t_s;
    m->score[i] = 0;
    m->camera[i][0] = m->camera[i][1] = NAN;
    m->waist[i][0] = m->waist[i][1] = NAN;
    for (int p = 0; p < BODY_N_POINTS; p++) {
        m->points[i][p] = (struct motion_point){ NAN, NAN, NAN, 0 };
        m->world[i][p] = (struct motion_xyz){ NAN, NAN, NAN };
    }
    m->n_frames++;
    return 0;
}

int motion_copy(const struct motion *m, struct motion **ret_motion, struct err *err)
{
    AUTO(motion) struct motion *copy = NULL;
    int rc = motion_new(m->width, m->height, &copy, err);
    if (rc < 0)
        return rc;
    if (grow(copy, m->n_frames) < 0)
        return err_set(err, ERR_NOMEM, "no memory for %zu frames", m->n_frames);
    copy->n_frames = m->n_frames;
    copy->roll_rad = m->roll_rad;
    copy->roll_sd_rad = m->roll_sd_rad;
    copy->roll_per_px = m->roll_per_px;
    if (m->n_frames) {
        memcpy(copy->t_s, m->t_s, m->n_frames * sizeof(*m->t_s));
        memcpy(copy->score, m->score, m->n_frames * sizeof(*m->score));
        memcpy(copy->points, m->points, m->n_frames * sizeof(*m->points));
        memcpy(copy->world, m->world, m->n_frames * sizeof(*m->world));
        memcpy(copy->camera, m->camera, m->n_frames * sizeof(*m->camera));
        memcpy(copy->waist, m->waist, m->n_frames * sizeof(*m->waist));
    }
    *ret_motion = STEAL(copy);
    return 0;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double motion_fps(const struct motion *m)
{
    if (m->n_frames < 2)
        return NAN;
    size_t n = m->n_frames - 1;
    AUTO(mem) double *dt_s = mem_array(n, sizeof(*dt_s));
    if (!dt_s)
        return NAN;
    for (size_t i = 0; i < n; i++)
        dt_s[i] = m->t_s[i + 1] - m->t_s[i];
    qsort(dt_s, n, sizeof(*dt_s), by_value);
    return 1.0 / dt_s[n / 2];
}

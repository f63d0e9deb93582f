/* SPDX-License-Identifier: Apache-2.0 */
#include "mocap/points.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

static bool is_whole(const struct mocap_points *p, size_t r)
{
    for (size_t t = 0; t < p->set->rule[r].n_terms; t++)
        if (p->index[r][t] < 0)
            return false;
    return true;
}

/* The points that a rule of this kind makes. */
static bool makes(const struct mocap_rule *rule, enum body_point point)
{
    if (rule->kind == MOCAP_PELVIS)
        return point == BODY_L_HIP || point == BODY_R_HIP;
    return rule->kind == MOCAP_POINT && rule->point == point;
}

int mocap_points_new(const struct mocap_set *set, const struct markers *m,
                     struct mocap_points *ret, struct err *err)
{
    *ret = (struct mocap_points){ .set = set, .m = m };
    ret->index = mem_array(set->n_rules, sizeof(*ret->index));
    if (!ret->index)
        return err_set(err, ERR_NOMEM, "no memory for %zu rules", set->n_rules);
    for (size_t r = 0; r < set->n_rules; r++)
        for (size_t t = 0; t < set->rule[r].n_terms; t++)
            ret->index[r][t] = markers_find(m, set->rule[r].term[t].name);
    for (int point = 0; point < BODY_N_POINTS; point++) {
        ret->rule_of[point] = -1;
        for (size_t r = 0; r < set->n_rules && ret->rule_of[point] < 0; r++)
            if (makes(&set->rule[r], (enum body_point)point) && is_whole(ret, r))
                ret->rule_of[point] = (int)r;
    }
    return 0;
}

void mocap_points_done(struct mocap_points *p)
{
    free(p->index);
    *p = (struct mocap_points){ 0 };
}

static double length(const double v[3])
{
    return sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

void mocap_hip(const double (*pelvis)[3], enum body_side side, double ret[3])
{
    const double *la = pelvis[0], *ra = pelvis[1], *lp = pelvis[2], *rp = pelvis[3];
    double right[3], front[3], up[3], mid[3];

    for (int k = 0; k < 3; k++) {
        mid[k] = (la[k] + ra[k]) / 2;
        right[k] = ra[k] - la[k];
        front[k] = mid[k] - (lp[k] + rp[k]) / 2;
    }
    double width = length(right), depth = length(front), across = 0;
    for (int k = 0; k < 3; k++)
        right[k] /= width;
    for (int k = 0; k < 3; k++)
        across += front[k] * right[k];
    for (int k = 0; k < 3; k++)
        front[k] -= across * right[k];
    double n = length(front);
    for (int k = 0; k < 3; k++)
        front[k] /= n;
    for (int k = 0; k < 3; k++)
        up[k] =
            right[(k + 1) % 3] * front[(k + 2) % 3] - right[(k + 2) % 3] * front[(k + 1) % 3];
    double x = -0.24 * depth - 0.0099, y = -0.30 * width - 0.0109;
    double z = (side == BODY_RIGHT ? 1 : -1) * (0.33 * width + 0.0073);
    for (int k = 0; k < 3; k++)
        ret[k] = mid[k] + x * front[k] + y * up[k] + z * right[k];
}

void mocap_point_at(const struct mocap_points *p, const double (*pos)[3], enum body_point point,
                    double ret[3])
{
    int r = p->rule_of[point];
    double sum[3] = { 0 }, weight = 0;

    ret[0] = ret[1] = ret[2] = NAN;
    if (r < 0)
        return;
    const struct mocap_rule *rule = &p->set->rule[r];
    if (rule->kind == MOCAP_PELVIS) {
        double pelvis[4][3];
        for (int i = 0; i < 4; i++)
            for (int k = 0; k < 3; k++)
                pelvis[i][k] = pos[p->index[r][i]][k];
        mocap_hip((const double(*)[3])pelvis, point == BODY_L_HIP ? BODY_LEFT : BODY_RIGHT,
                  ret);
        return;
    }
    for (size_t t = 0; t < rule->n_terms; t++) {
        weight += rule->term[t].weight;
        for (int k = 0; k < 3; k++)
            sum[k] += rule->term[t].weight * pos[p->index[r][t]][k];
    }
    for (int k = 0; k < 3; k++)
        ret[k] = sum[k] / weight; /* NaN where a marker is missing */
}

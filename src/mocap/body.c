/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dsp/stats.h"
#include "mocap/axes.h"
#include "mocap/points.h"
#include "mocap/rigid.h"

/* A cluster that keeps its shape worse than this is not one: its markers are confused. */
static const double CLUSTER_RMS_M = 0.03;

/* What gait cannot do without. */
static const enum body_point needed[] = { BODY_L_HIP,   BODY_R_HIP,   BODY_L_KNEE, BODY_R_KNEE,
                                          BODY_L_ANKLE, BODY_R_ANKLE, BODY_L_HEEL, BODY_R_HEEL,
                                          BODY_L_TOE,   BODY_R_TOE };

struct mocap_body *mocap_body_free(struct mocap_body *b)
{
    if (b) {
        free(b->xyz);
        free(b);
    }
    return NULL;
}

static bool known(const double p[3]) { return isfinite(p[0] + p[1] + p[2]); }

/* One trial seen through one set, beside the trial that knows the anatomy. */
struct fitting {
    const struct markers *m, *still;
    struct mocap_points run, calm;       /* of m and of still; calm.set NULL without still */
    double (*calm_pos)[3];               /* [still->n_markers] mean positions */
    double calm_point[BODY_N_POINTS][3]; /* in the laboratory's axes; NaN */
    bool toes_estimated;
};

static void fitting_done(struct fitting *f)
{
    mocap_points_done(&f->run);
    mocap_points_done(&f->calm);
    free(f->calm_pos);
    *f = (struct fitting){ 0 };
}

/* Mean of each marker over the frames in which it was seen: nobody moves. */
static void mean_positions(const struct markers *m, double (*ret)[3])
{
    for (size_t i = 0; i < m->n_markers; i++) {
        double sum[3] = { 0 };
        size_t n = 0;
        for (size_t f = 0; f < m->n_frames; f++) {
            const double *p = markers_at(m, f, i);
            if (!known(p))
                continue;
            n++;
            for (int k = 0; k < 3; k++)
                sum[k] += p[k];
        }
        for (int k = 0; k < 3; k++)
            ret[i][k] = n ? sum[k] / (double)n : NAN;
    }
}

static int fitting_new(const struct mocap_set *set, const struct markers *m,
                       const struct markers *still, struct fitting *f, struct err *err)
{
    *f = (struct fitting){ .m = m, .still = still };
    int rc = mocap_points_new(set, m, &f->run, err);
    for (int p = 0; p < BODY_N_POINTS; p++)
        for (int k = 0; k < 3; k++)
            f->calm_point[p][k] = NAN;
    if (rc < 0 || !still)
        return rc;
    rc = mocap_points_new(set, still, &f->calm, err);
    if (rc < 0)
        return rc;
    f->calm_pos = mem_array(still->n_markers, sizeof(*f->calm_pos));
    if (!f->calm_pos)
        return err_set(err, ERR_NOMEM, "no memory for the standing trial");
    mean_positions(still, f->calm_pos);
    for (int p = 0; p < BODY_N_POINTS; p++)
        mocap_point_at(&f->calm, (const double(*)[3])f->calm_pos, (enum body_point)p,
                       f->calm_point[p]);
    return 0;
}

/* -- which set ----------------------------------------------------------------------------- */

/* A cluster of the set carries the point from the standing trial into this one. */
static bool carried(const struct fitting *f, enum body_point p)
{
    if (!f->still || !known(f->calm_point[p]))
        return false;
    for (size_t r = 0; r < f->run.set->n_rules; r++) {
        const struct mocap_rule *rule = &f->run.set->rule[r];
        size_t n = 0;
        bool carries = false;
        for (size_t t = 0; t < rule->n_terms; t++)
            n += f->run.index[r][t] >= 0 && f->calm.index[r][t] >= 0;
        for (size_t c = 0; c < rule->n_carried; c++)
            carries = carries || rule->carried[c] == p;
        if (carries && n >= 3)
            return true;
    }
    return false;
}

static bool can_have(const struct fitting *f, enum body_point p)
{
    return f->run.rule_of[p] >= 0 || carried(f, p);
}

static bool is_toe(enum body_point p) { return p == BODY_L_TOE || p == BODY_R_TOE; }

/* Needed points count most, toes little: they can be estimated; others break ties. */
static int score_of(const struct fitting *f)
{
    int score = 0;
    for (size_t i = 0; i < N_ELEMS(needed); i++)
        if (can_have(f, needed[i]))
            score += is_toe(needed[i]) ? 20 : 100;
    for (int p = 0; p < BODY_N_POINTS; p++)
        score += f->run.rule_of[p] >= 0;
    return score;
}

/* Toes can be estimated where the standing trial shows heel and ankle and a cluster on the foot
 * carries them. */
static bool toe_can_be_estimated(const struct fitting *f, enum body_point p)
{
    enum body_side side = p == BODY_L_TOE ? BODY_LEFT : BODY_RIGHT;
    return is_toe(p) && known(f->calm_point[BODY_OF(HEEL, side)]) &&
           known(f->calm_point[BODY_OF(ANKLE, side)]);
}

static int check_complete(const struct fitting *f, struct err *err)
{
    AUTO_TEXT struct text missing = TEXT_INIT(200);
    for (size_t i = 0; i < N_ELEMS(needed); i++)
        if (!can_have(f, needed[i]) && !toe_can_be_estimated(f, needed[i]))
            text_addf(&missing, "%s%s", missing.len ? ", " : "", body_point_name(needed[i]));
    if (missing.len == 0)
        return 0;
    if (score_of(f) < 200)
        return err_set(
            err, ERR_UNSUPPORTED,
            "no marker set that is known has markers with these names (\"%s\", ...); "
            "describe yours with --marker-set FILE",
            f->m->n_markers ? f->m->name[0] : "");
    return err_set(err, ERR_UNSUPPORTED, "the markers (set %s) give no %s; %s",
                   f->run.set->name, text_str(&missing),
                   f->still ? "describe yours with --marker-set FILE"
                            : "give the standing trial with --static FILE");
}

/* The first of the best. ret is ended by fitting_done, also on failure. */
static int choose_set(const struct markers *m, const struct mocap_params *par,
                      struct fitting *ret, struct err *err)
{
    int rc = fitting_new(&par->sets->set[0], m, par->still, ret, err);
    for (size_t s = 1; s < par->sets->n_sets && rc == 0; s++) {
        struct fitting f;
        rc = fitting_new(&par->sets->set[s], m, par->still, &f, err);
        bool better = rc == 0 && score_of(&f) > score_of(ret);
        struct fitting worse = better ? *ret : f;
        if (better)
            *ret = f;
        fitting_done(&worse);
    }
    return rc;
}

/* -- axes ---------------------------------------------------------------------------------- */

/* Middle of a pair minus middle of another; NaN where one is not known. */
static void way(const double (*p)[3], enum body_point from_left, enum body_point to_left,
                double ret[3])
{
    for (int k = 0; k < 3; k++)
        ret[k] = (p[to_left][k] + p[body_point_mirror(to_left)][k] - p[from_left][k] -
                  p[body_point_mirror(from_left)][k]) /
                 2;
}

static void ways_of_pose(const double (*p)[3], double up[3], double forward[3])
{
    way(p, BODY_L_HEEL, BODY_L_HIP, up);
    way(p, BODY_L_HEEL, BODY_L_TOE, forward);
    if (!known(forward))
        way(p, BODY_L_HEEL, BODY_L_ANKLE, forward);
}

/* The medians over the run of what one pose says, a few hundred frames of it. */
static int ways_of_run(const struct mocap_body *b, double up[3], double forward[3],
                       struct err *err)
{
    size_t step = b->n_frames / 500 + 1, n = (b->n_frames + step - 1) / step;
    AUTO(mem) double *v = mem_array(6 * n, sizeof(*v));
    if (!v)
        return err_set(err, ERR_NOMEM, "no memory for %zu frames", n);
    for (size_t i = 0; i < n; i++) {
        double u[3], f[3];
        ways_of_pose((const double(*)[3])b->xyz[i * step], u, f);
        for (size_t k = 0; k < 3; k++) {
            v[k * n + i] = u[k];
            v[(3 + k) * n + i] = f[k];
        }
    }
    for (size_t k = 0; k < 3; k++) {
        up[k] = dsp_median(v + k * n, n);
        forward[k] = dsp_median(v + (3 + k) * n, n);
    }
    return 0;
}

/* -- points -------------------------------------------------------------------------------- */

/* Where a forefoot would be: the ball of the foot lies 0.73 of the foot's length before the
 * heel, and a foot is 0.152 of the stature long (Winter 2009, Anthropometry), which is 2.1 legs
 * (thigh and shank; de Leva 1996). On the floor that the heel stands on. */
static void estimate_toes(struct fitting *f, const struct mocap_axes *axes)
{
    const double share = 0.73 * 0.152 / 0.477;
    for (enum body_side side = BODY_LEFT; side < BODY_N_SIDES; side++) {
        enum body_point toe = BODY_OF(TOE, side), heel = BODY_OF(HEEL, side);
        if (can_have(f, toe) || !toe_can_be_estimated(f, toe))
            continue;
        double leg = 0;
        const enum body_point chain[] = { BODY_OF(HIP, side), BODY_OF(KNEE, side),
                                          BODY_OF(ANKLE, side) };
        for (size_t i = 0; i + 1 < N_ELEMS(chain); i++) {
            double d = 0;
            for (int k = 0; k < 3; k++)
                d += pow(f->calm_point[chain[i]][k] - f->calm_point[chain[i + 1]][k], 2);
            leg += sqrt(d);
        }
        for (int k = 0; k < 3; k++)
            f->calm_point[toe][k] = f->calm_point[heel][k] + share * leg * axes->turn[0][k];
        f->toes_estimated = true;
    }
}

/* A cluster in its template's shape, and the points it carries there. */
struct cluster {
    int index[RIGID_MAX_POINTS]; /* of its markers in the trial */
    double shape[RIGID_MAX_POINTS][3];
    size_t n;
    enum body_point point[MOCAP_MAX_CARRIED];
    double at[MOCAP_MAX_CARRIED][3];
    size_t n_points;
};

static void add_carried(struct cluster *c, enum body_point p, const double at[3])
{
    if (!known(at))
        return;
    c->point[c->n_points] = p;
    memcpy(c->at[c->n_points++], at, 3 * sizeof(double));
}

static void cluster_of_still(const struct fitting *f, size_t r, struct cluster *c)
{
    const struct mocap_rule *rule = &f->run.set->rule[r];
    for (size_t t = 0; t < rule->n_terms; t++) {
        int here = f->run.index[r][t], there = f->calm.index[r][t];
        if (here < 0 || there < 0 || !known(f->calm_pos[there]))
            continue;
        c->index[c->n] = here;
        memcpy(c->shape[c->n++], f->calm_pos[there], 3 * sizeof(double));
    }
    for (size_t k = 0; k < rule->n_carried; k++)
        add_carried(c, rule->carried[k], f->calm_point[rule->carried[k]]);
}

/* Without a standing trial: the first frame that shows the whole cluster and a point of it. */
static void cluster_of_run(const struct fitting *f, const struct mocap_body *b, size_t r,
                           struct cluster *c)
{
    const struct mocap_rule *rule = &f->run.set->rule[r];
    for (size_t i = 0; i < b->n_frames; i++) {
        *c = (struct cluster){ 0 };
        for (size_t t = 0; t < rule->n_terms; t++) {
            int here = f->run.index[r][t];
            if (here < 0 || !known(markers_at(f->m, i, (size_t)here)))
                continue;
            c->index[c->n] = here;
            memcpy(c->shape[c->n++], markers_at(f->m, i, (size_t)here), 3 * sizeof(double));
        }
        for (size_t k = 0; k < rule->n_carried; k++)
            add_carried(c, rule->carried[k], b->xyz[i][rule->carried[k]]);
        if (c->n >= 3 && c->n_points == rule->n_carried)
            return;
    }
    c->n = 0;
}

/* Put the points that the frame lacks where the cluster carries them; a point that several
 * clusters carry is their mean. n [point]: how many gave it in this frame. */
static void carry(const struct cluster *c, const struct markers *m, size_t frame,
                  double (*points)[3], unsigned char *n_gave)
{
    double from[RIGID_MAX_POINTS][3], to[RIGID_MAX_POINTS][3], at[3];
    struct rigid fit;
    size_t n = 0;
    bool wanted = false;

    for (size_t k = 0; k < c->n_points; k++)
        wanted = wanted || n_gave[c->point[k]] || !known(points[c->point[k]]);
    for (size_t i = 0; i < c->n && wanted; i++) {
        const double *p = markers_at(m, frame, (size_t)c->index[i]);
        if (!known(p))
            continue;
        memcpy(from[n], c->shape[i], sizeof(from[n]));
        memcpy(to[n++], p, sizeof(to[0]));
    }
    if (n < 3 || !rigid_fit((const double(*)[3])from, (const double(*)[3])to, n, &fit) ||
        fit.rms > CLUSTER_RMS_M)
        return;
    for (size_t k = 0; k < c->n_points; k++) {
        double *p = points[c->point[k]];
        unsigned char *gave = &n_gave[c->point[k]];
        if (!*gave && known(p))
            continue;
        rigid_apply(&fit, c->at[k], at);
        for (int j = 0; j < 3; j++)
            p[j] = *gave ? p[j] + (at[j] - p[j]) / (*gave + 1) : at[j];
        *gave = (unsigned char)(*gave + 1);
    }
}

static int carry_all(const struct fitting *f, struct mocap_body *b, struct err *err)
{
    const struct mocap_set *set = f->run.set;
    AUTO(mem) struct cluster *clusters = mem_array(set->n_rules, sizeof(*clusters));
    size_t n = 0;

    if (!clusters)
        return err_set(err, ERR_NOMEM, "no memory for %zu clusters", set->n_rules);
    for (size_t r = 0; r < set->n_rules; r++) {
        if (set->rule[r].kind != MOCAP_CLUSTER)
            continue;
        clusters[n] = (struct cluster){ 0 };
        if (f->still)
            cluster_of_still(f, r, &clusters[n]);
        else
            cluster_of_run(f, b, r, &clusters[n]);
        n += clusters[n].n >= 3 && clusters[n].n_points > 0;
    }
    for (size_t i = 0; i < b->n_frames; i++) {
        unsigned char gave[BODY_N_POINTS] = { 0 };
        for (size_t c = 0; c < n; c++)
            carry(&clusters[c], f->m, i, b->xyz[i], gave);
        for (int p = 0; p < BODY_N_POINTS; p++)
            b->n_carried += gave[p] > 0;
    }
    return 0;
}

static void turn_all(struct mocap_body *b, const struct mocap_axes *axes)
{
    memcpy(b->turn, axes->turn, sizeof(b->turn));
    b->up = axes->up;
    b->forward = axes->forward;
    for (size_t i = 0; i < b->n_frames; i++)
        for (int p = 0; p < BODY_N_POINTS; p++) {
            double turned[3];
            mocap_turn(b, b->xyz[i][p], turned);
            memcpy(b->xyz[i][p], turned, sizeof(turned));
        }
}

void mocap_turn(const struct mocap_body *b, const double lab[3], double ret[3])
{
    for (int k = 0; k < 3; k++)
        ret[k] = b->turn[k][0] * lab[0] + b->turn[k][1] * lab[1] + b->turn[k][2] * lab[2];
}

/* Angle of heel to toe against the floor in the standing trial. */
static void find_flat(const struct fitting *f, struct mocap_body *b)
{
    b->flat_known = f->still != NULL;
    for (enum body_side side = BODY_LEFT; side < BODY_N_SIDES; side++) {
        double v[3], t[3];
        for (int k = 0; k < 3; k++)
            v[k] = f->calm_point[BODY_OF(TOE, side)][k] - f->calm_point[BODY_OF(HEEL, side)][k];
        mocap_turn(b, v, t);
        /* the standing person may have faced another way: the floor's plane counts */
        b->foot_flat_deg[side] = 180 / M_PI * atan2(t[1], hypot(t[0], t[2]));
        b->flat_known = b->flat_known && isfinite(b->foot_flat_deg[side]);
    }
}

static int fit(struct fitting *f, const struct mocap_params *par, struct mocap_body *b,
               struct err *err)
{
    double up[3], forward[3];
    struct mocap_axes axes;
    int rc = 0;

    if (f->still) {
        ways_of_pose((const double(*)[3])f->calm_point, up, forward);
        rc = mocap_axes_find(up, forward, par->up, par->forward, &axes, err);
        if (rc == 0)
            estimate_toes(f, &axes);
    }
    for (size_t i = 0; i < b->n_frames; i++)
        for (int p = 0; p < BODY_N_POINTS; p++)
            mocap_point_at(&f->run, (const double(*)[3])f->m->xyz + i * f->m->n_markers,
                           (enum body_point)p, b->xyz[i][p]);
    if (rc == 0)
        rc = carry_all(f, b, err);
    if (rc == 0)
        rc = ways_of_run(b, up, forward, err);
    if (rc < 0)
        return rc;
    rc = mocap_axes_find(up, forward, par->up, par->forward, &axes, err);
    if (rc < 0)
        return rc;
    turn_all(b, &axes);
    find_flat(f, b);
    b->toes_estimated = f->toes_estimated;
    return 0;
}

int mocap_body_new(const struct markers *m, const struct mocap_params *par,
                   struct mocap_body **ret_body, struct err *err)
{
    AUTO(mocap_body) struct mocap_body *b = mem_array(1, sizeof(*b));
    __attribute__((cleanup(fitting_done))) struct fitting f = { 0 };

    if (b)
        b->xyz = mem_array(m->n_frames, sizeof(*b->xyz));
    if (!b || !b->xyz)
        return err_set(err, ERR_NOMEM, "no memory for %zu frames", m->n_frames);
    b->n_frames = m->n_frames;
    b->rate_hz = m->rate_hz;
    b->t0_s = m->t0_s;
    int rc = choose_set(m, par, &f, err);
    if (rc == 0)
        rc = check_complete(&f, err);
    if (rc < 0)
        return rc;
    snprintf(b->set, sizeof(b->set), "%s", f.run.set->name);
    rc = fit(&f, par, b, err);
    if (rc < 0)
        return rc;
    *ret_body = STEAL(b);
    return 0;
}

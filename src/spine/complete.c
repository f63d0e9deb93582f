/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/mem.h"
#include "dsp/lowpass.h"
#include "spine/mechanics.h"

/* A point counts as seen when it is there in so many of the samples; longer gaps than this are
 * not bridged. */
static const double SEEN_FRAC = 0.8, MAX_GAP_S = 0.2;

struct limb {
    enum body_point root, points[4]; /* left side */
    size_t n;
};
static const struct limb arm = { BODY_L_SHOULDER, { BODY_L_ELBOW, BODY_L_WRIST }, 2 };
static const struct limb leg = { BODY_L_HIP,
                                 { BODY_L_KNEE, BODY_L_ANKLE, BODY_L_HEEL, BODY_L_TOE },
                                 4 };

struct range {
    size_t from, to;
};

static bool seen(const struct spine_track *k, enum body_point p, struct range r)
{
    size_t n = 0;
    for (size_t i = r.from; i < r.to; i++)
        n += !isnan(k->x[p][i]) && !isnan(k->y[p][i]);
    return r.to > r.from && (double)n >= SEEN_FRAC * (double)(r.to - r.from);
}

static enum body_point on_side(enum body_point left, enum body_side side)
{
    return side == BODY_LEFT ? left : body_point_mirror(left);
}

static bool limb_seen(const struct spine_track *k, const struct limb *l, enum body_side side,
                      struct range r)
{
    bool all = true;
    for (size_t p = 0; p < l->n; p++)
        all = all && seen(k, on_side(l->points[p], side), r);
    return all;
}

/* from: the limb that is there. Offsets from its root, half a stride away. */
static int mirror_limb(struct spine_track *k, const struct limb *l, enum body_side from,
                       size_t shift, struct err *err)
{
    enum body_side to = from == BODY_LEFT ? BODY_RIGHT : BODY_LEFT;
    enum body_point near_root = on_side(l->root, from), far_root = on_side(l->root, to);
    AUTO(mem) double *xy = mem_array(2 * k->n, sizeof(*xy));

    if (!xy)
        return err_set(err, ERR_NOMEM, "no memory for a limb");
    for (size_t p = 0; p < l->n; p++) {
        enum body_point near = on_side(l->points[p], from), far = on_side(l->points[p], to);
        for (size_t i = 0; i < k->n; i++) {
            size_t j = i + shift < k->n ? i + shift : i - shift;
            xy[2 * i] = k->x[far_root][i] + k->x[near][j] - k->x[near_root][j];
            xy[2 * i + 1] = k->y[far_root][i] + k->y[near][j] - k->y[near_root][j];
        }
        for (size_t i = 0; i < k->n; i++) {
            k->x[far][i] = xy[2 * i];
            k->y[far][i] = xy[2 * i + 1];
        }
    }
    return 0;
}

/* *ret_there: on both sides in the end. */
static int both_limbs(struct spine_track *k, const struct limb *l, size_t shift, struct range r,
                      bool *ret_there, bool *ret_mirrored, struct err *err)
{
    bool left = limb_seen(k, l, BODY_LEFT, r), right = limb_seen(k, l, BODY_RIGHT, r);
    *ret_there = left || right;
    *ret_mirrored = left != right;
    if (!*ret_mirrored || k->n <= 2 * shift) {
        *ret_there = left && right;
        *ret_mirrored = false;
        return 0;
    }
    return mirror_limb(k, l, left ? BODY_LEFT : BODY_RIGHT, shift, err);
}

void spine_near_limbs(struct spine_track *k, enum body_side near)
{
    static const struct limb *const limbs[] = { &arm, &leg };
    enum body_side far = near == BODY_LEFT ? BODY_RIGHT : BODY_LEFT;

    for (size_t l = 0; l < N_ELEMS(limbs); l++)
        for (size_t p = 0; p < limbs[l]->n; p++) {
            enum body_point point = on_side(limbs[l]->points[p], far);
            for (size_t i = 0; i < k->n; i++)
                k->x[point][i] = k->y[point][i] = NAN;
        }
}

void spine_lean_trunk(struct spine_track *k, double lean_rad)
{
    double c = cos(lean_rad), s = sin(lean_rad);
    for (size_t i = 0; i < k->n; i++) {
        double hip_x = (k->x[BODY_L_HIP][i] + k->x[BODY_R_HIP][i]) / 2;
        double hip_y = (k->y[BODY_L_HIP][i] + k->y[BODY_R_HIP][i]) / 2;
        double up_x = (k->x[BODY_L_SHOULDER][i] + k->x[BODY_R_SHOULDER][i]) / 2 - hip_x;
        double up_y = (k->y[BODY_L_SHOULDER][i] + k->y[BODY_R_SHOULDER][i]) / 2 - hip_y;
        double by_x = up_x - (up_x * c + up_y * s), by_y = up_y - (up_y * c - up_x * s);
        for (enum body_side side = BODY_LEFT; side < BODY_N_SIDES; side++) {
            k->x[BODY_OF(HIP, side)][i] += by_x;
            k->y[BODY_OF(HIP, side)][i] += by_y;
        }
    }
}

static void fill_gaps(struct spine_track *k)
{
    size_t longest = (size_t)(MAX_GAP_S * k->fs_hz);
    for (int p = 0; p < BODY_N_POINTS; p++) {
        dsp_fill_gaps(k->x[p], k->n, longest);
        dsp_fill_gaps(k->y[p], k->n, longest);
    }
}

int spine_complete(struct spine_track *k, double half_stride_s, double from_s, double to_s,
                   struct spine_seen *ret_seen, struct err *err)
{
    static const enum body_point trunk[] = { BODY_L_HIP, BODY_R_HIP, BODY_L_SHOULDER,
                                             BODY_R_SHOULDER };
    double last = (double)k->n;
    struct range r = { (size_t)fmax(0, (from_s - k->t0_s) * k->fs_hz),
                       (size_t)fmin(last, fmax(0, (to_s - k->t0_s) * k->fs_hz + 1)) };
    size_t shift = (size_t)fmax(1, round(half_stride_s * k->fs_hz));
    struct spine_seen s = { .trunk = true };

    fill_gaps(k);
    for (size_t p = 0; p < N_ELEMS(trunk); p++)
        s.trunk = s.trunk && seen(k, trunk[p], r);
    s.head = seen(k, BODY_L_EAR, r) || seen(k, BODY_R_EAR, r);
    int rc = both_limbs(k, &arm, shift, r, &s.arms, &s.mirrored_arm, err);
    if (rc == 0)
        rc = both_limbs(k, &leg, shift, r, &s.legs, &s.mirrored_leg, err);
    if (rc < 0)
        return rc;
    *ret_seen = s;
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "synth/surface.h"

#include <assert.h>

#include "synth/vec.h"

/*
 * Frames the parts are fixed to. Trunk and pelvis: from mid-hip, x front, y up, z outward; the
 * trunk's y in trunk lengths. Limbs: from the upper joint, x front, y down the segment in
 * segment lengths. Skull, hand and foot as in struct pose. z in metres except in the trunk
 * (half shoulder distances) and the pelvis (half hip distances).
 */
enum place { TRUNK, PELVIS, SKULL, THIGH, SHANK, FOOT, UPPER_ARM, FOREARM, HAND };

/* Parts of one group melt into each other; of different groups they only touch. */
/* clang-format off */
enum group { G_TORSO, G_PELVIS, G_NECK, G_HEAD, G_HAIR, G_FACE, /* one for both sides */
             G_LEG, G_SOCK, G_SHOE, G_SOLE, G_ARM, G_SLEEVE,    /* one for each side */
             N_GROUPS };
/* clang-format on */
static const float group_blend[N_GROUPS] = {
    [G_TORSO] = 0.060f, [G_PELVIS] = 0.035f, [G_NECK] = 0.020f, [G_HEAD] = 0.025f,
    [G_HAIR] = 0.025f,  [G_FACE] = 0.004f,   [G_LEG] = 0.016f,  [G_SOCK] = 0.010f,
    [G_SHOE] = 0.022f,  [G_SOLE] = 0.010f,   [G_ARM] = 0.014f,  [G_SLEEVE] = 0.020f,
};

struct part {
    enum place place;
    enum group group;
    enum synth_cloth cloth;
    bool pair, soft; /* on both sides; grows with the body's mass */
    float a[3], b[3], ra, rb;
};

/* To shape the figure: rows here. Metres of the reference man (1.741 m, 73 kg), in groups.
 * Breadths and depths near his: chest 0.31 x 0.21, hips 0.34, head 0.155 x 0.20. */
/* clang-format off */
static const struct part parts[] = {
    { TRUNK, G_TORSO, CLOTH_SHIRT, true, true,
      { .004f, .80f, .36f }, { .008f, .48f, .31f }, .093f, .090f },
    { TRUNK, G_TORSO, CLOTH_SHIRT, true, true,
      { .008f, .48f, .31f }, { .006f, .20f, .36f }, .086f, .092f },
    { TRUNK, G_TORSO, CLOTH_SHIRT, true, true,
      { -.006f, .95f, .45f }, { -.002f, .955f, .86f }, .054f, .050f },
    { TRUNK, G_TORSO, CLOTH_SHIRT, false, true,
      { -.016f, .97f, 0 }, { -.008f, 1.035f, 0 }, .062f, .059f },
    { UPPER_ARM, G_TORSO, CLOTH_SHIRT, true, true,
      { 0, .0f, -.004f }, { 0, .12f, -.004f }, .050f, .050f },
    { TRUNK, G_TORSO, CLOTH_SHIRT, false, true,
      { -.030f, 1.02f, 0 }, { -.030f, .85f, 0 }, .046f, .070f },
    { TRUNK, G_TORSO, CLOTH_SHIRT, true, true,
      { -.022f, 1.06f, .18f }, { -.012f, .97f, .62f }, .040f, .042f },
    { TRUNK, G_TORSO, CLOTH_SHIRT, true, true,
      { .045f, .74f, .36f }, { .045f, .72f, .30f }, .060f, .060f },
    { TRUNK, G_TORSO, CLOTH_SHIRT, true, true,
      { .0f, .20f, .38f }, { -.004f, .10f, .42f }, .092f, .096f },
    { PELVIS, G_TORSO, CLOTH_SHIRT, true, true,
      { -.006f, .10f, .72f }, { -.012f, .040f, .80f }, .094f, .098f },

    { PELVIS, G_PELVIS, CLOTH_SHORTS, true, true,
      { 0, .050f, .72f }, { -.004f, -.02f, .88f }, .088f, .094f },
    { PELVIS, G_PELVIS, CLOTH_SHORTS, true, true,
      { -.040f, -.020f, .72f }, { -.034f, -.055f, .76f }, .078f, .072f },
    { THIGH, G_PELVIS, CLOTH_SHORTS, true, true,
      { -.004f, .06f, .004f }, { .002f, .48f, .004f }, .088f, .088f },

    { TRUNK, G_NECK, CLOTH_SKIN, false, true,
      { -.016f, 1.02f, 0 }, { .012f, 1.22f, 0 }, .058f, .053f },

    { SKULL, G_HEAD, CLOTH_SKIN, false, false,
      { -.022f, .042f, 0 }, { .022f, .040f, 0 }, .078f, .077f },
    { SKULL, G_HEAD, CLOTH_SKIN, false, false,
      { .034f, .004f, 0 }, { .052f, -.082f, 0 }, .065f, .034f },
    { SKULL, G_HEAD, CLOTH_SKIN, true, false,
      { .004f, -.030f, .034f }, { .040f, -.074f, .018f }, .036f, .026f },
    { SKULL, G_HEAD, CLOTH_SKIN, false, false,
      { -.020f, -.035f, 0 }, { .0f, -.075f, 0 }, .055f, .050f },
    { SKULL, G_HEAD, CLOTH_SKIN, false, false,
      { .096f, .014f, 0 }, { .109f, -.020f, 0 }, .007f, .011f },

    { SKULL, G_HAIR, CLOTH_HAIR, false, false,
      { -.030f, .052f, 0 }, { .012f, .070f, 0 }, .084f, .075f },
    { SKULL, G_HAIR, CLOTH_HAIR, false, false,
      { -.050f, .030f, 0 }, { -.052f, -.028f, 0 }, .066f, .046f },

    { SKULL, G_FACE, CLOTH_SKIN, true, false,
      { -.006f, .016f, .076f }, { .0f, -.018f, .073f }, .018f, .012f },
    { SKULL, G_FACE, CLOTH_EYE, true, false,
      { .0875f, .018f, .033f }, { .088f, .018f, .029f }, .0090f, .0090f },
    { SKULL, G_FACE, CLOTH_HAIR, true, false,
      { .092f, .037f, .024f }, { .086f, .038f, .044f }, .0042f, .0034f },
    { SKULL, G_FACE, CLOTH_LIP, true, false,
      { .0925f, -.058f, 0 }, { .0865f, -.057f, .020f }, .0065f, .0045f },

    { THIGH, G_LEG, CLOTH_SKIN, true, true,
      { .006f, .38f, .002f }, { .004f, .93f, 0 }, .074f, .054f },
    { THIGH, G_LEG, CLOTH_SKIN, true, true,
      { .008f, .97f, 0 }, { .008f, 1.0f, 0 }, .053f, .052f },
    { SHANK, G_LEG, CLOTH_SKIN, true, true,
      { 0, .04f, 0 }, { -.002f, .98f, 0 }, .048f, .034f },
    { SHANK, G_LEG, CLOTH_SKIN, true, true,
      { -.016f, .14f, .004f }, { -.010f, .50f, .002f }, .046f, .038f },

    { SHANK, G_SOCK, CLOTH_SOCK, true, false,
      { -.002f, .86f, 0 }, { -.002f, 1.02f, 0 }, .037f, .038f },

    { FOOT, G_SHOE, CLOTH_SHOE, true, false,
      { -.022f, -.052f, 0 }, { .050f, -.054f, 0 }, .034f, .036f },
    { FOOT, G_SHOE, CLOTH_SHOE, true, false,
      { -.016f, -.022f, 0 }, { .070f, -.046f, 0 }, .033f, .034f },
    { FOOT, G_SHOE, CLOTH_SHOE, true, false,
      { .060f, -.056f, 0 }, { .135f, -.062f, .010f }, .036f, .030f },
    { FOOT, G_SHOE, CLOTH_SHOE, true, false,
      { .120f, -.064f, -.012f }, { .180f, -.062f, -.006f }, .028f, .026f },

    { FOOT, G_SOLE, CLOTH_SOLE, true, false,
      { -.040f, -.080f, .014f }, { .125f, -.083f, .026f }, .018f, .017f },
    { FOOT, G_SOLE, CLOTH_SOLE, true, false,
      { -.040f, -.080f, -.014f }, { .125f, -.083f, -.022f }, .018f, .017f },
    { FOOT, G_SOLE, CLOTH_SOLE, true, false,
      { .125f, -.083f, .022f }, { .186f, -.072f, .006f }, .017f, .014f },
    { FOOT, G_SOLE, CLOTH_SOLE, true, false,
      { .125f, -.083f, -.022f }, { .192f, -.072f, -.012f }, .017f, .014f },

    { UPPER_ARM, G_ARM, CLOTH_SKIN, true, true,
      { 0, .25f, 0 }, { 0, .97f, 0 }, .047f, .037f },
    { FOREARM, G_ARM, CLOTH_SKIN, true, true,
      { 0, .0f, 0 }, { 0, .30f, 0 }, .038f, .040f },
    { FOREARM, G_ARM, CLOTH_SKIN, true, true,
      { 0, .30f, 0 }, { 0, .98f, 0 }, .040f, .026f },
    { HAND, G_ARM, CLOTH_SKIN, true, false,
      { .010f, .010f, 0 }, { .068f, .018f, 0 }, .021f, .020f },
    { HAND, G_ARM, CLOTH_SKIN, true, false,
      { .010f, -.010f, 0 }, { .062f, -.024f, 0 }, .021f, .018f },
    { HAND, G_ARM, CLOTH_SKIN, true, false,
      { .080f, .018f, -.012f }, { .074f, -.028f, -.012f }, .018f, .016f },
    { HAND, G_ARM, CLOTH_SKIN, true, false,
      { .025f, .026f, -.008f }, { .064f, .034f, -.022f }, .013f, .011f },

    { UPPER_ARM, G_SLEEVE, CLOTH_SHIRT, true, true,
      { 0, .04f, -.004f }, { 0, .52f, 0 }, .054f, .053f },

    { FOOT, G_SOLE, CLOTH_SOLE, true, false,
      { -.036f, -.080f, 0 }, { .150f, -.081f, .004f }, .019f, .016f },
};
/* clang-format on */
_Static_assert(2 * sizeof(parts) / sizeof(parts[0]) <= SURFACE_MAX, "room for both sides");

/* clang-format off */
static const float colours[][CLOTH_N][3] = {
    { [CLOTH_SKIN] = { .86f, .66f, .54f }, [CLOTH_HAIR] = { .20f, .14f, .10f },
      [CLOTH_EYE] = { .10f, .08f, .08f }, [CLOTH_LIP] = { .66f, .36f, .33f },
      [CLOTH_SHIRT] = { .10f, .55f, .58f }, [CLOTH_SHORTS] = { .13f, .14f, .20f },
      [CLOTH_SOCK] = { .90f, .90f, .90f }, [CLOTH_SHOE] = { .88f, .36f, .14f },
      [CLOTH_SOLE] = { .93f, .93f, .90f } },
    { [CLOTH_SKIN] = { .48f, .32f, .22f }, [CLOTH_HAIR] = { .07f, .06f, .06f },
      [CLOTH_EYE] = { .05f, .04f, .04f }, [CLOTH_LIP] = { .38f, .20f, .18f },
      [CLOTH_SHIRT] = { .92f, .42f, .36f }, [CLOTH_SHORTS] = { .20f, .22f, .28f },
      [CLOTH_SOCK] = { .15f, .15f, .16f }, [CLOTH_SHOE] = { .90f, .86f, .20f },
      [CLOTH_SOLE] = { .20f, .20f, .22f } },
    { [CLOTH_SKIN] = { .93f, .76f, .66f }, [CLOTH_HAIR] = { .62f, .45f, .24f },
      [CLOTH_EYE] = { .12f, .14f, .20f }, [CLOTH_LIP] = { .75f, .42f, .40f },
      [CLOTH_SHIRT] = { .16f, .20f, .42f }, [CLOTH_SHORTS] = { .50f, .50f, .54f },
      [CLOTH_SOCK] = { .92f, .92f, .92f }, [CLOTH_SHOE] = { .22f, .50f, .86f },
      [CLOTH_SOLE] = { .90f, .90f, .92f } },
    { [CLOTH_SKIN] = { .74f, .55f, .42f }, [CLOTH_HAIR] = { .14f, .11f, .10f },
      [CLOTH_EYE] = { .08f, .07f, .07f }, [CLOTH_LIP] = { .56f, .30f, .28f },
      [CLOTH_SHIRT] = { .86f, .86f, .84f }, [CLOTH_SHORTS] = { .10f, .10f, .11f },
      [CLOTH_SOCK] = { .12f, .12f, .12f }, [CLOTH_SHOE] = { .16f, .16f, .18f },
      [CLOTH_SOLE] = { .80f, .80f, .80f } },
};
/* clang-format on */

const float *surface_colour(int outfit, enum synth_cloth cloth)
{
    assert(outfit >= 0 && (size_t)outfit < sizeof(colours) / sizeof(colours[0]));
    return colours[outfit][cloth];
}

struct frame {
    struct synth_xyz at, x, y, z;
    double kx, ky, kz; /* units of the table's numbers, m */
};

static struct frame limb(struct synth_xyz from, struct synth_xyz to, struct synth_xyz front,
                         double sign, double k)
{
    struct synth_xyz along = v_sub(to, from);
    double len = v_len(along);
    along = v_mul(along, 1 / len);
    struct synth_xyz x = v_unit(v_mad(front, along, -v_dot(front, along)));
    /* down the limb and front give the body's left: outward is that or its mirror */
    struct synth_xyz z = v_mul(v_cross(x, along), -sign);
    return (struct frame){ from, x, along, z, k, len, k };
}

static struct frame place_frame(const struct body *b, const struct pose *p, enum place place,
                                enum body_side side)
{
    double sign = side_sign(side), k = b->scale;
    const struct axes *hand = &p->hand[side], *foot = &p->foot[side];
    struct synth_xyz ahead = v3(1, 0, 0);
    switch (place) {
    case TRUNK:
        return (struct frame){
            p->mid_hip, p->trunk.front, p->trunk.up,     v_mul(p->trunk.right, sign),
            k,          b->trunk,       b->shoulder_half
        };
    case PELVIS:
        return (struct frame){
            p->mid_hip, p->pelvis.front, p->pelvis.up, v_mul(p->pelvis.right, sign), k,
            k,          b->hip_half
        };
    case SKULL:
        return (
            struct frame){ p->head, p->skull.front, p->skull.up, v_mul(p->skull.right, sign),
                           b->head, b->head,        b->head };
    case THIGH:
        return limb(p->hip[side], p->knee[side], v_mad(ahead, v3(0, 1, 0), 0.3), sign, k);
    case SHANK:
        return limb(p->knee[side], p->ankle[side], v_mad(ahead, v3(0, 1, 0), 0.6), sign, k);
    case UPPER_ARM:
        return limb(p->shoulder[side], p->elbow[side], p->trunk.front, sign, k);
    case FOREARM:
        return limb(p->elbow[side], p->wrist[side], p->trunk.up, sign, k);
    case FOOT:
        return (struct frame){
            p->ankle[side], foot->front, foot->up, v_mul(foot->right, sign), k, k, k
        };
    case HAND:
    default:
        return (struct frame){
            p->wrist[side], hand->front, hand->up, v_mul(hand->right, sign), k, k, k
        };
    }
}

static struct synth_xyz in_frame(const struct frame *f, const float v[3])
{
    struct synth_xyz p = v_mad(f->at, f->x, f->kx * (double)v[0]);
    return v_mad(v_mad(p, f->y, f->ky * (double)v[1]), f->z, f->kz * (double)v[2]);
}

static void store(struct synth_xyz v, float ret[3])
{
    ret[0] = (float)v.x;
    ret[1] = (float)v.y;
    ret[2] = (float)v.z;
}

static struct cone make_cone(const struct part *part, const struct frame *f, double radius_k,
                             double more_m)
{
    struct synth_xyz a = in_frame(f, part->a), b = in_frame(f, part->b), d = v_sub(b, a);
    double ra = radius_k * (double)part->ra + more_m;
    double rb = radius_k * (double)part->rb + more_m, len = v_len(d);
    /* A sphere inside the other one adds nothing: then the larger is all there is. */
    if (len < 1e-6 || fabs(ra - rb) > 0.98 * len) {
        a = ra > rb ? a : b;
        ra = rb = fmax(ra, rb);
        len = 0;
        d = v3(0, 0, 0);
    }
    double slope = len > 0 ? (ra - rb) / len : 0;
    struct cone c = { .len = (float)len,
                      .ra = (float)ra,
                      .slope = (float)slope,
                      .lift = (float)(slope / sqrt(1 - slope * slope)),
                      .bound = (float)(len / 2 + fmax(ra, rb)),
                      .blend = group_blend[part->group],
                      .cloth = part->cloth };
    store(a, c.a);
    store(len > 0 ? v_mul(d, 1 / len) : d, c.axis);
    store(v_mad(a, d, 0.5), c.mid);
    return c;
}

static bool sided(enum group g) { return g >= G_LEG; }

/* The tables of surface_make, and what they are hung on. */
struct tailor {
    const struct synth_params *par;
    const struct body *b;
    const struct pose *p;
};

static void add_part(const struct tailor *t, const struct part *part, int pass,
                     struct surface *ret)
{
    bool cloth = part->cloth == CLOTH_SHIRT || part->cloth == CLOTH_SHORTS;
    int from = sided(part->group) ? pass : 0;
    int to = sided(part->group) ? pass : part->pair ? 1 : 0;
    for (int side = from; side <= to; side++) {
        struct frame f = place_frame(t->b, t->p, part->place, (enum body_side)side);
        struct cone *c = &ret->cones[ret->n++];
        *c = make_cone(part, &f, part->soft ? t->b->girth : t->b->scale,
                       cloth ? t->par->loose_m : 0);
        c->group = 2 * (int)part->group + pass;
        if (part->group == G_LEG && t->par->legs > 0)
            c->cloth = CLOTH_SHORTS;
    }
}

void surface_make(const struct synth_params *par, const struct body *b, const struct pose *p,
                  struct surface *ret)
{
    const struct tailor tailor = { par, b, p };
    ret->n = 0;
    for (int g = 0; g < N_GROUPS; g++) {
        /* a sided group is two groups, one for each side, each standing together */
        int n_passes = sided((enum group)g) ? 2 : 1;
        for (int pass = 0; pass < n_passes; pass++)
            for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
                if ((int)parts[i].group == g)
                    add_part(&tailor, &parts[i], pass, ret);
    }
}

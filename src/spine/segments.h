/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPINE_SEGMENTS_H
#define SPINE_SEGMENTS_H
/*
 * segments - how heavy each part of a body is, where its centre of mass lies and how its mass
 * is spread.
 *
 * Depends on: nothing. Constant tables; any thread. Source: de Leva P. Adjustments to
 * Zatsiorsky-Seluyanov's segment inertia parameters. J Biomech 1996;29:1223-1230 (read in two
 * public transcriptions that agree; docs/sources.md, deLeva96). Landmarks: VERT vertex, MIDG
 * middle of the jaw angles, CERV C7, SUPR upper end of the breastbone, XYPH its lower end, OMPH
 * navel, MIDS and MIDH middle of the shoulder and hip joint centres, SJC EJC WJC HJC KJC AJC
 * joint centres, MET3 and DAC3 knuckle and tip of the third finger, STYL wrist bone, LMAL outer
 * and SPHY inner ankle bone, HEEL, TTIP tip of the longest toe.
 */
#include <stddef.h>

enum spine_sex { SPINE_SEX_UNKNOWN, SPINE_MALE, SPINE_FEMALE, SPINE_N_SEXES };

struct spine_inertia {
    double mass_frac; /* of body mass, one side */
    double com_frac;  /* centre of mass from the first end, as a share of the length */
    /* radii of gyration as shares of the length, about the axis through the centre of mass that
     * points forward, sideways (motion seen from the side: this one), along the segment */
    double r_sag, r_trans, r_long;
    double length_mm; /* mean of the sample; 0: not in the tables read */
};

enum spine_segment_id {
    SPINE_HEAD,
    SPINE_TRUNK,
    SPINE_UPPER_TRUNK,
    SPINE_MIDDLE_TRUNK,
    SPINE_LOWER_TRUNK,
    SPINE_UPPER_ARM,
    SPINE_FOREARM,
    SPINE_HAND,
    SPINE_THIGH,
    SPINE_SHANK,
    SPINE_FOOT,
    SPINE_N_SEGMENTS
};

struct spine_segment {
    enum spine_segment_id id;
    const char *name, *from, *to;
    int count; /* how many a body has; 0: a part of another row (of the trunk) */
    struct spine_inertia male, female;
};
extern const struct spine_segment spine_segments[SPINE_N_SEGMENTS];
/* The same segments between other landmarks; `count` is 0. */
extern const struct spine_segment spine_segments_other[];
extern const size_t spine_n_segments_other;

/* The row of one sex; unknown: the mean of both. */
struct spine_inertia spine_inertia_of(const struct spine_segment *s, enum spine_sex sex);
/* A row of spine_segments_other by name and ends; NULL: no such row. */
const struct spine_segment *spine_segment_between(enum spine_segment_id id, const char *from,
                                                  const char *to);

#endif

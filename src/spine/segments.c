/* SPDX-License-Identifier: Apache-2.0 */
#include "spine/segments.h"

#include <string.h>

#include "base/mem.h"

/* clang-format off */
const struct spine_segment spine_segments[SPINE_N_SEGMENTS] = {
    /*                                                    n     mass    CM     sag   trans  long   mm */
    { SPINE_HEAD,         "head",         "VERT", "MIDG", 1, { .0694, .5976, .362, .376, .312, 203.3 },
                                                             { .0668, .5894, .330, .359, .318, 200.2 } },
    { SPINE_TRUNK,        "trunk",        "SUPR", "MIDH", 1, { .4346, .4486, .372, .347, .191, 531.9 },
                                                             { .4257, .4151, .357, .339, .171, 529.3 } },
    { SPINE_UPPER_TRUNK,  "upper trunk",  "SUPR", "XYPH", 0, { .1596, .2999, .716, .454, .659, 170.7 },
                                                             { .1545, .2077, .746, .502, .718, 142.5 } },
    { SPINE_MIDDLE_TRUNK, "middle trunk", "XYPH", "OMPH", 0, { .1633, .4502, .482, .383, .468, 215.5 },
                                                             { .1465, .4512, .433, .354, .415, 205.3 } },
    { SPINE_LOWER_TRUNK,  "lower trunk",  "OMPH", "MIDH", 0, { .1117, .6115, .615, .551, .587, 145.7 },
                                                             { .1247, .4920, .433, .402, .444, 181.5 } },
    { SPINE_UPPER_ARM,    "upper arm",    "SJC",  "EJC",  2, { .0271, .5772, .285, .269, .158, 281.7 },
                                                             { .0255, .5754, .278, .260, .148, 275.1 } },
    { SPINE_FOREARM,      "forearm",      "EJC",  "WJC",  2, { .0162, .4574, .276, .265, .121, 268.9 },
                                                             { .0138, .4559, .261, .257, .094, 264.3 } },
    { SPINE_HAND,         "hand",         "WJC",  "MET3", 2, { .0061, .7900, .628, .513, .401,  86.2 },
                                                             { .0056, .7474, .531, .454, .335,  78.0 } },
    { SPINE_THIGH,        "thigh",        "HJC",  "KJC",  2, { .1416, .4095, .329, .329, .149, 422.2 },
                                                             { .1478, .3612, .369, .364, .162, 368.5 } },
    { SPINE_SHANK,        "shank",        "KJC",  "LMAL", 2, { .0433, .4459, .255, .249, .103, 434.0 },
                                                             { .0481, .4416, .271, .267, .093, 432.3 } },
    { SPINE_FOOT,         "foot",         "HEEL", "TTIP", 2, { .0137, .4415, .257, .245, .124, 258.1 },
                                                             { .0129, .4014, .299, .279, .139, 228.3 } },
};

const struct spine_segment spine_segments_other[] = {
    { SPINE_HEAD,        "head",        "VERT", "CERV", 0, { .0694, .5002, .303, .315, .261, 0 },
                                                           { .0668, .4841, .271, .295, .261, 0 } },
    { SPINE_TRUNK,       "trunk",       "CERV", "MIDH", 0, { .4346, .5138, .328, .306, .169, 0 },
                                                           { .4257, .4964, .307, .292, .147, 0 } },
    { SPINE_TRUNK,       "trunk",       "MIDS", "MIDH", 0, { .4346, .4310, .384, .358, .197, 0 },
                                                           { .4257, .3782, .379, .361, .182, 0 } },
    { SPINE_UPPER_TRUNK, "upper trunk", "CERV", "XYPH", 0, { .1596, .5066, .505, .320, .465, 0 },
                                                           { .1545, .5050, .466, .314, .449, 0 } },
    { SPINE_FOREARM,     "forearm",     "EJC",  "STYL", 0, { .0162, .4608, .278, .267, .122, 0 },
                                                           { .0138, .4592, .263, .259, .095, 0 } },
    { SPINE_HAND,        "hand",        "WJC",  "DAC3", 0, { .0061, .3624, .288, .235, .184, 0 },
                                                           { .0056, .3427, .244, .208, .154, 0 } },
    { SPINE_HAND,        "hand",        "STYL", "DAC3", 0, { .0061, .3691, .285, .233, .182, 0 },
                                                           { .0056, .3502, .241, .206, .152, 0 } },
    { SPINE_HAND,        "hand",        "STYL", "MET3", 0, { .0061, .7948, .614, .502, .392, 0 },
                                                           { .0056, .7534, .519, .443, .327, 0 } },
    { SPINE_SHANK,       "shank",       "KJC",  "AJC",  0, { .0433, .4395, .251, .246, .102, 0 },
                                                           { .0481, .4352, .267, .263, .092, 0 } },
    { SPINE_SHANK,       "shank",       "KJC",  "SPHY", 0, { .0433, .4524, .258, .253, .105, 0 },
                                                           { .0481, .4481, .275, .271, .094, 0 } },
};
/* clang-format on */
const size_t spine_n_segments_other = N_ELEMS(spine_segments_other);

struct spine_inertia spine_inertia_of(const struct spine_segment *s, enum spine_sex sex)
{
    const struct spine_inertia *m = &s->male, *f = &s->female;
    if (sex != SPINE_SEX_UNKNOWN)
        return sex == SPINE_MALE ? *m : *f;
    return (struct spine_inertia){
        .mass_frac = (m->mass_frac + f->mass_frac) / 2,
        .com_frac = (m->com_frac + f->com_frac) / 2,
        .r_sag = (m->r_sag + f->r_sag) / 2,
        .r_trans = (m->r_trans + f->r_trans) / 2,
        .r_long = (m->r_long + f->r_long) / 2,
        .length_mm = (m->length_mm + f->length_mm) / 2,
    };
}

const struct spine_segment *spine_segment_between(enum spine_segment_id id, const char *from,
                                                  const char *to)
{
    for (size_t i = 0; i < spine_n_segments_other; i++) {
        const struct spine_segment *s = &spine_segments_other[i];
        if (s->id == id && strcmp(s->from, from) == 0 && strcmp(s->to, to) == 0)
            return s;
    }
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_PICTURES_H
#define REPORT_PICTURES_H
/*
 * pictures - the key frames of a clip, cut out around the runner, with skeleton and angles
 * drawn, as JPEG. Private to report. Reads the clip once, up to its last key frame; about 1 MB.
 */
#include "report/draw.h"
#include "report/report.h"

enum { PICTURE_W = 420, PICTURE_H = 560 };

struct picture {
    struct text jpeg;             /* empty: this side has no such frame */
    const struct gait_step *step; /* borrowed from the gait; NULL: none */
    double t_s;
};

struct pictures {
    struct picture of[BODY_N_SIDES][DRAW_N_PHASES];
    bool from_clip; /* false: the clip cannot be read again, skeletons on a plain ground */
};

/* Errors: -ERR_NOMEM. A clip that cannot be read again is no error. */
int pictures_new(const struct report_clip *clip, struct pictures **ret_pictures,
                 struct err *err) MUST_USE;
struct pictures *pictures_free(struct pictures *p);
DEFINE_AUTO(pictures)

#endif

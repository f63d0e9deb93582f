/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H
/*
 * report - views of a film result: terminal, JSON, HTML, overlay video. No number is computed
 * here.
 */
#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "base/progress.h"
#include "base/text.h"
#include "form/form.h"
#include "gait/gait.h"
#include "media/media.h"
#include "pose/pose.h"

struct report_clip {
    const char *path; /* as the user gave it */
    struct media_info info;
    struct media_damage damage;
    const struct pose_clip *pose;
    const struct gait *gait;
};

struct report_film { /* everything a film run found out; borrowed pointers */
    const struct report_clip *clips;
    size_t n_clips;
    const struct form_result *form;
    const char *model, *precision; /* "full", "bf16" */
    double height_m;               /* 0: not given */
};

int report_terminal(FILE *out, const struct report_film *film, bool colour, int columns,
                    struct err *err) MUST_USE;
int report_json(const struct report_film *film, struct text *ret_json, struct err *err)
    MUST_USE;
int report_html(const char *path, const struct report_film *film, struct err *err) MUST_USE;
/* slow: 1 real time, 4 four times slower. */
int report_overlay(const char *path, const struct report_clip *clip, double slow,
                   struct progress *progress, struct err *err) MUST_USE;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H
/*
 * report - views of a film result: terminal, JSON, HTML, overlay video. No number is computed
 * here: they are chosen, rounded, drawn.
 *
 * Depends on: base, body, media, pose, gait, form, spine, compare; cairo and pango to draw,
 * jansson to write JSON. Threads: no globals; a film may be reported from many threads at once.
 * The same film gives the same bytes: no date, no host, no locale.
 *
 * Text from outside (file names, notes) is cleaned: control characters and bytes that are not
 * UTF-8 become "?", and HTML is escaped.
 */
#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "base/progress.h"
#include "base/text.h"
#include "compare/compare.h"
#include "form/form.h"
#include "gait/agree.h"
#include "gait/gait.h"
#include "media/media.h"
#include "pose/pose.h"
#include "spine/spine.h"

struct report_mocap { /* of a motion-capture trial; borrowed */
    const char *format, *set, *up, *forward; /* "c3d", marker set, axes of the laboratory */
    size_t n_markers;
    double rate_hz, speed_m_s; /* speed NaN: not known */
    size_t n_carried;          /* positions of points that clusters carried */
    bool still, toes_estimated, truncated;
    bool timed_by_plate; /* the contacts are those of the force plate */
    /* markers against the plate; n_true 0: no plate */
    struct gait_agreement agreement;
};

struct report_clip {
    const struct report_mocap *mocap; /* NULL: a film */
    const char *path; /* as the user gave it; "-": cannot be read again for pictures */
    struct media_info info;
    struct media_damage damage;
    const struct pose_clip *pose;   /* NULL: not known */
    const struct gait *gait;        /* its times are the clip's own */
    const struct spine_load *spine; /* NULL: not tried */
    struct gait_value speed;        /* m/s of life; value 0 or NaN: not known */
    bool speed_given;               /* the user said so */
};

struct report_change {          /* this film against an earlier one */
    const char *before, *after; /* names for people */
    const struct compare_result *result;
};

struct report_film { /* everything a film run found out; borrowed pointers */
    const struct report_clip *clips;
    size_t n_clips; /* at least 1 */
    const struct form_result *form;
    const char *model, *precision;      /* "full", "bf16"; NULL: not known */
    double height_m;                    /* 0: not given */
    double mass_kg;                     /* 0: not given */
    const char *sex;                    /* "male", "female"; NULL: not given */
    const struct report_change *change; /* NULL: not compared */
};

/* The scorecard as text, no line longer than `columns` (taken as 40 to 100). colour adds ANSI
 * sequences and changes no word. Errors: -ERR_IO, -ERR_NOMEM. */
int report_terminal(FILE *out, const struct report_film *film, bool colour, int columns,
                    struct err *err) MUST_USE;
/* Append the whole result as JSON: docs/film-json.md, docs/film.schema.json. About 300 bytes a
 * step and 30 KB a clip. Errors: -ERR_LIMIT (ret_json's ceiling), -ERR_NOMEM. */
int report_json(const struct report_film *film, struct text *ret_json, struct err *err)
    MUST_USE;
/* Append measures and steps as comma-separated values, one number to a row: docs/mocap.md.
 * Errors: -ERR_LIMIT, -ERR_NOMEM. */
int report_csv(const struct report_film *film, struct text *ret_csv, struct err *err) MUST_USE;
/* One self-contained file, about 1 MB a clip; reads each clip again up to its last key frame.
 * A clip that cannot be read again is shown as skeletons on a plain ground.
 * Errors: -ERR_IO, -ERR_NOMEM, -ERR_LIMIT. */
int report_html(const char *path, const struct report_film *film, struct err *err) MUST_USE;

enum { REPORT_OVERLAY_MAX = 1920 }; /* px of the longer side, strip of contacts included */
/* The clip again with skeleton, numbers and contacts drawn; each frame once, at its own time
 * times slow (1 real time, 4 four times slower; 0.1 to 100). The caller begins and ends
 * `progress` (NULL is fine); its total is filled in when 0.
 * Errors: those of media_open, media_next and media_write_begin; -ERR_USAGE. */
int report_overlay(const char *path, const struct report_clip *clip, double slow,
                   struct progress *progress, struct err *err) MUST_USE;

/* -- earlier films --------------------------------------------------------------------------
 */

/* The film as compare wants it. Errors: -ERR_NOMEM. */
int report_compare_film(const struct report_film *film, struct compare_film **ret_film,
                        struct err *err) MUST_USE;
/* What report_json wrote, from a file of at most 64 MB, untrusted. Fields that are not there
 * are not known. Errors: those of file_read; -ERR_FORMAT (not JSON, not a film, damaged),
 * -ERR_UNSUPPORTED (a newer version); the message names the file. */
int report_read_film(const char *path, struct compare_film **ret_film, struct err *err)
    MUST_USE;

/* The same from memory: the text that the log keeps. */
int report_kept_film(const char *json, size_t n, const char *name,
                     struct compare_film **ret_film, struct err *err) MUST_USE;

/* A runner's own error, docs/compare.md: as JSON, as text, and back. */
int report_own_json(const struct compare_own *own, struct text *ret_json, struct err *err)
    MUST_USE;
/* warning: "" or a sentence to go with it. Errors: -ERR_IO, -ERR_NOMEM. */
int report_own_terminal(FILE *out, const struct compare_own *own, const char *warning,
                        bool colour, int columns, struct err *err) MUST_USE;
/* Errors: as report_read_film. */
int report_read_own(const char *path, struct compare_own *ret_own, struct err *err) MUST_USE;

#endif

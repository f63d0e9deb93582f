/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_FILM_H
#define CLI_FILM_H
/*
 * film - one clip from file to measures: media, pose and gait in a row, and the checks that the
 * judgement and the reports need. No printing but the progress bar and notes on stderr.
 */
#include <stdbool.h>

#include "base/err.h"
#include "base/pool.h"
#include "gait/gait.h"
#include "pose/pose.h"
#include "report/report.h"
#include "spine/spine.h"

struct film_params {
    struct pose_params pose;
    struct gait_params gait;
    struct spine_runner runner; /* speed_mps 0: measured where the view allows */
    unsigned threads;           /* of the decoder; 0: its choice */
    bool quiet;                 /* no progress bar, no notes */
};

struct film; /* the clips of one runner that could be measured */

int film_new(size_t cap_clips, struct film **ret_film, struct err *err) MUST_USE;
struct film *film_free(struct film *f);
DEFINE_AUTO(film)

/* Measure one more clip. path is borrowed until film_free. Errors: those of media_open,
 * pose_clip and gait_analyse, with the path before them; the film stays as it was. */
int film_add(struct film *f, const char *path, const struct film_params *par,
             const struct pose_models *models, struct pool *pool, struct err *err) MUST_USE;

/* Judge what was added. The result, with the words for model and precision and the runner's
 * body in it, is borrowed until film_free. */
const struct report_film *film_judge(struct film *f, const char *model, const char *precision,
                                     const struct spine_runner *runner);

/* Standard input as a file that can be opened again and again: copies it to an unlinked
 * temporary file that takes its place, and returns the path to open, static.
 * Errors: -ERR_IO. */
int film_keep_stdin(const char **ret_path, struct err *err) MUST_USE;

#endif

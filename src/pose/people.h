/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POSE_PEOPLE_H
#define POSE_PEOPLE_H
/*
 * people - everybody seen in a clip, and which of them to measure.
 *
 * Pure functions but for memory: an album takes about 1 KB for each body seen. Of more than
 * PEOPLE_MAX_KEPT people, those seen least are forgotten.
 */
#include "body/motion.h"
#include "pose/landmark.h"
#include "pose/pose.h"

enum { PEOPLE_MAX_KEPT = 48 };

struct seen {
    size_t frame;
    float presence;
    struct motion_point points[BODY_N_POINTS];
    struct motion_xyz world[BODY_N_POINTS];
    float waist[2];
};

struct album {
    struct page { /* one person; `seen` in order of time */
        struct seen *seen;
        size_t n, cap;
    } * pages; /* by the person's number */
    size_t n_pages, cap_pages, n_kept;
};

struct album *album_free(struct album *a);
DEFINE_AUTO(album)
int album_new(struct album **ret_album, struct err *err) MUST_USE;
/* Frames of one person must come in order. */
int album_add(struct album *a, size_t person, size_t frame, const struct body *b,
              struct err *err) MUST_USE;

/*
 * The people worth mentioning, from left to right: seen in at least 5 frames over a quarter of
 * a second (if nobody was, whoever was seen most), at most POSE_MAX_PEOPLE, those with the most
 * picture and time first to be kept.
 *   m           times of all frames
 *   ret_pages   [POSE_MAX_PEOPLE] the page of each
 * Returns how many, or -ERR_NOMEM.
 */
int people_list(const struct album *a, const struct motion *m, struct pose_person *ret_people,
                size_t *ret_pages, struct err *err) MUST_USE;

/*
 * The one to measure: person number `wanted` (from 1), or with 0 the largest and longest seen
 * of those that run, or of all if nobody does. Errors: -ERR_USAGE (no such number),
 * -ERR_AMBIGUOUS (another one runs at the same time and is no less than 3/4 as tall).
 */
int people_choose(const struct pose_person *people, size_t n, int wanted, int picture_width,
                  size_t *ret_chosen, bool *ret_other_runners, struct err *err) MUST_USE;

/* Copy what was seen of the person into the frames of m. */
void people_fill(const struct page *p, struct motion *m);

#endif

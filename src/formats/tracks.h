/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_TRACKS_H
#define FORMATS_TRACKS_H
/*
 * tracks - TCX and GPX files into activities, in one pass.
 *
 * An <Activity> of TCX and a <trk> of GPX with points is an activity; courses and routes come
 * as ACTIVITY_FILE_COURSE. A damaged file gives all that stands before the damage, with a note
 * that names byte and cause. docs/tcx-gpx.md says where each value comes from. Threads: no
 * globals. Memory: a few kB and the activities, when fed in pieces.
 */
#include "formats/formats.h"

int tcx_probe(const uint8_t *data, size_t n);
int gpx_probe(const uint8_t *data, size_t n);
/* Rows of the table in formats.h. Either reads both: the root element decides.
 * Errors: -ERR_FORMAT (neither, or broken before anything to keep), -ERR_UNSUPPORTED (refused:
 * declares entities, nested too deep), -ERR_NOMEM. */
int tracks_read(const uint8_t *data, size_t n, const struct formats_params *params,
                struct activity_list **ret_list, struct err *err) MUST_USE;

/* The same in pieces of any size, for files larger than memory should be. */
struct tracks;
int tracks_new(const struct formats_params *params, struct tracks **ret_tracks, struct err *err)
    MUST_USE;
bool tracks_feed(struct tracks *t, const uint8_t *data, size_t n); /* false: enough */
/* Once, after the last byte. Errors: as tracks_read. */
int tracks_end(struct tracks *t, struct activity_list **ret_list, struct err *err) MUST_USE;
struct tracks *tracks_free(struct tracks *t);
DEFINE_AUTO(tracks)

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/formats.h"

#include <string.h>

#include "base/mem.h"
#include "formats/fit.h"
#include "formats/tracks.h"

const struct formats_row formats[] = {
    { .name = "fit", .suffix = ".fit", .probe = fit_probe, .read = fit_read },
    { .name = "tcx", .suffix = ".tcx", .probe = tcx_probe, .read = tracks_read },
    { .name = "gpx", .suffix = ".gpx", .probe = gpx_probe, .read = tracks_read },
};
const size_t formats_n = N_ELEMS(formats);

/* What a file that no row knows looks like, for its message. */
static const struct {
    const char *start, *what;
} lookalikes[] = {
    { "\x1f\x8b", "gzip data: unpack it first" },
    { "PK\x03\x04", "a zip archive: unpack it first" },
    { "<!DOCTYPE", "a web page, perhaps the error page of a download" },
    { "<html", "a web page, perhaps the error page of a download" },
    { "<?xml", "XML of another kind" },
    { "{", "JSON" },
    { "", "something else" },
};

const struct formats_row *formats_probe(const uint8_t *data, size_t n)
{
    const struct formats_row *best = NULL;
    int best_score = 0;

    for (size_t i = 0; i < formats_n; i++) {
        int score = formats[i].probe(data, n);
        if (score > best_score) {
            best = &formats[i];
            best_score = score;
        }
    }
    return best;
}

int formats_read(const uint8_t *data, size_t n, const struct formats_params *params,
                 struct activity_list **ret_list, struct err *err)
{
    const struct formats_row *row = formats_probe(data, n);
    if (row)
        return row->read(data, n, params, ret_list, err);
    if (n == 0)
        return err_set_at(err, ERR_FORMAT, 0, "the file is empty");
    for (size_t i = 0;; i++) {
        size_t len = strlen(lookalikes[i].start);
        if (n >= len && memcmp(data, lookalikes[i].start, len) == 0)
            return err_set_at(err, ERR_UNSUPPORTED, 0, "not a file of activities but %s",
                              lookalikes[i].what);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a TCX or GPX file, whole and in pieces: both come in through tracks_read. */
#include <math.h>
#include <stdlib.h>

#include "formats/tracks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The same bytes in pieces must give as many samples as in one. */
static size_t in_pieces(const uint8_t *data, size_t n)
{
    AUTO(tracks) struct tracks *t = NULL;
    AUTO(activity_list) struct activity_list *list = NULL;
    struct err err = { 0 };
    size_t sum = 0, piece = 1 + (n ? data[n / 2] % 61u : 0);

    if (tracks_new(NULL, &t, &err) < 0)
        return 0;
    for (size_t at = 0; at < n; at += piece)
        tracks_feed(t, data + at, n - at < piece ? n - at : piece);
    if (tracks_end(t, &list, &err) < 0)
        return 0;
    for (size_t i = 0; i < list->n; i++)
        sum += list->item[i]->n_samples;
    return sum;
}

static void check_column(const double *v, size_t n)
{
    for (size_t i = 0; v && i < n; i++)
        if (isinf(v[i]))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    AUTO(activity_list) struct activity_list *list = NULL;
    struct err err = { 0 };
    size_t sum = 0;

    if (gpx_probe(data, n) < 0 || tcx_probe(data, n) < 0)
        abort();
    if (tracks_read(data, n, NULL, &list, &err) < 0) {
        if (!err.code || !err.msg[0])
            abort();
        return 0;
    }
    if (list->n == 0)
        abort();
    for (size_t i = 0; i < list->n; i++) {
        const struct activity *a = list->item[i];
        sum += a->n_samples;
        for (size_t c = 0; c < ACTIVITY_N_COLUMNS; c++)
            check_column(a->column[c], a->n_samples);
    }
    if (in_pieces(data, n) != sum)
        abort();
    return 0;
}

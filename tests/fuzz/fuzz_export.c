/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as Strava's activities.csv and as Garmin's summarizedActivities.json
 * and gear.json: rows must be
 * whole, and each must be found again.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/export.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(bool good)
{
    if (!good)
        abort();
}

/* No bytes that a terminal or a page would trip over, whatever the list held. */
static void check_text(const char *s, size_t size)
{
    size_t n = strnlen(s, size);
    check(n < size);
    for (size_t i = 0; i < n; i++)
        check((unsigned char)s[i] >= 0x20 && s[i] != 0x7f);
}

static void check_rows(struct export_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct source_meta *m = &rows->row[i].meta;
        check_text(m->id, sizeof(m->id));
        check_text(m->name, sizeof(m->name));
        check_text(m->gear, sizeof(m->gear));
        check_text(m->word, sizeof(m->word));
        check(!isinf(m->start_s) && !isinf(m->elapsed_s) && !isinf(m->distance_m));
        check(m->sport < ACTIVITY_N_SPORTS && m->sub < ACTIVITY_N_SUBS);
        if (rows->row[i].by_time && !isnan(m->start_s))
            check(export_at(rows, m->start_s) != NULL);
    }
    (void)export_find(rows, ""); /* sorts: rows have their last place */
    for (size_t i = 0; i < rows->n; i++)
        check(export_find(rows, rows->row[i].key) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const lists[] = { "folder/activities.csv",
                                         "x_summarizedActivities.json" };

    for (size_t i = 0; i < N_ELEMS(lists); i++) {
        struct export_rows rows = { 0 };
        struct err err = { 0 };
        AUTO(mem) char *copy = mem_array(n + 1, 1); /* the reader wants a NUL, and writes */
        if (!copy)
            return 0;
        memcpy(copy, data, n);
        copy[n] = '\0';
        if (export_read(&rows, lists[i], copy, n, &err) < 0)
            check(err.code && err.msg[0]);
        check_rows(&rows);
        export_done(&rows);
    }
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as TRC, MOT or STO, a plain table of markers or forces; and as a marker set file.
 * What TRC gives is written and read again. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "formats/mocap_formats.h"
#include "mocap/mocap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void same_again(const struct markers *m)
{
    AUTO_TEXT struct text t = TEXT_INIT(1 << 24);
    AUTO(markers) struct markers *again = NULL;
    struct err err = { 0 };
    if (trc_write(m, "x", &t, &err) < 0 || m->n_markers == 0)
        return;
    for (size_t i = 0; i < m->n_markers; i++)
        if (m->name[i][0] == '\0')
            return; /* a marker without a name cannot be told from a blank cell */
    const char *s = text_str(&t);
    if (trc_read((const uint8_t *)s, strlen(s), &again, &err) < 0)
        return; /* times too large for six decimals */
    if (again->n_markers != m->n_markers || again->n_frames != m->n_frames)
        abort();
}

static void try_sets(const uint8_t *data, size_t n)
{
    AUTO(mocap_sets) struct mocap_sets *sets = NULL;
    struct err err = { 0 };
    if (mocap_sets_new((const char *)data, n, &sets, &err) < 0) {
        if (!err.msg[0])
            abort();
        return;
    }
    for (size_t s = 0; s < sets->n_sets; s++)
        for (size_t r = 0; r < sets->set[s].n_rules; r++)
            if (sets->set[s].rule[r].n_terms > MOCAP_MAX_TERMS ||
                sets->set[s].rule[r].n_carried > MOCAP_MAX_CARRIED)
                abort();
}

/* As far as the pipeline goes from these bytes. */
static void try_body(const struct markers *m)
{
    static struct mocap_sets *sets; /* kept for all runs */
    AUTO(mocap_body) struct mocap_body *b = NULL;
    AUTO(motion) struct motion *side = NULL;
    AUTO(mem) struct gait_contact *plate = NULL;
    struct err err = { 0 };
    size_t n = 0;
    if (!sets && mocap_sets_new(NULL, 0, &sets, &err) < 0)
        return;
    const struct mocap_params par = { .sets = sets };
    if (!(m->rate_hz > 0) || m->n_frames == 0 || mocap_body_new(m, &par, &b, &err) < 0)
        return;
    if (mocap_project(b, GAIT_SIDE_RIGHT, &side, &err) == 0 && side->n_frames != m->n_frames)
        abort();
    if (mocap_plate_contacts(m, b, MOCAP_CONTACT_N, &plate, &n, &err) < 0 && !err.msg[0])
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    AUTO(markers) struct markers *m = NULL;
    AUTO(table) struct table *t = NULL;
    struct err err = { 0 };

    try_sets(data, n);
    if (sto_probe(data, n) > 0 && sto_read_table(data, n, &t, &err) < 0 && !err.msg[0])
        abort();
    err = (struct err){ 0 };
    if (mocap_format_read(data, n, &m, &err) < 0) {
        if (!err.code || !err.msg[0] || m)
            abort();
        return 0;
    }
    for (size_t i = 0; i < m->n_frames * m->n_markers; i++)
        for (int k = 0; k < 3; k++)
            if (isinf(m->xyz[i][k]))
                abort();
    if (m->rate_hz > 0 && m->n_frames > 0)
        same_again(m);
    try_body(m);
    return 0;
}

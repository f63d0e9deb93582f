/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a C3D file. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "formats/c3d.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_name(const markers_name name)
{
    if (!memchr(name, '\0', MARKERS_NAME_MAX))
        abort();
}

static void check_number(double v)
{
    if (isinf(v))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    AUTO(markers) struct markers *m = NULL;
    struct err err = { 0 };

    if (c3d_probe(data, n) < 0)
        abort();
    if (c3d_read(data, n, &m, &err) < 0) {
        if (!err.code || !err.msg[0] || m)
            abort();
        return 0;
    }
    if (m->n_frames == 0 || m->n_markers == 0 || !(m->rate_hz > 0) || m->n_frames > n)
        abort();
    for (size_t i = 0; i < m->n_markers; i++)
        check_name(m->name[i]);
    for (size_t i = 0; i < m->n_channels; i++)
        check_name(m->channel[i]);
    for (size_t i = 0; i < m->n_frames * m->n_markers; i++)
        for (int k = 0; k < 3; k++)
            check_number(m->xyz[i][k]);
    for (size_t i = 0; i < m->n_samples * m->n_channels; i++)
        check_number(m->analog[i]);
    double sum = 0; /* every wrench is there to be read */
    for (size_t i = 0; i < m->n_samples * m->n_plates; i++)
        sum += m->plate[i].force_n[1] + m->plate[i].cop_m[0] + m->plate[i].twist_nm;
    return sum == 12345.678 ? 1 : 0;
}

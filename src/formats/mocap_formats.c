/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/mocap_formats.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "formats/c3d.h"

const struct mocap_format mocap_formats[] = {
    { "c3d", ".c3d", "C3D, the usual binary file", c3d_probe, c3d_read },
    { "trc", ".trc", "TRC, OpenSim's marker table", trc_probe, trc_read },
    { "sto", ".mot", "MOT or STO with ground forces", sto_probe, sto_read },
    { "text", ".txt", "a table of markers or forces under a line of names", marker_text_probe,
      marker_text_read },
};
const size_t mocap_n_formats = N_ELEMS(mocap_formats);

const struct mocap_format *mocap_format_probe(const uint8_t *data, size_t n)
{
    const struct mocap_format *best = NULL;
    int best_score = 0;
    for (size_t i = 0; i < mocap_n_formats; i++) {
        int score = mocap_formats[i].probe(data, n);
        if (score > best_score) {
            best = &mocap_formats[i];
            best_score = score;
        }
    }
    return best;
}

int mocap_format_read(const uint8_t *data, size_t n, struct markers **ret_markers,
                      struct err *err)
{
    const struct mocap_format *row = mocap_format_probe(data, n);
    if (row)
        return row->read(data, n, ret_markers, err);
    return err_set_at(err, ERR_UNSUPPORTED, 0,
                      "not a file of motion capture that is known: C3D, TRC, MOT, STO, or a "
                      "table of markers or forces");
}

int markers_take_plates(struct markers *m, struct markers *from, struct err *err)
{
    if (from->n_plates == 0 || from->n_samples == 0)
        return err_set(err, ERR_USAGE, "the file of forces holds no forces");
    double length_s = (double)m->n_frames / m->rate_hz;
    double hz = from->sample_hz > 0 ? from->sample_hz : (double)from->n_samples / length_s;
    double ratio = hz / m->rate_hz;
    if (fabs(ratio - round(ratio)) < 0.01 && ratio >= 0.5)
        hz = m->rate_hz * round(ratio);
    double forces_s = (double)from->n_samples / hz;
    if (fabs(forces_s - length_s) > 0.02 * length_s + 0.1)
        return err_set(err, ERR_FORMAT,
                       "the forces last %.2f s and the markers %.2f s: they are not of one "
                       "trial",
                       forces_s, length_s);
    free(m->plate);
    free(m->analog);
    free(m->channel);
    m->analog = NULL;
    m->channel = NULL;
    m->n_channels = 0;
    m->plate = STEAL(from->plate);
    m->n_plates = from->n_plates;
    m->n_samples = from->n_samples;
    m->sample_hz = hz;
    from->n_plates = from->n_samples = 0;
    return 0;
}

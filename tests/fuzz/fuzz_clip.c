/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a clip: open, a few frames, a crop of each. */
#include <math.h>
#include <stdlib.h>

#include "media/media.h"

enum { FRAMES_MAX = 12, SIDE = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    AUTO(media_reader) struct media_reader *r = NULL;
    struct err err = { 0 };
    float rgb[SIDE * SIDE * 3];
    double last_s = -1;

    if (media_open_memory(data, n, 1, &r, &err) < 0)
        return 0;
    for (int i = 0; i < FRAMES_MAX; i++) {
        AUTO(media_frame) struct media_frame *f = NULL;
        if (media_next(r, &f, &err) <= 0)
            break;
        double kx = media_frame_width(f) / (double)SIDE,
               ky = media_frame_height(f) / (double)SIDE;
        const struct media_crop crop = {
            .m = { kx, -0.3 * kx, 0, 0.3 * ky, ky, 0 },
            .width = SIDE,
            .height = SIDE,
            .hi = 1,
            .border = MEDIA_BLACK,
        };
        media_sample(f, &crop, rgb);
        if (!(media_frame_t_s(f) > last_s) || !isfinite(rgb[SIDE * SIDE * 3 - 1]))
            abort();
        last_s = media_frame_t_s(f);
    }
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SYNTH_RENDER_H
#define SYNTH_RENDER_H
/* render - the figure as a picture. Internal to synth. */
#include "base/pool.h"
#include "synth/runner.h"

struct render;
int render_new(const struct runner *r, const struct synth_camera *camera,
               struct render **ret_render, struct err *err) MUST_USE;
struct render *render_free(struct render *re);
int render_frame(struct render *re, const struct runner *r, size_t frame_i, struct pool *pool,
                 uint8_t *ret_bgrx, size_t stride, struct err *err) MUST_USE;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NN_NN_H
#define NN_NN_H
/*
 * nn - runs a TFLite graph on the processor.
 *
 * The file is untrusted input: every offset is checked before it is followed. Operators that no
 * wanted output needs are dropped; weights are reordered once, when the model is loaded.
 *
 * Threads: a struct nn_model is immutable and shared; a struct nn_context (the activations)
 * belongs to one thread at a time. The result of a run depends on input, model and precision
 * only.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum nn_precision {
    NN_AUTO, /* bf16 where the processor has AVX512_BF16, else f32 */
    NN_F32,
    NN_BF16, /* refused with ERR_UNSUPPORTED where the processor cannot */
};

struct nn_params {
    enum nn_precision precision;
    const char *const *outputs; /* [n_outputs] names of the wanted outputs, in this order */
    size_t n_outputs;           /* 0: all outputs of the graph, in its order */
};

enum { NN_MAX_DIMS = 5 };
struct nn_shape {
    int n_dims;
    int dim[NN_MAX_DIMS]; /* NHWC order */
};

/* Names of the outputs in the graphs of @mediapipe/pose. Landmark models
 * (pose_landmark_*.tflite, input 256 x 256 x 3, 0..1): */
/* NN_POSE_LANDMARKS: [195], 39 x (x, y, z in px of 256, visibility and presence as logits) */
#define NN_POSE_LANDMARKS    "Identity"
#define NN_POSE_PRESENCE     "Identity_1" /* [1] 0..1 */
#define NN_POSE_SEGMENTATION "Identity_2" /* [256][256][1] */
#define NN_POSE_HEATMAP      "Identity_3" /* [64][64][39] logits */
#define NN_POSE_WORLD        "Identity_4" /* [117] 39 x (x, y, z in m) */
/* Detector (pose_solution_packed_assets.data, input 224 x 224 x 3, -1..1): */
#define NN_DETECTOR_BOXES  "Identity"   /* [2254][12] */
#define NN_DETECTOR_SCORES "Identity_1" /* [2254][1] logits */

struct nn_model;
/* data is read during the call only. Errors: -ERR_FORMAT (with byte position), -ERR_UNSUPPORTED
 * (names the operator and its version), -ERR_NOT_FOUND (no such output), -ERR_NOMEM. */
int nn_model_new(const uint8_t *data, size_t n, const struct nn_params *par,
                 struct nn_model **ret_model, struct err *err) MUST_USE;
struct nn_model *nn_model_free(struct nn_model *m);
DEFINE_AUTO(nn_model)

struct nn_shape nn_model_input_shape(const struct nn_model *m); /* one input, float */
size_t nn_model_n_outputs(const struct nn_model *m);
struct nn_shape nn_model_output_shape(const struct nn_model *m, size_t output_i);
const char *nn_model_output_name(const struct nn_model *m, size_t output_i);
enum nn_precision nn_model_precision(const struct nn_model *m); /* NN_F32 or NN_BF16 */
size_t nn_model_context_bytes(const struct nn_model *m);        /* activations of one context */

struct nn_context; /* keeps a pointer to its model, which must outlive it */
int nn_context_new(const struct nn_model *m, struct nn_context **ret_ctx, struct err *err)
    MUST_USE;
struct nn_context *nn_context_free(struct nn_context *c);
DEFINE_AUTO(nn_context)

float *nn_context_input(struct nn_context *c); /* write here before nn_run; NHWC */
int nn_run(struct nn_context *c, struct err *err) MUST_USE;
/* f32, NHWC, shape as nn_model_output_shape; valid until the next nn_run. */
const float *nn_context_output(const struct nn_context *c, size_t output_i);

#endif

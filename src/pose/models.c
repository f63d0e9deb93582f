/* SPDX-License-Identifier: Apache-2.0 */
#include "pose/models.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

enum { MODEL_MAX_BYTES = 256 << 20 };
enum detector_output { OUT_BOXES, OUT_LOGITS, N_DETECTOR_OUTPUTS };
enum landmark_output { OUT_LANDMARKS, OUT_PRESENCE, OUT_MAP, OUT_WORLD, N_LANDMARK_OUTPUTS };

/* Files of the npm package @mediapipe/pose 0.5.1675469404; the .data file is a .tflite file.
 * Identity_2 is the segmentation: nothing here uses it, so nn need not compute it. */
/* clang-format off */
const struct model_info model_detector = {
    "pose_solution_packed_assets.data", "detector", { "Identity", "Identity_1" }, 2,
};
#define LANDMARK_OUTPUTS { "Identity", "Identity_1", "Identity_3", "Identity_4" }, 4
const struct model_info model_landmark[POSE_N_QUALITIES] = {
    [POSE_LITE]  = { "pose_landmark_lite.tflite",  "lite",  LANDMARK_OUTPUTS },
    [POSE_FULL]  = { "pose_landmark_full.tflite",  "full",  LANDMARK_OUTPUTS },
    [POSE_HEAVY] = { "pose_landmark_heavy.tflite", "heavy", LANDMARK_OUTPUTS },
};
/* clang-format on */

static const int sizes_detector[N_DETECTOR_OUTPUTS] = {
    [OUT_BOXES] = DETECT_N_ANCHORS * DETECT_N_NUMBERS,
    [OUT_LOGITS] = DETECT_N_ANCHORS,
};
static const int sizes_landmark[N_LANDMARK_OUTPUTS] = {
    [OUT_LANDMARKS] = LANDMARK_N * 5,
    [OUT_PRESENCE] = 1,
    [OUT_MAP] = LANDMARK_MAP * LANDMARK_MAP * LANDMARK_N,
    [OUT_WORLD] = LANDMARK_N * 3,
};

const char *pose_quality_name(enum pose_quality q)
{
    assert(q < POSE_N_QUALITIES);
    return model_landmark[q].name;
}

static int n_numbers(struct nn_shape s)
{
    int n = 1;
    for (int i = 0; i < s.n_dims; i++)
        n *= s.dim[i];
    return n;
}

static int check_shape(const struct nn_model *m, const char *path, int side, const int *sizes,
                       struct err *err)
{
    if (n_numbers(nn_model_input_shape(m)) != side * side * 3)
        return err_set(err, ERR_FORMAT, "\"%s\" does not take a picture of %d x %d", path, side,
                       side);
    for (size_t i = 0; i < nn_model_n_outputs(m); i++)
        /* load() asks for as many outputs as the table of sizes has.
         * NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult) */
        if (n_numbers(nn_model_output_shape(m, i)) != sizes[i])
            return err_set(err, ERR_FORMAT, "output %s of \"%s\" does not have %d numbers",
                           nn_model_output_name(m, i), path, sizes[i]);
    return 0;
}

static int load(const char *folder, const struct model_info *info, enum nn_precision precision,
                struct nn_model **ret_model, struct err *err)
{
    AUTO_TEXT struct text path = TEXT_INIT(4096);
    AUTO(mem) uint8_t *data = NULL;
    AUTO(nn_model) struct nn_model *m = NULL;
    struct nn_params par = { .precision = precision,
                             .outputs = info->outputs,
                             .n_outputs = info->n_outputs };
    size_t n = 0;
    bool detector = info == &model_detector;

    text_addf(&path, "%s/%s", folder, info->file);
    if (text_failed(&path))
        return err_set(err, ERR_LIMIT, "the path of the models is too long");
    int rc = file_read(text_str(&path), MODEL_MAX_BYTES, &data, &n, err);
    if (rc == -ERR_NOT_FOUND)
        return err_set(err, ERR_MISSING, "no model file \"%s\": get it with `make setup`",
                       text_str(&path));
    if (rc == 0)
        rc = nn_model_new(data, n, &par, &m, err);
    if (rc < 0)
        return err_prefix(err, rc, "%s", info->file);
    rc = check_shape(m, text_str(&path), detector ? DETECT_INPUT : LANDMARK_INPUT,
                     detector ? sizes_detector : sizes_landmark, err);
    if (rc < 0)
        return rc;
    *ret_model = STEAL(m);
    return 0;
}

int pose_models_new(const char *folder, enum pose_quality q, enum nn_precision precision,
                    struct pose_models **ret_models, struct err *err)
{
    assert(q < POSE_N_QUALITIES);
    AUTO(pose_models) struct pose_models *m = mem_array(1, sizeof(*m));
    if (!m)
        return err_set(err, ERR_NOMEM, "no memory for the models");
    m->quality = q;
    detect_anchors(m->anchors);
    int rc = load(folder, &model_detector, precision, &m->detector, err);
    if (rc == 0)
        rc = load(folder, &model_landmark[q], precision, &m->landmark, err);
    if (rc < 0)
        return rc;
    *ret_models = STEAL(m);
    return 0;
}

enum nn_precision pose_models_precision(const struct pose_models *m)
{
    return nn_model_precision(m->landmark);
}

struct pose_models *pose_models_free(struct pose_models *m)
{
    if (m) {
        nn_model_free(m->detector);
        nn_model_free(m->landmark);
        free(m);
    }
    return NULL;
}

struct eye {
    const struct pose_models *models;
    const struct landmark_cells *cells;
    struct nn_context *detector, *landmark;
    struct pose_cost cost;
    struct detection found[DETECT_N_ANCHORS];
};

int eye_new(const struct pose_models *m, struct eye **ret_eye, struct err *err)
{
    AUTO(eye) struct eye *e = mem_array(1, sizeof(*e));
    if (!e)
        return err_set(err, ERR_NOMEM, "no memory for the networks");
    e->models = m;
    e->cells = &landmark_sharp;
    int rc = nn_context_new(m->detector, &e->detector, err);
    if (rc == 0)
        rc = nn_context_new(m->landmark, &e->landmark, err);
    if (rc < 0)
        return rc;
    *ret_eye = STEAL(e);
    return 0;
}

void eye_use_cells(struct eye *e, const struct landmark_cells *cells) { e->cells = cells; }

struct eye *eye_free(struct eye *e)
{
    if (e) {
        nn_context_free(e->detector);
        nn_context_free(e->landmark);
        free(e);
    }
    return NULL;
}

struct pose_cost eye_cost(const struct eye *e) { return e->cost; }

/* Processor time of this thread, for the bench only: it decides nothing. */
static double thread_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void lap(double *since_s, double *sum_s)
{
    double now_s = thread_s();
    *sum_s += now_s - *since_s;
    *since_s = now_s;
}

int eye_detect(struct eye *e, const struct media_frame *f, struct region *ret, size_t max,
               struct err *err)
{
    int w = media_frame_width(f), h = media_frame_height(f);
    double scale = (double)(w > h ? w : h) / DETECT_INPUT, t_s = thread_s();
    double left = (w - scale * DETECT_INPUT) / 2, top = (h - scale * DETECT_INPUT) / 2;
    const struct media_crop crop = { .m = { scale, 0, left, 0, scale, top },
                                     .width = DETECT_INPUT,
                                     .height = DETECT_INPUT,
                                     .lo = -1,
                                     .hi = 1,
                                     .border = MEDIA_BLACK };

    media_sample(f, &crop, nn_context_input(e->detector));
    lap(&t_s, &e->cost.sample_s);
    int rc = nn_run(e->detector, err);
    if (rc < 0)
        return rc;
    lap(&t_s, &e->cost.detector_s);
    size_t n = detect_decode(nn_context_output(e->detector, OUT_BOXES),
                             nn_context_output(e->detector, OUT_LOGITS), e->models->anchors,
                             DETECT_MIN_SCORE, e->found);
    n = detect_blend(e->found, n, DETECT_SAME_IOU);
    if (n > max)
        n = max;
    for (size_t i = 0; i < n; i++) {
        float(*key)[2] = e->found[i].key;
        double side = scale * DETECT_INPUT;
        ret[i] = region_from_points(left + side * key[0][0], top + side * key[0][1],
                                    left + side * key[1][0], top + side * key[1][1]);
    }
    lap(&t_s, &e->cost.decode_s);
    e->cost.n_detector_runs++;
    return (int)n;
}

int eye_measure(struct eye *e, const struct media_frame *f, const struct region *where,
                struct body *ret_body, struct err *err)
{
    struct media_crop crop = { .width = LANDMARK_INPUT,
                               .height = LANDMARK_INPUT,
                               .lo = 0,
                               .hi = 1,
                               .border = MEDIA_REPLICATE };
    double t_s = thread_s();

    region_crop(where, LANDMARK_INPUT, crop.m);
    media_sample(f, &crop, nn_context_input(e->landmark));
    lap(&t_s, &e->cost.sample_s);
    int rc = nn_run(e->landmark, err);
    if (rc < 0)
        return rc;
    lap(&t_s, &e->cost.landmark_s);
    landmark_decode(e->cells, nn_context_output(e->landmark, OUT_LANDMARKS),
                    nn_context_output(e->landmark, OUT_MAP),
                    nn_context_output(e->landmark, OUT_WORLD),
                    nn_context_output(e->landmark, OUT_PRESENCE)[0], where, ret_body);
    lap(&t_s, &e->cost.decode_s);
    e->cost.n_landmark_runs++;
    return 0;
}

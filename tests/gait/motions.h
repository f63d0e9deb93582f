/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_GAIT_MOTIONS_H
#define TESTS_GAIT_MOTIONS_H
/*
 * motions - landmark files of other programs as struct motion, for tests.
 */
#include <jansson.h>
#include <math.h>

#include "body/motion.h"
#include "test.h"

static inline json_t *load_json(const char *name)
{
    json_error_t why;
    json_t *root = json_load_file(test_data(name), 0, &why);
    if (!root)
        fail_msg("%s: %s", name, why.text);
    return root;
}

/* Landmarks in Halpe order with pixel positions: {"keypoint_names", "frames": [[x, y, conf]]}.
 */
static inline struct motion *load_halpe(const char *name)
{
    static const struct {
        const char *theirs, *ours;
    } names[] = { { "l_big_toe", "l_toe" }, { "r_big_toe", "r_toe" } };
    json_t *root = load_json(name), *frames = json_object_get(root, "frames");
    json_t *points = json_object_get(root, "keypoint_names"),
           *times = json_object_get(root, "timestamps");
    struct motion *m = NULL;
    struct err err = { 0 };
    assert_ok(motion_new((int)json_integer_value(json_object_get(root, "width")),
                         (int)json_integer_value(json_object_get(root, "height")), &m, &err),
              err);
    for (size_t i = 0; i < json_array_size(frames); i++) {
        assert_ok(motion_append(m, json_number_value(json_array_get(times, i)), &err), err);
        m->score[i] = 1;
        for (size_t k = 0; k < json_array_size(points); k++) {
            const char *point = json_string_value(json_array_get(points, k));
            for (size_t j = 0; j < 2; j++)
                if (strcmp(point, names[j].theirs) == 0)
                    point = names[j].ours;
            int p = body_point_find(point);
            json_t *v = json_array_get(json_array_get(frames, i), k);
            if (p >= 0)
                m->points[i][p] = (struct motion_point){
                    .x = (float)json_number_value(json_array_get(v, 0)),
                    .y = (float)json_number_value(json_array_get(v, 1)),
                    .z = NAN,
                    .conf = (float)fmin(1, json_number_value(json_array_get(v, 2))),
                };
        }
    }
    json_decref(root);
    return m;
}

/* BlazePose landmarks as shares of the picture: {"video_info", "pose_data": [{"keypoints":
 * [..]}]}. */
static inline struct motion *load_blazepose(const char *name)
{
    json_t *root = load_json(name), *frames = json_object_get(root, "pose_data");
    json_t *info = json_object_get(root, "video_info");
    double w = json_number_value(json_object_get(info, "width"));
    double h = json_number_value(json_object_get(info, "height"));
    double fps = json_number_value(json_object_get(info, "fps"));
    struct motion *m = NULL;
    struct err err = { 0 };
    assert_ok(motion_new((int)w, (int)h, &m, &err), err);
    for (size_t i = 0; i < json_array_size(frames); i++) {
        json_t *points = json_object_get(json_array_get(frames, i), "keypoints");
        assert_ok(motion_append(m, (double)i / fps, &err), err);
        m->score[i] = json_array_size(points) == BODY_N_POINTS;
        for (size_t p = 0; p < json_array_size(points) && p < BODY_N_POINTS; p++) {
            json_t *v = json_array_get(points, p);
            m->points[i][p] = (struct motion_point){
                .x = (float)(w * json_number_value(json_object_get(v, "x"))),
                .y = (float)(h * json_number_value(json_object_get(v, "y"))),
                .z = NAN,
                .conf = (float)json_number_value(json_object_get(v, "visibility")),
            };
        }
    }
    json_decref(root);
    return m;
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "synth/synth.h"

/* JSON has no NaN: what is not known is null. Nine digits keep a float, and 1e-9 s. */
static void number(struct text *t, double v)
{
    if (isfinite(v))
        text_addf(t, "%.9g", v);
    else
        text_add(t, "null");
}

static void field(struct text *t, const char *before, const char *key, double v)
{
    text_addf(t, "%s\"%s\": ", before, key);
    number(t, v);
}

static void parameters(const struct synth_params *par, struct text *t)
{
    text_add(t, "  \"parameters\": {");
    for (size_t i = 0; i < synth_n_params; i++) {
        const struct synth_param_info *info = &synth_param_table[i];
        double v = synth_params_get(par, i);
        const char *before = i > 0 ? ",\n    " : "\n    ";
        if (info->choices)
            text_addf(t, "%s\"%s\": \"%s\"", before, info->name, info->choices[(int)v]);
        else
            text_addf(t, "%s\"%s\": %.17g", before, info->name, v);
    }
    text_add(t, "\n  },\n");
}

static void vector(struct text *t, const char *key, struct synth_xyz v)
{
    text_addf(t, "\"%s\": [%.9g, %.9g, %.9g], ", key, v.x, v.y, v.z);
}

static void camera(const struct synth_camera *c, struct text *t)
{
    text_add(t, "  \"camera\": {");
    vector(t, "at_m", c->at);
    vector(t, "right", c->right);
    vector(t, "up", c->up);
    vector(t, "ahead", c->ahead);
    text_addf(t, "\"f_px\": %.9g, \"cx_px\": %.9g, \"cy_px\": %.9g},\n", c->f_px, c->cx_px,
              c->cy_px);
}

static void contact(const struct synth_contact *c, struct text *t)
{
    text_addf(t, "\"side\": \"%s\", \"on_s\": %.9g, \"off_s\": %.9g", body_side_name(c->side),
              c->on_s, c->off_s);
}

static void contacts_and_steps(const struct synth_truth *truth, struct text *t)
{
    text_add(t, "  \"contacts\": [");
    for (size_t i = 0; i < truth->n_contacts; i++) {
        text_add(t, i > 0 ? ",\n    {" : "\n    {");
        contact(&truth->contacts[i], t);
        text_add(t, "}");
    }
    text_add(t, "\n  ],\n  \"steps\": [");
    for (size_t i = 0; i < truth->n_steps; i++) {
        const struct synth_step *s = &truth->steps[i];
        text_add(t, i > 0 ? ",\n    {" : "\n    {");
        contact(&s->contact, t);
        text_addf(t, ", \"next_on_s\": %.9g, \"values\": {", s->next_on_s);
        for (int m = 0; m < MEASURE_N; m++)
            field(t, m > 0 ? ", " : "", measure_info((enum measure)m)->key, s->value[m]);
        text_add(t, "}}");
    }
    text_add(t, "\n  ],\n");
}

static void measures(const struct synth_truth *truth, struct text *t)
{
    text_add(t, "  \"measures\": {");
    for (int m = 0; m < MEASURE_N; m++) {
        const struct measure_info *info = measure_info((enum measure)m);
        text_addf(t, "%s\"%s\": {\"unit\": \"%s\"", m > 0 ? ",\n    " : "\n    ", info->key,
                  info->unit);
        field(t, ", ", "left", truth->median[m][BODY_LEFT]);
        field(t, ", ", "right", truth->median[m][BODY_RIGHT]);
        field(t, ", ", "both", truth->median[m][BODY_N_SIDES]);
        text_add(t, "}");
    }
    text_add(t, "\n  },\n");
}

static void frames(const struct synth_truth *truth, struct text *t)
{
    text_add(t, "  \"points\": [");
    for (int p = 0; p < BODY_N_POINTS; p++)
        text_addf(t, "%s\"%s\"", p > 0 ? ", " : "", body_point_name((enum body_point)p));
    text_add(t, "],\n  \"frames\": [");
    for (size_t i = 0; i < truth->motion->n_frames; i++) {
        text_addf(t, "%s{\"t_s\": %.9g, \"px\": [", i > 0 ? ",\n    " : "\n    ",
                  truth->motion->t_s[i]);
        for (int p = 0; p < BODY_N_POINTS; p++) {
            const struct motion_point *q = &truth->motion->points[i][p];
            text_addf(t, "%s[%.7g, %.7g]", p > 0 ? ", " : "", (double)q->x, (double)q->y);
        }
        text_add(t, "], \"m\": [");
        for (int p = 0; p < BODY_N_POINTS; p++) {
            const struct synth_xyz *q = &truth->points_m[i][p];
            text_addf(t, "%s[%.6f, %.6f, %.6f]", p > 0 ? ", " : "", q->x, q->y, q->z);
        }
        text_add(t, "]}");
    }
    text_add(t, "\n  ]\n");
}

void synth_truth_json(const struct synth *s, struct text *t)
{
    const struct synth_truth *truth = synth_truth(s);
    const struct motion *m = truth->motion;
    text_add(t, "{\n  \"schema\": \"backstride-truth\",\n  \"version\": 1,\n");
    text_addf(t, "  \"width_px\": %d, \"height_px\": %d, \"fps\": %.9g, \"n_frames\": %zu,\n",
              m->width, m->height, synth_params(s)->fps, m->n_frames);
    parameters(synth_params(s), t);
    camera(&truth->camera, t);
    measures(truth, t);
    contacts_and_steps(truth, t);
    frames(truth, t);
    text_add(t, "}\n");
}

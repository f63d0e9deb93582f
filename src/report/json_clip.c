/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "report/json.h"
#include "report/words.h"

enum { TIME_DECIMALS = 4, PX_DECIMALS = 1, FRAC_DECIMALS = 4 };

static json_t *media(const struct report_clip *clip)
{
    const struct media_info *i = &clip->info;
    return json_pack("{s:o, s:o, s:i, s:i, s:i, s:o, s:o, s:o, s:i, s:I, s:b}", "container",
                     json_clean(i->container), "codec", json_clean(i->codec), "width", i->width,
                     "height", i->height, "rotation_deg", i->rotation_deg, "fps",
                     json_rounded(i->fps > 0 ? i->fps : NAN, 3), "capture_fps",
                     json_rounded(i->capture_fps > 0 ? i->capture_fps : NAN, 3), "duration_s",
                     json_rounded(i->duration_s > 0 ? i->duration_s : NAN, TIME_DECIMALS),
                     "bit_depth", i->bit_depth, "bad_packets",
                     (json_int_t)clip->damage.n_bad_packets, "truncated",
                     (int)clip->damage.truncated);
}

static json_t *spread(const struct gait_spread *s)
{
    return json_pack("{s:o, s:o, s:o}", "bias_s", json_rounded(s->bias_s, 5), "sd_s",
                     json_rounded(s->sd_s, 5), "mae_s", json_rounded(s->mae_s, 5));
}

static json_t *plate(const struct report_mocap *m)
{
    const struct gait_agreement *a = &m->agreement;
    if (a->n_true == 0)
        return json_null();
    return json_pack("{s:I, s:I, s:I, s:o, s:o, s:o}", "n_contacts", (json_int_t)a->n_true,
                     "n_missed", (json_int_t)a->n_missed, "n_invented",
                     (json_int_t)a->n_invented, "contact", spread(&a->on), "toe_off",
                     spread(&a->off), "contact_time", spread(&a->time));
}

static json_t *mocap(const struct report_mocap *m)
{
    if (!m)
        return json_null();
    return json_pack("{s:s, s:o, s:I, s:o, s:s, s:s, s:o, s:b, s:b, s:I, s:b, s:o}", "format",
                     m->format, "marker_set", json_clean(m->set), "n_markers",
                     (json_int_t)m->n_markers, "rate_hz", json_rounded(m->rate_hz, 3), "up",
                     m->up, "forward", m->forward, "speed_m_s", json_rounded(m->speed_m_s, 3),
                     "standing_trial", (int)m->still, "toes_estimated", (int)m->toes_estimated,
                     "n_carried", (json_int_t)m->n_carried, "timed_by_plate",
                     (int)m->timed_by_plate, "plate", plate(m));
}

static json_t *person(const struct pose_person *p)
{
    return json_pack(
        "{s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "n_frames", (json_int_t)p->n_frames, "from_s",
        json_rounded(p->from_s, TIME_DECIMALS), "to_s", json_rounded(p->to_s, TIME_DECIMALS),
        "height_px", json_rounded(p->height_px, PX_DECIMALS), "x_px",
        json_rounded(p->x_px, PX_DECIMALS), "y_px", json_rounded(p->y_px, PX_DECIMALS),
        "run_score", json_rounded(p->run_score, FRAC_DECIMALS));
}

static json_t *people(const struct pose_clip *pose)
{
    if (!pose)
        return json_null();
    json_t *all = json_array();
    for (size_t i = 0; i < pose->n_people; i++)
        json_array_append_new(all, person(&pose->people[i]));
    return json_pack("{s:I, s:b, s:b, s:o}", "person", (json_int_t)pose->chosen + 1,
                     "other_runners", (int)pose->other_runners, "cut_at_limit",
                     (int)pose->cut_at_limit, "people", all);
}

static json_t *quality(const struct gait_quality *q)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "n_frames",
                     (json_int_t)q->n_frames, "n_found", (json_int_t)q->n_found,
                     "n_gaps_filled", (json_int_t)q->n_gaps_filled, "n_outliers",
                     (json_int_t)q->n_outliers, "n_swaps", (json_int_t)q->n_swaps, "fps",
                     json_rounded(q->fps, 3), "height_px",
                     json_rounded(q->height_px, PX_DECIMALS), "camera_shift",
                     json_rounded(q->camera_shift, FRAC_DECIMALS), "camera_roll_deg",
                     json_rounded(q->roll_deg, 2), "camera_roll_sd_deg",
                     json_rounded(q->roll_sd_deg, 2), "px_per_m", json_rounded(q->px_per_m, 2),
                     "scale_sd_frac", json_rounded(q->scale_sd_frac, FRAC_DECIMALS));
}

static json_t *measures(const struct gait *gait)
{
    json_t *all = json_object();
    for (enum measure m = 0; m < MEASURE_N; m++) {
        const struct measure_info *info = measure_info(m);
        json_t *row = json_pack("{s:s, s:s, s:b}", "label", info->label, "unit", info->unit,
                                "sided", (int)info->sided);
        for (enum body_side side = info->sided ? BODY_LEFT : BODY_N_SIDES; side <= BODY_N_SIDES;
             side++)
            json_object_set_new(row, words_side(side),
                                json_measured(&gait->values[m][side], words_of_measure(m)));
        json_object_set_new(all, info->key, row);
    }
    return all;
}

static json_t *step(const struct gait_step *s)
{
    const struct gait_contact *c = &s->contact;
    json_t *values = json_object();
    for (enum measure m = 0; m < MEASURE_N; m++)
        json_object_set_new(values, measure_info(m)->key,
                            json_rounded(s->value[m], measure_info(m)->decimals + 1));
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "side", words_side(c->side), "on_s",
                     json_rounded(c->on_s, TIME_DECIMALS), "on_sd_s",
                     json_rounded(c->on_sd_s, TIME_DECIMALS), "off_s",
                     json_rounded(c->off_s, TIME_DECIMALS), "off_sd_s",
                     json_rounded(c->off_sd_s, TIME_DECIMALS), "next_on_s",
                     json_rounded(s->next_on_s, TIME_DECIMALS), "values", values);
}

static json_t *steps(const struct gait *gait)
{
    json_t *all = json_array();
    for (size_t i = 0; i < gait->n_steps; i++)
        json_array_append_new(all, step(&gait->steps[i]));
    return all;
}

static json_t *points(const double *y)
{
    json_t *all = json_array();
    for (int i = 0; i < GAIT_CURVE_POINTS; i++)
        json_array_append_new(all, json_rounded(y[i], 3));
    return all;
}

static json_t *curves(const struct gait *gait)
{
    json_t *all = json_array();
    for (int k = 0; k < GAIT_N_CURVES; k++)
        for (int side = 0; side < BODY_N_SIDES; side++) {
            const struct gait_curve *c = &gait->curves[k][side];
            if (!c->key || c->n_strides == 0)
                continue;
            json_array_append_new(all,
                                  json_pack("{s:s, s:s, s:s, s:s, s:I, s:o, s:o, s:o}", "key",
                                            c->key, "label", c->label, "unit", c->unit, "side",
                                            words_side((enum body_side)side), "n_strides",
                                            (json_int_t)c->n_strides, "toe_off_frac",
                                            json_rounded(c->off_frac, FRAC_DECIMALS), "mean",
                                            points(c->mean), "sd", points(c->sd)));
        }
    return all;
}

static json_t *frame(size_t i)
{
    return i == SIZE_MAX ? json_null() : json_integer((json_int_t)i);
}

static json_t *key_frames(const struct gait *gait)
{
    json_t *both = json_object();
    for (int side = 0; side < BODY_N_SIDES; side++) {
        const size_t *k = gait->key_frames[side];
        json_object_set_new(both, words_side((enum body_side)side),
                            json_pack("{s:o, s:o, s:o}", "contact", frame(k[0]), "mid_stance",
                                      frame(k[1]), "toe_off", frame(k[2])));
    }
    return both;
}

json_t *json_film_clip(const struct report_clip *clip)
{
    const struct gait *gait = clip->gait;
    json_t *notes = json_array();
    for (size_t i = 0; i < gait->n_notes; i++)
        json_array_append_new(notes, json_clean(gait->notes[i]));
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:s, s:b, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "path",
        json_clean(clip->path), "media", media(clip), "mocap", mocap(clip->mocap), "tracking",
        people(clip->pose), "view", gait_view_name(gait->view), "view_given",
        (int)gait->view_given, "travels", (int)gait->travels, "quality",
        quality(&gait->quality), "measures", measures(gait), "steps", steps(gait), "curves",
        curves(gait), "key_frames", key_frames(gait), "notes", notes, "speed", json_speed(clip),
        "low_back", json_low_back(clip));
}

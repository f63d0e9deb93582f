/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_FIXTURE_H
#define REPORT_FIXTURE_H
/*
 * fixture - a film result made by hand: one runner from the side (60 frames/s) and from behind
 * (30 frames/s), with values that are good, to watch, to change, refused and missing. The
 * numbers are chosen to exercise every branch of the views; they describe nobody.
 */
#include <math.h>

#include "base/mem.h"
#include "report/report.h"

/* fontconfig keeps its caches until the process ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libfontconfig\n"; }

enum { FIXTURE_FRAMES = 48, FIXTURE_W = 360, FIXTURE_H = 640, FIXTURE_STEPS = 6 };

/* clang-format off */
static const struct form_rule fixture_rules[] = {
    { .id = "lean.hinge", .measure = MEASURE_HIP_HINGE, .kind = FORM_JUDGED, .family = FORM_POSTURE,
      .label = "Hip hinge", .unit = "deg", .decimals = 1,
      .advice = "Lean forward from the ankles, not from the waist",
      .good_lo = -5, .good_hi = 5, .change_lo = -15, .change_hi = 10, .weight = 9,
      .grade = EVIDENCE_CONTESTED, .source = "Carson24",
      .evidence = "Leaning costs energy wherever it comes from; folding at the waist has no "
                  "known benefit.",
      .what_high = "You fold forward at the hips", .why = "The trunk is ahead of the leg line.",
      .cue = "Run tall, chest over hips", .drill = "Wall lean, then run out of it",
      .dose = "3 times 20 s before a run, for 2 weeks" },
    { .id = "overstride", .measure = MEASURE_OVERSTRIDE, .kind = FORM_JUDGED, .family = FORM_LANDING,
      .label = "Foot ahead of hip", .unit = "% leg", .decimals = 1,
      .advice = "Land under the body, not far ahead of it",
      .good_lo = -INFINITY, .good_hi = 8, .change_lo = -INFINITY, .change_hi = 14, .weight = 10,
      .grade = EVIDENCE_WEAK, .source = "Lieberman15",
      .evidence = "A foot far ahead of the hip goes with more braking; that it causes pain is "
                  "not shown.",
      .what_high = "Your foot lands well ahead of your hips",
      .why = "Each landing brakes you, and the knee takes the load nearly straight.",
      .cue = "Quick, short steps: put the foot down under you",
      .drill = "Run to a beat 5 % above your usual cadence",
      .dose = "5 times 1 minute in an easy run, twice a week, for 4 weeks" },
    { .id = "cadence", .measure = MEASURE_CADENCE, .kind = FORM_JUDGED, .family = FORM_RHYTHM,
      .label = "Cadence", .unit = "steps/min", .decimals = 1, .advice = "Keep the steps quick",
      .good_lo = 165, .good_hi = INFINITY, .change_lo = 155, .change_hi = INFINITY, .weight = 5,
      .grade = EVIDENCE_MODERATE, .source = "Heiderscheit11",
      .evidence = "5 to 10 % more steps a minute lowers the load of each step.",
      .what_low = "Your steps are slow for running", .why = "Longer steps load the knee more.",
      .cue = "Light and quick", .drill = "Metronome", .dose = "10 minutes, twice a week" },
    { .id = "foot_strike", .measure = MEASURE_FOOT_STRIKE, .kind = FORM_NOTED, .family = FORM_LANDING,
      .label = "Foot-strike angle", .unit = "deg", .decimals = 1,
      .advice = "Land on the mid- or forefoot, not the heel",
      .good_lo = -10, .good_hi = 8, .change_lo = -INFINITY, .change_hi = INFINITY, .weight = 1,
      .grade = EVIDENCE_CONTESTED, .source = "Hamill17",
      .evidence = "A heel strike alone is not a fault: switching has no proven benefit.",
      .what_high = "You land on the heel", .why = NULL, .cue = NULL, .drill = NULL,
      .dose = NULL },
    { .id = "arm_crossing", .measure = MEASURE_ARM_CROSSING, .kind = FORM_JUDGED, .family = FORM_ARMS,
      .label = "Hand past the middle", .unit = "% shoulder", .decimals = 0,
      .advice = "Swing the arms forward and back, not across the body",
      .good_lo = -INFINITY, .good_hi = 0, .change_lo = -INFINITY, .change_hi = 25, .weight = 4,
      .grade = EVIDENCE_WEAK, .source = "Arellano14",
      .evidence = "Arms balance the legs' turning; crossing has no data for the back.",
      .what_high = "Your hands cross the middle – both ways", .why = "The trunk has to turn more.",
      .cue = "Hands in your pockets", .drill = "Run with thumbs up", .dose = "4 times 30 s" },
    { .id = "pelvic_drop", .measure = MEASURE_PELVIC_DROP, .kind = FORM_JUDGED, .family = FORM_SIDEWAYS,
      .label = "Pelvic drop", .unit = "deg", .decimals = 1,
      .advice = "Engage the core, keep the pelvis level",
      .good_lo = -INFINITY, .good_hi = 6, .change_lo = -INFINITY, .change_hi = 10, .weight = 6,
      .grade = EVIDENCE_WEAK, .source = "Bramah18", .evidence = "Seen in injured runners, mixed.",
      .what_high = "Your pelvis drops on the swing side", .why = "The hip muscles give way.",
      .cue = "Level belt", .drill = "Hip hitch off a step", .dose = "3 sets of 12 a side" },
    { .id = "contact_even", .measure = MEASURE_CONTACT_TIME, .kind = FORM_UNEVEN,
      .family = FORM_EVEN, .label = "Contact time, left - right", .unit = "%", .decimals = 1,
      .advice = "Do both feet do the same work?", .good_lo = -10, .good_hi = 10,
      .change_lo = -20, .change_hi = 20, .weight = 2, .grade = EVIDENCE_WEAK, .source = "Own",
      .evidence = "No study was found that sets a limit.",
      .what_high = "The left foot stays longer on the ground." },
    { .id = "sway", .measure = MEASURE_TRUNK_SWAY, .kind = FORM_JUDGED,
      .family = FORM_SIDEWAYS, .label = "Sideways sway", .unit = "cm", .decimals = 1,
      .advice = "Does the body stay on its line?", .good_lo = -INFINITY, .good_hi = 5,
      .change_lo = -INFINITY, .change_hi = 9, .grade = EVIDENCE_WEAK, .source = "Drozda24",
      .evidence = "More sway was seen in runners with back pain, in one study." },
};
/* clang-format on */

static const struct gait_value fixture_unseen = {
    .status = GAIT_NOT_IN_VIEW, .value = NAN, .lo = NAN, .hi = NAN, .spread = NAN
};

struct fixture {
    struct report_film film;
    struct report_clip clips[2];
    struct gait gaits[2];
    struct gait_step steps[2][FIXTURE_STEPS];
    struct pose_clip pose[2];
    struct form_result form;
};

static inline void fixture_set(struct gait *g, enum measure m, enum body_side side,
                               double value, double half)
{
    g->values[m][side] = (struct gait_value){ GAIT_MEASURED, value,      value - half,
                                              value + half,  half * 0.9, FIXTURE_STEPS };
}

static inline void fixture_refuse(struct gait *g, enum measure m, enum body_side side,
                                  enum gait_status why)
{
    g->values[m][side] = fixture_unseen;
    g->values[m][side].status = why;
}

static inline void fixture_point(struct motion_point *p, enum body_point i, double x, double y)
{
    p[i] = (struct motion_point){ (float)x, (float)y, 0, 0.95F };
}

/* Limb positions, px, of a figure about 500 px tall; phase 0..1 of a stride, faces `dir`. */
static inline void fixture_leg(struct motion_point *p, enum body_side s, double phase,
                               double dir, double hip_x, double hip_y)
{
    double swing = sin(2 * M_PI * phase), bend = 0.25 + 0.9 * fmax(0, cos(2 * M_PI * phase));
    double thigh = 0.15 + 0.45 * swing, shank = thigh - bend;
    double knee_x = hip_x + dir * 125 * sin(thigh), knee_y = hip_y + 125 * cos(thigh);
    double ankle_x = knee_x + dir * 120 * sin(shank), ankle_y = knee_y + 120 * cos(shank);
    fixture_point(p, BODY_OF(HIP, s), hip_x, hip_y);
    fixture_point(p, BODY_OF(KNEE, s), knee_x, knee_y);
    fixture_point(p, BODY_OF(ANKLE, s), ankle_x, ankle_y);
    fixture_point(p, BODY_OF(HEEL, s), ankle_x - dir * 14, ankle_y + 18);
    fixture_point(p, BODY_OF(TOE, s), ankle_x + dir * 42, ankle_y + 14);
}

static inline void fixture_arm(struct motion_point *p, enum body_side s, double phase,
                               double dir, double x, double y)
{
    double a = -0.2 + 0.6 * sin(2 * M_PI * phase);
    double elbow_x = x + dir * 75 * sin(a), elbow_y = y + 75 * cos(a);
    fixture_point(p, BODY_OF(SHOULDER, s), x, y);
    fixture_point(p, BODY_OF(ELBOW, s), elbow_x, elbow_y);
    fixture_point(p, BODY_OF(WRIST, s), elbow_x + dir * 68 * sin(a + 1.6),
                  elbow_y + 68 * cos(a + 1.6));
}

static inline void fixture_pose(struct motion_point *p, double phase, bool side_view)
{
    double dir = side_view ? -1 : 0.25, wide = side_view ? 6 : 26;
    double hip_y = 330 + 8 * cos(4 * M_PI * phase);
    for (int s = 0; s < BODY_N_SIDES; s++) {
        double half = s ? 0.5 : 0, out = s ? wide : -wide;
        fixture_leg(p, (enum body_side)s, phase + half, dir, 180 + out, hip_y);
        fixture_arm(p, (enum body_side)s, phase + half + 0.5, side_view ? dir : dir * 0.5,
                    180 + dir * 20 + out * 1.7, hip_y - 165);
        fixture_point(p, BODY_OF(EAR, (enum body_side)s), 180 + dir * 24 + out * 0.4,
                      hip_y - 220);
    }
    fixture_point(p, BODY_NOSE, 180 + dir * 50, hip_y - 215);
}

static inline struct motion *fixture_motion(bool side_view, double fps)
{
    struct motion *m = NULL;
    struct err err = { 0 };
    if (motion_new(FIXTURE_W, FIXTURE_H, &m, &err) < 0)
        abort();
    for (int i = 0; i < FIXTURE_FRAMES; i++) {
        if (motion_append(m, i / fps, &err) < 0)
            abort();
        m->score[i] = 1;
        fixture_pose(m->points[i], i / fps / 0.71, side_view);
    }
    return m;
}

static inline void fixture_steps(struct gait *g, struct gait_step *steps)
{
    g->steps = steps;
    g->n_steps = FIXTURE_STEPS;
    for (int i = 0; i < FIXTURE_STEPS; i++) {
        double on_s = 0.05 + 0.123 * i;
        steps[i] = (struct gait_step){
            .contact = { .side = i % 2 ? BODY_RIGHT : BODY_LEFT,
                         .on_s = on_s,
                         .off_s = on_s + 0.09,
                         .on_sd_s = 0.006,
                         .off_sd_s = 0.008 },
            .next_on_s = on_s + 0.123,
        };
        for (enum measure m = 0; m < MEASURE_N; m++) {
            const struct gait_value *v = g->values[m];
            const struct gait_value *one =
                &v[measure_info(m)->sided ? (int)steps[i].contact.side : BODY_N_SIDES];
            steps[i].value[m] =
                one->status == GAIT_MEASURED ? one->value + 0.3 * one->spread * (i - 2) : NAN;
        }
    }
}

static inline void fixture_curves(struct gait *g, const char *key, const char *label, int k,
                                  double mid, double swing)
{
    for (int side = 0; side < BODY_N_SIDES; side++) {
        struct gait_curve *c = &g->curves[k][side];
        *c = (struct gait_curve){ .key = key,
                                  .label = label,
                                  .unit = "deg",
                                  .side = (enum body_side)side,
                                  .n_strides = 3,
                                  .off_frac = 0.36 + 0.01 * side };
        for (int i = 0; i < GAIT_CURVE_POINTS; i++) {
            double x = 2 * M_PI * i / (GAIT_CURVE_POINTS - 1);
            c->mean[i] = mid + swing * sin(x - 0.8 - 0.15 * side) + 0.3 * swing * sin(2 * x);
            c->sd[i] = 0.12 * swing + 0.05 * swing * (1 + cos(x));
        }
    }
}

static inline void fixture_side_gait(struct gait *g)
{
    g->view = GAIT_SIDE_LEFT;
    fixture_set(g, MEASURE_CADENCE, BODY_N_SIDES, 168.94, 0.8);
    fixture_set(g, MEASURE_TRUNK_LEAN, BODY_N_SIDES, 6.2, 1.6);
    fixture_set(g, MEASURE_VERT_OSC, BODY_N_SIDES, 8.4, 1.1);
    for (int s = 0; s <= BODY_N_SIDES; s++) {
        enum body_side side = (enum body_side)s;
        fixture_set(g, MEASURE_CONTACT_TIME, side, 271 - 6 * s, 14);
        fixture_set(g, MEASURE_FLIGHT_TIME, side, 84 + 6 * s, 14);
        fixture_set(g, MEASURE_HIP_HINGE, side, s == BODY_RIGHT ? 7.9 : 3.1, 1.8);
        fixture_set(g, MEASURE_LEG_LEAN, side, -0.04, 1.4);
        fixture_set(g, MEASURE_OVERSTRIDE, side, s == BODY_RIGHT ? 9.1 : 16.4, 2.1);
        fixture_set(g, MEASURE_FOOT_STRIKE, side, 17.5 - s, 5.2);
        fixture_set(g, MEASURE_KNEE_CONTACT, side, 12.3 + s, 3.0);
        fixture_set(g, MEASURE_TIBIA_ANGLE, side, 9.9, 2.2);
    }
    fixture_refuse(g, MEASURE_KNEE_CONTACT, BODY_RIGHT, GAIT_NOT_SEEN);
    fixture_refuse(g, MEASURE_DUTY_FACTOR, BODY_N_SIDES, GAIT_FPS_TOO_LOW);
    fixture_refuse(g, MEASURE_DUTY_FACTOR, BODY_LEFT, GAIT_FPS_TOO_LOW);
    fixture_refuse(g, MEASURE_DUTY_FACTOR, BODY_RIGHT, GAIT_FPS_TOO_LOW);
    fixture_refuse(g, MEASURE_HEAD_LEAN, BODY_N_SIDES, GAIT_TOO_FEW);
    /* said to be measured, but no number: must not be printed as one */
    fixture_set(g, MEASURE_TRUNK_STEADY, BODY_N_SIDES, NAN, NAN);
    fixture_curves(g, "knee", "Knee flexion", 0, 45, 38);
    fixture_curves(g, "hip", "Hip flexion", 1, 18, 26);
    fixture_curves(g, "trunk", "Trunk lean", 2, 6, 2);
    snprintf(
        g->notes[g->n_notes++], GAIT_NOTE_MAX,
        "The right leg is behind the left one for part of each stride: its angles are less "
        "certain.");
}

static inline void fixture_rear_gait(struct gait *g)
{
    g->view = GAIT_REAR;
    g->view_given = true;
    fixture_set(g, MEASURE_CADENCE, BODY_N_SIDES, 169.4, 1.9);
    fixture_set(g, MEASURE_STEP_WIDTH, BODY_N_SIDES, 2.6, 1.7);
    for (int s = 0; s <= BODY_N_SIDES; s++) {
        fixture_set(g, MEASURE_ARM_CROSSING, (enum body_side)s, s == BODY_LEFT ? 31.0 : -4, 5);
        fixture_set(g, MEASURE_PELVIC_DROP, (enum body_side)s, 4.9 + 0.5 * s, 3.6);
    }
    fixture_curves(g, "pelvis", "Pelvic drop", 0, 1, 4);
}

static inline void fixture_line(struct fixture *f, size_t rule, enum body_side side,
                                size_t clip_i, enum form_status status)
{
    const struct form_rule *r = &fixture_rules[rule];
    f->form.lines[f->form.n_lines++] =
        (struct form_line){ .rule = r,
                            .side = side,
                            .status = status,
                            .dir = status == FORM_GOOD ? FORM_WITHIN : FORM_HIGH,
                            .clear = status == FORM_CHANGE,
                            .seen = status == FORM_GOOD || !r->what_high ? "In the band."
                                                                         : r->what_high,
                            .value = f->gaits[clip_i].values[r->measure][side],
                            .clip_i = clip_i };
}

static inline void fixture_form(struct fixture *f)
{
    fixture_line(f, 0, BODY_LEFT, 0, FORM_GOOD);
    fixture_line(f, 0, BODY_RIGHT, 0, FORM_WATCH);
    fixture_line(f, 1, BODY_LEFT, 0, FORM_CHANGE);
    fixture_line(f, 1, BODY_RIGHT, 0, FORM_WATCH);
    fixture_line(f, 2, BODY_N_SIDES, 0, FORM_GOOD);
    fixture_line(f, 3, BODY_LEFT, 0, FORM_NOTE);
    fixture_line(f, 3, BODY_RIGHT, 0, FORM_NOTE);
    fixture_line(f, 4, BODY_LEFT, 1, FORM_CHANGE);
    fixture_line(f, 4, BODY_RIGHT, 1, FORM_GOOD);
    fixture_line(f, 5, BODY_LEFT, 1, FORM_WATCH);
    fixture_line(f, 5, BODY_RIGHT, 1, FORM_CANNOT_TELL);
    fixture_line(f, 6, BODY_N_SIDES, 0, FORM_WATCH);
    fixture_line(f, 7, BODY_N_SIDES, 1, FORM_CANNOT_TELL);
    f->form.lines[10].value = fixture_unseen;
    f->form.lines[11].value = (struct gait_value){ GAIT_MEASURED, 12.4, 8.2, 16.6, 3, 6 };
    f->form.findings[0] = 2;
    f->form.findings[1] = 7;
    f->form.findings[2] = 1;
    f->form.n_findings = 3;
    f->form.related[0][0] = 3;
    f->form.n_related[0] = 1;
}

/* Free with fixture_free. Paths are borrowed: no file needs to be there. */
static inline struct fixture *fixture_new(const char *side_path, const char *rear_path)
{
    struct fixture *f = mem_array(1, sizeof(*f));
    if (!f)
        abort();
    for (int c = 0; c < 2; c++) {
        struct gait *g = &f->gaits[c];
        double fps = c ? 30 : 60;
        for (enum measure m = 0; m < MEASURE_N; m++)
            for (int s = 0; s <= BODY_N_SIDES; s++)
                g->values[m][s] = fixture_unseen;
        g->motion = fixture_motion(c == 0, fps);
        if (c == 0)
            fixture_side_gait(g);
        else
            fixture_rear_gait(g);
        fixture_steps(g, f->steps[c]);
        g->quality = (struct gait_quality){ .n_frames = FIXTURE_FRAMES,
                                            .n_found = FIXTURE_FRAMES - 2,
                                            .n_gaps_filled = 2,
                                            .n_outliers = 1,
                                            .n_swaps = c ? 0 : 1,
                                            .fps = fps,
                                            .height_px = 505,
                                            .camera_shift = c ? NAN : 0.002,
                                            .px_per_m = 290,
                                            .scale_sd_frac = 0.06 };
        for (int s = 0; s < BODY_N_SIDES; s++)
            for (int k = 0; k < 3; k++)
                g->key_frames[s][k] = (size_t)(4 + 8 * s + 3 * k);
        f->pose[c] = (struct pose_clip){ .n_people = c ? 1 : 2, .other_runners = c == 0 };
        f->pose[c].people[0] = (struct pose_person){ 46, 0, 1.5, 505, 180, 320, 0.97 };
        f->pose[c].people[1] = (struct pose_person){ 20, 0, 0.6, 210, 300, 300, 0.91 };
        f->clips[c] =
            (struct report_clip){ .path = c ? rear_path : side_path,
                                  .info = { .codec = "h264",
                                            .container = "mov,mp4",
                                            .width = FIXTURE_W,
                                            .height = FIXTURE_H,
                                            .fps = fps,
                                            .duration_s = FIXTURE_FRAMES / fps,
                                            .n_frames = FIXTURE_FRAMES,
                                            .bit_depth = 8 },
                                  .damage = { .n_bad_packets = (size_t)c, .truncated = c == 1 },
                                  .pose = &f->pose[c],
                                  .gait = g };
    }
    f->gaits[1].key_frames[BODY_RIGHT][2] = SIZE_MAX;
    fixture_form(f);
    f->film = (struct report_film){
        .clips = f->clips, .n_clips = 2, .form = &f->form, .model = "full", .precision = "f32"
    };
    return f;
}

static inline struct fixture *fixture_free(struct fixture *f)
{
    if (f) {
        motion_free(f->gaits[0].motion);
        motion_free(f->gaits[1].motion);
        free(f);
    }
    return NULL;
}
DEFINE_AUTO(fixture)

#endif

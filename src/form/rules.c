/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/mem.h"
#include "form/form.h"

/*
 * To add a rule: one row here, its sources in docs/sources.md. No other code changes; test_form
 * walks the table. Bands are the program's own working limits unless `evidence` says otherwise;
 * the sources say what was found, not where to draw the line. Where a band follows the
 * reference values of a study, the comment beside it says so.
 *
 * Texts: plain words, sentences of at most 25 words, no alarm, no promise. A number stands here
 * as a fact only when it was read in the study itself (marked "read" in docs/sources.md).
 */

/* clang-format off */
#define OPEN INFINITY
#define BAND(good_lo_, good_hi_, change_lo_, change_hi_)                                       \
    .good_lo = (good_lo_), .good_hi = (good_hi_), .change_lo = (change_lo_),                   \
    .change_hi = (change_hi_)
#define NO_BAND BAND(-OPEN, OPEN, -OPEN, OPEN)
/* The difference of two sides in % of their mean: 10 % is a convention, not a finding. */
#define EVEN_BAND BAND(-10, 10, -20, 20)

/* Quicker steps at the same speed: 5 to 10 % more is the dose of Heiderscheit11. */
#define BEAT_RUN                                                                               \
    .drill = "Beat run: set a metronome 5 % above your usual steps. Keep your speed.",         \
    .dose = "4 times 2 minutes, in 2 easy runs a week.",                                       \
    .progress = "Add 1 minute a week up to 10 minutes, then run without the beat."

#define EVEN_RUN                                                                               \
    .cue = "Make both feet sound the same.",                                                   \
    .drill = "Listening run: no music, on firm ground, count the steps of each side in turn.", \
    .dose = "4 times 1 minute, in 2 easy runs a week.",                                        \
    .progress = "Film again after 4 weeks, on level ground, from both sides."

const struct form_rule form_rules[] = {
    /* -- posture */
    { .id = "trunk_lean", .measure = MEASURE_TRUNK_LEAN, .kind = FORM_JUDGED,
      .family = FORM_POSTURE, .label = "Trunk lean", .unit = "deg", .decimals = 1,
      .advice = "Do you lean a little from the ankles rather than from the waist?",
      BAND(0, 10, -5, 15), .weight = 4, /* 40 runners of Teng15 averaged about 7 */
      .grade = EVIDENCE_CONTESTED, .source = "Carson24 Teng15",
      .evidence = "Contested: leaning more takes some work off the knees. But in 16 runners a "
                  "lean of about 8 degrees cost 8 % more energy, from ankles or waist alike. "
                  "No study was found that ties lean to back pain.",
      .what_low = "Your trunk leans back.",
      .what_good = "Your trunk is upright to slightly forward.",
      .what_high = "Your trunk leans well forward. A climb, wind, speeding up or tiredness "
                   "can do that too.",
      .why = "The further the trunk tips, the more your back muscles have to hold. The clip "
             "cannot see a slope or a change of speed, so judge this on level ground.",
      .cue = "Run tall, with your eyes on the horizon.",
      .drill = "Falling start: stand tall, tip forward like a plank until you must step, then "
               "run 10 steps.",
      .dose = "3 sets of 5 starts, 2 times a week, before an easy run.",
      .progress = "After 2 weeks, keep that straight line for 1 minute in every 5 of an easy "
                  "run." },

    { .id = "hip_hinge", .measure = MEASURE_HIP_HINGE, .kind = FORM_JUDGED,
      .family = FORM_POSTURE, .label = "Hip hinge", .unit = "deg", .decimals = 1,
      .advice = "Does the lean come from a bend at the hips?",
      BAND(-OPEN, 10, -OPEN, OPEN), .weight = 0, /* no published limit: never `change` */
      .grade = EVIDENCE_CONTESTED, .source = "Own Carson24",
      .evidence = "Contested: no study has set a limit. By plain mechanics, the same shift of "
                  "weight takes about four times more bend at the waist than at the ankles.",
      .what_good = "Trunk and leg are close to one line.",
      .what_high = "You bend at the hips: the trunk tips further than the leg line.",
      .why = "The points a camera sees on hips and shoulders can be off by several degrees. "
             "Take small differences lightly." },

    { .id = "leg_lean", .measure = MEASURE_LEG_LEAN, .kind = FORM_NOTED,
      .family = FORM_POSTURE, .label = "Leg-line lean", .unit = "deg", .decimals = 1,
      .advice = "How much lean comes from the ankles?",
      NO_BAND, .grade = EVIDENCE_CONTESTED, .source = "Own",
      .evidence = "No study was found that sets a limit. By plain mechanics, only a small "
                  "lean is possible at a steady speed on level ground.",
      .what_good = "This is the tilt of the line from ankle to hip in the middle of the step.",
      .why = "Together with the trunk lean it shows where a lean comes from." },

    { .id = "body_lean", .measure = MEASURE_BODY_LEAN, .kind = FORM_NOTED,
      .family = FORM_POSTURE, .label = "Whole-body lean", .unit = "deg", .decimals = 1,
      .advice = "How far does the whole body lean?",
      NO_BAND, .grade = EVIDENCE_CONTESTED, .source = "Own",
      .evidence = "No study was found that sets a limit. By plain mechanics, only a small "
                  "lean is possible at a steady speed on level ground.",
      .what_good = "This is the tilt of the line from ankle to shoulder in the middle of the "
                   "step.",
      .why = "More lean is normal on a climb, into the wind and while speeding up." },

    { .id = "trunk_steady", .measure = MEASURE_TRUNK_STEADY, .kind = FORM_NOTED,
      .family = FORM_POSTURE, .label = "Trunk movement", .unit = "deg", .decimals = 1,
      .advice = "Does the trunk stay quiet?",
      NO_BAND, .grade = EVIDENCE_WEAK, .source = "Own Levine07",
      .evidence = "No study was found that sets a limit. Some movement belongs to running: "
                  "the low back moves more in running than in walking.",
      .what_good = "This is how much the trunk rocks forward and back within a stride.",
      .why = "Use it to compare your own clips, for example fresh and tired." },

    { .id = "head_lean", .measure = MEASURE_HEAD_LEAN, .kind = FORM_NOTED,
      .family = FORM_POSTURE, .label = "Head forward of trunk", .unit = "deg", .decimals = 1,
      .advice = "Is the head in line with the trunk?",
      NO_BAND, .grade = EVIDENCE_WEAK, .source = "Own",
      .evidence = "No study was found that sets a limit for runners.",
      .what_good = "This is how far the ear lies ahead of the line of the trunk.",
      .why = "Looking down at a watch or the ground changes it at once." },

    /* -- landing and steps */
    { .id = "foot_strike", .measure = MEASURE_FOOT_STRIKE, .kind = FORM_NOTED,
      .family = FORM_LANDING, .label = "Foot-strike angle", .unit = "deg", .decimals = 1,
      .advice = "Which part of the foot lands first?",
      BAND(-1.6, 8, -OPEN, OPEN), /* borders of the kinds, Altman12; only choose the words */
      .grade = EVIDENCE_CONTESTED, .source = "Wu21 Anderson20 Hamill17 Kasmer13 Patoz19 Altman12",
      .evidence = "Contested: among 800 long-distance runners the kind of landing was not "
                  "linked with back pain. A change of landing has not been shown to bring "
                  "fewer injuries.",
      .what_low = "You land on the front of the foot first.",
      .what_good = "You land on the whole foot at once.",
      .what_high = "You land on the heel first, as most distance runners do.",
      .why = "No kind of landing is marked down here. How far ahead of you the foot lands "
             "counts instead. The borders between the kinds are conventions." },

    { .id = "overstride", .measure = MEASURE_OVERSTRIDE, .kind = FORM_JUDGED,
      .family = FORM_LANDING, .label = "Foot ahead of hip", .unit = "% leg", .decimals = 1,
      .advice = "Does the foot land close to under the body?",
      BAND(-OPEN, 30, -OPEN, 35), .weight = 7,
      .grade = EVIDENCE_MODERATE, .source = "Lieberman15 Heiderscheit11",
      .evidence = "In 14 runners, a foot landing further ahead of the hip braked more. "
                  "Quicker steps lessen braking and the work of the knee. A link with back "
                  "pain has not been shown.",
      .what_good = "The foot lands not far ahead of the hip.",
      .what_high = "The foot lands far ahead of the hip.",
      .why = "A foot that lands far ahead brakes you a little at every step.",
      .cue = "Let the ground come to you.", BEAT_RUN },

    { .id = "tibia_angle", .measure = MEASURE_TIBIA_ANGLE, .kind = FORM_JUDGED,
      .family = FORM_LANDING, .label = "Shin angle at contact", .unit = "deg", .decimals = 1,
      .advice = "Is the shin close to upright when the foot lands?",
      BAND(-OPEN, 5, -OPEN, 10), .weight = 6,
      .grade = EVIDENCE_WEAK, .source = "Lieberman15 Souza16",
      .evidence = "In 14 runners, a foot landing further ahead of the knee went with a higher "
                  "first impact. A link with back pain has not been shown.",
      .what_good = "The shin is close to upright when the foot lands.",
      .what_high = "The shin reaches forward when the foot lands: the ankle is well ahead of "
                   "the knee.",
      .why = "A reaching shin meets the ground with a harder first push.",
      .cue = "Let the ground come to you.", BEAT_RUN },

    { .id = "knee_contact", .measure = MEASURE_KNEE_CONTACT, .kind = FORM_JUDGED,
      .family = FORM_LANDING, .label = "Knee bend at contact", .unit = "deg", .decimals = 1,
      .advice = "Is the knee slightly bent when the foot lands?",
      BAND(10, OPEN, 5, OPEN), .weight = 4,
      .grade = EVIDENCE_WEAK, .source = "Bramah18",
      .evidence = "In 72 injured and 36 healthy runners, the injured landed with straighter "
                  "knees. The study looked back in time, so it cannot say which came first.",
      .what_low = "Your knee is nearly straight when the foot lands.",
      .what_good = "Your knee is slightly bent when the foot lands.",
      .why = "A slightly bent knee is ready to give. A straight one often comes with a foot "
             "that lands far ahead.",
      .cue = "Land with a soft spring.", BEAT_RUN },

    { .id = "vert_osc", .measure = MEASURE_VERT_OSC, .kind = FORM_JUDGED,
      .family = FORM_LANDING, .label = "Vertical oscillation", .unit = "cm", .decimals = 1,
      .advice = "Do you run forward more than up and down?",
      BAND(-OPEN, 10, -OPEN, 12), .weight = 3,
      .grade = EVIDENCE_WEAK, .source = "Heiderscheit11 Own",
      .evidence = "Quicker steps at the same speed bounce less and load the knee less. No "
                  "study was found that ties bounce to back pain. Height and speed change it.",
      .what_good = "You bounce about as much as is usual.",
      .what_high = "You bounce more than is usual.",
      .why = "Each step has to lift you again; slow steps need a higher bounce.",
      .cue = "Run under a low ceiling.", BEAT_RUN },

    { .id = "cadence", .measure = MEASURE_CADENCE, .kind = FORM_JUDGED,
      .family = FORM_LANDING, .label = "Cadence", .unit = "steps/min", .decimals = 1,
      .advice = "Are your steps quick enough for your speed?",
      BAND(160, OPEN, -OPEN, OPEN), .weight = 0, /* depends on speed and legs: never `change` */
      .grade = EVIDENCE_CONTESTED, .source = "Lieberman15 Drozda24 Taylor-Haas22",
      .evidence = "Contested: no number fits everyone, since speed and leg length set it. In "
                  "14 runners energy use was lowest near 170 steps a minute at 3 metres a "
                  "second.",
      .what_low = "Your steps are on the slow side. For a tall runner or a gentle jog that is "
                  "normal.",
      .what_good = "Your step rate is in the usual range.",
      .why = "Slow steps at a good speed are long steps, and those land further ahead." },

    /* -- knees */
    { .id = "knee_peak", .measure = MEASURE_KNEE_PEAK, .kind = FORM_JUDGED,
      .family = FORM_KNEE, .label = "Knee bend in stance", .unit = "deg", .decimals = 1,
      .advice = "Does the knee give after landing?",
      BAND(40, OPEN, 35, OPEN), .weight = 5,
      .grade = EVIDENCE_WEAK, .source = "Souza16 Roos12 Heiderscheit11",
      .evidence = "An expert review takes clearly less than 45 degrees as a hint of less "
                  "cushioning. Quicker steps also lower it, so more is not always better.",
      .what_low = "Your knee bends little while the foot is on the ground.",
      .what_good = "Your knee gives after landing.",
      .why = "The knee is one of the springs that soften the landing.",
      .cue = "Land without a sound, like a cat.",
      .drill = "Quiet drop: step off a low step onto both feet and land as softly as you can.",
      .dose = "2 sets of 8, 2 times a week, with a rest day between.",
      .progress = "When it is silent, skip with a rope for 3 times 30 seconds instead." },

    { .id = "uneven.knee_peak", .measure = MEASURE_KNEE_PEAK, .kind = FORM_UNEVEN,
      .family = FORM_KNEE, .label = "Knees, left to right", .unit = "%", .decimals = 0,
      .advice = "Do both knees give equally?",
      EVEN_BAND, .weight = 2,
      .grade = EVIDENCE_WEAK, .source = "Own",
      .evidence = "Small differences are normal. The mark of 10 % is a convention of this "
                  "program; the leg away from the camera is measured less well.",
      .what_low = "The right knee bends more than the left.",
      .what_good = "Both knees bend about equally.",
      .what_high = "The left knee bends more than the right.",
      .why = "An old injury, tiredness, the camber of the road or the camera can do this.",
      EVEN_RUN },

    /* -- foot tracks */
    { .id = "step_width", .measure = MEASURE_STEP_WIDTH, .kind = FORM_JUDGED,
      .family = FORM_TRACKS, .label = "Step width", .unit = "cm", .decimals = 1,
      .advice = "Does each foot stay on its own side?",
      BAND(1.5, 13.5, 0, OPEN), .weight = 6, /* below 0: crossover; wide is never `change` */
      .grade = EVIDENCE_MODERATE, .source = "Meardon12 Brindle14 Arellano11",
      .evidence = "Narrow steps raise the strain on the outer side of hip and knee in "
                  "laboratory studies. Much wider steps cost energy; runners choose narrow "
                  "ones by themselves. A link with back pain has not been shown.",
      .what_low = "Your feet land on one line or cross over it.",
      .what_good = "Each foot lands on its own side, at a usual width.",
      .what_high = "Your steps are wide. Balance, a treadmill or a sore spot can do that.",
      .why = "When the feet cross the middle, hip and outer knee work harder to hold you.",
      .cue = "One rail for each foot.",
      .drill = "Line run: run along a painted line, left foot left of it, right foot right of "
               "it.",
      .dose = "4 times 100 metres, 2 times a week.",
      .progress = "When it is easy, look ahead instead of down, then do it without the line." },

    { .id = "step_width_hip", .measure = MEASURE_STEP_WIDTH_HIP, .kind = FORM_NOTED,
      .family = FORM_TRACKS, .label = "Step width for build", .unit = "%", .decimals = 0,
      .advice = "How wide are the steps for your build?",
      NO_BAND, .grade = EVIDENCE_MODERATE, .source = "Arellano11 Brindle14",
      .evidence = "Runners choose narrow steps by themselves. In one laboratory study, steps "
                  "15 % of leg length wide cost 9 % more energy.",
      .what_good = "This is your step width set against the distance between your hip joints.",
      .why = "It makes runners of different build comparable. It is not a target." },

    /* -- hips and trunk from behind */
    { .id = "pelvic_drop", .measure = MEASURE_PELVIC_DROP, .kind = FORM_JUDGED,
      .family = FORM_SIDEWAYS, .label = "Pelvic drop", .unit = "deg", .decimals = 1,
      .advice = "Does the pelvis stay level when you stand on one leg?",
      BAND(-OPEN, 5, -OPEN, 8), .weight = 5,
      .grade = EVIDENCE_WEAK, .source = "Bramah18 Cai17",
      .evidence = "Injured runners dropped the pelvis more than healthy ones. The study "
                  "looked back in time and had no group with back pain. In runners with back "
                  "pain, leg exercises did at least as well as trunk exercises.",
      .what_good = "Your pelvis stays fairly level.",
      .what_high = "Your pelvis drops on the side of the swinging leg.",
      .why = "The muscles beside the hip hold the pelvis level at every step.",
      .cue = "Carry a full tray on your belt.",
      .drill = "Step-down: from a low step, tap the heel on the floor and rise, belt line "
               "level.",
      .dose = "2 sets of 8 on each side, 3 times a week.",
      .progress = "When 12 are easy, use a higher step." },

    { .id = "trunk_side", .measure = MEASURE_TRUNK_SIDE, .kind = FORM_NOTED,
      .family = FORM_SIDEWAYS, .label = "Sideways trunk lean", .unit = "deg", .decimals = 1,
      .advice = "Does the trunk tip to the side?",
      NO_BAND, .grade = EVIDENCE_WEAK, .source = "Own",
      .evidence = "No study was found that sets a limit for runners.",
      .what_good = "This is how far the trunk tips towards the standing leg.",
      .why = "Read it beside the pelvic drop: tipping over can stand in for a level pelvis." },

    { .id = "trunk_sway", .measure = MEASURE_TRUNK_SWAY, .kind = FORM_NOTED,
      .family = FORM_SIDEWAYS, .label = "Sideways sway", .unit = "cm", .decimals = 1,
      .advice = "Does the body sway from side to side?",
      NO_BAND, .grade = EVIDENCE_WEAK, .source = "Drozda24",
      .evidence = "Runners with back pain swayed 1.4 cm, others 1.2 cm, in one study of 104 "
                  "runners. A difference that small cannot be seen in a clip.",
      .what_good = "This is how far hips and shoulders move from side to side in a stride.",
      .why = "Use it to compare your own clips, for example fresh and tired." },

    /* -- arms */
    { .id = "arm_crossing", .measure = MEASURE_ARM_CROSSING, .kind = FORM_JUDGED,
      .family = FORM_ARMS, .label = "Hand past the middle", .unit = "% shoulder", .decimals = 0,
      .advice = "Do the arms swing forward and back rather than across the body?",
      BAND(-OPEN, 10, -OPEN, 20), .weight = 2,
      .grade = EVIDENCE_WEAK, .source = "Arellano14 Pontzer09",
      .evidence = "Arms balance the turning of the legs; that is well shown. That crossing "
                  "hands matter for energy or the back is coaching lore: no study was found.",
      .what_good = "Your hand stays on its own side, or nearly so.",
      .what_high = "Your hand swings across the middle of the body.",
      .why = "Hands that cross turn the upper body a little more. It is a small point.",
      .cue = "Brush your pockets with your hands.",
      .drill = "Mirror swing: stand before a mirror, hands run from hip to chest as if on "
               "rails.",
      .dose = "3 times 30 seconds before a run, 3 times a week.",
      .progress = "Then 30 seconds in every 5 minutes of an easy run." },

    { .id = "elbow", .measure = MEASURE_ELBOW_ANGLE, .kind = FORM_NOTED,
      .family = FORM_ARMS, .label = "Elbow bend", .unit = "deg", .decimals = 0,
      .advice = "Are the elbows bent?",
      BAND(60, 120, -OPEN, OPEN), /* only chooses the words */
      .grade = EVIDENCE_WEAK, .source = "Yegian19",
      .evidence = "Bent arms ease the shoulder and load the elbow. Straight or bent, energy "
                  "use in running was the same in one study.",
      .what_low = "Your arms are fairly straight.",
      .what_good = "Your elbows are bent about halfway.",
      .what_high = "Your arms are tightly folded.",
      .why = "What feels loose is fine." },

    /* -- rhythm */
    { .id = "contact_time", .measure = MEASURE_CONTACT_TIME, .kind = FORM_NOTED,
      .family = FORM_RHYTHM, .label = "Contact time", .unit = "ms", .decimals = 0,
      .advice = "How long is the foot on the ground?",
      NO_BAND, .grade = EVIDENCE_MODERATE, .source = "Leporace25",
      .evidence = "Styles trade off: a longer contact goes with a lower peak load. There is "
                  "no best value.",
      .what_good = "This is how long each foot stays on the ground.",
      .why = "It gets shorter the faster you run, so compare it at equal speed only." },

    { .id = "flight_time", .measure = MEASURE_FLIGHT_TIME, .kind = FORM_NOTED,
      .family = FORM_RHYTHM, .label = "Flight time", .unit = "ms", .decimals = 0,
      .advice = "How long are both feet in the air?",
      NO_BAND, .grade = EVIDENCE_MODERATE, .source = "Leporace25",
      .evidence = "Styles trade off: a high bounce with short contacts gives the highest peak "
                  "load. There is no best value.",
      .what_good = "This is how long both feet are in the air after each push.",
      .why = "It depends on speed, so compare it at equal speed only." },

    { .id = "duty_factor", .measure = MEASURE_DUTY_FACTOR, .kind = FORM_NOTED,
      .family = FORM_RHYTHM, .label = "Duty factor", .unit = "%", .decimals = 1,
      .advice = "What share of the stride is on the ground?",
      NO_BAND, .grade = EVIDENCE_MODERATE, .source = "Leporace25",
      .evidence = "Styles trade off: a larger share on the ground goes with a lower peak "
                  "load. There is no best value.",
      .what_good = "This is the share of the stride that each foot spends on the ground.",
      .why = "Near the ground or bouncy: both are styles that work." },

    /* -- left and right: left minus right in % of their mean, within one clip */
    { .id = "uneven.contact_time", .measure = MEASURE_CONTACT_TIME, .kind = FORM_UNEVEN,
      .family = FORM_EVEN, .label = "Contact, left to right", .unit = "%", .decimals = 0,
      .advice = "Do both feet stay on the ground equally long?",
      EVEN_BAND, .weight = 3,
      .grade = EVIDENCE_WEAK, .source = "Own",
      .evidence = "Small differences are normal. The mark of 10 % is a convention of this "
                  "program; no study was found that ties it to back pain.",
      .what_low = "The right foot stays on the ground longer than the left.",
      .what_good = "Both feet stay on the ground about equally long.",
      .what_high = "The left foot stays on the ground longer than the right.",
      .why = "An old injury, tiredness, the camber of the road or the camera can do this.",
      EVEN_RUN },

    { .id = "uneven.flight_time", .measure = MEASURE_FLIGHT_TIME, .kind = FORM_UNEVEN,
      .family = FORM_EVEN, .label = "Flight, left to right", .unit = "%", .decimals = 0,
      .advice = "Are both flights equally long?",
      EVEN_BAND, .weight = 2,
      .grade = EVIDENCE_WEAK, .source = "Own",
      .evidence = "Small differences are normal. The mark of 10 % is a convention of this "
                  "program; no study was found that ties it to back pain.",
      .what_low = "The flight after the right foot is longer than after the left.",
      .what_good = "Both flights are about equally long.",
      .what_high = "The flight after the left foot is longer than after the right.",
      .why = "An old injury, tiredness, the camber of the road or the camera can do this.",
      EVEN_RUN },
};
/* clang-format on */

const size_t form_n_rules = N_ELEMS(form_rules);

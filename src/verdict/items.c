/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "verdict/values.h"

/*
 * To add an item: one row here, a function for its value in values.c, its sources in
 * docs/sources.md and a line in docs/verdict.md. No other code changes; tests walk the table.
 *
 * Texts go to runners as they are: plain words, sentences of at most 25 words, no alarm, no
 * promise, none of the claims listed in docs/verdict.md. Points follow the strength of the
 * evidence; where a comment does not say more, they are a convention. Rows stand in the order
 * in which they are shown.
 */

/* How to let the program know, one for each source of data. */
const char verdict_log_tell[] = "Take in your watch files: backstride import.";
#define TELL_PAIN  "Note how your back felt after your runs: backstride pain."
#define TELL_FILM  "Film a few strides from the side and from behind: backstride film --log."
#define TELL_SELF  "Say it once: backstride profile."
#define TELL_SHOES "Tell which shoes you run in: backstride shoes."

#define SYMPTOM       .factor = VERDICT_SYMPTOMS, .block = VERDICT_IN_SYMPTOMS, .tell = TELL_PAIN
#define LOAD(factor_) .factor = (factor_), .block = VERDICT_IN_LOAD, .tell = verdict_log_tell
#define HELP(factor_) .factor = (factor_), .block = VERDICT_IN_HELP, .tell = verdict_log_tell
#define FORM(rule_, dir_)                                                                      \
    .factor = VERDICT_TECHNIQUE, .block = VERDICT_IN_FORM, .tell = TELL_FILM, .rule = (rule_), \
    .dir = (dir_), .unit = "", .value = value_form
#define HABIT .factor = VERDICT_PREVENTION, .block = VERDICT_IN_HABITS

/* clang-format off */
const struct verdict_item verdict_items[] = {
    /* -- symptoms: the gravest counts. At most 40 points. */
    { .id = "pain.light", SYMPTOM, .label = "Traffic light of the diary", .unit = "",
      .steps = { { 0.5, 20 }, { 1.5, 40 } }, .value = value_light,
      .grade = EVIDENCE_WEAK, .source = "Silbernagel07",
      .evidence = "The light comes from rules made for tendons and kneecaps. For backs they are "
                  "stretched beyond what was tested, and kept stricter here.",
      .none = "The diary is green.", .some = "The diary is amber.", .most = "The diary is red.",
      .missing = "how your back was in the last seven days",
      .step = "Rest from running, or walk, until the diary has been green twice. If it does not "
              "settle, see a professional." },

    { .id = "pain.worst", SYMPTOM, .label = "Most pain in a week", .unit = "of 10",
      .decimals = 0, .steps = { { 2, 20 }, { 5, 40 } }, .value = value_worst,
      .grade = EVIDENCE_WEAK, .source = "Silbernagel07",
      .evidence = "Up to 2 of 10 counted as safe and more than 5 as too much for tendons and "
                  "kneecaps. Nobody has tested these borders for backs.",
      .none = "Pain with running was 2 of 10 or less.",
      .some = "There was some pain with running, up to 5 of 10.",
      .most = "There was more pain with running than 5 of 10.",
      .missing = "how much it hurt during and after your runs",
      .step = "Run shorter and slower until pain with running stays at 2 of 10 or less." },

    { .id = "pain.next_day", SYMPTOM, .label = "Rise to the next morning", .unit = "of 10",
      .decimals = 0, .steps = { { 0, 20 }, { 1, 40 } }, .value = value_next_day,
      .grade = EVIDENCE_WEAK, .source = "Silbernagel07",
      .evidence = "How it feels the next morning says more than how it feels on the run. This, "
                  "too, comes from tendons and kneecaps.",
      .none = "The next morning was no worse.",
      .some = "The next morning was a little worse.",
      .most = "The next morning was clearly worse.",
      .missing = "how your back was the morning after a run",
      .step = "Take the last run that left the next morning no worse, and start again from "
              "there." },

    { .id = "pain.legs", SYMPTOM, .label = "Signs in a leg", .unit = "",
      .steps = { { 0.5, 40 } }, .value = value_legs,
      .grade = EVIDENCE_MODERATE, .source = "Finucane20",
      .evidence = "Pain below the knee, numbness or weakness can come from a nerve. That is "
                  "settled practice rather than a trial.",
      .none = "No signs in the legs.",
      .some = "There is pain below the knee, numbness, tingling or weakness.",
      .most = "There is pain below the knee, numbness, tingling or weakness.",
      .missing = "whether there are signs in a leg",
      .step = "Stop running for now and have the leg looked at by a doctor or physio." },

    { .id = "pain.rise", SYMPTOM, .label = "Pain against the week before", .unit = "of 10",
      .decimals = 1, .steps = { { 1, 20 } }, .value = value_rise,
      .grade = EVIDENCE_WEAK, .source = "Silbernagel07",
      .evidence = "Pain should not grow from week to week. This comes from tendons and "
                  "kneecaps.",
      .none = "Pain does not grow from week to week.", .some = "Pain grew since last week.",
      .most = "Pain grew since last week.",
      .missing = "whether pain grows from week to week",
      .step = "Repeat an easier week until pain stops growing." },

    /* -- technique: at most 10 points, never negative by itself */
    { .id = "form.trunk_lean", FORM("trunk_lean", FORM_HIGH), .label = "Trunk lean",
      .steps = { { 0.5, 1 }, { 1.5, 2 } },
      .grade = EVIDENCE_CONTESTED, .source = "Carson24 Teng15",
      .evidence = "Contested: a trunk that tips far asks more of the back muscles, but no study "
                  "was found that ties lean to back pain.",
      .none = "The trunk is not far forward.", .some = "The trunk leans forward somewhat.",
      .most = "The trunk leans well forward.", .missing = "how far your trunk leans",
      .step = "Run tall, eyes on the horizon, for one minute in every five of an easy run." },

    { .id = "form.overstride", FORM("overstride", FORM_HIGH), .label = "Foot ahead of hip",
      .steps = { { 0.5, 0.75 }, { 1.5, 1.5 } },
      .grade = EVIDENCE_WEAK, .source = "Lieberman15 Drozda24",
      .evidence = "A foot that lands far ahead brakes more. Runners with back pain took slower "
                  "steps in one study, which may be cause, effect or chance.",
      .none = "The foot lands close enough to the body.",
      .some = "The foot lands somewhat ahead of the body.",
      .most = "The foot lands far ahead of the body.",
      .missing = "where your foot lands",
      .step = "Take slightly quicker steps at the same speed, about 5 % more, in two easy runs a "
              "week." },

    { .id = "form.tibia_angle", FORM("tibia_angle", FORM_HIGH), .label = "Shin at contact",
      .steps = { { 0.5, 0.5 }, { 1.5, 1 } },
      .grade = EVIDENCE_WEAK, .source = "Souza16 Lieberman15",
      .evidence = "A shin that reaches forward goes with harder braking. A link with back pain "
                  "was not shown.",
      .none = "The shin is about upright at contact.",
      .some = "The shin reaches forward somewhat.", .most = "The shin reaches well forward.",
      .missing = "how the shin stands at contact",
      .step = "Let the ground come to you: quicker, shorter steps at the same speed." },

    { .id = "form.knee_peak", FORM("knee_peak", FORM_LOW), .label = "Knee bend in stance",
      .steps = { { 0.5, 1 }, { 1.5, 2 } },
      .grade = EVIDENCE_WEAK, .source = "Souza16 Roos12",
      .evidence = "A knee that gives softens the landing. The borders are the view of experts; "
                  "a link with back pain was not shown.",
      .none = "The knee gives after landing.", .some = "The knee bends rather little.",
      .most = "The knee bends very little.", .missing = "how much the knee gives",
      .step = "Practise quiet drops from a low step: 2 sets of 8, twice a week." },

    { .id = "form.step_width", FORM("step_width", FORM_LOW), .label = "Step width",
      .steps = { { 0.5, 1 }, { 1.5, 2 } },
      .grade = EVIDENCE_WEAK, .source = "Meardon12 Brindle14",
      .evidence = "Feet that cross over strain the outer hip and knee in the laboratory. A link "
                  "with back pain was not shown.",
      .none = "The feet do not cross over.", .some = "The feet land almost on one line.",
      .most = "The feet cross over the middle.", .missing = "whether the feet cross over",
      .step = "Run along a painted line, one foot on each side: 4 times 100 metres." },

    { .id = "form.pelvic_drop", FORM("pelvic_drop", FORM_HIGH), .label = "Pelvic drop",
      .steps = { { 0.5, 1 }, { 1.5, 2 } },
      .grade = EVIDENCE_WEAK, .source = "Bramah18 Cai17",
      .evidence = "Injured runners dropped the pelvis more. That study looked back in time and "
                  "had no group with back pain.",
      .none = "The pelvis stays fairly level.", .some = "The pelvis drops somewhat.",
      .most = "The pelvis drops clearly.", .missing = "whether the pelvis stays level",
      .step = "Do slow step-downs with a level belt line: 2 sets of 8 a side, three times a "
              "week." },

    { .id = "form.cadence", FORM("cadence", FORM_LOW), .label = "Cadence",
      .steps = { { 0.5, 1 } },
      .grade = EVIDENCE_WEAK, .source = "Drozda24",
      .evidence = "Runners with back pain took 166 steps a minute, others 171, in one study of "
                  "104. Speed and leg length change it too.",
      .none = "The step rate is in the usual range.",
      .some = "The steps are on the slow side.", .most = "The steps are on the slow side.",
      .missing = "how quick your steps are",
      .step = "Try steps about 5 % quicker at the same speed." },

    { .id = "form.uneven", FORM("uneven.contact_time", FORM_WITHIN),
      .label = "Left against right", .steps = { { 0.5, 0.5 }, { 1.5, 1 } },
      .grade = EVIDENCE_WEAK, .source = "Own",
      .evidence = "Small differences are normal. The border of 10 % is a convention.",
      .none = "Left and right are about even.", .some = "Left and right differ somewhat.",
      .most = "Left and right differ clearly.", .missing = "whether left and right are even",
      .step = "Make both feet sound the same for a minute at a time, in two easy runs a week." },

    /* -- intensity */
    { .id = "load.hard_row", LOAD(VERDICT_INTENSITY), .label = "Hard days in a row",
      .unit = "", .decimals = 0, .steps = { { 1.5, 6 } }, .value = value_hard_row,
      .grade = EVIDENCE_WEAK, .source = "Own Garbutt90",
      .evidence = "Faster running shrinks the spine more for a few hours. That two hard days on "
                  "end hurt backs has not been shown.",
      .none = "Hard days have easier ones between them.",
      .some = "There were hard days right after each other.",
      .most = "There were hard days right after each other.",
      .missing = "which of your days were hard",
      .step = "Put at least one easy day or a day of rest between two hard ones." },

    { .id = "load.monotony", LOAD(VERDICT_INTENSITY), .label = "Monotony of the week",
      .unit = "", .decimals = 1, .steps = { { 2, 5 } }, .value = value_monotony,
      .grade = EVIDENCE_WEAK, .source = "Foster98",
      .evidence = "In 25 athletes illness went with weeks that were hard and all alike. The "
                  "border of 2 is a convention.",
      .none = "Hard and easy days take turns.", .some = "The days of the week are much alike.",
      .most = "The days of the week are much alike.",
      .missing = "how the load is spread over the week",
      .step = "Make easy days easier and leave one day free, so that the days differ." },

    { .id = "load.rest", LOAD(VERDICT_INTENSITY), .label = "Days of rest in a week",
      .unit = "", .decimals = 0, .shown_scale = -1, .steps = { { -0.5, 7 } },
      .value = value_rest, .grade = EVIDENCE_WEAK, .source = "Own",
      .evidence = "A day of rest each week is common sense and custom; no trial was found.",
      .none = "There is a day of rest.", .some = "There was no day of rest in seven days.",
      .most = "There was no day of rest in seven days.",
      .missing = "whether there are days of rest",
      .step = "Keep at least one day a week free of training." },

    { .id = "load.early", LOAD(VERDICT_INTENSITY), .label = "Hard sessions before the base",
      .unit = "", .decimals = 0, .steps = { { 0.5, 6 } }, .value = value_early,
      .grade = EVIDENCE_WEAK, .source = "Own Neason24",
      .evidence = "In a trial with sore backs, runs stayed slow and grew slowly, and that went "
                  "well. It did not test harder ones.",
      .none = "No hard sessions before there is a base for them.",
      .some = "There were hard sessions before four steady weeks, or with a sore back.",
      .most = "There were hard sessions before four steady weeks, or with a sore back.",
      .missing = "whether hard sessions came too early",
      .step = "Leave hard sessions out until you have had four steady weeks without pain." },

    { .id = "help.easy", HELP(VERDICT_INTENSITY), .label = "Easy sessions", .unit = "%",
      .decimals = 0, .shown_scale = 100, .steps = { { 0.7, -2 } }, .value = value_easy,
      .grade = EVIDENCE_CONTESTED, .source = "Stoggl15",
      .evidence = "Contested: many good runners train mostly easy. Trials differ on the best "
                  "mix, and none looked at backs.",
      .none = "Less than 70 % of the sessions are easy.", .some = "Most sessions are easy.",
      .most = "Most sessions are easy.", .missing = "how many sessions are easy",
      .step = "Let about four of five sessions be easy enough to talk." },

    { .id = "help.band", HELP(VERDICT_INTENSITY), .label = "Time at 1.9 to 2.5 m/s",
      .unit = "min a week", .decimals = 0, .steps = { { 20, -1 } }, .value = value_band,
      .grade = EVIDENCE_WEAK, .source = "Belavy17",
      .evidence = "Slow running speeds went with better discs in 79 people seen once. They ran "
                  "at all speeds, so this is no advice to run slowly only.",
      .none = "Little time at the speed of fast walking and slow running.",
      .some = "Some time at the speed of fast walking and slow running.",
      .most = "Some time at the speed of fast walking and slow running.",
      .missing = "how long you run slowly",
      .step = "Start and end your runs slowly." },

    /* -- fitness level. Points of the jump as the logarithm of its hazard: ln 1.64 and ln 2.28
     * have the ratio 18 to 30. */
    { .id = "load.spike", LOAD(VERDICT_FITNESS), .label = "Longest jump of a run",
      .unit = "% longer", .decimals = 0, .shown_scale = 100,
      .steps = { { 0.10, 18 }, { 1.00, 30 } }, .value = value_spike,
      .grade = EVIDENCE_MODERATE, .source = "Frandsen25",
      .evidence = "In 5205 runners, a run over 10 % longer than the longest of 30 days went "
                  "with more overuse injuries. It was not about backs alone.",
      .none = "No run was much longer than the longest of the 30 days before it.",
      .some = "A run was clearly longer than the longest of the 30 days before it.",
      .most = "A run was more than twice as long as the longest of the 30 days before it.",
      .missing = "how long your runs are",
      .step = "Keep each run within 10 % of your longest run of the last 30 days." },

    { .id = "load.return", LOAD(VERDICT_FITNESS), .label = "Return after 30 days", .unit = "",
      .steps = { { 0.5, 18 } }, .value = value_return,
      .grade = EVIDENCE_WEAK, .source = "Frandsen25 Own",
      .evidence = "After 30 days without a run there is nothing to compare with. Starting again "
                  "below the old distance is common sense.",
      .none = "No long break.", .some = "You came back after 30 days or more without a run.",
      .most = "You came back after 30 days or more without a run.",
      .missing = "whether you come back from a break",
      .step = "Start again with run and walk, well below your old distance, for four weeks." },

    { .id = "load.back", LOAD(VERDICT_FITNESS), .label = "Load of the back in a week",
      .unit = "times usual", .decimals = 1, .steps = { { 1.5, 1 }, { 2, 2 } },
      .value = value_back_load, .grade = EVIDENCE_WEAK, .source = "Own",
      .evidence = "This is the sum of the forces of all steps against your own usual week. No "
                  "value of it is known to be good or bad.",
      .none = "Your back carried about what it is used to.",
      .some = "Your back carried clearly more than it is used to.",
      .most = "Your back carried twice what it is used to.",
      .missing = "what your back is used to: five weeks of runs with a watch tell",
      .step = "Go back to your usual number of steps for a week." },

    { .id = "help.runs", HELP(VERDICT_FITNESS), .label = "Runs a week", .unit = "a week",
      .decimals = 1, .steps = { { 1.5, -1 }, { 2.5, -3 } }, .value = value_runs,
      .grade = EVIDENCE_MODERATE, .source = "Neason24 Belavy17",
      .evidence = "In a trial with 40 people, three run-walk sessions a week for 12 weeks eased "
                  "back pain by 15 of 100.",
      .none = "You run less than twice a week.", .some = "You run about twice a week.",
      .most = "You run three times a week or more.",
      .missing = "how often you run",
      .step = "Run, or run and walk, two or three times a week, gently." },

    { .id = "help.km", HELP(VERDICT_FITNESS), .label = "Distance a week", .unit = "km a week",
      .decimals = 0, .steps = { { 10, -1 }, { 20, -2 } }, .value = value_km,
      .grade = EVIDENCE_WEAK, .source = "Belavy17",
      .evidence = "People who had run 20 km a week or more for years had better discs in one "
                  "picture in time. More than 40 km did not add to that.",
      .none = "You run less than 10 km a week.", .some = "You run 10 to 20 km a week.",
      .most = "You run 20 km a week or more.", .missing = "how far you run in a week",
      .step = "Add distance slowly, run by run." },

    { .id = "help.steady", HELP(VERDICT_FITNESS), .label = "Steady weeks of the last 12",
      .unit = "", .decimals = 0, .steps = { { 3.5, -1 }, { 7.5, -2 } }, .value = value_steady,
      .grade = EVIDENCE_WEAK, .source = "Belavy17 Neason24",
      .evidence = "The runners with better discs had run for years, and trials lasted 12 weeks. "
                  "How few weeks are enough is not known.",
      .none = "You have not run steadily for four weeks yet.",
      .some = "You have run steadily for some weeks.",
      .most = "You have run steadily for two months or more.",
      .missing = "how steadily you run",
      .step = "Keep two runs or more in each week; short ones count." },

    /* -- prevention: at most 5 points */
    { .id = "habit.warm_up", HABIT, .tell = TELL_SELF, .label = "Warm-up", .unit = "",
      .steps = { { -1.5, 0.5 }, { -0.5, 1.5 } }, .value = value_warm_up,
      .grade = EVIDENCE_WEAK, .source = "Wu21",
      .evidence = "Runners who said they warm up too little had more back pain after a race; "
                  "only 36 of 800 had any.",
      .none = "You warm up.", .some = "You warm up at times.", .most = "You do not warm up.",
      .missing = "whether you warm up",
      .step = "Begin with five minutes of brisk walking or easy jogging." },

    { .id = "habit.strength", HABIT, .tell = TELL_SELF, .label = "Strength sessions",
      .unit = "a week", .decimals = 0, .shown_scale = -1, .steps = { { -0.5, 1.5 } },
      .value = value_strength, .grade = EVIDENCE_MODERATE, .source = "Cai17 Owen20a",
      .evidence = "In 84 runners with back pain, leg exercises did at least as well as trunk "
                  "exercises. Pain fell equally with both.",
      .none = "You train strength.", .some = "You do not train strength.",
      .most = "You do not train strength.", .missing = "whether you train strength",
      .step = "Add two short strength sessions a week, for legs and trunk." },

    { .id = "habit.sitting", HABIT, .tell = TELL_SELF, .label = "Sitting", .unit = "h a day",
      .decimals = 0, .steps = { { 9, 1 } }, .value = value_sitting,
      .grade = EVIDENCE_WEAK, .source = "Belavy17",
      .evidence = "Runners with better discs also sat three hours less a day. Which of the two "
                  "mattered is not known.",
      .none = "You sit no more than nine hours a day.",
      .some = "You sit more than nine hours a day.",
      .most = "You sit more than nine hours a day.", .missing = "how long you sit in a day",
      .step = "Stand up and walk a little every hour." },

    { .id = "habit.shoes", HABIT, .tell = TELL_SHOES, .label = "Shoes that feel worn",
      .unit = "km", .decimals = 0, .steps = { { 800, 1 } }, .value = value_shoes,
      .grade = EVIDENCE_WEAK, .source = "Cook85 Arnold24",
      .evidence = "Machines find less cushioning in old shoes. That old shoes lead to injury has "
                  "not been shown, so comfort decides.",
      .none = "The shoes are fine.",
      .some = "The pair you use most is old and no longer feels good.",
      .most = "The pair you use most is old and no longer feels good.",
      .missing = "how far your shoes have gone and how they feel",
      .step = "Try another pair that feels good." },
};
/* clang-format on */
const size_t verdict_n_items = N_ELEMS(verdict_items);
_Static_assert(N_ELEMS(verdict_items) <= VERDICT_ITEMS_MAX, "room for every item");

const struct verdict_block_row verdict_blocks[VERDICT_N_BLOCKS] = {
    [VERDICT_IN_SYMPTOMS] = { "symptoms", 40 }, [VERDICT_IN_LOAD] = { "load", 35 },
    [VERDICT_IN_FORM] = { "form", 10 },         [VERDICT_IN_HABITS] = { "habits", 5 },
    [VERDICT_IN_HELP] = { "help", -10 },
};

double verdict_item_points(const struct verdict_item *item, double value)
{
    double points = 0;

    for (size_t i = 0; i < VERDICT_STEPS_MAX && item->steps[i].points != 0; i++)
        if (value > item->steps[i].above)
            points = item->steps[i].points;
    return points;
}

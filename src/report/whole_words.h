/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_WHOLE_WORDS_H
#define REPORT_WHOLE_WORDS_H
/*
 * whole_words - what the report says beside the tables of the modules: one row a sentence.
 * Private to report.
 */
/* clang-format off */
#define WHOLE_WORDS_MAP(X)                                                                     \
    X(TITLE,         "Your back and your running")                                            \
    X(PRO_TITLE,     "Runner's summary for a professional")                                   \
    X(NOT_ASKED,     "The questions on warning signs have not been answered.")                \
    X(NO_FLAG,       "No warning sign is open.")                                              \
    X(NO_FILM,       "There is no film yet. A few strides from the side and from behind show form.") \
    X(NO_FINDING,    "Nothing that could be measured on the last film clearly asks for a change.")  \
    X(NO_LOG,        "There are no sessions in the log.")                                      \
    X(NO_RECENT,     "There are no sessions in these weeks.")                                  \
    X(NO_PAIN,       "The diary of these weeks is empty.")                                     \
    X(NO_PLAN,       "There is no plan.")                                                      \
    X(KM_LEGEND,     "Red: a week with a run over 10 % longer than the longest of the 30 days before.") \
    X(LOAD_LEGEND,   "Sum of the forces of all steps against your own weeks before (dashed: as usual). No value of it is known to be good or bad.") \
    X(PAIN_LEGEND,   "Highest score of each day on which something was noted. Red: over 5 of 10.")          \
    X(BACK_NOTE,     "An estimate from the film, to compare a runner with the same runner. No value of it is known to be good or bad.") \
    X(MEASURED,      "Step timing, angles of trunk, knee, shin and foot, step width and pelvis, from a phone's film. Each has a 95 % interval; a view that does not show a value gives none.") \
    X(NOT_MEASURED,  "Ground force, loading rate, the curve of the low back, heel eversion, foot progression, heel whips, hip extension. Pain is as the runner wrote it.") \
    X(LOAD_BASIS,    "From watch files. Jumps compare each run with the longest of the 30 days before. Hard days go by heart rate, fast bouts or the runner's rating.") \
    X(CHECK_NOTE,    "In the order of Souza 2016. Values are medians of the steps with their 95 % interval. Lines marked * were changed by hand.") \
    X(BANDS_NOTE,    "For orientation are working limits of this program, no medical norms.")  \
    X(NO_COMPARE,    "There is no earlier film to compare with.")                              \
    X(MADE_BY,       "Made by Backstride on the runner's own machine; nothing was sent anywhere.") \
    X(NO_DIAGNOSIS,  "Backstride is not a medical device: it describes, it does not diagnose, treat or predict injury.") \
    X(FOOT,          "Describes, does not diagnose, treat or predict injury.")                  \
    X(BLOCKED,       "While a warning sign is open, this report judges nothing else.")
/* clang-format on */
enum whole_word {
#define WHOLE_X(name, words) WHOLE_##name,
    WHOLE_WORDS_MAP(WHOLE_X)
#undef WHOLE_X
        WHOLE_N_WORDS
};

#endif

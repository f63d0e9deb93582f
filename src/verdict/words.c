/* SPDX-License-Identifier: Apache-2.0 */
#include "verdict/words.h"

#include <stddef.h>

/* clang-format off */
const struct verdict_answer_row verdict_answers[VERDICT_N_ANSWERS] = {
    [VERDICT_HELPING] = {
        "helping", "yes, it is likely helping",
        "Regular, mostly easy running that is built up slowly goes with healthy discs and little "
        "back pain. That it is the cause has not been shown.",
        EVIDENCE_WEAK, "Belavy17 Maselli20 Neason24" },
    [VERDICT_CHANGE] = {
        "change-first", "it can: change this first",
        "Running goes well with most backs. One thing in your last weeks speaks against it and "
        "can be changed.",
        EVIDENCE_MODERATE, "Maselli20 Frandsen25" },
    [VERDICT_NOT_NOW] = {
        "not-now", "not as things are",
        "What your back says, or that together with how you trained, asks for less running now. "
        "That is about these weeks, not for ever.",
        EVIDENCE_WEAK, "Silbernagel07 Frandsen25" },
    [VERDICT_PROFESSIONAL] = {
        "professional", "see a professional first",
        "You named a warning sign. Only a professional can tell what it means.",
        EVIDENCE_MODERATE, "Finucane20" },
    [VERDICT_CANNOT_TELL] = {
        "cannot-tell", "cannot tell yet",
        "Too much is missing for an answer that would still hold tomorrow.",
        EVIDENCE_STRONG, "Own" },
};

const char *const verdict_factor_keys[VERDICT_N_FACTORS] = {
    "symptoms", "technique", "intensity", "fitness", "prevention",
};
const char *const verdict_factor_names[VERDICT_N_FACTORS] = {
    "Symptoms", "Technique", "Intensity", "Fitness level", "Prevention",
};
const char *const verdict_direction_words[VERDICT_N_DIRECTIONS] = {
    "helps", "neutral", "strains", "not known",
};

const char *const verdict_sentences[VERDICT_N_SENTENCES + 1] = {
    [VERDICT_SAYS_KEEP_ON] =
        "Keep on as you do, and keep each run within 10 % of your longest of the last 30 days.",
    [VERDICT_SAYS_ASK] =
        "Answer the questions on warning signs first: backstride pain --flags.",
    [VERDICT_SAYS_STOP] =
        "Stop running for now, and answer the questions on warning signs: backstride pain --flags.",
    [VERDICT_SAYS_UNKNOWN_FLAG] =
        "Show the sign you noted to a doctor before you run again.",
    [VERDICT_SAYS_NOTHING_YET] =
        "Say how your back is: backstride pain. Then hand over your runs: backstride import.",
    [VERDICT_N_SENTENCES] = NULL,
};
/* clang-format on */

const char verdict_basis[] =
    "The points are a convention of this program. What counts more has the better evidence: "
    "what your back says first, then load, then form and habits.";
const char verdict_never[] = "This is no diagnosis and no forecast. No measure of form is "
                             "known to tell who will get back "
                             "pain.";

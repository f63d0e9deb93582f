/* SPDX-License-Identifier: Apache-2.0 */
#include "care/flags.h"

#include <string.h>

#include "base/mem.h"

static const struct {
    const char *key, *words;
} levels[CARE_N_LEVELS] = {
    [CARE_NO_FLAG] = { "none", "no warning sign" },
    [CARE_SOON] = { "soon", "see a doctor or physiotherapist within the next days" },
    [CARE_SAME_DAY] = { "same-day", "be seen by a doctor today" },
    [CARE_EMERGENCY] = { "emergency", "go to the emergency department now" },
};

const char *care_level_key(enum care_level l)
{
    return (unsigned)l < CARE_N_LEVELS ? levels[l].key : "";
}
const char *care_level_words(enum care_level l)
{
    return (unsigned)l < CARE_N_LEVELS ? levels[l].words : "";
}

/*
 * To add a sign: one row, its sources in docs/sources.md. Yes is the alarming answer. Ids are
 * stored and never renamed. Texts: plain words, short sentences.
 *
 * Signs and levels follow the headings of Finucane20 and the cauda equina card (CESCard). Those
 * under "vascular" stand one level higher there than the sources that were read ask for,
 * because waiting can kill.
 */
/* clang-format off */
#define NOW                                                                                    \
    "Go to the emergency department now, or call the emergency number. Do not drive yourself. "\
    "Take this answer along."
#define TODAY  "Be seen by a doctor today. Do not run until you have been."
#define NERVES "Nerves at the bottom of the spine may be under pressure, and hours count. "

const struct care_flag care_flags[] = {
    /* -- nerves at the bottom of the spine: emergency */
    { "saddle-numb", CARE_EMERGENCY, "cauda equina",
      "Have you lost feeling, or do you have pins and needles, between the inner thighs or at "
      "the genitals?",
      NERVES NOW, "CESCard Finucane20" },
    { "seat-numb", CARE_EMERGENCY, "cauda equina",
      "Is the skin in or around the back passage, or of the buttocks, numb?",
      NERVES NOW, "CESCard Finucane20" },
    { "wipe-feel", CARE_EMERGENCY, "cauda equina",
      "Does wiping with toilet paper feel different from before?",
      NERVES NOW, "CESCard Finucane20" },
    { "urine-control", CARE_EMERGENCY, "cauda equina",
      "Is it getting harder to start, stop or hold your urine?",
      NERVES NOW, "CESCard Finucane20" },
    { "urine-feel", CARE_EMERGENCY, "cauda equina",
      "Do you no longer feel it when you pass urine?",
      NERVES NOW, "CESCard Finucane20" },
    { "urine-leak", CARE_EMERGENCY, "cauda equina",
      "Do you leak urine, or need pads, since the back trouble began?",
      NERVES NOW, "CESCard Finucane20" },
    { "urine-full", CARE_EMERGENCY, "cauda equina",
      "Can you no longer tell whether your bladder is full or empty?",
      NERVES NOW, "CESCard Finucane20" },
    { "bowel-control", CARE_EMERGENCY, "cauda equina",
      "Can you not hold back a bowel movement, or does it leak?",
      NERVES NOW, "CESCard Finucane20" },
    { "bowel-feel", CARE_EMERGENCY, "cauda equina",
      "Do you no longer feel it when your bowel moves?",
      NERVES NOW, "CESCard Finucane20" },
    { "sex-feel", CARE_EMERGENCY, "cauda equina",
      "Has erection or ejaculation changed, or has feeling been lost during sex, since the back "
      "trouble began?",
      NERVES NOW, "CESCard Finucane20" },
    { "both-legs", CARE_EMERGENCY, "cauda equina",
      "Is there new weakness or numbness in both legs?",
      NERVES NOW, "CESCard Finucane20" },
    { "unsteady", CARE_EMERGENCY, "cauda equina",
      "Have you become unsteady on your feet since the back trouble began?",
      NERVES NOW, "CESCard Finucane20" },
    /* -- large vessels */
    { "belly-pulse", CARE_EMERGENCY, "vascular",
      "Is there a tearing pain in belly or back, or a lump in the belly that beats like a pulse?",
      "A large blood vessel may be in trouble. " NOW, "Finucane20" },
    /* -- a broken bone */
    { "trauma", CARE_SAME_DAY, "fracture",
      "Did the pain begin with a hard fall, a crash or a heavy blow?",
      "A bone may be broken. " TODAY " If you cannot stand or walk, call the emergency number.",
      "Finucane20" },
    { "fragile", CARE_SAME_DAY, "fracture",
      "Did the pain begin suddenly or after a small knock, while you are over 65, have thin "
      "bones, took steroids for months or broke a bone easily before?",
      "A bone may be broken even without a hard fall. " TODAY, "Finucane20" },
    { "bone-spot", CARE_SAME_DAY, "fracture",
      "Is there one sore spot on the bone of the low back or pelvis that hurts more when you hop "
      "or bend backwards?",
      "It may be a stress fracture, a crack from many steps. " TODAY, "Finucane20" },
    { "bone-rest", CARE_SAME_DAY, "fracture",
      "Does one spot on the bone of the low back or pelvis hurt at rest or at night?",
      "It may be a stress fracture, a crack from many steps. " TODAY, "Finucane20" },
    { "low-energy", CARE_SAME_DAY, "fracture",
      "Does the low back or pelvis hurt, and have your periods stopped or have you eaten too "
      "little for your training for months?",
      "Bones become weak when the body lacks energy, and one may be cracked. " TODAY,
      "Finucane20" },
    /* -- infection */
    { "fever", CARE_SAME_DAY, "infection",
      "Do you have fever, chills or night sweats together with the back pain?",
      "There may be an infection. " TODAY, "Finucane20" },
    { "infection-lately", CARE_SAME_DAY, "infection",
      "Is the pain new, and have you had an infection, or an operation or a needle at the spine, "
      "in the last weeks?",
      "There may be an infection of the spine. " TODAY, "Finucane20" },
    { "infection-risk", CARE_SAME_DAY, "infection",
      "Is the pain new, and do you have a weak immune system or tuberculosis, or inject drugs?",
      "There may be an infection of the spine. " TODAY, "Finucane20" },
    /* -- cancer */
    { "cancer", CARE_SAME_DAY, "malignancy",
      "Have you ever had cancer, and is this back pain new or different?",
      "It is most likely harmless, but must be looked at. " TODAY, "Finucane20" },
    { "weight-loss", CARE_SAME_DAY, "malignancy",
      "Have you lost weight without wanting to, together with the back pain?",
      "The reason must be found. " TODAY, "Finucane20" },
    { "night-pain", CARE_SAME_DAY, "malignancy",
      "Does the pain stay through the whole night, whatever way you lie?",
      "Pain that no position eases must be looked at. " TODAY, "Finucane20" },
    { "unwell", CARE_SAME_DAY, "malignancy",
      "Do you feel ill altogether, together with the back pain?",
      "The reason must be found. " TODAY, "Finucane20" },
    /* -- nerves and spinal cord */
    { "weak-grows", CARE_SAME_DAY, "nerves",
      "Is a leg getting weaker from day to day?",
      "A nerve may be under growing pressure. " TODAY, "Finucane20" },
    { "foot-drop", CARE_SAME_DAY, "nerves",
      "Can you no longer lift a foot, or do its toes drag?",
      "A nerve may be under pressure. " TODAY, "Finucane20" },
    { "walk-change", CARE_SAME_DAY, "nerves",
      "Has your way of walking changed, are your legs stiff and jerky, or your hands clumsy?",
      "The spinal cord may be under pressure. " TODAY, "Finucane20" },
    /* -- heart */
    { "chest-pain", CARE_SAME_DAY, "heart",
      "Do you get pain or pressure in the chest when you exert yourself?",
      "If it is there now, call the emergency number. " TODAY, "Finucane20" },
    { "faint", CARE_SAME_DAY, "heart",
      "Have you fainted, or nearly, while running or right after?",
      "The heart must be looked at before you run again. " TODAY, "Finucane20" },
    /* -- soon */
    { "six-weeks", CARE_SOON, "lasting",
      "Has the pain lasted more than six weeks without getting better?",
      "See a doctor or physiotherapist in the next days. Keep moving as far as it is "
      "comfortable.", "Finucane20 NG59" },
    { "leg-nerve", CARE_SOON, "nerves",
      "Does pain run down a leg below the knee, with tingling, numbness or weakness?",
      "See a doctor or physiotherapist in the next days, and today if it gets worse. Do not run "
      "until then.", "Finucane20" },
    { "stiff-young", CARE_SOON, "inflammation",
      "Are you under 45, and is your back stiff for more than 30 minutes each morning?",
      "See a doctor in the next weeks. It may be an inflammation that can be treated well.",
      "Finucane20" },
    { "young-arch", CARE_SOON, "growing spine",
      "Are you under 18, and does bending backwards keep hurting?",
      "See a doctor in the next days. A growing spine can have a crack from strain. Do not run "
      "until then.", "Finucane20" },
};
const size_t care_n_flags = N_ELEMS(care_flags);

/* Of a newer program: nobody here knows what it asks, so it is taken seriously. */
const struct care_flag care_flag_unknown = {
    "unknown", CARE_SAME_DAY, "unknown",
    "A sign that a newer backstride asked about: is it there?",
    "A newer backstride noted a warning sign that this one does not know. " TODAY, "Finucane20"
};
/* clang-format on */
_Static_assert(N_ELEMS(care_flags) + 16 <= CARE_FLAGS_MAX, "leave room for unknown signs");

const struct care_flag *care_flag_of(const char *id)
{
    for (size_t i = 0; i < care_n_flags; i++)
        if (strcmp(care_flags[i].id, id) == 0)
            return &care_flags[i];
    return NULL;
}

static const char *const answers[] = { "yes", "no", "cleared" };

const char *care_answer_key(enum care_answer a)
{
    return (unsigned)a < N_ELEMS(answers) ? answers[a] : "";
}

bool care_answer_of(const char *key, enum care_answer *ret)
{
    for (size_t i = 0; i < N_ELEMS(answers); i++)
        if (strcmp(answers[i], key) == 0) {
            *ret = (enum care_answer)i;
            return true;
        }
    return false;
}

/* One sign while the answers pass by. */
struct standing {
    const struct care_flag *flag;
    const char *id; /* as stored: unknown signs share one row */
    bool open;
    long since;
};

static const char *id_of(const struct care_flag_answer *a)
{
    return a->id[0] ? a->id : a->flag->id;
}

struct list {
    struct standing at[CARE_FLAGS_MAX];
    size_t n, n_unknown;
};

/* Signs of this program always find room; of unknown ones, those beyond it share the last. */
static struct standing *find(struct list *l, const struct care_flag_answer *a)
{
    const bool unknown = a->flag == &care_flag_unknown;
    struct standing *last = NULL;

    for (size_t i = 0; i < l->n; i++) {
        if (unknown ? strcmp(l->at[i].id, id_of(a)) == 0 : l->at[i].flag == a->flag)
            return &l->at[i];
        if (l->at[i].flag == &care_flag_unknown)
            last = &l->at[i];
    }
    if (unknown && l->n_unknown == CARE_FLAGS_MAX - N_ELEMS(care_flags))
        return last;
    l->n_unknown += unknown;
    l->at[l->n] = (struct standing){ .flag = a->flag, .id = id_of(a) };
    return &l->at[l->n++];
}

static void answer(struct standing *s, const struct care_flag_answer *a)
{
    if (a->answer == CARE_YES && !s->open) {
        s->open = true;
        s->since = a->day;
    } else if (a->answer == CARE_CLEARED ||
               (a->answer == CARE_NO && s->flag->level == CARE_SOON)) {
        s->open = false;
    }
}

void care_gate_of(const struct care_flag_answer *a, size_t n, struct care_gate *ret)
{
    struct list l = { .n = 0 };
    struct care_gate gate = { .level = CARE_NO_FLAG };

    for (size_t i = 0; i < n; i++) {
        gate.asked = a[i].day > gate.asked ? a[i].day : gate.asked;
        answer(find(&l, &a[i]), &a[i]);
    }
    for (int level = CARE_EMERGENCY; level > CARE_NO_FLAG; level--)
        for (size_t i = 0; i < l.n; i++) {
            if (!l.at[i].open || l.at[i].flag->level != (enum care_level)level)
                continue;
            gate.open[gate.n_open] = l.at[i].flag;
            gate.since[gate.n_open++] = l.at[i].since;
        }
    if (gate.n_open)
        gate.level = gate.open[0]->level;
    gate.blocks = gate.level >= CARE_SAME_DAY;
    *ret = gate;
}

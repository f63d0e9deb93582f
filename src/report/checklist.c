/* SPDX-License-Identifier: Apache-2.0 */
#include "report/checklist.h"

#include <string.h>

#include "base/mem.h"
#include "report/words.h"

/* To add a line: a row here. Measures that a phone cannot give are named all the same, so that
 * whoever looks at the clip can fill them in. */
/* clang-format off */
#define SIDE "Side view"
#define REAR "Rear view"
const struct checklist_row checklist_rows[] = {
    { "name", "Runner", "Name", -1, NULL, "" },
    { "assessor", "Runner", "Filled in by", -1, NULL, "" },
    { "shoes", "Runner", "Shoes, surface, speed", -1, NULL, "" },

    { "side.foot_strike", SIDE, "Foot strike", MEASURE_FOOT_STRIKE, "foot_strike",
      "heel, whole foot or front of the foot first" },
    { "side.foot_inclination", SIDE, "Foot inclination at contact", MEASURE_FOOT_STRIKE, NULL,
      "angle of sole and ground" },
    { "side.tibia", SIDE, "Tibia angle at loading", MEASURE_TIBIA_ANGLE, "tibia_angle",
      "ankle under or ahead of the knee" },
    { "side.knee_contact", SIDE, "Knee flexion at contact", MEASURE_KNEE_CONTACT, "knee_contact",
      "slightly bent" },
    { "side.knee_stance", SIDE, "Knee flexion in stance", MEASURE_KNEE_PEAK, "knee_peak",
      "peak" },
    { "side.hip_extension", SIDE, "Hip extension in late stance", -1, NULL,
      "thigh behind the pelvis" },
    { "side.trunk", SIDE, "Trunk lean", MEASURE_TRUNK_LEAN, "trunk_lean", "over stance" },
    { "side.overstride", SIDE, "Overstriding", MEASURE_OVERSTRIDE, "overstride",
      "foot ahead of the hip at contact" },
    { "side.vertical", SIDE, "Vertical displacement", MEASURE_VERT_OSC, "vert_osc",
      "of the body, within a step" },

    { "rear.base", REAR, "Base of support", MEASURE_STEP_WIDTH, "step_width",
      "feet side by side, on one line or crossing" },
    { "rear.heel_eversion", REAR, "Heel eversion", -1, NULL, "heel tips inward" },
    { "rear.foot_progression", REAR, "Foot progression angle", -1, NULL, "toes in or out" },
    { "rear.heel_whip", REAR, "Heel whips", -1, NULL, "heel swings in or out after toe-off" },
    { "rear.knee_window", REAR, "Knee window", -1, NULL, "gap between the knees stays open" },
    { "rear.pelvic_drop", REAR, "Pelvic drop", MEASURE_PELVIC_DROP, "pelvic_drop",
      "hip of the swing side sinks" },

    { "cadence", "Rhythm", "Cadence", MEASURE_CADENCE, "cadence", "at own speed and height" },
    { "remarks", "Remarks", "Remarks", -1, NULL, "" },
};
/* clang-format on */
const size_t checklist_n_rows = N_ELEMS(checklist_rows);
_Static_assert(N_ELEMS(checklist_rows) <= CHECKLIST_MAX, "room for every row");

static const char NOT_MEASURED[] = "not measured";

static void one_value(struct text *t, const char *side, const struct gait_value *v,
                      struct words_form form)
{
    char value[WORDS_MAX], interval[WORDS_MAX];

    if (!words_has(v))
        return;
    words_value(v, form, value);
    words_interval(v, form, interval);
    text_addf(t, "%s%s%s%s (%s)", t->len ? "; " : "", side, side[0] ? " " : "", value,
              interval);
}

/* The kind of strike in words, where left and right agree or not. */
static void strike(struct text *t, const struct card *card)
{
    for (size_t i = 0; i < card->n_lines; i++) {
        const struct card_line *l = &card->line[i];
        if (strcmp(l->rule->id, "foot_strike") != 0 || !words_has(&l->value))
            continue;
        const char *kind = l->dir == FORM_HIGH  ? "heel first"
                           : l->dir == FORM_LOW ? "front of the foot first"
                                                : "whole foot";
        text_addf(t, "%s%s %s%s", t->len ? "; " : "", words_side(l->side),
                  l->clear || l->dir == FORM_WITHIN ? "" : "likely ", kind);
    }
}

static void fill_row(const struct checklist_row *row, const struct card *card, struct text *t)
{
    enum measure m = (enum measure)row->measure;

    if (strcmp(row->id, "side.foot_strike") == 0) {
        strike(t, card);
        return;
    }
    for (size_t i = 0; i < words_n_sides(m); i++) {
        enum body_side side = words_side_i(m, i);
        one_value(t, side == BODY_N_SIDES ? "" : words_side(side), &card->measure[m][side],
                  words_of_measure(m));
    }
}

void checklist_fill(const struct card *card, struct checklist *ret)
{
    *ret = (struct checklist){ 0 };
    for (size_t i = 0; i < checklist_n_rows; i++) {
        const struct checklist_row *row = &checklist_rows[i];
        AUTO_TEXT struct text t = TEXT_INIT(CHECKLIST_TEXT_MAX);
        if (card && row->measure >= 0)
            fill_row(row, card, &t);
        bool view = strcmp(row->view, SIDE) == 0 || strcmp(row->view, REAR) == 0;
        snprintf(ret->text[i], CHECKLIST_TEXT_MAX, "%s",
                 t.len                       ? text_str(&t)
                 : view || row->measure >= 0 ? NOT_MEASURED
                                             : "");
    }
}

void checklist_write(const struct checklist *c, struct text *ret)
{
    const char *view = "";

    text_add(ret, "# Video analysis. Change what stands after the colon, then make the report "
                  "again with\n# the same --checklist. Lines with # are left out.\n");
    for (size_t i = 0; i < checklist_n_rows; i++) {
        const struct checklist_row *row = &checklist_rows[i];
        if (strcmp(view, row->view) != 0)
            text_addf(ret, "\n# %s\n", row->view);
        view = row->view;
        text_addf(ret, "%s: %s\n", row->id, c->text[i]);
    }
}

static int read_line(const char *s, size_t n, size_t number, struct checklist *ret,
                     struct err *err)
{
    const char *colon = memchr(s, ':', n);

    if (!colon)
        return err_set(err, ERR_FORMAT,
                       "line %zu of the checklist has no colon; write id: text", number);
    size_t id = (size_t)(colon - s);
    for (size_t i = 0; i < checklist_n_rows; i++) {
        if (strlen(checklist_rows[i].id) != id || strncmp(checklist_rows[i].id, s, id) != 0)
            continue;
        const char *at = colon + 1;
        size_t len = n - id - 1;
        while (len > 0 && (*at == ' ' || *at == '\t')) {
            at++;
            len--;
        }
        while (len > 0 && strchr(" \t\r", at[len - 1]))
            len--;
        if (len >= CHECKLIST_TEXT_MAX)
            return err_set(err, ERR_FORMAT, "line %zu of the checklist is longer than %d bytes",
                           number, CHECKLIST_TEXT_MAX - 1);
        ret->changed[i] = strlen(ret->text[i]) != len || strncmp(ret->text[i], at, len) != 0;
        snprintf(ret->text[i], CHECKLIST_TEXT_MAX, "%.*s", (int)len, at);
        return 0;
    }
    return err_set(err, ERR_FORMAT, "line %zu of the checklist: there is no line \"%.*s\"",
                   number, id < 40 ? (int)id : 40, s);
}

int checklist_read(const char *s, size_t n, const struct card *card, struct checklist *ret,
                   struct err *err)
{
    struct checklist c;
    size_t number = 0;

    checklist_fill(card, &c);
    for (const char *end = s + n; s < end;) {
        const char *nl = memchr(s, '\n', (size_t)(end - s));
        size_t len = (size_t)((nl ? nl : end) - s), blank = 0;
        number++;
        while (blank < len && strchr(" \t\r", s[blank]))
            blank++;
        if (blank < len && s[blank] != '#') {
            int rc = read_line(s, len, number, &c, err);
            if (rc < 0)
                return rc;
        }
        s += len + (nl ? 1 : 0);
    }
    *ret = c;
    return 0;
}

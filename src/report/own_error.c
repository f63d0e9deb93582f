/* SPDX-License-Identifier: Apache-2.0 */
/* A runner's own error: as JSON, as text, and back. */

#include "config.h"
#include "report/json.h"
#include "report/page.h"

enum { OWN_VERSION = 1, PAGE_MAX = 1 << 18 };

/* Sides under which an item is kept: left and right, or both. */
static int first_side(size_t item)
{
    return compare_item(item).sided ? BODY_LEFT : BODY_N_SIDES;
}

static json_t *errors_of(const struct compare_own *own, size_t item)
{
    json_t *o = json_pack("{s:s, s:s}", "label", compare_item(item).label, "unit",
                          compare_item(item).unit);
    int d = compare_item(item).decimals + 2;
    size_t n = 0;
    for (int side = first_side(item); side <= BODY_N_SIDES; side++) {
        const struct compare_error *e = &own->errors[item][side];
        if (e->n_clips == 0)
            continue;
        n++;
        json_object_set_new(
            o, words_side((enum body_side)side),
            json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "n_clips", (json_int_t)e->n_clips,
                      "df", json_rounded(e->df, 0), "mean", json_rounded(e->mean, d), "sem",
                      json_rounded(e->sem, d), "sem_lo", json_rounded(e->sem_lo, d), "sem_hi",
                      json_rounded(e->sem_hi, d), "mdc", json_rounded(e->mdc, d)));
    }
    if (n)
        return o;
    json_decref(o);
    return NULL;
}

int report_own_json(const struct compare_own *own, struct text *ret_json, struct err *err)
{
    AUTO_JSON json_t *root = json_pack("{s:s, s:i, s:s, s:I}", "schema", "backstride.own-error",
                                       "version", OWN_VERSION, "program", BACKSTRIDE_VERSION,
                                       "n_clips", (json_int_t)own->n_clips);
    json_t *errors = json_object();
    for (size_t i = 0; i < COMPARE_N_ITEMS; i++) {
        json_t *e = errors_of(own, i);
        if (e)
            json_object_set_new(errors, compare_item(i).key, e);
    }
    if (json_object_set_new(root, "errors", errors) != 0)
        return err_set(err, ERR_NOMEM, "no memory for the JSON");
    return json_append(root, ret_json, err);
}

int report_read_own(const char *path, struct compare_own *ret_own, struct err *err)
{
    AUTO_JSON json_t *root = NULL;
    int rc = json_read(path, "backstride.own-error", OWN_VERSION, &root, err);
    if (rc < 0)
        return rc;
    const json_t *errors = json_object_get(root, "errors");
    double n_clips = json_number(root, "n_clips");
    struct compare_own own = { 0 };
    if (!json_is_object(errors) || !(n_clips >= 2) || !(n_clips <= COMPARE_MAX_REPEATS))
        return err_set(err, ERR_FORMAT, "\"%s\" lacks its errors or its number of clips", path);
    own.n_clips = (size_t)n_clips;
    for (size_t i = 0; i < COMPARE_N_ITEMS; i++)
        for (int side = first_side(i); side <= BODY_N_SIDES; side++) {
            const json_t *e = json_object_get(json_object_get(errors, compare_item(i).key),
                                              words_side((enum body_side)side));
            double sem = json_number(e, "sem"), df = json_number(e, "df"),
                   n = json_number(e, "n_clips");
            if (!e)
                continue;
            if (!(sem >= 0) || !(df >= 1) || !(df <= COMPARE_MAX_REPEATS) || !(n > df) ||
                !(n <= COMPARE_MAX_REPEATS))
                return err_set(err, ERR_FORMAT, "\"%s\": \"%s\" is damaged", path,
                               compare_item(i).key);
            own.errors[i][side] = (struct compare_error){ (size_t)n,
                                                          df,
                                                          json_number(e, "mean"),
                                                          sem,
                                                          json_number(e, "sem_lo"),
                                                          json_number(e, "sem_hi"),
                                                          json_number(e, "mdc") };
        }
    *ret_own = own;
    return 0;
}

/* -- terminal ------------------------------------------------------------------------------ */

static void row(struct page *p, size_t item, int side, const struct compare_error *e)
{
    enum { LABEL = 29, NUMBER = 8, RANGE = 16, NARROW = 60, WIDE = 78 };
    char label[WORDS_MAX], lo[WORDS_MAX], hi[WORDS_MAX], range[2 * WORDS_MAX], s[WORDS_MAX];
    const struct compare_item info = compare_item(item);
    int d = info.decimals + 1;
    bool wide = p->columns >= WIDE;

    words_labelled(info.label, " ", (enum body_side)side, label);
    page_padded(p, PLAIN, label, wide ? LABEL : 0);
    if (!wide) {
        text_addf(p->t, ", %s\n", info.unit);
        page_spaces(p, 4);
    }
    words_number(e->mean, d - 1, s);
    page_padded(p, PLAIN, s, NUMBER);
    words_number(e->sem, d, s);
    page_padded(p, PLAIN, s, NUMBER);
    if (p->columns < NARROW) {
        text_add(p->t, "\n");
        page_spaces(p, 4);
    }
    words_number(e->sem_lo, d, lo);
    words_number(e->sem_hi, d, hi);
    snprintf(range, sizeof(range), "%.60s to %.60s", lo, hi);
    page_padded(p, DIM, range, RANGE - 1);
    page_spaces(p, 1);
    words_number(e->mdc, d, s);
    page_padded(p, BOLD, s, 0);
    page_padded(p, DIM, wide ? " " : "", 0);
    page_padded(p, DIM, wide ? info.unit : "", 0);
    text_add(p->t, "\n");
}

int report_own_terminal(FILE *out, const struct compare_own *own, const char *warning,
                        bool colour, int columns, struct err *err)
{
    AUTO_TEXT struct text t = TEXT_INIT(PAGE_MAX);
    struct page p = { &t, colour, (size_t)(columns < 40 ? 40 : columns > 100 ? 100 : columns) };
    char head[80];

    snprintf(head, sizeof(head), "Your own error, from %zu clips", own->n_clips);
    page_paragraph(&p, BOLD, "", 0, head);
    page_paragraph(&p, DIM, "", 0,
                   "For each measure: mean, standard error of measurement with its 95 % "
                   "interval, and the smallest change between two such clips that is more than "
                   "error. Two or three clips tell an error only roughly; more clips help.");
    text_add(&t, "\n");
    for (size_t i = 0; i < COMPARE_N_ITEMS; i++)
        for (int side = first_side(i); side <= BODY_N_SIDES; side++)
            if (own->errors[i][side].n_clips &&
                !(compare_item(i).sided && side == BODY_N_SIDES))
                row(&p, i, side, &own->errors[i][side]);
    if (warning[0]) {
        text_add(&t, "\n");
        page_paragraph(&p, BOLD, "", 0, warning);
    }
    text_add(&t, "\n");
    page_paragraph(&p, PLAIN, "", 0,
                   "Keep it with --json, as own.json, and give it to film --compare with "
                   "--own-error own.json.");
    if (text_failed(&t))
        return err_set(err, ERR_NOMEM, "no memory for the table");
    if (fwrite(text_str(&t), 1, t.len, out) != t.len || fflush(out) != 0)
        return err_set(err, ERR_IO, "cannot write the table");
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/film_change.h"

#include <stdlib.h>

#include "base/mem.h"

enum { JSON_MAX = 1 << 20 };

struct film_change {
    struct compare_film *before, *after;
    struct compare_own own;
    bool has_own;
    struct compare_result result;
    struct report_change view;
};

struct film_change *film_change_free(struct film_change *c)
{
    if (c) {
        compare_film_free(c->before);
        compare_film_free(c->after);
        free(c);
    }
    return NULL;
}

int film_change_new(const char *before, const char *own_error, struct film_change **ret,
                    struct err *err)
{
    AUTO(film_change) struct film_change *c = NULL;

    if (own_error && !before)
        return err_set(err, ERR_USAGE, "--own-error serves --compare; give that too");
    if (!before) {
        *ret = NULL;
        return 0;
    }
    c = mem_array(1, sizeof(*c));
    if (!c)
        return err_set(err, ERR_NOMEM, "no memory for a comparison");
    int rc = report_read_film(before, &c->before, err);
    if (rc == 0 && own_error)
        rc = report_read_own(own_error, &c->own, err);
    if (rc < 0)
        return rc;
    c->has_own = own_error != NULL;
    *ret = STEAL(c);
    return 0;
}

int film_change_find(struct film_change *c, struct report_film *result, struct err *err)
{
    if (!c)
        return 0;
    int rc = report_compare_film(result, &c->after, err);
    if (rc < 0)
        return rc;
    compare_films(c->before, c->after, c->has_own ? &c->own : NULL, &c->result);
    c->view = (struct report_change){ .before = c->before->name,
                                      .after = c->after->name,
                                      .result = &c->result };
    result->change = &c->view;
    return 0;
}

int film_repeats(FILE *out, const struct report_film *result, bool json, bool colour,
                 int columns, struct err *err)
{
    AUTO(compare_film) struct compare_film *f = NULL;
    AUTO(mem) struct compare_own *own = mem_array(1, sizeof(*own));
    AUTO_TEXT struct text t = TEXT_INIT(JSON_MAX);
    char warning[GAIT_NOTE_MAX] = "";

    if (!own)
        return err_set(err, ERR_NOMEM, "no memory for a table of errors");
    int rc = report_compare_film(result, &f, err);
    if (rc == 0)
        rc = compare_repeats(f->clips, f->n_clips, own, warning, err);
    if (rc < 0)
        return rc;
    if (!json)
        return report_own_terminal(out, own, warning, colour, columns, err);
    if (warning[0])
        fprintf(stderr, "backstride: warning: %s\n", warning);
    rc = report_own_json(own, &t, err);
    if (rc < 0)
        return rc;
    fputs(text_str(&t), out);
    return 0;
}

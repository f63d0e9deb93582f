/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/opt.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { WORD_MAX = 64, NAMES_MAX = 96 };

struct parser {
    const struct opt *opts;
    size_t n_opts;
    const struct opt_words *words;
    size_t next; /* index of the word after the current one */
    void *values;
};

size_t opt_n_choices(const struct opt *o)
{
    size_t n = 0;
    while (o->choices && o->choices[n])
        n++;
    return n;
}

bool opt_has_default(const struct opt *o)
{
    switch (o->type) {
    case OPT_INT:
    case OPT_DOUBLE:
    case OPT_SEED:
        return o->def >= o->min && o->def <= o->max;
    case OPT_CHOICE:
        return o->def >= 0 && o->def < (double)opt_n_choices(o);
    default:
        return false;
    }
}

size_t opt_value_size(const struct opt *o)
{
    static const size_t size[OPT_N_TYPES] = {
        [OPT_FLAG] = sizeof(bool),         [OPT_INT] = sizeof(int),
        [OPT_DOUBLE] = sizeof(double),     [OPT_SEED] = sizeof(uint64_t),
        [OPT_CHOICE] = sizeof(int),        [OPT_TEXT] = sizeof(const char *),
        [OPT_FILE] = sizeof(const char *), [OPT_FOLDER] = sizeof(const char *),
    };
    return o->in_double ? sizeof(double) : size[o->type];
}

/* Numbers travel as double, which holds every int and every seed up to 2^53. */
static void put_number(const struct opt *o, void *values, double v)
{
    char *field = (char *)values + o->offset;

    if (o->type == OPT_DOUBLE || o->in_double)
        memcpy(field, &v, sizeof(v));
    else if (o->type == OPT_SEED)
        memcpy(field, &(uint64_t){ (uint64_t)v }, sizeof(uint64_t));
    else if (o->type == OPT_FLAG)
        memcpy(field, &(bool){ v != 0 }, sizeof(bool));
    else
        memcpy(field, &(int){ (int)v }, sizeof(int));
}

static void put_text(const struct opt *o, void *values, const char *s)
{
    memcpy((char *)values + o->offset, &s, sizeof(s));
}

static bool is_text(const struct opt *o)
{
    return o->type == OPT_TEXT || o->type == OPT_FILE || o->type == OPT_FOLDER;
}

void opt_defaults(const struct opt *opts, size_t n_opts, void *values)
{
    for (size_t i = 0; i < n_opts; i++) {
        if (is_text(&opts[i]))
            put_text(&opts[i], values, NULL);
        else
            put_number(&opts[i], values, opts[i].def);
    }
}

static int refuse_choice(const struct opt *o, const char *value, struct err *err)
{
    AUTO_TEXT struct text list = TEXT_INIT(ERR_MSG_MAX);
    size_t n = opt_n_choices(o);
    const char *near = opt_nearest(value, o->choices, n);

    if (near)
        return err_set(err, ERR_USAGE, "--%s cannot be \"%.60s\"; did you mean %s?", o->name,
                       value, near);
    for (size_t i = 0; i < n; i++)
        text_addf(&list, "%s%s", i == 0 ? "" : i + 1 < n ? ", " : " or ", o->choices[i]);
    return err_set(err, ERR_USAGE, "--%s cannot be \"%.60s\"; give %s", o->name, value,
                   text_str(&list));
}

static int set_choice(const struct opt *o, const char *value, void *values, struct err *err)
{
    for (size_t i = 0; i < opt_n_choices(o); i++) {
        if (strcmp(o->choices[i], value) == 0) {
            put_number(o, values, (double)i);
            return 0;
        }
    }
    return refuse_choice(o, value, err);
}

static int set_number(const struct opt *o, const char *value, void *values, struct err *err)
{
    char what[WORD_MAX];
    double v = 0;
    long whole = 0;
    int rc;

    snprintf(what, sizeof(what), "--%s", o->name);
    if (o->type == OPT_DOUBLE) {
        rc = text_to_double(value, what, &v, err);
    } else {
        rc = text_to_long(value, what, &whole, err);
        v = (double)whole;
    }
    if (rc < 0)
        return rc;
    if (v < o->min || v > o->max)
        return err_set(err, ERR_USAGE, "--%s %s must lie between %.10g and %.10g, not %.60s",
                       o->name, o->arg, o->min, o->max, value);
    put_number(o, values, v);
    return 0;
}

static int set_value(const struct opt *o, const char *value, void *values, struct err *err)
{
    if (o->type == OPT_CHOICE)
        return set_choice(o, value, values, err);
    if (!is_text(o))
        return set_number(o, value, values, err);
    if (!*value)
        return err_set(err, ERR_USAGE, "--%s needs a %s that is not empty", o->name, o->arg);
    put_text(o, values, value);
    return 0;
}

/* The value after "=" or in the next word. */
static int take_value(struct parser *p, const struct opt *o, const char *inside,
                      struct err *err)
{
    if (!inside && p->next >= p->words->n)
        return err_set(err, ERR_USAGE, "--%s needs a value: --%s %s", o->name, o->name, o->arg);
    return set_value(o, inside ? inside : p->words->word[p->next++], p->values, err);
}

static int unknown_option(const struct parser *p, const char *word, struct err *err)
{
    const char *names[NAMES_MAX];
    size_t n = 0;

    for (size_t i = 0; i < p->n_opts && n < NAMES_MAX; i++)
        names[n++] = p->opts[i].name;
    const char *near = opt_nearest(word, names, n);
    if (near)
        return err_set(err, ERR_USAGE, "unknown option --%.60s; did you mean --%s?", word,
                       near);
    return err_set(err, ERR_USAGE, "unknown option --%.60s; see backstride help %s", word,
                   p->words->command);
}

static int parse_long(struct parser *p, const char *word, struct err *err)
{
    char name[WORD_MAX];
    const char *equals = strchr(word, '=');
    size_t n = equals ? (size_t)(equals - word) : strlen(word);

    snprintf(name, sizeof(name), "%.*s", (int)(n < WORD_MAX ? n : WORD_MAX - 1), word);
    for (size_t i = 0; i < p->n_opts; i++) {
        const struct opt *o = &p->opts[i];
        if (strcmp(o->name, name) != 0)
            continue;
        if (o->type != OPT_FLAG)
            return take_value(p, o, equals ? equals + 1 : NULL, err);
        if (equals)
            return err_set(err, ERR_USAGE, "--%s takes no value", o->name);
        put_number(o, p->values, 1);
        return 0;
    }
    return unknown_option(p, name, err);
}

static const struct opt *find_letter(const struct parser *p, char letter)
{
    for (size_t i = 0; i < p->n_opts; i++)
        if (p->opts[i].letter == letter)
            return &p->opts[i];
    return NULL;
}

static int parse_letters(struct parser *p, const char *letters, struct err *err)
{
    for (const char *c = letters; *c; c++) {
        const struct opt *o = find_letter(p, *c);
        if (!o)
            return err_set(err, ERR_USAGE, "unknown option -%.8s; see backstride help %s", c,
                           p->words->command);
        if (o->type != OPT_FLAG)
            return take_value(p, o, c[1] ? c + 1 : NULL, err);
        put_number(o, p->values, 1);
    }
    return 0;
}

int opt_parse(const struct opt *opts, size_t n_opts, struct opt_words *words, void *values,
              struct err *err)
{
    struct parser p = { .opts = opts, .n_opts = n_opts, .words = words, .values = values };
    size_t n_args = 0;
    bool only_args = false;
    int rc;

    assert(opts && words && values);
    while (p.next < words->n) {
        char *word = words->word[p.next++];
        rc = 0;
        if (only_args || word[0] != '-' || !word[1])
            words->word[n_args++] = word; /* n_args < next: never over one still to be read */
        else if (word[1] != '-')
            rc = parse_letters(&p, word + 1, err);
        else if (word[2])
            rc = parse_long(&p, word + 2, err);
        else
            only_args = true;
        if (rc < 0)
            return rc;
    }
    words->n = n_args;
    return 0;
}

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Optimal string alignment: Levenshtein's table, plus swapped neighbours. */
size_t opt_distance(const char *a, const char *b)
{
    size_t d[WORD_MAX][WORD_MAX], na = strlen(a), nb = strlen(b);

    if (na >= WORD_MAX || nb >= WORD_MAX)
        return SIZE_MAX;
    for (size_t i = 0; i <= na; i++)
        d[i][0] = i;
    for (size_t j = 0; j <= nb; j++)
        d[0][j] = j;
    for (size_t i = 1; i <= na; i++) {
        for (size_t j = 1; j <= nb; j++) {
            size_t change = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            d[i][j] = min3(d[i - 1][j] + 1, d[i][j - 1] + 1, change);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                d[i - 2][j - 2] + 1 < d[i][j])
                d[i][j] = d[i - 2][j - 2] + 1;
        }
    }
    return d[na][nb];
}

const char *opt_nearest(const char *word, const char *const *candidates, size_t n)
{
    size_t len = strlen(word), best = len / 3 + 1; /* up to a third of the letters wrong */
    const char *found = NULL;

    for (size_t i = 0; i < n; i++) {
        if (len >= 2 && strncmp(candidates[i], word, len) == 0)
            return candidates[i];
        size_t d = opt_distance(word, candidates[i]);
        if (d < best) {
            best = d;
            found = candidates[i];
        }
    }
    return found;
}

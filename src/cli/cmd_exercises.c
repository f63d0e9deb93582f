/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "care/library.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "report/exercises.h"
#include "report/figure.h"

struct values {
    struct cmd_common common;
    const char *html, *svg, *png, *sheet;
    int part;
};

static const char *const parts[] = { "all",      "warm-up", "drills",  "trunk",     "legs",
                                     "mobility", "yoga",    "pilates", "cool-down", NULL };

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    { .name = "part", .letter = 'p', .arg = "PART", .type = OPT_CHOICE, .choices = parts,
      .offset = AT(part), .help = "only these" },
    { .name = "html", .arg = "FILE", .type = OPT_FILE, .offset = AT(html),
      .help = "write a page with drawings" },
    { .name = "svg", .arg = "FILE", .type = OPT_FILE, .offset = AT(svg),
      .help = "write the drawing of one exercise as SVG" },
    { .name = "png", .arg = "FILE", .type = OPT_FILE, .offset = AT(png),
      .help = "write the drawing of one exercise as a picture" },
    { .name = "sheet", .arg = "FILE", .type = OPT_FILE, .offset = AT(sheet),
      .help = "write all drawings on one picture" },
    OPT_JSON, OPT_QUIET, OPT_HELP,
};
/* clang-format on */

enum { LIST_MAX = 256, PAGE_MAX = 16 << 20 };

struct list {
    const struct care_exercise *e[LIST_MAX];
    size_t n;
};

static int lookup(const char *id, const struct care_exercise **ret, struct err *err)
{
    const char *ids[LIST_MAX];
    const struct care_exercise *e;
    size_t n = 0;

    *ret = care_exercise_of(id);
    if (*ret)
        return 0;
    while (n < LIST_MAX && (e = care_exercise_at(n)))
        ids[n++] = e->id;
    const char *near = opt_nearest(id, ids, n);
    return err_set(err, ERR_USAGE, "there is no exercise \"%.40s\"; %s%s%s", id,
                   near ? "did you mean " : "backstride exercises lists them", near ? near : "",
                   near ? "?" : "");
}

static int choose(const struct values *v, const char *const *args, size_t n_args,
                  struct list *l, struct err *err)
{
    const struct care_exercise *e;
    int rc = 0;

    l->n = 0;
    for (size_t i = 0; rc == 0 && i < n_args; i++)
        rc = l->n == LIST_MAX ? err_set(err, ERR_USAGE, "at most %d exercises", LIST_MAX)
                              : lookup(args[i], &l->e[l->n++], err);
    for (size_t i = 0; n_args == 0 && l->n < LIST_MAX && (e = care_exercise_at(i)); i++)
        if (v->part == 0 || strcmp(care_part_key(e->part), parts[v->part]) == 0)
            l->e[l->n++] = e;
    return rc;
}

/* -- views */

static void strain_words(unsigned strain, char ret[96])
{
    static const char *const words[] = { "presses", "bends forward", "bends back", "turns",
                                         "jolts" };
    size_t n = 0;

    ret[0] = '\0';
    for (unsigned i = 0; i < N_ELEMS(words); i++)
        if (strain & 1U << i)
            n += (size_t)snprintf(ret + n, 96 - n, "%s%s", n ? ", " : "", words[i]);
    if (n == 0)
        snprintf(ret, 96, "little");
}

/* What one must have for it; a carpet does for a mat. */
static void need_words(unsigned equipment, char ret[96])
{
    const char *const *words = care_rows[CARE_FIELD_EQUIPMENT].words;
    size_t n = 0;

    ret[0] = '\0';
    for (unsigned i = 0; words[i]; i++)
        if (equipment & 1U << i)
            n += (size_t)snprintf(ret + n, 96 - n, "%s%s", n ? ", " : "", words[i]);
}

static void print_list(FILE *out, const struct list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct care_exercise *e = l->e[i];
        const struct care_item usual = { e, e->sets, e->reps, e->hold_s, 0 };
        char dose[64];
        if (i == 0 || l->e[i - 1]->part != e->part)
            fprintf(out, "%s%s\n", i ? "\n" : "", care_part_name(e->part));
        care_item_dose(&usual, dose);
        fprintf(out, "  %-18s %-31s %s\n", e->id, e->name, dose);
    }
}

enum { INDENT = 12 };

static void print_one(FILE *out, const struct care_exercise *e, int columns)
{
    const struct care_item usual = { e, e->sets, e->reps, e->hold_s, 0 };
    char dose[64], strain[96], need[96], grade[160], label[24];

    care_item_dose(&usual, dose);
    strain_words(e->strain, strain);
    need_words(e->equipment, need);
    snprintf(grade, sizeof(grade), "%s: %s (%s)", evidence_name(e->grade),
             evidence_meaning(e->grade), e->source);
    fprintf(out, "%s (%s)\n", e->name, care_part_name(e->part));
    common_wrapped(out, INDENT, "What for", e->purpose, columns);
    common_wrapped(out, INDENT, "How much", dose, columns);
    for (size_t i = 0; i < N_ELEMS(e->steps) && e->steps[i]; i++) {
        snprintf(label, sizeof(label), "%9zu.", i + 1);
        common_wrapped(out, INDENT, label, e->steps[i], columns);
    }
    common_wrapped(out, INDENT, "Easier", e->easier, columns);
    common_wrapped(out, INDENT, "Harder", e->harder, columns);
    if (e->not_for)
        common_wrapped(out, INDENT, "Careful", e->not_for, columns);
    common_wrapped(out, INDENT, "Back", strain, columns);
    if (need[0])
        common_wrapped(out, INDENT, "Needs", need, columns);
    common_wrapped(out, INDENT, "Evidence", grade, columns);
}

static json_t *exercise_json(const struct care_exercise *e)
{
    json_t *steps = json_array();
    char strain[96], need[96];

    strain_words(e->strain, strain);
    need_words(e->equipment, need);
    for (size_t i = 0; i < N_ELEMS(e->steps) && e->steps[i]; i++)
        json_array_append_new(steps, json_string(e->steps[i]));
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:i, s:i, s:f, s:b, s:i, s:s, s:s, s:s?, s:s, "
                     "s:s, s:s, s:s, s:f}",
                     "id", e->id, "name", e->name, "part", care_part_key(e->part), "purpose",
                     e->purpose, "steps", steps, "sets", e->sets, "repetitions", e->reps,
                     "hold_s", e->hold_s, "each_side", (int)e->each_side, "level",
                     (int)e->level, "easier", e->easier, "harder", e->harder, "not_for",
                     e->not_for, "evidence", evidence_name(e->grade), "source", e->source,
                     "strain", strain, "needs", need, "usual_s", care_exercise_s(e));
}

static int print_json(FILE *out, const struct list *l, struct err *err)
{
    json_t *all = json_array();

    for (size_t i = 0; i < l->n; i++)
        json_array_append_new(all, exercise_json(l->e[i]));
    json_t *root =
        json_pack("{s:s, s:o}", "schema", "backstride.exercises/1", "exercises", all);
    return common_json(out, root, err);
}

/* -- files */

static int write_page(const struct list *l, const char *path, struct err *err)
{
    AUTO_TEXT struct text t = TEXT_INIT(PAGE_MAX);

    exercises_page_begin(&t, l->n == 1 ? l->e[0]->name : "Exercises",
                         "The dark side of the figure is its right. Doses are the usual ones.");
    for (size_t i = 0; i < l->n; i++) {
        if (i == 0 || l->e[i - 1]->part != l->e[i]->part) {
            char title[64];
            snprintf(title, sizeof(title), "%s", care_part_name(l->e[i]->part));
            text_capital(title);
            exercises_heading(&t, title, NULL);
            text_add(&t, "<div class=\"cards\">");
        }
        exercises_card(&t, l->e[i], NULL);
        if (i + 1 == l->n || l->e[i + 1]->part != l->e[i]->part)
            text_add(&t, "</div>\n");
    }
    exercises_page_end(&t);
    if (text_failed(&t))
        return err_set(err, ERR_NOMEM, "no memory for the page %s", path);
    return file_write(path, t.buf, t.len, err);
}

static int write_drawing(const struct values *v, const struct care_exercise *e, struct err *err)
{
    enum { PX = 420 }; /* for the height of a body */
    AUTO_TEXT struct text t = TEXT_INIT(1 << 20);
    AUTO(mem) struct figure *f = NULL;
    int rc = figure_strip(e->pose, e->n_poses, &f, err);

    if (rc == 0 && v->png)
        rc = figure_png(f, PX, v->png, err);
    if (rc < 0 || !v->svg)
        return rc;
    figure_svg(f, e->name, &t);
    return text_failed(&t) ? err_set(err, ERR_NOMEM, "no memory for %s", v->svg)
                           : file_write(v->svg, t.buf, t.len, err);
}

static int write_files(const struct values *v, const struct list *l, struct err *err)
{
    const struct common_output files[] = {
        { "--html", v->html }, { "--svg", v->svg }, { "--png", v->png }, { "--sheet", v->sheet }
    };
    int rc = common_check_outputs(files, N_ELEMS(files), NULL, 0, err);

    if (rc == 0 && (v->svg || v->png) && l->n != 1)
        rc = err_set(err, ERR_USAGE, "%s draws one exercise; name it, or use --sheet",
                     v->svg ? "--svg" : "--png");
    if (rc == 0 && (v->svg || v->png))
        rc = write_drawing(v, l->e[0], err);
    if (rc == 0 && v->html)
        rc = write_page(l, v->html, err);
    if (rc == 0 && v->sheet)
        rc = figure_sheet(l->e, l->n, l->n < 4 ? (unsigned)l->n : 4, v->sheet, err);
    return rc;
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    const struct values *v = values;
    struct list l;
    int rc = choose(v, args, n_args, &l, err);

    if (rc == 0)
        rc = write_files(v, &l, err);
    if (rc < 0)
        return rc;
    if (v->common.json)
        return print_json(out, &l, err);
    if (v->common.quiet && (v->html || v->svg || v->png || v->sheet))
        return 0;
    if (n_args == 0) {
        print_list(out, &l);
        return 0;
    }
    for (size_t i = 0; i < l.n; i++) {
        if (i)
            fputc('\n', out);
        print_one(out, l.e[i], common_columns());
    }
    return 0;
}

/* clang-format off */
const struct cmd cmd_exercises = {
    .name = "exercises", .args = "[ID...]", .max_args = CMD_MANY, .args_complete = "",
    .summary = "exercises for runners' backs and legs, with drawings",
    .about = "Lists the exercises that sessions are made of, or shows those named: what for, "
             "how, how much, easier, harder, who should take care, how sure it is, and what it "
             "does to the back.\n\n"
             "Doses are the usual ones; backstride today makes a session that fits the day.",
    .examples = {
        { "backstride exercises --part trunk", "what there is for the trunk" },
        { "backstride exercises bird-dog --png bird-dog.png", "one, with its drawing" },
        { "backstride exercises --html exercises.html", "all of them as a page" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */

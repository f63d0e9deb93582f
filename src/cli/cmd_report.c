/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "cli/back.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "cli/log.h"
#include "report/whole.h"

enum { WEEKS = 26, PLAN_WEEKS = 4, SESSIONS_MAX = 64, CHECKLIST_BYTES = 1 << 16 };

struct values {
    struct cmd_common common;
    const char *db, *date, *html, *pdf, *checklist, *name;
    int paper;
    bool professional;
};

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt rows[] = {
    { .name = "pdf", .arg = "FILE", .type = OPT_FILE, .offset = AT(pdf),
      .help = "write the report as PDF; - for standard output" },
    { .name = "html", .arg = "FILE", .type = OPT_FILE, .offset = AT(html),
      .help = "write the report as one self-contained page; - likewise" },
    { .name = "for-professional", .type = OPT_FLAG, .offset = AT(professional),
      .help = "one page for a doctor, physio or coach first, then the checklist of the film" },
    { .name = "checklist", .arg = "FILE", .type = OPT_FILE, .offset = AT(checklist),
      .help = "the checklist as text: written if it is not there, read if it is" },
    { .name = "paper", .arg = "SIZE", .type = OPT_CHOICE, .choices = sheet_papers,
      .offset = AT(paper), .help = "paper of the PDF" },
    { .name = "name", .arg = "NAME", .type = OPT_TEXT, .offset = AT(name),
      .help = "the runner's name as it is to be printed" },
    { .name = "date", .arg = "DATE", .type = OPT_TEXT, .offset = AT(date),
      .help = "as if it were this day" },
    OPT_DB(AT(db)),
    OPT_QUIET, OPT_HELP,
};
/* clang-format on */

/* -- the log as the report wants it */

struct parts {
    struct report_week week[WEEKS];
    struct report_planned session[SESSIONS_MAX];
    struct checklist checklist;
    struct report_whole whole;
};

static bool jump_between(const struct back *b, long from, long to)
{
    for (size_t i = 0; i < b->sums->n_spikes; i++) {
        const struct history_spike *s = &b->sums->spike[i];
        if (s->row->day >= from && s->row->day <= to &&
            s->spike.row->jump != LOAD_JUMP_RETURN && back_log_covers(b, s->row->day))
            return true;
    }
    return false;
}

static void use_weeks(const struct back *b, struct parts *p)
{
    size_t end = b->sums->n_weeks, n = 0;

    while (end > 0 && b->sums->week[end - 1].monday > b->today)
        end--;
    for (size_t i = end > WEEKS ? end - WEEKS : 0; i < end; i++) {
        const struct history_week *w = &b->sums->week[i];
        p->week[n++] =
            (struct report_week){ .monday = w->monday,
                                  .run_km = w->run_m / 1000,
                                  .back_of_usual = w->of_usual,
                                  .runs = w->runs,
                                  .sessions = w->sessions,
                                  .jump = jump_between(b, w->monday, w->monday + 6) };
    }
    p->whole.weeks = p->week;
    p->whole.n_weeks = n;
    p->whole.n_sessions = b->log.n;
}

static void use_plan(const struct back *b, struct parts *p)
{
    size_t n = 0;

    for (size_t i = 0; b->plan && i < b->plan->n && n < SESSIONS_MAX; i++) {
        const struct plan_session *s = &b->plan->session[i];
        if (s->day < b->today || s->day >= b->today + PLAN_WEEKS * 7)
            continue;
        p->session[n++] = (struct report_planned){ s->day, plan_kinds[s->kind].shown, s->why,
                                                   s->run_m / 1000, s->minutes };
    }
    p->whole.plan = p->session;
    p->whole.n_plan = n;
}

static int use_checklist(const struct values *v, struct parts *p, FILE *out, struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    AUTO_TEXT struct text t = TEXT_INIT(CHECKLIST_BYTES);
    size_t n = 0;
    int rc;

    if (!v->checklist)
        return 0;
    if (access(v->checklist, F_OK) == 0) {
        rc = file_read(v->checklist, CHECKLIST_BYTES, &data, &n, err);
        if (rc == 0)
            rc = checklist_read((const char *)data, n, p->whole.film, &p->checklist, err);
        if (rc < 0)
            return err_prefix(err, rc, "%.80s", v->checklist);
        p->whole.checklist = &p->checklist;
        return 0;
    }
    checklist_fill(p->whole.film, &p->checklist);
    checklist_write(&p->checklist, &t);
    if (text_failed(&t))
        return err_set(err, ERR_NOMEM, "no memory for the checklist");
    rc = file_write(v->checklist, t.buf, t.len, err);
    if (rc == 0 && !v->common.quiet) {
        common_put(out, v->checklist);
        fputs(": written; change it, then make the report again with it\n", out);
    }
    p->whole.checklist = &p->checklist;
    return rc;
}

static void use_log(const struct values *v, const struct back *b, struct parts *p)
{
    p->whole = (struct report_whole){ .today = b->today,
                                      .name = v->name,
                                      .verdict = &b->verdict,
                                      .input = &b->input,
                                      .profile = &b->profile,
                                      .gate = &b->gate,
                                      .pains = b->pains,
                                      .n_pains = b->n_pains,
                                      .film = b->has_film ? &b->film : NULL,
                                      .change = b->change,
                                      .film_before = b->film_before };
    use_weeks(b, p);
    use_plan(b, p);
}

/* -- the command */

static int check_outputs(const struct values *v, struct err *err)
{
    if (!v->pdf && !v->html && !v->checklist)
        return err_set(err, ERR_USAGE,
                       "report needs a file to write: --pdf FILE or --html FILE");
    const struct common_output files[] = { { "--pdf", v->pdf },
                                           { "--html", v->html },
                                           { "--checklist", v->checklist } };
    return common_check_outputs(files, N_ELEMS(files), NULL, 0, err);
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    struct values with = *(const struct values *)values;
    const struct values *v = &with;
    enum whole_reader reader = v->professional ? WHOLE_PROFESSIONAL : WHOLE_RUNNER;
    AUTO(back) struct back *b = NULL;
    AUTO(mem) struct parts *p = mem_array(1, sizeof(*p));
    long today = log_today();

    (void)args;
    (void)n_args;
    if (!p)
        return err_set(err, ERR_NOMEM, "no memory for the report");
    with.pdf = common_stdout(v->pdf);
    with.html = common_stdout(v->html);
    int rc = check_outputs(v, err);
    if (rc == 0)
        rc = log_parse_day(v->date, "--date", &today, err);
    if (rc == 0)
        rc = back_load(v->db, today, true, &b, err);
    if (rc < 0 || !b)
        return rc;
    use_log(v, b, p);
    rc = use_checklist(v, p, out, err);
    if (rc == 0 && v->html)
        rc = report_whole_html(v->html, &p->whole, reader, err);
    if (rc == 0 && v->pdf)
        rc = report_whole_pdf(v->pdf, &p->whole, reader, (enum sheet_paper)v->paper, err);
    if (rc < 0 || v->common.quiet)
        return rc;
    if (v->html)
        common_tell(out, "Report", v->html);
    if (v->pdf)
        common_tell(out, "Report", v->pdf);
    return 0;
}

/* clang-format off */
const struct cmd cmd_report = {
    .name = "report", .args = "", .args_complete = "",
    .summary = "the whole picture as PDF or page, for you or for a professional",
    .about = "The answer about the back, the findings of the last film, the weeks, the diary and "
             "the plan of the coming weeks.\n\n"
             "--for-professional puts one page first: history, warning signs, diary, load, form, "
             "what is measured and what is not. Then the checklist of the film in the order of "
             "Souza 2016, and a comparison with the film before. --checklist writes that list as "
             "a text file; change it and give it again, and the report shows your words.\n\n"
             "The same log gives the same bytes.",
    .examples = {
        { "backstride report --pdf back.pdf", "for yourself" },
        { "backstride report --for-professional --pdf for-physio.pdf", "to take along" },
        { "backstride report --for-professional --checklist list.txt --pdf p.pdf",
          "with a checklist to change by hand" },
        { "backstride report --html back.html --date 2026-03-31", "as it was then" },
    },
    .opts = rows, .n_opts = N_ELEMS(rows), .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */

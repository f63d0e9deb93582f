/* SPDX-License-Identifier: Apache-2.0 */
#include "report/whole.h"

#include "base/day.h"
#include "base/file.h"
#include "base/mem.h"
#include "report/html.h"
#include "report/whole_parts.h"

enum { PAGE_MAX = 8 << 20 };

static void runner(const struct flow *f, const struct report_whole *w)
{
    char day[16];

    day_text(w->today, day);
    flow_text(f, SHEET_TITLE, report_sentences[WHOLE_TITLE]);
    flow_text(f, SHEET_QUIET, day);
    whole_answer(f, w);
    if (w->verdict->blocked)
        return;
    whole_film(f, w);
    flow_text(f, SHEET_HEADING, "Your weeks");
    whole_weeks(f, w, 0);
    whole_back_load(f, w);
    flow_text(f, SHEET_HEADING, "Your diary");
    whole_diary(f, w, 0);
    whole_plan(f, w);
    whole_factors(f, w);
    whole_missing(f, w);
}

static void professional(const struct flow *f, const struct report_whole *w)
{
    whole_summary(f, w);
    f->ops->new_page(f->out);
    whole_checklist(f, w);
    whole_compare(f, w);
    if (w->verdict->blocked)
        return;
    f->ops->new_page(f->out);
    flow_text(f, SHEET_HEADING, report_question);
    whole_answer(f, w);
    whole_factors(f, w);
    whole_back_load(f, w);
}

static void content(const struct flow *f, const struct report_whole *w,
                    enum whole_reader reader)
{
    if (reader == WHOLE_PROFESSIONAL)
        professional(f, w);
    else
        runner(f, w);
}

static const char *title(enum whole_reader reader)
{
    return report_sentences[reader == WHOLE_PROFESSIONAL ? WHOLE_PRO_TITLE : WHOLE_TITLE];
}

/* -- HTML: the style of the film's page, and a few words more */

static const char more_style[] =
    "dl.plain{display:grid;grid-template-columns:11em 1fr}"
    ".wide{overflow-x:auto}.rows{width:100%;border-collapse:collapse;font-size:.92rem}"
    ".rows th,.rows td{text-align:left;vertical-align:top;padding:5px 12px 5px 0}"
    ".rows thead th{font-size:.78rem;color:var(--quiet);font-weight:400}"
    ".rows .r{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".rows tbody tr{border-top:1px solid var(--line)}"
    ".rows .group th{font-size:.78rem;letter-spacing:.08em;text-transform:uppercase;"
    "color:var(--accent);padding-top:18px}"
    ".weeks{margin:14px 0}.weeks .usual{fill:var(--accent);opacity:.75}"
    ".weeks .over{fill:var(--change)}.level{stroke:var(--ink);stroke-dasharray:5 4}"
    "hr.sheet{border:0;border-top:1px solid var(--line);margin:3em 0}"
    "@media screen and (max-width:760px){dl.plain{display:block}.rows{min-width:560px}}"
    "@media print{hr.sheet{break-after:page;border:0;margin:0}.rows{font-size:8.5pt}"
    ".rows tr,.weeks{break-inside:avoid}}";

int report_whole_html(const char *path, const struct report_whole *w, enum whole_reader reader,
                      struct err *err)
{
    AUTO_TEXT struct text t = TEXT_INIT(PAGE_MAX);
    const struct flow f = { &flow_on_page, &t };

    html_head(&t, title(reader), more_style);
    text_add(&t, "<p class=\"brand\">Backstride</p>");
    content(&f, w, reader);
    text_add(&t, "<footer class=\"small quiet\">");
    flow_text(&f, SHEET_SMALL, report_sentences[WHOLE_NO_DIAGNOSIS]);
    flow_text(&f, SHEET_SMALL, report_sentences[WHOLE_MADE_BY]);
    text_add(&t, "</footer></main></body></html>\n");
    if (text_failed(&t))
        return err_set(err, ERR_LIMIT, "the page \"%s\" needs more than %d MB", path,
                       PAGE_MAX >> 20);
    return file_write(path, t.buf, t.len, err);
}

/* -- PDF */

struct job {
    const struct report_whole *whole;
    enum whole_reader reader;
};

static void build(struct sheet *s, const void *arg)
{
    const struct job *job = arg;
    const struct flow f = { &flow_on_sheets, s };

    content(&f, job->whole, job->reader);
}

int report_whole_pdf(const char *path, const struct report_whole *w, enum whole_reader reader,
                     enum sheet_paper paper, struct err *err)
{
    AUTO(mem) uint8_t *pdf = NULL;
    size_t n = 0;
    char date[16], foot[160];

    day_text(w->today, date);
    snprintf(foot, sizeof(foot), "Backstride, %s. %s", date, report_sentences[WHOLE_FOOT]);
    const struct sheet_params params = { paper, title(reader), foot, date };
    const struct job job = { w, reader };
    int rc = sheet_pdf(&params, build, &job, &pdf, &n, err);
    return rc < 0 ? rc : file_write(path, pdf, n, err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* `log show --svg` and `--html`: the session put into words for the report. */

#include "base/file.h"
#include "base/text.h"
#include "cli/log_show.h"
#include "report/session.h"

enum { FACTS = 10, NOTES = 40, VALUE_MAX = 32, NOTE_MAX = 800, PAGE_MAX = 8 << 20 };

/* A report's session and the texts that it borrows. */
struct page {
    struct report_session s;
    struct report_fact fact[FACTS];
    char value[FACTS][VALUE_MAX];
    char reason[LOAD_REASONS_MAX][LOAD_REASON_MAX];
    const char *reasons[LOAD_REASONS_MAX];
    char note[NOTES][NOTE_MAX];
    const char *notes[NOTES];
    char when[128], sport[64];
};

static void add_fact(struct page *p, const char *name, double x, int decimals, const char *unit)
{
    char *value = p->value[p->s.n_facts];
    if (!(x > 0))
        return;
    snprintf(value, VALUE_MAX, "%.*f%s", decimals, x, unit);
    p->fact[p->s.n_facts++] = (struct report_fact){ name, value };
}

static void add_words(struct page *p, const char *name, const char *words)
{
    char *value = p->value[p->s.n_facts];
    if (words[0] == '-')
        return;
    snprintf(value, VALUE_MAX, "%s", words);
    p->fact[p->s.n_facts++] = (struct report_fact){ name, value };
}

static void add_facts(struct page *p, const struct store_row *r, bool foot)
{
    char time[24], pace[24];
    text_duration(r->timer_s, time);
    log_pace(r->distance_m / r->timer_s, foot, pace);
    add_words(p, "Time", time);
    add_fact(p, "Distance", r->distance_m / 1000, 2, " km");
    add_words(p, foot ? "Pace" : "Speed", pace);
    add_fact(p, "Heart rate", r->avg_hr, 0, " /min");
    add_fact(p, "Highest", r->max_hr, 0, " /min");
    add_fact(p, foot ? "Steps" : "Turns", r->avg_cadence, 0, " /min");
    add_fact(p, "Power", r->avg_power, 0, " W");
    add_fact(p, "Climbed", r->ascent_m, 0, " m");
    add_fact(p, "Effort", r->effort, 0, " of 10");
}

static void add_notes(struct page *p, const struct log_shown *x)
{
    size_t n = 0;
    for (size_t i = 0; i < x->n_sources && n < NOTES; i++) {
        const struct store_source *s = &x->sources[i];
        snprintf(p->note[n++], NOTE_MAX, "%s, %s %s%s%s: %s", s->format, s->maker, s->product,
                 s->gear[0] ? ", with " : "", s->gear, s->path);
    }
    for (size_t i = 0; i < x->a->n_notes && n < NOTES; i++)
        snprintf(p->note[n++], NOTE_MAX, "%s: %s", activity_note_name(x->a->note[i].kind),
                 x->a->note[i].text);
    for (size_t i = 0; x->repairs && i < x->repairs->n && n < NOTES; i++)
        if (log_repair_line(x->repairs, i, p->note[n], NOTE_MAX))
            n++;
    for (size_t i = 0; i < n; i++)
        p->notes[i] = p->note[i];
    p->s.n_notes = n;
}

static void fill(struct page *p, const struct log_shown *x)
{
    const struct load_kind_rule *rule = x->kind.rule;
    bool foot = activity_sports[x->row.sport].on_foot;
    char clock[32];

    log_clock(x->row.start_s, x->row.utc_offset_s, clock);
    log_sport(&x->row, p->sport);
    snprintf(p->when, sizeof(p->when), "%s, %s", clock, p->sport);
    add_facts(p, &x->row, foot);
    add_notes(p, x);
    for (size_t i = 0; rule && i < rule->n; i++) {
        load_kind_reason(&x->kind, i, p->reason[i]);
        p->reasons[i] = p->reason[i];
    }
    p->s.title = x->row.name[0] ? x->row.name : p->sport;
    p->s.when = p->when;
    p->s.fact = p->fact;
    p->s.kind = rule ? load_kind_name(x->kind.kind) : "";
    p->s.reason = p->reasons;
    p->s.n_reasons = rule ? rule->n : 0;
    p->s.on_foot = foot;
    p->s.signal = x->signal;
    p->s.intervals = x->bouts;
    p->s.zones = x->zones;
    p->s.n_zones = x->n_zones;
    p->s.note = p->notes;
}

int log_show_svg(const char *path, const struct log_shown *x, struct err *err)
{
    AUTO_TEXT struct text t = TEXT_INIT(PAGE_MAX);
    struct page p = { 0 };

    fill(&p, x);
    if (x->signal->n < 2)
        return err_set(err, ERR_UNSUPPORTED, "activity %lld has no samples to draw",
                       (long long)x->row.id);
    int rc = report_session_svg(&p.s, &t, err);
    return rc < 0 ? rc : file_write(path, text_str(&t), t.len, err);
}

int log_show_html(const char *path, const struct log_shown *x, struct err *err)
{
    AUTO_TEXT struct text t = TEXT_INIT(PAGE_MAX);
    struct page p = { 0 };

    fill(&p, x);
    int rc = report_session_html(&p.s, &t, err);
    return rc < 0 ? rc : file_write(path, text_str(&t), t.len, err);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "form/form.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>

/* Far outside is far outside: beyond this many gaps only the weight ranks. */
static const double clarity_max = 3;

const char form_bands_note[] =
    "The bands are working limits of this program, set with an eye on the studies named. "
    "They are not medical norms.";

/* clang-format off */
static const int max_weights[EVIDENCE_N] = {
    [EVIDENCE_STRONG] = 10, [EVIDENCE_MODERATE] = 8, [EVIDENCE_WEAK] = 6,
    [EVIDENCE_CONTESTED] = 4,
};

static const char *const statuses[FORM_N_STATUSES] = {
    [FORM_GOOD] = "good", [FORM_WATCH] = "watch", [FORM_CHANGE] = "change",
    [FORM_CANNOT_TELL] = "cannot tell", [FORM_NOTE] = "note",
};

static const char *const families[FORM_N_FAMILIES] = {
    [FORM_POSTURE]  = "Posture",
    [FORM_LANDING]  = "Landing and steps",
    [FORM_KNEE]     = "Knees",
    [FORM_TRACKS]   = "Foot tracks",
    [FORM_SIDEWAYS] = "Hips and trunk from behind",
    [FORM_ARMS]     = "Arms",
    [FORM_RHYTHM]   = "Rhythm",
    [FORM_EVEN]     = "Left and right",
};

static const char *const missing[] = {
    [GAIT_MEASURED]    = "It could not be pinned down in this clip.",
    [GAIT_NOT_IN_VIEW] = "It does not show from where this was filmed.",
    [GAIT_FPS_TOO_LOW] = "The clip has too few pictures a second for it.",
    [GAIT_TOO_FEW]     = "Too few steps could be measured.",
    [GAIT_NOT_SEEN]    = "The parts of the body it needs were hidden or cut off.",
};
/* clang-format on */

int form_max_weight(enum evidence g) { return max_weights[g]; }
const char *form_status_name(enum form_status s) { return statuses[s]; }
const char *form_family_name(enum form_family f) { return families[f]; }

static bool usable(const struct gait_value *v)
{
    return v->status == GAIT_MEASURED && isfinite(v->lo) && isfinite(v->hi) &&
           v->lo <= v->value && v->value <= v->hi;
}

/* The sides' intervals do not overlap (zero is outside that of their difference) and the
 * difference itself is larger than the good band allows. */
static bool plainly_uneven(const struct form_rule *r, const struct gait_value *v)
{
    return r->kind == FORM_UNEVEN && (v->lo > 0 || v->hi < 0) &&
           (v->value < r->good_lo || v->value > r->good_hi);
}

enum form_status form_status_of(const struct form_rule *r, const struct gait_value *v)
{
    bool touches_good, touches_change;

    if (!usable(v))
        return FORM_CANNOT_TELL;
    if (r->kind == FORM_NOTED)
        return FORM_NOTE;
    if (v->lo >= r->good_lo && v->hi <= r->good_hi)
        return FORM_GOOD;
    if (v->hi < r->change_lo || v->lo > r->change_hi)
        return FORM_CHANGE;

    touches_good = v->lo <= r->good_hi && v->hi >= r->good_lo;
    touches_change = v->lo < r->change_lo || v->hi > r->change_hi;
    if (touches_good && touches_change && !plainly_uneven(r, v))
        return FORM_CANNOT_TELL;
    return FORM_WATCH;
}

static void set_dir(struct form_line *l)
{
    const struct form_rule *r = l->rule;
    double above = l->value.hi - r->good_hi, below = r->good_lo - l->value.lo;

    l->dir = FORM_WITHIN;
    l->clear = false;
    if (l->status == FORM_CANNOT_TELL || (above <= 0 && below <= 0))
        return;
    l->dir = above >= below ? FORM_HIGH : FORM_LOW;
    l->clear = l->value.lo > r->good_hi || l->value.hi < r->good_lo;
}

static const char *sentence(const struct form_line *l)
{
    const struct form_rule *r = l->rule;

    if (l->status == FORM_CANNOT_TELL)
        return usable(&l->value) ? "The clip shows it too roughly to say."
                                 : missing[l->value.status];
    if (l->dir == FORM_WITHIN)
        return r->what_good;
    if (!l->clear)
        return l->status == FORM_NOTE ? "It lies on a border between two kinds."
                                      : "It lies near the edge of the usual range.";
    return l->dir == FORM_HIGH ? r->what_high : r->what_low;
}

static void add_line(struct form_result *res, const struct form_rule *rule, enum body_side side,
                     const struct gait_value *v, size_t clip_i)
{
    struct form_line *l = &res->lines[res->n_lines];

    assert(res->n_lines < FORM_MAX_LINES); /* test_form counts the table's lines */
    res->n_lines++;
    *l = (struct form_line){ .rule = rule, .side = side, .value = *v, .clip_i = clip_i };
    l->status = form_status_of(rule, v);
    set_dir(l);
    l->seen = sentence(l);
    res->n_with[l->status]++;
}

static struct gait_value no_value(enum gait_status why)
{
    return (
        struct gait_value){ .status = why, .value = NAN, .lo = NAN, .hi = NAN, .spread = NAN };
}

/* Left minus right in percent of their mean. The interval adds the sides' half-widths instead
 * of their squares: errors of one camera hit both sides together. */
static struct gait_value difference(const struct gait_value *l, const struct gait_value *r)
{
    double mean = (l->value + r->value) / 2;
    struct gait_value d = no_value(GAIT_MEASURED);

    if (!usable(l) || !usable(r))
        return no_value(l->status != GAIT_MEASURED ? l->status : r->status);
    if (!(l->lo > 0 && r->lo > 0))
        return d; /* a share of something that may be zero means nothing */
    d.value = 100 * (l->value - r->value) / mean;
    d.lo = 100 * (l->lo - r->hi) / mean;
    d.hi = 100 * (l->hi - r->lo) / mean;
    d.spread = 100 * (l->spread + r->spread) / 2 / mean;
    d.n_steps = l->n_steps < r->n_steps ? l->n_steps : r->n_steps;
    return d;
}

static struct gait_value value_in(const struct gait *g, const struct form_rule *rule,
                                  enum body_side side)
{
    const struct gait_value *v = g->values[rule->measure];

    if (rule->kind == FORM_UNEVEN)
        return difference(&v[BODY_LEFT], &v[BODY_RIGHT]);
    return v[side];
}

/* Of two clips' values, is b the better one? Any measured value beats none; among reasons for
 * having none, a view that could show it beats one that could not. */
static bool better(const struct gait_value *a, const struct gait_value *b)
{
    if (usable(a) && usable(b))
        return b->hi - b->lo < a->hi - a->lo;
    if (usable(a) || usable(b))
        return usable(b);
    return a->status == GAIT_NOT_IN_VIEW && b->status != GAIT_NOT_IN_VIEW;
}

static struct gait_value best_value(const struct gait *const *gaits, size_t n,
                                    const struct form_rule *rule, enum body_side side,
                                    size_t *ret_clip_i)
{
    struct gait_value best = no_value(GAIT_NOT_IN_VIEW);

    *ret_clip_i = 0;
    for (size_t i = 0; i < n; i++) {
        struct gait_value v = value_in(gaits[i], rule, side);
        if (i > 0 && !better(&best, &v))
            continue;
        best = v;
        *ret_clip_i = i;
    }
    return best;
}

static void judge_rule(const struct gait *const *gaits, size_t n, const struct form_rule *rule,
                       struct form_result *res)
{
    struct gait_value v[BODY_N_SIDES + 1];
    size_t clip_i[BODY_N_SIDES + 1];
    bool sided = measure_info(rule->measure)->sided && rule->kind != FORM_UNEVEN;

    for (int s = 0; s <= BODY_N_SIDES; s++)
        v[s] = best_value(gaits, n, rule, (enum body_side)s, &clip_i[s]);
    if (sided && (usable(&v[BODY_LEFT]) || usable(&v[BODY_RIGHT]))) {
        add_line(res, rule, BODY_LEFT, &v[BODY_LEFT], clip_i[BODY_LEFT]);
        add_line(res, rule, BODY_RIGHT, &v[BODY_RIGHT], clip_i[BODY_RIGHT]);
        return;
    }
    if (sided && !usable(&v[BODY_N_SIDES]) && better(&v[BODY_N_SIDES], &v[BODY_LEFT])) {
        add_line(res, rule, BODY_N_SIDES, &v[BODY_LEFT], clip_i[BODY_LEFT]);
        return;
    }
    add_line(res, rule, BODY_N_SIDES, &v[BODY_N_SIDES], clip_i[BODY_N_SIDES]);
}

double form_score(const struct form_line *l)
{
    const struct form_rule *r = l->rule;
    double gap, distance;

    if (l->status != FORM_CHANGE && !(l->status == FORM_WATCH && l->clear))
        return 0;
    if (l->dir == FORM_HIGH) {
        distance = l->value.lo - r->good_hi;
        gap = r->change_hi - r->good_hi;
    } else {
        distance = r->good_lo - l->value.hi;
        gap = r->good_lo - r->change_lo;
    }
    /* An infinite gap, a rule that never says change, scores 0. */
    return r->weight * fmin(distance / gap, clarity_max);
}

static bool family_is_taken(const struct form_result *res, enum form_family family)
{
    for (size_t f = 0; f < res->n_findings; f++)
        if (res->lines[res->findings[f]].rule->family == family)
            return true;
    return false;
}

/* The line with this status that scores highest among the families left, or SIZE_MAX. */
static size_t strongest(const struct form_result *res, enum form_status status)
{
    size_t best = SIZE_MAX;
    double best_score = 0;

    for (size_t i = 0; i < res->n_lines; i++) {
        const struct form_line *l = &res->lines[i];
        if (l->status != status || family_is_taken(res, l->rule->family))
            continue;
        if (form_score(l) > best_score) {
            best = i;
            best_score = form_score(l);
        }
    }
    return best;
}

static void add_finding(struct form_result *res, size_t line_i)
{
    enum form_family family = res->lines[line_i].rule->family;
    size_t f = res->n_findings++;

    res->findings[f] = line_i;
    for (size_t i = 0; i < res->n_lines && res->n_related[f] < FORM_MAX_RELATED; i++) {
        const struct form_line *l = &res->lines[i];
        bool off = l->status == FORM_CHANGE || l->status == FORM_WATCH;
        if (i != line_i && off && l->rule->family == family)
            res->related[f][res->n_related[f]++] = i;
    }
}

void form_judge(const struct gait *const *gaits, size_t n, struct form_result *ret_result)
{
    struct form_result *res = ret_result;
    size_t i;

    assert(res && (gaits || n == 0));
    *res = (struct form_result){ 0 };
    for (size_t r = 0; r < form_n_rules; r++)
        judge_rule(gaits, n, &form_rules[r], res);

    while (res->n_findings < FORM_MAX_FINDINGS && (i = strongest(res, FORM_CHANGE)) != SIZE_MAX)
        add_finding(res, i);
    if (res->n_findings == 0 && (i = strongest(res, FORM_WATCH)) != SIZE_MAX)
        add_finding(res, i);
}

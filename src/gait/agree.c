/* SPDX-License-Identifier: Apache-2.0 */
#include "gait/agree.h"

#include <math.h>

#include "base/mem.h"
#include "dsp/stats.h"

static const double SAME_S = 0.15; /* between the middles of two contacts that are one */

static double middle(const struct gait_contact *c) { return (c->on_s + c->off_s) / 2; }

/* Index of the nearest contact of the same foot that is not taken; n: none is near. */
static size_t nearest(const struct gait_contact *c, const struct gait_contact *list, size_t n,
                      const bool *taken)
{
    size_t best = n;
    for (size_t i = 0; i < n; i++) {
        double d = fabs(middle(&list[i]) - middle(c));
        if (list[i].side == c->side && !taken[i] && d < SAME_S &&
            (best == n || d < fabs(middle(&list[best]) - middle(c))))
            best = i;
    }
    return best;
}

static struct gait_spread spread_of(const double *x, size_t n, double *work)
{
    for (size_t i = 0; i < n; i++)
        work[i] = fabs(x[i]);
    return (struct gait_spread){ .bias_s = dsp_mean(x, n),
                                 .sd_s = dsp_sd(x, n),
                                 .mae_s = dsp_mean(work, n) };
}

int gait_agree(const struct gait_contact *found, size_t n_found, const struct gait_known *truth,
               struct gait_agreement *ret, struct err *err)
{
    AUTO(mem) bool *taken = mem_array(n_found, sizeof(*taken));
    AUTO(mem) double *d = mem_array(4 * truth->n, sizeof(*d));
    struct gait_agreement a = { 0 };
    double first = truth->from_s + GAIT_AGREE_MARGIN_S;
    double last = truth->to_s - GAIT_AGREE_MARGIN_S;

    if (!taken || !d)
        return err_set(err, ERR_NOMEM, "no memory to compare %zu contacts", truth->n);
    double *on = d, *off = on + truth->n, *time = off + truth->n, *work = time + truth->n;
    for (size_t i = 0; i < truth->n; i++) {
        const struct gait_contact *t = &truth->list[i];
        size_t k = nearest(t, found, n_found, taken);
        bool inside = middle(t) > first && middle(t) < last;
        a.n_true += inside;
        a.n_missed += inside && k == n_found;
        if (k == n_found)
            continue;
        taken[k] = true;
        if (!inside)
            continue;
        on[a.n_matched] = found[k].on_s - t->on_s;
        off[a.n_matched] = found[k].off_s - t->off_s;
        time[a.n_matched] = off[a.n_matched] - on[a.n_matched];
        a.n_matched++;
    }
    for (size_t i = 0; i < n_found; i++)
        a.n_invented += !taken[i] && middle(&found[i]) > first && middle(&found[i]) < last;
    a.on = spread_of(on, a.n_matched, work);
    a.off = spread_of(off, a.n_matched, work);
    a.time = spread_of(time, a.n_matched, work);
    *ret = a;
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "load/repair.h"

#include <stdlib.h>

#include "base/mem.h"
#include "load/clock.h"
#include "load/mend.h"

const struct load_repair_row load_repair_kinds[LOAD_N_REPAIRS] = {
#define LOAD_X(name, key, changes, meaning) { key, meaning, changes },
    LOAD_REPAIR_MAP(LOAD_X)
#undef LOAD_X
};

struct load_repairs *load_repairs_free(struct load_repairs *r)
{
    if (!r)
        return NULL;
    for (size_t i = 0; i < r->n; i++)
        free(r->item[i].old);
    free(r->item);
    free(r);
    return NULL;
}

void load_repair_undo(struct activity *a, const struct load_repairs *r)
{
    for (size_t i = r->n; i-- > 0;) {
        const struct load_repair *p = &r->item[i];
        if (p->kind == LOAD_REPAIR_DISTANCE_MADE) {
            free(a->column[p->column]);
            a->column[p->column] = NULL;
            continue;
        }
        for (size_t k = 0; p->old && k < p->n; k++)
            a->column[p->column][p->first + k] = p->old[k];
    }
}

double load_haversine(double lat1, double lon1, double lat2, double lon2)
{
    const double rad = M_PI / 180, radius = 6371008.8;
    double s1 = sin((lat2 - lat1) * rad / 2), s2 = sin((lon2 - lon1) * rad / 2);
    double h = s1 * s1 + cos(lat1 * rad) * cos(lat2 * rad) * s2 * s2;
    return 2 * radius * asin(fmin(1, sqrt(h)));
}

int load_mend_note(struct load_repairs *r, const struct activity *a, struct load_repair p,
                   struct err *err)
{
    if (mem_grow(&r->item, &r->cap, r->n + 1, sizeof(*r->item)) < 0)
        return err_set(err, ERR_NOMEM, "no memory for %zu repairs", r->n + 1);
    if (load_repair_kinds[p.kind].changes && p.kind != LOAD_REPAIR_DISTANCE_MADE) {
        p.old = mem_array(p.n, sizeof(*p.old));
        if (!p.old)
            return err_set(err, ERR_NOMEM, "no memory for %zu old values", p.n);
        for (size_t k = 0; k < p.n; k++)
            p.old[k] = a->column[p.column][p.first + k];
    }
    r->item[r->n++] = p;
    return 0;
}

int load_mend_blank(struct load_repairs *r, struct activity *a, enum load_repair_kind kind,
                    enum activity_column c, size_t first, size_t n, struct err *err)
{
    struct load_repair p = { kind, c, first, n, NAN, NULL };
    int rc = load_mend_note(r, a, p, err);
    for (size_t k = 0; rc == 0 && k < n; k++)
        a->column[c][first + k] = NAN;
    return rc;
}

int load_repair(struct activity *a, struct load_repairs **ret, struct err *err)
{
    /* Order matters: times first, since all speeds rest on them; positions before the distance
     * that may be made of them. */
    static int (*const steps[])(struct activity *, struct load_repairs *, struct err *) = {
        load_mend_time, load_mend_hr,       load_mend_cadence_lock,
        load_mend_gps,  load_mend_distance, load_mend_altitude,
    };
    AUTO(load_repairs) struct load_repairs *r = mem_array(1, sizeof(*r));
    int rc = r ? 0 : err_set(err, ERR_NOMEM, "no memory for repairs");
    for (size_t s = 0; rc == 0 && s < N_ELEMS(steps); s++)
        if (a->column[ACTIVITY_TIME])
            rc = steps[s](a, r, err);
    if (rc < 0) {
        if (r)
            load_repair_undo(a, r);
        return rc;
    }
    *ret = STEAL(r);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/day.h"
#include "base/file.h"
#include "base/mem.h"
#include "cli/planner.h"
#include "formats/fit.h"

int planner_ical(const struct plan *plan, const char *path, int start_min, double now_s,
                 struct err *err)
{
    struct text t AUTO_TEXT = TEXT_INIT(16 << 20);
    int rc = plan_ical(plan, start_min, now_s, &t, err);

    return rc < 0 ? rc : file_write(path, text_str(&t), t.len, err);
}

/* Part of what tells our workouts apart on a watch; the same for the same plan. */
static uint32_t serial_of(const struct plan *plan)
{
    uint32_t x = 2166136261u; /* FNV-1a */

    for (const char *p = plan->id; *p; p++)
        x = (x ^ (unsigned char)*p) * 16777619u;
    return x ? x : 1;
}

static int write_workout(const struct plan_session *s, const char *folder, double created_s,
                         uint32_t serial, struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    struct activity_workout w = { .n_steps = 0 };
    char path[4096], day[16];
    size_t n = 0;
    int rc = plan_workout(s, &w, err);

    if (rc < 0)
        return rc;
    rc = fit_write_workout(&w, created_s, serial, &data, &n, err);
    free(w.step);
    if (rc < 0)
        return rc;
    day_text(s->day, day);
    int len =
        snprintf(path, sizeof(path), "%s/%s-%s.fit", folder, day, plan_kinds[s->kind].key);
    if (len < 0 || (size_t)len >= sizeof(path))
        return err_set(err, ERR_USAGE, "the path of --fit is too long");
    return file_write(path, data, n, err);
}

static int write_schedule(const struct fit_planned *planned, size_t n, const char *folder,
                          double created_s, struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    char path[4096];
    size_t size = 0;
    int rc = fit_write_schedule(planned, n, created_s, &data, &size, err);

    if (rc < 0)
        return rc;
    int len = snprintf(path, sizeof(path), "%s/schedule.fit", folder);
    if (len < 0 || (size_t)len >= sizeof(path))
        return err_set(err, ERR_USAGE, "the path of --fit is too long");
    return file_write(path, data, size, err);
}

int planner_fit(const struct plan *plan, const char *folder, const long days[2], int start_min,
                size_t *ret_n, struct err *err)
{
    AUTO(mem) struct fit_planned *planned = mem_array(plan->n, sizeof(*planned));
    uint32_t serial = serial_of(plan);
    size_t n = 0;
    int rc = planned ? file_make_dirs(folder, err) : err_set(err, ERR_NOMEM, "no memory");

    for (size_t i = 0; i < plan->n && rc == 0; i++) {
        const struct plan_session *s = &plan->session[i];
        if (!plan_kinds[s->kind].run || s->day < days[0] || s->day >= days[1])
            continue;
        /* A workout is known to a watch by its serial and the time it was made: one a day. */
        double created_s = (double)s->day * DAY_S + plan->revision % DAY_S;
        planned[n++] = (struct fit_planned){
            .created_s = created_s,
            .serial = serial,
            .local_s = (double)s->day * DAY_S + 60.0 * (start_min < 0 ? 0 : start_min),
        };
        rc = write_workout(s, folder, created_s, serial, err);
    }
    if (rc == 0 && n > 0)
        rc = write_schedule(planned, n, folder, (double)days[0] * DAY_S, err);
    *ret_n = n;
    return rc;
}

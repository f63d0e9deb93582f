/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "report/report.h"
#include "report/words.h"

/* "12.34", or nothing where there is no number: an empty cell. */
static void cell(struct text *t, double x, int decimals)
{
    char s[WORDS_MAX];
    text_add(t, ",");
    if (!isfinite(x))
        return;
    words_number(x, decimals, s);
    text_add(t, s);
}

static void measure_rows(struct text *t, size_t clip, const struct gait *g)
{
    for (enum measure m = 0; m < MEASURE_N; m++)
        for (enum body_side side = BODY_LEFT; side <= BODY_N_SIDES; side++) {
            const struct measure_info *info = measure_info(m);
            const struct gait_value *v = &g->values[m][side];
            if (!info->sided && side != BODY_N_SIDES)
                continue;
            bool has = words_has(v);
            int d = info->decimals + 1;
            text_addf(t, "measure,%zu,%s,%s,,,,%s,%s", clip + 1, gait_view_name(g->view),
                      words_side(side), info->key, info->unit);
            cell(t, has ? v->value : NAN, d);
            cell(t, has ? v->lo : NAN, d);
            cell(t, has ? v->hi : NAN, d);
            cell(t, has ? v->spread : NAN, d);
            text_addf(t, ",%zu,%s\n", has ? v->n_steps : 0, words_status_key(v));
        }
}

static void step_rows(struct text *t, size_t clip, const struct gait *g)
{
    for (size_t i = 0; i < g->n_steps; i++)
        for (enum measure m = 0; m < MEASURE_N; m++) {
            const struct gait_step *s = &g->steps[i];
            if (!isfinite(s->value[m]))
                continue;
            text_addf(t, "step,%zu,%s,%s,%zu", clip + 1, gait_view_name(g->view),
                      words_side(s->contact.side), i + 1);
            cell(t, s->contact.on_s, 4);
            cell(t, s->contact.off_s, 4);
            text_addf(t, ",%s,%s", measure_info(m)->key, measure_info(m)->unit);
            cell(t, s->value[m], measure_info(m)->decimals + 1);
            text_add(t, ",,,,,\n");
        }
}

int report_csv(const struct report_film *film, struct text *ret_csv, struct err *err)
{
    text_add(ret_csv, "row,clip,view,side,step,on_s,off_s,measure,unit,value,lo,hi,spread,"
                      "n_steps,status\n");
    for (size_t c = 0; c < film->n_clips; c++) {
        measure_rows(ret_csv, c, film->clips[c].gait);
        step_rows(ret_csv, c, film->clips[c].gait);
    }
    if (text_failed(ret_csv))
        return err_set(err, ERR_LIMIT, "the table of measures is longer than %zu bytes",
                       ret_csv->max);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/gate.h"

#include "base/day.h"
#include "base/mem.h"
#include "cli/common.h"
#include "cli/doc.h"
#include "cli/log.h"
#include "store/life.h"

int gate_read(struct store *s, long until, struct care_gate *ret, struct err *err)
{
    AUTO(mem) struct care_flag_answer *answers = NULL;
    size_t n = 0, k = 0;
    int rc = store_flags(s, &answers, &n, err);

    if (rc < 0)
        return rc;
    for (size_t i = 0; i < n; i++)
        if (answers[i].day <= until)
            answers[k++] = answers[i];
    care_gate_of(answers, k, ret);
    return 0;
}

/* clang-format off */
static const char *const heads[CARE_N_LEVELS] = {
    [CARE_NO_FLAG] = "",
    [CARE_SOON] = "A sign to have looked at: see a doctor or physiotherapist soon.",
    [CARE_SAME_DAY] = "STOP. Be seen by a doctor today. There is no advice about running until then.",
    [CARE_EMERGENCY] = "STOP. Go to the emergency department now. Do not drive yourself.",
};
/* clang-format on */

void gate_print(FILE *out, const struct care_gate *gate)
{
    char day[16];

    if (gate->n_open == 0)
        return;
    const int columns = common_columns();
    doc_wrap(out, heads[gate->level], 0, 0, columns);
    fputs("\n", out);
    for (size_t i = 0; i < gate->n_open; i++) {
        const struct care_flag *f = gate->open[i];
        day_text(gate->since[i], day);
        fputs("  ", out);
        doc_wrap(out, f->question, 2, 2, columns);
        fprintf(out, "    yes since %s [%s]\n    ", day, f->id);
        doc_wrap(out, f->to_do, 4, 4, columns);
    }
    fprintf(out,
            "\nWhen a professional has looked at it: backstride pain --flag %s=cleared\n\n",
            gate->open[0]->id);
}

json_t *gate_json(const struct care_gate *gate)
{
    json_t *open = json_array();
    char day[16];

    for (size_t i = 0; i < gate->n_open; i++) {
        const struct care_flag *f = gate->open[i];
        day_text(gate->since[i], day);
        json_array_append_new(open, json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", f->id, "level",
                                              care_level_key(f->level), "since", day,
                                              "question", f->question, "to_do", f->to_do));
    }
    return json_pack("{s:s, s:b, s:o}", "level", care_level_key(gate->level), "blocks",
                     gate->blocks, "open", open);
}

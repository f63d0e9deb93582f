/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/truth.h"

#include <math.h>

#include "base/mem.h"
#include "report/json.h"

enum { CELL = 24 };
enum { SIDE_BOTH = BODY_N_SIDES };

int truth_read(const char *path, struct truth *ret_truth, struct err *err)
{
    AUTO_JSON json_t *root = NULL;
    int rc = json_read(path, "backstride-truth", 1, &root, err);

    if (rc < 0)
        return rc;
    const json_t *measures = json_object_get(root, "measures");
    for (int m = 0; m < MEASURE_N; m++) {
        const json_t *row = json_object_get(measures, measure_info((enum measure)m)->key);
        for (int side = 0; side <= BODY_N_SIDES; side++)
            ret_truth->value[m][side] = json_number(row, words_side((enum body_side)side));
    }
    return 0;
}

static const char *why_not(enum gait_status status)
{
    static const char *const words[] = {
        [GAIT_MEASURED] = "",
        [GAIT_NOT_IN_VIEW] = "not in this view",
        [GAIT_FPS_TOO_LOW] = "frame rate too low",
        [GAIT_TOO_FEW] = "too few steps",
        [GAIT_NOT_SEEN] = "points not seen",
    };
    return status < N_ELEMS(words) && words[status] ? words[status] : "not measured";
}

/* -0.04 shown with one decimal is 0.0, not -0.0. */
static double shown(double v, int decimals)
{
    return fabs(v) < 0.5 * pow(10, -decimals) ? 0 : v;
}

static void print_row(FILE *out, enum measure m, int side, double truth,
                      const struct gait_value *v)
{
    static const char *const marks[] = { "L", "R", "" };
    const struct measure_info *info = measure_info(m);
    int d = info->decimals;
    char interval[2 * CELL];

    fprintf(out, "%-22s %-1s %8.*f ", info->label, marks[side], d, shown(truth, d));
    if (v->status != GAIT_MEASURED) {
        fprintf(out, "%s\n", why_not(v->status));
        return;
    }
    snprintf(interval, sizeof(interval), "%.*f .. %.*f", d, shown(v->lo, d), d,
             shown(v->hi, d));
    fprintf(out, "%8.*f %+7.*f  %-17s%-3s %s\n", d, shown(v->value, d), d,
            shown(v->value - truth, d), interval, truth >= v->lo && truth <= v->hi ? "" : "out",
            info->unit);
}

void truth_print(FILE *out, const struct truth *truth, const struct gait *gait)
{
    fprintf(out, "%-22s   %8s %8s %7s  %-17s    %s\n", "Measure", "true", "measured", "error",
            "95 % interval", "unit");
    for (int m = 0; m < MEASURE_N; m++) {
        bool sided = measure_info((enum measure)m)->sided;
        int first = sided ? BODY_LEFT : SIDE_BOTH, last = sided ? BODY_RIGHT : SIDE_BOTH;
        for (int side = first; side <= last; side++) {
            const struct gait_value *v = &gait->values[m][side];
            if (isfinite(truth->value[m][side]) && v->status != GAIT_NOT_IN_VIEW)
                print_row(out, (enum measure)m, side, truth->value[m][side], v);
        }
    }
    fputs("L, R: left, right. out: the true value lies outside the interval.\n", out);
}

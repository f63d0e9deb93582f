/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/truth.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

enum { TRUTH_MAX_BYTES = 64 << 20, CELL = 24 };
enum { SIDE_BOTH = BODY_N_SIDES };

static void json_freep(json_t **root) { json_decref(*root); }
#define AUTO_JSON __attribute__((cleanup(json_freep)))

static int load(const char *path, json_t **ret_root, struct err *err)
{
    AUTO(mem) uint8_t *data = NULL;
    AUTO_JSON json_t *root = NULL;
    json_error_t why;
    size_t n = 0;
    const char *schema = NULL;
    int version = 0;

    int rc = file_read(path, TRUTH_MAX_BYTES, &data, &n, err);
    if (rc < 0)
        return rc;
    root = json_loadb((const char *)data, n, JSON_REJECT_DUPLICATES, &why);
    if (!root)
        return err_set_at(err, ERR_FORMAT, (uint64_t)why.position, "\"%s\" line %d: %.120s",
                          path, why.line, why.text);
    if (json_unpack(root, "{s:s, s:i}", "schema", &schema, "version", &version) < 0 ||
        strcmp(schema, "backstride-truth") != 0)
        return err_set(err, ERR_FORMAT, "\"%s\" is not a truth file of backstride synth", path);
    if (version != 1)
        return err_set(err, ERR_UNSUPPORTED,
                       "\"%s\" is a truth file of version %d; this program "
                       "reads version 1",
                       path, version);
    *ret_root = STEAL(root);
    return 0;
}

int truth_read(const char *path, struct truth *ret_truth, struct err *err)
{
    static const char *const sides[BODY_N_SIDES + 1] = { "left", "right", "both" };
    AUTO_JSON json_t *root = NULL;
    int rc = load(path, &root, err);

    if (rc < 0)
        return rc;
    const json_t *measures = json_object_get(root, "measures");
    for (int m = 0; m < MEASURE_N; m++) {
        const json_t *row = json_object_get(measures, measure_info((enum measure)m)->key);
        for (int side = 0; side <= BODY_N_SIDES; side++) {
            const json_t *v = json_object_get(row, sides[side]);
            ret_truth->value[m][side] = json_is_number(v) ? json_number_value(v) : NAN;
        }
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

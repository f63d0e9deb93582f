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

/* NaN: the truth does not say. */
static double true_value(const json_t *root, enum measure m, int side)
{
    static const char *const names[] = { "left", "right", "both" };
    const json_t *row =
        json_object_get(json_object_get(root, "measures"), measure_info(m)->key);
    const json_t *v = json_object_get(row, names[side]);

    return json_is_number(v) ? json_number_value(v) : NAN;
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

static void print_row(FILE *out, enum measure m, int side, double truth,
                      const struct gait_value *v)
{
    static const char *const marks[] = { "L", "R", "" };
    const struct measure_info *info = measure_info(m);
    int d = info->decimals;
    char interval[2 * CELL];

    fprintf(out, "%-22s %-1s %8.*f ", info->label, marks[side], d, truth);
    if (v->status != GAIT_MEASURED) {
        fprintf(out, "%s\n", why_not(v->status));
        return;
    }
    snprintf(interval, sizeof(interval), "%.*f .. %.*f", d, v->lo, d, v->hi);
    fprintf(out, "%8.*f %+7.*f  %-17s%-3s %s\n", d, v->value, d, v->value - truth, interval,
            truth >= v->lo && truth <= v->hi ? "" : "out", info->unit);
}

int truth_print(FILE *out, const char *path, const struct gait *gait, struct err *err)
{
    AUTO_JSON json_t *root = NULL;
    int rc = load(path, &root, err);

    if (rc < 0)
        return rc;
    fprintf(out, "%-22s   %8s %8s %7s  %-17s    %s\n", "Measure", "true", "measured", "error",
            "95 % interval", "unit");
    for (int m = 0; m < MEASURE_N; m++) {
        bool sided = measure_info((enum measure)m)->sided;
        for (int side = sided ? BODY_LEFT : SIDE_BOTH;
             side < (sided ? SIDE_BOTH : SIDE_BOTH + 1); side++) {
            double truth = true_value(root, (enum measure)m, side);
            const struct gait_value *v = &gait->values[m][side];
            if (isfinite(truth) && v->status != GAIT_NOT_IN_VIEW)
                print_row(out, (enum measure)m, side, truth, v);
        }
    }
    fputs("L, R: left, right. out: the true value lies outside the interval.\n", out);
    return 0;
}

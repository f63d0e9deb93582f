/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/carry_json.h"

#include <math.h>
#include <string.h>

#include "activity/activity.h"
#include "cli/log.h"

int carry_wrong(const struct carry_place *at, const char *key, struct err *err)
{
    return err_set(err, ERR_FORMAT, "the export's %s %zu has a wrong \"%s\"", at->list,
                   at->i + 1, key);
}

const char *carry_text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

void carry_copy(char *to, size_t size, const json_t *o, const char *key)
{
    const char *s = carry_text(o, key);
    activity_text(to, size, s, strlen(s)); /* whatever an export brings, terminals stay whole */
}

int carry_number(const json_t *o, const char *key, double min, double max,
                 const struct carry_place *at, double *ret, struct err *err)
{
    const json_t *v = json_object_get(o, key);
    double x = json_number_value(v);

    *ret = NAN;
    if (!v || json_is_null(v))
        return 0;
    if (!json_is_number(v) || !(x >= min && x <= max))
        return carry_wrong(at, key, err);
    *ret = x;
    return 0;
}

int carry_day(const json_t *o, const char *key, const struct carry_place *at, long *ret,
              struct err *err)
{
    return log_parse_day(carry_text(o, key), key, ret, NULL) < 0 ? carry_wrong(at, key, err)
                                                                 : 0;
}

int carry_moment(const json_t *o, const char *key, const struct carry_place *at, double *ret,
                 struct err *err)
{
    int rc = carry_number(o, key, -1e11, 1e11, at, ret, err);
    return rc == 0 && isnan(*ret) ? carry_wrong(at, key, err) : rc;
}

unsigned carry_bits(const json_t *o, const char *key, const struct care_word *words, size_t n)
{
    const json_t *list = json_object_get(o, key), *v;
    unsigned all = 0, one;
    size_t i;

    json_array_foreach(list, i, v)
    {
        care_bits_parse(words, n, json_string_value(v) ? json_string_value(v) : "", &one);
        all |= one;
    }
    return all;
}

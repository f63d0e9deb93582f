/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "report/json.h"

json_t *json_release(json_t *j)
{
    json_decref(j);
    return NULL;
}

void json_releasep(json_t **p) { *p = json_release(*p); }

int json_read(const char *path, const char *schema, json_int_t version, json_t **ret_root,
              struct err *err)
{
    AUTO(mem) uint8_t *bytes = NULL;
    size_t n;
    int rc = file_read(path, JSON_FILE_MAX, &bytes, &n, err);
    if (rc < 0)
        return rc;
    return json_parse((const char *)bytes, n, path, schema, version, ret_root, err);
}

int json_parse(const char *bytes, size_t n, const char *name, const char *schema,
               json_int_t version, json_t **ret_root, struct err *err)
{
    json_error_t why;
    AUTO_JSON json_t *root = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, &why);
    if (!root)
        return err_set(err, ERR_FORMAT, "\"%s\" is not JSON: line %d: %s", name, why.line,
                       why.text);
    const char *found = json_string_value(json_object_get(root, "schema"));
    if (!found || strcmp(found, schema) != 0)
        return err_set(err, ERR_FORMAT, "\"%s\" is not a %s file%s%.40s", name, schema,
                       found ? " but " : "", found ? found : "");
    const json_t *v = json_object_get(root, "version");
    if (!json_is_integer(v) || json_integer_value(v) < 1)
        return err_set(err, ERR_FORMAT, "\"%s\" has no version", name);
    if (json_integer_value(v) > version)
        return err_set(err, ERR_UNSUPPORTED,
                       "\"%s\" was written by a newer program (version %d of %s, this one "
                       "knows %d)",
                       name, (int)json_integer_value(v), schema, (int)version);
    *ret_root = STEAL(root);
    return 0;
}

double json_number(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_number(v) ? json_number_value(v) : (double)NAN;
}

const char *json_word(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

int json_one_of(const json_t *o, const char *key, const char *const *names, int n, int other)
{
    const char *s = json_word(o, key);
    for (int i = 0; i < n; i++)
        if (strcmp(s, names[i]) == 0)
            return i;
    return other;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <jansson.h>

#include "base/file.h"
#include "report/fixture.h"
#include "report/words.h"

/* -- as much of JSON Schema as docs/film.schema.json uses ---------------------------------- */

static const char *const known_words[] = { "$schema",  "title", "description",
                                           "type",     "enum",  "properties",
                                           "required", "items", "additionalProperties",
                                           "$ref",     "$defs", "minItems",
                                           "maxItems" };

static bool is_type(const json_t *v, const char *name)
{
    static const char *const names[] = { "object", "array",   "string",  "integer",
                                         "number", "boolean", "boolean", "null" };
    static const json_type types[] = { JSON_OBJECT, JSON_ARRAY, JSON_STRING, JSON_INTEGER,
                                       JSON_REAL,   JSON_TRUE,  JSON_FALSE,  JSON_NULL };
    for (size_t i = 0; i < N_ELEMS(names); i++)
        if (strcmp(names[i], name) == 0 && json_typeof(v) == types[i])
            return true;
    return strcmp(name, "number") == 0 && json_is_integer(v);
}

static bool type_fits(const json_t *schema, const json_t *v)
{
    const json_t *type = json_object_get(schema, "type");
    if (json_is_string(type))
        return is_type(v, json_string_value(type));
    for (size_t i = 0; i < json_array_size(type); i++)
        if (is_type(v, json_string_value(json_array_get(type, i))))
            return true;
    return false;
}

static bool enum_fits(const json_t *schema, const json_t *v)
{
    const json_t *allowed = json_object_get(schema, "enum");
    for (size_t i = 0; i < json_array_size(allowed); i++)
        if (json_equal(json_array_get(allowed, i), v))
            return true;
    return !allowed;
}

static void complain(struct text *ret_why, const char *where, const char *what)
{
    if (ret_why->len == 0)
        text_addf(ret_why, "%s: %s", where, what);
}

static void validate(const json_t *root, const json_t *schema, const json_t *v,
                     const char *where, struct text *ret_why);

static void validate_object(const json_t *root, const json_t *schema, const json_t *v,
                            const char *where, struct text *ret_why)
{
    const json_t *required = json_object_get(schema, "required");
    const json_t *other = json_object_get(schema, "additionalProperties");
    const char *key;
    json_t *child;
    for (size_t i = 0; i < json_array_size(required); i++)
        if (!json_object_get(v, json_string_value(json_array_get(required, i))))
            complain(ret_why, where, json_string_value(json_array_get(required, i)));
    json_object_foreach((json_t *)(uintptr_t)v, key, child)
    {
        AUTO_TEXT struct text path = TEXT_INIT(1000);
        text_addf(&path, "%s.%s", where, key);
        const json_t *rule = json_object_get(json_object_get(schema, "properties"), key);
        if (!rule)
            rule = other;
        if (!rule || json_is_false(rule))
            complain(ret_why, text_str(&path), "is not in the schema");
        else
            validate(root, rule, child, text_str(&path), ret_why);
    }
}

static void validate_array(const json_t *root, const json_t *schema, const json_t *v,
                           const char *where, struct text *ret_why)
{
    const json_t *least = json_object_get(schema, "minItems");
    const json_t *most = json_object_get(schema, "maxItems");
    json_int_t n = (json_int_t)json_array_size(v);
    if ((least && n < json_integer_value(least)) || (most && n > json_integer_value(most)))
        complain(ret_why, where, "has the wrong number of items");
    for (size_t i = 0; i < json_array_size(v); i++) {
        AUTO_TEXT struct text path = TEXT_INIT(1000);
        text_addf(&path, "%s[%zu]", where, i);
        validate(root, json_object_get(schema, "items"), json_array_get(v, i), text_str(&path),
                 ret_why);
    }
}

static void validate(const json_t *root, const json_t *schema, const json_t *v,
                     const char *where, struct text *ret_why)
{
    const json_t *ref = json_object_get(schema, "$ref");
    if (ref) {
        const char *name = strrchr(json_string_value(ref), '/') + 1;
        schema = json_object_get(json_object_get(root, "$defs"), name);
    }
    if (!schema)
        fail_msg("the schema has no rule for %s", where);
    if (!type_fits(schema, v))
        complain(ret_why, where, "has the wrong type");
    if (!enum_fits(schema, v))
        complain(ret_why, where, "is not one of the allowed values");
    if (json_is_object(v))
        validate_object(root, schema, v, where, ret_why);
    if (json_is_array(v))
        validate_array(root, schema, v, where, ret_why);
}

/* -- helpers ------------------------------------------------------------------------------- */

static json_t *parsed(const char *s)
{
    json_error_t error;
    json_t *j = json_loads(s, JSON_REJECT_DUPLICATES, &error);
    if (!j)
        fail_msg("line %d: %s", error.line, error.text);
    return j;
}

static json_t *load_schema(void)
{
    struct err err = { 0 };
    AUTO(mem) uint8_t *s = NULL;
    size_t n;
    assert_ok(file_read(SOURCE_ROOT "/docs/film.schema.json", 1 << 20, &s, &n, &err), err);
    return parsed((const char *)s);
}

static json_t *report_of(const struct report_film *film)
{
    struct err err = { 0 };
    AUTO_TEXT struct text t = TEXT_INIT(16 << 20);
    assert_ok(report_json(film, &t, &err), err);
    return parsed(text_str(&t));
}

static const json_t *at(const json_t *j, const char *key)
{
    const json_t *v = json_object_get(j, key);
    if (!v)
        fail_msg("no field %s", key);
    return v;
}

/* -- tests --------------------------------------------------------------------------------- */

static void the_report_follows_its_schema(void **state)
{
    (void)state;
    AUTO(fixture) struct fixture *f = fixture_new("side.mp4", "a\"\\\n\xff\x1b.mov");
    AUTO_TEXT struct text why = TEXT_INIT(1000);
    json_t *schema = load_schema(), *report = report_of(&f->film);
    validate(schema, schema, report, "", &why);
    assert_string_equal(text_str(&why), "");
    json_decref(report);

    /* the most: a load, a speed, a comparison with itself */
    struct spine_load load = { .known = true, .n_steps = 9, .n_notes = 1 };
    struct compare_result *result = mem_array(1, sizeof(*result));
    struct compare_film *same = NULL;
    struct err err = { 0 };
    assert_non_null(result);
    f->clips[0].spine = &load;
    f->clips[0].speed = (struct gait_value){ .value = 3, .lo = 2.7, .hi = NAN };
    f->film.mass_kg = 70;
    f->film.sex = "male";
    assert_ok(report_compare_film(&f->film, &same, &err), err);
    compare_films(same, same, NULL, result);
    f->film.change = &(struct report_change){ "a.json", NULL, result };
    report = report_of(&f->film);
    validate(schema, schema, report, "", &why);
    assert_string_equal(text_str(&why), "");
    json_decref(report);
    compare_film_free(same);
    free(result);
    f->film.change = NULL;
    f->clips[0].spine = NULL;

    f->film.model = f->film.precision = NULL; /* the least that a film can say */
    f->clips[0].pose = NULL;
    f->gaits[0].quality.fps = NAN;
    f->film.n_clips = 1;
    f->form.n_lines = f->form.n_findings = 0;
    f->film.height_m = 1.75;
    report = report_of(&f->film);
    validate(schema, schema, report, "", &why);
    assert_string_equal(text_str(&why), "");
    json_decref(report);
    json_decref(schema);
}

static void the_validator_notices_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *schema, *value, *why;
    } rows[] = {
        { "{\"type\": \"integer\"}", "[1.5]", "[0]: has the wrong type" },
        { "{\"type\": [\"number\", \"null\"]}", "[1, null, \"x\"]", "[2]: has the wrong type" },
        { "{\"type\": \"string\", \"enum\": [\"a\"]}", "[\"b\"]",
          "[0]: is not one of the allowed values" },
        { "{\"type\": \"object\", \"required\": [\"a\"]}", "[{}]", "[0]: a" },
        { "{\"type\": \"object\", \"properties\": {}, \"additionalProperties\": false}",
          "[{\"b\": 1}]", "[0].b: is not in the schema" },
        { "{\"type\": \"array\", \"minItems\": 1, \"items\": {}}", "[[]]",
          "[0]: has the wrong number of items" },
    };
    for (size_t i = 0; i < N_ELEMS(rows); i++) {
        AUTO_TEXT struct text s = TEXT_INIT(1000), why = TEXT_INIT(1000);
        text_addf(&s, "{\"type\": \"array\", \"items\": %s}", rows[i].schema);
        json_t *schema = parsed(text_str(&s)), *value = parsed(rows[i].value);
        validate(schema, schema, value, "", &why);
        assert_string_equal(text_str(&why), rows[i].why);
        json_decref(schema);
        json_decref(value);
    }
}

/* Every word of the schema is one that the validator obeys; every field is documented. */
static void check_schema(const json_t *j, const char *docs, bool names)
{
    const char *key;
    json_t *child;
    json_object_foreach((json_t *)(uintptr_t)j, key, child)
    {
        bool known = names;
        for (size_t i = 0; i < N_ELEMS(known_words); i++)
            known |= strcmp(known_words[i], key) == 0;
        if (!known)
            fail_msg("the validator does not know the word %s", key);
        if (names) {
            AUTO_TEXT struct text dotted = TEXT_INIT(100), plain = TEXT_INIT(100);
            text_addf(&dotted, ".%s` |", key);
            text_addf(&plain, "| `%s` |", key);
            if (!strstr(docs, text_str(&dotted)) && !strstr(docs, text_str(&plain)))
                fail_msg("docs/film-json.md does not tell of %s", key);
        }
        if (json_is_object(child) && strcmp(key, "$defs") != 0)
            check_schema(child, docs, !names && strcmp(key, "properties") == 0);
    }
    json_object_foreach(json_object_get(j, "$defs"), key, child)
        check_schema(child, docs, false);
}

static void every_field_of_the_schema_is_documented(void **state)
{
    (void)state;
    struct err err = { 0 };
    AUTO(mem) uint8_t *docs = NULL;
    size_t n;
    json_t *schema = load_schema();
    assert_ok(file_read(SOURCE_ROOT "/docs/film-json.md", 1 << 20, &docs, &n, &err), err);
    check_schema(schema, (const char *)docs, false);
    json_decref(schema);
}

static void every_measure_appears_with_its_status(void **state)
{
    (void)state;
    AUTO(fixture) struct fixture *f = fixture_new("side.mp4", "rear.mov");
    json_t *report = report_of(&f->film);
    for (size_t c = 0; c < 2; c++)
        for (enum measure m = 0; m < MEASURE_N; m++) {
            const json_t *clip = json_array_get(at(report, "clips"), c);
            const json_t *row = at(at(clip, "measures"), measure_info(m)->key);
            for (size_t i = 0; i < words_n_sides(m); i++) {
                enum body_side side = words_side_i(m, i);
                const struct gait_value *v = &f->gaits[c].values[m][side];
                const json_t *got = at(row, words_side(side));
                assert_string_equal(json_string_value(at(got, "status")), words_status_key(v));
                assert_int_equal(json_is_null(at(got, "value")), !words_has(v));
                /* rounded to one digit more than is printed */
                if (words_has(v))
                    assert_near(json_number_value(at(got, "value")), v->value,
                                0.051 * pow(10, -measure_info(m)->decimals));
            }
        }
    json_decref(report);
}

static void numbers_are_short_and_finite(void **state)
{
    (void)state;
    struct err err = { 0 };
    AUTO(fixture) struct fixture *f = fixture_new("side.mp4", "rear.mov");
    AUTO_TEXT struct text t = TEXT_INIT(16 << 20), again = TEXT_INIT(16 << 20);
    assert_ok(report_json(&f->film, &t, &err), err);
    assert_ok(report_json(&f->film, &again, &err), err);
    assert_string_equal(text_str(&t), text_str(&again));
    for (const char *s = text_str(&t); *s; s++) {
        size_t n = strspn(s, "0123456789.-");
        if (n > 12)
            fail_msg("a number with too many digits: %.20s", s);
        s += n ? n - 1 : 0;
    }
    assert_null(strcasestr(text_str(&t), ": nan"));
    assert_null(strcasestr(text_str(&t), "infinity"));
    assert_null(strstr(text_str(&t), "-0.0,"));
}

static void a_ceiling_that_is_too_low_is_an_error(void **state)
{
    (void)state;
    AUTO(fixture) struct fixture *f = fixture_new("side.mp4", "rear.mov");
    AUTO_TEXT struct text t = TEXT_INIT(100);
    assert_refused(report_json(&f->film, &t, NULL), ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_report_follows_its_schema),
        cmocka_unit_test(the_validator_notices_what_is_wrong),
        cmocka_unit_test(every_field_of_the_schema_is_documented),
        cmocka_unit_test(every_measure_appears_with_its_status),
        cmocka_unit_test(numbers_are_short_and_finite),
        cmocka_unit_test(a_ceiling_that_is_too_low_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>

#include "base/file.h"
#include "base/mem.h"
#include "verdict/verdict.h"

static void every_item_is_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < verdict_n_items; i++) {
        const struct verdict_item *it = &verdict_items[i];
        print_message("  %s\n", it->id);
        assert_true(it->label && it->unit && it->source && it->evidence && it->value);
        assert_true(it->none && it->some && it->most && it->missing && it->tell && it->step);
        assert_true(it->grade < EVIDENCE_N && it->steps[0].points != 0);
        assert_int_equal(it->rule != NULL, it->block == VERDICT_IN_FORM);
        for (int k = 1; k < VERDICT_STEPS_MAX && it->steps[k].points != 0; k++) {
            assert_true(it->steps[k].above > it->steps[k - 1].above);
            assert_true(fabs(it->steps[k].points) > fabs(it->steps[k - 1].points));
            assert_true(it->steps[k].points * it->steps[k - 1].points > 0);
        }
        assert_int_equal(it->steps[0].points < 0, it->block == VERDICT_IN_HELP);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(verdict_items[j].id, it->id);
    }
}

static char *document(const char *name)
{
    char path[512];
    uint8_t *data = NULL;
    size_t n = 0;
    struct err err = { 0 };

    snprintf(path, sizeof(path), SOURCE_ROOT "/docs/%s", name);
    assert_ok(file_read(path, 1 << 20, &data, &n, &err), err);
    return (char *)data;
}

/* The row of the page: id, label, first and last points, grade, sources. */
static void the_page_lists_every_item_as_it_is(void **state)
{
    AUTO(mem) char *doc = document("verdict.md");

    (void)state;
    for (size_t i = 0; i < verdict_n_items; i++) {
        const struct verdict_item *it = &verdict_items[i];
        char start[128], end[160], points[32];
        snprintf(start, sizeof(start), "\n| `%s` | %s | ", it->id, it->label);
        snprintf(end, sizeof(end), " | %s | %s |\n", evidence_name(it->grade), it->source);
        const char *row = strstr(doc, start);
        if (!row)
            fail_msg("docs/verdict.md has no row %s", start + 1);
        const char *stop = strchr(row + 1, '\n');
        assert_true(strncmp(stop + 1 - strlen(end), end, strlen(end)) == 0);
        for (int k = 0; k < VERDICT_STEPS_MAX && it->steps[k].points != 0; k++) {
            snprintf(points, sizeof(points), "%s%g", k == 0 ? "| " : "; ", it->steps[k].points);
            const char *at = strstr(row, points);
            if (!at || at > stop)
                fail_msg("docs/verdict.md, %s: no %s points", it->id, points + 2);
        }
    }
}

static void every_source_has_its_section(void **state)
{
    AUTO(mem) char *doc = document("sources.md");
    const char *all[VERDICT_ITEMS_MAX + VERDICT_N_ANSWERS];
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < verdict_n_items; i++)
        all[n++] = verdict_items[i].source;
    for (size_t i = 0; i < VERDICT_N_ANSWERS; i++)
        all[n++] = verdict_answers[i].source;
    for (size_t i = 0; i < n; i++) {
        char keys[160], head[64], *rest = keys;
        snprintf(keys, sizeof(keys), "%s", all[i]);
        for (char *key; (key = strsep(&rest, " "));) {
            snprintf(head, sizeof(head), "\n### %s\n", key);
            if (!strstr(doc, head))
                fail_msg("docs/sources.md has no %s", key);
        }
    }
}

static void form_items_name_rules_that_exist(void **state)
{
    (void)state;
    for (size_t i = 0; i < verdict_n_items; i++) {
        bool found = verdict_items[i].rule == NULL;
        for (size_t k = 0; k < form_n_rules && !found; k++)
            found = strcmp(form_rules[k].id, verdict_items[i].rule) == 0;
        assert_true(found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_is_complete),
        cmocka_unit_test(form_items_name_rules_that_exist),
        cmocka_unit_test(the_page_lists_every_item_as_it_is),
        cmocka_unit_test(every_source_has_its_section),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

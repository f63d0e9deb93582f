/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_SAY_H
#define TEST_SAY_H
/*
 * say - the program on the test's own database: what must succeed, and its JSON.
 */
#include <jansson.h>

#include "../store/store_tmp.h"
#include "spawn.h"

/* {} in the line is the database. */
static inline struct spawn *say(const char *line)
{
    struct spawn *s = spawn_backstride(line, tmp_db);
    if (s->status != 0)
        fail_msg("%s: %s", line, s->err);
    return s;
}

static inline json_t *json_of(const char *line)
{
    json_error_t why;
    json_t *root = json_loads(say(line)->out, 0, &why);
    if (!root)
        fail_msg("%s: %s at line %d", line, why.text, why.line);
    return root;
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Changes by the runner lie over what the files say; the journal remembers what was before. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "store/state.h"

static void lay_text(char *to, size_t size, const char *value)
{
    activity_text(to, size, value, strlen(value)); /* an older version kept any bytes */
}

/* To add something that can be changed: one row. A double goes to the row, and to the total of
 * the activity if it has one. clang-format off */
static const struct {
    const char *key;
    size_t row;
    int total; /* enum activity_total, or -1 */
} numbers[] = {
    { "effort", offsetof(struct store_row, effort), ACTIVITY_TOTAL_EFFORT },
    { "feeling", offsetof(struct store_row, feeling), ACTIVITY_TOTAL_FEELING },
    { "distance", offsetof(struct store_row, distance_m), ACTIVITY_TOTAL_DISTANCE },
    { "timer", offsetof(struct store_row, timer_s), ACTIVITY_TOTAL_TIMER },
};
const char *const store_edit_keys[] = { "name",   "note",    "sport",    "sub",   "deleted",
                                        "effort", "feeling", "distance", "timer", NULL };
/* clang-format on */

static void lay_number(const char *key, const char *value, struct store_row *row,
                       struct activity *a)
{
    double x;

    for (size_t i = 0; i < N_ELEMS(numbers); i++) {
        if (strcmp(numbers[i].key, key) != 0 || text_to_double(value, key, &x, NULL) < 0)
            continue;
        if (row)
            memcpy((char *)row + numbers[i].row, &x, sizeof(x));
        if (a)
            a->total[numbers[i].total] = x;
    }
}

void store_lay(const char *key, const char *value, struct store_row *row, struct activity *a)
{
    if (row) {
        row->edited = row->edited || strcmp(key, "deleted") != 0;
        if (strcmp(key, "name") == 0)
            lay_text(row->name, sizeof(row->name), value);
        else if (strcmp(key, "note") == 0)
            lay_text(row->note, sizeof(row->note), value);
        else if (strcmp(key, "sport") == 0)
            row->sport = activity_sport_of(value);
        else if (strcmp(key, "sub") == 0)
            row->sub = activity_sub_of(value);
        else if (strcmp(key, "deleted") == 0)
            row->deleted = strcmp(value, "1") == 0;
    }
    if (a) {
        if (strcmp(key, "name") == 0)
            lay_text(a->name, sizeof(a->name), value);
        else if (strcmp(key, "sport") == 0)
            a->sport = activity_sport_of(value);
        else if (strcmp(key, "sub") == 0)
            a->sub = activity_sub_of(value);
    }
    lay_number(key, value, row, a);
}

/* Set one change; value NULL: take it away. */
static int set_edit(struct store *s, int64_t id, const char *key, const char *value,
                    struct err *err)
{
    struct db_query *q;

    if (value) {
        q = db_query(s->db, "INSERT INTO edit (activity_id, key, value) VALUES ($1, $2, $3) "
                            "ON CONFLICT (activity_id, key) DO UPDATE SET value = "
                            "excluded.value");
        db_int(q, id);
        db_text(q, key);
        db_text(q, value);
    } else {
        q = db_query(s->db, "DELETE FROM edit WHERE activity_id = $1 AND key = $2");
        db_int(q, id);
        db_text(q, key);
    }
    return db_exec(q, err);
}

static int get_edit(struct store *s, int64_t id, const char *key, char *ret, size_t size,
                    bool *ret_is, struct err *err)
{
    struct db_query *q =
        db_query(s->db, "SELECT value FROM edit WHERE activity_id = $1 AND key = $2");
    db_int(q, id);
    db_text(q, key);
    int rc = db_row(q, err);
    *ret_is = rc > 0;
    if (rc > 0)
        snprintf(ret, size, "%s", db_get_text(q, 0));
    db_reset(q);
    return rc < 0 ? rc : 0;
}

static int next_step(struct store *s, int64_t *ret, struct err *err)
{
    struct db_query *q = db_query(s->db, "SELECT coalesce(max(step), 0) + 1 FROM journal");
    int rc = db_row(q, err);
    if (rc > 0)
        *ret = db_get_int(q, 0);
    db_reset(q);
    return rc < 0 ? rc : 0;
}

/* before NULL: there was no change. */
static int remember(struct store *s, int64_t step, int64_t id, const char *what,
                    const char *key, const char *before, double now_s, struct err *err)
{
    struct db_query *q = db_query(
        s->db, "INSERT INTO journal (id, step, at_s, what, activity_id, key, before, undone) "
               "SELECT coalesce(max(id), 0) + 1, $1, $2, $3, $4, $5, $6, 0 FROM journal");
    db_int(q, step);
    db_double(q, now_s);
    db_text(q, what);
    db_int(q, id);
    db_text(q, key);
    if (before)
        db_text(q, before);
    else
        db_null(q);
    return db_exec(q, err);
}

static bool is_key(const char *key)
{
    for (size_t i = 0; store_edit_keys[i]; i++)
        if (strcmp(store_edit_keys[i], key) == 0)
            return true;
    return false;
}

static int edit_all(struct store *s, int64_t id, const char *what,
                    const struct store_edit *edits, size_t n, double now_s, struct err *err)
{
    int64_t step = 0;
    int rc = next_step(s, &step, err);

    for (size_t i = 0; i < n && rc == 0; i++) {
        char before[256];
        bool is = false;
        if (!is_key(edits[i].key))
            return err_set(err, ERR_USAGE, "\"%.30s\" of an activity cannot be changed",
                           edits[i].key);
        rc = get_edit(s, id, edits[i].key, before, sizeof(before), &is, err);
        if (rc == 0)
            rc = remember(s, step, id, what, edits[i].key, is ? before : NULL, now_s, err);
        if (rc == 0)
            rc = set_edit(s, id, edits[i].key, edits[i].value, err);
    }
    return rc;
}

int store_edit(struct store *s, int64_t id, const char *what, const struct store_edit *edits,
               size_t n, double now_s, struct err *err)
{
    struct store_own own;
    int rc = store_own_begin(s, &own, err);

    if (rc < 0)
        return rc;
    rc = edit_all(s, id, what, edits, n, now_s, err);
    return store_own_end(s, &own, rc, err);
}

int store_changes(struct store *s, int64_t id, struct store_change **ret, size_t *ret_n,
                  struct err *err)
{
    AUTO(mem) struct store_change *list = NULL;
    size_t n = 0, cap = 0;
    struct db_query *q =
        db_query(s->db, "SELECT key, value FROM edit WHERE activity_id = $1 ORDER BY key");
    int rc;

    db_int(q, id);
    while ((rc = db_row(q, err)) > 0) {
        if (mem_grow(&list, &cap, n + 1, sizeof(*list)) < 0) {
            db_reset(q);
            return err_set(err, ERR_NOMEM, "no memory for the list of changes");
        }
        snprintf(list[n].key, sizeof(list[n].key), "%s", db_get_text(q, 0));
        snprintf(list[n++].value, sizeof(list->value), "%s", db_get_text(q, 1));
    }
    if (rc < 0)
        return rc;
    *ret = STEAL(list);
    *ret_n = n;
    return 0;
}

int store_note_added(struct store *s, int64_t id, double now_s, struct err *err)
{
    int64_t step = 0;
    int rc = next_step(s, &step, err);
    return rc < 0 ? rc : remember(s, step, id, "add", "deleted", "1", now_s, err);
}

/* The rows of one step, newest first, are put back one at a time. */
static int undo_row(struct store *s, int64_t step, struct store_undone *ret, struct err *err)
{
    struct db_query *q = db_query(
        s->db, "SELECT id, activity_id, what, key, before, before IS NULL FROM journal "
               "WHERE step = $1 AND undone = 0 ORDER BY id DESC LIMIT 1");
    char key[32], before[256];

    db_int(q, step);
    int rc = db_row(q, err);
    if (rc <= 0)
        return rc;
    int64_t row = db_get_int(q, 0);
    ret->activity_id = db_get_int(q, 1);
    snprintf(ret->what, sizeof(ret->what), "%s", db_get_text(q, 2));
    snprintf(key, sizeof(key), "%s", db_get_text(q, 3));
    snprintf(before, sizeof(before), "%s", db_get_text(q, 4));
    bool none = db_get_int(q, 5) != 0;
    db_reset(q);
    rc = set_edit(s, ret->activity_id, key, none ? NULL : before, err);
    if (rc < 0)
        return rc;
    q = db_query(s->db, "UPDATE journal SET undone = 1 WHERE id = $1");
    db_int(q, row);
    rc = db_exec(q, err);
    return rc < 0 ? rc : 1;
}

static int undo_last(struct store *s, struct store_undone *ret, struct err *err)
{
    struct db_query *q =
        db_query(s->db, "SELECT coalesce(max(step), 0) FROM journal WHERE undone = 0");
    int64_t step = 0;
    int rc = db_row(q, err);

    if (rc > 0)
        step = db_get_int(q, 0);
    db_reset(q);
    if (rc >= 0 && step == 0)
        return err_set(err, ERR_NOT_FOUND, "there is nothing to undo");
    while (rc > 0)
        rc = undo_row(s, step, ret, err);
    return rc;
}

int store_undo(struct store *s, struct store_undone *ret, struct err *err)
{
    struct store_own own;
    struct store_undone done = { 0 };
    int rc = store_own_begin(s, &own, err);

    if (rc < 0)
        return rc;
    rc = store_own_end(s, &own, undo_last(s, &done, err), err);
    if (rc == 0)
        *ret = done;
    return rc;
}

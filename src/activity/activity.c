/* SPDX-License-Identifier: Apache-2.0 */
#include "activity/activity.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

const struct activity_field activity_columns[ACTIVITY_N_COLUMNS] = {
#define ACTIVITY_X(name, key_, unit_, decimals_, meaning_) \
    { .key = key_, .unit = unit_, .decimals = decimals_, .meaning = meaning_ },
    ACTIVITY_COLUMN_MAP(ACTIVITY_X)
#undef ACTIVITY_X
};

const struct activity_field activity_totals[ACTIVITY_N_TOTALS] = {
#define ACTIVITY_X(name, key_, unit_, decimals_) \
    { .key = key_, .unit = unit_, .decimals = decimals_ },
    ACTIVITY_TOTAL_MAP(ACTIVITY_X)
#undef ACTIVITY_X
};

#define ACTIVITY_X(name, key) key,
/* One function per enum: the key of a value, "" out of range. */
#define NAMES(function, type, MAP)                                         \
    const char *function(type value)                                       \
    {                                                                      \
        static const char *const names[] = { MAP(ACTIVITY_X) };            \
        return (size_t)value < N_ELEMS(names) ? names[(size_t)value] : ""; \
    }
NAMES(activity_file_name, enum activity_file, ACTIVITY_FILE_MAP)
NAMES(activity_cadence_name, enum activity_cadence, ACTIVITY_CADENCE_MAP)
NAMES(activity_intensity_name, enum activity_intensity, ACTIVITY_INTENSITY_MAP)
NAMES(activity_trigger_name, enum activity_trigger, ACTIVITY_TRIGGER_MAP)
NAMES(activity_note_name, enum activity_note_kind, ACTIVITY_NOTE_MAP)
NAMES(activity_duration_name, enum activity_duration, ACTIVITY_DURATION_MAP)
NAMES(activity_target_name, enum activity_target, ACTIVITY_TARGET_MAP)
#undef ACTIVITY_X

int activity_new(struct activity **ret_activity, struct err *err)
{
    struct activity *a = mem_array(1, sizeof(*a));
    if (!a)
        return err_set(err, ERR_NOMEM, "no memory for an activity");
    a->n_legs = 1;
    a->start_s = a->end_s = a->utc_offset_s = a->source.created_s = NAN;
    for (size_t i = 0; i < ACTIVITY_N_TOTALS; i++)
        a->total[i] = NAN;
    a->athlete = (struct activity_athlete){ NAN, NAN, NAN, NAN, NAN, NAN, NAN, -1 };
    *ret_activity = a;
    return 0;
}

struct activity *activity_free(struct activity *a)
{
    if (!a)
        return NULL;
    for (size_t c = 0; c < ACTIVITY_N_COLUMNS; c++)
        free(a->column[c]);
    for (size_t s = 0; s < a->n_streams; s++)
        free(a->stream[s].value);
    free(a->stream);
    free(a->lap);
    free(a->length);
    free(a->pause);
    free(a->set);
    free(a->device);
    free(a->zones);
    free(a->extra);
    free(a->rr_s);
    free(a->rr_sample);
    free(a->workout.step);
    free(a);
    return NULL;
}

int activity_list_new(struct activity_list **ret_list, struct err *err)
{
    struct activity_list *l = mem_array(1, sizeof(*l));
    if (!l)
        return err_set(err, ERR_NOMEM, "no memory for a list of activities");
    *ret_list = l;
    return 0;
}

struct activity_list *activity_list_free(struct activity_list *l)
{
    if (!l)
        return NULL;
    for (size_t i = 0; i < l->n; i++)
        activity_free(l->item[i]);
    free(l->item);
    free(l);
    return NULL;
}

int activity_list_add(struct activity_list *l, struct activity **a, struct err *err)
{
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers are meant, one for each activity */
    if (mem_grow(&l->item, &l->cap, l->n + 1, sizeof(*l->item)) < 0)
        return err_set(err, ERR_NOMEM, "no memory for a list of %zu activities", l->n + 1);
    l->item[l->n++] = STEAL(*a);
    return 0;
}

void activity_note_add(struct activity *a, enum activity_note_kind kind, uint64_t pos,
                       const char *fmt, ...)
{
    va_list ap;
    if (a->n_notes == ACTIVITY_NOTES_MAX) {
        struct activity_note *last = &a->note[ACTIVITY_NOTES_MAX - 1];
        last->kind = ACTIVITY_NOTE_LIMIT;
        last->pos = UINT64_MAX;
        snprintf(last->text, sizeof(last->text), "more notes than the %d shown",
                 ACTIVITY_NOTES_MAX - 1);
        return;
    }
    struct activity_note *note = &a->note[a->n_notes++];
    note->kind = kind;
    note->pos = pos;
    va_start(ap, fmt);
    vsnprintf(note->text, sizeof(note->text), fmt, ap);
    va_end(ap);
}

void activity_text(char *dst, size_t dst_size, const void *src, size_t n)
{
    const uint8_t *s = src;
    size_t out = 0;

    for (size_t i = 0; i < n && s[i];) {
        size_t len = text_utf8_length(s + i, n - i);
        bool plain = len == 1   ? s[i] >= 0x20 && s[i] != 0x7F
                     : len == 2 ? s[i] != 0xC2 || s[i + 1] >= 0xA0 /* C1: terminals obey them */
                                : len > 0;
        if (out + (plain ? len : 1) >= dst_size)
            break;
        if (plain)
            memcpy(dst + out, s + i, len);
        else
            dst[out] = '?';
        out += plain ? len : 1;
        i += len ? len : 1;
    }
    if (dst_size)
        dst[out] = '\0';
}

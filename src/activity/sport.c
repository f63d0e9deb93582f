/* SPDX-License-Identifier: Apache-2.0 */
#include "activity/sport.h"

#include <string.h>

const struct activity_sport_row activity_sports[ACTIVITY_N_SPORTS] = {
#define ACTIVITY_X(name, key_, shown_, foot) { .key = key_, .shown = shown_, .on_foot = foot },
    ACTIVITY_SPORT_MAP(ACTIVITY_X)
#undef ACTIVITY_X
};

const struct activity_sport_row activity_subs[ACTIVITY_N_SUBS] = {
#define ACTIVITY_X(name, key_, shown_) { .key = key_, .shown = shown_ },
    ACTIVITY_SUB_MAP(ACTIVITY_X)
#undef ACTIVITY_X
};

static int row_of(const struct activity_sport_row *rows, int n, const char *key)
{
    for (int i = 0; i < n; i++)
        if (strcmp(rows[i].key, key) == 0)
            return i;
    return 0;
}

enum activity_sport activity_sport_of(const char *key)
{
    return (enum activity_sport)row_of(activity_sports, ACTIVITY_N_SPORTS, key);
}

enum activity_sub activity_sub_of(const char *key)
{
    return (enum activity_sub)row_of(activity_subs, ACTIVITY_N_SUBS, key);
}

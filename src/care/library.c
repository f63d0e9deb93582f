/* SPDX-License-Identifier: Apache-2.0 */
#include "care/library.h"

#include <string.h>

#include "base/mem.h"
#include "care/library_rows.h"

static const struct care_block *const blocks[] = { &care_block_warm,     &care_block_drills,
                                                   &care_block_trunk,    &care_block_legs,
                                                   &care_block_mobility, &care_block_yoga,
                                                   &care_block_pilates,  &care_block_cool };

const char *care_part_name(enum care_part p)
{
    static const char *const names[CARE_N_PARTS] = {
        [CARE_PART_WARM_UP] = "warm-up",
        [CARE_PART_DRILL] = "drills",
        [CARE_PART_STRENGTH_TRUNK] = "strength of the trunk",
        [CARE_PART_STRENGTH_LEGS] = "strength of the legs",
        [CARE_PART_MOBILITY] = "mobility",
        [CARE_PART_YOGA] = "yoga",
        [CARE_PART_PILATES] = "Pilates",
        [CARE_PART_COOL_DOWN] = "cool-down",
    };
    return names[p];
}

const char *care_part_key(enum care_part p)
{
    static const char *const keys[CARE_N_PARTS] = {
        [CARE_PART_WARM_UP] = "warm-up",      [CARE_PART_DRILL] = "drills",
        [CARE_PART_STRENGTH_TRUNK] = "trunk", [CARE_PART_STRENGTH_LEGS] = "legs",
        [CARE_PART_MOBILITY] = "mobility",    [CARE_PART_YOGA] = "yoga",
        [CARE_PART_PILATES] = "pilates",      [CARE_PART_COOL_DOWN] = "cool-down",
    };
    return keys[p];
}

const struct care_exercise *care_exercise_at(size_t i)
{
    for (size_t b = 0; b < N_ELEMS(blocks); b++) {
        if (i < blocks[b]->n)
            return &blocks[b]->row[i];
        i -= blocks[b]->n;
    }
    return NULL;
}

const struct care_exercise *care_exercise_of(const char *id)
{
    const struct care_exercise *e;

    for (size_t i = 0; (e = care_exercise_at(i)); i++)
        if (strcmp(e->id, id) == 0)
            return e;
    return NULL;
}

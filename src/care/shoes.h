/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CARE_SHOES_H
#define CARE_SHOES_H
/*
 * shoes - a register, and which pair a run was done in.
 *
 * Depends on: base. Pure. How long a pair lasts is a convention of machine tests (500..800 km;
 * weak); nobody has shown that old shoes injure: the reminder is a question about comfort.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct care_shoe {
    int64_t id;
    char name[64];
    char gear[64];      /* as exports and watches call it; "" none */
    char use[64];       /* kinds of session it is for: "long,race"; "trail"; "" any */
    long from, retired; /* days; retired 0: in use */
    double start_m;     /* run in it before the log knows it */
    double comfort;     /* 0..10, last said; NaN */
    bool usual;         /* the pair a run counts for when nothing else decides */
};

struct care_run { /* what decides */
    int64_t id;
    long day;
    double distance_m;
    const char *kind; /* key of load's kinds, "" unknown */
    bool trail;
    const char *gear; /* "" none */
    int64_t shoe_id;  /* said by the runner; 0: not */
};
/* In this order: said (whatever the day), gear, use by ground, use by kind, usual; only pairs
 * in use that day, of several the newest. NULL: none. */
const struct care_shoe *care_shoe_of(const struct care_shoe *shoes, size_t n,
                                     const struct care_run *run);
/* Metres in each pair, ret_m [n], start included. */
void care_shoe_sum(const struct care_shoe *shoes, size_t n, const struct care_run *runs,
                   size_t n_runs, double *ret_m);
/* A sentence when it is worth a look, else NULL: 500 km and no comfort said, or comfort under
 * 5, or 800 km. */
const char *care_shoe_note(const struct care_shoe *shoe, double m);

#endif

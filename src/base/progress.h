/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H
/*
 * progress - one line on stderr with a bar, a count and the time left.
 *
 * Silent unless stderr is a terminal (and TERM is not "dumb"), and for the first half second.
 * A NULL progress is fine everywhere, so library code can call without asking. One thread.
 */
#include <stdbool.h>
#include <stddef.h>

struct progress {
    const char *what; /* borrowed: "measuring" */
    size_t total;     /* 0: unknown, only the count and the rate are shown */
    size_t done;
    double start_s, drawn_s;
    bool on, drawn;
};

void progress_begin(struct progress *p, const char *what, size_t total, bool quiet);
void progress_set(struct progress *p, size_t done);
void progress_end(struct progress *p); /* wipes the line; safe to repeat */

double clock_monotonic_s(void);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "base/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const double QUIET_S = 0.5, REDRAW_S = 0.1;
enum { BAR_COLUMNS = 30 };

double clock_monotonic_s(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

void progress_begin(struct progress *p, const char *what, size_t total, bool quiet)
{
    if (!p)
        return;
    const char *term = getenv("TERM");
    *p = (struct progress){ .what = what, .total = total, .start_s = clock_monotonic_s() };
    p->on = !quiet && isatty(STDERR_FILENO) && !(term && strcmp(term, "dumb") == 0);
}

static void draw_known(const struct progress *p, double elapsed_s)
{
    char bar[BAR_COLUMNS + 1];
    size_t done = p->done < p->total ? p->done : p->total;
    size_t filled = done * BAR_COLUMNS / p->total;

    memset(bar, '.', BAR_COLUMNS);
    memset(bar, '#', filled);
    bar[BAR_COLUMNS] = '\0';
    double left_s = done ? elapsed_s * (double)(p->total - done) / (double)done : 0;
    fprintf(stderr, "\r%s [%s] %3zu %%  %.0f s left \033[K", p->what, bar,
            100 * done / p->total, left_s);
}

void progress_set(struct progress *p, size_t done)
{
    if (!p)
        return;
    p->done = done;
    if (!p->on)
        return;
    double now_s = clock_monotonic_s();
    if (now_s - p->start_s < QUIET_S || now_s - p->drawn_s < REDRAW_S)
        return;
    if (p->total)
        draw_known(p, now_s - p->start_s);
    else
        fprintf(stderr, "\r%s %zu (%.0f/s) \033[K", p->what, done,
                (double)done / (now_s - p->start_s));
    fflush(stderr);
    p->drawn_s = now_s;
    p->drawn = true;
}

void progress_end(struct progress *p)
{
    if (!p || !p->drawn)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    p->drawn = false;
}

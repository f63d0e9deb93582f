/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an earlier film, as its scorecard and as an own error: read, then held against
 * itself. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "report/card.h"
#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct compare_own own;
    static struct compare_result result;
    static struct card card;
    AUTO(compare_film) struct compare_film *film = NULL;
    struct err err = { 0 };
    char path[64];
    int fd = memfd_create("film", 0);

    if (fd < 0 || write(fd, data, n) != (ssize_t)n)
        abort();
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    int has_own = report_read_own(path, &own, &err);
    if (report_read_film(path, &film, &err) == 0) {
        compare_films(film, film, has_own == 0 ? &own : NULL, &result);
        if (result.n_with[COMPARE_UP] || result.n_with[COMPARE_DOWN])
            abort(); /* a film never differs from itself */
        if (card_read((const char *)data, n, "film", &card, &err) < 0)
            abort(); /* what can be compared has a scorecard */
    }
    close(fd);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_xml FILE...   Seconds for TCX and GPX files: expat alone over the same bytes, and the
 * reader down to finished activities, in turns in one process.
 *
 * Expat alone: a parser without namespaces, fed 64 kB at a time, whose handlers for elements
 * and text do nothing ("expat"), and one without any handler ("silent"), which cannot see a
 * thing. The best of ROUNDS counts, for the sum of all files.
 */
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "base/mem.h"
#include "formats/tracks.h"

enum { ROUNDS = 7, PIECE = 1 << 16, FILES_MAX = 1000 };

struct bytes {
    uint8_t *data;
    size_t n;
};

/* Of this process, which a busy machine disturbs less than the wall clock. */
static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void on_start(void *ctx, const char *name, const char **attributes)
{
    (void)ctx, (void)name, (void)attributes;
}

static void on_end(void *ctx, const char *name) { (void)ctx, (void)name; }

static void on_text(void *ctx, const char *s, int n) { (void)ctx, (void)s, (void)n; }

/* True if the whole file is good XML to it. */
static bool expat_alone(const struct bytes *b, bool handlers)
{
    XML_Parser p = XML_ParserCreate(NULL);
    bool good = true;
    if (!p)
        abort();
    if (handlers) {
        XML_SetElementHandler(p, on_start, on_end);
        XML_SetCharacterDataHandler(p, on_text);
    }
    for (size_t at = 0, piece; good && at < b->n; at += piece) {
        piece = b->n - at < PIECE ? b->n - at : PIECE;
        good = XML_Parse(p, (const char *)b->data + at, (int)piece, at + piece == b->n) ==
               XML_STATUS_OK;
    }
    XML_ParserFree(p);
    return good;
}

static size_t reader(const struct bytes *b)
{
    AUTO(activity_list) struct activity_list *list = NULL;
    struct err err = { 0 };
    size_t n = 0;
    if (tracks_read(b->data, b->n, NULL, &list, &err) < 0) {
        fprintf(stderr, "bench_xml: %s\n", err.msg);
        return 0;
    }
    for (size_t i = 0; i < list->n; i++)
        n += list->item[i]->n_samples;
    return n;
}

static double best(double old, double start_s)
{
    double s = cpu_s() - start_s;
    return old == 0 || s < old ? s : old;
}

int main(int argc, char **argv)
{
    static struct bytes file[FILES_MAX];
    double expat_s = 0, silent_s = 0, reader_s = 0, bytes = 0;
    size_t n_files = 0, samples = 0;
    struct err err = { 0 };

    for (int i = 1; i < argc && n_files < FILES_MAX; i++) {
        struct bytes *b = &file[n_files];
        if (file_read(argv[i], (size_t)1 << 30, &b->data, &b->n, &err) < 0) {
            fprintf(stderr, "bench_xml: %s\n", err.msg);
            return 1;
        }
        if (!expat_alone(b, true)) {
            free(b->data); /* a file that stops expat early would only flatter the reader */
            continue;
        }
        bytes += (double)b->n;
        n_files++;
    }
    for (int r = 0; r < ROUNDS; r++) {
        double start_s = cpu_s();
        for (size_t i = 0; i < n_files; i++)
            expat_alone(&file[i], true);
        expat_s = best(expat_s, start_s);
        start_s = cpu_s();
        for (size_t i = 0; i < n_files; i++)
            expat_alone(&file[i], false);
        silent_s = best(silent_s, start_s);
        start_s = cpu_s();
        samples = 0;
        for (size_t i = 0; i < n_files; i++)
            samples += reader(&file[i]);
        reader_s = best(reader_s, start_s);
    }
    printf("%zu files, %.1f MB, %zu samples\n", n_files, bytes / 1e6, samples);
    printf("expat   %.4f s  %6.1f MB/s\n", expat_s, bytes / 1e6 / expat_s);
    printf("silent  %.4f s  %6.1f MB/s\n", silent_s, bytes / 1e6 / silent_s);
    printf("reader  %.4f s  %6.1f MB/s  %.2f x expat, %.2f x silent\n", reader_s,
           bytes / 1e6 / reader_s, reader_s / expat_s, reader_s / silent_s);
    for (size_t i = 0; i < n_files; i++)
        free(file[i].data);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_media CLIP...   Cost of decoding and of cutting crops, as a small table.
 *
 * Prints, does not judge. Times are of the fastest of three runs.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/progress.h"
#include "media/media.h"

enum { RUNS = 3, SIDE = 256 };

static void fail(const struct err *err)
{
    fprintf(stderr, "bench_media: %s\n", err->msg);
    exit(1);
}

static struct media_reader *open_or_fail(const char *path, unsigned threads)
{
    struct media_reader *r = NULL;
    struct err err = { 0 };
    if (media_open(path, threads, &r, &err) < 0)
        fail(&err);
    return r;
}

static double decode_s(const char *path, unsigned threads, size_t *ret_n)
{
    AUTO(media_reader) struct media_reader *r = NULL;
    struct err err = { 0 };
    double start_s = clock_monotonic_s();
    r = open_or_fail(path, threads);
    for (*ret_n = 0;; (*ret_n)++) {
        AUTO(media_frame) struct media_frame *f = NULL;
        int rc = media_next(r, &f, &err);
        if (rc < 0)
            fail(&err);
        if (rc == 0)
            break;
    }
    return clock_monotonic_s() - start_s;
}

/* A square of the picture, turned by `deg`, as wide as `frac` of its height. */
static struct media_crop turned_crop(const struct media_frame *f, double deg, double frac,
                                     int side, enum media_border border)
{
    double w = media_frame_width(f), h = media_frame_height(f), s = frac * h / side;
    double c = cos(deg * M_PI / 180) * s, d = sin(deg * M_PI / 180) * s;
    return (struct media_crop){
        .m = { c, -d, w / 2 - (c - d) * side / 2, d, c, h / 2 - (d + c) * side / 2 },
        .width = side,
        .height = side,
        .hi = 1,
        .border = border,
    };
}

static double crop_us(const struct media_frame *f, const struct media_crop *crop)
{
    static float rgb[SIDE * SIDE * 3];
    double best = INFINITY;
    for (int run = 0; run < 100; run++) {
        double start_s = clock_monotonic_s();
        media_sample(f, crop, rgb);
        best = fmin(best, clock_monotonic_s() - start_s);
    }
    return 1e6 * best;
}

static double bgrx_us(const struct media_frame *f)
{
    int w = media_frame_width(f), h = media_frame_height(f);
    AUTO(mem) uint8_t *out = mem_array((size_t)w * (size_t)h, 4);
    double best = INFINITY;
    for (int run = 0; out && run < 5; run++) {
        double start_s = clock_monotonic_s();
        media_frame_bgrx(f, w, h, out, (size_t)w * 4);
        best = fmin(best, clock_monotonic_s() - start_s);
    }
    return 1e6 * best;
}

static void bench(const char *path)
{
    AUTO(media_reader) struct media_reader *r = open_or_fail(path, 1);
    AUTO(media_frame) struct media_frame *f = NULL;
    struct err err = { 0 };
    const struct media_info *info = media_info(r);
    const char *name = strrchr(path, '/');
    size_t n = 0;

    printf("%-32.32s %-5s %4dx%-4d", name ? name + 1 : path, info->codec, info->width,
           info->height);
    for (unsigned threads = 1; threads <= 2; threads++) {
        double best = INFINITY;
        for (int run = 0; run < RUNS; run++)
            best = fmin(best, decode_s(path, threads, &n));
        printf(" %8.2f", 1e3 * best / (double)n);
    }
    if (media_next(r, &f, &err) <= 0)
        fail(&err);
    const struct media_crop body = turned_crop(f, 7, 0.8, SIDE, MEDIA_REPLICATE);
    const struct media_crop whole = turned_crop(f, 0, 1, 224, MEDIA_BLACK);
    printf(" %8.0f %8.0f %8.0f\n", crop_us(f, &body), crop_us(f, &whole), bgrx_us(f));
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: bench_media CLIP...\n");
        return 64;
    }
    printf("%-32s %-5s %9s %8s %8s %8s %8s %8s\n", "", "", "", "decode 1", "decode 2",
           "crop 256", "crop 224", "to BGRx");
    printf("%-32s %-5s %9s %8s %8s %8s %8s %8s\n", "clip", "codec", "px", "ms/frame",
           "ms/frame", "us", "us black", "us");
    for (int i = 1; i < argc; i++)
        bench(argv[i]);
    return 0;
}

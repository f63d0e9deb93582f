/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MEDIA_MEDIA_H
#define MEDIA_MEDIA_H
/*
 * media - clips in, pictures out, clips out: the only module that includes libav*.
 *
 * A reader gives frames in display order with their own times. Frames stay in the decoder's own
 * planar YUV (other formats are converted once) and are never copied into a full RGB picture
 * unless asked: media_sample cuts a rotated, scaled crop straight from the planes, and the
 * rotation of the phone is part of that mapping.
 *
 * Threads: a reader or writer belongs to one thread. A frame is immutable and reference
 * counted: any thread may sample, ref and unref it. Nothing depends on the number of threads.
 *
 * Cost, on one core of an AMD EPYC with AVX-512 (bench/bench_media.c): 1.4 ms to decode a
 * 720x1280 H.264 frame, 0.3 ms for a 256x256 crop, 7 ms for a 720x1280 BGRX picture. Memory:
 * the decoder's frames only, 20 MB or so at 720x1280, however long the clip; a pipe goes to
 * disk.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct media_info {
    char codec[32], container[32]; /* "h264", "mov,mp4,..." */
    int width, height;             /* px, upright (after rotation) */
    int rotation_deg;              /* 0, 90, 180, 270: clockwise turn that makes it upright */
    double fps;                    /* mean rate the container states; 0: unknown */
    double capture_fps;            /* rate the camera says it filmed at; 0: not stated */
    double duration_s;             /* 0: unknown */
    size_t n_frames;               /* estimate for a progress bar; 0: unknown */
    int bit_depth;
};

struct media_reader;
/* path "-" is standard input; "img%03d.png" an image sequence. threads: of the decoder; 0 is 2;
 * take 1 where other work keeps all cores busy. Opens nothing but that file, never the network.
 * Pixels that are not square are widened: the upright picture always has square ones.
 * Errors: -ERR_NOT_FOUND, -ERR_FORMAT (not a video), -ERR_UNSUPPORTED (no decoder: names the
 * codec), -ERR_LIMIT (picture larger than 8192), -ERR_NOMEM. */
int media_open(const char *path, unsigned threads, struct media_reader **ret_reader,
               struct err *err) MUST_USE;
/* The same from memory, which must stay until media_close. */
int media_open_memory(const void *data, size_t n, unsigned threads,
                      struct media_reader **ret_reader, struct err *err) MUST_USE;
struct media_reader *media_close(struct media_reader *r); /* NULL is fine; returns NULL */
static inline void media_reader_freep(struct media_reader **p) { *p = media_close(*p); }
const struct media_info *media_info(const struct media_reader *r); /* borrowed */

struct media_frame; /* one picture */
/* 1: *ret_frame is the next frame (owned by the caller), 0: end of the clip, < 0: error.
 * Damaged packets and frames are skipped and counted. Times always ascend: a frame that repeats
 * or steps back is put just after the one before; a jump of over 60 s, or back by over 1 s, is
 * taken for a clock that was set and closed. */
int media_next(struct media_reader *r, struct media_frame **ret_frame, struct err *err)
    MUST_USE;
struct media_damage {
    size_t n_bad_packets; /* packets or frames the decoder refused */
    bool truncated;       /* the file ends before its own table of contents says */
};
struct media_damage media_damage(const struct media_reader *r);
/* Begin again at the first frame (a pipe's clip too: it is kept in a temporary file). */
int media_rewind(struct media_reader *r, struct err *err) MUST_USE;
/* Rewind and read on to the frames with these indices: [n], ascending. Each must be unref'ed.
 * Errors: -ERR_USAGE (no such frame), those of media_open. */
int media_read_frames(struct media_reader *r, const size_t *indices, size_t n,
                      struct media_frame **ret_frames, struct err *err) MUST_USE;

struct media_frame *media_frame_ref(struct media_frame *f);
struct media_frame *media_frame_unref(struct media_frame *f);
static inline void media_frame_freep(struct media_frame **p) { *p = media_frame_unref(*p); }
double media_frame_t_s(const struct media_frame *f); /* from the clip's first frame */
size_t media_frame_index(const struct media_frame *f);
int media_frame_width(const struct media_frame *f); /* px, upright */
int media_frame_height(const struct media_frame *f);

/* Cut [height][width][3] RGB floats, out = lo + (hi - lo) * value / 255, bilinear.
 * Output pixel (u, v), centre at +0.5, comes from upright picture position
 * x = m[0] u + m[1] v + m[2], y = m[3] u + m[4] v + m[5] (u, v, x, y at pixel centres + 0.5).
 * Y'CbCr by the clip's own matrix and range (unstated: BT.601, as ffmpeg takes it). The same
 * bits on every processor. No averaging: a crop that shrinks a lot skips pixels.
 */
enum media_border { MEDIA_REPLICATE, MEDIA_BLACK }; /* outside the picture; BLACK is value 0 */
struct media_crop {
    double m[6];
    int width, height;
    float lo, hi;
    enum media_border border;
};
void media_sample(const struct media_frame *f, const struct media_crop *crop, float *ret_rgb);
/* Upright picture as packed 8-bit B, G, R, 255 (cairo's RGB24 on little endian), scaled to
 * width x height, averaged where it shrinks. stride in bytes. */
void media_frame_bgrx(const struct media_frame *f, int width, int height, uint8_t *ret_bgrx,
                      size_t stride);
/* The picture's brightness (or its first component, where it is not YUV) in 0..255, small: each
 * value the mean of shrink x shrink stored pixels. ret [height][width] of media_grey_size,
 * upright; a value stands for px[0] x px[1] of the upright picture. Cost: one pass over
 * one plane, 0.1 ms at 720x1280. */
struct media_grey {
    int width, height;
    double px[2];
};
/* The shrink that leaves about side values along the longest side. */
int media_grey_shrink(const struct media_frame *f, int side);
struct media_grey media_grey_size(const struct media_frame *f, int shrink);
void media_frame_grey(const struct media_frame *f, int shrink, float *ret);
/* A frame made from packed B, G, R, x pixels, for tests and for synth. */
int media_frame_from_bgrx(const uint8_t *bgrx, size_t stride, int width, int height, double t_s,
                          size_t index, struct media_frame **ret_frame, struct err *err)
    MUST_USE;

struct media_writer; /* H.264 in MP4 (or by the path's ending: .mkv, .mov, .webm, .avi) */
struct media_write_params {
    int width, height; /* px, even */
    double fps;
    int quality;        /* 0 lossless where the codec can, .. 51 worst */
    int bit_depth;      /* 0: 8; or 10 */
    double capture_fps; /* > 0: written as the rate filmed at (mp4, mov) */
    int rotation_deg;   /* written as metadata: 0, 90, 180, 270 clockwise turn to upright */
    const char *codec;  /* NULL: by the container; or "hevc", "vp9", "av1", "mjpeg", ... */
};
/* Can a clip of this name be written? Looks at the ending alone. Errors: -ERR_USAGE. */
int media_check_ending(const char *path, struct err *err) MUST_USE;
/* Writes to a temporary name and renames in media_write_end. */
int media_write_begin(const char *path, const struct media_write_params *par,
                      struct media_writer **ret_writer, struct err *err) MUST_USE;
int media_write(struct media_writer *w, const uint8_t *bgrx, size_t stride, struct err *err)
    MUST_USE;
/* The same at a time of its own, later than the picture before. Rounded to 1/60000 s (mkv and
 * webm: 1 ms; avi: a whole frame). */
int media_write_at(struct media_writer *w, const uint8_t *bgrx, size_t stride, double t_s,
                   struct err *err) MUST_USE;
int media_write_end(struct media_writer *w, struct err *err) MUST_USE; /* then free */
struct media_writer *media_writer_free(
    struct media_writer *w); /* without end: removes the file */
DEFINE_AUTO(media_writer)

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MEDIA_INTERNAL_H
#define MEDIA_INTERNAL_H
/*
 * internal - what the files of media share: a frame's planes, its geometry, libav* messages.
 *
 * Private to media.
 */
#include <libavutil/frame.h>
#include <stdatomic.h>

#include "media/media.h"

enum { MEDIA_SIDE_MAX = 8192 }; /* px, width and height of any picture in or out */

/* From the upright picture back to the stored one: signs and swaps of a quarter turn with or
 * without a mirror. stored = [a b; c d] upright, each of a..d in {-1, 0, 1}. */
struct geometry {
    int a, b, c, d;
    int width, height; /* px, upright */
};

/* One of three components (Y, U, V or R, G, B) of a stored picture. The sample that covers
 * the continuous picture position (x, y), pixel centres at + 0.5, has the fractional index
 * (x * scale[0] + shift[0], y * scale[1] + shift[1]). */
struct plane {
    const uint8_t *data;
    int stride, step; /* bytes from row to row, from sample to sample */
    int width, height;
    double scale[2], shift[2];
};

struct media_frame {
    atomic_uint refs;
    AVFrame *av; /* owns the pixels */
    double t_s;
    size_t index;
    struct geometry geo;
    double to_stored[6]; /* upright position to stored position, both continuous, in px */
    bool wide;           /* samples are 16 bits */
    bool shared_uv;      /* planes 1 and 2 have the same layout */
    struct plane plane[3];
    float to_rgb[3][4]; /* R, G, B in 0..255 = [0] p0 + [1] p1 + [2] p2 + [3] */
};

/* Wrap the decoded picture: *av is emptied into the frame, converted first when its pixel
 * format is not one that media_sample reads. */
int media_frame_wrap(AVFrame *av, const struct geometry *geo, double t_s, size_t index,
                     struct media_frame **ret_frame, struct err *err) MUST_USE;
bool media_picture_is_whole(const AVFrame *av); /* every row of every component is there */
/* 9 numbers of a container's display matrix (NULL: upright); size is that of the stored
 * picture. Returns the clockwise turn in degrees and fills *geo. */
int media_geometry(const int32_t *matrix, int width, int height, struct geometry *geo,
                   bool *ret_mirrored);

/* Keep libav* off the terminal; its last complaint on this thread is kept for our messages. */
void media_log_init(void);
void media_log_clear(void);
const char *media_log_last(void); /* "" when there was none */
/* "context: what libav* says about rc (its last complaint)"; returns -code. */
int media_av_error(struct err *err, enum err_code code, int rc, const char *fmt, ...)
    PRINTF(4, 5);

/*
 * input - bytes for the demuxer: a file, what comes out of a pipe (kept in a nameless
 * temporary file, so that it can be read again), or memory. Nothing else can be opened.
 */
struct input;
struct AVIOContext;
int input_open(const char *path, struct input **ret_in, struct err *err) MUST_USE;
int input_open_memory(const void *data, size_t n, struct input **ret_in, struct err *err)
    MUST_USE;
struct input *input_free(struct input *in);
DEFINE_AUTO(input)
struct AVIOContext *input_rewind(struct input *in); /* at byte 0; NULL: no memory */
bool input_complained(const struct input *in);      /* the system refused a read */

#endif

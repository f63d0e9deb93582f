/* SPDX-License-Identifier: Apache-2.0 */
/* media_sample against a slow reference in double, on random maps, formats and turns. */
#include "test.h"

#include <libavutil/pixdesc.h>
#include <math.h>

#include "base/mem.h"
#include "base/rng.h"
#include "media/internal.h"
#include "picture.h"

enum { SW = 46, SH = 34, OW = 75, OH = 9, GREY_SHRINK = 2 }; /* stored picture, output */

/* clang-format off */
static const enum AVPixelFormat formats[] = {
    AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUV444P,
    AV_PIX_FMT_NV12, AV_PIX_FMT_NV21, AV_PIX_FMT_YUV420P10, AV_PIX_FMT_YUV422P10,
    AV_PIX_FMT_YUV444P12, AV_PIX_FMT_BGR0, AV_PIX_FMT_RGB24, AV_PIX_FMT_GBRP,
    AV_PIX_FMT_GBRP10, AV_PIX_FMT_YUYV422,
};
/* The eight ways a display matrix may turn and flip: a b c d. */
static const int turns[][4] = {
    { 1, 0, 0, 1 }, { 0, 1, -1, 0 }, { -1, 0, 0, -1 }, { 0, -1, 1, 0 },
    { -1, 0, 0, 1 }, { 1, 0, 0, -1 }, { 0, 1, 1, 0 }, { 0, -1, -1, 0 },
};
/* clang-format on */

/* The same turns, written out: where a shown position lies in the stored SW x SH picture. */
static void shown_to_stored(size_t turn, double X, double Y, double *x, double *y)
{
    const double at[][2] = {
        { X, Y },      { Y, SH - X }, { SW - X, SH - Y }, { SW - Y, X },
        { SW - X, Y }, { X, SH - Y }, { Y, X },           { SW - Y, SH - X },
    };
    *x = at[turn][0];
    *y = at[turn][1];
}

static AVFrame *random_picture(enum AVPixelFormat fmt, struct rng *rng)
{
    const AVPixFmtDescriptor *desc = av_pix_fmt_desc_get(fmt);
    AVFrame *av = av_frame_alloc();
    assert_non_null(av);
    av->format = fmt;
    av->width = SW;
    av->height = SH;
    assert_true(av_frame_get_buffer(av, 0) >= 0);
    for (int p = 0; p < 4 && av->data[p]; p++)
        for (int y = 0; y < (p == 1 || p == 2 ? AV_CEIL_RSHIFT(SH, desc->log2_chroma_h) : SH);
             y++)
            for (int x = 0; x < av->linesize[p]; x += 2) {
                uint16_t v = (uint16_t)rng_u32(rng);
                if (desc->comp[0].depth > 8)
                    v = (uint16_t)(v & ((1 << desc->comp[0].depth) - 1));
                memcpy(av->data[p] + y * av->linesize[p] + x, &v, 2);
            }
    return av;
}

static double component(const AVFrame *av, int i, int x, int y)
{
    const AVComponentDescriptor *c = &av_pix_fmt_desc_get(av->format)->comp[i];
    const uint8_t *p =
        av->data[c->plane] + y * av->linesize[c->plane] + x * c->step + c->offset;
    return c->depth > 8 ? p[0] + 256 * p[1] : p[0];
}

static int clamp(int v, int max) { return v < 0 ? 0 : v > max ? max : v; }

/* Bilinear value of component i at stored position (x, y); *cover: weight on the picture. */
static double reference(const AVFrame *av, int i, double x, double y, double *cover)
{
    const AVPixFmtDescriptor *desc = av_pix_fmt_desc_get(av->format);
    bool chroma = i > 0 && !(desc->flags & AV_PIX_FMT_FLAG_RGB);
    int sx = chroma ? 1 << desc->log2_chroma_w : 1, sy = chroma ? 1 << desc->log2_chroma_h : 1;
    int w = (SW + sx - 1) / sx, h = (SH + sy - 1) / sy;
    /* left: chroma sample k stands at luma sample 2 k; else between 2 k and 2 k + 1 */
    bool left = sx > 1 && av->format != AV_PIX_FMT_YUVJ420P;
    double fx = left ? (x - 0.5) / sx : x / sx - 0.5, fy = y / sy - 0.5;
    double sum = 0;
    *cover = 0;
    for (int k = 0; k < 4; k++) {
        int px = (int)floor(fx) + (k & 1), py = (int)floor(fy) + (k >> 1);
        double weight = (1 - fabs(fx - px)) * (1 - fabs(fy - py));
        sum += weight * component(av, i, clamp(px, w - 1), clamp(py, h - 1));
        if (px >= 0 && px < w && py >= 0 && py < h)
            *cover += weight;
    }
    return sum;
}

/* The textbook way round: E'Y = Kr R + Kg G + Kb B, scaled as BT.601 and JFIF say. */
static void to_rgb(const AVFrame *av, const double *v, double *rgb)
{
    const AVPixFmtDescriptor *desc = av_pix_fmt_desc_get(av->format);
    double unit = pow(2, desc->comp[0].depth - 8), top = pow(2, desc->comp[0].depth) - 1;
    double kr = av->colorspace == AVCOL_SPC_BT709 ? 0.2126 : 0.299;
    double kb = av->colorspace == AVCOL_SPC_BT709 ? 0.0722 : 0.114;
    if (desc->flags & AV_PIX_FMT_FLAG_RGB) {
        for (int i = 0; i < 3; i++)
            rgb[i] = 255 * v[i] / top;
        return;
    }
    bool full = av->format == AV_PIX_FMT_YUVJ420P;
    double y = full ? v[0] / top : (v[0] / unit - 16) / 219;
    double b = (v[1] / unit - 128) / (full ? top / unit : 224);
    double r = (v[2] / unit - 128) / (full ? top / unit : 224);
    rgb[0] = y + 2 * (1 - kr) * r;
    rgb[2] = y + 2 * (1 - kb) * b;
    rgb[1] = (y - kr * rgb[0] - kb * rgb[2]) / (1 - kr - kb);
    for (int i = 0; i < 3; i++)
        rgb[i] = 255 * fmin(fmax(rgb[i], 0), 1);
}

static void check_crop(const AVFrame *av, size_t turn, const struct media_frame *f,
                       const struct media_crop *crop)
{
    float got[OW * OH * 3];
    media_sample(f, crop, got);
    for (int i = 0; i < OW * OH; i++) {
        double u = i % OW + 0.5, w = i / OW + 0.5, x, y, v[3], rgb[3], cover, unused;
        const double *m = crop->m;
        shown_to_stored(turn, m[0] * u + m[1] * w + m[2], m[3] * u + m[4] * w + m[5], &x, &y);
        v[0] = reference(av, 0, x, y, &cover);
        v[1] = reference(av, 1, x, y, &unused);
        v[2] = reference(av, 2, x, y, &unused);
        to_rgb(av, v, rgb);
        for (int c = 0; c < 3; c++) {
            double want = rgb[c] * (crop->border == MEDIA_BLACK ? cover : 1) / 255;
            /* ten float roundings of numbers up to 4095, brought to 0..1 */
            assert_near(got[3 * i + c], crop->lo + (crop->hi - crop->lo) * want, 2e-5);
        }
    }
}

static struct media_crop random_crop(struct rng *rng, size_t k)
{
    double angle = rng_uniform(rng) * 6.3, scale = 0.1 + 1.5 * rng_uniform(rng);
    double c = cos(angle) * scale, s = sin(angle) * scale;
    return (struct media_crop){
        .m = { c, -s, 60 * rng_uniform(rng) - 10, s, c, 60 * rng_uniform(rng) - 10 },
        .width = OW,
        .height = OH,
        .lo = k % 2 ? -1 : 0,
        .hi = 1,
        .border = k % 3 ? MEDIA_REPLICATE : MEDIA_BLACK,
    };
}

/* Each value against the stored samples under it, looked up one by one. */
static void check_grey(const AVFrame *av, size_t turn, const struct media_frame *f, int shrink)
{
    float got[SW * SH];
    const struct media_grey size = media_grey_size(f, shrink);
    const int depth = av_pix_fmt_desc_get(av->format)->comp[0].depth;
    media_frame_grey(f, shrink, got);
    for (int i = 0; i < size.width * size.height; i++) {
        double sum = 0, cover;
        for (int k = 0; k < shrink * shrink; k++) {
            double u = i % size.width * shrink + k % shrink + 0.5, x, y;
            double w = i / size.width * shrink + k / shrink + 0.5;
            shown_to_stored(turn, u, w, &x, &y);
            sum += reference(av, 0, x, y, &cover);
        }
        /* rounding of the scale */
        assert_near(got[i], sum / (shrink * shrink) / pow(2, depth - 8), 1e-4);
    }
}

static void crops_match_a_slow_reference_in_every_format_and_turn(void **state)
{
    (void)state;
    struct rng rng = rng_new(1, 1);
    struct err err = { 0 };
    for (size_t k = 0; k < N_ELEMS(formats) * N_ELEMS(turns); k++) {
        size_t turn = k % N_ELEMS(turns);
        const int *t = turns[turn];
        int32_t matrix[9] = { t[0] * 65536, t[1] * 65536, 0, t[2] * 65536, t[3] * 65536 };
        AUTO(media_frame) struct media_frame *f = NULL;
        struct geometry geo;
        bool mirrored;
        AVFrame *av = random_picture(formats[k / N_ELEMS(turns)], &rng);
        av->colorspace = k % 2 ? AVCOL_SPC_BT709 : AVCOL_SPC_UNSPECIFIED;
        AVFrame *copy = av_frame_clone(av);
        media_geometry(matrix, SW, SH, &geo, &mirrored);
        assert_int_equal(mirrored, turn >= 4);
        assert_ok(media_frame_wrap(av, &geo, 0.5, 3, &f, &err), err);
        assert_int_equal(media_frame_width(f), t[0] ? SW : SH);
        /* a divisor of both sides, so that no row is left out at either end */
        check_grey(copy, turn, f, 1);
        check_grey(copy, turn, f, GREY_SHRINK);
        for (int repeat = 0; repeat < 3; repeat++) {
            struct media_crop crop = random_crop(&rng, k + (size_t)repeat);
            check_crop(copy, turn, f, &crop);
        }
        av_frame_free(&copy);
        av_frame_free(&av);
    }
}

static void a_copy_of_the_whole_picture_is_exact(void **state)
{
    (void)state;
    AUTO(media_frame) struct media_frame *f = NULL;
    struct err err = { 0 };
    uint8_t bgrx[W * H * 4], back[W * H * 4];
    paint(bgrx, 3);
    assert_ok(media_frame_from_bgrx(bgrx, (size_t)W * 4, W, H, 1.5, 7, &f, &err), err);
    assert_near(media_frame_t_s(f), 1.5, 0);
    assert_int_equal(media_frame_index(f), 7);
    media_frame_bgrx(f, W, H, back, (size_t)W * 4);
    assert_memory_equal(back, bgrx, sizeof(bgrx));
}

static void a_shrunk_picture_is_the_mean_of_what_it_covers(void **state)
{
    (void)state;
    AUTO(media_frame) struct media_frame *f = NULL;
    struct err err = { 0 };
    uint8_t bgrx[W * H * 4], half[W * H];
    paint(bgrx, 3);
    assert_ok(media_frame_from_bgrx(bgrx, (size_t)W * 4, W, H, 0, 0, &f, &err), err);
    media_frame_bgrx(f, W / 2, H / 2, half, (size_t)W * 2);
    for (int i = 0; i < W / 2 * H / 2; i++)
        for (int c = 0; c < 3; c++) {
            const uint8_t *p = bgrx + 4 * (i / (W / 2) * 2 * W + i % (W / 2) * 2) + c;
            assert_near(half[4 * i + c], (p[0] + p[4] + p[4 * W] + p[4 * W + 4]) / 4.0, 0.5);
        }
}

static void maps_far_away_or_not_numbers_stay_inside_the_memory(void **state)
{
    (void)state;
    static const double odd[] = { 0, -1, 1e-300, 1e300, -1e300, INFINITY, -INFINITY, NAN, 8e9 };
    struct rng rng = rng_new(2, 2);
    struct err err = { 0 };
    uint8_t bgrx[W * H * 4];
    float out[OW * OH * 3];
    paint(bgrx, 0);
    for (int w = 1; w <= 2; w++) { /* the smallest pictures too */
        AUTO(media_frame) struct media_frame *f = NULL;
        assert_ok(media_frame_from_bgrx(bgrx, (size_t)W * 4, w, 3 - w, 0, 0, &f, &err), err);
        for (int k = 0; k < 200; k++) {
            struct media_crop crop = random_crop(&rng, (size_t)k);
            crop.m[rng_below(&rng, 6)] = odd[rng_below(&rng, N_ELEMS(odd))];
            crop.m[rng_below(&rng, 6)] = odd[rng_below(&rng, N_ELEMS(odd))];
            media_sample(f, &crop, out);
            for (int i = 0; i < OW * OH * 3; i++)
                assert_true(out[i] >= crop.lo && out[i] <= crop.hi);
        }
    }
}

static void other_formats_are_converted_once(void **state)
{
    (void)state;
    static const enum AVPixelFormat others[] = { AV_PIX_FMT_PAL8,        AV_PIX_FMT_GRAY8,
                                                 AV_PIX_FMT_YUV420P10BE, AV_PIX_FMT_RGB565,
                                                 AV_PIX_FMT_P010,        AV_PIX_FMT_MONOBLACK };
    struct rng rng = rng_new(3, 3);
    struct err err = { 0 };
    for (size_t i = 0; i < N_ELEMS(others); i++) {
        AUTO(media_frame) struct media_frame *f = NULL;
        uint8_t out[SW * SH * 4];
        struct geometry geo;
        bool mirrored;
        AVFrame *av = random_picture(others[i], &rng);
        media_geometry(NULL, SW, SH, &geo, &mirrored);
        assert_ok(media_frame_wrap(av, &geo, 0, 0, &f, &err), err);
        media_frame_bgrx(f, SW, SH, out, (size_t)SW * 4);
        assert_int_equal(out[SW * SH * 4 - 1], 255);
        av_frame_free(&av);
    }
}

static void pictures_without_a_sensible_size_are_refused(void **state)
{
    (void)state;
    struct media_frame *f = NULL;
    struct err err = { 0 };
    uint8_t one[4] = { 0 };
    assert_refused(media_frame_from_bgrx(one, 4, 0, 1, 0, 0, &f, &err), ERR_LIMIT);
    assert_refused(media_frame_from_bgrx(one, 4, 1, 8193, 0, 0, &f, &err), ERR_LIMIT);
    assert_null(f);
}

/* A damaged AV1 clip made the decoder hand out such a picture. */
static void pictures_that_lack_a_plane_or_half_a_row_are_refused(void **state)
{
    (void)state;
    struct rng rng = rng_new(4, 4);
    for (int i = 0; i < 4; i++) {
        struct media_frame *f = NULL;
        struct err err = { 0 };
        struct geometry geo;
        bool mirrored;
        AVFrame *av = random_picture(AV_PIX_FMT_YUV420P, &rng);
        media_geometry(NULL, SW, SH, &geo, &mirrored);
        if (i < 3)
            av->data[i] = NULL;
        else
            av->linesize[2] = SW / 2 - 1;
        assert_refused(media_frame_wrap(av, &geo, 0, 0, &f, &err), ERR_UNSUPPORTED);
        assert_null(f);
        av_frame_free(&av);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crops_match_a_slow_reference_in_every_format_and_turn),
        cmocka_unit_test(a_copy_of_the_whole_picture_is_exact),
        cmocka_unit_test(a_shrunk_picture_is_the_mean_of_what_it_covers),
        cmocka_unit_test(maps_far_away_or_not_numbers_stay_inside_the_memory),
        cmocka_unit_test(other_formats_are_converted_once),
        cmocka_unit_test(pictures_without_a_sensible_size_are_refused),
        cmocka_unit_test(pictures_that_lack_a_plane_or_half_a_row_are_refused),
    };
    return cmocka_run_group_tests_name("sample", tests, NULL, NULL);
}

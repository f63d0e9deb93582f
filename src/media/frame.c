/* SPDX-License-Identifier: Apache-2.0 */
#include "media/internal.h"

#include <assert.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

#include "base/mem.h"

static int sign(int v) { return v < 0 ? -1 : 1; }

int media_geometry(const int32_t *matrix, int width, int height, struct geometry *geo,
                   bool *ret_mirrored)
{
    /* Display matrix in rows a b u, c d v, x y w: shown = (a x + c y, b x + d y). Its
     * transpose leads back, because it is a turn by quarters. */
    int a = 1, b = 0, c = 0, d = 1;
    if (matrix && (matrix[0] || matrix[1] || matrix[3] || matrix[4])) {
        bool straight = llabs((long long)matrix[0]) >= llabs((long long)matrix[1]);
        a = straight ? sign(matrix[0]) : 0;
        d = straight ? sign(matrix[4]) : 0;
        b = straight ? 0 : sign(matrix[1]);
        c = straight ? 0 : sign(matrix[3]);
    }
    *geo = (struct geometry){ a, b, c, d, a ? width : height, a ? height : width };
    *ret_mirrored = a * d - b * c < 0;
    /* A mirrored picture is named by the turn before a flip of top and bottom. */
    if (a)
        return a > 0 ? 0 : 180;
    return b > 0 ? 90 : 270;
}

/* Luma weights of red and blue: ITU-R BT.709-6, BT.601-7, BT.2020-2, SMPTE 240M, FCC 47 CFR
 * 73.682. Anything else, unspecified too, is BT.601, as libswscale takes it. */
static void luma_weights(enum AVColorSpace space, double *kr, double *kb)
{
    static const struct {
        enum AVColorSpace space;
        double kr, kb;
    } rows[] = {
        { AVCOL_SPC_BT709, 0.2126, 0.0722 },     { AVCOL_SPC_FCC, 0.30, 0.11 },
        { AVCOL_SPC_SMPTE240M, 0.212, 0.087 },   { AVCOL_SPC_BT2020_NCL, 0.2627, 0.0593 },
        { AVCOL_SPC_BT2020_CL, 0.2627, 0.0593 },
    };
    *kr = 0.299;
    *kb = 0.114;
    for (size_t i = 0; i < N_ELEMS(rows); i++)
        if (rows[i].space == space) {
            *kr = rows[i].kr;
            *kb = rows[i].kb;
        }
}

static bool is_full_range(const AVFrame *av)
{
    switch (av->format) { /* the old names say it in the format */
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVJ422P:
    case AV_PIX_FMT_YUVJ444P:
    case AV_PIX_FMT_YUVJ440P:
        return true;
    }
    return av->color_range == AVCOL_RANGE_JPEG;
}

static void set_colour(struct media_frame *f, const AVPixFmtDescriptor *desc)
{
    int depth = desc->comp[0].depth;
    double unit = 1 << (depth - 8);          /* one step of an 8-bit picture */
    double top = ((1 << depth) - 1) / 255.0; /* the same at full range */
    double m[3][4] = { { 0 } };
    if (desc->flags & AV_PIX_FMT_FLAG_RGB) {
        for (int i = 0; i < 3; i++)
            m[i][i] = 1 / top;
    } else {
        bool full = is_full_range(f->av);
        double kr, kb;
        luma_weights(f->av->colorspace, &kr, &kb);
        double kg = 1 - kr - kb;
        double y = full ? 1 / top : 255.0 / (219 * unit);
        double c = full ? 1 / top : 255.0 / (224 * unit);
        double v[3] = { 2 * (1 - kr), -2 * (1 - kr) * kr / kg, 0 };
        double u[3] = { 0, -2 * (1 - kb) * kb / kg, 2 * (1 - kb) };
        for (int i = 0; i < 3; i++) {
            m[i][0] = y;
            m[i][1] = c * u[i];
            m[i][2] = c * v[i];
            m[i][3] = -(full ? 0 : 16 * unit * y) - 128 * unit * c * (u[i] + v[i]);
        }
    }
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++)
            f->to_rgb[i][j] = (float)m[i][j];
}

/* Formats that media_sample reads in place: three whole components of 8 to 16 bits, in the
 * machine's byte order, in the low bits. */
static bool is_direct(const AVPixFmtDescriptor *desc)
{
    const uint64_t no = AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM |
                        AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_FLOAT |
                        AV_PIX_FMT_FLAG_BAYER;
    if (desc->flags & no || desc->nb_components < 3)
        return false;
    for (int i = 0; i < 3; i++) {
        const AVComponentDescriptor *c = &desc->comp[i];
        if (c->depth < 8 || c->depth > 16 || c->shift || c->depth != desc->comp[0].depth)
            return false;
    }
    return true;
}

/* A decoder of damaged data may give a picture without pixels, or with rows too short. */
bool media_picture_is_whole(const AVFrame *av)
{
    const AVPixFmtDescriptor *desc = av_pix_fmt_desc_get(av->format);
    if (!desc || av->width <= 0 || av->height <= 0)
        return false;
    for (int i = 0; i < desc->nb_components; i++) {
        const AVComponentDescriptor *c = &desc->comp[i];
        bool chroma = (i == 1 || i == 2) && !(desc->flags & AV_PIX_FMT_FLAG_RGB);
        int64_t width = AV_CEIL_RSHIFT(av->width, chroma ? desc->log2_chroma_w : 0);
        int64_t need = width * c->step; /* bits in a bit stream */
        need = desc->flags & AV_PIX_FMT_FLAG_BITSTREAM ? (need + 7) / 8 : need;
        if (!av->data[c->plane] || abs(av->linesize[c->plane]) < need)
            return false;
    }
    return true;
}

static void set_planes(struct media_frame *f, const AVPixFmtDescriptor *desc)
{
    /* Chroma stands on the left pixel of each pair unless the clip says otherwise (H.264
     * figure E-1, type 0); JPEG puts it in the middle (JFIF 1.02). */
    enum AVChromaLocation at = f->av->chroma_location;
    bool yuv = !(desc->flags & AV_PIX_FMT_FLAG_RGB);
    bool left = at == AVCHROMA_LOC_LEFT || at == AVCHROMA_LOC_TOPLEFT ||
                at == AVCHROMA_LOC_BOTTOMLEFT ||
                (at == AVCHROMA_LOC_UNSPECIFIED && !is_full_range(f->av));
    bool top = at == AVCHROMA_LOC_TOPLEFT || at == AVCHROMA_LOC_TOP;
    f->wide = desc->comp[0].depth > 8;
    for (int i = 0; i < 3; i++) {
        const AVComponentDescriptor *c = &desc->comp[i];
        bool chroma = yuv && i > 0;
        int sx = chroma ? desc->log2_chroma_w : 0, sy = chroma ? desc->log2_chroma_h : 0;
        struct plane *p = &f->plane[i];
        p->data = f->av->data[c->plane] + c->offset;
        p->stride = f->av->linesize[c->plane];
        p->step = c->step;
        p->width = AV_CEIL_RSHIFT(f->av->width, sx);
        p->height = AV_CEIL_RSHIFT(f->av->height, sy);
        p->scale[0] = 1.0 / (1 << sx);
        p->scale[1] = 1.0 / (1 << sy);
        p->shift[0] = sx && left ? -0.5 * p->scale[0] : -0.5;
        p->shift[1] = sy && top ? -0.5 * p->scale[1] : -0.5;
    }
    f->shared_uv = f->plane[1].stride == f->plane[2].stride;
}

static void set_mapping(struct media_frame *f)
{
    const struct geometry *g = &f->geo;
    /* 1 unless pixels are not square or the size changed midway */
    double kx = f->av->width / (double)(g->a ? g->width : g->height);
    double ky = f->av->height / (double)(g->a ? g->height : g->width);
    const double m[6] = {
        g->a * kx, g->b * kx, g->a + g->b < 0 ? f->av->width : 0,
        g->c * ky, g->d * ky, g->c + g->d < 0 ? f->av->height : 0,
    };
    memcpy(f->to_stored, m, sizeof(m));
}

static int convert(AVFrame *av, const AVPixFmtDescriptor *desc, struct err *err)
{
    enum AVPixelFormat to = AV_PIX_FMT_BGR0;
    if (!(desc->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) &&
        desc->nb_components >= 3)
        to = desc->log2_chroma_w ? AV_PIX_FMT_YUV420P : AV_PIX_FMT_YUV444P;
    struct SwsContext *sws =
        sws_getContext(av->width, av->height, av->format, av->width, av->height, to,
                       SWS_BILINEAR | SWS_ACCURATE_RND | SWS_BITEXACT, NULL, NULL, NULL);
    if (!sws)
        return err_set(err, ERR_UNSUPPORTED, "pixel format %s is not supported", desc->name);
    AVFrame *out = av_frame_alloc();
    int rc = out ? av_frame_copy_props(out, av) : AVERROR(ENOMEM);
    if (rc >= 0) {
        out->format = to;
        out->width = av->width;
        out->height = av->height;
        rc = av_frame_get_buffer(out, 0);
    }
    if (rc >= 0)
        rc = sws_scale(sws, (const uint8_t *const *)av->data, av->linesize, 0, av->height,
                       out->data, out->linesize);
    sws_freeContext(sws);
    if (rc >= 0) {
        av_frame_unref(av);
        av_frame_move_ref(av, out);
    }
    av_frame_free(&out);
    return rc < 0 ? media_av_error(err, ERR_FORMAT, rc, "cannot convert a picture") : 0;
}

int media_frame_wrap(AVFrame *av, const struct geometry *geo, double t_s, size_t index,
                     struct media_frame **ret_frame, struct err *err)
{
    const AVPixFmtDescriptor *desc = av_pix_fmt_desc_get(av->format);
    if (!media_picture_is_whole(av))
        return err_set(err, ERR_UNSUPPORTED, "the decoder gives pictures without pixels");
    if (av->width > MEDIA_SIDE_MAX || av->height > MEDIA_SIDE_MAX)
        return err_set(err, ERR_LIMIT, "the picture is %dx%d, at most %dx%d is read", av->width,
                       av->height, MEDIA_SIDE_MAX, MEDIA_SIDE_MAX);
    if (!is_direct(desc)) {
        int rc = convert(av, desc, err);
        if (rc < 0)
            return rc;
        desc = av_pix_fmt_desc_get(av->format);
    }
    AUTO(media_frame) struct media_frame *f = mem_array(1, sizeof(*f));
    if (!f)
        return err_set(err, ERR_NOMEM, "no memory for a frame");
    atomic_init(&f->refs, 1);
    f->av = av_frame_alloc();
    if (!f->av)
        return err_set(err, ERR_NOMEM, "no memory for a frame");
    av_frame_move_ref(f->av, av);
    f->t_s = t_s;
    f->index = index;
    f->geo = *geo;
    set_planes(f, desc);
    set_colour(f, desc);
    set_mapping(f);
    *ret_frame = STEAL(f);
    return 0;
}

/* NOLINTNEXTLINE(readability-function-size): a picture is what its arguments say */
int media_frame_from_bgrx(const uint8_t *bgrx, size_t stride, int width, int height, double t_s,
                          size_t index, struct media_frame **ret_frame, struct err *err)
{
    struct geometry geo;
    bool mirrored;
    if (width < 1 || height < 1 || width > MEDIA_SIDE_MAX || height > MEDIA_SIDE_MAX)
        return err_set(err, ERR_LIMIT, "a picture of %dx%d is outside 1x1 to %dx%d", width,
                       height, MEDIA_SIDE_MAX, MEDIA_SIDE_MAX);
    AVFrame *av = av_frame_alloc();
    if (!av)
        return err_set(err, ERR_NOMEM, "no memory for a frame");
    av->format = AV_PIX_FMT_BGR0;
    av->width = width;
    av->height = height;
    int rc = av_frame_get_buffer(av, 0);
    if (rc < 0) {
        rc = err_set(err, ERR_NOMEM, "no memory for a frame of %dx%d", width, height);
    } else {
        for (int y = 0; y < height; y++)
            memcpy(av->data[0] + (ptrdiff_t)y * av->linesize[0], bgrx + (size_t)y * stride,
                   4 * (size_t)width);
        media_geometry(NULL, width, height, &geo, &mirrored);
        rc = media_frame_wrap(av, &geo, t_s, index, ret_frame, err);
    }
    av_frame_free(&av);
    return rc;
}

struct media_frame *media_frame_ref(struct media_frame *f)
{
    atomic_fetch_add_explicit(&f->refs, 1, memory_order_relaxed);
    return f;
}

struct media_frame *media_frame_unref(struct media_frame *f)
{
    if (!f || atomic_fetch_sub_explicit(&f->refs, 1, memory_order_acq_rel) != 1)
        return NULL;
    av_frame_free(&f->av);
    free(f);
    return NULL;
}

double media_frame_t_s(const struct media_frame *f) { return f->t_s; }
size_t media_frame_index(const struct media_frame *f) { return f->index; }
int media_frame_width(const struct media_frame *f) { return f->geo.width; }
int media_frame_height(const struct media_frame *f) { return f->geo.height; }

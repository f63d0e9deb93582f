/* SPDX-License-Identifier: Apache-2.0 */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include <math.h>

#include "base/file.h"
#include "base/mem.h"
#include "media/internal.h"

struct container {
    const char *ending, *muxer, *codec;
    bool whole_frames; /* times are counted in frames */
};
/* clang-format off */
static const struct container containers[] = {
    { ".mp4",  "mp4",      "h264",  false },
    { ".m4v",  "mp4",      "h264",  false },
    { ".mov",  "mov",      "h264",  false },
    { ".mkv",  "matroska", "h264",  false },
    { ".webm", "webm",     "vp9",   false },
    { ".avi",  "avi",      "mjpeg", true },
};

enum scale { /* what the quality of 0..51 becomes */
    SCALE_CRF,    /* crf 1..51 */
    SCALE_CRF63,  /* crf 1..63, bit rate 0 */
    SCALE_QUANT,  /* quantiser 1..31 */
    SCALE_NONE    /* always lossless */
};
struct encoder {
    const char *codec, *name;
    enum AVPixelFormat fmt, fmt10; /* fmt10 NONE: 8 bits only */
    enum scale scale;
    const char *options;  /* "key=value:key=value", the same bytes on every run */
    const char *lossless; /* more of them for quality 0; NULL: quality 1 */
};
static const struct encoder encoders[] = {
    { "h264", "libx264", AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV420P10, SCALE_CRF,
      /* x264's macroblock tree reads memory it has not set: other bytes on another run */
      "preset=veryfast:x264-params=mbtree=0", "qp=0" },
    { "hevc", "libx265", AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV420P10, SCALE_CRF,
      "preset=superfast:x265-params=log-level=none\\:info=0\\:pools=none\\:frame-threads=1",
      "x265-params=log-level=none\\:info=0\\:pools=none\\:frame-threads=1\\:lossless=1" },
    { "vp9", "libvpx-vp9", AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV420P10, SCALE_CRF63,
      "deadline=realtime:cpu-used=7", "lossless=1" },
    { "av1", "libaom-av1", AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV420P10, SCALE_CRF63,
      "usage=realtime:cpu-used=8", NULL },
    { "mjpeg", "mjpeg", AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_NONE, SCALE_QUANT, "", NULL },
    { "mpeg4", "mpeg4", AV_PIX_FMT_YUV420P, AV_PIX_FMT_NONE, SCALE_QUANT, "", NULL },
    { "ffv1", "ffv1", AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV420P10, SCALE_NONE, "", NULL },
};
/* clang-format on */

enum { TICKS_MAX = 60000 }; /* clock ticks a second; MPEG-4 part 2 counts to 65535 */

struct media_writer {
    struct media_write_params par;
    char *path;
    struct file *file;
    AVFormatContext *fmt;
    AVCodecContext *enc;
    AVFrame *frame;
    AVPacket *pkt;
    struct SwsContext *sws;
    int64_t ticks; /* per frame at par.fps */
    int64_t n_written, last_pts;
    bool failed;
};

struct media_writer *media_writer_free(struct media_writer *w)
{
    if (!w)
        return NULL;
    avcodec_free_context(&w->enc);
    if (w->fmt) {
        avio_closep(&w->fmt->pb);
        avformat_free_context(w->fmt);
    }
    av_frame_free(&w->frame);
    av_packet_free(&w->pkt);
    sws_freeContext(w->sws);
    file_free(w->file);
    free(w->path);
    free(w);
    return NULL;
}

static const struct container *find_container(const char *path)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < N_ELEMS(containers); i++)
        if (strcasecmp(dot, containers[i].ending) == 0)
            return &containers[i];
    return NULL;
}

static const struct encoder *find_encoder(const char *codec)
{
    for (size_t i = 0; i < N_ELEMS(encoders); i++)
        if (strcmp(encoders[i].codec, codec) == 0)
            return &encoders[i];
    return NULL;
}

int media_check_ending(const char *path, struct err *err)
{
    if (find_container(path))
        return 0;
    return err_set(err, ERR_USAGE, "\"%s\" must end in .mp4, .m4v, .mov, .mkv, .webm or .avi",
                   path);
}

static int check(const char *path, const struct media_write_params *par, struct err *err)
{
    int rc = media_check_ending(path, err);
    if (rc < 0)
        return rc;
    if (par->width < 2 || par->height < 2 || par->width % 2 || par->height % 2 ||
        par->width > MEDIA_SIDE_MAX || par->height > MEDIA_SIDE_MAX)
        return err_set(err, ERR_USAGE, "a clip of %dx%d: sides must be even, 2 to %d",
                       par->width, par->height, MEDIA_SIDE_MAX);
    if (!(par->fps >= 1 && par->fps <= 1000))
        return err_set(err, ERR_USAGE, "%g frames/s is outside 1 to 1000", par->fps);
    if (par->quality < 0 || par->quality > 51)
        return err_set(err, ERR_USAGE, "quality %d is outside 0 to 51", par->quality);
    if (par->rotation_deg % 90 || par->rotation_deg < 0 || par->rotation_deg > 270)
        return err_set(err, ERR_USAGE, "a turn of %d degrees must be 0, 90, 180 or 270",
                       par->rotation_deg);
    if (par->bit_depth != 0 && par->bit_depth != 8 && par->bit_depth != 10)
        return err_set(err, ERR_USAGE, "%d bits must be 8 or 10", par->bit_depth);
    return 0;
}

static int set_quality(AVCodecContext *enc, const struct encoder *e, int quality,
                       AVDictionary **opt)
{
    int rc = av_dict_parse_string(opt, e->options, "=", ":", 0);
    if (rc >= 0 && quality == 0 && e->lossless)
        return av_dict_parse_string(opt, e->lossless, "=", ":", 0);
    if (quality < 1)
        quality = 1;
    if (e->scale == SCALE_CRF || e->scale == SCALE_CRF63) {
        av_dict_set_int(opt, "crf", e->scale == SCALE_CRF ? quality : quality * 63 / 51, 0);
        enc->bit_rate = 0;
    } else if (e->scale == SCALE_QUANT) {
        enc->flags |= AV_CODEC_FLAG_QSCALE;
        enc->global_quality = FF_QP2LAMBDA * (1 + (quality - 1) * 30 / 50);
    }
    return rc;
}

static int open_encoder(struct media_writer *w, const struct encoder *e, struct err *err)
{
    const struct media_write_params *par = &w->par;
    const AVCodec *codec = avcodec_find_encoder_by_name(e->name);
    AVDictionary *opt = NULL;
    if (!codec)
        return err_set(err, ERR_UNSUPPORTED,
                       "this machine's libavcodec has no %s, which codes \"%s\"", e->name,
                       e->codec);
    enum AVPixelFormat fmt = par->bit_depth == 10 ? e->fmt10 : e->fmt;
    if (fmt == AV_PIX_FMT_NONE)
        return err_set(err, ERR_UNSUPPORTED, "codec \"%s\" has no 10-bit form", e->codec);
    w->enc = avcodec_alloc_context3(codec);
    if (!w->enc)
        return err_set(err, ERR_NOMEM, "no memory to code \"%s\"", w->path);
    AVRational fps = av_d2q(par->fps, 1001 * 1000);
    w->ticks = find_container(w->path)->whole_frames ? 1 : FFMAX(1, TICKS_MAX / fps.num);
    w->enc->width = par->width;
    w->enc->height = par->height;
    w->enc->pix_fmt = fmt;
    w->enc->framerate = fps;
    w->enc->time_base = (AVRational){ fps.den, fps.num * (int)w->ticks };
    w->enc->gop_size = 60;
    /* One thread: how x264 and others divide the work changes the bytes they write. */
    w->enc->thread_count = 1;
    w->enc->flags |= AV_CODEC_FLAG_BITEXACT;
    if (w->fmt->oformat->flags & AVFMT_GLOBALHEADER)
        w->enc->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    bool jpeg = fmt == AV_PIX_FMT_YUVJ420P; /* JFIF: BT.601, full range, chroma centred */
    w->enc->colorspace = jpeg ? AVCOL_SPC_BT470BG : AVCOL_SPC_BT709;
    w->enc->color_range = jpeg ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    w->enc->color_primaries = AVCOL_PRI_BT709;
    w->enc->color_trc = AVCOL_TRC_BT709;
    w->enc->chroma_sample_location = jpeg ? AVCHROMA_LOC_CENTER : AVCHROMA_LOC_LEFT;
    media_log_clear();
    int rc = set_quality(w->enc, e, par->quality, &opt);
    if (rc >= 0)
        rc = avcodec_open2(w->enc, codec, &opt);
    av_dict_free(&opt);
    return rc < 0 ? media_av_error(err, ERR_UNSUPPORTED, rc, "cannot code \"%s\" with %s",
                                   w->path, e->name)
                  : 0;
}

static int open_scaler(struct media_writer *w, struct err *err)
{
    const AVCodecContext *enc = w->enc;
    bool full = enc->color_range == AVCOL_RANGE_JPEG;
    const int *from = sws_getCoefficients(SWS_CS_DEFAULT);
    const int *to =
        sws_getCoefficients(enc->colorspace == AVCOL_SPC_BT709 ? SWS_CS_ITU709 : SWS_CS_ITU601);
    w->sws = sws_alloc_context();
    w->frame = av_frame_alloc();
    w->pkt = av_packet_alloc();
    if (!w->sws || !w->frame || !w->pkt)
        return err_set(err, ERR_NOMEM, "no memory to code \"%s\"", w->path);
    av_opt_set_int(w->sws, "srcw", enc->width, 0);
    av_opt_set_int(w->sws, "srch", enc->height, 0);
    av_opt_set_int(w->sws, "dstw", enc->width, 0);
    av_opt_set_int(w->sws, "dsth", enc->height, 0);
    av_opt_set_int(w->sws, "src_format", AV_PIX_FMT_BGR0, 0);
    av_opt_set_int(w->sws, "dst_format", enc->pix_fmt, 0);
    av_opt_set_int(w->sws, "dst_range", full, 0);
    av_opt_set_int(w->sws, "dst_h_chr_pos", full ? 128 : 0, 0); /* 1/256 px */
    av_opt_set_int(w->sws, "dst_v_chr_pos", 128, 0);
    av_opt_set_int(w->sws, "sws_flags",
                   SWS_BILINEAR | SWS_ACCURATE_RND | SWS_BITEXACT | SWS_FULL_CHR_H_INP, 0);
    sws_setColorspaceDetails(w->sws, from, 1, to, full, 0, 1 << 16, 1 << 16);
    w->frame->format = enc->pix_fmt;
    w->frame->width = enc->width;
    w->frame->height = enc->height;
    int rc = sws_init_context(w->sws, NULL, NULL);
    if (rc >= 0)
        rc = av_frame_get_buffer(w->frame, 0);
    return rc < 0 ? media_av_error(err, ERR_UNSUPPORTED, rc, "cannot convert pictures") : 0;
}

static int add_rotation(AVStream *st, int clockwise_deg)
{
    if (clockwise_deg == 0)
        return 0;
    uint8_t *matrix =
        av_stream_new_side_data(st, AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(int32_t));
    if (!matrix)
        return AVERROR(ENOMEM);
    /* libavutil turns clockwise for a positive angle here (and tells it back negated). */
    av_display_rotation_set((int32_t *)(void *)matrix, clockwise_deg);
    return 0;
}

static int open_muxer(struct media_writer *w, struct err *err)
{
    AVDictionary *opt = NULL;
    AVStream *st = avformat_new_stream(w->fmt, NULL);
    if (!st)
        return err_set(err, ERR_NOMEM, "no memory to write \"%s\"", w->path);
    st->time_base = w->enc->time_base;
    st->avg_frame_rate = st->r_frame_rate = w->enc->framerate;
    media_log_clear();
    int rc = avcodec_parameters_from_context(st->codecpar, w->enc);
    if (rc >= 0)
        rc = add_rotation(st, w->par.rotation_deg);
    if (rc < 0)
        return media_av_error(err, ERR_NOMEM, rc, "cannot write \"%s\"", w->path);
    w->fmt->flags |= AVFMT_FLAG_BITEXACT;
    av_dict_set(&opt, "movflags", "+faststart", 0);
    if (w->par.capture_fps > 0) {
        char text[32];
        snprintf(text, sizeof(text), "%.6f", w->par.capture_fps);
        av_dict_set(&w->fmt->metadata, "com.android.capture.fps", text, 0);
        av_dict_set(&opt, "movflags", "+faststart+use_metadata_tags", 0);
    }
    char url[4200]; /* "file:", so that a colon in the path is not taken for a protocol */
    snprintf(url, sizeof(url), "file:%s", file_tmp_path(w->file));
    rc = avio_open(&w->fmt->pb, url, AVIO_FLAG_WRITE);
    if (rc >= 0) {
        av_free(w->fmt->url); /* faststart opens the file again by this name */
        w->fmt->url = av_strdup(url);
        rc = avformat_write_header(w->fmt, &opt);
    }
    av_dict_free(&opt);
    return rc < 0 ? media_av_error(err, ERR_IO, rc, "cannot write \"%s\"", w->path) : 0;
}

int media_write_begin(const char *path, const struct media_write_params *par,
                      struct media_writer **ret_writer, struct err *err)
{
    media_log_init();
    int rc = check(path, par, err);
    if (rc < 0)
        return rc;
    const struct container *box = find_container(path);
    const struct encoder *e = find_encoder(par->codec ? par->codec : box->codec);
    if (!e)
        return err_set(err, ERR_USAGE, "no codec \"%s\": use h264, hevc, vp9, av1 or mjpeg",
                       par->codec);
    AUTO(media_writer) struct media_writer *w = mem_array(1, sizeof(*w));
    if (!w || !(w->path = mem_strdup(path)))
        return err_set(err, ERR_NOMEM, "no memory to write \"%s\"", path);
    w->par = *par;
    w->par.codec = NULL; /* borrowed from the caller until now */
    w->last_pts = INT64_MIN;
    if (avformat_alloc_output_context2(&w->fmt, NULL, box->muxer, NULL) < 0)
        return err_set(err, ERR_UNSUPPORTED, "this machine's libavformat cannot write %s",
                       box->muxer);
    if (!avformat_query_codec(w->fmt->oformat, avcodec_descriptor_get_by_name(e->codec)->id,
                              FF_COMPLIANCE_NORMAL))
        return err_set(err, ERR_USAGE,
                       "a %s file cannot hold %s: choose another ending or codec", box->ending,
                       e->codec);
    if ((rc = open_encoder(w, e, err)) < 0 || (rc = open_scaler(w, err)) < 0 ||
        (rc = file_new(path, &w->file, err)) < 0 || (rc = open_muxer(w, err)) < 0)
        return rc;
    *ret_writer = STEAL(w);
    return 0;
}

/* Hand a picture (NULL: the end) to the encoder and what it gives back to the file. */
static int encode(struct media_writer *w, const AVFrame *frame, struct err *err)
{
    AVStream *st = w->fmt->streams[0];
    media_log_clear();
    int rc = avcodec_send_frame(w->enc, frame);
    while (rc >= 0) {
        rc = avcodec_receive_packet(w->enc, w->pkt);
        if (rc == AVERROR(EAGAIN) || rc == AVERROR_EOF)
            return 0;
        if (rc < 0)
            break;
        w->pkt->duration = w->ticks;
        w->pkt->stream_index = 0;
        av_packet_rescale_ts(w->pkt, w->enc->time_base, st->time_base);
        rc = av_interleaved_write_frame(w->fmt, w->pkt);
    }
    w->failed = true;
    return media_av_error(err, ERR_IO, rc, "cannot write \"%s\"", w->path);
}

static int write_pts(struct media_writer *w, const uint8_t *bgrx, size_t stride, int64_t pts,
                     struct err *err)
{
    if (pts <= w->last_pts)
        return err_set(err, ERR_USAGE, "picture %lld is not later than the one before",
                       (long long)w->n_written);
    if (av_frame_make_writable(w->frame) < 0)
        return err_set(err, ERR_NOMEM, "no memory for a picture of \"%s\"", w->path);
    const uint8_t *const from[4] = { bgrx };
    const int from_stride[4] = { (int)stride };
    sws_scale(w->sws, from, from_stride, 0, w->frame->height, w->frame->data,
              w->frame->linesize);
    w->frame->pts = pts;
    w->frame->pict_type = AV_PICTURE_TYPE_NONE;
    if (w->enc->flags & AV_CODEC_FLAG_QSCALE)
        w->frame->quality = w->enc->global_quality;
    w->last_pts = pts;
    w->n_written++;
    return encode(w, w->frame, err);
}

int media_write(struct media_writer *w, const uint8_t *bgrx, size_t stride, struct err *err)
{
    int64_t pts = w->n_written ? w->last_pts + w->ticks : 0;
    return write_pts(w, bgrx, stride, pts, err);
}

int media_write_at(struct media_writer *w, const uint8_t *bgrx, size_t stride, double t_s,
                   struct err *err)
{
    if (!(t_s >= 0 && t_s < 1e6))
        return err_set(err, ERR_USAGE, "a picture at %g s is outside 0 to 1000000 s", t_s);
    return write_pts(w, bgrx, stride, llround(t_s / av_q2d(w->enc->time_base)), err);
}

int media_write_end(struct media_writer *w, struct err *err)
{
    if (w->failed)
        return err_set(err, ERR_IO, "\"%s\" could not be written", w->path);
    if (w->n_written == 0)
        return err_set(err, ERR_USAGE, "\"%s\" would have no picture", w->path);
    int rc = encode(w, NULL, err);
    if (rc < 0)
        return rc;
    rc = av_write_trailer(w->fmt);
    int closed = avio_closep(&w->fmt->pb);
    if (rc < 0 || closed < 0)
        return media_av_error(err, ERR_IO, rc < 0 ? rc : closed, "cannot write \"%s\"",
                              w->path);
    w->failed = true; /* nothing may follow */
    return file_commit(w->file, err);
}

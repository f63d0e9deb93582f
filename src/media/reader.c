/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <ctype.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
#include <math.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/text.h"
#include "media/internal.h"

/* Demuxers that may look at a clip. Those that open other files or the network are left out.
 * Sound files are there to be refused by what they are. */
static const char allowed_formats[] =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,mxf,nut,ivf,"
    "h264,hevc,m4v,obu,av1,mjpeg,mjpeg_2000,yuv4mpegpipe,dv,gif,apng,webp_pipe,png_pipe,"
    "jpeg_pipe,bmp_pipe,tiff_pipe,image2,image2pipe,mp3,wav,flac,aac";

/* Where cameras state the rate they filmed at, when they play it slower. */
static const char *const capture_fps_keys[] = {
    "com.android.capture.fps", /* Android MediaRecorder, 'mdta' key of the movie */
};

enum {
    ERRORS_IN_A_ROW_MAX = 1000, /* without one frame: the rest is not video */
    THREADS_DEFAULT = 2,
};
static const double GAP_MAX_S = 60, BACK_MAX_S = 1; /* beyond: the clock was reset */

struct media_reader {
    struct input *in; /* NULL: an image sequence */
    char *path;
    unsigned threads;
    AVFormatContext *fmt;
    AVCodecContext *dec;
    AVPacket *pkt;
    AVFrame *av;
    int stream;
    struct media_info info;
    struct geometry geo;
    struct media_damage damage;
    struct media_frame *first; /* decoded by media_open, not yet given */
    size_t n_given;
    double t0_s, last_s, shift_s; /* container's clock; ours; what resets add */
    double read_until_s, stated_end_s;
    int64_t n_packets;
    int errors_in_a_row;
    bool draining;
};

static void close_clip(struct media_reader *r)
{
    media_frame_freep(&r->first);
    avcodec_free_context(&r->dec);
    avformat_close_input(&r->fmt);
    av_packet_free(&r->pkt);
    av_frame_free(&r->av);
}

struct media_reader *media_close(struct media_reader *r)
{
    if (!r)
        return NULL;
    close_clip(r);
    input_free(r->in);
    free(r->path);
    free(r);
    return NULL;
}

static int refuse_open(AVFormatContext *s, AVIOContext **pb, const char *url, int flags,
                       AVDictionary **options)
{
    (void)s, (void)pb, (void)url, (void)flags, (void)options;
    return AVERROR(EACCES);
}

static int open_container(struct media_reader *r, struct err *err)
{
    AVDictionary *opt = NULL;
    const AVInputFormat *format = NULL;
    const char *name = r->path;

    r->fmt = avformat_alloc_context();
    if (!r->fmt)
        return err_set(err, ERR_NOMEM, "no memory to open \"%s\"", name);
    if (r->in) {
        r->fmt->pb = input_rewind(r->in);
        if (!r->fmt->pb)
            return err_set(err, ERR_NOMEM, "no memory to open \"%s\"", name);
        r->fmt->io_open = refuse_open;
    } else {
        format = av_find_input_format("image2");
    }
    r->fmt->flags |= AVFMT_FLAG_GENPTS;
    av_dict_set(&opt, "format_whitelist", allowed_formats, 0);
    av_dict_set(&opt, "protocol_whitelist", "file", 0);
    media_log_clear();
    int rc = avformat_open_input(&r->fmt, name, format, &opt);
    av_dict_free(&opt);
    if (rc == AVERROR(ENOENT))
        return err_set(err, ERR_NOT_FOUND, "there is no picture \"%s\"", name);
    if (rc < 0 && r->in && input_complained(r->in))
        return media_av_error(err, ERR_IO, rc, "cannot read \"%s\"", name);
    if (rc < 0 && strstr(media_log_last(), "moov atom not found"))
        return err_set(
            err, ERR_FORMAT,
            "\"%s\" is not a video, or lacks its table of contents (moov atom not found): "
            "was the recording or the copy cut off?",
            name);
    if (rc < 0 && media_log_last()[0] == '\0')
        return err_set(err, ERR_FORMAT, "\"%s\" is not a video of a known kind", name);
    if (rc < 0)
        return media_av_error(err, ERR_FORMAT, rc, "\"%s\" is not a video, or a damaged one",
                              name);
    return 0;
}

static int analyse(struct media_reader *r, struct err *err)
{
    AVFormatContext *fmt = r->fmt;
    unsigned n = fmt->nb_streams;
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers are meant, one for each stream */
    AUTO(mem) AVDictionary **opts = mem_array(n, sizeof(*opts));
    if (!opts)
        return err_set(err, ERR_NOMEM, "no memory to open \"%s\"", r->path);
    for (unsigned i = 0; i < n; i++) {
        if (fmt->streams[i]->codecpar->codec_type != AVMEDIA_TYPE_VIDEO)
            fmt->streams[i]->discard = AVDISCARD_ALL;
        av_dict_set_int(&opts[i], "max_pixels", (int64_t)MEDIA_SIDE_MAX * MEDIA_SIDE_MAX, 0);
    }
    int rc = avformat_find_stream_info(fmt, n ? opts : NULL);
    for (unsigned i = 0; i < n; i++)
        av_dict_free(&opts[i]);
    /* A clip that cannot be analysed may still decode; the first frame decides. */
    return rc == AVERROR(ENOMEM) ? err_set(err, ERR_NOMEM, "no memory for \"%s\"", r->path) : 0;
}

/* The default picture stream, else the largest. Covers and thumbnails do not count. */
static int choose_stream(struct media_reader *r, struct err *err)
{
    int64_t best = -1;
    bool sound = false;
    r->stream = -1;
    for (unsigned i = 0; i < r->fmt->nb_streams; i++) {
        AVStream *st = r->fmt->streams[i];
        const AVCodecParameters *par = st->codecpar;
        st->discard = AVDISCARD_ALL;
        sound |= par->codec_type == AVMEDIA_TYPE_AUDIO;
        if (par->codec_type != AVMEDIA_TYPE_VIDEO ||
            st->disposition & (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS))
            continue;
        int64_t rank = (int64_t)par->width * par->height +
                       (st->disposition & AV_DISPOSITION_DEFAULT ? INT64_C(1) << 62 : 0);
        if (rank <= best)
            continue;
        best = rank;
        r->stream = (int)i;
    }
    if (r->stream < 0)
        return err_set(err, ERR_FORMAT, "\"%s\" has %s", r->path,
                       sound ? "sound but no moving picture"
                             : "no moving picture: it is damaged or cut off");
    r->fmt->streams[r->stream]->discard = AVDISCARD_DEFAULT;
    return 0;
}

static int open_decoder(struct media_reader *r, struct err *err)
{
    AVStream *st = r->fmt->streams[r->stream];
    const AVCodecParameters *par = st->codecpar;
    const AVCodec *codec = avcodec_find_decoder(par->codec_id);
    char tag[AV_FOURCC_MAX_STRING_SIZE];
    if (!codec)
        return err_set(
            err, ERR_UNSUPPORTED,
            "\"%s\" is coded as \"%s\", for which this machine has no decoder", r->path,
            par->codec_id == AV_CODEC_ID_NONE ? av_fourcc_make_string(tag, par->codec_tag)
                                              : avcodec_get_name(par->codec_id));
    if (par->width > MEDIA_SIDE_MAX || par->height > MEDIA_SIDE_MAX)
        return err_set(err, ERR_LIMIT, "\"%s\" is %dx%d, at most %dx%d is read", r->path,
                       par->width, par->height, MEDIA_SIDE_MAX, MEDIA_SIDE_MAX);
    r->dec = avcodec_alloc_context3(codec);
    r->pkt = av_packet_alloc();
    r->av = av_frame_alloc();
    if (!r->dec || !r->pkt || !r->av)
        return err_set(err, ERR_NOMEM, "no memory to decode \"%s\"", r->path);
    int rc = avcodec_parameters_to_context(r->dec, par);
    if (rc >= 0) {
        r->dec->pkt_timebase = st->time_base;
        r->dec->max_pixels = (int64_t)MEDIA_SIDE_MAX * MEDIA_SIDE_MAX;
        r->dec->thread_count = r->threads ? (int)r->threads : THREADS_DEFAULT;
        /* Slices in threads would hide errors differently: frames only, so that damaged
         * clips too decode alike whatever the number of threads. */
        r->dec->thread_type = FF_THREAD_FRAME;
        media_log_clear();
        rc = avcodec_open2(r->dec, codec, NULL);
    }
    return rc < 0 ? media_av_error(err, ERR_FORMAT, rc, "cannot decode \"%s\" (%s)", r->path,
                                   codec->name)
                  : 0;
}

/* Read one packet of the picture into the decoder. 0, or < 0 at the end. */
static int feed(struct media_reader *r)
{
    AVPacket *pkt = r->pkt;
    int rc = av_read_frame(r->fmt, pkt);
    if (rc < 0) {
        if (rc != AVERROR_EOF)
            r->damage.truncated = true;
        r->draining = true;
        avcodec_send_packet(r->dec, NULL);
        return rc;
    }
    if (pkt->stream_index == r->stream) {
        const AVRational tb = r->fmt->streams[r->stream]->time_base;
        int64_t at = pkt->pts != AV_NOPTS_VALUE ? pkt->pts : pkt->dts;
        bool cut = pkt->flags & AV_PKT_FLAG_CORRUPT;
        r->n_packets++;
        if (at != AV_NOPTS_VALUE && !cut)
            r->read_until_s =
                fmax(r->read_until_s, ((double)at + (double)pkt->duration) * av_q2d(tb));
        if (cut || avcodec_send_packet(r->dec, pkt) < 0) {
            r->damage.n_bad_packets++;
            r->errors_in_a_row++;
        }
    }
    av_packet_unref(pkt);
    return 0;
}

static void note_end(struct media_reader *r)
{
    double slack_s = r->info.fps >= 1 ? 3 / r->info.fps : 0.1;
    if (r->stated_end_s > 0 && r->read_until_s + slack_s < r->stated_end_s)
        r->damage.truncated = true;
    /* libavformat shortens the duration of a cut AVI by itself, but keeps its frame count. */
    int64_t stated = r->fmt->streams[r->stream]->nb_frames;
    if (strcmp(r->fmt->iformat->name, "avi") == 0 && r->n_packets + 3 < stated)
        r->damage.truncated = true;
}

/* 1: r->av holds the next whole picture; 0: end. */
static int decode(struct media_reader *r)
{
    while (r->errors_in_a_row < ERRORS_IN_A_ROW_MAX) {
        int rc = avcodec_receive_frame(r->dec, r->av);
        if (rc == AVERROR(EAGAIN) && !r->draining) {
            feed(r);
            continue;
        }
        if (rc == AVERROR_EOF || rc == AVERROR(EAGAIN))
            break;
        bool bad = rc < 0 || r->av->flags & AV_FRAME_FLAG_CORRUPT ||
                   r->av->decode_error_flags || !media_picture_is_whole(r->av);
        if (!bad) {
            r->errors_in_a_row = 0;
            return 1;
        }
        av_frame_unref(r->av);
        r->damage.n_bad_packets++;
        r->errors_in_a_row++;
    }
    note_end(r);
    return 0;
}

/* Seconds from the first frame, always later than the frame before. */
static double frame_time(struct media_reader *r)
{
    const AVRational tb = r->fmt->streams[r->stream]->time_base;
    double nominal_s = 1 / (r->info.fps >= 1 ? r->info.fps : 30);
    int64_t ts = r->av->best_effort_timestamp;
    double raw_s = (double)ts * av_q2d(tb);
    if (r->n_given == 0) {
        r->t0_s = ts == AV_NOPTS_VALUE ? 0 : raw_s;
        r->shift_s = 0;
        return 0;
    }
    if (ts == AV_NOPTS_VALUE)
        return r->last_s + nominal_s;
    double t = raw_s - r->t0_s + r->shift_s;
    if (t > r->last_s + GAP_MAX_S || t < r->last_s - BACK_MAX_S) {
        r->shift_s += r->last_s + nominal_s - t;
        t = r->last_s + nominal_s;
    }
    /* Times that repeat or step back a little: squeeze the frame in before the next. */
    return t > r->last_s ? t : r->last_s + nominal_s / 8;
}

static int give(struct media_reader *r, struct media_frame **ret_frame, struct err *err)
{
    double t_s = frame_time(r);
    int rc = media_frame_wrap(r->av, &r->geo, t_s, r->n_given, ret_frame, err);
    av_frame_unref(r->av);
    if (rc < 0)
        return err_prefix(err, rc, "\"%s\"", r->path);
    r->last_s = t_s;
    r->n_given++;
    return 1;
}

static double positive(AVRational q) { return q.num > 0 && q.den > 0 ? av_q2d(q) : 0; }

static double capture_fps(const AVFormatContext *fmt, const AVStream *st)
{
    for (size_t i = 0; i < N_ELEMS(capture_fps_keys); i++) {
        const AVDictionaryEntry *e = av_dict_get(fmt->metadata, capture_fps_keys[i], NULL, 0);
        double v = 0;
        if (!e)
            e = av_dict_get(st->metadata, capture_fps_keys[i], NULL, 0);
        if (e && text_to_double(e->value, "fps", &v, NULL) == 0 && v > 0 && v < 100000)
            return v;
    }
    return 0;
}

static void fill_rates(struct media_reader *r)
{
    const AVFormatContext *fmt = r->fmt;
    const AVStream *st = fmt->streams[r->stream];
    struct media_info *info = &r->info;
    bool only = true; /* then the container's duration is that of the picture */
    for (unsigned i = 0; i < fmt->nb_streams; i++)
        only &=
            (int)i == r->stream || fmt->streams[i]->codecpar->codec_type != AVMEDIA_TYPE_AUDIO;
    info->fps = positive(st->avg_frame_rate);
    if (info->fps == 0)
        info->fps = positive(st->r_frame_rate);
    info->capture_fps = capture_fps(fmt, st);

    bool stated = fmt->duration_estimation_method != AVFMT_DURATION_FROM_BITRATE;
    double start_s = 0, end_s = 0;
    if (st->start_time != AV_NOPTS_VALUE)
        start_s = (double)st->start_time * av_q2d(st->time_base);
    if (st->duration > 0 && stated) {
        info->duration_s = (double)st->duration * av_q2d(st->time_base);
        end_s = start_s + info->duration_s;
    } else if (fmt->duration > 0 && stated) {
        info->duration_s = (double)fmt->duration / AV_TIME_BASE;
        end_s = info->duration_s +
                (fmt->start_time > 0 ? (double)fmt->start_time / AV_TIME_BASE : 0);
        end_s -= only ? 0 : 0.5; /* sound may go on longer */
    }
    r->stated_end_s = end_s;
    if (st->nb_frames > 0)
        info->n_frames = (size_t)st->nb_frames;
    else if (info->duration_s * info->fps < 1e9)
        info->n_frames = (size_t)lround(info->duration_s * info->fps);
}

/* Pixels that are not square would bend every angle: widen the upright picture instead. */
static void apply_aspect(struct media_reader *r, AVRational sar)
{
    double wide = positive(sar);
    int *side = r->geo.a ? &r->geo.width : &r->geo.height;
    double now = *side * wide;
    if (wide < 0.25 || wide > 4 || fabs(wide - 1) < 0.01 || now > MEDIA_SIDE_MAX)
        return;
    *side = (int)lround(now);
}

static int fill_info(struct media_reader *r, struct err *err)
{
    AVStream *st = r->fmt->streams[r->stream];
    struct media_info *info = &r->info;
    const AVPixFmtDescriptor *desc = av_pix_fmt_desc_get(r->av->format);
    size_t n = 0;
    bool mirrored;

    fill_rates(r);
    snprintf(info->codec, sizeof(info->codec), "%s", avcodec_get_name(r->dec->codec_id));
    snprintf(info->container, sizeof(info->container), "%s", r->fmt->iformat->name);
    info->bit_depth = desc ? desc->comp[0].depth : 8;

    const int32_t *matrix =
        (const void *)av_stream_get_side_data(st, AV_PKT_DATA_DISPLAYMATRIX, &n);
    info->rotation_deg = media_geometry(n >= 9 * sizeof(*matrix) ? matrix : NULL, r->av->width,
                                        r->av->height, &r->geo, &mirrored);
    AVRational sar = st->sample_aspect_ratio;
    apply_aspect(r, sar.num > 0 ? sar : r->av->sample_aspect_ratio);
    info->width = r->geo.width;
    info->height = r->geo.height;
    if (info->width < 1 || info->height < 1)
        return err_set(err, ERR_FORMAT, "\"%s\" has pictures without a size", r->path);
    return 0;
}

static int start(struct media_reader *r, struct err *err)
{
    r->n_given = 0;
    r->errors_in_a_row = 0;
    r->draining = false;
    r->read_until_s = 0;
    r->n_packets = 0;
    r->damage = (struct media_damage){ 0 };
    int rc = open_container(r, err);
    if (rc < 0 || (rc = analyse(r, err)) < 0 || (rc = choose_stream(r, err)) < 0 ||
        (rc = open_decoder(r, err)) < 0)
        return rc;
    if (decode(r) == 0)
        return media_av_error(err, ERR_FORMAT, AVERROR_INVALIDDATA,
                              "\"%s\" has no whole picture", r->path);
    rc = fill_info(r, err);
    if (rc >= 0)
        rc = give(r, &r->first, err);
    return rc < 0 ? rc : 0;
}

/* "img%03d.png": a pattern for the image demuxer, unless a file has that very name. */
static bool is_sequence(const char *path)
{
    struct stat st;
    const char *p = strchr(path, '%');
    if (!p || stat(path, &st) == 0)
        return false;
    while (isdigit((unsigned char)*++p)) {
    }
    return *p == 'd';
}

static int open_input(struct input *in, const char *path, unsigned threads,
                      struct media_reader **ret_reader, struct err *err)
{
    struct media_reader *r = mem_array(1, sizeof(*r));
    if (!r) {
        input_free(in);
        return err_set(err, ERR_NOMEM, "no memory to open \"%s\"", path);
    }
    r->in = in;
    r->threads = threads;
    r->path = mem_strdup(strcmp(path, "-") ? path : "standard input");
    int rc = r->path ? start(r, err) : err_set(err, ERR_NOMEM, "no memory for a path");
    if (rc < 0)
        media_close(r);
    else
        *ret_reader = r;
    return rc;
}

int media_open(const char *path, unsigned threads, struct media_reader **ret_reader,
               struct err *err)
{
    struct input *in = NULL;
    media_log_init();
    int rc = is_sequence(path) ? 0 : input_open(path, &in, err);
    return rc < 0 ? rc : open_input(in, path, threads, ret_reader, err);
}

int media_open_memory(const void *data, size_t n, unsigned threads,
                      struct media_reader **ret_reader, struct err *err)
{
    struct input *in = NULL;
    media_log_init();
    int rc = input_open_memory(data, n, &in, err);
    return rc < 0 ? rc : open_input(in, "memory", threads, ret_reader, err);
}

int media_rewind(struct media_reader *r, struct err *err)
{
    close_clip(r);
    return start(r, err);
}

int media_next(struct media_reader *r, struct media_frame **ret_frame, struct err *err)
{
    if (r->first) {
        *ret_frame = STEAL(r->first);
        return 1;
    }
    if (!r->dec)
        return err_set(err, ERR_FORMAT, "\"%s\" could not be read again", r->path);
    return decode(r) ? give(r, ret_frame, err) : 0;
}

int media_read_frames(struct media_reader *r, const size_t *indices, size_t n,
                      struct media_frame **ret_frames, struct err *err)
{
    size_t done = 0;
    int rc = media_rewind(r, err);
    while (rc >= 0 && done < n) {
        AUTO(media_frame) struct media_frame *f = NULL;
        rc = media_next(r, &f, err);
        if (rc == 0)
            rc = err_set(err, ERR_USAGE, "\"%s\" has no frame %zu", r->path, indices[done]);
        if (rc > 0 && f->index == indices[done])
            ret_frames[done++] = STEAL(f);
    }
    if (rc >= 0)
        return 0;
    while (done-- > 0)
        ret_frames[done] = media_frame_unref(ret_frames[done]);
    return rc;
}

const struct media_info *media_info(const struct media_reader *r) { return &r->info; }
struct media_damage media_damage(const struct media_reader *r) { return r->damage; }

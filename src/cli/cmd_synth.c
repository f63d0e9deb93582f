/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <limits.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/progress.h"
#include "cli/cmd.h"
#include "cli/common.h"
#include "media/media.h"
#include "synth/synth.h"

enum { ROWS_MAX = 64, TRUTH_MAX = 1 << 28, QUALITY = 18, BYTES_PER_PX = 4 };

struct values {
    struct cmd_common common;
    const char *clip, *truth;
    int threads;
    struct synth_params par;
};

#define AT(field) offsetof(struct values, field)
/* clang-format off */
static const struct opt own_rows[] = {
    { .name = "out", .letter = 'o', .arg = "FILE", .type = OPT_FILE, .offset = AT(clip),
      .help = "the clip to write, .mp4, .mov, .mkv, .webm or .avi" },
    { .name = "truth", .arg = "FILE", .type = OPT_FILE, .offset = AT(truth),
      .help = "the truth to write, as JSON; - for standard output" },
    { .name = "threads", .letter = 't', .arg = "N", .type = OPT_INT, .min = 1, .max = 256,
      .offset = AT(threads), .help = "threads at work; otherwise one for each processor" },
    OPT_QUIET, OPT_HELP,
};
/* clang-format on */

/* The runner's parameters as options: one row for each row of synth's table. */
static struct opt row_of(const struct synth_param_info *info)
{
    enum opt_type type = OPT_DOUBLE;

    if (info->choices)
        type = OPT_CHOICE;
    else if (info->whole)
        type = info->max > INT_MAX ? OPT_SEED : OPT_INT;
    return (struct opt){ .name = info->name,
                         .arg = info->choices ? "NAME" : "N",
                         .type = type,
                         .min = info->min,
                         .max = info->max,
                         .def = info->def,
                         .unit = info->unit[0] ? info->unit : NULL,
                         .offset = AT(par) + info->offset,
                         .help = info->help,
                         .choices = info->choices,
                         .in_double = true };
}

static const struct opt *opts(size_t *ret_n)
{
    static struct opt rows[ROWS_MAX];
    static size_t n;

    if (n == 0) {
        assert(synth_n_params + N_ELEMS(own_rows) <= ROWS_MAX);
        memcpy(rows, own_rows, sizeof(own_rows));
        n = N_ELEMS(own_rows);
        for (size_t i = 0; i < synth_n_params; i++)
            rows[n++] = row_of(&synth_param_table[i]);
    }
    *ret_n = n;
    return rows;
}

static int write_truth(const char *path, const struct synth *s, struct err *err)
{
    AUTO_TEXT struct text json = TEXT_INIT(TRUTH_MAX);

    synth_truth_json(s, &json);
    if (text_failed(&json))
        return err_set(err, ERR_NOMEM, "no memory for the truth of %zu frames",
                       synth_n_frames(s));
    return file_write(path, text_str(&json), json.len, err);
}

static int write_frames(struct media_writer *writer, struct synth *s, struct pool *pool,
                        struct progress *progress, struct err *err)
{
    size_t stride = (size_t)synth_width(s) * BYTES_PER_PX;
    AUTO(mem) uint8_t *picture = mem_array((size_t)synth_height(s), stride);
    int rc = 0;

    if (!picture)
        return err_set(err, ERR_NOMEM, "no memory for a picture of %d x %d", synth_width(s),
                       synth_height(s));
    for (size_t i = 0; i < synth_n_frames(s) && rc >= 0; i++) {
        rc = synth_render_frame(s, i, pool, picture, stride, err);
        if (rc >= 0)
            rc = media_write(writer, picture, stride, err);
        progress_set(progress, i + 1);
    }
    return rc < 0 ? rc : media_write_end(writer, err);
}

static int write_clip(const struct values *v, struct synth *s, struct err *err)
{
    AUTO(pool) struct pool *pool = NULL;
    AUTO(media_writer) struct media_writer *writer = NULL;
    const struct media_write_params par = { .width = synth_width(s),
                                            .height = synth_height(s),
                                            .fps = v->par.fps,
                                            .quality = QUALITY };
    struct progress progress;
    int rc = pool_new((unsigned)v->threads, &pool, err);

    if (rc < 0)
        return rc;
    rc = media_write_begin(v->clip, &par, &writer, err);
    if (rc < 0)
        return rc;
    progress_begin(&progress, "drawing", synth_n_frames(s), v->common.quiet);
    rc = write_frames(writer, s, pool, &progress, err);
    progress_end(&progress);
    return rc;
}

static int run(FILE *out, const void *values, const char *const *args, size_t n_args,
               struct err *err)
{
    struct values with = *(const struct values *)values;
    const struct values *v = &with;
    AUTO(synth) struct synth *s = NULL;

    (void)args;
    (void)n_args;
    if (!v->clip && !v->truth)
        return err_set(err, ERR_USAGE,
                       "nothing to write; give --out FILE.mp4, --truth FILE.json "
                       "or both");
    with.truth = common_stdout(v->truth);
    const struct common_output files[] = { { "--out", v->clip }, { "--truth", v->truth } };
    int rc = common_check_outputs(files, N_ELEMS(files), NULL, 0, err);
    if (rc < 0)
        return rc;
    rc = synth_new(&v->par, &s, err);
    if (rc >= 0 && v->clip)
        rc = write_clip(v, s, err);
    if (rc >= 0 && v->truth)
        rc = write_truth(v->truth, s, err);
    if (rc < 0 || v->common.quiet)
        return rc;
    FILE *told = v->truth && strcmp(v->truth, "/dev/stdout") == 0 ? stderr : out;
    if (v->clip) {
        fputs("Clip: ", told);
        common_put(told, v->clip);
        fprintf(told, " (%zu frames, %d x %d)\n", synth_n_frames(s), synth_width(s),
                synth_height(s));
    }
    if (v->truth)
        common_tell(told, "Truth", v->truth);
    return 0;
}

/* clang-format off */
const struct cmd cmd_synth = {
    .name = "synth", .args = "", .args_complete = "",
    .summary = "draw a runner whose form is known exactly: clip and truth",
    .about = "A figure runs as its parameters say, and a truth file tells every joint, contact "
             "and measure of it. The same parameters give the same pictures, bit for bit. Use "
             "it to try the program without a clip of your own, and to see how far its numbers "
             "can be trusted: film --truth prints measured beside true.",
    .examples = {
        { "backstride synth --out run.mp4 --truth run.json",
          "a plain runner on a treadmill, from the left" },
        { "backstride synth --out lean.mp4 --lean 12",
          "the same with the trunk leaning 12 degrees" },
        { "backstride synth --view rear --out rear.mp4", "from behind" },
    },
    .make_opts = opts, .values_size = sizeof(struct values), .run = run,
};
/* clang-format on */

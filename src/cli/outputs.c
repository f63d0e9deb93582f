/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/outputs.h"

#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/common.h"
#include "formats/mocap_formats.h"

enum { JSON_MAX = 1 << 28, FILE_MAX_BYTES = 1 << 30, NAME_KEPT = 200 };

void outputs_report_path(const char *input, char *buf, size_t size)
{
    const char *slash = strrchr(input, '/'), *base = slash ? slash + 1 : input;
    const char *dot = strrchr(base, '.');
    size_t n = dot && dot > base ? (size_t)(dot - base) : strlen(base);

    n = n < NAME_KEPT ? n : NAME_KEPT;
    if (strcmp(input, "-") == 0)
        snprintf(buf, size, "stdin.backstride.html");
    else
        snprintf(buf, size, "%.*s.backstride.html", (int)n, base);
}

int outputs_json(FILE *out, const struct report_film *film, struct err *err)
{
    AUTO_TEXT struct text json = TEXT_INIT(JSON_MAX);
    int rc = report_json(film, &json, err);

    if (rc < 0)
        return rc;
    fputs(text_str(&json), out);
    if (json.len == 0 || json.buf[json.len - 1] != '\n')
        fputc('\n', out);
    return 0;
}

static int save(const char *path, const struct text *t, const char *what, FILE *told,
                struct err *err)
{
    int rc = file_write(path, text_str(t), t->len, err);
    if (rc == 0 && told)
        common_tell(told, what, path);
    return rc;
}

/* The clip with the sagittal plane. */
static const struct gait *side_of(const struct report_film *film)
{
    for (size_t c = 0; c < film->n_clips; c++)
        if (gait_view_is_side(film->clips[c].gait->view))
            return film->clips[c].gait;
    return NULL;
}

static int write_angles(const char *path, const struct report_film *film,
                        const struct mocap_body *body, const struct markers *points, FILE *told,
                        struct err *err)
{
    AUTO_TEXT struct text t = TEXT_INIT(FILE_MAX_BYTES);
    AUTO(table) struct table *angles = NULL;
    const struct gait *side = side_of(film);
    double flat[BODY_N_SIDES];

    if (!side)
        return err_set(err, ERR_USAGE,
                       "--mot needs a clip from the side; this one shows no sagittal plane");
    int rc = mocap_flat_feet(points, side, flat, err);
    for (int k = 0; body && body->flat_known && k < BODY_N_SIDES; k++)
        flat[k] = body->foot_flat_deg[k];
    if (rc == 0)
        rc = mocap_angles(points, flat, &angles, err);
    if (rc == 0)
        rc = sto_write(angles, &t, err);
    return rc < 0 ? rc : save(path, &t, "MOT", told, err);
}

static int write_csv(const char *path, const struct report_film *film, FILE *told,
                     struct err *err)
{
    AUTO_TEXT struct text t = TEXT_INIT(FILE_MAX_BYTES);
    int rc = report_csv(film, &t, err);
    return rc < 0 ? rc : save(path, &t, "CSV", told, err);
}

static int write_points(const char *path, const struct markers *points, FILE *told,
                        struct err *err)
{
    AUTO_TEXT struct text t = TEXT_INIT(FILE_MAX_BYTES);
    const char *slash = strrchr(path, '/');
    markers_name name; /* without what would break the line */
    markers_set_name(name, slash ? slash + 1 : path, strlen(slash ? slash + 1 : path));
    int rc = trc_write(points, name, &t, err);
    return rc < 0 ? rc : save(path, &t, "TRC", told, err);
}

int outputs_write(const struct outputs *o, const struct report_film *film,
                  const struct mocap_body *body, FILE *told, struct err *err)
{
    AUTO(markers) struct markers *points = NULL;
    int rc = 0;

    if (o->trc || o->mot)
        rc = body ? mocap_points_of_body(body, &points, err)
                  : mocap_points_of_gait(film->clips[0].gait, &points, err);
    if (rc == 0 && o->trc)
        rc = write_points(o->trc, points, told, err);
    if (rc == 0 && o->csv)
        rc = write_csv(o->csv, film, told, err);
    if (rc == 0 && o->mot) /* the one that can be refused comes last */
        rc = write_angles(o->mot, film, body, points, told, err);
    return rc;
}

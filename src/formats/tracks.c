/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/tracks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/tracks_build.h"

enum { PIECE = 1 << 16, PROBE_MAX = 4096 };

/* -- probing: the name of the root element, whatever stands before it */

/* The document's bytes without the zeros of UTF-16, lower case. */
static size_t plain_start(const uint8_t *data, size_t n, char *out)
{
    size_t len = 0;
    for (size_t i = 0; i < n && len < PROBE_MAX - 1; i++)
        if (data[i] && data[i] < 0x80)
            out[len++] = (char)(data[i] >= 'A' && data[i] <= 'Z' ? data[i] + 32 : data[i]);
    out[len] = '\0';
    return len;
}

/* Start of the root element's name in a start of a document, or NULL. */
static const char *root_name(const char *s)
{
    for (s = strchr(s, '<'); s; s = strchr(s, '<')) {
        if (strncmp(s, "<!--", 4) == 0)
            s = strstr(s, "-->");
        else if (s[1] == '?' || s[1] == '!')
            s = strchr(s, '>');
        else
            break;
        if (!s)
            return NULL;
    }
    if (!s)
        return NULL;
    s++;
    size_t n = strcspn(s, " \t\r\n/>");
    const char *colon = memchr(s, ':', n);
    return colon ? colon + 1 : s;
}

static int probe(const uint8_t *data, size_t n, const char *root)
{
    char start[PROBE_MAX];
    size_t blank = 0, len = strlen(root);

    while (blank < n && (data[blank] <= ' ' || data[blank] >= 0x80))
        blank++;
    if (blank == n || data[blank] != '<')
        return 0;
    plain_start(data + blank, n - blank, start);
    const char *name = root_name(start);
    bool same = name && strncmp(name, root, len) == 0 && strchr(" \t\r\n/>", name[len]);
    return same ? FORMATS_SCORE_SURE : 0;
}

int tcx_probe(const uint8_t *data, size_t n) { return probe(data, n, tcx_format.root); }

int gpx_probe(const uint8_t *data, size_t n) { return probe(data, n, gpx_format.root); }

/* -- reading */

int tracks_new(const struct formats_params *params, struct tracks **ret_tracks, struct err *err)
{
    static const struct xml_format *const known[] = { &tcx_format, &gpx_format };
    AUTO(tracks) struct tracks *t = mem_array(1, sizeof(*t));

    if (!t)
        return err_set(err, ERR_NOMEM, "no memory for a reader of tracks");
    t->params = params ? *params : (struct formats_params)FORMATS_PARAMS_INIT;
    t->created_s = NAN;
    t->multisport_from = SIZE_MAX;
    int rc = activity_list_new(&t->list, err);
    if (rc == 0)
        rc = xml_new(known, N_ELEMS(known), t, &t->xml, err);
    if (rc < 0)
        return rc;
    *ret_tracks = STEAL(t);
    return 0;
}

struct tracks *tracks_free(struct tracks *t)
{
    if (!t)
        return NULL;
    xml_free(t->xml);
    activity_list_free(t->list);
    activity_free(t->a);
    free(t);
    return NULL;
}

bool tracks_feed(struct tracks *t, const uint8_t *data, size_t n)
{
    return xml_feed(t->xml, data, n);
}

/* What the damage means for the activities that were whole before it. */
static void note_result(struct activity *a, const struct xml_result *r)
{
    static const enum activity_note_kind kinds[] = {
        [XML_TRUNCATED] = ACTIVITY_NOTE_TRUNCATED, [XML_DAMAGED] = ACTIVITY_NOTE_DAMAGED,
        [XML_TRAILING] = ACTIVITY_NOTE_TRAILING,   [XML_REFUSED] = ACTIVITY_NOTE_LIMIT,
        [XML_FAILED] = ACTIVITY_NOTE_LIMIT,
    };
    if (r->replaced)
        activity_note_add(a, ACTIVITY_NOTE_CONVENTION, UINT64_MAX,
                          "%llu bytes that are no UTF-8 or no XML were taken as plain text",
                          (unsigned long long)r->replaced);
    if (r->verdict != XML_WHOLE)
        activity_note_add(a, kinds[r->verdict], r->pos, "at byte %llu %s",
                          (unsigned long long)r->pos, r->cause);
}

static int refuse(const struct xml_result *r, struct err *err)
{
    enum err_code code = r->verdict == XML_REFUSED ? ERR_UNSUPPORTED : ERR_FORMAT;
    return err_set_at(err, code, r->pos,
                      "neither TCX nor GPX that can be read: at byte %llu %s",
                      (unsigned long long)r->pos, r->cause);
}

/* A file without activities says what it holds instead. */
static int add_kind(struct tracks *t, struct err *err)
{
    enum activity_file kind = t->others ? t->others : ACTIVITY_FILE_OTHER;
    int rc = track_begin(t, kind, err);
    return rc < 0 ? rc : track_end(t, err);
}

int tracks_end(struct tracks *t, struct activity_list **ret_list, struct err *err)
{
    struct xml_result r = xml_end(t->xml);
    bool kept = t->list->n > 0 || (t->a && (t->a->n_samples || t->a->n_laps));

    if (r.verdict == XML_FAILED && r.err.code != ERR_LIMIT)
        return err_set(err, r.err.code, "%s", r.err.msg);
    if (!r.format || (r.verdict != XML_WHOLE && r.verdict != XML_TRAILING && !kept))
        return refuse(&r, err);
    int rc = track_end(t, err);
    if (rc == 0 && t->list->n == 0)
        rc = add_kind(t, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < t->list->n; i++)
        t->list->item[i]->source.bytes = r.n_bytes;
    note_result(t->list->item[t->list->n - 1], &r);
    *ret_list = STEAL(t->list);
    return 0;
}

int tracks_read(const uint8_t *data, size_t n, const struct formats_params *params,
                struct activity_list **ret_list, struct err *err)
{
    AUTO(tracks) struct tracks *t = NULL;
    int rc = tracks_new(params, &t, err);
    if (rc < 0)
        return rc;
    for (size_t piece; n; data += piece, n -= piece) {
        piece = n < PIECE ? n : PIECE;
        tracks_feed(t, data, piece); /* goes on past the end, to know the number of bytes */
    }
    return tracks_end(t, ret_list, err);
}

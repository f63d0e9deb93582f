/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Framing. A FIT file is a chain of: header (12 or 14 bytes: size, protocol, profile, data
 * size,
 * ".FIT", checksum), messages, checksum. A message is a header byte and, depending on it, a
 * definition (fields of a local message number) or data of a defined one:
 *
 *   1LLttttt  data, local number LL, time = last time with its low 5 bits replaced by ttttt
 *   01DxLLLL  definition of LLLL; D: developer fields follow the fields
 *   00xxLLLL  data of LLLL
 *
 * Bytes that no rule allows end a file of the chain, unless fit_resume finds where it goes on;
 * what came before is kept, with a note.
 */
#include <math.h>
#include <stdlib.h>

#include "formats/fit_crc.h"
#include "formats/fit_state.h"

enum { HEADER_MIN = 12, HEADER_MAX = 14, CRC_SIZE = 2, FILE_MAX = 1 << 30 };

static uint32_t u32le(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static bool is_header(const uint8_t *p, size_t n)
{
    return n >= HEADER_MIN && (p[0] == 12 || p[0] == 14) && n >= p[0] &&
           memcmp(p + 8, ".FIT", 4) == 0;
}

int fit_probe(const uint8_t *data, size_t n)
{
    return is_header(data, n) ? FORMATS_SCORE_SURE : 0;
}

/* ---- messages ---- */

enum { STOP = 2 }; /* rc: the end of this file of the chain, whatever follows */
/* Damage: a note, and the end of this file of the chain (rc 1), if nothing sound follows. */
#define DAMAGE(st, kind, ...) \
    (activity_note_add((st)->all, ACTIVITY_NOTE_##kind, (st)->pos, __VA_ARGS__), 1)

/* The definition at p (n bytes left): its length in *ret_len. 0, or 1 for damage. */
static int define(struct fit_state *st, const uint8_t *p, size_t n, size_t *ret_len)
{
    struct fit_def *d = &st->def[p[0] & 0x0F];
    bool dev = p[0] & 0x20;
    size_t len = 6;
    uint32_t size = 0;

    if (n < len || n < (len += 3u * p[5]) + dev || n < len + (dev ? 1 + 3u * p[len] : 0))
        return DAMAGE(st, TRUNCATED, "the file ends in a definition");
    for (unsigned i = 0; i < p[5]; i++) {
        if ((p[6 + 3 * i + 2] & 0x1F) >= FIT_N_TYPES)
            return DAMAGE(st, DAMAGED,
                          "a definition has a field of type %u, which there is not",
                          p[6 + 3 * i + 2]);
        size += p[6 + 3 * i + 1];
    }
    for (unsigned i = 0; dev && i < p[len]; i++)
        size += p[len + 1 + 3 * i + 1];
    d->raw = p;
    d->ready = false;
    d->dev = dev;
    d->big = p[2] == 1;
    d->mesg = (uint16_t)(d->big ? p[3] << 8 | p[4] : p[4] << 8 | p[3]);
    d->size = size;
    *ret_len = len + (dev ? 1 + 3u * p[len] : 0);
    return 0;
}

/* Data of local message `local` at p. 0, 1 for damage, or an error. */
static int data(struct fit_state *st, unsigned local, bool stamped, const uint8_t *p, size_t n,
                size_t *ret_len, struct err *err)
{
    struct fit_def *d = &st->def[local];
    int rc;

    if (!d->raw)
        return DAMAGE(st, DAMAGED, "data of local message %u, which was never defined", local);
    if (n < 1 + (size_t)d->size)
        return DAMAGE(st, TRUNCATED, "the file ends in a message: %zu of %u bytes are there",
                      n - 1, d->size);
    if (!d->ready && (rc = fit_def_prepare(st, d, err)) < 0)
        return rc;
    *ret_len = 1 + (size_t)d->size;
    rc = fit_run(st, d, p + 1, stamped, err);
    if (rc == -ERR_LIMIT) {
        (void)DAMAGE(st, LIMIT, "%s", err && err->msg[0] ? err->msg : "a limit is reached");
        return STOP;
    }
    return rc;
}

/* Damage at *pos: go on where the file is sound again. 0, or 1: nowhere. */
static int go_on(struct fit_state *st, uint64_t *pos, uint64_t end)
{
    uint64_t next;
    size_t forgotten;

    if (!fit_resume(st, *pos + 1, end, &next, &forgotten))
        return 1;
    activity_note_add(st->all, ACTIVITY_NOTE_DAMAGED, *pos,
                      "%llu bytes are left out, and %zu sample%s before them; what follows "
                      "is sound again",
                      (unsigned long long)(next - *pos), forgotten, forgotten == 1 ? "" : "s");
    *pos = next;
    return 0;
}

/* Messages in [*pos, end). 0: all read; 1, STOP: stopped at *pos with a note; or an error. */
static int messages(struct fit_state *st, uint64_t *pos, uint64_t end, struct err *err)
{
    int rc = 0;
    while (*pos < end && rc == 0) {
        const uint8_t *p = st->data + *pos;
        size_t n = (size_t)(end - *pos), len = 1;
        st->pos = *pos;
        if (p[0] & 0x80) {
            uint32_t bits = p[0] & 0x1F, low = st->timestamp & 0x1F;
            st->timestamp += (bits - low) & 0x1F;
            rc = data(st, p[0] >> 5 & 3, true, p, n, &len, err);
        } else if (p[0] & 0x40)
            rc = define(st, p, n, &len);
        else
            rc = data(st, p[0] & 0x0F, false, p, n, &len, err);
        if (rc == 0)
            *pos += len;
        else if (rc == 1)
            rc = go_on(st, pos, end);
    }
    return rc;
}

/* ---- one file of the chain ---- */

struct frame {
    uint64_t start, begin, end; /* of the header; of the data, and its end as far as it goes */
    bool no_size;               /* the header says 0, as in recordings that were cut off */
    bool cut;                   /* the file is shorter than the header says */
};

static struct frame frame_at(struct fit_state *st, uint64_t start)
{
    const uint8_t *h = st->data + start;
    struct frame f = { .start = start, .begin = start + h[0] };
    uint32_t size = u32le(h + 4);
    uint64_t room = st->n - f.begin;

    f.no_size = size == 0 && room > CRC_SIZE;
    f.cut = size > room;
    f.end = f.begin + (f.no_size || f.cut ? room : size);
    return f;
}

static void check_sums(struct fit_state *st, const struct frame *f, const struct fit_crc *c)
{
    const uint8_t *h = st->data + f->start, *sum = st->data + f->end;
    unsigned said = h[0] == HEADER_MAX ? h[12] | (unsigned)h[13] << 8 : 0, is;

    if (said && said != (is = fit_crc_of(c, h, HEADER_MIN)))
        activity_note_add(st->all, ACTIVITY_NOTE_CHECKSUM, f->start + HEADER_MIN,
                          "checksum of the header is %04x, should be %04x", said, is);
    if (f->no_size || f->cut)
        return;
    if (st->n - f->end < CRC_SIZE) {
        activity_note_add(st->all, ACTIVITY_NOTE_TRUNCATED, st->n,
                          "the file ends before its checksum");
        return;
    }
    said = sum[0] | (unsigned)sum[1] << 8;
    is = fit_crc_of(c, h, (size_t)(f->end - f->start));
    if (said && said != is)
        activity_note_add(
            st->all, ACTIVITY_NOTE_CHECKSUM, f->end,
            "checksum of the file is %04x, should be %04x: some values may be wrong", said, is);
}

/* Read the file of the chain at *pos, move *pos behind it. */
static int part(struct fit_state *st, uint64_t *pos, const struct fit_crc *crc, struct err *err)
{
    int rc = fit_part_begin(st, err);
    struct frame f = frame_at(st, *pos);
    uint64_t at = f.begin;
    size_t notes;

    if (rc < 0)
        return rc;
    if (f.no_size)
        activity_note_add(st->all, ACTIVITY_NOTE_TRUNCATED, f.start + 4,
                          "the header says no data: the recording was cut off");
    if (f.cut)
        activity_note_add(st->all, ACTIVITY_NOTE_TRUNCATED, st->n,
                          "the header says %u bytes of data, %llu are there",
                          u32le(st->data + f.start + 4), (unsigned long long)(f.end - f.begin));
    notes = st->all->n_notes;
    rc = messages(st, &at, f.end, err);
    if (rc < 0)
        return rc;
    /* Without a size to trust, the last two bytes may be the checksum. */
    if (rc == 1 && (f.no_size || f.cut) && f.end - at <= CRC_SIZE)
        st->all->n_notes = notes;
    check_sums(st, &f, crc);
    *pos = f.no_size || f.cut || st->n - f.end < CRC_SIZE ? st->n : f.end + CRC_SIZE;
    if (*pos < st->n && !is_header(st->data + *pos, (size_t)(st->n - *pos))) {
        activity_note_add(st->all, ACTIVITY_NOTE_TRAILING, *pos,
                          "what follows the end (%llu bytes) is no FIT file",
                          (unsigned long long)(st->n - *pos));
        *pos = st->n;
    }
    return fit_part_end(st, err);
}

static void state_done(struct fit_state *st)
{
    activity_free(st->all);
    activity_list_free(st->list);
    free(st->beat);
    free(st->session);
    free(st->def);
    free(st->dev);
}

int fit_read(const uint8_t *bytes, size_t n, const struct formats_params *params,
             struct activity_list **ret_list, struct err *err)
{
    __attribute__((cleanup(state_done))) struct fit_state st = {
        .data = bytes, .n = n, .params = *params, .hr_anchor_s = NAN, .hr_anchor_event_s = NAN
    };
    struct fit_crc crc;
    struct err own = { 0 };
    uint64_t pos = 0;
    int rc;

    if (!is_header(bytes, n))
        return err_set_at(err, ERR_FORMAT, 0, "no FIT header");
    if (n > FILE_MAX)
        return err_set(err, ERR_LIMIT, "%zu MB of FIT, at most %d are read", n >> 20,
                       FILE_MAX >> 20);
    err = err ? err : &own; /* limits that are reached become notes with their text */
    st.def = mem_array(FIT_LOCALS, sizeof(*st.def));
    st.dev = mem_array(FIT_DEVS_MAX, sizeof(*st.dev));
    if (!st.def || !st.dev)
        return err_set(err, ERR_NOMEM, "no memory to read FIT");
    rc = activity_list_new(&st.list, err);
    fit_crc_init(&crc);
    while (pos < n && rc == 0)
        rc = part(&st, &pos, &crc, err);
    if (rc == 0)
        rc = fit_list_finish(&st, err);
    if (rc < 0)
        return rc;
    if (st.list->n == 0)
        return err_set_at(err, ERR_FORMAT, st.pos,
                          "the FIT file holds no sample, lap, session or workout%s%s",
                          st.all && st.all->n_notes ? ": " : "",
                          st.all && st.all->n_notes ? st.all->note[0].text : "");
    *ret_list = STEAL(st.list);
    return 0;
}

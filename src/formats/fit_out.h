/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_FIT_OUT_H
#define FORMATS_FIT_OUT_H
/*
 * fit_out - bytes of a FIT file, message by message; private to fit_write*.c.
 *
 * begin, fields in any order, end: the definition is written when it differs from the last one
 * of its local number. Failures are remembered and told by fit_out_finish. All little-endian.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "formats/fit_profile.h"

enum { FIT_OUT_LOCALS = 16, FIT_OUT_DEF_MAX = 7 + 3 * 512, FIT_OUT_DATA_MAX = 16384 };

struct fit_out {
    uint8_t *buf;
    size_t n, cap;
    bool failed;
    /* of the message at hand */
    uint8_t def[FIT_OUT_DEF_MAX], data[FIT_OUT_DATA_MAX];
    size_t n_fields, n_devs, n_data;
    uint8_t dev[3 * 256];
    /* the definition that each local number has */
    uint8_t last[FIT_OUT_LOCALS][FIT_OUT_DEF_MAX];
    size_t last_n[FIT_OUT_LOCALS];
};

struct fit_out *fit_out_new(void); /* NULL: no memory */
struct fit_out *fit_out_free(struct fit_out *o);
DEFINE_AUTO(fit_out)

void fit_begin(struct fit_out *o, enum fit_mesg mesg);
/* A number as it stands in the file; NaN or out of range: the type's "invalid". */
void fit_put(struct fit_out *o, unsigned field, enum fit_type type, double raw);
void fit_put_array(struct fit_out *o, unsigned field, enum fit_type type, const double *raw,
                   size_t n);
void fit_put_time(struct fit_out *o, unsigned field, double utc_s);
void fit_put_text(struct fit_out *o, unsigned field, const char *s); /* "": nothing */
void fit_put_bytes(struct fit_out *o, unsigned field, const uint8_t *p, size_t n);
/* By the row of the profile: value in the unit of its target. */
void fit_put_row(struct fit_out *o, const struct fit_row *row, double value);
void fit_put_dev(struct fit_out *o, unsigned field, unsigned index, enum fit_type type,
                 double raw);
void fit_end(struct fit_out *o);

/* Header and checksum; the bytes become the caller's. Errors: -ERR_NOMEM, -ERR_LIMIT. */
int fit_out_finish(struct fit_out *o, uint8_t **ret_data, size_t *ret_n, struct err *err);

/* Messages that an activity and a workout share. */
void fit_out_file_id(struct fit_out *o, enum activity_file kind,
                     const struct activity_source *s, double created_s);
int fit_out_workout(struct fit_out *o, const struct activity_workout *w, struct err *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_C3D_FILE_H
#define FORMATS_C3D_FILE_H
/*
 * c3d_file - the numbers, header and parameters of a C3D file. Private to c3d.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "formats/c3d.h"

enum c3d_processor { C3D_INTEL = 84, C3D_DEC = 85, C3D_MIPS = 86 };

struct c3d_param {
    int group;
    char name[32];
    int type; /* -1 characters, 1 bytes, 2 integers, 4 floats */
    unsigned n_dims;
    uint8_t dim[7];
    size_t count; /* product of the dimensions */
    size_t pos;   /* of the values; count of them lie inside the file */
};

struct c3d_file {
    const uint8_t *data;
    size_t n;
    enum c3d_processor processor;
    /* header */
    size_t n_points, analog_per_frame, samples_per_frame;
    size_t first_frame, n_frames;
    double scale; /* < 0: floats */
    double rate_hz;
    size_t data_pos;
    /* parameters */
    struct {
        char name[32];
    } group[128];
    struct c3d_param *param; /* [n_params] */
    size_t n_params, cap_params;
};

/* Header and parameters. f is zeroed by the caller and ended by c3d_done. */
int c3d_open(const uint8_t *data, size_t n, struct c3d_file *f, struct err *err) MUST_USE;
void c3d_done(struct c3d_file *f);

/* Bytes at pos, which must lie inside the file. */
int c3d_int16(const struct c3d_file *f, size_t pos);
double c3d_float(const struct c3d_file *f, size_t pos);

/* NULL: the file has none. Names in capitals. */
const struct c3d_param *c3d_find(const struct c3d_file *f, const char *group, const char *name);
/* Value i of a numeric parameter; `otherwise` where p is NULL, text, or shorter. */
double c3d_number(const struct c3d_file *f, const struct c3d_param *p, size_t i,
                  double otherwise);
/* Text i of a parameter of characters (its first dimension is the length); "" where there is
 * none. Returns its length. */
size_t c3d_text(const struct c3d_file *f, const struct c3d_param *p, size_t i,
                const char **ret_s);
/* Text i of NAME, NAME2, NAME3 ... taken together: files with more than 255 labels. */
size_t c3d_label(const struct c3d_file *f, const char *group, const char *name, size_t i,
                 const char **ret_s);

/* The world's view of what the plates felt: c3d_plates.c. m has its analog channels. */
int c3d_read_plates(const struct c3d_file *f, double m_per_unit, struct markers *m,
                    struct err *err) MUST_USE;

#endif

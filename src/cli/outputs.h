/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_OUTPUTS_H
#define CLI_OUTPUTS_H
/*
 * outputs - what film and mocap write alike: JSON, and files for other programs.
 */
#include <stdio.h>

#include "base/err.h"
#include "mocap/mocap.h"
#include "report/report.h"

/* The report's file when none is named: "run.mp4" to "run.backstride.html" in this folder. */
void outputs_report_path(const char *input, char *buf, size_t size);

/* What messages call a report that nobody asked for. */
#define OUTPUTS_REPORT "the report (--report FILE puts it elsewhere)"

/* One JSON object on `out`, ended by a newline. */
int outputs_json(FILE *out, const struct report_film *film, struct err *err) MUST_USE;

struct outputs { /* NULL: not wanted */
    const char *trc, *mot, *csv;
};
/*
 * Write what is wanted; points come from `body` or, where that is NULL, from the first clip.
 * Tells of each file on `told` (NULL: silent). Errors: -ERR_USAGE (a .mot of a view that shows
 * no sagittal plane), -ERR_IO, -ERR_LIMIT, -ERR_NOMEM.
 */
int outputs_write(const struct outputs *o, const struct report_film *film,
                  const struct mocap_body *body, FILE *told, struct err *err) MUST_USE;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_MOCAP_H
#define CLI_MOCAP_H
/*
 * mocap - one motion-capture trial from file to measures: formats, mocap and gait in a row. No
 * printing.
 */
#include "base/err.h"
#include "mocap/mocap.h"
#include "report/report.h"
#include "spine/spine.h"

struct mocap_inputs {
    const char *trial;
    const char *still, *forces, *marker_set; /* NULL: none */
    int up, forward;                         /* 0: found */
    double rate_hz;                          /* of a file that does not say; 0: it must */
    double height_m, threshold_n;
    double mass_kg; /* 0: not known */
    enum spine_sex sex;
};

struct mocap_trial; /* everything found; owns it */
/* Errors: those of file_read, mocap_format_read, mocap_body_new and gait_analyse, with the
 * file's path before them. */
int mocap_trial_new(const struct mocap_inputs *in, struct mocap_trial **ret_trial,
                    struct err *err) MUST_USE;
struct mocap_trial *mocap_trial_free(struct mocap_trial *t);
DEFINE_AUTO(mocap_trial)

/* Two clips: the side and the rear plane. Borrowed until mocap_trial_free. */
const struct report_film *mocap_trial_report(const struct mocap_trial *t);
const struct mocap_body *mocap_trial_body(const struct mocap_trial *t);

#endif

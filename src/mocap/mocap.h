/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOCAP_MOCAP_H
#define MOCAP_MOCAP_H
/*
 * mocap - from the markers of a laboratory to the body that gait measures.
 *
 * Marker sets (which markers make which point of the skeleton), axes (up and forward found from
 * the body), points that only the standing trial knows carried by clusters, projection onto the
 * side and the rear plane, contacts from force plates, and tables for other programs.
 *
 * Depends on: base, dsp, body, gait. Pure functions: no files, clock or globals. Cost: about
 * 5 us a frame. docs/mocap.md explains marker sets and conventions.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "body/markers.h"
#include "body/motion.h"
#include "gait/gait.h"

/* -- marker sets --------------------------------------------------------------------------- */

enum {
    MOCAP_MAX_TERMS = 12,
    MOCAP_MAX_CARRIED = 8,
    MOCAP_MAX_RULES = 200,
    MOCAP_MAX_SETS = 40
};

enum mocap_kind {
    MOCAP_POINT,   /* a skeleton point = weighted mean of markers */
    MOCAP_PELVIS,  /* left and right ASIS, left and right PSIS: the hip joints by regression */
    MOCAP_CLUSTER, /* markers on one rigid segment, and the points they carry */
};

struct mocap_term {
    markers_name name;
    double weight;
};

struct mocap_rule {
    enum mocap_kind kind;
    enum body_point point; /* MOCAP_POINT */
    size_t n_terms, n_carried;
    struct mocap_term term[MOCAP_MAX_TERMS];
    enum body_point carried[MOCAP_MAX_CARRIED]; /* MOCAP_CLUSTER */
};

struct mocap_set {
    char name[32];
    struct mocap_rule *rule; /* [n_rules], of one point the preferred first */
    size_t n_rules;
};

struct mocap_sets {
    struct mocap_set *set;
    size_t n_sets; /* at least 1 */
};

/* The built-in sets; before them those of user_text [n] (NULL: none), the content of a marker
 * set file as docs/mocap.md describes it. Errors: -ERR_FORMAT (message names the line),
 * -ERR_LIMIT, -ERR_NOMEM. */
int mocap_sets_new(const char *user_text, size_t n, struct mocap_sets **ret_sets,
                   struct err *err) MUST_USE;
struct mocap_sets *mocap_sets_free(struct mocap_sets *s);
DEFINE_AUTO(mocap_sets)

/* -- body ---------------------------------------------------------------------------------- */

/* An axis of the laboratory with its sign: 1 x, 2 y, 3 z, -1 minus x, ...; 0 not known. */
struct mocap_params {
    const struct mocap_sets *sets;
    const struct markers *still; /* standing trial of the same markers; NULL: none */
    int up, forward;             /* 0: found from the body */
};

/* Axes of the body: 0 forward, 1 up, 2 to the runner's right; m. */
struct mocap_body {
    size_t n_frames;
    double rate_hz, t0_s;
    double (*xyz)[BODY_N_POINTS][3]; /* [n_frames]; NaN: not known */
    double turn[3][3];               /* rows: forward, up, right in the laboratory's axes */
    char set[32];                    /* name of the marker set */
    int up, forward;                 /* nearest axes of the laboratory */
    size_t n_carried;                /* positions of points that clusters carried */
    bool toes_estimated;             /* no markers there: placed by proportion in the still */
    bool flat_known;                 /* there was a standing trial */
    double foot_flat_deg[BODY_N_SIDES]; /* heel to toe against the floor when standing */
};

/* Errors: -ERR_UNSUPPORTED (no set fits, or points are missing: names them and the way out),
 * -ERR_USAGE (axes that are given contradict each other), -ERR_NOMEM. */
int mocap_body_new(const struct markers *m, const struct mocap_params *par,
                   struct mocap_body **ret_body, struct err *err) MUST_USE;
struct mocap_body *mocap_body_free(struct mocap_body *b);
DEFINE_AUTO(mocap_body)

/* A vector of the laboratory in the axes of the body. */
void mocap_turn(const struct mocap_body *b, const double lab[3], double ret[3]);
/* "y", "-x" to an axis; 0: not one. And back; static. */
int mocap_axis(const char *s);
const char *mocap_axis_name(int axis);

/* -- what gait needs ----------------------------------------------------------------------- */

enum { MOCAP_PX_PER_M = 1000 }; /* of projected motions: a pixel is a millimetre */

/* As a camera without perspective sees it: GAIT_SIDE_RIGHT or GAIT_REAR. Errors: -ERR_NOMEM. */
int mocap_project(const struct mocap_body *b, enum gait_view view, struct motion **ret_motion,
                  struct err *err) MUST_USE;
/* The same every 1 / fps s from `phase` (0..1 of a frame) on, between the frames: for tests of
 * what a slower camera would see. */
int mocap_project_at(const struct mocap_body *b, enum gait_view view, double fps, double phase,
                     struct motion **ret_motion, struct err *err) MUST_USE;

/* Speed at which the ground passes under the body, m/s: stance feet against the mean movement
 * of the hips; NaN without contacts. */
double mocap_speed(const struct mocap_body *b, const struct gait_contact *contacts, size_t n);

/* -- force plates -------------------------------------------------------------------------- */

/* A foot stands where the vertical force of all plates together, low-passed at
 * MOCAP_FORCE_HZ, is above: 50 N is the threshold of the running data set's own authors. */
#define MOCAP_CONTACT_N 50.0
#define MOCAP_FORCE_HZ  50.0

/* Whole contacts in order of time; times from the first frame; the foot is the lower one.
 * *ret_contacts is owned by the caller, NULL where n is 0. Errors: -ERR_NOMEM. */
int mocap_plate_contacts(const struct markers *m, const struct mocap_body *b,
                         double threshold_n, struct gait_contact **ret_contacts, size_t *ret_n,
                         struct err *err) MUST_USE;

/* -- for other programs -------------------------------------------------------------------- */

/* Points as markers named as the skeleton names them, in the axes of OpenSim: x forward, y up,
 * z to the runner's right; m. Points never seen are left out. Errors: -ERR_NOMEM. */
int mocap_points_of_body(const struct mocap_body *b, struct markers **ret_markers,
                         struct err *err) MUST_USE;
/* Of a clip: at an even frame rate, y 0 at the lowest feet, and 0 for the depth, which one view
 * does not show. */
int mocap_points_of_gait(const struct gait *g, struct markers **ret_markers, struct err *err)
    MUST_USE;
/* Pitch of each foot when it lies flat: the median at 40 % of stance. NaN without steps. */
int mocap_flat_feet(const struct markers *points, const struct gait *g,
                    double ret_deg[BODY_N_SIDES], struct err *err) MUST_USE;
/*
 * Coordinates of OpenSim's running models (Rajagopal et al. 2016): pelvis_tx, pelvis_ty (m),
 * hip_flexion, knee_angle (bent is positive), ankle_angle (toes up is positive) of both sides,
 * and lumbar_extension where shoulders were seen; degrees. Of the sagittal plane, for a pelvis
 * that is upright: its tilt is not measured, so hip and lumbar angles hold it.
 */
int mocap_angles(const struct markers *points, const double flat_deg[BODY_N_SIDES],
                 struct table **ret_table, struct err *err) MUST_USE;

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CARRY_H
#define CLI_CARRY_H
/*
 * carry - the whole log as open files, and back: backstride.json (docs/export.md) beside the
 * files as they were imported. What was carried out and in again gives equal files.
 */
#include "formats/bundle.h"
#include "history/history.h"
#include "store/store.h"

#define CARRY_SCHEMA "backstride.export/1"
#define CARRY_LIST   "backstride.json"

/* To count one more kind of thing: one row. */
#define CARRY_MAP(X)            \
    X(ACTIVITIES, "activities") \
    X(FILES, "files")           \
    X(PROFILE, "profile")       \
    X(FLAGS, "flags")           \
    X(PAIN, "pain")             \
    X(DAYS, "days")             \
    X(SHOES, "shoes")           \
    X(DOCUMENTS, "documents")
enum carry_what {
#define CARRY_X(name, key) CARRY_##name,
    CARRY_MAP(CARRY_X)
#undef CARRY_X
        CARRY_N
};
extern const char *const carry_names[CARRY_N];

struct carry_count {
    size_t of[CARRY_N]; /* written; of an import: that were not there before */
    size_t left_out;    /* activities without a kept file, which cannot be carried */
};

/* Everything into a bundle that is not committed yet. Errors: those of the store and the
 * bundle.
 */
int carry_export(struct store *s, struct bundle *b, struct carry_count *ret, struct err *err)
    MUST_USE;

struct carry_in {
    struct store *s;
    struct bundle_in *b;
    double now_s;
    history_tell *tell; /* of each file; may be NULL */
    void *arg;
};
/*
 * Take an export in. Files come first, a few in each transaction; then all the rest in one.
 * What is there already stays as it is, so that a second import changes nothing. Errors:
 * -ERR_FORMAT (what is wrong, and where), -ERR_UNSUPPORTED (of a newer program), those of store
 * and history.
 */
int carry_import(const struct carry_in *in, struct carry_count *ret, struct err *err) MUST_USE;

#endif

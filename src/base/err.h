/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_ERR_H
#define BASE_ERR_H
/*
 * err - how a function says what went wrong, and how a local that owns cleans up after itself.
 *
 * A function that can fail returns 0 or -ERR_X and takes `struct err *err` (may be NULL) last.
 * Outputs (`ret_x`) are written only on success. ERR_MAP is the one table of error codes,
 * process exit statuses and meanings; `backstride help status` prints it.
 *
 * Threads: no globals; a struct err belongs to one thread.
 */
#include <stdint.h>

/* clang-format off */
#define ERR_MAP(X)                                                              \
    /*  code             exit  meaning                                       */ \
    X(ERR_NOMEM,            1, "out of memory")                                 \
    X(ERR_IO,               1, "the system refused to read or write")           \
    X(ERR_MISSING,          1, "a part of the installation is missing")         \
    X(ERR_NOT_FOUND,        2, "no such file or entry")                         \
    X(ERR_FORMAT,           2, "the input violates its file format")            \
    X(ERR_LIMIT,            2, "the input exceeds a fixed limit")               \
    X(ERR_UNSUPPORTED,      2, "the input is valid but not supported")          \
    X(ERR_NO_PERSON,        3, "nobody was found in the clip")                  \
    X(ERR_NOT_RUNNING,      3, "somebody is there, but nobody runs")            \
    X(ERR_TOO_SHORT,        3, "too few usable frames or steps to measure")     \
    X(ERR_TOO_SMALL,        3, "the runner is too small or cut off")            \
    X(ERR_AMBIGUOUS,        3, "several runners and none chosen")               \
    X(ERR_CAMERA,           3, "the camera's movement or view prevents it")     \
    X(ERR_SLOW_MOTION,      3, "slow motion of unknown factor")                 \
    X(ERR_WARNING_SIGN,     4, "a warning sign is open: a doctor comes first")  \
    X(ERR_USAGE,           64, "the command line or a parameter is wrong")      \
    X(ERR_INTERRUPTED,    130, "interrupted by the user")
/* clang-format on */

enum err_code {
    ERR_NONE = 0,
#define ERR_ENUM(code, exit_status, text) code,
    ERR_MAP(ERR_ENUM)
#undef ERR_ENUM
        ERR_N_CODES
};

enum { ERR_MSG_MAX = 320 };

struct err { /* filled only on failure; start it zeroed */
    enum err_code code;
    uint64_t pos;          /* byte offset in the input, or UINT64_MAX */
    char msg[ERR_MSG_MAX]; /* one line: no capital at the start, no full stop at the end;
                            * made plain as by text_make_plain */
};

#define MUST_USE     __attribute__((warn_unused_result))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))

/* Fill *err, return -code, so that callers write `return err_set(err, ERR_FORMAT, ...)`. */
int err_set(struct err *err, enum err_code code, const char *fmt, ...) PRINTF(3, 4);
/* The same with the byte offset where the input went wrong. */
int err_set_at(struct err *err, enum err_code code, uint64_t pos, const char *fmt, ...)
    PRINTF(4, 5);
/* Put "context: " before the message already in *err; returns rc unchanged. */
int err_prefix(struct err *err, int rc, const char *fmt, ...) PRINTF(3, 4);

/* clang-tidy's analyzer does not look into err.c: tell it that these never return 0 or more. */
#if defined(__clang_analyzer__) && !defined(ERR_C)
#define err_set(err, code, ...)         ((void)err_set(err, code, __VA_ARGS__), -1)
#define err_set_at(err, code, pos, ...) ((void)err_set_at(err, code, pos, __VA_ARGS__), -1)
#endif

/* Code (either sign) to name, exit status, meaning. Out of range: "ERR_?", 1, "?". */
const char *err_name(int code);
int err_exit_status(int code);
const char *err_meaning(int code);

/*
 * Ownership. `AUTO(type) struct type *p = NULL;` frees p on every way out of its scope;
 * `return STEAL(p)` or `*ret_p = STEAL(p)` hands it on. A module that offers
 * `struct type *type_free(struct type *)` (NULL is fine, returns NULL) adds DEFINE_AUTO(type).
 */
#define AUTO(type) __attribute__((cleanup(type##_freep)))
#define DEFINE_AUTO(type) \
    static inline void type##_freep(struct type **p) { *p = type##_free(*p); }
#define STEAL(p)                    \
    __extension__({                 \
        __typeof__(p) steal_ = (p); \
        (p) = NULL;                 \
        steal_;                     \
    })

#endif

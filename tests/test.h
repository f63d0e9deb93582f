/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_H
#define TEST_H
/*
 * test - cmocka, and the few words our tests add to it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"

/* 1 under the address sanitizer, which makes everything several times slower; else 0. */
#if defined(__SANITIZE_ADDRESS__)
#define TEST_ASAN 1
#elif defined(__has_feature)
#define TEST_ASAN __has_feature(address_sanitizer)
#else
#define TEST_ASAN 0
#endif

/* A call that must succeed; its message is shown when it does not. */
#define assert_ok(call, err)                                         \
    do {                                                             \
        int rc_ = (call);                                            \
        if (rc_ < 0)                                                 \
            fail_msg("%s: %s: %s", #call, err_name(rc_), (err).msg); \
    } while (0)

/* A call that must be refused with this code. */
#define assert_refused(call, code) assert_string_equal(err_name(call), #code)

/* |a - b| <= tolerance; state the tolerance's reason beside the call. */
#define assert_near(a, b, tolerance)                                                    \
    do {                                                                                \
        double a_ = (a), b_ = (b), t_ = (tolerance);                                    \
        if (!(a_ - b_ <= t_ && b_ - a_ <= t_))                                          \
            fail_msg("%s is %.9g, expected %s = %.9g within %.3g", #a, a_, #b, b_, t_); \
    } while (0)

/* Path of a reference file, or skip the test with a plain message. Static buffer, one at a
 * time. */
static inline const char *test_data(const char *name)
{
    static char path[4096];
    const char *dir = getenv("BACKSTRIDE_TEST_DATA");
    snprintf(path, sizeof(path), "%s/%s", dir ? dir : ".", name);
    if (access(path, R_OK) != 0) {
        printf("skipped: no reference file %s\n", name);
        skip();
    }
    return path;
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H
/*
 * text - a string that grows, with a ceiling; and numbers from text without the locale.
 *
 * A struct text starts with TEXT_INIT(max) and ends with text_done (or AUTO via text_donep).
 * Adders never fail loudly: the first failure (memory, ceiling) is remembered and the text
 * stays as it was; text_failed() asks once at the end. `buf` is always NUL-terminated after the
 * first successful add, and "" before (use text_str).
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct text {
    char *buf;
    size_t len, cap, max;
    bool failed;
};
#define TEXT_INIT(max_bytes) \
    {                        \
        .max = (max_bytes)   \
    }
#define AUTO_TEXT __attribute__((cleanup(text_done)))

void text_add(struct text *t, const char *s);
void text_add_n(struct text *t, const char *s, size_t n);
void text_addf(struct text *t, const char *fmt, ...) PRINTF(2, 3);
const char *text_str(const struct text *t); /* borrowed until the next add */
bool text_failed(const struct text *t);
void text_done(struct text *t);

/* The character U+0000 to U+FFFF as UTF-8 (RFC 3629): 1 to 3 bytes, no end mark. */
size_t text_utf8(unsigned u, char ret[3]);

/* Bytes of the character that s [n], n > 0, begins with; 0: it is none (RFC 3629: shortest form,
 * no surrogates, nothing above U+10FFFF, not cut off). */
size_t text_utf8_length(const void *s, size_t n);
/* Bytes of the first character of s [n], n > 0. *ret_plain: it may be shown anywhere. Not plain
 * are bytes that are no UTF-8 (RFC 3629; 1 byte), control characters, and the marks that end a
 * line or turn the direction of writing: U+0000-001F, 007F-009F, 200E-200F, 2028-202E,
 * 2066-2069. */
size_t text_char(const char *s, size_t n, bool *ret_plain);
/* s with "?" for what is not plain. For names of files and the like: nothing in them may move a
 * cursor, end a line or break an encoder. */
void text_add_plain(struct text *t, const char *s);
void text_make_plain(char *s); /* the same in place */

/* Number of columns a UTF-8 string takes on a terminal, combining marks and wide signs ignored.
 */
size_t text_columns(const char *s);

/* Times as people read them. */
void text_duration(double s, char ret[24]);     /* "1:02:03", "12:30"; "-" unknown */
void text_pace(double speed_m_s, char ret[24]); /* time for 1 km, "5:30"; "-" standing */
void text_capital(char *s);                     /* first letter, if it is of ASCII */

/*
 * The whole of `s` as a finite decimal number ("1.5", "-3", "2e3"), always with a point, never
 * hex, nan or inf. Errors: -ERR_USAGE, message names `what`.
 */
int text_to_double(const char *s, const char *what, double *ret, struct err *err) MUST_USE;
int text_to_long(const char *s, const char *what, long *ret, struct err *err) MUST_USE;

#endif

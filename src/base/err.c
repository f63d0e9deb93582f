/* SPDX-License-Identifier: Apache-2.0 */
#define ERR_C
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const struct {
    const char *name, *meaning;
    int exit_status;
} codes[ERR_N_CODES] = { [ERR_NONE] = { "ERR_NONE", "success", 0 },
#define ERR_ROW(code, exit_status, text) [code] = { #code, text, exit_status },
                         ERR_MAP(ERR_ROW)
#undef ERR_ROW
};

static int fill(struct err *err, enum err_code code, uint64_t pos, const char *fmt, va_list ap)
    PRINTF(4, 0);

static int fill(struct err *err, enum err_code code, uint64_t pos, const char *fmt, va_list ap)
{
    if (err) {
        err->code = code;
        err->pos = pos;
        vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
        /* Names of files may hold anything; a message is one line and moves no cursor. */
        text_make_plain(err->msg);
    }
    return -(int)code;
}

int err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int rc = fill(err, code, UINT64_MAX, fmt, ap);
    va_end(ap);
    return rc;
}

int err_set_at(struct err *err, enum err_code code, uint64_t pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int rc = fill(err, code, pos, fmt, ap);
    va_end(ap);
    return rc;
}

int err_prefix(struct err *err, int rc, const char *fmt, ...)
{
    char tail[ERR_MSG_MAX];
    va_list ap;

    if (!err || rc >= 0)
        return rc;
    memcpy(tail, err->msg, sizeof(tail));
    va_start(ap, fmt);
    int n = vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
    va_end(ap);
    size_t at = (size_t)n + 2, room = sizeof(err->msg) - 1;
    if (n >= 0 && at < room) {
        size_t n_tail = strnlen(tail, room - at);
        memcpy(err->msg + n, ": ", 2);
        memcpy(err->msg + at, tail, n_tail);
        err->msg[at + n_tail] = '\0';
    }
    text_make_plain(err->msg);
    return rc;
}

static int index_of(int code)
{
    code = abs(code);
    return code < ERR_N_CODES ? code : -1;
}

const char *err_name(int code)
{
    int i = index_of(code);
    return i < 0 ? "ERR_?" : codes[i].name;
}

int err_exit_status(int code)
{
    int i = index_of(code);
    return i < 0 ? 1 : codes[i].exit_status;
}

const char *err_meaning(int code)
{
    int i = index_of(code);
    return i < 0 ? "?" : codes[i].meaning;
}

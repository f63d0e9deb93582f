/* SPDX-License-Identifier: Apache-2.0 */
#include "media/internal.h"

#include <ctype.h>
#include <libavutil/error.h>
#include <libavutil/log.h>
#include <pthread.h>

static _Thread_local char complaint[160];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void PRINTF(3, 0) keep(void *avcl, int level, const char *fmt, va_list ap)
{
    (void)avcl;
    if (level > AV_LOG_ERROR)
        return;
    vsnprintf(complaint, sizeof(complaint), fmt, ap);
    size_t n = strlen(complaint);
    while (n > 0 && isspace((unsigned char)complaint[n - 1]))
        complaint[--n] = '\0';
    for (size_t i = 0; i < n; i++) /* bytes of the clip must not reach a terminal as they are */
        if (complaint[i] < ' ' || complaint[i] > '~')
            complaint[i] = '?';
}

static void install(void) { av_log_set_callback(keep); }

void media_log_init(void) { pthread_once(&once, install); }

void media_log_clear(void) { complaint[0] = '\0'; }

const char *media_log_last(void) { return complaint; }

int media_av_error(struct err *err, enum err_code code, int rc, const char *fmt, ...)
{
    char why[64] = "", context[ERR_MSG_MAX / 2];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(context, sizeof(context), fmt, ap);
    va_end(ap);
    if (rc == AVERROR(ENOMEM))
        code = ERR_NOMEM;
    av_strerror(rc, why, sizeof(why));
    const char *said = complaint[0] ? complaint : why;
    int result = err_set(err, code, "%s: %s", context, said);
    media_log_clear();
    return result;
}

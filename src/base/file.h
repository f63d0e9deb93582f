/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_FILE_H
#define BASE_FILE_H
/*
 * file - whole files in, and files that appear complete or not at all.
 *
 * Writing: file_new makes "PATH.tmp-PID-N" beside PATH; file_commit renames it onto PATH;
 * file_free without commit removes it. A symbolic link stays, what it names is replaced. What
 * is neither file nor folder (/dev/stdout, /dev/null, a fifo) stays too: the temporary file
 * then lies in /tmp, and file_commit copies it there. file_remove_pending, safe in a signal
 * handler, removes every temporary file still open, so that an interrupt leaves nothing
 * half-written.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* The whole file in a fresh buffer (free() it), NUL added after its end.
 * Errors: -ERR_NOT_FOUND, -ERR_IO, -ERR_LIMIT (longer than max bytes), -ERR_NOMEM. */
int file_read(const char *path, size_t max, uint8_t **ret_data, size_t *ret_n, struct err *err)
    MUST_USE;

/* There is something at the path that is neither a file nor a folder, or the path is a name of
 * standard output or of another open file. */
bool file_is_special(const char *path);

struct file; /* a file being written */
int file_new(const char *path, struct file **ret_file, struct err *err) MUST_USE;
const char *file_tmp_path(const struct file *f); /* write here; borrowed until file_free */
/* Flush to disk and rename. f stays to be freed. Errors: -ERR_IO. */
int file_commit(struct file *f, struct err *err) MUST_USE;
struct file *file_free(struct file *f);
DEFINE_AUTO(file)
/* new + write + commit. */
int file_write(const char *path, const void *data, size_t n, struct err *err) MUST_USE;
void file_remove_pending(void); /* async-signal-safe */

/* Make a folder and its parents. An existing folder is fine. Errors: -ERR_IO. */
int file_make_dirs(const char *path, struct err *err) MUST_USE;

#endif

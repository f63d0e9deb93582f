/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/doc.h"
#include "config.h"
#include "spine/segments.h"

enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
enum { COLUMNS_MIN = 40, COLUMNS_USUAL = 80, COLUMNS_MAX = 120 };

const char *const common_sexes[] = { "unknown", "male", "female", NULL };
_Static_assert(N_ELEMS(common_sexes) == SPINE_N_SEXES + 1, "one word for each sex");

const char *common_models(const char *option)
{
    const char *env = getenv("BACKSTRIDE_MODELS");

    if (option)
        return option;
    return env && *env ? env : BACKSTRIDE_MODELS_DIR;
}

bool common_colour(int color)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

    if (color != COLOR_AUTO)
        return color == COLOR_ALWAYS;
    if (no_color && *no_color)
        return false;
    return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

int common_columns(void)
{
    struct winsize size = { 0 };

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
        return COLUMNS_USUAL;
    if (size.ws_col < COLUMNS_MIN)
        return COLUMNS_MIN;
    return size.ws_col < COLUMNS_MAX ? size.ws_col : COLUMNS_MAX;
}

static int check_folder(const char *option, const char *path, struct err *err)
{
    AUTO(mem) char *folder = mem_strdup(path);

    if (!folder)
        return err_set(err, ERR_NOMEM, "no memory for a path");
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder ? 1 : 0] = '\0';
    if (access(slash ? folder : ".", W_OK | X_OK) == 0)
        return 0;
    return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO,
                   "%s: cannot write into the folder of \"%s\": %s", option, path,
                   strerror(errno));
}

static bool same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

int common_check_output(const char *option, const char *path, const char *const *inputs,
                        size_t n, struct err *err)
{
    struct stat out, in;

    if (strcmp(path, "-") == 0)
        return err_set(err, ERR_USAGE,
                       "%s: standard output is for the text; give a file, or ./- for one of "
                       "that name",
                       option);
    if (stat(path, &out) < 0) {
        if (errno == ENAMETOOLONG)
            return err_set(err, ERR_USAGE, "%s: the name \"%.60s...\" is too long", option,
                           path);
        return check_folder(option, path, err);
    }
    if (S_ISDIR(out.st_mode))
        return err_set(err, ERR_USAGE, "%s: \"%s\" is a folder; give a file in it", option,
                       path);
    for (size_t i = 0; i < n; i++)
        if (inputs[i] && stat(inputs[i], &in) == 0 && same(&in, &out))
            return err_set(err, ERR_USAGE,
                           "%s would overwrite \"%s\", which is read; give another name",
                           option, inputs[i]);
    return file_is_special(path) ? 0 : check_folder(option, path, err);
}

/* The path with its folder as the system knows it; NULL: there is none. */
static char *whole_path(const char *path)
{
    AUTO_TEXT struct text t = TEXT_INIT(1 << 16);
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    AUTO(mem) char *folder = mem_strdup(path);

    if (!folder)
        return NULL;
    folder[base - path] = '\0';
    AUTO(mem) char *real = realpath(slash ? folder : ".", NULL);
    if (!real)
        return NULL;
    text_add(&t, real);
    text_add(&t, "/");
    text_add(&t, base);
    return text_failed(&t) ? NULL : mem_strdup(text_str(&t));
}

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;

    if (stat(a, &x) == 0 && stat(b, &y) == 0)
        return same(&x, &y);
    AUTO(mem) char *p = whole_path(a), *q = whole_path(b);
    return p && q && strcmp(p, q) == 0;
}

int common_check_outputs(const struct common_output *o, size_t n_outputs,
                         const char *const *inputs, size_t n, struct err *err)
{
    for (size_t i = 0; i < n_outputs; i++) {
        int rc = o[i].path ? common_check_output(o[i].option, o[i].path, inputs, n, err) : 0;
        if (rc < 0)
            return rc;
        for (size_t k = 0; k < i && o[i].path; k++)
            if (o[k].path && same_file(o[k].path, o[i].path))
                return err_set(err, ERR_USAGE, "%s and %s name the same file", o[k].option,
                               o[i].option);
    }
    return 0;
}

const char *common_stdout(const char *path)
{
    return path && strcmp(path, "-") == 0 ? "/dev/stdout" : path;
}

void common_put(FILE *out, const char *s)
{
    AUTO_TEXT struct text t = TEXT_INIT(1 << 16);

    text_add_plain(&t, s);
    fputs(text_str(&t), out);
}

void common_tell(FILE *out, const char *what, const char *path)
{
    struct stat own, file;

    if (fstat(STDOUT_FILENO, &own) == 0 && stat(path, &file) == 0 && same(&own, &file))
        return;
    fprintf(out, "%s: ", what);
    common_put(out, path);
    fputc('\n', out);
}

void common_wrapped(FILE *out, int indent, const char *label, const char *s, int columns)
{
    fprintf(out, "%-*s", indent, label);
    doc_wrap(out, s, indent, indent, columns);
}

json_t *common_string(const char *s)
{
    AUTO_TEXT struct text t = TEXT_INIT(1 << 16);

    text_add_plain(&t, s);
    return json_string(text_str(&t));
}

int common_json(FILE *out, json_t *root, struct err *err)
{
    bool failed = !root || json_dumpf(root, out, JSON_INDENT(2) | JSON_REAL_PRECISION(14)) < 0;

    fputc('\n', out);
    json_decref(root);
    return failed ? err_set(err, ERR_IO, "cannot write the JSON") : 0;
}

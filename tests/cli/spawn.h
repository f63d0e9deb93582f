/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_SPAWN_H
#define TEST_SPAWN_H
/*
 * spawn - run the real program ($BACKSTRIDE_BIN) and keep what it said.
 */
#include <fcntl.h>
#include <sys/wait.h>

#include "test.h"

enum { SPAWN_WORDS = 32, SPAWN_TEXT = 1 << 17 };

struct spawn {
    int status;                            /* exit status; 128 + N after signal N */
    char out[SPAWN_TEXT], err[SPAWN_TEXT]; /* stdout and stderr, cut if longer */
};

static const char *spawn_stdin = "/dev/null"; /* a file that the program reads as its stdin */

static inline void spawn_read(FILE *f, char *ret)
{
    rewind(f);
    ret[fread(ret, 1, SPAWN_TEXT - 1, f)] = '\0';
    fclose(f);
}

static inline pid_t spawn_start(const char *file, char *const *argv, FILE *out, FILE *err)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (dup2(open(spawn_stdin, O_RDONLY), 0) < 0 || dup2(fileno(out), 1) < 0 ||
            dup2(fileno(err), 2) < 0)
            _exit(126);
        execvp(file, argv);
        _exit(127);
    }
    return pid;
}

static inline int spawn_status(pid_t pid)
{
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Words separated by blanks; a word {} stands for `path`. Static result, one at a time. */
static inline struct spawn *spawn_in(const char *program, const char *line, const char *path)
{
    static struct spawn ran;
    static char copy[4096];
    char *argv[SPAWN_WORDS + 1] = { NULL }, *rest = copy;
    size_t n = 0;
    FILE *out = tmpfile(), *err = tmpfile();
    char program_copy[1024], path_copy[4096];

    assert_true(program && out && err);
    snprintf(copy, sizeof(copy), "%s", line);
    snprintf(program_copy, sizeof(program_copy), "%s", program);
    snprintf(path_copy, sizeof(path_copy), "%s", path ? path : "");
    argv[n++] = program_copy;
    for (char *word; (word = strsep(&rest, " ")) && n < SPAWN_WORDS;)
        if (*word)
            argv[n++] = strcmp(word, "{}") == 0 ? path_copy : word;
    ran.status = spawn_status(spawn_start(program, argv, out, err));
    spawn_read(out, ran.out);
    spawn_read(err, ran.err);
    return &ran;
}

static inline struct spawn *spawn_backstride(const char *line, const char *path)
{
    return spawn_in(getenv("BACKSTRIDE_BIN"), line, path);
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * backstride - the program. Finds the command, runs it, turns one error into one line on stderr
 * and one exit status.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/doc.h"
#include "config.h"

/* Remove what is half-written, then die of the same signal: a shell that loops over clips stops
 * at Ctrl-C only if we do. It sees 128 + number, which is 130 for Ctrl-C. */
static void die_clean(int number)
{
    file_remove_pending();
    if (isatty(STDERR_FILENO)) {
        static const char wipe[] = "\r\033[K"; /* a progress bar may stand there */
        ssize_t ignored = write(STDERR_FILENO, wipe, sizeof(wipe) - 1);
        (void)ignored;
    }
    raise(number); /* SA_RESETHAND has put the default action back */
}

static void catch_signals(void)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
    struct sigaction act = { .sa_handler = die_clean, .sa_flags = (int)SA_RESETHAND };

    sigemptyset(&act.sa_mask);
    for (size_t i = 0; i < N_ELEMS(numbers); i++) {
        struct sigaction old;
        sigaction(numbers[i], NULL, &old);
        if (old.sa_handler != SIG_IGN) /* nohup and background jobs stay deaf */
            sigaction(numbers[i], &act, NULL);
    }
}

/* A stream that was closed at the start would share its number with the first file we open, and
 * what we print would end in that file. The other direction makes printing there an error. */
static void keep_standard_streams(void)
{
    static const int directions[] = { O_WRONLY, O_RDONLY, O_RDONLY };

    for (int fd = 0; fd < (int)N_ELEMS(directions); fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", directions[fd]) != fd)
            abort(); /* no /dev/null: nothing can be trusted here */
}

static int dispatch(FILE *out, int argc, char **argv, struct err *err)
{
    const struct cmd *cmd = NULL;

    if (argc < 2)
        return doc_tour(out, err);
    const char *word = argv[1];
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        fprintf(out, "backstride %s\n", BACKSTRIDE_VERSION);
        return 0;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        return doc_overview(out, err);
    if (word[0] == '-')
        return err_set(err, ERR_USAGE,
                       "the command comes first; %.60s is not one, see "
                       "backstride help",
                       word);
    int rc = cmd_lookup(word, &cmd, err);
    if (rc < 0)
        return rc;
    return cmd_run(cmd, out, argv + 2, (size_t)argc - 2, err);
}

int main(int argc, char **argv)
{
    struct err err = { 0 };

    keep_standard_streams();
    catch_signals();
    int rc = dispatch(stdout, argc, argv, &err);
    if ((fflush(stdout) != 0 || ferror(stdout)) && rc >= 0)
        rc = err_set(&err, ERR_IO, "cannot write to standard output");
    if (rc >= 0)
        return 0;
    fprintf(stderr, "backstride: %s\n", err.msg);
    return err_exit_status(rc);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/ask.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { LINE = 256, TRIES_MAX = 100 };

bool ask_possible(void) { return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO); }

/* One line without blanks around it; what is too long is read to its end and dropped. */
static bool read_line(struct ask *a, char *ret)
{
    if (!fgets(ret, LINE, a->in)) {
        a->ended = true;
        return false;
    }
    if (!strchr(ret, '\n'))
        for (int c = fgetc(a->in); c != '\n' && c != EOF;)
            c = fgetc(a->in);
    size_t n = strlen(ret), skip = strspn(ret, " \t");
    while (n > skip && isspace((unsigned char)ret[n - 1]))
        n--;
    memmove(ret, ret + skip, n - skip);
    ret[n - skip] = '\0';
    return true;
}

bool ask_for(struct ask *a, const char *question, const char *hint, ask_take *take, void *arg)
{
    char line[LINE];

    for (int tries = 0; !a->ended && tries < TRIES_MAX; tries++) {
        struct err err = { 0 };
        if (!a->no_prompts) {
            fprintf(a->out, "%s%s%s%s ", question, hint ? " (" : "", hint ? hint : "",
                    hint ? ")" : "");
            fflush(a->out);
        }
        if (!read_line(a, line)) {
            if (!a->no_prompts)
                fputs("\n", a->out);
            return false;
        }
        if (line[0] == '\0')
            return false;
        if (take(arg, line, &err) == 0)
            return true;
        fprintf(a->out, "  %s\n", err.msg);
    }
    return false;
}

static int take_yes_no(void *arg, const char *answer, struct err *err)
{
    static const struct {
        const char *word;
        enum ask_answer answer;
    } words[] = { { "y", ASK_YES }, { "yes", ASK_YES }, { "n", ASK_NO }, { "no", ASK_NO } };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcasecmp(words[i].word, answer) == 0) {
            *(enum ask_answer *)arg = words[i].answer;
            return 0;
        }
    return err_set(err, ERR_USAGE, "please answer y or n");
}

enum ask_answer ask_yes_no(struct ask *a, const char *question)
{
    enum ask_answer answer = ASK_NOTHING;

    ask_for(a, question, "y/N", take_yes_no, &answer);
    return answer;
}

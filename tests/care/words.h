/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_CARE_WORDS_H
#define TESTS_CARE_WORDS_H
/*
 * What every sentence shown to a runner must keep to, and whether its sources are listed.
 */
#include <ctype.h>

#include "base/file.h"
#include "base/mem.h"
#include "test.h"

/* Claims that nobody may make, as they would be said; see docs/diary.md. */
static const char *const words_forbidden[] = {
    "will prevent",      "prevents",     "to prevent",       "causes back pain",
    "heel strik",        "forefoot",     "sweet spot",       "10 % rule",
    "discs are growing", "discs grow",   "strengthens your", "is safe",
    "is unsafe",         "get hurt",     "guarantee",        "cure",
    "hip-width",         "you must run",
};

/* Whole sentences, short ones, in words a twelve-year-old reads; nothing of the list above. */
static inline void words_check(const char *id, const char *text)
{
    enum { WORDS_MAX = 30, LETTERS_MAX = 15 };
    size_t n = strlen(text), words = 0, letters = 0;

    if (n < 8 || !isupper((unsigned char)text[0]) || !strchr(".?", text[n - 1]))
        fail_msg("%s: \"%s\" is no sentence", id, text);
    for (size_t i = 0; i < N_ELEMS(words_forbidden); i++)
        if (strcasestr(text, words_forbidden[i]))
            fail_msg("%s claims \"%s\": %s", id, words_forbidden[i], text);
    for (size_t i = 0; i <= n; i++) {
        if (isalpha((unsigned char)text[i])) {
            letters++;
            continue;
        }
        if (letters > LETTERS_MAX)
            fail_msg("%s: a word of %zu letters in \"%s\"", id, letters, text);
        words += letters > 0 && text[i] != '\'';
        letters = 0;
        if (strchr(".?:;", text[i])) {
            if (words > WORDS_MAX)
                fail_msg("%s: a sentence of %zu words in \"%s\"", id, words, text);
            words = 0;
        }
        assert_true((unsigned char)text[i] < 0x80);
    }
}

static inline char *words_page(const char *path)
{
    uint8_t *data = NULL;
    struct err err = { 0 };
    size_t n;

    assert_ok(file_read(path, 1 << 20, &data, &n, &err), err);
    return (char *)data;
}

static inline char *words_sources(void) { return words_page(SOURCE_ROOT "/docs/sources.md"); }
static inline char *words_diary(void) { return words_page(SOURCE_ROOT "/docs/diary.md"); }

/* docs/diary.md says this, with the number of today. */
static inline void words_check_count(const char *what, size_t n)
{
    AUTO(mem) char *doc = words_diary();
    char text[80];

    snprintf(text, sizeof(text), "%zu %s", n, what);
    if (!strstr(doc, text))
        fail_msg("docs/diary.md does not say \"%s\"", text);
}

/* Every key, separated by blanks, is a heading of docs/sources.md. */
static inline void words_check_sources(const char *doc, const char *id, const char *keys)
{
    size_t n;

    assert_true(keys && keys[0]);
    for (const char *p = keys; *p; p += n + (p[n] == ' ')) {
        char heading[80];
        n = strcspn(p, " ");
        snprintf(heading, sizeof(heading), "\n### %.*s\n", (int)n, p);
        if (!strstr(doc, heading))
            fail_msg("%s: docs/sources.md has no %.*s", id, (int)n, p);
    }
}

#endif

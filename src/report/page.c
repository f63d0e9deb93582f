/* SPDX-License-Identifier: Apache-2.0 */
#include "report/page.h"

#include <string.h>

static const char *const codes[] = {
    [PLAIN] = "",   [BOLD] = "1",      [DIM] = "2",         [GOOD] = "32",
    [WATCH] = "33", [CHANGE] = "1;31", [CANNOT_TELL] = "2",
};

static void styled(struct page *p, enum style style, const char *s)
{
    if (p->colour && style != PLAIN)
        text_addf(p->t, "\033[%sm%s\033[0m", codes[style], s);
    else
        text_add(p->t, s);
}

void page_spaces(struct page *p, size_t n) { text_addf(p->t, "%*s", (int)n, ""); }

void page_padded(struct page *p, enum style style, const char *s, size_t columns)
{
    size_t n = text_columns(s);
    styled(p, style, s);
    page_spaces(p, n < columns ? columns - n : 0);
}

/* Bytes of s that fit in `columns`, ending between words if there is a space. */
static size_t fitting(const char *s, size_t columns)
{
    size_t used = 0, i = 0, space = 0;
    for (; s[i]; i++) {
        bool starts = ((unsigned char)s[i] & 0xc0) != 0x80;
        if (starts && used == columns)
            return space ? space : i;
        used += starts;
        if (s[i] == ' ')
            space = i;
    }
    return i;
}

void page_paragraph(struct page *p, enum style style, const char *label, size_t indent,
                    const char *s)
{
    AUTO_TEXT struct text line = TEXT_INIT(4096);
    page_padded(p, PLAIN, label, indent);
    for (bool first = true; first || *s; first = false) {
        if (!first)
            page_spaces(p, indent);
        size_t n = fitting(s, p->columns - indent);
        line.len = 0;
        text_add_n(&line, s, n);
        styled(p, style, text_str(&line));
        text_add(p->t, "\n");
        s += n;
        s += strspn(s, " ");
    }
}

void page_heading(struct page *p, const char *s)
{
    text_add(p->t, "\n");
    page_paragraph(p, BOLD, "", 0, s);
}

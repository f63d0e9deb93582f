/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml_bytes.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"

/* -- the first bytes */

size_t xml_bytes_sniff(struct xml_bytes *b, const char *s, size_t n)
{
    size_t used = 0;
    while (used < n && b->n_held < XML_BYTES_SNIFF) {
        char c = s[used];
        if (b->n_held == 0 && (c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
            b->skipped++;
            used++;
            continue;
        }
        b->held[b->n_held++] = s[used++];
        if (b->n_held == 3 && memcmp(b->held, "\xEF\xBB\xBF", 3) == 0) {
            b->skipped += 3;
            b->n_held = 0;
        }
    }
    return used;
}

bool xml_bytes_known(const struct xml_bytes *b) { return b->n_held >= XML_BYTES_SNIFF; }

enum xml_encoding xml_bytes_start(struct xml_bytes *b)
{
    static const char starts[][2] = { "\xFF\xFE", "\xFE\xFF", "<\0", "\0<" };
    for (size_t i = 0; i < N_ELEMS(starts); i++)
        if (b->n_held >= 2 && memcmp(b->held, starts[i], 2) == 0)
            b->encoding = XML_UTF16;
    return b->encoding;
}

/* -- UTF-8 */

/* Windows-1252 for bytes 0x80 to 0x9F (0: not assigned); 0xA0 and up are Latin-1. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static size_t put_windows_1252(unsigned char c, char out[4])
{
    unsigned u = c >= 0xA0 ? c : windows_1252[c - 0x80];
    if (u == 0)
        u = '?';
    return text_utf8(u, out);
}

/* Length of the UTF-8 character at s that XML allows (RFC 3629, without U+FFFE and U+FFFF);
 * 0: none; -1: it may be one when more bytes come. */
static int utf8_at(const unsigned char *s, size_t n)
{
    int len = s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : s[0] < 0xF5 ? 4 : 0;
    if (len == 0)
        return 0;
    for (int i = 1; i < len; i++) {
        if ((size_t)i == n)
            return -1;
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    }
    bool wrong = (s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F) ||
                 (s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F) ||
                 (s[0] == 0xEF && s[1] == 0xBF && s[2] > 0xBD);
    return wrong ? 0 : len;
}

/* -- references */

static bool is_name(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Length of the reference at s ("&lt;", "&#x20;") without a declaration of its own; 0: none;
 * -1: it may be one when more bytes come. */
static int reference_at(const char *s, size_t n)
{
    static const char *const known[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&apos;" };
    size_t i = 1;

    if (i < n && s[i] == '#')
        i++;
    while (i < n && i < XML_BYTES_LOOK && is_name(s[i]))
        i++;
    if (i == n && n < XML_BYTES_LOOK)
        return -1;
    if (i >= XML_BYTES_LOOK || s[i] != ';')
        return 0;
    if (s[1] == '#')
        return i > 2 ? (int)i + 1 : 0;
    for (size_t k = 0; k < N_ELEMS(known); k++)
        if (strlen(known[k]) == i + 1 && memcmp(s, known[k], i + 1) == 0)
            return (int)i + 1;
    return 0;
}

/* -- cleaning */

/* Number of bytes at the start of s that need no look: ASCII without '&'. */
static size_t plain_run(const char *s, size_t n)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t w;
        memcpy(&w, s + i, 8);
        uint64_t amp = w ^ ('&' * ones);
        if ((w | ((amp - ones) & ~amp)) & high)
            break;
    }
    while (i < n && !(s[i] & 0x80) && s[i] != '&')
        i++;
    return i;
}

/* Clean s[0..n); returns how many bytes were used up: all, or all but an unfinished character
 * or reference. `last`: nothing follows, so nothing is unfinished. */
static size_t clean(struct xml_bytes *b, const char *s, size_t n, bool last, xml_bytes_fn *fn,
                    void *ctx)
{
    size_t sent = 0, i = 0;
    while (i < n) {
        i += plain_run(s + i, n - i);
        if (i == n)
            break;
        int len = s[i] == '&' ? reference_at(s + i, n - i)
                              : utf8_at((const unsigned char *)s + i, n - i);
        if (len > 0) {
            i += (size_t)len;
            continue;
        }
        if (len < 0 && !last)
            break;
        char out[8] = "&amp;";
        size_t n_out = s[i] == '&' ? 5 : put_windows_1252((unsigned char)s[i], out);
        if ((i > sent && !fn(ctx, s + sent, i - sent)) || !fn(ctx, out, n_out))
            return n;
        b->added += n_out - 1;
        b->replaced++;
        sent = ++i;
    }
    if (i > sent && !fn(ctx, s + sent, i - sent))
        return n;
    return i;
}

/* First the held bytes, with enough new ones behind them to decide; then the new ones. */
void xml_bytes_feed(struct xml_bytes *b, const char *s, size_t n, xml_bytes_fn *fn, void *ctx)
{
    if (b->encoding == XML_UTF16) {
        size_t n_held = b->n_held;
        b->n_held = 0;
        if (n_held == 0 || fn(ctx, b->held, n_held))
            fn(ctx, s, n);
        return;
    }
    while (b->n_held && n) {
        size_t before = b->n_held, room = sizeof(b->held) - before, take = n < room ? n : room;
        memcpy(b->held + before, s, take);
        size_t used = clean(b, b->held, before + take, false, fn, ctx);
        if (used >= before) {
            b->n_held = 0;
            s += used - before;
            n -= used - before;
            break;
        }
        b->n_held = before + take - used;
        memmove(b->held, b->held + used, b->n_held);
        s += take;
        n -= take;
    }
    if (n == 0 || b->n_held)
        return;
    size_t used = clean(b, s, n, false, fn, ctx);
    b->n_held = n - used;
    memcpy(b->held, s + used, b->n_held);
}

void xml_bytes_end(struct xml_bytes *b, xml_bytes_fn *fn, void *ctx)
{
    if (b->n_held && b->encoding == XML_UTF16)
        fn(ctx, b->held, b->n_held);
    else if (b->n_held)
        clean(b, b->held, b->n_held, true, fn, ctx);
    b->n_held = 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/xml_bytes.h"

enum { SLOTS = 512, BINDINGS_MAX = 64, PREFIX_MAX = 32, PIECE = 1 << 16 };

struct binding { /* xmlns:prefix="uri" of an open element */
    char prefix[PREFIX_MAX];
    uint16_t depth;
    uint8_t ns;
};

struct xml {
    XML_Parser parser;
    const struct xml_format *const *formats;
    size_t n_formats;
    const struct xml_format *format;
    void *ctx;

    unsigned depth;
    uint8_t state[XML_DEPTH_MAX + 1];
    uint16_t slot[SLOTS]; /* row + 1, by state and name */
    uint8_t row_len[256];

    struct binding binding[BINDINGS_MAX];
    size_t n_bindings;
    uint8_t default_ns, root_ns;

    const struct xml_row *leaf; /* whose text is being read; NULL: none, or one without row */
    unsigned leaf_depth;        /* 0: no text is read */
    char leaf_name[PREFIX_MAX]; /* of a leaf without row */
    char text[XML_TEXT_MAX];
    size_t text_n;

    struct xml_bytes bytes;
    bool started, over;
    uint64_t skipped, fed; /* bytes of the file before the document, and of it */
    struct xml_result result;
};

static void stop(struct xml *x, enum xml_verdict verdict, const char *cause)
{
    if (x->over)
        return;
    x->over = true;
    x->result.verdict = verdict;
    XML_Index at = XML_GetCurrentByteIndex(x->parser);
    x->result.pos = x->skipped + (at > 0 ? (uint64_t)at : 0) - x->bytes.added;
    if (verdict == XML_TRUNCATED)
        x->result.pos = x->result.n_bytes;
    snprintf(x->result.cause, sizeof(x->result.cause), "%.*s", (int)sizeof(x->result.cause) - 1,
             cause);
    XML_StopParser(x->parser, XML_FALSE);
}

static void check(struct xml *x, int rc)
{
    if (rc < 0)
        stop(x, XML_FAILED, x->result.err.msg);
}

/* -- names */

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static unsigned slot_of(unsigned hash, unsigned state)
{
    return (hash ^ (hash >> 9) ^ state * 97) & (SLOTS - 1);
}

static unsigned hash_name(const char *s, size_t n)
{
    unsigned h = 0;
    for (size_t i = 0; i < n; i++)
        h = h * 31 + lower(s[i]);
    return h;
}

static void index_rows(struct xml *x)
{
    const struct xml_format *f = x->format;
    for (size_t i = 0; i < f->n_rows && i < 255; i++) {
        size_t n = strlen(f->row[i].name);
        unsigned s = slot_of(hash_name(f->row[i].name, n), f->row[i].in);
        while (x->slot[s])
            s = (s + 1) & (SLOTS - 1);
        x->slot[s] = (uint16_t)(i + 1);
        x->row_len[i] = (uint8_t)n;
    }
}

static bool same_name(const char *lower_name, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)lower_name[i] != lower(s[i]))
            return false;
    return true;
}

static const struct xml_row *find_row(const struct xml *x, unsigned state, const char *s,
                                      size_t n, unsigned hash, unsigned ns)
{
    for (unsigned i = slot_of(hash, state); x->slot[i]; i = (i + 1) & (SLOTS - 1)) {
        size_t r = x->slot[i] - 1u;
        const struct xml_row *row = &x->format->row[r];
        if (row->in == state && x->row_len[r] == n && (!row->ns || row->ns == ns) &&
            same_name(row->name, s, n))
            return row;
    }
    return NULL;
}

/* -- namespaces */

static uint8_t ns_of_uri(const char *uri)
{
    /* Versions and spellings differ; these parts do not. */
    static const struct {
        const char *part;
        uint8_t ns;
    } known[] = {
        { "topografix.com/GPX/1", XML_NS_CORE },
        { "TrainingCenterDatabase", XML_NS_CORE },
        { "opentracksapp.com", XML_NS_OPENTRACKS },
    };
    if (!*uri)
        return XML_NS_NONE;
    for (size_t i = 0; i < N_ELEMS(known); i++)
        if (strstr(uri, known[i].part))
            return known[i].ns;
    return XML_NS_OTHER;
}

static uint8_t ns_of_prefix(const struct xml *x, const char *s, size_t n)
{
    for (size_t i = x->n_bindings; i-- > 0;)
        if (memcmp(x->binding[i].prefix, s, n) == 0 && !x->binding[i].prefix[n])
            return x->binding[i].ns;
    return XML_NS_UNDECLARED;
}

static void bind(struct xml *x, const char *prefix, const char *uri)
{
    size_t n = strlen(prefix);
    if (n >= PREFIX_MAX - 1 || x->n_bindings == BINDINGS_MAX)
        return; /* then its elements are foreign, as they nearly always are */
    struct binding *b = &x->binding[x->n_bindings++];
    memset(b->prefix, 0, sizeof(b->prefix));
    memcpy(b->prefix, prefix, n);
    b->depth = (uint16_t)x->depth;
    b->ns = ns_of_uri(uri);
    if (n == 0)
        x->default_ns = b->ns;
}

static void bind_attributes(struct xml *x, const char **attributes)
{
    for (const char **a = attributes; *a; a += 2)
        if (strncmp(a[0], "xmlns", 5) == 0 && (!a[0][5] || a[0][5] == ':'))
            bind(x, a[0][5] ? a[0] + 6 : "", a[1]);
}

static void unbind(struct xml *x)
{
    while (x->n_bindings && x->binding[x->n_bindings - 1].depth == x->depth)
        x->n_bindings--;
    x->default_ns = ns_of_prefix(x, "", 0);
    if (x->default_ns == XML_NS_UNDECLARED)
        x->default_ns = XML_NS_NONE;
}

static bool is_foreign(const struct xml *x, uint8_t ns)
{
    return ns != x->root_ns && ns != XML_NS_CORE && ns != XML_NS_NONE;
}

/* -- expat's handlers */

static void on_text(void *ctx, const char *s, int n)
{
    struct xml *x = ctx;
    size_t room = sizeof(x->text) - x->text_n, take = (size_t)n < room ? (size_t)n : room;
    memcpy(x->text + x->text_n, s, take);
    x->text_n += take;
}

static void begin_leaf(struct xml *x, const struct xml_row *row)
{
    x->leaf = row;
    x->leaf_depth = x->depth;
    x->text_n = 0;
    XML_SetCharacterDataHandler(x->parser, on_text);
}

static void end_leaf(struct xml *x)
{
    x->leaf_depth = 0;
    XML_SetCharacterDataHandler(x->parser, NULL);
}

static void begin_root(struct xml *x, const char *local, size_t n, uint8_t ns,
                       const char **attributes)
{
    for (size_t i = 0; i < x->n_formats && !x->format; i++)
        if (strlen(x->formats[i]->root) == n && same_name(x->formats[i]->root, local, n))
            x->format = x->formats[i];
    if (!x->format) {
        char cause[80];
        snprintf(cause, sizeof(cause), "the root element is <%.40s>", local);
        stop(x, XML_FOREIGN, cause);
        return;
    }
    x->root_ns = ns;
    x->state[x->depth] = XML_ROOT;
    index_rows(x);
    check(x, x->format->begin(x->ctx, XML_ROOT, attributes, &x->result.err));
}

/* What the child of a known element is. */
static void begin_child(struct xml *x, const char *local, size_t n, unsigned hash, uint8_t ns,
                        const char **attributes)
{
    unsigned state = x->state[x->depth - 1];
    bool loose = x->format->loose[state] == state;

    if (!loose && is_foreign(x, ns)) {
        state = x->format->loose[state];
        loose = true;
        if (!state)
            return;
    }
    const struct xml_row *row = find_row(x, state, local, n, hash, ns);
    if (row && row->to == XML_LEAF) {
        begin_leaf(x, row);
    } else if (row) {
        x->state[x->depth] = row->to;
        check(x, x->format->begin(x->ctx, row->to, attributes, &x->result.err));
    } else if (loose) {
        x->state[x->depth] = (uint8_t)state;
        if (n >= sizeof(x->leaf_name))
            return;
        memcpy(x->leaf_name, local, n);
        x->leaf_name[n] = '\0';
        begin_leaf(x, NULL);
    }
}

static void on_start(void *ctx, const char *name, const char **attributes)
{
    struct xml *x = ctx;
    const char *local = name, *p = name;
    unsigned hash = 0;

    if (x->depth == XML_DEPTH_MAX) {
        stop(x, XML_REFUSED, "elements are nested too deep");
        return;
    }
    x->state[++x->depth] = XML_SKIP;
    if (x->leaf_depth && !x->leaf)
        end_leaf(x); /* it has elements inside, so it is no value */
    if (x->depth > 1 && (x->state[x->depth - 1] == XML_SKIP || x->leaf_depth))
        return;
    if (*attributes)
        bind_attributes(x, attributes);
    for (; *p; p++) {
        if (*p == ':') {
            local = p + 1;
            hash = 0;
        } else {
            hash = hash * 31 + lower(*p);
        }
    }
    uint8_t ns = local == name ? x->default_ns
                               : ns_of_prefix(x, name, (size_t)(local - name - 1) % PREFIX_MAX);
    if (x->depth == 1)
        begin_root(x, local, (size_t)(p - local), ns, attributes);
    else
        begin_child(x, local, (size_t)(p - local), hash, ns, attributes);
}

static void on_end(void *ctx, const char *name)
{
    struct xml *x = ctx;
    unsigned state = x->state[x->depth];
    (void)name;

    if (x->leaf_depth == x->depth) {
        const struct xml_format *f = x->format;
        end_leaf(x);
        check(x, x->leaf ? f->text(x->ctx, x->leaf, x->text, x->text_n, &x->result.err)
                         : f->other(x->ctx, state, x->leaf_name, x->text, x->text_n,
                                    &x->result.err));
    } else if (state != XML_SKIP && !(x->depth > 1 && x->format->loose[state] == state &&
                                      x->state[x->depth - 1] == state)) {
        check(x, x->format->end(x->ctx, state, &x->result.err));
    }
    if (x->n_bindings && x->binding[x->n_bindings - 1].depth == x->depth)
        unbind(x);
    x->depth--;
}

static void on_entity(void *ctx, const XML_Char *name, int is_parameter, const XML_Char *value,
                      int value_n, const XML_Char *base, const XML_Char *system_id,
                      const XML_Char *public_id, const XML_Char *notation)
{
    (void)name, (void)is_parameter, (void)value, (void)value_n, (void)base;
    (void)system_id, (void)public_id, (void)notation;
    stop(ctx, XML_REFUSED, "it declares entities, which no such file needs and some misuse");
}

/* -- bytes */

/* An error that expat found: is the file cut short, does something follow it, or is it wrong
 * here? */
static void on_error(struct xml *x, bool at_end)
{
    enum XML_Error code = XML_GetErrorCode(x->parser);
    char cause[120];

    if (code == XML_ERROR_NO_MEMORY) {
        err_set(&x->result.err, ERR_NOMEM, "no memory for a piece of XML");
        stop(x, XML_FAILED, x->result.err.msg);
    } else if (code == XML_ERROR_JUNK_AFTER_DOC_ELEMENT) {
        stop(x, XML_TRAILING, "something follows the end of the document");
    } else if (at_end) {
        snprintf(cause, sizeof(cause), "the file ends inside an element, %u deep", x->depth);
        stop(x, XML_TRUNCATED, x->depth ? cause : "the file ends before its first element");
    } else {
        snprintf(cause, sizeof(cause), "broken XML: %s", XML_ErrorString(code));
        stop(x, XML_DAMAGED, cause);
    }
}

/* xml_bytes' way to the parser. */
static bool parse(void *ctx, const char *s, size_t n)
{
    struct xml *x = ctx;
    for (size_t piece; n && !x->over; s += piece, n -= piece) {
        piece = n < PIECE ? n : PIECE;
        if (XML_Parse(x->parser, s, (int)piece, XML_FALSE) == XML_STATUS_ERROR) {
            on_error(x, false);
            break;
        }
        x->fed += piece;
        /* Expat looks at an unfinished tag anew with each piece: cost grows with its square. */
        XML_Index at = XML_GetCurrentByteIndex(x->parser);
        if (at >= 0 && x->fed - (uint64_t)at > XML_TAG_MAX + PIECE)
            stop(x, XML_REFUSED, "a tag or comment is longer than 1 MB");
    }
    return !x->over;
}

static int start(struct xml *x)
{
    enum xml_encoding e = xml_bytes_start(&x->bytes);
    x->parser = XML_ParserCreate(e == XML_UTF8 ? "UTF-8" : "UTF-16");
    if (!x->parser)
        return err_set(&x->result.err, ERR_NOMEM, "no memory for an XML parser");
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    XML_SetEntityDeclHandler(x->parser, on_entity);
    x->started = true;
    return 0;
}

bool xml_feed(struct xml *x, const uint8_t *data, size_t n)
{
    const char *s = (const char *)data;
    x->result.n_bytes += n;
    if (x->over)
        return false;
    if (!x->started) {
        size_t used = xml_bytes_sniff(&x->bytes, s, n);
        x->skipped = x->bytes.skipped;
        if (!xml_bytes_known(&x->bytes))
            return true;
        s += used;
        n -= used;
        if (start(x) < 0) {
            x->over = true;
            x->result.verdict = XML_FAILED;
            return false;
        }
    }
    xml_bytes_feed(&x->bytes, s, n, parse, x);
    return !x->over;
}

struct xml_result xml_end(struct xml *x)
{
    if (!x->over && !x->started && start(x) < 0) {
        x->over = true;
        x->result.verdict = XML_FAILED;
    }
    if (!x->over)
        xml_bytes_end(&x->bytes, parse, x);
    if (!x->over && XML_Parse(x->parser, "", 0, XML_TRUE) == XML_STATUS_ERROR)
        on_error(x, true);
    if (!x->over)
        x->result.pos = UINT64_MAX;
    x->over = true;
    x->result.format = x->format;
    x->result.replaced = x->bytes.replaced;
    return x->result;
}

int xml_new(const struct xml_format *const *formats, size_t n, void *ctx, struct xml **ret_xml,
            struct err *err)
{
    struct xml *x = mem_array(1, sizeof(*x));
    if (!x)
        return err_set(err, ERR_NOMEM, "no memory for an XML reader");
    x->formats = formats;
    x->n_formats = n;
    x->ctx = ctx;
    *ret_xml = x;
    return 0;
}

struct xml *xml_free(struct xml *x)
{
    if (!x)
        return NULL;
    if (x->parser)
        XML_ParserFree(x->parser);
    free(x);
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_XML_H
#define FORMATS_XML_H
/*
 * xml - bytes of a document in, the elements that a table names out; forgiving where people's
 * files are wrong, strict where somebody means harm. The only place that includes expat.
 *
 * Depends on base. One pass, pieces of any size; memory: a few kB and the longest tag.
 *
 * Encoding. UTF-16 is known by its first bytes. All else is read as UTF-8, whatever the
 * document declares; a byte that is no UTF-8 counts as Windows-1252, which also reads Latin-1.
 * Blanks and byte order marks before the document are passed over. '&' that starts no reference
 * means "&". Names. Elements are matched by namespace and local name, never by prefix, and
 * without case. A prefix that nobody declared makes a foreign element, not an error. Harm.
 * Entity declarations are refused, nothing external is ever opened, depth and the length of a
 * tag are limited.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    XML_DEPTH_MAX = 200,
    XML_TAG_MAX = 1 << 20, /* bytes of one tag, comment or instruction */
    XML_TEXT_MAX = 512,    /* bytes of text that an element brings; the rest is dropped */
    XML_STATES_MAX = 64,
    XML_SKIP = 0,   /* state: nothing in here matters */
    XML_ROOT = 1,   /* state: the root element of the format */
    XML_LEAF = 255, /* state: text, no elements */
};

/* Namespaces that change what a name means. */
enum xml_ns {
    XML_NS_NONE,
    XML_NS_CORE,
    XML_NS_OPENTRACKS,
    XML_NS_OTHER,
    XML_NS_UNDECLARED = 255
};

/* An element of a format. The first row that fits counts. */
struct xml_row {
    uint8_t in;       /* state of the element around it */
    const char *name; /* local name, lower case */
    uint8_t to;       /* its own state, or XML_LEAF */
    uint8_t kind;     /* of a leaf: the format's business from here on */
    uint8_t target;
    uint8_t ns; /* enum xml_ns it must have; XML_NS_NONE: any */
    double scale;
};

/* Handlers return 0 or an error, which ends the reading. */
struct xml_format {
    const char *root; /* local name of the root element, lower case */
    const struct xml_row *row;
    size_t n_rows;
    /* [XML_STATES_MAX] state in which foreign children of a state are read, 0: none. A state
     * that names itself is loose: it also takes children of any namespace, and those without a
     * row are looked into. */
    const uint8_t *loose;
    int (*begin)(void *ctx, unsigned state, const char **attributes, struct err *err);
    int (*end)(void *ctx, unsigned state, struct err *err);
    int (*text)(void *ctx, const struct xml_row *row, const char *s, size_t n, struct err *err);
    /* Text of an element without a row in a loose state. */
    int (*other)(void *ctx, unsigned state, const char *name, const char *s, size_t n,
                 struct err *err);
};

enum xml_verdict {
    XML_WHOLE,
    XML_TRUNCATED,
    XML_DAMAGED,
    XML_TRAILING,
    XML_REFUSED, /* means harm, or might */
    XML_FOREIGN, /* good XML, but no root element of ours */
    XML_FAILED,  /* a handler or memory; see err */
};
struct xml_result {
    enum xml_verdict verdict;
    uint64_t pos;      /* byte of the file where it went wrong; UINT64_MAX: it did not */
    char cause[160];   /* one line */
    uint64_t n_bytes;  /* of the file */
    uint64_t replaced; /* bytes that were no UTF-8, and '&' that were no reference */
    const struct xml_format *format; /* NULL: no known root element came */
    struct err err;                  /* FAILED: what a handler or the system said */
};

struct xml;
/* The root element chooses among formats[n]; ctx goes to its handlers. Errors: -ERR_NOMEM. */
int xml_new(const struct xml_format *const *formats, size_t n, void *ctx, struct xml **ret_xml,
            struct err *err) MUST_USE;
struct xml *xml_free(struct xml *x);
DEFINE_AUTO(xml)
/* False: more bytes change nothing, the document is over or cannot be read on. */
bool xml_feed(struct xml *x, const uint8_t *data, size_t n);
/* Once, after the last byte. */
struct xml_result xml_end(struct xml *x);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FORMATS_XML_BYTES_H
#define FORMATS_XML_BYTES_H
/*
 * xml_bytes - makes bytes that claim to be XML into UTF-8 or UTF-16 that an XML parser takes.
 *
 * Private to xml. Pieces of any size; a character or reference cut between pieces waits here.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum xml_encoding { XML_UTF8, XML_UTF16 };
enum { XML_BYTES_SNIFF = 4, XML_BYTES_LOOK = 16 }; /* a reference is shorter than LOOK */

struct xml_bytes { /* start it zeroed */
    char held[2 * XML_BYTES_LOOK];
    size_t n_held;
    enum xml_encoding encoding;
    uint64_t skipped;  /* bytes before the document */
    uint64_t added;    /* bytes put in, less those taken out, so far */
    uint64_t replaced; /* places where that happened */
};

/* Takes cleaned bytes; false: enough. */
typedef bool xml_bytes_fn(void *ctx, const char *s, size_t n);

/* Pass over blanks and a byte order mark, hold the first bytes of the document; returns how
 * many of n were used. Call until known. */
size_t xml_bytes_sniff(struct xml_bytes *b, const char *s, size_t n);
bool xml_bytes_known(const struct xml_bytes *b);
enum xml_encoding xml_bytes_start(struct xml_bytes *b);
void xml_bytes_feed(struct xml_bytes *b, const char *s, size_t n, xml_bytes_fn *fn, void *ctx);
void xml_bytes_end(struct xml_bytes *b, xml_bytes_fn *fn, void *ctx);

#endif

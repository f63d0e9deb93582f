/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_JPEG_H
#define REPORT_JPEG_H
/*
 * jpeg - baseline JPEG (ITU-T T.81), all components at full resolution, so that thin coloured
 * lines and letters stay sharp. Private to report: a page of photographs as PNG is ten times
 * the size. Pure.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Append the file to ret_jpeg. bgrx: packed B, G, R, x rows of `stride` bytes. quality 1..100
 * as usual: 50 takes the tables of T.81 Annex K as they are. text_failed(ret_jpeg) tells
 * failure. */
void jpeg_encode(const uint8_t *bgrx, size_t stride, int width, int height, int quality,
                 struct text *ret_jpeg);

#endif

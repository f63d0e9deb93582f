/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_FONTS_H
#define REPORT_FONTS_H
/*
 * fonts - what the drawn text would look like on this machine. One thread.
 */
#include <stdbool.h>
#include <stddef.h>

/* The family that stands for "sans" here, for example "DejaVu Sans". false: there is no font.
 */
bool report_font_family(char *ret_family, size_t size);

#endif

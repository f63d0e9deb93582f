/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MEDIA_CODECS_H
#define MEDIA_CODECS_H
/*
 * codecs - which formats the installed FFmpeg libraries can read and write. Pure; any thread.
 */
#include <stdbool.h>

/* codec: FFmpeg's name of the format: "h264", "hevc", "vp9", "av1", "mjpeg". */
bool media_can_decode(const char *codec);
bool media_can_encode(const char *codec);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * banned - functions that overflow, depend on the locale, or are not thread-safe.
 *
 * Forced into every file by meson.build, after the system headers they come from.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atof gets gmtime localtime system

#endif

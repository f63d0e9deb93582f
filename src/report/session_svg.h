/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_SESSION_SVG_H
#define REPORT_SESSION_SVG_H
/* session_svg - private to report: the picture inside the page. */
#include "report/session.h"

/* The <svg> element; colours come from the classes of session_style. */
void session_picture(struct text *t, const struct report_session *s);
extern const char session_style[];

#endif

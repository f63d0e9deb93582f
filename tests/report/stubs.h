/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_STUBS_H
#define REPORT_STUBS_H
#include "form/form.h"
#define WEAK __attribute__((weak))
WEAK const char *gait_view_name(enum gait_view v)
{
    static const char *const n[] = { "auto", "side-left", "side-right", "rear", "front" };
    return n[v];
}
WEAK bool gait_view_is_side(enum gait_view v)
{
    return v == GAIT_SIDE_LEFT || v == GAIT_SIDE_RIGHT;
}
WEAK const char *form_grade_name(enum form_grade g)
{
    static const char *const n[] = { "strong", "moderate", "weak", "contested" };
    return n[g];
}
WEAK const char *form_status_name(enum form_status s)
{
    static const char *const n[] = { "good", "watch", "change", "cannot tell" };
    return n[s];
}
#endif

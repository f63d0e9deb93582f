/* SPDX-License-Identifier: Apache-2.0 */
#include "base/evidence.h"

/* clang-format off */
static const struct {
    const char *name, *meaning;
} rows[EVIDENCE_N] = {
    [EVIDENCE_STRONG]    = { "strong",    "several large trials, or plain physics" },
    [EVIDENCE_MODERATE]  = { "moderate",  "one good trial, or laboratory studies that agree" },
    [EVIDENCE_WEAK]      = { "weak",      "small studies, or studies that only look back" },
    [EVIDENCE_CONTESTED] = { "contested", "studies disagree with the advice or each other" },
};
/* clang-format on */

const char *evidence_name(enum evidence e) { return rows[e].name; }
const char *evidence_meaning(enum evidence e) { return rows[e].meaning; }

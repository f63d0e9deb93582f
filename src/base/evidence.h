/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_EVIDENCE_H
#define BASE_EVIDENCE_H
/*
 * evidence - how well a claim is supported. Every piece of advice carries one of these grades;
 * it belongs to the claim, not to a number.
 */

enum evidence {
    EVIDENCE_STRONG,
    EVIDENCE_MODERATE,
    EVIDENCE_WEAK,
    EVIDENCE_CONTESTED,
    EVIDENCE_N
};
const char *evidence_name(enum evidence e);    /* "strong", ... */
const char *evidence_meaning(enum evidence e); /* half a sentence for a legend */

#endif

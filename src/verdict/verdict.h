/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERDICT_VERDICT_H
#define VERDICT_VERDICT_H
/*
 * verdict - is running strengthening this back? One answer from form, load, symptoms and
 * habits, with what it rests on.
 *
 * Depends on: base, form, load, care. Pure.
 */

#endif

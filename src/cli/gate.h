/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_GATE_H
#define CLI_GATE_H
/*
 * gate - open warning signs, read and shown; every command that gives advice asks here first.
 */
#include <stdio.h>

#include <jansson.h>

#include "care/flags.h"
#include "store/store.h"

/* What stands open in the log, from the answers up to a day; LONG_MAX: from all. */
int gate_read(struct store *s, long until, struct care_gate *ret, struct err *err) MUST_USE;
/* The open signs, gravest first: since when, what was asked, what to do; and how to clear them.
 * Nothing when none is open. */
void gate_print(FILE *out, const struct care_gate *gate);
/* {"level", "blocks", "open": [{"id", "level", "since", "question", "to_do"}]} */
json_t *gate_json(const struct care_gate *gate);

#endif

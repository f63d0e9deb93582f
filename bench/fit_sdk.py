#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fit_sdk.py BENCH_FIT FILE.fit...   Reading and decoding the same FIT files once, by bench_fit and by
Garmin's JavaScript SDK (npm @garmin/fitsdk, installed by tools/setup): processor time of the whole process,
start-up included, the fastest of three runs, turn by turn."""
import os
import resource
import subprocess
import sys

RUNS = 3
program, *files = sys.argv[1:]
root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
script = """
import { readFileSync } from 'node:fs';
const { Decoder, Stream } = await import('file://%s/node_modules/@garmin/fitsdk/src/index.js');
for (const f of process.argv.slice(1))
    try { new Decoder(Stream.fromBuffer(readFileSync(f))).read(); } catch { /* files it refuses */ }
""" % root


def cpu_s(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


ours, theirs = [], []
for _ in range(RUNS):
    ours.append(cpu_s([program, "--once", *files]))
    theirs.append(cpu_s(["node", "--input-type=module", "-e", script, "--", *files]))
print(f"{len(files)} files: {min(ours):.2f} s here, {min(theirs):.2f} s in the SDK: "
      f"{min(theirs) / min(ours):.0f} times as fast")

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How far off is the load on the low back, and how often does its interval hold the truth?

    bench/low_back.py [--runners N] [--first K] [--seeds odd|even] [--json FILE]

Films of the same runners as bench/accuracy.py, those from the side, with the same kept clips and
landmarks: what is in its cache is measured in seconds. Printed as the table of docs/spine.md. The
truth is the same model of the body on the runner's exact joints.
"""
import argparse
import concurrent.futures
import json
import os
import subprocess
import sys

import accuracy
import population

PROGRAM = os.path.join(accuracy.ROOT, "build", "bench_low_back")


def measure(bench, job):
    seed, view, fps, par = job
    words = population.words(par)
    result = {"seed": seed, "view": view, "fps": fps, "par": par}
    path, why = bench.landmarks(words)
    if path is None:
        return {**result, "refused": why}
    words = [w for w in words]
    done = subprocess.run([PROGRAM, "measure", path] + words, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"bench/low_back.py: {done.stderr.strip()}")
    return {**result, "path": path, **json.loads(done.stdout)}


def film(args):
    bench = accuracy.Bench(args)
    seeds = [2 * k + (args.seeds == "odd") for k in range(args.first, args.first + args.runners)]
    jobs = [(seed, *clip) for seed in seeds for clip in population.clips(seed, accuracy.exists)
            if clip[0] in population.SIDES]
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        return [c for c in pool.map(lambda j: measure(bench, j), jobs) if c.get("refused") != "not kept"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--runners", type=int, default=100)
    parser.add_argument("--first", type=int, default=0, help="leave out so many runners")
    parser.add_argument("--seeds", choices=["odd", "even"], default="odd")
    parser.add_argument("--model", choices=["lite", "full", "heavy"], default="full")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--cache", help="folder for clips and landmarks")
    parser.add_argument("--landmarks-of", metavar="VERSION", help="take landmarks kept by other sources")
    parser.add_argument("--only-kept", action="store_true", help="leave out clips not yet filmed")
    parser.add_argument("--json", metavar="FILE", help="write every clip's result there")
    parser.set_defaults(draw_only=False)
    args = parser.parse_args()
    clips = film(args)
    if args.json:
        with open(args.json, "w", encoding="utf-8") as f:
            json.dump(clips, f)
    keys = []
    for c in clips:
        keys += [k for k in c.get("items", ()) if k not in keys]
    print("| value | n | true mean | bias | mean abs. error | `own` held | whole held |")
    print("|---|---|---|---|---|---|---|")
    for k in keys:
        e = [c["items"][k] for c in clips if "items" in c and None not in c["items"][k][:4]]
        n = len(e)
        mean = sum(v[0] for v in e) / n
        bias = sum(v[1] - v[0] for v in e) / n
        mae = sum(abs(v[1] - v[0]) for v in e) / n
        own = sum(v[2] <= v[0] <= v[3] for v in e) / n
        whole = sum(v[4] <= v[0] <= v[5] for v in e) / n
        print(f"| `{k}` | {n} | {mean:.3g} | {bias:+.3g} ({100 * bias / mean:+.0f} %) | "
              f"{mae:.3g} ({100 * mae / mean:.0f} %) | {100 * own:.0f} % | {100 * whole:.0f} % |")


if __name__ == "__main__":
    main()

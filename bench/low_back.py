#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How far off is the load on the low back, and how often does its interval hold the truth?

    bench/low_back.py [--runners N] [--first K] [--seeds odd|even] [--json FILE] [--page]
                      [--learn [FILE...] [--write]]

Films of the same runners as bench/accuracy.py, those from the side, with the same kept clips and
landmarks: what is in its cache is measured in a minute. Printed as the table of docs/spine.md, and
put there by --page. The truth is the same model of the body on the runner's exact joints.

--learn prints, for each item and from the clips of all FILEs too, the share of its value that what the
program knows of the clip has to be widened by for the `own` interval to hold 95 % (the rule of
bench/learn.py); --write puts them into src/spine/track.c. The table is learnt on the runners of bench/learn.py, the page is of others.
"""
import json
import math
import os
import re
import sys

import accuracy
import learn
import population

PROGRAM = os.path.join(accuracy.ROOT, "build", "bench_low_back")
PAGE = os.path.join(accuracy.ROOT, "docs", "spine.md")
TABLE = os.path.join(accuracy.ROOT, "src", "spine", "track.c")
ROW = re.compile(r"^(    \[SPINE_(\w+)\] *= )([\d.]+),$", re.M)
# rows of the table by key; the doses rest on the peak's row as well
KEYS = {"PEAK": "peak_compression", "TIMES_STANDING": "times_standing", "MOMENT": "peak_moment"}


def measure(path, _, words):
    return accuracy.run(PROGRAM, "measure", path, *words)


def held_rows(clips, key):
    """[(truth, value, own_lo, own_hi, lo, hi, clip)]"""
    return [(*c["items"][key], c["path"]) for c in clips
            if "items" in c and None not in c["items"][key][:4]]


def shares():
    with open(TABLE, encoding="utf-8") as f:
        return {m[2]: float(m[3]) for m in ROW.finditer(f.read())}


def learnt(clips):
    """{row of the table: share}; what is known without it has to be in the intervals already."""
    new = {}
    for row, old in shares().items():
        needed = []
        for truth, value, lo, hi, _, _, _ in held_rows(clips, KEYS.get(row, row.lower())):
            half = hi - value if truth > value else value - lo
            known2 = max(0, half * half - (1.96 * old * value) ** 2)
            needed.append(math.sqrt(max(0, (truth - value) ** 2 - known2)) / 1.96 / value)
        new[row] = learn.quantile(needed, len(needed))
    return new


def write(new):
    with open(TABLE, encoding="utf-8") as f:
        text = f.read()
    with open(TABLE, "w", encoding="utf-8") as f:
        f.write(ROW.sub(lambda m: f"{m[1]}{new[m[2]]:.3f},", text))


def share_held(rows):
    return f"{100 * sum(r[2] <= r[0] <= r[3] for r in rows) / len(rows):.0f} %" if rows else "-"


def table(clips):
    """Lines of Markdown."""
    measured = [c for c in clips if "items" in c]
    rates = [(fps, [c for c in measured if c["fps"] == fps]) for fps in population.RATES]
    lines = [f"| {len(measured)} clips | true mean | bias | mean abs. error | half width | held | "
             + " | ".join(f"at {fps}/s ({len(some)})" for fps, some in rates) + " |",
             "|---" * (6 + len(rates)) + "|"]
    for k in measured[0]["items"]:
        e = held_rows(measured, k)
        n = len(e)
        mean = sum(v[0] for v in e) / n
        bias = sum(v[1] - v[0] for v in e) / n
        mae = sum(abs(v[1] - v[0]) for v in e) / n
        half = sum((v[3] - v[2]) / 2 / v[1] for v in e) / n
        held = [share_held(held_rows(some, k)) for _, some in rates]
        lines.append(f"| `{k}` | {mean:.3g} | {bias:+.3g} ({100 * bias / mean:+.0f} %) | "
                     f"{mae:.3g} ({100 * mae / mean:.0f} %) | {100 * half:.0f} % | {share_held(e)} | "
                     + " | ".join(held) + " |")
    return lines


def write_page(lines):
    """In the place of the table that is there."""
    with open(PAGE, encoding="utf-8") as f:
        old = f.read().split("\n")
    first = next(i for i, line in enumerate(old) if re.match(r"\| \d+ clips \|", line))
    last = next(i for i in range(first, len(old)) if not old[i].startswith("|"))
    with open(PAGE, "w", encoding="utf-8") as f:
        f.write("\n".join(old[:first] + lines + old[last:]))


def main():
    parser = accuracy.options(__doc__, 100)
    parser.add_argument("--learn", nargs="*", metavar="FILE",
                        help="how wide the intervals have to be for these clips and those of earlier --json FILEs")
    parser.add_argument("--write", action="store_true", help="put that into " + TABLE)
    parser.add_argument("--page", action="store_true", help="put the table into " + PAGE)
    args = parser.parse_args()
    clips = accuracy.film(args, measure, population.SIDES)
    if args.draw_only:
        return
    if args.json:
        with open(args.json, "w", encoding="utf-8") as f:
            json.dump(clips, f)
    if not any("items" in c for c in clips):
        sys.exit("bench/low_back.py: none of these clips could be measured")
    lines = table(clips)
    print("\n".join(lines))
    if args.page:
        write_page(lines)
    if args.learn is not None:
        for path in args.learn:
            with open(path, encoding="utf-8") as f:
                clips += json.load(f)
        new = learnt(clips)
        for row, old in shares().items():
            print(f"{row:16} was {old:.2f} is {new[row]:.3f}")
        if args.write:
            write(new)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Learn how wide the intervals have to be: the table of systematic errors in src/gait/measures.c.

    bench/accuracy.py --seeds even --runners 200 --json even.json
    bench/learn.py even.json [--write]

An interval's half width is made of what the clip itself shows (steps, timing, scale, camera) and of
the table's standard systematic error. For every value of a rendered runner this finds the systematic
error that would have made the interval just reach the truth; the table's number is the one that
reaches it in 95 % of them, for each measure and frame rate. Where too few clips were filmed, it is the
number of all rates. Learn on even seeds, report on odd ones. Bias is left in: it widens.
Nothing is learnt smaller than a real clip allows (bench/real.py).
"""
import argparse
import json
import math

import accuracy
import real
from population import RATES

HELD = 0.95
FEWEST = 19  # clips: of fewer the quantile below does not exist
FAR_LEG = 1.4  # src/gait/values.c


def leg_factor(view, side):
    far = {"side-left": "right", "side-right": "left"}.get(view)
    return FAR_LEG if side == far else 1


def needed(row, sd):
    """The systematic error with which this value's interval would have ended at the truth."""
    value, lo, hi, truth, clip, side = row
    factor = 1.96 * leg_factor(clip["view"], side)
    half = hi - value if truth > value else value - lo
    own2 = max(0, half * half - (factor * sd) ** 2)
    return math.sqrt(max(0, (truth - value) ** 2 - own2)) / factor


def quantile(values, n):
    """What one more clip stays under with the chance HELD, when n independent ones gave the values: the
    plain quantile of few is too small (split conformal prediction, Lei et al. 2018, JASA 113:1094)."""
    v = sorted(values)
    at = min(1, HELD * (n + 1) / n) * (len(v) - 1)
    i = min(int(at), len(v) - 2)
    return v[i] + (at - i) * (v[i + 1] - v[i])


def learn(clips, old):
    """{measure: [standard systematic error at each rate]}; a measure seen too seldom is left out.

    That each rate stands for itself was chosen on runners that were left out in turn (200 even ones, five
    parts, three times): the root mean square of held - 0.95 over the rows was 1.4 %, and 1.5 to 2.2 with
    6 to 100 clips' worth of trust in all rates together, 2.8 with one number for all of them.
    """
    found = {}
    rows = accuracy.rows_of(clips)
    for (_, name, fps), values in rows.items():
        for r in values:
            if r[0] is not None:
                found.setdefault(name, {}).setdefault(fps, []).append(
                    (needed(r, old[name][RATES.index(fps)]), id(r[4])))
    new = {}
    for name, rates in found.items():
        every = [v for some in rates.values() for v, _ in some]
        if len(every) < 20:
            continue
        all_rates = quantile(every, len({clip for some in rates.values() for _, clip in some}))
        new[name] = []
        for fps in RATES:
            some = rates.get(fps, [])
            n = len({clip for _, clip in some})
            sd = quantile([v for v, _ in some], n) if n >= FEWEST else all_rates
            new[name].append(max(sd, real.LEAST.get(name, 0), 1e-3))
    return new


def short(v):
    return f"{v:.2g}" if v < 10 else f"{v:.1f}" if v < 20 else f"{v:.0f}"


def write(new):
    with open(accuracy.TABLE, encoding="utf-8") as f:
        text = f.read()

    def row(m):
        sds = new.get(m[2].lower())
        return m[0] if sds is None else m[1] + "{ " + ", ".join(f"{short(v):>4}" for v in sds) + " }" + m[4]

    with open(accuracy.TABLE, "w", encoding="utf-8") as f:
        f.write(accuracy.ROW.sub(row, text))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("json", help="what bench/accuracy.py --json wrote")
    parser.add_argument("--write", action="store_true", help="put the numbers into " + accuracy.TABLE)
    args = parser.parse_args()
    with open(args.json, encoding="utf-8") as f:
        made = json.load(f)
    old = made["systematic_errors"]
    new = learn(made["clips"], old)
    print(f"{'':16}  {'was, at 30 60 120 240/s':28}  is")
    for name, sds in new.items():
        print(f"{name:16}  {' '.join(f'{short(v):>6}' for v in old[name]):28} {' '.join(f'{short(v):>6}' for v in sds)}")
    if args.write:
        write(new)


if __name__ == "__main__":
    main()

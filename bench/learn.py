#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Learn how wide the intervals have to be: the table in src/gait/system_sd.c.

    bench/accuracy.py --seeds even --runners 200 --json even.json
    bench/learn.py even.json [more.json...] [--write]

An interval's half width is made of what the clip itself shows (steps, timing, scale, camera) and of
the table's standard systematic error. For every value of a rendered runner this finds the systematic
error that would have made the interval just reach the truth; the table's number is the one that
reaches it in 95 % of them, for each measure, view and frame rate. Where few clips were filmed, it is not
less than the number of all rates; where too few, that number itself, or the one of all views. Bias is left in: it widens.
Learn on runners whose page is not reported: the table as it stands is of 200 even runners and 400 odd ones
(--first 300 and 500), the page in docs/ of odd ones from --first 700.
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
FEW = 39  # clips: of fewer it is the largest of all, and by chance too small as easily as too large
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


def reach(cells):
    """(the number for these (needed error, clip), of how many clips); 0 where they are too few."""
    n = len({clip for _, clip in cells})
    return (quantile([v for v, _ in cells], n) if n >= FEWEST else 0), n


def cells_of(clips, old, found):
    """found[measure] += (view, rate, (needed error, clip)); `old` is the table they were measured with."""
    for (_, name, fps), values in accuracy.rows_of(clips).items():
        for r in values:
            if r[0] is not None:
                view = accuracy.view_of(r[4])
                sd = old[name][view][RATES.index(fps)]
                clip = (r[4]["seed"], r[4]["par"]["seed"])
                found.setdefault(name, []).append((view, fps, (needed(r, sd), clip)))


def learn(found, views):
    """{measure: {view: [standard systematic error at each rate]}}; a measure seen too seldom is left out.

    That each view and rate stands for itself was chosen on runners that were left out in turn (200 even
    ones, five parts). For views from the side the root mean square of held - 0.95 over the rows is 1.4 %,
    and 1.5 to 2.2 with 6 to 100 clips' worth of trust in all rates together. For views from behind and in
    front it is 1.9 %, 2.8 with one number for both views at a rate, 3.7 with one for all rates of a view.
    """
    new = {}
    for name, seen in found.items():
        anywhere, _ = reach([cell for _, _, cell in seen])
        if not anywhere:
            continue
        new[name] = {}
        for view in views[name]:
            all_rates, _ = reach([cell for v, _, cell in seen if v == view])
            new[name][view] = []
            for fps in RATES:
                own, n = reach([cell for v, f, cell in seen if (v, f) == (view, fps)])
                sd = own if n >= FEW else max(own, all_rates or anywhere)
                new[name][view].append(max(sd, real.LEAST.get(name, 0), 1e-3))
    return new


def short(v):
    return f"{v:.2g}" if v < 10 else f"{v:.1f}" if v < 20 else f"{v:.0f}"


def write(new):
    with open(accuracy.TABLE, encoding="utf-8") as f:
        text = f.read()

    def row(m):
        sds = new.get(m[2].lower(), {}).get(m[3].lower())
        return m[0] if sds is None else m[1] + "{ " + ", ".join(f"{short(v):>4}" for v in sds) + " },"

    with open(accuracy.TABLE, "w", encoding="utf-8") as f:
        f.write(accuracy.ROW.sub(row, text))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("json", nargs="+", help="what bench/accuracy.py --json wrote")
    parser.add_argument("--write", action="store_true", help="put the numbers into " + accuracy.TABLE)
    args = parser.parse_args()
    old, found = accuracy.systematic_errors(), {}
    for path in args.json:
        with open(path, encoding="utf-8") as f:
            made = json.load(f)
        cells_of(made["clips"], made["systematic_errors"], found)
    new = learn(found, old)
    print(f"{'':16} {'':5}  {'was, at 30 60 120 240/s':28}  is")
    for name, views in new.items():
        for view, sds in views.items():
            was = " ".join(f"{short(v):>6}" for v in old[name][view])
            print(f"{name:16} {view:5}  {was:28} {' '.join(f'{short(v):>6}' for v in sds)}")
    if args.write:
        write(new)


if __name__ == "__main__":
    main()

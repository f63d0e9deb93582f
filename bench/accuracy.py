#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How far off are the numbers? Render runners whose form is known, film them, compare.

    bench/accuracy.py [--runners N] [--seeds odd|even] [--out docs/accuracy.md]

Each seed is one runner: body, form, clothes, pace and camera drawn at random. He is rendered from
the side and from behind or in front at 30, 60 or 120 frames a second, and filmed like any clip. For every
measure, view and frame rate the table has the bias, the mean absolute error, the 95th percentile,
how often the 95 % interval held the truth, and how often the measure was refused. Whatever is tuned
is tuned on even seeds; the page in docs/ is made from odd ones.
"""
import argparse
import json
import math
import os
import random
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(ROOT, "build", "backstride")
SIDE, FRONTAL = ("side-left", "side-right"), ("rear", "front")
SECONDS = {30: 6, 60: 4, 120: 3}


def runner(seed):
    """Parameters of one runner; the same seed is the same runner everywhere."""
    r = random.Random(seed)
    speed = r.uniform(2.2, 4.5)
    cadence = 150 + 12 * (speed - 2.2) + r.uniform(-8, 12)
    return {
        "speed": speed, "cadence": cadence,
        "contact": min(0.31, max(0.17, 0.37 - 0.045 * speed + r.uniform(-0.02, 0.02))),
        "lean": r.uniform(1, 16), "lean-from-ankle": r.uniform(0.2, 0.8),
        "strike": r.uniform(-8, 22), "knee-contact": r.uniform(8, 24),
        "knee-peak": r.uniform(38, 50), "step-width": r.uniform(-0.02, 0.1),
        "arm-cross": r.uniform(-0.15, 0.3), "elbow": r.uniform(70, 110),
        "pelvic-drop": r.uniform(0, 10), "height": r.uniform(1.55, 1.92),
        "mass": r.uniform(50, 90), "outfit": r.choice(["teal", "coral", "navy", "plain"]),
        "surface": "treadmill", "noise": r.uniform(0, 6), "blur": r.choice([0, 0, 0.3]),
        "camera-yaw": r.uniform(-6, 6), "camera-roll": r.uniform(-2, 2), "seed": seed,
    }


def film(par, view, fps, folder):
    """(truth, result) of one clip; a refused one gives (truth, None) and why, an impossible runner
    (None, None)."""
    clip, truth = os.path.join(folder, "clip.mp4"), os.path.join(folder, "truth.json")
    words = [PROGRAM, "synth", "--quiet", "--out", clip, "--truth", truth, "--view", view,
             "--fps", str(fps), "--duration", str(SECONDS[fps])]
    for name, value in par.items():
        words += [f"--{name}", value if isinstance(value, str) else f"{value:.6g}"]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        return None, None, done.stderr.strip()
    result = subprocess.run([PROGRAM, "film", clip, "--json", "--quiet", "--no-report", "--height",
                             f"{100 * par['height']:.1f}"], capture_output=True, text=True)
    with open(truth, encoding="utf-8") as f:
        known = json.load(f)
    if result.returncode:
        return known, None, result.stderr.strip()
    return known, json.loads(result.stdout)["clips"][0], ""


def compare(known, result):
    """Yield (measure, side, value, lo, hi, true), value None where it was refused."""
    for name, m in result["measures"].items():
        for side in ("left", "right") if m["sided"] else ("both",):
            v, true = m.get(side), known["measures"][name][side]
            if true is None or not v or v["status"] == "not_in_view":
                continue
            measured = v["status"] == "measured"
            yield name, side, v["value"] if measured else None, v.get("lo"), v.get("hi"), true


def summary(rows):
    errors = sorted(abs(v - t) for v, _, _, t in rows if v is not None)
    n = len(errors)
    if n == 0:
        return None
    bias = sum(v - t for v, _, _, t in rows if v is not None) / n
    held = sum(lo <= t <= hi for v, lo, hi, t in rows if v is not None)
    return n, bias, sum(errors) / n, errors[min(n - 1, math.ceil(0.95 * n) - 1)], held / n, len(rows) - n


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    args.add_argument("--runners", type=int, default=8)
    args.add_argument("--seeds", choices=["odd", "even"], default="odd")
    args.add_argument("--out")
    args = args.parse_args()
    table, refused, labels, n_clips = {}, [], {}, 0
    with tempfile.TemporaryDirectory() as folder:
        for k in range(args.runners):
            seed = 2 * k + (args.seeds == "odd")
            par = runner(seed)
            for view, fps in ((SIDE[k % 2], (30, 60, 120)[k % 3]), (FRONTAL[k // 2 % 2], (30, 60)[k % 2]),
                              (SIDE[(k + 1) % 2], (60, 120, 30)[k % 3])):
                known, result, why = film(par, view, fps, folder)
                print(f"\rclip {k + 1}/{args.runners} {view} {fps}   ", end="", file=sys.stderr)
                if known is None:
                    refused.append(f"seed {seed}: no such runner: {why}")
                    continue
                n_clips += 1
                if result is None:
                    refused.append(f"seed {seed}, {view}, {fps}/s: {why.split(': ', 2)[-1]}")
                    continue
                if result["view"] != view:
                    refused.append(f"seed {seed}, {view}, {fps}/s: taken for {result['view']}")
                kind = "side" if view in SIDE else "rear, front"
                for name, m in result["measures"].items():
                    labels[name] = f"{m['label']}, {m['unit']}"
                for name, _, value, lo, hi, true in compare(known, result):
                    table.setdefault((kind, name, fps), []).append((value, lo, hi, true))
    print(file=sys.stderr)
    lines = ["| measure | view | frames/s | n | bias | mean abs. error | 95th percentile | interval held | refused |",
             "|---|---|---|---|---|---|---|---|---|"]
    order = list(labels)
    for kind, name, fps in sorted(table, key=lambda t: (t[0] != "side", order.index(t[1]), t[2])):
        s = summary(table[kind, name, fps])
        if s:
            lines.append(f"| {labels[name]} | {kind} | {fps} | {s[0]} | {s[1]:+.1f} | {s[2]:.1f} | {s[3]:.1f} | "
                         f"{100 * s[4]:.0f} % | {s[5]} |")
    page = PAGE.format(runners=args.runners, clips=n_clips, seeds=args.seeds, table="\n".join(lines),
                       refused="\n".join(f"- {r}" for r in refused) or "None.")
    if args.out:
        with open(args.out, "w", encoding="utf-8") as f:
            f.write(page)
    else:
        print(page)


PAGE = """# How far off the numbers are

Made by `bench/accuracy.py` (`make accuracy`), never by hand: {runners} rendered runners with {seeds} seeds,
{clips} clips of 3 to 6 s, 1280 x 720, treadmill, camera up to 6 degrees off square and 2 off level, noise and
motion blur, full model. Each row compares what `film` printed with what the figure really did, left and
right counted apart. "Interval held" is how often the 95 % interval contained the truth; at these
numbers of clips it is itself only good to some percent.

What this cannot show: a rendered figure is not a person. Its clothes do not flutter, its shoe does not
bend, and the landmark model has never seen one like it. Timing of contact is set by a force plate, not
by this figure (see src/gait/contacts.h).

{table}

## Clips that were refused, or whose view was taken for another

{refused}
"""

if __name__ == "__main__":
    main()

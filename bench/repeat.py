#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How well do two films of one runner agree?

    bench/repeat.py [--runners N] [--seeds odd|even] [--work FOLDER]

Each runner is rendered from the side twice: the same body and form, but the
camera put up anew (other angles), other noise, other steps. A second runner differs from the first
in a few parameters: then the true change is known. Printed as the table of docs/compare.md: the
share of the systematic error that two films have in common; how often the interval of a change
holds the true one, for the same and for a changed form. Errors of single films: bench/accuracy.py
and bench/low_back.py, on more runners.
"""
import argparse
import json
import math
import os
import random
import subprocess
import tempfile

import population

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(ROOT, "build", "backstride")
TRUTH = os.path.join(ROOT, "build", "bench_low_back")
FPS, SECONDS, SIZE = 60, 4, ("800", "450")
NOT_BODY = ("camera-yaw", "camera-roll", "noise", "blur")
CHANGES = {"lean": 4, "cadence": 9, "knee-contact": 5, "strike": -8, "contact": 0.02}


def runner(seed):
    """Parameters of one runner in front of a camera put up with ordinary care."""
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


def filmings(seed):
    """Three lists of parameters: as it is, filmed anew, filmed anew with a changed form."""
    first = runner(seed)
    first["cadence"] = min(first["cadence"], 190)
    anew = random.Random(seed + 5000)
    again = dict(first, **{"camera-yaw": anew.uniform(-6, 6), "camera-roll": anew.uniform(-2, 2),
                           "noise": anew.uniform(0, 6), "seed": seed + 100})
    changed = dict(again, **{"camera-yaw": anew.uniform(-6, 6), "seed": seed + 200})
    for name, by in CHANGES.items():
        changed[name] = changed[name] + by * anew.choice((-1, 0, 1))
    return first, again, changed


def words(par):
    return [w for k, v in par.items() for w in (k, v if isinstance(v, str) else f"{v:.6g}")]


def draw(par, clip, truth):
    flags = [w if i % 2 else "--" + w for i, w in enumerate(words(par))]
    return subprocess.run([PROGRAM, "synth", "--quiet", "--out", clip, "--truth", truth,
                           "--view", "side-left", "--fps", str(FPS), "--duration", str(SECONDS),
                           "--width", SIZE[0], "--height-px", SIZE[1]] + flags,
                          capture_output=True, text=True).returncode == 0


def film(par, name, folder):
    """Draws the clip if the folder lacks it, measures it; None if either refuses."""
    path, truth = os.path.join(folder, name + ".mp4"), os.path.join(folder, name + ".truth.json")
    if not os.path.exists(path) and not draw(par, path, truth):
        return None
    done = subprocess.run([PROGRAM, "film", path, "--json", "--quiet", "--height",
                           f"{100 * par['height']:.1f}", "--sex", "male", "--mass", f"{par['mass']:.6g}"],
                          capture_output=True, text=True)
    if done.returncode:
        print("refused:", done.stderr.strip())
        return None
    body = {"duration": SECONDS, **{k: v for k, v in par.items() if k not in NOT_BODY}}
    load = subprocess.run([TRUTH, "truth"] + population.words(body), capture_output=True, text=True)
    with open(truth, encoding="utf-8") as f:
        known = json.load(f)
    clip = json.loads(done.stdout)["clips"][0]
    return known, json.loads(load.stdout) if load.returncode == 0 else None, clip


def true_value(known, key, side):
    return known["measures"].get(key, {}).get(side)


def values(known, load, clip):
    """(key, side) -> (true, value, lo, hi, spread, n)"""
    out = {}
    for key, m in clip["measures"].items():
        for side in (("left", "right") if m["sided"] else ("both",)):
            t, v = true_value(known, key, side), m.get(side)
            if t is not None and v and v["status"] == "measured":
                out[key, side] = (t, v["value"], v["lo"], v["hi"], v["spread"], v["n_steps"])
    if load and load["known"] and clip["low_back"]["known"]:
        for key, v in clip["low_back"]["items"].items():
            if v["value"] is not None and load.get(key):
                out[key, "both"] = (load[key], v["value"], v["own_lo"], v["own_hi"], None, 0)
    return out


def parts(v):
    """Standard errors: of the steps, of the rest."""
    whole = (v[3] - v[2]) / 3.92
    steps = min(whole, 1.2533 * v[4] / math.sqrt(v[5])) if v[4] is not None and v[5] else 0
    return steps, math.sqrt(max(0, whole ** 2 - steps ** 2))


def measured(got, folder):
    """For each runner the values of the three clips."""
    os.makedirs(folder, exist_ok=True)
    start = 301 if got.seeds == "odd" else 300
    rows = []
    for seed in range(start, start + 2 * got.runners, 2):
        films = [film(par, f"{seed}{name}", folder) for name, par in zip("abc", filmings(seed))]
        rows.append([values(*f) if f else None for f in films])
    return rows


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--runners", type=int, default=8)
    ask.add_argument("--seeds", choices=("odd", "even"), default="odd")
    ask.add_argument("--work", help="folder where the drawn clips stay")
    ask.add_argument("--common", type=float, default=0.5)
    got = ask.parse_args()
    with tempfile.TemporaryDirectory() as empty:
        rows = measured(got, got.work or empty)
    keys = []
    for three in rows:
        for v in three:
            for k in v or ():
                if k not in keys:
                    keys.append(k)
    print("| value | n | bias | mean abs. error | true mean | interval held |\n|---|---|---|---|---|---|")
    for k in keys:
        e = [(v[k][1] - v[k][0], v[k][2] <= v[k][0] <= v[k][3], v[k][0])
             for three in rows for v in three if v and k in v]
        print(f"| {k[0]} {k[1]} | {len(e)} | {sum(x for x, _, _ in e) / len(e):+.3g} | "
              f"{sum(abs(x) for x, _, _ in e) / len(e):.3g} | {sum(t for _, _, t in e) / len(e):.3g} | "
              f"{100 * sum(h for _, h, _ in e) / len(e):.0f} % |")
    print("\n| value | pairs | variance in common | same form: held | changed form: held, seen |")
    print("|---|---|---|---|---|")
    all_same, all_changed, sums = [], [], [0, 0]
    for k in keys:
        same, changed, seen, d2, e2, n = [], [], [], 0, 0, 0
        for a, b, c in rows:
            for other, held in ((b, same), (c, changed)):
                if not a or not other or k not in a or k not in other:
                    continue
                va, vb = a[k], other[k]
                (sa, ra), (sb, rb) = parts(va), parts(vb)
                half = 1.96 * math.sqrt(sa ** 2 + sb ** 2 + (1 - got.common) * (ra ** 2 + rb ** 2))
                true, found = vb[0] - va[0], vb[1] - va[1]
                held.append(abs(found - true) <= half)
                if held is changed and abs(true) > half:
                    seen.append((found > half) if true > 0 else (found < -half))
                ea, eb = va[1] - va[0], vb[1] - vb[0]
                d2 += (ea - eb) ** 2
                e2 += ea ** 2 + eb ** 2
                n += 1
        if not n:
            continue
        common = 1 - d2 / e2 if e2 else float("nan")
        sums[0] += common
        sums[1] += 1
        all_same += same
        all_changed += changed
        rate = lambda h: f"{sum(h)} of {len(h)}"
        print(f"| {k[0]} {k[1]} | {n} | {common:.2f} | {rate(same)} | {rate(changed)}, {rate(seen)} |")
    print(f"\nAll: same form {100 * sum(all_same) / len(all_same):.1f} %, changed form "
          f"{100 * sum(all_changed) / len(all_changed):.1f} %; mean share in common "
          f"{sums[0] / sums[1]:.2f}")


if __name__ == "__main__":
    main()

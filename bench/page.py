# SPDX-License-Identifier: Apache-2.0
"""The page in docs/accuracy and its plots, made from the table of errors."""
import math
import os
import re
import statistics
from collections import Counter

import real
from population import RATES

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# What the numbers are meant to reach: view, measure, largest mean absolute error by frame rate.
TARGETS = {
    ("side", "cadence"): {60: 0.5, 120: 0.5, 240: 0.5},
    ("side", "contact_time"): {60: 15, 120: 10, 240: 7},
    ("side", "trunk_lean"): {60: 2, 120: 2, 240: 2},
    ("side", "hip_hinge"): {60: 3, 120: 3, 240: 3},
    ("side", "knee_contact"): {60: 4, 120: 4, 240: 4},
    ("side", "knee_peak"): {60: 4, 120: 4, 240: 4},
    ("side", "tibia_angle"): {60: 3, 120: 3, 240: 3},
    ("side", "foot_strike"): {60: 5, 120: 4, 240: 4},
    ("side", "vert_osc"): {60: 0.7, 120: 0.7, 240: 0.7},
    ("rear, front", "step_width"): {30: 1.5, 60: 1.5, 120: 1.5},
    ("rear, front", "pelvic_drop"): {30: 2, 60: 2, 120: 2},
    ("rear, front", "arm_crossing"): {30: 5, 60: 5, 120: 5},
    ("rear, front", "trunk_sway"): {30: 0.7, 60: 0.7, 120: 0.7},
}
# Inclinations in the side view carry the camera's roll; which way, for a runner facing image-left.
ROLLED = {"trunk_lean": 1, "leg_lean": 1, "body_lean": 1, "tibia_angle": -1}
MISSED = "[missed](../measures.md#what-is-not-reached)"
CLASSES = ((-1.6, 8.0), 4.0)  # borders of the foot-strike classes, deg; distance that counts


def labels():
    """key -> (label, unit), in the order of body/measure.h."""
    with open(os.path.join(ROOT, "src", "body", "measure.h"), encoding="utf-8") as f:
        found = re.findall(r'X\([A-Z_]+,\s*"(\w+)",\s*"([^"]*)",\s*"([^"]*)"', f.read())
    return {key: (label, unit) for key, label, unit in found}


def main_table(table):
    name = labels()
    order = list(name)
    lines = ["| measure | view | frames/s | n | bias | mean abs. error | 95th percentile | interval held "
             "| half width | refused |", "|---|---|---|---|---|---|---|---|---|---|"]
    for kind, key, fps in sorted(table, key=lambda t: (t[0] != "side", order.index(t[1]), t[2])):
        s = table[kind, key, fps]
        head = f"| {name[key][0]}, {name[key][1]} | {kind} | {fps} | {s['n']} | "
        if s["n"] == 0:
            lines.append(head + f"| | | | | {s['refused']} |")
            continue
        lines.append(head + f"{s['bias']:+.2f} | {s['mae']:.2f} | {s['p95']:.2f} | {100 * s['held']:.0f} % | "
                     f"{s['width']:.2f} | {s['refused']} |")
    return "\n".join(lines)


def target_table(table):
    name = labels()
    lines = ["| measure | view | frames/s | wanted | mean abs. error | |", "|---|---|---|---|---|---|"]
    for (kind, key), wanted in TARGETS.items():
        for fps, most in wanted.items():
            s = table.get((kind, key, fps))
            if s and s["n"]:
                lines.append(f"| {name[key][0]}, {name[key][1]} | {kind} | {fps} | {most:g} | "
                             f"{s['mae']:.2f} ± {s['mae_likely']:.2f} | "
                             f"{'reached' if s['mae'] <= most else MISSED} |")
    return "\n".join(lines)


def summary(rows):
    """Errors of (value or None, lo, hi, truth, clip, ...). mae_likely: how far the mean error may be from that
    of endless clips, 95 %; a clip's values count as one."""
    clips = {}
    for r in rows:
        if r[0] is not None:
            clips.setdefault(id(r[4]), []).append(abs(r[0] - r[3]))
    means = [sum(errors) / len(errors) for errors in clips.values()]
    errors = sorted(abs(r[0] - r[3]) for r in rows if r[0] is not None)
    n = len(errors)
    if n == 0:
        return {"n": 0, "refused": len(rows)}
    return {
        "n": n, "refused": len(rows) - n,
        "bias": sum(r[0] - r[3] for r in rows if r[0] is not None) / n,
        "mae": sum(errors) / n,
        "p95": errors[min(n - 1, math.ceil(0.95 * n) - 1)],
        "held": sum(r[1] <= r[3] <= r[2] for r in rows if r[0] is not None) / n,
        "clips": len(means),
        "mae_likely": 1.96 * statistics.stdev(means) / math.sqrt(len(means)) if len(means) > 1 else math.inf,
        "width": sum(r[2] - r[1] for r in rows if r[0] is not None) / n / 2,
    }


def likely(share, n):
    """(least, most) the share could be, 95 %, when n independent clips show it (Wilson 1927)."""
    z2 = 1.96 ** 2
    middle, half = share + z2 / 2 / n, 1.96 * math.sqrt(share * (1 - share) / n + z2 / 4 / n / n)
    return (middle - half) / (1 + z2 / n), (middle + half) / (1 + z2 / n)


def within(cells):
    """How many rows lie where, and how many of those outside do so by more than chance: both legs of a clip
    err alike, so clips are counted and not legs."""
    low = [s for s in cells if s["held"] < 0.92]
    high = [s for s in cells if s["held"] > 0.98]
    sure_low = sum(likely(s["held"], s["clips"])[1] < 0.92 for s in low)
    sure_high = sum(likely(s["held"], s["clips"])[0] > 0.98 for s in high)
    return (f"{len(cells) - len(low) - len(high)} lie in 92 to 98 %, {len(low)} under it ({sure_low} by more than "
            f"chance) and {len(high)} over it ({sure_high} by more than chance)")


def coverage(table, errors):
    """Share of all values whose interval holds the truth, and cells outside 92 to 98 %; `errors` is the
    table of systematic errors."""
    name = labels()
    n = sum(s["n"] for s in table.values())
    held = sum(s["held"] * s["n"] for s in table.values() if s["n"])
    cells = {key: s for key, s in table.items() if s["n"] >= 20}
    wider = {(m, fps) for m, least in real.LEAST.items() for sds in errors[m].values()
             for fps, sd in zip(RATES, sds) if sd <= least}
    learnt = [s for key, s in cells.items() if key[1:] not in wider]
    kept = [s for key, s in cells.items() if key[1:] in wider]
    names = [name[m][0].lower() for m in real.LEAST if any((m, fps) in wider for fps in RATES)]
    return (f"Over all {n} values the 95 % interval held the truth in {100 * held / max(n, 1):.1f} %. Of the "
            f"{len(learnt)} rows below with at least 20 values whose width is learnt, {within(learnt)}. "
            f"The other {len(kept)}, of {', '.join(names)}, are wider than rendered "
            f"runners ask for, because a real clip says that real runners are harder "
            f"(docs/measures.md): of them {within(kept)}.")


def roll_table(clips):
    """Errors of the camera's roll itself."""
    kinds = {}
    for clip in clips:
        if "roll" in clip:
            side = clip["view"].startswith("side")
            kind = f"{'side' if side else 'rear, front'}, {clip['par']['surface']}"
            roll, sd = clip["roll"]
            lo, hi = (None, None) if roll is None else (roll - 1.96 * sd, roll + 1.96 * sd)
            kinds.setdefault(kind, []).append((roll, lo, hi, clip["par"]["camera-roll"], clip))
    lines = ["| clips | n | found | bias | mean abs. error | 95th percentile | interval held the truth |",
             "|---|---|---|---|---|---|---|"]
    for kind, values in sorted(kinds.items(), reverse=True):
        s = summary(values)
        lines.append(f"| {kind} | {len(values)} | {s['n']} | " + (
            f"{s['bias']:.2f} | {s['mae']:.2f} | {s['p95']:.2f} | {100 * s['held']:.0f} % |" if s["n"] else "| | | |"))
    return "\n".join(lines)


def mean_error(errors):
    return f"{sum(abs(e) for e in errors) / len(errors):.2f}" if errors else "-"


def rolled_table(rows):
    """Errors of inclinations where the camera's roll was found, what they would be with it left in, and
    where it was not found."""
    name = labels()
    lines = ["| measure, side view, all frame rates | n | mean abs. error, roll found | with it left in | n | roll not "
             "found |", "|---|---|---|---|---|---|"]
    for key, sign in ROLLED.items():
        known, left_in, unknown = [], [], []
        for (kind, k, _), values in rows.items():
            for value, _, _, truth, clip, _ in values if kind == "side" and k == key else []:
                if value is None:
                    continue
                if clip["roll"][0] is None:
                    unknown.append(value - truth)
                    continue
                turn = clip["roll"][0] * (1 if clip["view"] == "side-left" else -1)
                known.append(value - truth)
                left_in.append(value - truth + sign * turn)
        if known or unknown:
            lines.append(f"| {name[key][0]}, {name[key][1]} | {len(known)} | {mean_error(known)} | "
                         f"{mean_error(left_in)} | {len(unknown)} | {mean_error(unknown)} |")
    return "\n".join(lines)


def strike_classes(rows):
    borders, clear = CLASSES
    klass = lambda v: sum(v > b for b in borders)
    right = n = 0
    for (kind, key, fps), values in rows.items():
        if key != "foot_strike" or fps < 60:
            continue
        for value, _, _, truth, _, _ in values:
            if value is not None and min(abs(truth - b) for b in borders) > clear:
                n += 1
                right += klass(value) == klass(truth)
    return (f"Foot-strike class (fore, mid, rear; borders {borders[0]} and {borders[1]:g} degrees), at 60 frames a "
            f"second and more, feet whose true angle is more than {clear:g} degrees from a border: right in {right} "
            f"of {n} ({100 * right / max(n, 1):.0f} %).")


def refusals(clips):
    why = Counter()
    for clip in clips:
        if "refused" in clip:
            text = clip["refused"].split(": ", 1)[-1] if clip["refused"].startswith("bench") else clip["refused"]
            why[re.sub(r"[\d.]+", "N", text)] += 1
        elif clip["view"] != clip["par"]["view"]:
            why[f"taken for {clip['view']}, but filmed from {clip['par']['view']}"] += 1
    return "\n".join(f"- {n} x: {text}" for text, n in why.most_common()) or "None."


# -- plots ---------------------------------------------------------------------------------

COLOUR = {30: "#8a8f98", 60: "#2f7fb8", 120: "#1f9e77", 240: "#b5651d"}
STYLE = ('<style>text{font:12px sans-serif;fill:#333}.s{font-size:10px;fill:#666}.g{stroke:#ddd}'
         '.t{stroke:#c0392b;stroke-width:1.5;stroke-dasharray:4 3}</style>')


def svg(width, height, body):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}"><rect width="100%" height="100%" fill="#fff"/>{STYLE}{"".join(body)}</svg>\n')


def legend(x, y):
    out = []
    for k, fps in enumerate(RATES):
        out.append(f'<rect x="{x + 70 * k}" y="{y - 9}" width="10" height="10" fill="{COLOUR[fps]}"/>'
                   f'<text class="s" x="{x + 70 * k + 14}" y="{y}">{fps}/s</text>')
    return out


def errors_svg(table):
    """Mean absolute error with a thin line to the 95th percentile; the dashed line is the target."""
    name, cell_w, cell_h, cols = labels(), 170, 120, 5
    keys = [(kind, key) for kind in ("side", "rear, front") for key in name
            if any((kind, key, f) in table for f in RATES)]
    body = legend(10, 18)
    for i, (kind, key) in enumerate(keys):
        x, y = 10 + cell_w * (i % cols), 34 + cell_h * (i // cols)
        cells = {f: table[kind, key, f] for f in RATES if table.get((kind, key, f), {"n": 0})["n"]}
        want = TARGETS.get((kind, key), {})
        top = max([s["p95"] for s in cells.values()] + list(want.values()) + [1e-9])
        scale = 70 / top
        body.append(f'<text x="{x}" y="{y + 12}">{name[key][0]}</text><text class="s" x="{x}" y="{y + 24}">'
                    f'{name[key][1]}, {kind}</text><line class="g" x1="{x}" x2="{x + 150}" y1="{y + 100}" '
                    f'y2="{y + 100}"/>')
        for k, f in enumerate(RATES):
            if f not in cells:
                continue
            s, left = cells[f], x + 8 + 36 * k
            h = s["mae"] * scale
            body.append(f'<line stroke="{COLOUR[f]}" x1="{left + 10}" x2="{left + 10}" y1="{y + 100}" '
                        f'y2="{y + 100 - s["p95"] * scale:.1f}"/><rect x="{left}" y="{y + 100 - h:.1f}" width="20" '
                        f'height="{h:.1f}" fill="{COLOUR[f]}"/><text class="s" x="{left}" y="{y + 111}">'
                        f'{s["mae"]:.2g}</text>')
            if f in want:
                t = y + 100 - want[f] * scale
                body.append(f'<line class="t" x1="{left - 4}" x2="{left + 26}" y1="{t:.1f}" y2="{t:.1f}"/>')
    return svg(cell_w * cols + 20, 44 + cell_h * -(-len(keys) // cols), body)


def coverage_svg(table):
    """How often the interval held the truth; the band is 92 to 98 %."""
    name = labels()
    keys = [(kind, key) for kind in ("side", "rear, front") for key in name
            if any((kind, key, f) in table for f in RATES)]
    at = lambda share: 250 + 400 * (max(share, 0.5) - 0.5) / 0.5
    height = 50 + 18 * len(keys)
    body = legend(250, 18) + [f'<rect x="{at(.92):.0f}" y="28" width="{at(.98) - at(.92):.0f}" '
                              f'height="{height - 44}" fill="#e8f3ec"/>']
    for share in (0.5, 0.6, 0.7, 0.8, 0.9, 1):
        body.append(f'<line class="g" x1="{at(share):.0f}" x2="{at(share):.0f}" y1="28" y2="{height - 16}"/>'
                    f'<text class="s" x="{at(share) - 10:.0f}" y="{height - 4}">{100 * share:.0f} %</text>')
    for i, (kind, key) in enumerate(keys):
        y = 42 + 18 * i
        body.append(f'<text x="10" y="{y}">{name[key][0]} <tspan class="s">{kind}</tspan></text>')
        for f in RATES:
            s = table.get((kind, key, f), {"n": 0})
            if s["n"]:
                body.append(f'<circle cx="{at(s["held"]):.1f}" cy="{y - 4}" r="4" fill="{COLOUR[f]}" '
                            f'fill-opacity=".8"/>')
    return svg(670, height, body)


# -- the page ------------------------------------------------------------------------------

TEXT = """# How far off the numbers are

Made by `make accuracy` (`bench/accuracy.py`), never by hand: {runners} rendered runners with {seeds} seeds,
{clips} clips, {model} model.{borrowed} Each row compares what `film --height` says with what the figure really
did between the first and the last measured contact, left and right counted apart. "Interval held" is how often
the 95 % interval contained the truth; with n values it is itself only good to about {rough} / sqrt(n) %. Methods and
constants are chosen on even seeds, widths of intervals learnt on 200 even and 400 odd ones; nothing was chosen or learnt
on the runners of this page.

The runners (`bench/population.py`): 2.2 to 5 m/s, trunk lean 0 to 20 degrees, from ankle or hip, foot strike -15 to
25, knee 5 to 30 at contact, step width -3 to 15 cm, hands up to 0.4 shoulder widths past the middle, pelvic drop 0
to 12, half of them lopsided by up to 12 %, 1.52 to 1.94 m tall, body mass index 18.5 to 28, tight and loose clothes,
bare and covered legs, dim and bright light. The cameras: side, rear and front, 30 to 240 frames a second, 480 to
1080 lines, 2.5 to 8 m away, yaw, pitch and roll wrong by up to 10 degrees, motion blur, noise, H.264 from good to
poor, clips of 3 to 6 s. A fifth of the side views is overground, past the camera; the rest is on a treadmill.

What this cannot show: a rendered figure is not a person. Its clothes do not flutter, its shoe does not bend, and the
landmark model has never seen one like it. How its feet come down and leave is fitted to a force plate
(src/synth/leg.c), as is the timing of contacts (src/gait/contacts.h), where toe-off lies between that plate and rendered
runners with even seeds. Its shirt ends at the pelvis: pelvic drop is measured as with `--tucked`, and only from behind;
the front view refuses it, as the rear view refuses the hands.
Three biases are taken off, because real clips agree: the trunk's, 1.7 degrees, the elbow's, 6, and 1 of the knee at
contact, more bent for runners who face right and less for those who face left ([why](../measures.md)). All others are in the numbers and in the intervals. A real runner's markers against a force plate, and the same markers
as a camera from the side would see them at 60 and 30 frames a second: [events.md](../events.md).

{coverage}

{strikes}

## Against what is wanted

{targets}

A camera that is turned by 4 degrees turns every inclination by 4 degrees. What is upright in the background tells by how
much it is turned (docs/measures.md); from behind and in front that is weighed against the balance of left and right.
The rendered treadmills stand in a room with windows; the overground clips show a path, hills and clouds, nothing
upright.

{roll}

{rolled}

![errors](errors.svg)

![coverage](coverage.svg)

## Every measure

{table}

## Clips that were refused, or whose view was taken for another

Of {clips} clips:

{refused}
"""


def text(made):
    clips = made["clips"]
    return TEXT.format(
        runners=len({c["seed"] for c in clips}), clips=len(clips), seeds=made["seeds"], model=made["model"],
        borrowed=" The landmarks were kept from an earlier state of the sources." if made["borrowed"] else "",
        rough=43, coverage=coverage(made["table"], made["systematic_errors"]), strikes=strike_classes(made["rows"]),
        targets=target_table(made["table"]), roll=roll_table(made["clips"]),
        rolled=rolled_table(made["rows"]), table=main_table(made["table"]), refused=refusals(clips))


def write(folder, made):
    os.makedirs(folder, exist_ok=True)
    for name, content in (("README.md", text(made)), ("errors.svg", errors_svg(made["table"])),
                          ("coverage.svg", coverage_svg(made["table"]))):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(content)

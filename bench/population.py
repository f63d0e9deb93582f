# SPDX-License-Identifier: Apache-2.0
"""Who is filmed, and how: a runner for each seed, and the clips taken of him.

The same seed is the same runner and the same clips everywhere. Ranges: what phones and people do,
and some more. Not every draw is a runner that legs can make; the first of a seed's draws that is
one is taken.
"""
import math
import random

SIDES, FRONTALS = ("side-left", "side-right"), ("rear", "front")
SECONDS = {30: 6, 60: 4.5, 120: 3.3, 240: 2.8}
RATES = tuple(SECONDS)
SIZES = {480: (854, 480), 720: (1280, 720), 1080: (1920, 1080)}
N_DRAWS = 60


def around(r, most):
    """An error of the camera: mostly small, at most `most` degrees."""
    return r.triangular(-most, most, 0)


def draw_runner(r):
    speed, height = r.uniform(2.2, 5.0), r.uniform(1.52, 1.94)
    cadence = 154 + 9 * (speed - 2.2) + r.uniform(-10, 14)
    # a foot passes 0.69 m under the body at 2.5 m/s and 0.79 m at 3.5 (Fukuchi et al. 2017, PeerJ
    # 5:e3298, one runner), more or less with the length of the legs
    path = (0.69 + 0.10 * (speed - 2.5)) * height / 1.72
    contact = min(0.31, path / speed * r.uniform(0.92, 1.08), 60 / cadence - 0.035)
    knee = r.uniform(5, 30)
    return {
        "speed": speed, "cadence": cadence, "contact": contact,
        "lean": r.uniform(0, 20), "lean-from-ankle": r.uniform(0, 1),
        "strike": r.uniform(-15, 25), "knee-contact": knee,
        "knee-peak": r.uniform(max(36, knee + 8), 56),
        "step-width": r.uniform(-0.03, 0.15), "arm-cross": r.uniform(-0.25, 0.40),
        "elbow": r.uniform(60, 115), "pelvic-drop": r.uniform(0, 12),
        "asymmetry": r.choice([0, r.uniform(-0.12, 0.12)]), "variation": r.uniform(0.5, 2),
        "height": height, "mass": r.uniform(18.5, 28) * height ** 2,
        "leg-share": r.uniform(0.535, 0.568),
        "shoulder-width": height * r.uniform(0.19, 0.218),
        "hip-width": height * r.uniform(0.09, 0.105),
        "outfit": r.choice(["teal", "coral", "navy", "plain"]),
        "loose": r.choice([0, r.uniform(0, 0.025)]),
        "legs": r.choice(["bare", "bare", "long"]),
    }


def camera(r, runner, view, fps):
    """A phone that has the whole runner in its picture, held more or less well."""
    passes = view in SIDES and r.random() < 0.2
    size = r.choice([480] * 6 + [720] * 2 + [1080])
    width, height = SIZES[size]
    if view in FRONTALS and r.random() < 0.5:
        width, height = height, width
    far = 8.0 if passes else r.uniform(2.5, 8.0)
    above = r.uniform(0.7, 1.4)
    # metres in the picture's height at the runner: he bounces, and nobody frames tightly
    seen = runner["height"] * r.uniform(1.25, 1.9)
    seconds = SECONDS[fps]
    if passes:
        seen = 9.5 * height / width
        seconds = 9.0 / runner["speed"]
    half = math.degrees(math.atan(seen / 2 / far))
    spare = half - math.degrees(math.atan(runner["height"] * 0.57 / far))
    level = math.degrees(math.atan((above - 0.53 * runner["height"]) / far))
    return {
        "surface": "overground" if passes else "treadmill", "view": view,
        "camera-distance": far, "camera-height": above, "camera-fov": 2 * half,
        "camera-yaw": around(r, 10), "camera-roll": around(r, 5 if passes else 10),
        "camera-tilt": level + around(r, min(10, max(0, spare))),
        "fps": fps, "duration": seconds, "width": width, "height-px": height,
        "light": r.uniform(0.35, 1.25), "noise": r.uniform(0, 8),
        "blur": r.choice([0] * 6 + [r.uniform(0.1, 0.5)]),
        "quality": r.randrange(18, 35), "seed": r.randrange(1, 1 << 30),
    }


def words(par):
    return [f"{k}={format(v, '.6g') if isinstance(v, float) else v}" for k, v in par.items()]


def clips(seed, exists):
    """[(view, fps, parameters)]; exists(words) says whether such a runner can be."""
    for draw in range(N_DRAWS):
        r = random.Random(1000 * seed + draw)
        runner = draw_runner(r)
        if exists(words(runner)):
            break
    else:
        return []
    k = seed // 2  # even and odd seeds see the same mixture
    plan = [(SIDES[k // 2 % 2], (30, 120)[k % 2]), (SIDES[(k + k // 2) % 2], (60, 240, 60)[k // 2 % 3]),
            (FRONTALS[k // 3 % 2], (30, 60, 30, 60, 120)[k % 5])]
    return [(view, fps, {**runner, **camera(r, runner, view, fps)}) for view, fps in plan]

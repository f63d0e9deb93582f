#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How far off are the numbers? Render runners whose form is known, film them, compare.

    bench/accuracy.py [--runners N] [--seeds odd|even] [--out docs/accuracy] [--json FILE]

Each seed is one runner, filmed three times (bench/population.py). For every measure, view and frame
rate the page has the bias, the mean absolute error, the 95th percentile, how often the 95 % interval
held the truth, and how often the measure was refused. Methods and constants (contacts, corrections) are
chosen on even seeds; the widths of intervals are learnt on those and on odd ones that were reported before;
the page in docs/ is made from odd ones that nothing was chosen or learnt on.

Clips and landmarks are kept in $XDG_CACHE_HOME/backstride-accuracy, in folders named after the
sources they depend on: after a change in gait alone the whole page is made again in a minute, after
one in pose nothing is drawn anew. --landmarks-of takes another folder's landmarks, and the page then
says so.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import re
import subprocess
import sys

import page
import population

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(ROOT, "build", "bench_accuracy")
MODELS = os.environ.get("BACKSTRIDE_MODELS") or os.path.join(ROOT, "node_modules", "@mediapipe", "pose")
DRAWN_BY = ("synth", "media/writer.c")  # what the pictures depend on
SEEN_BY = ("dsp", "body", "nn", "media", "pose", "synth")  # and the landmarks
SIDES = ("left", "right", "both")
TABLE = os.path.join(ROOT, "src", "gait", "system_sd.c")
ROW = re.compile(r"^(    \[MEASURE_(\w+)\]\[(SIDE|REAR|FRONT)\] *= )\{([^}]*)\},$", re.M)


def version_of(parts):
    """Changes whenever these sources do, but for their comments."""
    h = hashlib.sha256()
    for part in parts:
        path = os.path.join(ROOT, "src", part)
        names = sorted(n for n in os.listdir(path) if n.endswith((".c", ".h"))) if os.path.isdir(path) else [""]
        for name in names:
            with open(os.path.join(path, name) if name else path, "rb") as f:
                text = re.sub(rb"/\*.*?\*/|\s+", b"", f.read(), flags=re.S)
            h.update(name.encode() + text)
    return h.hexdigest()[:16]


def view_of(clip):
    return "side" if clip["view"] in population.SIDES else clip["view"]


def systematic_errors():
    """{measure: {view: [standard systematic error at each frame rate]}} as the table stands."""
    errors = {}
    with open(TABLE, encoding="utf-8") as f:
        for m in ROW.finditer(f.read()):
            errors.setdefault(m[2].lower(), {})[m[3].lower()] = [float(v) for v in m[4].split(",")]
    return errors


def exists(words):
    return subprocess.run([PROGRAM, "check"] + words, capture_output=True).returncode == 0


class Bench:
    def __init__(self, args):
        self.model = args.model
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        base = args.cache or os.path.join(base, "backstride-accuracy")
        self.clips = os.path.join(base, "clips-" + version_of(DRAWN_BY))
        self.seen = os.path.join(base, "seen-" + (args.landmarks_of or version_of(SEEN_BY)))
        self.only_kept = args.only_kept
        self.draw_only = args.draw_only
        os.makedirs(self.clips, exist_ok=True)
        os.makedirs(self.seen, exist_ok=True)

    def made(self, folder, name, ending, *words):
        """(path, None), or (None, why not): what a part of bench_accuracy makes at `path`."""
        path = os.path.join(folder, name + ending)
        if os.path.exists(path):
            return path, None
        if os.path.exists(path + ".no"):
            with open(path + ".no", encoding="utf-8") as f:
                return None, f.read()
        if self.only_kept:
            return None, "not kept"
        part = os.path.join(folder, "part-" + name + ending)
        done = subprocess.run([PROGRAM] + [part if w is None else w for w in words], capture_output=True,
                              text=True)
        if done.returncode == 0:
            os.rename(part, path)
            return path, None
        if done.returncode != 1:  # killed, not refused
            sys.exit(f"bench/accuracy.py: {words[0]} ended with {done.returncode}: {done.stderr.strip()}")
        with open(path + ".no", "w", encoding="utf-8") as f:
            f.write(done.stderr.strip())
        return None, done.stderr.strip()

    def landmarks(self, words):
        drawn = hashlib.sha256(" ".join(words).encode()).hexdigest()[:24]
        seen = hashlib.sha256((self.model + " " + " ".join(words)).encode()).hexdigest()[:24]
        if os.path.exists(os.path.join(self.seen, seen + ".lm")):
            return self.made(self.seen, seen, ".lm")
        clip, why = self.made(self.clips, drawn, ".mp4", "render", None, *words)
        if clip is None or self.draw_only:
            return None, why or "drawn"
        return self.made(self.seen, seen, ".lm", "see", MODELS, self.model, clip, None)

    def clip(self, job, measure):
        seed, view, fps, par = job
        words = population.words(par)
        result = {"seed": seed, "view": view, "fps": fps, "par": par}
        path, why = self.landmarks(words)
        if path is None:
            return {**result, "refused": why}
        return {**result, **measure(path, par, words), "path": path}


def options(description, runners):
    """What the benches of these runners can all be asked."""
    parser = argparse.ArgumentParser(description=description.split("\n", maxsplit=1)[0])
    parser.add_argument("--runners", type=int, default=runners)
    parser.add_argument("--first", type=int, default=0, help="leave out so many runners")
    parser.add_argument("--seeds", choices=["odd", "even"], default="odd")
    parser.add_argument("--model", choices=["lite", "full", "heavy"], default="full")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--cache", help="folder for clips and landmarks")
    parser.add_argument("--landmarks-of", metavar="VERSION", help="take landmarks kept by other sources")
    parser.add_argument("--only-kept", action="store_true", help="leave out clips not yet filmed")
    parser.add_argument("--draw-only", action="store_true", help="stop when the clips are drawn")
    parser.add_argument("--json", metavar="FILE", help="write every clip's result there")
    return parser


def film(args, measure, views=population.SIDES + population.FRONTALS):
    """Every clip of every runner: parameters, and what came out of measure(path, parameters, words)."""
    bench = Bench(args)
    seeds = [2 * k + (args.seeds == "odd") for k in range(args.first, args.first + args.runners)]
    jobs = [(seed, *clip) for seed in seeds for clip in population.clips(seed, exists) if clip[0] in views]
    clips = []
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for k, clip in enumerate(pool.map(lambda job: bench.clip(job, measure), jobs)):
            if sys.stderr.isatty():
                print(f"\rclip {k + 1} of {len(jobs)}   ", end="", file=sys.stderr)
            if clip.get("refused") != "not kept":
                clips.append(clip)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return clips


def run(*words):
    """What a bench's program prints, read; its failure is the end."""
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{sys.argv[0]}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def measure(path, par, words):
    return run(PROGRAM, "measure", "--height", f"{par['height']:.6g}", path, *words)


def rows_of(clips):
    """(kind of view, measure, frame rate) -> [(value or None, lo, hi, truth, clip, side)]."""
    table = {}
    for clip in clips:
        if "values" not in clip or clip["view"] not in population.SIDES + population.FRONTALS:
            continue
        kind = "side" if clip["view"] in population.SIDES else "rear, front"
        for name, values in clip["values"].items():
            sides = SIDES[:2] if len(values) == 3 else SIDES[2:]
            for side, (status, _, value, lo, hi, truth) in zip(sides, values):
                if truth is None or status == "not_in_view":
                    continue
                table.setdefault((kind, name, clip["fps"]), []).append((value, lo, hi, truth, clip, side))
    return table


def main():
    parser = options(__doc__, 200)
    parser.add_argument("--out", metavar="FOLDER", help="write the page and its plots there")
    args = parser.parse_args()
    clips = film(args, measure)
    if args.draw_only:
        return
    if args.json:
        with open(args.json, "w", encoding="utf-8") as f:
            json.dump({"systematic_errors": systematic_errors(), "clips": clips}, f)
    rows = rows_of(clips)
    table = {key: page.summary(values) for key, values in rows.items()}
    made = {"seeds": args.seeds, "model": args.model, "clips": clips, "table": table,
            "borrowed": bool(args.landmarks_of), "rows": rows,
            "systematic_errors": systematic_errors()}
    if args.out:
        page.write(args.out, made)
    else:
        print(page.text(made))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""film_mutations - damaged clips through the whole program.

Draws small clips with `backstride synth`, damages copies of them with a seeded generator and runs
`backstride film` on each. A case fails when the program crashes, hangs, draws a report of a
sanitizer, ends with a status that `backstride help status` does not list, says more than one line
of error, or prints a result and an error at once. The damaged clip of a failed case is kept.

    meson setup build-asan -Db_sanitize=address,undefined -Db_lundef=false
    ninja -C build-asan backstride
    nice tests/fuzz/film_mutations.py --seconds 900 [CLIP...]

Clips named on the command line are damaged too. Case N of seed S is always the same file and the
same options for the same clips: `--seed S --first N --cases 1` runs it again.
"""
import argparse
import collections
import os
import random
import re
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SANITIZER_STATUS = 99
PEAK_MAX_KB = 3 << 20  # a sanitized run on a small clip needs a tenth of it

# Container (by the name's end) and what is drawn: small and short, but enough to be measured, so
# that damage which leaves the clip readable reaches the last stage too.
DRAWN = [  # name, how it is seen
    ("rear.mp4", ["--view", "rear"]),
    ("front.mov", ["--view", "front"]),
    ("front.mkv", ["--view", "front", "--seed", "2"]),
    ("rear.webm", ["--view", "rear", "--seed", "3"]),
    ("rear.avi", ["--view", "rear", "--seed", "4"]),
    ("side.mp4", ["--view", "side-left"]),
]
SMALL = ["--width", "256", "--height-px", "192", "--fps", "30", "--duration", "2.8", "--cadence",
         "200", "--contact", "0.2", "--quiet"]

# One is drawn for each case. The lite model is quickest and follows the drawn runner well enough
# from the rear and the front; seen from the side he needs the full one.
OPTIONS = 5 * [[]] + [
    ["--json"],
    ["--precision", "f32", "--threads", "3"],
    ["--from", "0.5", "--slow", "2"],
    ["--overlay", "{folder}/overlay.mp4"],
    ["--person", "1", "--view", "rear"],
]


def model(name):
    return "full" if name.startswith("side") else "lite"


EDGES = [0, 1, 2, 0x7F, 0x80, 0xFF]
SIZES = [0, 1, 7, 8, 9, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFF0, 1 << 24]


def place(rng, n):
    """A position: half of the time near an end, where the headers and tables stand."""
    if rng.random() < 0.5 or n < 4096:
        return rng.randrange(n)
    near = rng.randrange(3072)
    return near if rng.random() < 0.6 else n - 1 - near


def block(rng, data):
    at = place(rng, len(data))
    return at, min(len(data), at + 1 + int(rng.expovariate(1 / 400)))


def flip(rng, data):
    for _ in range(1 + int(rng.expovariate(1 / 6))):
        data[place(rng, len(data))] ^= 1 << rng.randrange(8)


def edge_bytes(rng, data):
    for _ in range(1 + int(rng.expovariate(1 / 4))):
        data[place(rng, len(data))] = rng.choice(EDGES)


def field(rng, data):
    """A size, count or time that lies."""
    at = place(rng, len(data)) & ~3
    data[at : at + 4] = rng.choice(SIZES).to_bytes(4, rng.choice(["big", "little"]))


def box_field(rng, data):
    """The words after the name of a box of mov and mp4, where its counts stand."""
    names = [m.start() for m in re.finditer(rb"(stsz|stsc|stco|stts|ctts|stsd|elst|tkhd|mdhd|mvhd|trak|avcC)", data)]
    if not names:
        return field(rng, data)
    at = rng.choice(names) + 4 * rng.randrange(-1, 12)
    data[max(at, 0) : at + 4] = rng.choice(SIZES + [rng.randrange(1 << 16)]).to_bytes(4, "big")


def truncate(rng, data):
    del data[int(len(data) * rng.random()) + 1 :]


def drop(rng, data):
    a, b = block(rng, data)
    del data[a:b]


def double(rng, data):
    a, b = block(rng, data)
    data[b:b] = data[a:b] * rng.choice([1, 1, 2, 20])


def exchange(rng, data):
    a, b = block(rng, data)
    c = rng.randrange(len(data))
    data[a:b], data[c : c + b - a] = data[c : c + b - a], data[a:b]


def noise(rng, data):
    a, b = block(rng, data)
    data[a:b] = rng.randbytes(b - a)


DAMAGE = [flip, edge_bytes, field, box_field, truncate, drop, double, exchange, noise]


def damaged(rng, clips):
    """A damaged clip as (name, bytes, what was done)."""
    name = rng.choice(sorted(clips))
    data = bytearray(clips[name])
    steps = [rng.choice(DAMAGE) for _ in range(rng.choice([1, 1, 1, 2, 3]))]
    if rng.random() < 0.05:  # the head of one clip, the rest of another
        other = clips[rng.choice(sorted(clips))]
        cut = place(rng, len(data))
        data[cut:] = other[cut:]
    for step in steps:
        if data:
            step(rng, data)
    return name, bytes(data), "+".join(s.__name__ for s in steps)


def run(command, limit_s, folder):
    """(status or None after the time limit, stdout, stderr, peak memory in KB)"""
    env = dict(
        os.environ,
        ASAN_OPTIONS=f"detect_leaks=1:allocator_may_return_null=1:exitcode={SANITIZER_STATUS}",
        UBSAN_OPTIONS=f"halt_on_error=1:print_stacktrace=1:exitcode={SANITIZER_STATUS}",
        LSAN_OPTIONS=f"suppressions={ROOT}/tests/lsan.supp:print_suppressions=0:exitcode={SANITIZER_STATUS}",
    )
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=errors,
                                 env=env, cwd=folder)
        end = time.monotonic() + limit_s
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                child.returncode = os.waitstatus_to_exitcode(status)
                break
            if time.monotonic() > end:
                child.kill()
                _, _, usage = os.wait4(child.pid, 0)
                child.returncode = None
                break
            time.sleep(0.02)
        out.seek(0)
        errors.seek(0)
        return child.returncode, out.read(), errors.read(), usage.ru_maxrss


def complaint(status, out, errors, peak_kb, statuses, limit_s):
    """What is wrong with this run, or None."""
    lines = errors.decode("utf-8", "replace").splitlines()
    told = [x for x in lines if not x.startswith("backstride: warning: ")]
    if status is None:
        return f"no end after {limit_s} s"
    if status == SANITIZER_STATUS or b"Sanitizer" in errors or b"runtime error" in errors:
        return "a sanitizer complains"
    if status not in statuses:
        return f"status {status} is not in the table"
    if status != 0 and (len(told) != 1 or not told[0].startswith("backstride: ")):
        return f"status {status} with {len(told)} lines of error"
    if status != 0 and out:
        return f"status {status}, but a result on stdout"
    if status == 0 and (told or not out):
        return f"status 0 with {len(told)} lines of error and {len(out)} bytes of result"
    if status == 1 or status == 64 and b"--from" not in errors:
        return f"status {status}: no input may cause that"
    if peak_kb > PEAK_MAX_KB:
        return f"peak memory {peak_kb >> 10} MB"
    try:
        out.decode("utf-8")
        errors.decode("utf-8")
    except UnicodeDecodeError:
        return "output is not UTF-8"
    return None


def drawn_clips(program, folder, to):
    clips = {}
    for name, options in DRAWN:
        path = os.path.join(folder, name)
        subprocess.run([program, "synth", "--out", path, *SMALL, *options], check=True,
                       stdin=subprocess.DEVNULL)
        subprocess.run([program, "film", path, "--no-report", "--to", to, "--model", model(name)],
                       check=True, stdout=subprocess.DEVNULL)  # a clip that is refused whole tests little
        with open(path, "rb") as f:
            clips[name] = f.read()
    return clips


def listed_statuses(program):
    text = subprocess.run([program, "help", "status"], check=True, capture_output=True, text=True)
    return {0} | {int(x) for x in re.findall(r"^\s*(\d+)\b", text.stdout, re.M)}


def main():
    par = argparse.ArgumentParser(description="Damaged clips through backstride film.")
    par.add_argument("clips", nargs="*", help="more clips to damage")
    par.add_argument("--program", default=os.path.join(ROOT, "build-asan/backstride"))
    par.add_argument("--draw-with", help="program that draws the clips; a plain build is quicker")
    par.add_argument("--seconds", type=float, default=60, help="stop after this time")
    par.add_argument("--cases", type=int, default=1 << 30, help="stop after so many cases")
    par.add_argument("--first", type=int, default=0, help="number of the first case")
    par.add_argument("--seed", type=int, default=1)
    par.add_argument("--limit", type=float, default=90, help="seconds one case may take")
    par.add_argument("--to", default="2.5", help="seconds of each clip that are measured")
    par.add_argument("--keep", default="out/mutations", help="folder for clips that fail")
    opt = par.parse_args()
    program, keep = os.path.abspath(opt.program), os.path.abspath(opt.keep)
    statuses = listed_statuses(program)
    counts, reasons, failed, slowest = collections.Counter(), collections.Counter(), 0, 0.0

    with tempfile.TemporaryDirectory(prefix="backstride-mutations-") as folder:
        clips = drawn_clips(os.path.abspath(opt.draw_with or program), folder, opt.to)
        for path in opt.clips:
            with open(path, "rb") as f:
                clips[os.path.basename(path)] = f.read()
        start, i = time.monotonic(), opt.first
        while time.monotonic() - start < opt.seconds and i < opt.first + opt.cases:
            rng = random.Random(f"{opt.seed}:{i}")
            name, data, how = damaged(rng, clips)
            options = ["--model", model(name)]
            options += [x.format(folder=folder) for x in rng.choice(OPTIONS)]
            path = os.path.join(folder, "damaged" + os.path.splitext(name)[1])
            with open(path, "wb") as f:
                f.write(data)
            begun = time.monotonic()
            status, out, errors, peak = run(
                [program, "film", path, "--no-report", "--to", opt.to, "--quiet", *options],
                opt.limit, folder)
            slowest = max(slowest, time.monotonic() - begun)
            what = complaint(status, out, errors, peak, statuses, opt.limit)
            left = [x for x in os.listdir(folder) if ".tmp-" in x]
            if not what and left:
                what = f"left {left[0]} behind"
            counts[status] += 1
            if status:
                told = errors.decode("utf-8", "replace").splitlines()[-1:] or [""]
                reasons[re.sub(r'"[^"]*"|[\d.]+', "_", told[0])[:100]] += 1
            if what:
                failed += 1
                os.makedirs(keep, exist_ok=True)
                kept = os.path.join(keep, f"{opt.seed}-{i}-{name}")
                with open(kept, "wb") as f:
                    f.write(data)
                print(f"case {i} ({how}): {what}\n  film {kept} --to {opt.to} {' '.join(options)}")
                print("  " + errors.decode("utf-8", "replace")[:3000].replace("\n", "\n  "),
                      flush=True)
                for x in left:
                    os.remove(os.path.join(folder, x))
            i += 1

    n = i - opt.first
    print(f"{n} cases of seed {opt.seed} in {time.monotonic() - start:.0f} s, slowest "
          f"{slowest:.1f} s; statuses: " + ", ".join(f"{k}: {v}" for k, v in counts.most_common()))
    for reason, count in reasons.most_common(40):
        print(f"  {count:5d}  {reason}")
    print(f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

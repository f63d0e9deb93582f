#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""film.py PROGRAM CLIP   Time `film` for each model, precision and number of threads: wall clock of
the faster of two runs, frames a second, ratio to full in f32 on one thread, and peak memory."""
import os
import re
import subprocess
import sys
import time

program, clip = sys.argv[1:]
RUNS = 2


def n_frames(path):
    out = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v", "-count_packets", "-of", "csv=p=0",
         "-show_entries", "stream=nb_read_packets", path],
        capture_output=True, text=True, check=True).stdout
    return int(re.search(r"\d+", out).group())


def film(model, precision, threads):
    """Seconds, processor seconds, peak MB; None when it fails."""
    start = time.monotonic()
    child = subprocess.Popen(
        [program, "film", clip, "--model", model, "--precision", precision, "--threads",
         str(threads), "--json", "--quiet"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    message = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        return message.strip()
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    rows = [(model, precision, threads)
            for model in ("lite", "full", "heavy")
            for precision in ("f32", "bf16")
            for threads in (1, 2)]
    results = {row: [film(*row) for _ in range(RUNS)] for row in rows}
    best = {row: min(runs) for row, runs in results.items()
            if not any(isinstance(r, str) for r in runs)}
    base = best.get(("full", "f32", 1), (float("nan"),))[0]
    frames = n_frames(clip)

    print(f"{frames} frames; ratio: against full, f32, one thread; the faster of {RUNS} runs")
    print(f"{'model':6} {'precision':9} {'threads':>7} {'seconds':>8} {'frames/s':>9} "
          f"{'ratio':>6} {'cpu s':>6} {'peak MB':>8}")
    for row in rows:
        label = f"{row[0]:6} {row[1]:9} {row[2]:7}"
        if row not in best:
            print(label, "", next(r for r in results[row] if isinstance(r, str)))
            continue
        seconds, cpu, peak = best[row]
        print(f"{label} {seconds:8.2f} {frames / seconds:9.1f} "
              f"{base / seconds:6.2f} {cpu:6.1f} {peak:8.0f}")


main()

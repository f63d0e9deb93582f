#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Count test cases in meson's logs of the folders named: cmocka cases one by one, any other
program as one case. Prints the failed ones and, last, `N passed, N failed, N skipped`."""
import json
import re
import sys

CASE = re.compile(r"\[ +(OK|FAILED|SKIPPED) +\] (\w+)")

passed, skipped, failed = 0, 0, []
for folder in sys.argv[1:]:
    for line in open(f"{folder}/meson-logs/testlog.json", encoding="utf-8"):
        test = json.loads(line)
        cases = CASE.findall(test.get("stdout", "") + test.get("stderr", ""))
        cases = list(dict.fromkeys(cases))  # cmocka lists failures twice
        bad = [f"{folder}: {test['name']}: {case}" for result, case in cases if result == "FAILED"]
        skipped += sum(result == "SKIPPED" for result, _ in cases)
        passed += sum(result == "OK" for result, _ in cases)
        if test["result"] not in ("OK", "SKIP") and not bad:
            bad = [f"{folder}: {test['name']}: {test['result']}"]
        elif not cases:
            passed += test["result"] == "OK"
            skipped += test["result"] == "SKIP"
        failed += bad
for name in failed:
    print("failed:", name)
print(f"{passed} passed, {len(failed)} failed, {skipped} skipped")
sys.exit(bool(failed) or not passed)

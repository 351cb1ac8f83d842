"""Prints how much slower the program is than what it stands on: raw SQLite, and a bare Qt window.

Both sides run in turns in this process (the windows in processes of their own), through the same driver with the same
settings and durability; each figure is a median. Nothing here is part of the tests: a busy machine proves nothing.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import figures, importing, trading, working
from tests.benchmarks.comparing import Line, table

STARTUP = Path(__file__).with_name("startup.py")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how often each is measured (5)")
    parser.add_argument("--customers", type=int, default=100_000, help="how many customers there are (100,000)")
    parser.add_argument(
        "--years", type=int, default=5, help="how long the history is (5: 100,000 orders each way, 1,000,000 moves)"
    )
    parser.add_argument("--only", choices=["import", "work", "trade", "figures", "start"], help="one part alone")
    options = parser.parse_args()
    lines: list[Line] = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tradepost-bench-") as name:
        folder = Path(name)
        if options.only in (None, "import"):
            lines += importing.measure(folder, options.runs)
        if options.only in (None, "work"):
            lines += working.measure(folder, options.runs, options.customers)
        if options.only in (None, "trade"):
            lines += trading.measure(folder, options.runs, options.years)
        if options.only in (None, "figures"):
            lines += figures.measure(folder, options.runs, options.years)
    if options.only in (None, "start"):
        lines += start(options.runs)
    print("\n".join(table(lines)))
    missed = sum(line.verdict == "MISSED" for line in lines)
    print(f"{len(lines)} comparisons, {missed} missed, in {(time.monotonic() - began) / 60:.0f} minutes")
    return 0


def start(runs: int) -> list[Line]:
    """The window of the sample shop against a bare window with a table."""
    command = [sys.executable, str(STARTUP), "--json", "--runs", str(runs)]
    done = subprocess.run(command, capture_output=True, text=True)
    if not done.stdout.strip():
        print(f"The start could not be measured: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return []
    found = json.loads(done.stdout)
    bare = "a bare Qt window with a table"
    return [
        Line("window shown", bare, found["shown"], found["bare"], most=1.3),
        Line("first table drawn", bare, found["drawn"], found["bare"], most=2.5),
    ]


if __name__ == "__main__":
    sys.exit(main())

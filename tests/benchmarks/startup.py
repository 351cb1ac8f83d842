"""How late the window of a profile is, against a bare Qt window with a table, each in processes of their own.

`python tests/benchmarks/startup.py [--profile DIR] [--runs N] [--tab KEY]` prints medians and two ratios: window shown
(its first picture is out) and first table drawn (its rows are in a picture). Ours starts as `python -m app` does, from
the command line on. The least processor time stands beside them: on a machine that does other things too it says more.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SHOWN_TARGET, TABLE_TARGET = 1.3, 2.5

BARE = """
import sys, time
from PySide6.QtCore import QAbstractTableModel, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

class Model(QAbstractTableModel):
    def rowCount(self, parent=None):
        return 100

    def columnCount(self, parent=None):
        return 7

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return f"cell {index.row()} {index.column()}" if role == Qt.ItemDataRole.DisplayRole else None

class Table(QTableView):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, done)

def done():
    print(time.time(), time.process_time(), time.time(), time.process_time(), flush=True)
    app.quit()

app = QApplication([])
window = QMainWindow()
table = Table(window)
model = Model(window)
table.setModel(model)
window.setCentralWidget(table)
window.resize(1440, 900)
window.show()
app.exec()
"""

OURS = """
import sys
from tests.benchmarks.at_start import watch
watch(sys.argv[2])
from app.__main__ import main
main(["--profile", sys.argv[1]])
"""

NAME = """
import contextlib, sys
from pathlib import Path
from app.config.paths import profile_paths
from app.config.settings import Settings
from app.services.operations import Operations
from app.services.business.commands import create_business
from app.services.profile.opening import open_profile
from app.services.business.queries import business
from app.services.business.read_models import NewBusiness

with contextlib.closing(open_profile(profile_paths(Path(sys.argv[1])), Settings())) as profile:
    ops = Operations(profile.database)
    if not ops.read(business).name:
        ops.run(create_business, NewBusiness("Northwind Traders", "Nancy Davolio"))
"""

VISIT = """
import sys
from tests.benchmarks.at_start import visit
visit(sys.argv[2])
from app.__main__ import main
main(["--profile", sys.argv[1]])
"""


class Moments(NamedTuple):
    """Seconds from before the start of a process: to its window and to its table, and its processor time until then."""

    shown: float
    shown_cpu: float
    drawn: float
    drawn_cpu: float


def measure(script: str, *arguments: str) -> Moments:
    """Start a program that prints both moments."""
    before = time.time()
    shown, shown_cpu, drawn, drawn_cpu = (float(word) for word in start(script, *arguments).split()[-4:])
    return Moments(shown - before, shown_cpu, drawn - before, drawn_cpu)


def start(script: str, *arguments: str) -> str:
    """Run a program to its end; what it printed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "tradepost-startup-modules"),
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
    }
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def run(profile: Path, tab: str, runs: int) -> dict[str, float]:
    """Medians in seconds, the least processor time and the ratios; the two kinds of process take turns."""
    bare: list[Moments] = []
    ours: list[Moments] = []
    # As a person leaves it: the business has its name, and the tab was looked at.
    start(NAME, str(profile))
    start(VISIT, str(profile), tab)
    for number in range(runs + 1):
        one, other = measure(BARE), measure(OURS, str(profile), tab)
        if number:  # the first pair warms the disk's cache and the compiled modules
            bare.append(one)
            ours.append(other)
    floor = statistics.median(one.drawn for one in bare)
    floor_cpu = min(one.drawn_cpu for one in bare)
    shown, drawn = (statistics.median(getattr(one, name) for one in ours) for name in ("shown", "drawn"))
    shown_cpu, drawn_cpu = (min(getattr(one, name) for one in ours) for name in ("shown_cpu", "drawn_cpu"))
    return {
        "bare": floor,
        "shown": shown,
        "drawn": drawn,
        "shown_ratio": shown / floor,
        "drawn_ratio": drawn / floor,
        "bare_cpu": floor_cpu,
        "shown_cpu": shown_cpu,
        "drawn_cpu": drawn_cpu,
    }


def lines(found: dict[str, float]) -> list[str]:
    """The figures to read."""
    floor = found["bare_cpu"]
    result = [f"bare window with a table   {found['bare'] * 1000:6.0f} ms   x1.00   processor {floor * 1000:4.0f} ms"]
    for name, key, most in (("window shown", "shown", SHOWN_TARGET), ("first table drawn", "drawn", TABLE_TARGET)):
        ratio, used = found[f"{key}_ratio"], found[f"{key}_cpu"]
        result.append(
            f"{name:26} {found[key] * 1000:6.0f} ms   x{ratio:.2f}   processor {used * 1000:4.0f} ms"
            f"   x{used / floor:.2f}   (at most x{most})"
        )
    return result


def main() -> int:
    """Print the figures; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", type=Path, help="a profile to copy; without it the sample shop is made")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tab", default="customers")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
        if options.profile is not None:
            shutil.copytree(options.profile, profile)
        else:
            command = [sys.executable, "-m", "app", "--profile", str(profile), "sample"]
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        found = run(profile, options.tab, options.runs)
    if options.json:
        print(json.dumps(found))
    else:
        print("\n".join(lines(found)))
    return 0 if found["shown_ratio"] <= SHOWN_TARGET and found["drawn_ratio"] <= TABLE_TARGET else 1


if __name__ == "__main__":
    sys.exit(main())

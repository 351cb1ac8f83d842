"""A run of the tests ends, and says why, when a worker dies or a test hangs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.environment import ROOT

GROUP = "import os, threading, pytest\npytestmark = pytest.mark.xdist_group('group')\n"
DIES = GROUP + "def test_fine(): pass\ndef test_dies(): os.abort()\ndef test_after(): pass\n"
HANGS = GROUP + "def test_fine(): pass\ndef test_hangs(): threading.Event().wait()\ndef test_after(): pass\n"


def run(folder: Path, text: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Two workers, with this program's own settings."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "test_one.py").write_text(text)
    (folder / "test_other.py").write_text("def test_first(): pass\ndef test_second(): pass\n")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", *options, str(folder)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, timeout=200)


def test_a_worker_that_dies_fails_the_run(tmp_path: Path) -> None:
    done = run(tmp_path, DIES)
    assert done.returncode == 1
    assert "crashed while running 'test_one.py::test_dies'" in done.stdout
    assert "in test_dies" in done.stderr
    assert "passed" in done.stdout.splitlines()[-1]


@pytest.mark.parametrize("options", [("-n", "2"), ("-n", "0")])
def test_a_test_that_hangs_ends_and_shows_where(tmp_path: Path, options: tuple[str, ...]) -> None:
    done = run(tmp_path, HANGS, "-o", "faulthandler_timeout=2", *options)
    assert done.returncode == 1
    assert "in test_hangs" in done.stderr

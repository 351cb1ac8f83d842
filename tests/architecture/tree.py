"""The files of the checkout, as the rules look at them."""

import functools
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.environment import ROOT

# (path inside the checkout, its text) -> sentences that say what is wrong and where
Checker = Callable[[str, str], list[str]]


IGNORED = {"__pycache__", "build", "dist", "screenshots"}


@functools.cache
def tracked_files() -> tuple[str, ...]:
    """Return the paths that are in the repository or about to be, without what it ignores."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        names = done.stdout.split("\0") if done.returncode == 0 else _files_without_git()
    except FileNotFoundError:
        names = _files_without_git()
    return tuple(sorted(name for name in names if name and (ROOT / name).is_file()))


def _files_without_git() -> list[str]:
    """Do nearly the same in an unpacked archive, where nothing hidden but `.ci` is ours."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in IGNORED and (name[0] != "." or name == ".ci")]
        place = Path(folder).relative_to(ROOT)
        found += [(place / name).as_posix() for name in names]
    return found


@functools.cache
def text_of(path: str) -> str:
    """Return the text of a tracked file, empty for one that is no text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def python_files(*folders: str) -> list[str]:
    """Return the tracked Python files below the folders (all without any)."""
    return [path for path in tracked_files() if path.endswith(".py") and (not folders or path.startswith(folders))]


def findings(checker: Checker, paths: list[str]) -> list[str]:
    """Run a checker over files."""
    return [finding for path in paths for finding in checker(path, text_of(path))]


def whole_app() -> list[str]:
    """Return the program's own Python files, without the tests."""
    return [*python_files("app/", "migrations/"), "run.py"]


def assert_none(found: list[str]) -> None:
    """Fail with every finding on a line of its own."""
    if found:
        pytest.fail("\n".join(found), pytrace=False)

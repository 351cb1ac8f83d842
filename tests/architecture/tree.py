"""The files of the checkout, as the rules look at them."""

import functools
import subprocess
from collections.abc import Callable

from tests.support.environment import ROOT

# (path inside the checkout, its text) -> sentences that say what is wrong and where
Checker = Callable[[str, str], list[str]]


@functools.cache
def tracked_files() -> tuple[str, ...]:
    """Return the paths that are in the repository or about to be, without what it ignores."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(sorted(name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()))


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

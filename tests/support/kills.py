"""Kills a child at a chosen moment: a small server process that forks, so that each try costs milliseconds.

Run as a program: `kills.py TASK ARGUMENTS…`, then for each line on standard input (a number of statements) it forks,
runs the task in the child, kills it with SIGKILL after that many statements, and answers `killed` or `finished`.
"""

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]


class Killer:
    """The parent's side: `after(n)` runs the task once and says whether the kill came before its end."""

    def __init__(self, task: str, *arguments: str) -> None:
        self._child = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve()), task, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.kill()
        self._child.communicate()

    def after(self, statements: int, *arguments: str) -> bool:
        """Run the task with these arguments, killed after so many statements; True when it was killed."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write("\t".join((str(statements), *arguments)) + "\n")
        self._child.stdin.flush()
        answer = self._child.stdout.readline().strip()
        assert answer in ("killed", "finished"), answer
        return answer == "killed"


def count_down(statements: int) -> Callable[..., None]:
    """Return a hook that kills its own process after so many calls (after_cursor_execute, a trace …)."""
    left = [statements]

    def hook(*_anything: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return hook


def _serve(task: str, arguments: list[str]) -> None:
    module, _, name = task.partition(":")
    function = getattr(importlib.import_module(module), name)
    for line in sys.stdin:
        statements, *more = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            try:
                function(count_down(int(statements)), *arguments, *more)
            except BaseException:  # noqa: BLE001  (a child's own failure must reach the parent as such)
                import traceback

                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write("killed\n" if killed else "finished\n" if status == 0 else f"failed {status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    _serve(sys.argv[1], sys.argv[2:])

"""``python -m app``: a command, or the window when there is none."""

import gc
import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Start what the command line asks for; the result is the exit code."""
    words = sys.argv[1:] if argv is None else list(argv)
    options = window_options(words)
    if options is not None:
        return _open_window(**options)
    from app.cli import frame

    invocation = frame.read_arguments(words)
    if invocation.command is not None:
        return frame.run_command(invocation)
    return _open_window(invocation.profile, invocation.user)


def window_options(words: Sequence[str]) -> dict[str, str] | None:
    """What was said for the window, by name, when nothing but its options was said; None for the frame to read.

    The frame of the commands takes a sixth of the time that a bare window takes, and who wants the window waits.
    """
    found: dict[str, str] = {}
    waiting = list(words)
    while waiting:
        name, is_joined, value = waiting.pop(0).partition("=")
        if not is_joined and waiting:
            value = waiting.pop(0)
        if name not in ("--profile", "--user") or not value or value.startswith("-"):
            return None
        found[name.removeprefix("--")] = value
    return found


def _open_window(profile: str | os.PathLike[str] | None = None, user: str | None = None) -> int:
    # Nothing of what a start makes is garbage: looking for it costs a tenth of the time to the first picture.
    gc.disable()
    from app.bootstrap import run

    return run(profile, user)


if __name__ == "__main__":
    sys.exit(main())

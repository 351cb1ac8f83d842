"""``python -m app``: a command, or the window when there is none."""

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Start what the command line asks for; the result is the exit code."""
    from app.cli import frame

    invocation = frame.read_arguments(sys.argv[1:] if argv is None else argv)
    if invocation.command is not None:
        return frame.run_command(invocation)
    from app.bootstrap import run

    return run(invocation.profile, invocation.user)


if __name__ == "__main__":
    sys.exit(main())

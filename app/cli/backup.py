"""``backup``: a copy of the database, proved by restoring it beside and checking it."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.registry import ExitCode
from app.cli.session import CliSession


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which arguments the command takes."""
    parser.add_argument("--to", type=Path, metavar="FILE", help="the copy's name (else one in the backup folder)")


def run(args: argparse.Namespace, session: CliSession) -> int:
    """Make a backup; the exit code is 1 when the copy is whole but the data in it breaks an invariant."""
    from app.services.maintenance.backups import make_backup

    ops = session.ops
    to = None if args.to is None else args.to.expanduser().absolute()
    if to is not None and to == session.paths.database:
        session.warn("That is the database itself: give the copy another name.")
        return ExitCode.USAGE
    made = make_backup(session.profile, to=to, operations=ops)
    session.say(f"{made.path}")
    if not made.proved:
        session.warn(f"The copy is whole, but the data breaks {made.errors} invariants: see the command check.")
        return ExitCode.NO
    session.say(f"Proved in {made.seconds:.1f} s: restored beside, checked, and equal to the original.")
    return ExitCode.DONE

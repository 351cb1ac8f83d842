"""``restore``: puts a verified copy in the database's place and keeps the replaced file."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.registry import ExitCode
from app.cli.session import CliSession


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which arguments the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup to put in place")


def run(args: argparse.Namespace, session: CliSession) -> int:
    """Restore; nothing is replaced before the copy stood its test."""
    from app.services.maintenance.restoring import restore

    _require_permission(session)
    # The file can only be replaced while nobody has it open, ourselves included.
    session.close()
    restored = restore(session.paths, args.file.expanduser().absolute())
    session.say(f"Restored from {args.file}: {restored.content.audit_seq} operations.")
    if restored.kept is not None:
        session.say(f"The replaced file is kept as {restored.kept}.")
    return ExitCode.DONE


def _require_permission(session: CliSession) -> None:
    """Ask the database that is there who may do this; one that cannot be opened has nobody to ask."""
    from app.domain.errors import StorageError, StorageProblem
    from app.services.maintenance.restoring import may_restore

    if not session.paths.database.exists():
        return
    try:
        session.ops.read(may_restore)
    except StorageError as error:
        if error.kind is StorageProblem.LOCKED:
            raise

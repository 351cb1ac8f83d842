"""``info``: versions, places, row counts, schema revision, the last proved backup."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.registry import ExitCode
from app.cli.session import CliSession


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which arguments the command takes."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace, session: CliSession) -> int:
    """Print what this program and this profile are."""
    document = _document(session)
    if args.json:
        session.document(document)
        return ExitCode.DONE
    for title, values in document.items():
        if isinstance(values, dict):
            session.say(f"{title}:")
            for name, value in values.items():
                session.say(f"  {name}: {'none' if value is None else value}")
        else:
            session.say(f"{title}: {'none' if values is None else values}")
    return ExitCode.DONE


def _document(session: CliSession) -> dict[str, Any]:
    from app.services.maintenance.backups import last_proved_backup
    from app.services.maintenance.facts import database_facts, versions
    from app.services.profile.opening import backup_folder

    facts = session.ops.read(database_facts)
    settings = session.settings.current
    proved = last_proved_backup(session.paths, settings)
    paths = session.paths
    return {
        "versions": versions(),
        "paths": {
            "profile": str(paths.folder),
            "database": settings.database_url or str(paths.database),
            "settings": str(paths.settings),
            "logs": str(paths.logs),
            "backups": str(backup_folder(paths, settings)),
        },
        "schema": {"revision": facts.revision, "newest": facts.head},
        "audit_entries": facts.audit_seq,
        "last_proved_backup": None if proved is None else proved.made_at.isoformat(),
        "rows": facts.rows,
    }

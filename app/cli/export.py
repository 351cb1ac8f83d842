"""`export`: writes a list to a CSV, XLSX or JSON file, with the field names that an import reads back."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.registry import ExitCode
from app.cli.session import CliSession
from app.services.transfer.exports import export_list
from app.services.transfer.lists import LISTS
from app.wording.chosen import formats_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which list, and where to."""
    parser.add_argument("kind", metavar="KIND", choices=[*LISTS], help=f"one of: {', '.join(LISTS)}")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="FILE.csv, FILE.xlsx or FILE.json")
    parser.add_argument("--json", action="store_true", help="print one JSON document about what was written")


def run(args: argparse.Namespace, session: CliSession) -> int:
    """Write the file and say how many rows it has."""
    done = export_list(session.ops, args.kind, args.to)
    if args.json:
        session.document({"kind": done.kind, "file": str(done.path), "rows": done.rows})
    else:
        rows = formats_of(session.settings.current).count(done.rows, "row", "rows")
        session.say(f"{rows} written to {done.path}.")
    return ExitCode.DONE

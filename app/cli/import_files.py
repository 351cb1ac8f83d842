"""`import`: reads files in, says what was read and what was refused, and takes a whole run back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.cli.registry import ExitCode
from app.cli.session import CliSession
from app.cli.tables import aligned
from app.domain.errors import NotFoundError
from app.services.transfer import commands, queries
from app.services.transfer.exports import write_refused
from app.services.transfer.kinds import KINDS
from app.services.transfer.maps import ImportMap
from app.services.transfer.read_models import ImportReport, ImportRun
from app.services.transfer.refusals import ImportRefused, Refusal
from app.wording import imports, refusals
from app.wording.chosen import formats_of
from app.wording.formats import Formats


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to read and how; or the history of runs, or the run to take back."""
    parser.add_argument("kind", nargs="?", metavar="KIND", choices=[*KINDS], help=f"one of: {', '.join(KINDS)}")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="CSV, TSV, XLSX, XLS, ODS or vCard files")
    parser.add_argument("--map", type=Path, metavar="MAP.toml", help="which of the file's columns is which field")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and keep nothing")
    parser.add_argument("--errors-to", type=Path, metavar="FILE.csv", help="keep the good rows, write the others there")
    parser.add_argument("--history", action="store_true", help="list the runs")
    parser.add_argument("--undo", metavar="RUN", help="take back a whole run, by its number or 'last'")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace, session: CliSession) -> int:
    """Import, list the runs, or take one back."""
    if args.undo is not None:
        return _undo(args, session)
    if args.history:
        return _history(args, session)
    if args.kind is None or not args.files:
        session.warn("Name what to import and the file: import KIND FILE …")
        return ExitCode.USAGE
    given = None if args.map is None else ImportMap.from_toml(args.map.read_text(encoding="utf-8"))
    try:
        report = _import(args, session, given)
    except ImportRefused as refused:
        return _refused(args, session, refused)
    if args.errors_to is not None and not args.dry_run:
        write_refused(args.errors_to, report.refused_rows, _reason, "why")
    _tell(args, session, report)
    return ExitCode.NO if report.problems else ExitCode.DONE


def _import(args: argparse.Namespace, session: CliSession, given: ImportMap | None) -> ImportReport:
    if args.dry_run:
        return session.ops.read(commands.preview, args.files, args.kind, given)
    skip = args.errors_to is not None
    return session.ops.run(commands.run_import, args.files, args.kind, given, skip_refused=skip).value


def _tell(args: argparse.Namespace, session: CliSession, report: ImportReport) -> None:
    formats = formats_of(session.settings.current)
    for refusal in report.listed:
        session.warn(refusals.refusal_sentence(refusal, formats))
    if args.json:
        session.document(_document(report, args.dry_run))
        return
    for line in (*imports.readings(report, formats), *imports.notices(report, formats)):
        session.say(line)
    session.say(imports.summary(report, formats, dry_run=args.dry_run))
    if report.batch_id is not None:
        session.say(f"Run {report.batch_id}. To take it back: import --undo {report.batch_id}")
    if report.refused and args.errors_to is not None and not args.dry_run:
        session.say(f"The refused rows are in {args.errors_to}.")


def _refused(args: argparse.Namespace, session: CliSession, refused: ImportRefused) -> int:
    formats = formats_of(session.settings.current)
    if args.json:
        listed = [_described(refusal) for refusal in refused.refusals]
        session.document({"kind": args.kind, "imported": False, "problems": refused.total, "refusals": listed})
    for refusal in refused.refusals:
        session.warn(refusals.refusal_sentence(refusal, formats))
    if refused.total > len(refused.refusals):
        session.warn(f"… and {formats.number(refused.total - len(refused.refusals))} more.")
    session.warn("The import was refused and nothing of it was kept.")
    return ExitCode.NO


def _history(args: argparse.Namespace, session: CliSession) -> int:
    runs = session.ops.read(queries.history)
    if args.json:
        session.document([_run_document(item) for item in runs])
        return ExitCode.DONE
    if not runs:
        session.say("Nothing was imported yet.")
        return ExitCode.DONE
    formats = formats_of(session.settings.current)
    for line in aligned(imports.RUN_HEADS, [imports.run_line(item, formats) for item in runs], [0, 4, 5, 6]):
        session.say(line)
    return ExitCode.DONE


def _undo(args: argparse.Namespace, session: CliSession) -> int:
    number = _run_number(args.undo, session.ops.read(queries.history))
    session.ops.run(commands.undo_import, number)
    if args.json:
        session.document({"run": number, "state": "undone"})
    else:
        session.say(f"Run {number} was taken back: what it created is gone, what it updated is as it was.")
    return ExitCode.DONE


def _run_number(wanted: str, runs: list[ImportRun]) -> int:
    if wanted == "last":
        standing = [item.id for item in runs if item.state == "done"]
        if standing:
            return standing[0]
    elif wanted.isascii() and wanted.isdecimal():
        return int(wanted)
    raise NotFoundError("import_batch", wanted)


def _reason(refusal: Refusal) -> str:
    return refusals.reason(refusal, Formats())


def _described(refusal: Refusal) -> dict[str, Any]:
    return {
        "file": refusal.file,
        "sheet": refusal.sheet,
        "row": refusal.row,
        "column": refusal.column,
        "field": refusal.field,
        "value": refusal.value,
        "code": refusal.code.value,
        "reason": _reason(refusal),
    }


def _document(report: ImportReport, dry_run: bool) -> dict[str, Any]:
    return {
        "kind": report.kind,
        "dry_run": dry_run,
        "imported": not dry_run,
        "run": report.batch_id,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "refused": report.refused,
        "made": report.made,
        "notices": report.notices,
        "problems": report.problems,
        "refusals": [_described(refusal) for refusal in report.listed],
        "files": [
            {
                "file": reading.read_as.file,
                "type": reading.read_as.type,
                "encoding": reading.read_as.encoding,
                "delimiter": reading.read_as.delimiter,
                "sheet": reading.read_as.sheet,
                "rows": reading.rows,
                "columns": {name: list(columns) for name, columns in reading.mapping.items()},
                "not_read": list(reading.unmapped),
            }
            for reading in report.files
        ],
    }


def _run_document(item: ImportRun) -> dict[str, Any]:
    return {
        "run": item.id,
        "kind": item.kind,
        "state": item.state,
        "at": item.at.isoformat(),
        "by": item.staff,
        "files": list(item.files),
        "created": item.created,
        "updated": item.updated,
        "unchanged": item.unchanged,
        "refused": item.refused,
    }

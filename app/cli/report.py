"""`report`: makes a document as PDF, or lists the documents there are."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.cli.registry import ExitCode
from app.cli.session import CliSession
from app.cli.spans import day_argument, is_backwards
from app.cli.tables import aligned
from app.config.files import atomic_write
from app.reports.documents import DocumentKind, document, documents, render
from app.services.insights.figures import Span
from app.wording.chosen import formats_of
from app.wording.labels import entity


@dataclass(frozen=True)
class _Asked:
    """What was typed: `--to` is said for the file and, with a day, for the period's end."""

    name: str
    files: list[Path]
    span: Span
    ends: int
    partner: str | None
    number: str | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which document, about whom, of which days, and where to."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="the document; without it, the list of documents")
    parser.add_argument("--from", dest="start", type=day_argument, metavar="DATE", help="the first day, as 2026-01-31")
    parser.add_argument(
        "--to",
        dest="ends",
        action="append",
        type=_file_or_day,
        default=[],
        metavar="FILE.pdf|DATE",
        help="where to write it; said again with a date, the last day",
    )
    parser.add_argument("--partner", metavar="CODE", help="the partner's code, or the exact name")
    parser.add_argument("--number", metavar="NUMBER", help="the order's or the shipment's number")


def run(args: argparse.Namespace, session: CliSession) -> int:
    """Print the list, or write one document."""
    if args.name is None:
        _print_list(session)
        return ExitCode.DONE
    asked, kind = _asked(args), document(args.name)
    complaint = _complaint(asked, kind)
    if kind is None or complaint:
        session.warn(complaint)
        return ExitCode.USAGE
    subject = (asked.partner,) if kind.needs_partner else (asked.number,) if kind.numbered else ()
    data = kind.build(session.ops, *subject, asked.span.start, asked.span.end)
    atomic_write(asked.files[0], render(kind, data, formats_of(session.settings.current)))
    session.say(f"{kind.title} written to {asked.files[0]}.")
    return ExitCode.DONE


def _file_or_day(text: str) -> Path | date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return Path(text)


def _asked(args: argparse.Namespace) -> _Asked:
    days = [value for value in args.ends if isinstance(value, date)]
    files = [value for value in args.ends if isinstance(value, Path)]
    return _Asked(args.name, files, Span(args.start, days[0] if days else None), len(days), args.partner, args.number)


def _complaint(asked: _Asked, kind: DocumentKind | None) -> str:
    if kind is None:
        return f"There is no document “{asked.name}”. There are: {', '.join(known.name for known in documents())}."
    if len(asked.files) != 1 or asked.files[0].suffix.lower() != ".pdf":
        return "Say one file to write the PDF to: --to FILE.pdf"
    if asked.ends > 1 or is_backwards(asked.span):
        return "The period is not clear: say --from DATE and --to DATE once each, the first day first."
    if kind.needs_partner and not asked.partner:
        return f"“{kind.name}” is about one partner: --partner CODE"
    if kind.numbered and not asked.number:
        return f"“{kind.name}” is about one {entity(kind.numbered)}: --number NUMBER"
    return ""


def _print_list(session: CliSession) -> None:
    rows = [[kind.name, kind.title, _needs(kind)] for kind in documents()]
    for line in aligned(["Document", "Title", "Needs"], rows):
        session.say(line)


def _needs(kind: DocumentKind) -> str:
    words = (
        ("--partner CODE", kind.needs_partner),
        ("--number NUMBER", bool(kind.numbered)),
    )
    return ", ".join(word for word, needed in words if needed) or "–"

"""``check``: verifies every invariant of the stored data; the exit code is 1 when one is broken."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.cli.registry import ExitCode
from app.cli.session import CliSession

if TYPE_CHECKING:
    from app.domain.findings import Finding
    from app.services.integrity.check import Report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which arguments the command takes."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--repair",
        action="store_true",
        help="build balances, figures and the search index anew, after a proved backup; nothing else is touched",
    )


def run(args: argparse.Namespace, session: CliSession) -> int:
    """Check, and repair what is derived when asked to."""
    from app.services.maintenance.checking import check_profile, repair_profile

    ops = session.ops
    made = None
    if args.repair:
        repaired = repair_profile(session.profile, ops)
        report, made = repaired.after, repaired.backup
    else:
        report = check_profile(session.profile, ops)
    if args.json:
        session.document(_document(report) | {"backup": None if made is None else str(made.path)})
    else:
        _tell(session, report)
        if made is not None:
            session.say(f"Before repairing, a backup was made: {made.path}")
    return ExitCode.NO if report.errors else ExitCode.DONE


def _tell(session: CliSession, report: Report) -> None:
    from app.wording.checks import finding_sentence

    for finding in report.findings:
        session.say(finding_sentence(finding))
    held = "every one holds" if not report.findings else f"{len(report.findings)} with findings"
    session.say(f"{report.checks} invariants checked in {report.seconds:.1f} s: {held}.")


def _document(report: Report) -> dict[str, Any]:
    return {
        "ok": report.errors == 0,
        "checks": report.checks,
        "seconds": report.seconds,
        "findings": [_finding(finding) for finding in report.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    from app.wording.checks import SENTENCES

    return {
        "id": finding.check,
        "severity": finding.severity.value,
        "meaning": SENTENCES[finding.check],
        "count": finding.count,
        "repairable": finding.repairable,
        "samples": [asdict(sample) for sample in finding.samples],
    }

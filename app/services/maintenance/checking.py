"""``check`` for a profile: the invariants of the rows, and of the files beside the database; and repairing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from app.db import backup
from app.db.backup import Backup, Reason
from app.domain.findings import Finding, Sample, Severity
from app.services.integrity.check import Report, rebuild_derived, run_check
from app.services.maintenance.backups import backup_is_due, make_backup
from app.services.operations import Operations
from app.services.profile.opening import Profile, backup_folder

FILE_CHECKS: Final = ("B2", "B3")
_OLD: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was broken before and after, and the backup that was made first (None when nothing had to be done)."""

    before: Report
    after: Report
    backup: Backup | None


def check_profile(profile: Profile, operations: Operations) -> Report:
    """Verify every invariant, backups included. Raises StorageError, PermissionDenied."""
    report = operations.read(run_check)
    found = (*report.findings, *_backup_findings(profile))
    return replace(report, findings=found, checks=report.checks + len(FILE_CHECKS))


def repair_profile(profile: Profile, operations: Operations) -> Repaired:
    """Build derived data anew after a proved backup; with nothing to repair, nothing is done.

    User's rows are never touched: what cannot be derived is left and reported. Raises StorageError.
    """
    before = check_profile(profile, operations)
    if not any(finding.repairable for finding in before.findings):
        return Repaired(before, before, None)
    made = make_backup(profile, reason=Reason.REPAIR, operations=operations)
    operations.run(rebuild_derived)
    return Repaired(before, check_profile(profile, operations), made)


def _backup_findings(profile: Profile) -> list[Finding]:
    folder = backup_folder(profile.paths, profile.settings)
    backups = backup.list_backups(folder)
    findings = []
    newest = backup.newest_proved(folder)
    # The copy that is made before a repair holds the very defect, so it cannot stand its test.
    meant = any(each.reason in (Reason.AUTOMATIC, Reason.BY_HAND) for each in backups)
    if meant and (newest is None or (profile.now() - newest.made_at > _OLD and backup_is_due(profile))):
        detail = "" if newest is None else f"days {(profile.now() - newest.made_at).days}"
        findings.append(Finding("B2", Severity.WARNING, 1, (Sample("backup", None, detail),)))
    wrong = [each for each in backups if backup.file_digest(each.path) != each.sha256]
    if wrong:
        samples = tuple(Sample("backup", each.number) for each in wrong[:5])
        findings.append(Finding("B3", Severity.ERROR, len(wrong), samples))
    return findings

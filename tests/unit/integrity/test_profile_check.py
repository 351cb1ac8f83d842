"""`check` of a whole profile: the backups beside the database too (B2, B3), and repairing after a proved backup."""

import contextlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.config.paths import profile_paths
from app.db import driver
from app.db.backup import Reason
from app.domain.errors import PermissionDenied
from app.domain.findings import Severity
from app.services.maintenance.backups import make_backup
from app.services.maintenance.checking import check_profile, repair_profile
from app.services.operations import Operations
from app.services.profile.opening import Profile, open_profile
from tests.unit.integrity.conftest import only_noted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def opened(profile: Path) -> Iterator[Profile]:
    opened = open_profile(profile_paths(profile), now=lambda: NOW)
    opened.sign_in()
    yield opened
    opened.close()


def operations(opened: Profile) -> Operations:
    assert opened.operations is not None
    return opened.operations


def found(opened: Profile) -> dict[str, Severity]:
    return {finding.check: finding.severity for finding in check_profile(opened, operations(opened)).findings}


def spoil(opened: Profile, statement: str) -> None:
    with contextlib.closing(driver.connect(opened.paths.database, foreign_keys=False)) as connection:
        connection.execute(statement)


def test_a_fresh_profile_has_no_findings(opened: Profile) -> None:
    assert found(opened) == {}
    make_backup(opened)
    assert found(opened) == {}


def test_an_old_backup_is_a_warning_once_there_is_something_to_save(opened: Profile) -> None:
    make_backup(opened, reason=Reason.AUTOMATIC)
    opened.now = lambda: NOW + timedelta(days=8)
    assert found(opened) == {}
    operations(opened).run(only_noted)
    assert found(opened) == {"B2": Severity.WARNING}


def test_a_backup_that_was_changed_is_found(opened: Profile) -> None:
    made = make_backup(opened)
    with contextlib.closing(driver.connect(made.path)) as connection:
        connection.execute("UPDATE staff SET title = 'changed'")
        connection.execute("PRAGMA journal_mode = DELETE")
    assert found(opened)["B3"] is Severity.ERROR


def test_backups_that_never_stood_their_test_are_a_warning(opened: Profile) -> None:
    made = make_backup(opened)
    data = json.loads(made.manifest.read_text())
    made.manifest.write_text(json.dumps(data | {"proved": False}))
    assert found(opened) == {"B2": Severity.WARNING}


def test_repairing_makes_a_backup_and_leaves_what_cannot_be_derived(opened: Profile) -> None:
    spoil(opened, "UPDATE staff SET active = 0, signs_in = 1")
    assert set(found_by_owner(opened)) == {"U1"}
    spoil(opened, "UPDATE staff SET active = 1")
    spoil(opened, "INSERT INTO search_entry (rowid, title) VALUES (1099511627800, 'nobody')")
    repaired = repair_profile(opened, operations(opened))
    assert {finding.check for finding in repaired.before.findings} == {"search.content"}
    assert repaired.after.findings == ()
    assert repaired.backup is not None
    assert repaired.backup.path.is_file()
    again = repair_profile(opened, operations(opened))
    assert again.backup is None


def found_by_owner(opened: Profile) -> set[str]:
    """The findings of the rows alone: nobody can sign in to ask."""
    from app.services.integrity.check import check_connection

    with contextlib.closing(driver.connect(opened.paths.database)) as connection:
        return {finding.check for finding in check_connection(connection)}


def test_only_an_owner_repairs(opened: Profile) -> None:
    from app.domain.vocabulary import Role
    from app.services.people.commands import save
    from app.services.people.read_models import StaffDraft

    draft = StaffDraft(
        name="Anna", role=Role.SALES, signs_in=True, password="kettle-blue-42", own_password="lantern-red-77"
    )
    anna = operations(opened).run(save, draft).value
    spoil(opened, "DELETE FROM search_entry WHERE rowid = (SELECT min(rowid) FROM search_entry)")
    spoil(opened, "INSERT INTO stock_valuation (product_id, quantity, value_minor) VALUES (1, 1, 1)")
    operations(opened).sign_in_as(anna)
    with pytest.raises(PermissionDenied):
        repair_profile(opened, operations(opened))

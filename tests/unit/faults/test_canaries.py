"""No log, crash report, settings file or temporary file holds anything of the business (G26).

A profile full of canaries, everything that can fail failing with them, through the services and the command line; then
every file but the databases and what the person asked for is searched as bytes.
"""

import contextlib
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from app.config import logs
from app.config.paths import ProfilePaths, profile_paths
from app.domain.errors import AppError
from app.domain.vocabulary import ContactPointKind, InteractionKind, Role
from app.services.contacts import commands as contacts
from app.services.contacts import people
from app.services.contacts.read_models import AddressDraft, PersonDraft, PointDraft
from app.services.customers import commands as customers
from app.services.customers import facts
from app.services.customers.read_models import CustomerDraft
from app.services.interactions import commands as interactions
from app.services.interactions.read_models import InteractionDraft
from app.services.operations import Operations, WriteContext, command
from app.services.people import commands as staff
from app.services.people.read_models import StaffDraft
from app.services.profile.opening import open_profile
from app.services.search.queries import find
from app.services.transfer.commands import run_import
from tests.support.environment import ROOT

NAME, EMAIL, PHONE, WORD = (
    "Zanzibar Quillfeather",
    "zanzibar@quillfeather.example",
    "+46 70 987 65 43",
    "tw1tter-teal-owl",
)
CANARIES = tuple(word.encode() for word in ("zanzibar", "quillfeather", "987 65 43", "9876543", "tw1tter", "marmalade"))
SAID = f"{NAME} ({EMAIL}, {PHONE}) wants marmalade"


@command("settings.save")
def fail_with_values(ctx: WriteContext, how: str) -> None:
    """Raise what a bug, a driver or a rule may raise, with the canaries in it."""
    if how == "constraint":
        ctx.session.connection().exec_driver_sql(
            "INSERT INTO staff (name, name_fold, role, version) SELECT ?, ?, ?, NULL", (NAME, NAME, EMAIL)
        )
    if how == "syntax":
        ctx.session.connection().exec_driver_sql(f"SELECT {EMAIL} FROM '{NAME}'")
    raise KeyError(NAME, EMAIL, PHONE, WORD)


@pytest.fixture
def paths(profile: Path) -> ProfilePaths:
    return profile_paths(profile)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def hits(*folders: Path) -> list[str]:
    """The files that hold a canary, but for the databases (they are meant to)."""
    return [
        f"{path.name}: {canary.decode()}"
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("tradepost.db") and path.suffix != ".db"
        for canary in CANARIES
        if canary in path.read_bytes().lower() or canary in path.name.lower().encode()
    ]


def fill(ops: Operations) -> None:
    """A canary in every field of a form."""
    made = ops.run(
        customers.save,
        CustomerDraft(name=NAME, phone=PHONE, email=EMAIL, notes=SAID, city=NAME, tags=("Quillfeather",)),
    ).value
    ops.run(people.save_person, PersonDraft(made, name=NAME, role=NAME, email=EMAIL, mobile=PHONE, notes=SAID))
    ops.run(facts.pin, made, SAID)
    ops.run(interactions.log, InteractionDraft(InteractionKind.CALL, made, notes=SAID, subject=NAME))
    ops.run(staff.save, StaffDraft(NAME, Role.SALES, signs_in=True, password=WORD, own_password=WORD, email=EMAIL))


def fail(ops: Operations, log: logging.Logger, folder: Path) -> int:
    """Everything that goes wrong with a canary in it; how much did."""
    wrong = folder / "in.csv"
    wrong.write_text(f"name,phone\n{NAME},{PHONE}\n{NAME}\n", encoding="utf-8")
    attempts = [
        lambda: ops.run(customers.save, CustomerDraft(name=NAME * 100, email=f"{EMAIL} {EMAIL}")),
        lambda: ops.run(contacts.save_point, PointDraft(ContactPointKind.EMAIL, SAID, contact_id=1)),
        lambda: ops.run(contacts.save_address, AddressDraft(9_999, city=NAME)),
        lambda: ops.run(interactions.log, InteractionDraft(InteractionKind.CALL, 9_999, notes=SAID)),
        lambda: ops.run(staff.save, StaffDraft(NAME, Role.SALES, signs_in=True, password="short", email=EMAIL)),
        lambda: ops.run(staff.change_password, WORD + WORD, EMAIL),
        lambda: ops.run(run_import, [wrong], "contacts"),
        lambda: ops.run(run_import, [folder / f"{NAME}.csv"], "contacts"),
        lambda: ops.read(find, f"{NAME}\x00"),
        *(lambda how=how: ops.run(fail_with_values, how) for how in ("constraint", "syntax", "bug")),
    ]
    failed = 0
    for attempt in attempts:
        try:
            attempt()
        except Exception as error:
            failed += 1
            log.exception("it failed: %s", error)
            log.error(f"it failed: {type(error).__name__} {PHONE} {EMAIL}")  # noqa: G004
            logs.write_crash_report(ops_paths(folder), error)
    return failed


def ops_paths(folder: Path) -> ProfilePaths:
    return profile_paths(folder.parent / "profile")


@pytest.mark.expects_log
def test_errors_in_the_services_leave_no_value_behind(paths: ProfilePaths, temporary: Path, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    with logs.logging_to(paths, level=logging.DEBUG):
        opened = open_profile(paths)
        ops = opened.sign_in()
        fill(ops)
        ops.sign_in_as(1)
        assert fail(ops, logging.getLogger("app.services"), given) >= 10
        with contextlib.suppress(AppError):
            opened.sign_in()
        opened.close()
    assert len(list(paths.logs.glob("crash-*"))) >= 10
    assert b"KeyError" in b"".join(path.read_bytes() for path in paths.logs.iterdir())
    assert hits(paths.folder, temporary) == []


def test_commands_that_fail_leave_no_value_behind(paths: ProfilePaths, temporary: Path, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    opened = open_profile(paths)
    fill_without_accounts(opened.sign_in())
    opened.close()
    wrong = given / f"{NAME}.csv"
    wrong.write_text(f"name,phone,email\n{NAME},{PHONE},{EMAIL}\n{NAME},{PHONE},nobody@\n", encoding="utf-8")
    (given / f"{NAME}.db").write_bytes(b"not a database")
    for arguments in (
        ("import", "customers", str(wrong)),
        ("import", "contacts", str(given / "quillfeather.xlsx")),
        ("export", "customers", "--to", str(given / NAME / "out.csv")),
        ("report", "customer_summary", "--customer", f"{NAME} {EMAIL}", "--to", str(given / "x.pdf")),
        ("restore", str(given / f"{NAME}.db")),
        ("backup", "--to", "/proc/quillfeather/backup.db"),
        ("--user", EMAIL, "check"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "app", "--profile", str(paths.folder), *arguments],
            cwd=ROOT, env={**os.environ}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
    assert paths.log.exists()
    assert hits(paths.folder, temporary) == []


def fill_without_accounts(ops: Operations) -> None:
    made = ops.run(customers.save, CustomerDraft(name=NAME, phone=PHONE, email=EMAIL, notes=SAID)).value
    ops.run(interactions.log, InteractionDraft(InteractionKind.CALL, made, notes=SAID, subject=NAME))


def test_the_search_for_canaries_finds_them(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(SAID)
    (tmp_path / "tradepost.db-wal").write_text(SAID)
    (tmp_path / "quillfeather.txt").write_text("")
    assert {hit.partition(":")[0] for hit in hits(tmp_path)} == {"a.log", "quillfeather.txt"}

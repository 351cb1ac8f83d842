"""Opening by the letter: looked at first, never an empty database in place of a damaged one (G13), newer refused."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.config.paths import ProfilePaths, profile_paths
from app.db import driver, upgrade
from app.domain.errors import StorageError, StorageProblem
from app.services.profile import opening
from app.services.profile.opening import Opened, open_profile

ROOT = Path(upgrade.__file__).resolve().parents[2]
RELEASED = upgrade.HEAD
NEXT = f"{upgrade.HEAD_NUMBER + 1:04}"
Damage = Callable[[Path], None]


@pytest.fixture
def paths(profile: Path) -> ProfilePaths:
    return profile_paths(profile)


@pytest.fixture
def filled(paths: ProfilePaths) -> ProfilePaths:
    """A profile whose database has content and no open journal."""
    opened = open_profile(paths)
    opened.sign_in()
    opened.close()
    return paths


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def refusal(paths: ProfilePaths) -> StorageProblem:
    with pytest.raises(StorageError) as caught:
        open_profile(paths)
    return caught.value.kind


def patched(path: Path, offset: int, data: bytes) -> None:
    with path.open("r+b") as stream:
        stream.seek(offset)
        stream.write(data)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garbage(path: Path) -> None:
    path.write_bytes(os.urandom(50_000))


def garbled_header(path: Path) -> None:
    patched(path, 0, b"\x00" * 16)


def garbled_page_size(path: Path) -> None:
    patched(path, 16, b"\x03\x07")


def half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def fifty_bytes(path: Path) -> None:
    os.truncate(path, 50)


def one_page(path: Path) -> None:
    os.truncate(path, 4096)


def zeroed_schema(path: Path) -> None:
    patched(path, 100, b"\x00" * 3996)


def zeroed_page(path: Path) -> None:
    patched(path, 4096 * 5, b"\x00" * 4096)


def garbled_page(path: Path) -> None:
    patched(path, 4096 * 7, os.urandom(4096))


def zeroed_second_half(path: Path) -> None:
    size = path.stat().st_size
    patched(path, size // 2 // 4096 * 4096, b"\x00" * (size // 2))


DAMAGE = (
    empty, garbage, garbled_header, garbled_page_size, half, fifty_bytes, one_page, zeroed_schema, zeroed_page,
    garbled_page, zeroed_second_half,
)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_kept_and_said(filled: ProfilePaths, damage: Damage) -> None:
    damage(filled.database)
    before = digest(filled.database)
    kinds = {StorageProblem.CORRUPT, StorageProblem.NOT_A_DATABASE, StorageProblem.FOREIGN}
    assert refusal(filled) in kinds
    assert refusal(filled) in kinds
    assert digest(filled.database) == before
    # A look through a read-only connection may leave the library's own empty journal.
    assert all(path.stat().st_size == 0 for path in filled.folder.glob("tradepost.db-wal"))


def test_every_zeroed_page_is_noticed(filled: ProfilePaths) -> None:
    whole = filled.database.read_bytes()
    unnoticed = []
    for page in range(len(whole) // 4096):
        if not any(whole[page * 4096 : (page + 1) * 4096]):
            continue
        filled.database.write_bytes(whole[: page * 4096] + b"\x00" * 4096 + whole[(page + 1) * 4096 :])
        try:
            open_profile(filled).close()
            unnoticed.append(page)
        except StorageError:
            assert filled.database.stat().st_size == len(whole)
    # A page of the list of free pages carries no data of ours.
    assert unnoticed == []


def test_a_newer_file_is_refused_untouched(filled: ProfilePaths) -> None:
    with contextlib.closing(driver.connect(filled.database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0099'")
        connection.execute("PRAGMA user_version = 99")
        connection.execute("PRAGMA journal_mode = DELETE")
    before = digest(filled.database)
    assert refusal(filled) is StorageProblem.NEWER
    assert digest(filled.database) == before


def test_a_newer_file_whose_journal_is_not_yet_in_it_is_refused_untouched(filled: ProfilePaths) -> None:
    """Killed right after its migration: the header still says the old version, the journal the new one."""
    program = (
        "import sys, os; sys.path.insert(0, sys.argv[1]); from app.db import driver\n"
        "c = driver.connect(sys.argv[2]); c.execute('BEGIN')\n"
        "c.execute(\"UPDATE alembic_version SET version_num = '0099'\"); c.execute('PRAGMA user_version = 99')\n"
        "c.execute('COMMIT'); os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(ROOT), str(filled.database)], check=False)
    journal = filled.database.with_name("tradepost.db-wal")
    before = digest(filled.database), digest(journal)
    assert refusal(filled) is StorageProblem.NEWER
    assert (digest(filled.database), digest(journal)) == before


def test_another_program_s_database_is_refused_untouched(paths: ProfilePaths) -> None:
    with contextlib.closing(driver.connect(paths.database)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
        connection.execute("PRAGMA journal_mode = DELETE")
    before = digest(paths.database)
    assert refusal(paths) is StorageProblem.FOREIGN
    assert digest(paths.database) == before


@pytest.mark.parametrize("revision", ["", "x", "0000", NEXT])
def test_a_revision_that_does_not_fit_is_refused(filled: ProfilePaths, revision: str) -> None:
    with contextlib.closing(driver.connect(filled.database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    assert refusal(filled) is StorageProblem.CORRUPT


def test_a_folder_in_its_place_is_refused(paths: ProfilePaths) -> None:
    paths.database.mkdir()
    assert refusal(paths) is StorageProblem.CANNOT_OPEN


def test_a_missing_file_is_made_once(paths: ProfilePaths) -> None:
    first = open_profile(paths)
    assert first.opened is Opened.MADE
    staff = first.sign_in().staff_id
    first.close()
    second = open_profile(paths)
    assert second.opened is Opened.READY
    assert second.sign_in().staff_id == staff
    second.close()


def test_a_file_that_vanished_is_not_replaced_by_an_empty_one(filled: ProfilePaths) -> None:
    from app.services.maintenance.backups import make_backup

    opened = open_profile(filled)
    make_backup(opened)
    opened.close()
    filled.database.unlink()
    assert refusal(filled) is StorageProblem.CANNOT_OPEN
    assert not filled.database.exists()
    shutil.rmtree(filled.backups)
    for path in filled.folder.glob("tradepost.db-*"):
        path.unlink()
    open_profile(filled).close()
    filled.database.unlink()
    filled.database.with_name("tradepost.db-wal").write_bytes(b"left")
    assert refusal(filled) is StorageProblem.CANNOT_OPEN


def test_a_kill_while_it_is_made_leaves_nothing_or_a_whole_one(paths: ProfilePaths) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path\n"
        "from app.db import upgrade; from app.config.paths import profile_paths\n"
        "from app.services.profile.opening import open_profile\n"
        "print('ready', flush=True); open_profile(profile_paths(Path(sys.argv[2])))\n"
    )
    import select

    for milliseconds in (0, 60, 120, 250):
        child = subprocess.Popen([sys.executable, "-c", program, str(ROOT), str(paths.folder)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        select.select([], [], [], milliseconds / 1000)
        child.kill()
        child.communicate()
        assert not paths.database.exists() or upgrade.inspect_file(paths.database).state is upgrade.FileState.READY
    open_profile(paths).close()


def test_nobody_replaces_the_file_while_it_is_open(filled: ProfilePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.services.maintenance import restoring

    monkeypatch.setattr("app.config.locks.WAIT_SECONDS", 0.1)
    monkeypatch.setattr(restoring.ProfileLock.take_alone, "__kwdefaults__", {"wait": 0.1})
    opened = open_profile(filled)
    before = digest(filled.database)
    other = filled.folder / "copy.db"
    shutil.copyfile(filled.database, other)
    with pytest.raises(StorageError) as caught:
        restoring.restore(filled, other)
    assert caught.value.kind is StorageProblem.LOCKED
    opened.close()
    assert digest(filled.database) == before


def test_a_database_by_address_is_not_mistaken_for_a_file(paths: ProfilePaths) -> None:
    from app.config.settings import Settings

    for address, problem in (
        ("postgresql://127.0.0.1:1/shop", StorageProblem.UNREACHABLE),
        ("postgresql://anna:secret@127.0.0.1:1/shop", StorageProblem.ADDRESS),
        ("mysql://127.0.0.1:1/shop", StorageProblem.ADDRESS),
        ("shop.db", StorageProblem.ADDRESS),
    ):
        with pytest.raises(StorageError) as caught:
            open_profile(paths, Settings(database_url=address))
        assert caught.value.kind is problem
        assert "secret" not in f"{caught.value!r} {caught.value.path} {caught.value.detail}"
    assert not paths.database.exists()


def test_opening_loads_no_migration_tool(filled: ProfilePaths) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path\n"
        "from app.config.paths import profile_paths\n"
        "from app.services.profile.opening import open_profile\n"
        "open_profile(profile_paths(Path(sys.argv[2]))).close()\n"
        "print([name for name in ('alembic', 'PySide6', 'numpy', 'babel', 'psycopg') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(ROOT), str(filled.folder)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


# -- an older file


@pytest.fixture
def next_release(filled: ProfilePaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProfilePaths:
    """The program one revision further than the profile's file."""
    folder = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"{NEXT}_more.py").write_text(
        f"from alembic import op\nrevision = '{NEXT}'\ndown_revision = '{upgrade.HEAD}'\n"
        "branch_labels = None\ndepends_on = None\n"
        "def upgrade():\n    op.execute('CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT')\n"
    )
    monkeypatch.setattr(upgrade, "migrations_folder", lambda: folder)
    monkeypatch.setattr(upgrade, "HEAD", NEXT)
    monkeypatch.setattr(upgrade, "HEAD_NUMBER", int(NEXT))
    monkeypatch.setattr(upgrade.run_revisions, "__kwdefaults__", {"target": NEXT, "folder": None})
    return filled


def test_an_older_file_is_backed_up_migrated_and_checked(next_release: ProfilePaths) -> None:
    from app.db import backup

    opened = open_profile(next_release)
    assert opened.opened is Opened.MIGRATED
    opened.close()
    made = backup.list_backups(next_release.backups)
    assert [(each.reason, each.proved, each.content["revision"]) for each in made] == [
        (backup.Reason.MIGRATION, True, RELEASED)
    ]
    facts = upgrade.inspect_file(next_release.database)
    assert facts == upgrade.Facts(upgrade.FileState.READY, NEXT)


@pytest.mark.parametrize("number", range(1, upgrade.HEAD_NUMBER))
def test_a_file_of_each_released_schema_is_migrated(paths: ProfilePaths, number: int) -> None:
    from app.db import backup

    upgrade.run_revisions(paths.database, lambda _connection: [], target=f"{number:04}")
    opened = open_profile(paths)
    assert opened.opened is Opened.MIGRATED
    opened.sign_in()
    opened.close()
    assert upgrade.inspect_file(paths.database) == upgrade.Facts(upgrade.FileState.READY, upgrade.HEAD)
    assert [made.content["revision"] for made in backup.list_backups(paths.backups)] == [f"{number:04}"]


def test_a_migration_that_fails_keeps_the_old_file(next_release: ProfilePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.domain.findings import Finding, Severity

    monkeypatch.setattr(opening, "verify", lambda _connection: [Finding("S1", Severity.ERROR, 1)])
    assert refusal(next_release) is StorageProblem.CORRUPT
    monkeypatch.undo()
    opened = open_profile(next_release)
    assert opened.opened is Opened.READY
    opened.close()


def test_without_a_proved_backup_nothing_is_migrated(next_release: ProfilePaths) -> None:
    next_release.backups.write_bytes(b"a file where the folder should be")
    with pytest.raises(StorageError):
        open_profile(next_release)
    assert upgrade.inspect_file(next_release.database).revision == RELEASED

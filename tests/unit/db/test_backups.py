"""Backups: one step, proved by content, safe at each kill point (G8); restoring never harms what is there (G6, G13)."""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.config import files
from app.config.paths import ProfilePaths, profile_paths
from app.config.settings import Settings
from app.db import backup, driver, upgrade
from app.db.backup import Backup, Reason
from app.domain.errors import PermissionDenied, StorageError, StorageProblem
from app.services.maintenance import backups, restoring
from app.services.operations import WriteContext, command
from app.services.profile.opening import Profile, open_profile, verify

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


@command("settings.save")
def note(ctx: WriteContext, key: str) -> None:
    from app.db.models import Setting

    ctx.session.add(Setting(key=key, value="1"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(profile: Path, clock: Clock) -> Iterator[Profile]:
    opened = open_profile(profile_paths(profile), now=clock)
    opened.sign_in()
    yield opened
    opened.close()


def done(opened: Profile, key: str) -> None:
    assert opened.operations is not None
    opened.operations.run(note, key)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def settings_in(path: Path) -> set[str]:
    with contextlib.closing(driver.connect(path, read_only=True)) as connection:
        return {row[0] for row in connection.execute("SELECT key FROM setting").fetchall()}


# -- making


def test_a_backup_holds_everything_and_says_so(opened: Profile) -> None:
    done(opened, "one")
    made = backups.make_backup(opened)
    assert made.proved
    assert settings_in(made.path) == {"one"}
    manifest = json.loads(made.manifest.read_text())
    assert manifest["sha256"] == digest(made.path)
    assert manifest["content"]["rows"]["setting"] == 1
    assert backup.read_manifest(made.path) == made
    last = backups.last_proved_backup(opened.paths)
    assert last is not None
    assert (last.path, last.audit_seq) == (made.path, 2)
    assert names(opened.paths.backups) == [made.path.name, made.manifest.name]


def test_a_backup_under_a_name_of_one_s_own(opened: Profile, tmp_path: Path) -> None:
    made = backups.make_backup(opened, to=tmp_path / "away" / "copy.db")
    assert names(tmp_path / "away") == ["copy.db", "copy.db.json"]
    assert backup.read_manifest(made.path) == made


def test_a_backup_under_writers_is_of_one_moment(opened: Profile) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            done(opened, f"key {number}")
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backups.make_backup(opened, reason=Reason.AUTOMATIC) for _ in range(5)]
    finally:
        stop.set()
        writer.join()
    for each in made:
        assert each.proved
        assert each.content["rows"]["setting"] + 1 == each.content["audit_seq"]


def test_a_copy_of_broken_data_is_kept_but_not_called_proved(opened: Profile) -> None:
    with contextlib.closing(driver.connect(opened.paths.database)) as connection:
        connection.execute("UPDATE staff SET active = 0")
    made = backup.make_backup(opened.paths.database, opened.paths.backups, Reason.BY_HAND, verify)
    assert not made.proved
    assert made.errors > 0
    assert backups.last_proved_backup(opened.paths) is None


def test_a_copy_that_is_not_equal_is_not_kept(opened: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    def lossy(source: Path, target: Path) -> object:
        content = copy(source, target)
        with contextlib.closing(driver.connect(target)) as connection:
            connection.execute("DELETE FROM location WHERE id = 5")
            connection.execute("PRAGMA journal_mode = DELETE")
        return content

    copy = backup.copy_database
    monkeypatch.setattr(backup, "copy_database", lossy)
    with pytest.raises(StorageError) as caught:
        backups.make_backup(opened)
    assert caught.value.kind is StorageProblem.NOT_PROVED
    assert names(opened.paths.backups) == []


def test_a_full_disk_leaves_no_half_backup(opened: Profile, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)], capture_output=True)
    if mount.returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        with pytest.raises(StorageError) as caught:
            backups.make_backup(opened, to=folder / "copy.db")
        assert caught.value.kind is StorageProblem.FULL
        assert names(folder) == []
    finally:
        subprocess.run(["umount", str(folder)], check=True)
    assert backups.make_backup(opened).proved


def test_who_may_not_make_backups_is_refused(opened: Profile) -> None:
    with contextlib.closing(driver.connect(opened.paths.database)) as connection:
        connection.execute("UPDATE staff SET role = 'read_only'")
    with pytest.raises(PermissionDenied):
        backups.make_backup(opened)
    assert not opened.paths.backups.exists()


# -- when


def test_when_one_is_due(opened: Profile, clock: Clock) -> None:
    assert backups.backup_is_due(opened)
    assert backups.back_up_if_due(opened) is not None
    assert not backups.backup_is_due(opened)
    clock.time += timedelta(days=3)
    assert not backups.backup_is_due(opened), "nothing was done since"
    done(opened, "one")
    assert backups.backup_is_due(opened)
    assert backups.back_up_if_due(opened) is not None
    done(opened, "two")
    assert not backups.backup_is_due(opened)
    clock.time -= timedelta(days=400)
    assert backups.backup_is_due(opened), "a clock that went back says nothing about age"


def test_many_operations_make_one_due(opened: Profile) -> None:
    opened.settings = Settings(backup_operations=3)
    backups.back_up_if_due(opened)
    for number in range(3):
        assert not backups.backup_is_due(opened)
        done(opened, str(number))
    assert backups.backup_is_due(opened)


@pytest.mark.expects_log
def test_an_automatic_one_that_fails_stops_nobody(opened: Profile) -> None:
    opened.paths.backups.write_bytes(b"in the way")
    assert backups.back_up_if_due(opened) is None
    done(opened, "work goes on")


# -- rotation


def imagined(number: int, made_at: datetime, *, proved: bool = True, reason: Reason = Reason.AUTOMATIC) -> Backup:
    return Backup(Path(f"{number}"), number, made_at, reason, proved, 0, 0, "", {}, 0.0)


def test_a_week_of_days_and_a_month_of_weeks_are_kept() -> None:
    made = [imagined(number, NOON + timedelta(hours=6 * number)) for number in range(1, 400)]
    kept = [each.number for each in made if each not in backup.superfluous(made)]
    assert kept[-3:] == [397, 398, 399]
    days = {made[number - 1].made_at.date() for number in kept}
    assert {made[-1].made_at.date() - timedelta(days=back) for back in range(7)} <= days
    assert len(kept) <= 3 + 7 + 4


def test_those_made_by_hand_stay() -> None:
    made = [imagined(number, NOON, reason=Reason.BY_HAND) for number in range(1, 50)]
    assert backup.superfluous(made) == []


def test_no_clock_can_push_out_the_newest_proved_one() -> None:
    far = [imagined(number, NOON + timedelta(days=3650 + number)) for number in range(1, 30)]
    newest = imagined(30, NOON - timedelta(days=3650))
    unproved = [imagined(number, NOON, proved=False) for number in range(31, 60)]
    assert newest not in backup.superfluous([*far, newest, *unproved])


def test_rotation_killed_at_each_step_keeps_the_newest_proved_one(
    opened: Profile, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step of the rotation is one removal: stopped after any of them, the newest proved backup is there."""
    template = backups.make_backup(opened)
    folder = opened.paths.backups
    for number in range(2, 20):
        stamp = (NOON + timedelta(hours=number)).strftime("%Y%m%dT%H%M%SZ")
        path = folder / f"tradepost-{number:06d}-{stamp}.db"
        shutil.copyfile(template.path, path)
        data = json.loads(template.manifest.read_text())
        data |= {"number": number, "reason": "automatic", "made_at": f"2026-03-01T{number:02d}:00:00.000000Z"}
        backup.manifest_of(path).write_text(json.dumps(data))

    class Killed(BaseException):
        pass

    removed: list[Path] = []
    remove = files.remove

    def removing(path: Path) -> None:
        remove(path)
        removed.append(path)
        raise Killed

    monkeypatch.setattr(files, "remove", removing)
    steps = 0
    while True:
        newest = backup.newest_proved(folder)
        assert newest is not None
        assert newest.number == 19
        assert verify_file(newest.path)
        try:
            backup.rotate(folder)
        except Killed:
            steps += 1
            continue
        break
    assert steps > 5
    monkeypatch.undo()
    # A manifest whose copy went first is nobody's backup; its number is not used again.
    assert backup.list_backups(folder)[0].number == 19


def verify_file(path: Path) -> bool:
    with contextlib.closing(driver.connect(path, read_only=True)) as connection:
        return verify(connection) == []


def test_a_backup_killed_at_any_moment_is_whole_or_not_there(opened: Profile) -> None:
    opened.close()
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path\n"
        "from app.config.paths import profile_paths\n"
        "from app.services.profile.opening import open_profile\n"
        "from app.services.maintenance.backups import make_backup\n"
        "from app.db.backup import Reason\n"
        "p = open_profile(profile_paths(Path(sys.argv[2]))); print('ready', flush=True)\n"
        "while True: make_backup(p, reason=Reason.AUTOMATIC); print('made', flush=True)\n"
    )
    root = str(Path(upgrade.__file__).resolve().parents[2])
    import select

    folder = opened.paths.backups
    # The last one not before a backup is made: on a busy machine that takes longer than any pause.
    for milliseconds, wanted in ((50, 0), (250, 0), (400, 0), (100, 1)):
        child = subprocess.Popen(
            [sys.executable, "-c", program, root, str(opened.paths.folder)], stdout=subprocess.PIPE
        )
        assert child.stdout is not None
        for _line in range(1 + wanted):
            child.stdout.readline()
        select.select([], [], [], milliseconds / 1000)
        child.kill()
        child.communicate()
        for made in backup.list_backups(folder):
            assert made.sha256 == digest(made.path)
        for path in folder.glob("tradepost-*.db"):
            assert backup.read_manifest(path) is not None
    assert backup.newest_proved(folder) is not None


# -- restoring


@pytest.fixture
def saved(opened: Profile) -> Backup:
    """A backup with the setting "one"; the profile, closed, has "two" as well."""
    done(opened, "one")
    made = backups.make_backup(opened)
    done(opened, "two")
    opened.close()
    return made


def test_restoring_brings_back_and_keeps_the_replaced_file(saved: Backup, opened: Profile) -> None:
    restored = restoring.restore(opened.paths, saved.path)
    assert settings_in(opened.paths.database) == {"one"}
    assert restored.kept is not None
    assert settings_in(restored.kept) == {"one", "two"}
    again = open_profile(opened.paths)
    done(signed_in(again), "three")
    again.close()
    restoring.restore(opened.paths, restored.kept)
    assert settings_in(opened.paths.database) == {"one", "two"}


def signed_in(profile: Profile) -> Profile:
    profile.sign_in()
    return profile


def test_restoring_over_a_damaged_file_keeps_that_too(saved: Backup, opened: Profile) -> None:
    opened.paths.database.write_bytes(b"damaged")
    restored = restoring.restore(opened.paths, saved.path)
    assert restored.kept is not None
    assert restored.kept.read_bytes() == b"damaged"
    assert settings_in(opened.paths.database) == {"one"}


def test_restoring_where_the_file_vanished(saved: Backup, opened: Profile) -> None:
    opened.paths.database.unlink()
    assert restoring.restore(opened.paths, saved.path).kept is None
    assert settings_in(opened.paths.database) == {"one"}


def test_a_foreign_journal_never_meets_the_restored_file(saved: Backup, opened: Profile) -> None:
    opened.paths.database.write_bytes(b"damaged")
    journal = opened.paths.database.with_name("tradepost.db-wal")
    journal.write_bytes(b"left over")
    restored = restoring.restore(opened.paths, saved.path)
    assert restored.kept is not None
    assert restored.kept.with_name(f"{restored.kept.name}-wal").read_bytes() == b"left over"
    assert not journal.exists() or journal.stat().st_size == 0
    assert settings_in(opened.paths.database) == {"one"}


def with_trigger(path: Path) -> None:
    change(path, "CREATE TRIGGER evil AFTER INSERT ON partner BEGIN DELETE FROM staff; END")


def with_view(path: Path) -> None:
    change(path, "CREATE VIEW evil AS SELECT load_extension('x')")


def with_table(path: Path) -> None:
    change(path, "CREATE TABLE evil (x)")


def with_other_column(path: Path) -> None:
    change(path, "ALTER TABLE partner ADD COLUMN evil TEXT")


def without_ledger_trigger(path: Path) -> None:
    change(path, "DROP TRIGGER stock_move_no_delete")


def of_another_program(path: Path) -> None:
    change(path, "PRAGMA application_id = 7")


def newer(path: Path) -> None:
    change(path, "UPDATE alembic_version SET version_num = '0099'", "PRAGMA user_version = 99")


def without_an_owner(path: Path) -> None:
    change(path, "UPDATE staff SET role = 'sales'")


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def truncated(path: Path) -> None:
    os.truncate(path, 40_000)


def one_page_zeroed(path: Path) -> None:
    with path.open("r+b") as stream:
        stream.seek(4096 * 6)
        stream.write(b"\0" * 4096)


def change(path: Path, *statements: str) -> None:
    with contextlib.closing(driver.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute("PRAGMA journal_mode = DELETE")


HOSTILE: list[tuple[Callable[[Path], None], StorageProblem]] = [
    (with_trigger, StorageProblem.FOREIGN),
    (with_view, StorageProblem.FOREIGN),
    (with_table, StorageProblem.FOREIGN),
    (with_other_column, StorageProblem.FOREIGN),
    (without_ledger_trigger, StorageProblem.FOREIGN),
    (of_another_program, StorageProblem.FOREIGN),
    (newer, StorageProblem.NEWER),
    (without_an_owner, StorageProblem.NOT_PROVED),
    (emptied, StorageProblem.CORRUPT),
    (truncated, StorageProblem.CORRUPT),
    (one_page_zeroed, StorageProblem.CORRUPT),
]


@pytest.mark.parametrize(("spoil", "kind"), HOSTILE)
def test_a_file_that_is_not_ours_or_not_whole_is_refused(
    saved: Backup, opened: Profile, tmp_path: Path, spoil: Callable[[Path], None], kind: StorageProblem
) -> None:
    stranger = tmp_path / "stranger.db"
    opened.paths.make()
    shutil.copyfile(saved.path, stranger)
    spoil(stranger)
    before = names(opened.paths.folder), digest(opened.paths.database), digest(stranger)
    with pytest.raises(StorageError) as caught:
        restoring.restore(opened.paths, stranger)
    assert caught.value.kind is kind
    assert (names(opened.paths.folder), digest(opened.paths.database), digest(stranger)) == before


def test_a_backup_that_is_not_what_its_manifest_says_is_refused(saved: Backup, opened: Profile) -> None:
    change(saved.path, "UPDATE setting SET value = '2'")
    before = digest(opened.paths.database)
    with pytest.raises(StorageError) as caught:
        restoring.restore(opened.paths, saved.path)
    assert caught.value.kind is StorageProblem.NOT_PROVED
    assert digest(opened.paths.database) == before


@pytest.mark.parametrize("step", range(1, 8))
def test_a_restore_killed_between_its_steps_leaves_the_old_or_the_new(
    saved: Backup, opened: Profile, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    class Killed(BaseException):
        pass

    left = [step]

    def stopping(function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                raise Killed
            return function(*arguments, **options)

        return call

    for name in ("keep_aside", "move_into_place", "remove"):
        monkeypatch.setattr(files, name, stopping(getattr(files, name)))
    with contextlib.suppress(Killed):
        restoring.restore(opened.paths, saved.path)
    monkeypatch.undo()
    assert upgrade.inspect_file(opened.paths.database).state is upgrade.FileState.READY
    assert settings_in(opened.paths.database) in ({"one"}, {"one", "two"})


def test_the_paths_of_a_profile_need_not_exist(saved: Backup, tmp_path: Path) -> None:
    fresh = ProfilePaths(tmp_path / "elsewhere")
    restoring.restore(fresh, saved.path)
    assert settings_in(fresh.database) == {"one"}

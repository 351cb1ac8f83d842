"""A full or failing disk: the operation fails whole, says which fault it was, and goes through later (G6)."""

import os
import resource
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.config.paths import profile_paths
from app.domain.errors import StorageError, StorageProblem
from app.services.integrity.check import rebuild_derived
from app.services.maintenance.backups import make_backup
from app.services.maintenance.checking import check_profile
from app.services.operations import Operations, WriteContext, command
from app.services.profile.opening import Profile, open_profile
from tests.support.rows import snapshot
from tests.unit.faults.working import book

ROOM = 6_000_000


@command("settings.save")
def write_much(ctx: WriteContext, size: int) -> None:
    """Store a setting of many bytes."""
    from app.db.models import Setting

    ctx.session.add(Setting(key=f"much {size}", value="x" * size))


def book_one(ops: Operations, number: int) -> None:
    ops.run(book, f"more {number}")


def write_a_setting(ops: Operations, number: int) -> None:
    ops.run(write_much, 200_000 + number)


def build_again(ops: Operations, _number: int) -> None:
    ops.run(rebuild_derived)


def undo_and_redo(ops: Operations, _number: int) -> None:
    ops.undo()
    ops.redo()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip("no right to mount a small disk here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def opened(small_disk: Path) -> Iterator[Profile]:
    opened = open_profile(profile_paths(small_disk / "profile"))
    ops = opened.sign_in()
    ops.run(book, "first")
    yield opened
    opened.close()


def fill_up(folder: Path) -> Path:
    """Leave no room at all."""
    filler = folder / "filler"
    descriptor = os.open(filler, os.O_WRONLY | os.O_CREAT)
    try:
        while True:
            os.write(descriptor, b"x" * 4096)
    except OSError:
        return filler
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("operation", [book_one, write_a_setting, build_again, undo_and_redo])
def test_an_operation_on_a_full_disk_changes_nothing_and_works_again_later(
    opened: Profile, small_disk: Path, operation: Callable[[Operations, int], None]
) -> None:
    ops = opened.operations
    assert ops is not None
    filler = fill_up(small_disk)
    done, before = 0, snapshot(opened.database)
    # The first ones still find room in the journal that is there.
    while (problem := problem_of(operation, ops, done)) is None:
        done, before = done + 1, snapshot(opened.database)
        assert done < 500
    assert problem is StorageProblem.FULL
    if operation is not undo_and_redo:
        assert snapshot(opened.database) == before
    filler.unlink()
    write_a_setting(ops, 0 if operation is not write_a_setting else 1000)
    assert problem_of(book_one, ops, 1000) is None
    assert check_profile(opened, ops).findings == ()


def problem_of(operation: Callable[[Operations, int], None], ops: Operations, number: int) -> StorageProblem | None:
    try:
        operation(ops, number)
    except StorageError as error:
        return error.kind
    return None


def test_a_backup_on_a_full_disk_leaves_nothing_behind(opened: Profile, small_disk: Path) -> None:
    fill_up(small_disk)
    with pytest.raises(StorageError) as caught:
        make_backup(opened)
    assert caught.value.kind is StorageProblem.FULL
    assert not opened.paths.backups.exists() or list(opened.paths.backups.iterdir()) == []


def test_a_write_that_the_system_refuses_is_said_and_changes_nothing(profile: Path) -> None:
    opened = open_profile(profile_paths(profile))
    ops = opened.sign_in()
    ops.run(book, "first")
    before = snapshot(opened.database)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, limit[1]))
    try:
        with pytest.raises(StorageError) as caught:
            ops.run(write_much, 2_000_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, old)
    assert caught.value.kind in (StorageProblem.IO, StorageProblem.FULL)
    assert snapshot(opened.database) == before
    ops.run(write_much, 2_000_000)
    assert check_profile(opened, ops).findings == ()
    opened.close()

"""``atomic_write``: the old file or the new one, on a full disk too, and nothing left beside it (G6, G7)."""

import errno
import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from app.config import files

OLD, NEW = b"old" * 1000, b"new" * 500_000


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    path = tmp_path / "kept.bin"
    files.atomic_write(path, OLD)
    return path


@pytest.fixture
def small_file_limit() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, old)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip("no right to mount a small disk here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_content_mode_and_nothing_beside(old_file: Path) -> None:
    files.atomic_write(old_file, NEW)
    assert old_file.read_bytes() == NEW
    assert stat.S_IMODE(old_file.stat().st_mode) == 0o600
    assert names(old_file.parent) == ["kept.bin"]


def test_a_writer_function_gets_the_stream(tmp_path: Path) -> None:
    def write(stream: BinaryIO) -> None:
        stream.write(b"one ")
        stream.write(b"two")

    files.atomic_write(tmp_path / "a.txt", write, mode=0o644)
    assert (tmp_path / "a.txt").read_bytes() == b"one two"


def test_a_writer_that_fails_leaves_the_old_file(old_file: Path) -> None:
    def write(stream: BinaryIO) -> None:
        stream.write(b"half")
        raise LookupError

    with pytest.raises(LookupError):
        files.atomic_write(old_file, write)
    assert old_file.read_bytes() == OLD
    assert names(old_file.parent) == ["kept.bin"]


@pytest.mark.usefixtures("small_file_limit")
def test_a_write_that_the_system_cuts_off_leaves_the_old_file(old_file: Path) -> None:
    with pytest.raises(OSError, match="too large") as caught:
        files.atomic_write(old_file, NEW)
    assert caught.value.errno == errno.EFBIG
    assert old_file.read_bytes() == OLD
    assert names(old_file.parent) == ["kept.bin"]


def test_a_full_disk_leaves_the_old_file_and_room_again_lets_it_through(small_disk: Path) -> None:
    path = small_disk / "kept.bin"
    files.atomic_write(path, OLD)
    with pytest.raises(OSError, match="No space left") as caught:
        files.atomic_write(path, NEW)
    assert caught.value.errno == errno.ENOSPC
    assert path.read_bytes() == OLD
    assert names(small_disk) == ["kept.bin"]
    files.atomic_write(path, b"small")
    assert path.read_bytes() == b"small"


def test_a_name_as_long_as_the_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    files.atomic_write(path, NEW)
    assert path.read_bytes() == NEW


def test_a_file_that_windows_holds_is_tried_again(old_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        tries.append(target)
        if len(tries) < 4:
            raise PermissionError(errno.EACCES, "held")
        return replace(self, target)

    # Only the name is Windows': the rest of the module has been loaded for this system.
    monkeypatch.setattr(files, "sync_folder", lambda _folder: None)
    monkeypatch.setattr(files.os, "name", "nt")
    monkeypatch.setattr(Path, "replace", held)
    temporary = old_file.with_name("t")
    os.close(os.open(temporary, os.O_CREAT | os.O_WRONLY))
    try:
        files.move_into_place(temporary, old_file)
    finally:
        monkeypatch.undo()
    assert len(tries) == 4


def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "kept.bin"
    files.atomic_write(path, OLD)
    program = (
        "import sys; sys.path.insert(0, sys.argv[2]); from pathlib import Path; from app.config import files\n"
        "print('ready', flush=True)\n"
        "while True: files.atomic_write(Path(sys.argv[1]), b'new' * 500_000)\n"
    )
    root = Path(files.__file__).resolve().parents[2]
    for _ in range(5):
        child = subprocess.Popen([sys.executable, "-c", program, str(path), str(root)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        child.kill()
        child.wait()
        child.stdout.close()
        assert path.read_bytes() in (OLD, NEW)


def test_kept_aside_is_the_same_content_and_the_original_stays(old_file: Path) -> None:
    aside = old_file.with_name("aside.bin")
    files.keep_aside(old_file, aside)
    files.atomic_write(old_file, NEW)
    assert aside.read_bytes() == OLD
    assert old_file.read_bytes() == NEW
    with pytest.raises(FileExistsError):
        files.keep_aside(old_file, aside)


def test_folders_are_private(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    files.make_private_folder(folder)
    assert [stat.S_IMODE(each.stat().st_mode) for each in (folder, folder.parent)] == [0o700, 0o700]

"""The one way this program writes a file.

Qt's own savers and a plain ``open(..., "w")`` report success on a full disk and leave a stump under the
final name. Everything here writes beside the target, syncs, and renames: the old file or the new one.
"""

import contextlib
import errno
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
_TEMPORARY_SUFFIX = ".part"
# A virus scanner or an indexer holds a fresh file for a moment on Windows; waits double up to this sum.
_HELD_FOR_SECONDS = 5.0


def atomic_write(path: Path, data: bytes | Callable[[BinaryIO], None], *, mode: int = PRIVATE_FILE) -> None:
    """Replace ``path`` by ``data``, wholly or not at all.

    ``data`` is the content, or a function that writes it to the open temporary file. Raises what the writer
    raises and OSError; the old file is then untouched and nothing is left beside it.
    """
    with temporary_beside(path) as temporary:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_TRUNC | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "wb") as stream:
            if callable(data):
                data(stream)
            else:
                stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        move_into_place(temporary, path, mode=mode)


@contextlib.contextmanager
def temporary_beside(path: Path) -> Iterator[Path]:
    """Give an empty private file in the folder of ``path``; what is left of it at the end is removed.

    For writers that need a name and not a stream, such as a database copy. Files that SQLite puts beside it
    (``-wal``, ``-shm``, ``-journal``) are removed with it.
    """
    import tempfile

    # Not derived from the target's name: that may already be as long as the file system allows.
    try:
        descriptor, name = tempfile.mkstemp(prefix=".tradepost-", suffix=_TEMPORARY_SUFFIX, dir=path.parent)
    except OSError as error:
        error.filename = os.fspath(path)  # a person knows this name only
        raise
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
    finally:
        for tail in ("", "-journal", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                Path(f"{name}{tail}").unlink()


def move_into_place(temporary: Path, path: Path, *, mode: int = PRIVATE_FILE) -> None:
    """Sync a finished file, rename it over ``path``, sync the folder. Raises OSError."""
    temporary.chmod(mode)
    sync_file(temporary)
    _retry_while_held(lambda: temporary.replace(path))
    sync_folder(path.parent)


def keep_aside(path: Path, aside: Path) -> None:
    """Make ``aside`` a second name of ``path`` (a synced copy where links are not known). Raises OSError.

    ``path`` stays, so that a kill before ``path`` is replaced leaves no moment without a file.
    """
    import shutil

    try:
        aside.hardlink_to(path)
    except OSError as error:
        if error.errno in (errno.EEXIST, errno.ENOENT):
            raise
        with temporary_beside(aside) as temporary:
            shutil.copyfile(path, temporary)
            move_into_place(temporary, aside)
    sync_folder(aside.parent)


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file that nobody writes, wholly or not at all. Raises OSError."""
    import shutil

    with temporary_beside(target) as temporary:
        shutil.copyfile(source, temporary)
        move_into_place(temporary, target)


def remove(path: Path) -> None:
    """Remove a file if it is there, retrying while another program holds it. Raises OSError."""
    with contextlib.suppress(FileNotFoundError):
        _retry_while_held(path.unlink)


def make_private_folder(path: Path) -> None:
    """Make ``path`` and its parents; those made here are their owner's only. Raises OSError."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def append_stream(path: Path) -> BinaryIO:
    """Open a log-like file to append to, private to its owner. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, PRIVATE_FILE), "ab", buffering=0)


def sync_file(path: Path) -> None:
    """Force the content of ``path`` to the disk. Raises OSError."""
    # Windows refuses to sync a descriptor that cannot write.
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Force the names in ``folder`` to the disk, where the system can. Raises OSError."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network file systems cannot sync a folder; that is theirs to answer for.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def _retry_while_held(action: Callable[[], object]) -> None:
    waited, pause = 0.0, 0.02
    while True:
        try:
            action()
        except PermissionError:
            if os.name != "nt" or waited + pause > _HELD_FOR_SECONDS:
                raise
        else:
            return
        time.sleep(pause)
        waited, pause = waited + pause, pause * 2

"""The profile's lock: who uses the database shares it, who replaces or migrates the file has it alone.

SQLite's own locks guard transactions; they do not guard against a file being renamed under an open connection.
The system frees the lock when its process dies, so a kill leaves nothing to clean up.
"""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from app.config import files

WAIT_SECONDS = 5.0
_PAUSE = 0.05
# Windows knows no shared lock: each sharer takes one byte of this many, and who wants it alone takes all of them.
_SLOTS = 256


class LockHeld(OSError):
    """Another process has the profile and did not let go in time."""


class ProfileLock:
    """One process's hold on a profile. Not for several threads at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def share(self, *, wait: float = WAIT_SECONDS) -> None:
        """Hold it together with others. Raises LockHeld after ``wait`` seconds, and OSError."""
        self._take(alone=False, wait=wait)

    def take_alone(self, *, wait: float = WAIT_SECONDS) -> None:
        """Hold it alone, letting go of a share first. Raises LockHeld after ``wait`` seconds, and OSError."""
        self._take(alone=True, wait=wait)

    def release(self) -> None:
        """Let go; nothing happens when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @contextlib.contextmanager
    def alone(self, *, wait: float = WAIT_SECONDS) -> Iterator[None]:
        """Hold it alone for a block. Raises as ``take_alone``."""
        self.take_alone(wait=wait)
        try:
            yield
        finally:
            self.release()

    def _take(self, *, alone: bool, wait: float) -> None:
        self.release()
        files.make_private_folder(self._path.parent)
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(self._path, flags, files.PRIVATE_FILE)
        until = time.monotonic() + wait
        while not _try_lock(descriptor, alone=alone):
            if time.monotonic() >= until:
                os.close(descriptor)
                raise LockHeld(f"{self._path.name} is held")
            time.sleep(_PAUSE)
        self._descriptor = descriptor


if sys.platform == "win32":

    def _try_lock(descriptor: int, *, alone: bool) -> bool:
        import msvcrt

        slots = [(0, _SLOTS)] if alone else [(slot, 1) for slot in range(_SLOTS)]
        for offset, length in slots:
            os.lseek(descriptor, offset, os.SEEK_SET)
            with contextlib.suppress(OSError):
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, length)
                return True
        return False

else:

    def _try_lock(descriptor: int, *, alone: bool) -> bool:
        import fcntl

        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

"""Where everything is, for a profile and for the program itself, frozen or run from source."""

import os
import sys
from pathlib import Path
from typing import NamedTuple

from app.config import files

APPLICATION = "Tradepost"
DATABASE_NAME = "tradepost.db"


class ProfilePaths(NamedTuple):
    """The places of one profile. ``folder`` is absolute; the others are under it."""

    folder: Path

    @property
    def database(self) -> Path:
        """The SQLite file (not used when the settings name a database by URL)."""
        return self.folder / DATABASE_NAME

    @property
    def settings(self) -> Path:
        """What the user chose for this profile."""
        return self.folder / "settings.json"

    @property
    def logs(self) -> Path:
        """The folder of the rotating log and of the crash reports."""
        return self.folder / "logs"

    @property
    def log(self) -> Path:
        """The current log file."""
        return self.logs / "tradepost.log"

    @property
    def faults(self) -> Path:
        """Where the interpreter writes the stacks of a hard crash."""
        return self.logs / "faults.log"

    @property
    def backups(self) -> Path:
        """Where backups go unless the settings name another folder."""
        return self.folder / "backups"

    @property
    def lock(self) -> Path:
        """The file whose lock says that a process has this profile open."""
        return self.folder / "tradepost.lock"

    @property
    def socket_name(self) -> str:
        """The name of the local socket by which a second window finds the first one."""
        user = os.environ.get("USERNAME") if os.name == "nt" else str(os.getuid())
        import hashlib

        # Unix sockets allow 107 bytes in all, so the folder goes in as a digest.
        digest = hashlib.sha256(os.path.normcase(os.fspath(self.folder)).encode("utf-8", "surrogateescape"))
        return f"tradepost-{user}-{digest.hexdigest()[:16]}"

    def make(self) -> None:
        """Make the profile folder and the log folder, readable by their owner only. Raises OSError."""
        files.make_private_folder(self.folder)
        files.make_private_folder(self.logs)


def profile_paths(folder: Path | None = None) -> ProfilePaths:
    """Give the places of the profile in ``folder``, or of the user's own one."""
    if folder is None:
        import platformdirs

        folder = Path(platformdirs.user_data_path(APPLICATION, appauthor=False, roaming=False))
    return ProfilePaths(Path(os.path.realpath(folder.expanduser())))


def is_frozen() -> bool:
    """Say whether the program runs from a built package."""
    return bool(getattr(sys, "frozen", False))


def program_folder() -> Path:
    """Give the folder that holds ``resources`` and ``migrations``."""
    unpacked = getattr(sys, "_MEIPASS", None)
    if is_frozen() and unpacked is not None:
        return Path(str(unpacked))
    return Path(__file__).resolve().parents[2]


def resources_folder() -> Path:
    """Give the folder of icons, themes, templates and data files that the program reads."""
    return program_folder() / "resources"


def migrations_folder() -> Path:
    """Give the folder of the schema revisions."""
    return program_folder() / "migrations"

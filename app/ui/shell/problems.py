"""What a profile that does not open is told as: one page for each fault of the environment, never a traceback."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import StorageError, StorageProblem

P = StorageProblem


@dataclass(frozen=True, slots=True)
class Story:
    """What happened, what was not lost, and whether restoring or trying again can help."""

    title: str
    happened: str
    kept: str
    can_retry: bool = False
    can_restore: bool = False


_KEPT = "Nothing was changed: the file is as it was."
SILENT_WINDOW = Story(
    "This business is open in another window, which does not answer",
    "It may still be starting, be busy, or belong to another session of this computer.",
    "Nothing was changed. Go on in that window, or end it and try again.",
    can_retry=True,
)
_DEFAULT = Story("The business could not be opened", "The database could not be read.", _KEPT, can_retry=True)

_STORIES = {
    P.LOCKED: Story(
        "Another program is using this business",
        "Another program, or a command in a terminal, is working on the database.",
        f"{_KEPT} Close the other program, then try again.",
        can_retry=True,
    ),
    P.NEWER: Story(
        "This business was opened by a newer version",
        "The database was made by a newer version of Tradepost than this one, so this one does not touch it.",
        f"{_KEPT} Install the newer version to go on working.",
    ),
    P.CORRUPT: Story(
        "The database is damaged",
        "Some of the file cannot be read as it was written: a disk that fails, or a copy that was cut short.",
        "The damaged file is kept as it is and is never replaced by an empty one.",
        can_restore=True,
    ),
    P.NOT_A_DATABASE: Story(
        "The file is not a database",
        "Something else stands under the name of the database, or the file is damaged at its beginning.",
        "The file is kept as it is and is never replaced by an empty one.",
        can_restore=True,
    ),
    P.FOREIGN: Story(
        "The database belongs to another program",
        "The file is a database, but not one of Tradepost's.",
        f"{_KEPT} Choose another folder with --profile, or move the file away.",
        can_restore=True,
    ),
    P.READ_ONLY: Story(
        "This folder may not be written to",
        "The business is on a medium or in a folder that cannot be written, so work could not be saved.",
        f"{_KEPT} Allow writing, or copy the folder to where you may write.",
        can_retry=True,
    ),
    P.FULL: Story(
        "The disk is full",
        "There is no room left for the database to be opened.",
        f"{_KEPT} Make some room, then try again.",
        can_retry=True,
    ),
    P.CANNOT_OPEN: Story(
        "The database is missing or cannot be opened",
        "There are traces of a business here (backups or a journal), but its database is not there or is not readable.",
        "No empty one was put in its place.",
        can_retry=True,
        can_restore=True,
    ),
    P.NOT_PROVED: Story(
        "No backup could be proved, so nothing was changed",
        "A newer version has to change the database, and the backup before it did not stand its test.",
        _KEPT,
        can_retry=True,
    ),
}


def story_of(error: StorageError) -> Story:
    """The page for a fault."""
    return _STORIES.get(error.kind, _DEFAULT)

"""The automatic backup when it is due, the one by hand, and what the status bar says of the last proved one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.errors import AppError
from app.ui.shared.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from app.services.maintenance.backups import ProvedBackup
    from app.services.profile.opening import Profile

LOOK_EVERY_MS = 30 * 60 * 1000
FIRST_LOOK_MS = 20_000


def newest(profile: Profile) -> ProvedBackup | None:
    """On a worker: the last backup that stood its test."""
    from app.services.maintenance.backups import last_proved_backup

    return last_proved_backup(profile.paths, profile.settings)


def when_due(profile: Profile) -> ProvedBackup | None:
    """On a worker: make the automatic backup when it is due; the newest proved one."""
    from app.services.maintenance.backups import back_up_if_due

    back_up_if_due(profile)
    return newest(profile)


def by_hand(profile: Profile) -> ProvedBackup | None:
    """On a worker: make a backup now and prove it."""
    from app.services.maintenance.backups import make_backup

    make_backup(profile)
    return newest(profile)


class Backups(QObject):
    """`known(backup or None)` after every look, `made(backup)` after one by hand, `failed(error)`."""

    known = Signal(object)
    made = Signal(object)
    failed = Signal(object)

    def __init__(self, profile: Profile, runner: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._profile = profile
        self._runner = runner
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self._on_time)

    def start(self) -> None:
        """Say what there is, and look whether one is due once the start is over."""
        self._runner.read(self, newest, self._profile, on_result=self.known.emit, on_error=self._on_failed)
        QTimer.singleShot(FIRST_LOOK_MS, self, self._on_time)
        self._timer.start()

    def make_now(self) -> Task:
        """Make one by hand."""
        return self._runner.read(self, by_hand, self._profile, on_result=self.made.emit, on_error=self._on_failed)

    @Slot()
    def _on_time(self) -> None:
        self._runner.read(self, when_due, self._profile, on_result=self.known.emit, on_error=self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.failed.emit(error)
        else:
            raise error

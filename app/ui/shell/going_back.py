"""Back to a backup while the business is open: it is closed, a proved copy takes its place, and it is opened again.

Whatever goes wrong, the business is opened again; the file that was there is kept beside.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from app.domain.errors import AppError
from app.ui.shared.tasks import report_bug

if TYPE_CHECKING:
    from app.services.profile.start import Start
    from app.ui.shell.session import Session


class GoingBack(QObject):
    """One restoring. It deletes itself when somebody works again."""

    def __init__(self, session: Session, window: Any, file: Path) -> None:
        super().__init__(session)
        self._session = session
        self._window = window
        self._file = file
        self._said = ""

    def begin(self) -> None:
        """Close, replace, open."""
        session = self._session
        session.views.flush()
        start = session.begun
        self._window.leave()
        session.left.emit()
        session.ctx = None
        session.entered.connect(self._on_entered)
        session.runner.write(
            self, _replace, start, session.paths, self._file, on_result=self._on_done, on_error=self._on_failed
        )

    def _on_done(self, _none: object) -> None:
        self._said = "Restored. What was there before is kept in the folder of the business."
        self._session.open()

    def _on_failed(self, error: Exception) -> None:
        from app.ui.shared.errors import sentence

        if isinstance(error, AppError):
            self._said = sentence(error)
        else:
            report_bug(error)
        self._session.open()

    def _on_entered(self, _ctx: object) -> None:
        self._window.toasts.show_toast(self._said)
        self.deleteLater()


def _replace(start: Start, paths: Any, file: Path) -> None:
    """On the writer. Raises StorageError, PermissionDenied."""
    from app.services.maintenance.restoring import may_restore, restore

    start.operations.read(may_restore)
    start.profile.close()
    restore(paths, file)

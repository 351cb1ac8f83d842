"""Tells of follow-ups when they are due: by the desktop, else by a toast; each once, also over restarts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QSystemTrayIcon

from app.config.settings import SettingsStore, Telling
from app.domain.errors import AppError
from app.ui.app_context import AppContext
from app.ui.shared.tasks import report_bug
from app.ui.theme import current_theme

if TYPE_CHECKING:
    from app.services.tasks.read_models import TaskRow

LOOK_EVERY_MS = 30_000
SHOWN_FOR_MS = 10_000
MOST = 3


class Notifier(QObject):
    """Looks for follow-ups that came due since the last look; marks them so that none is told twice."""

    def __init__(self, ctx: AppContext, window: Any, store: SettingsStore, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._ctx = ctx
        self._window = window
        self._tray: QSystemTrayIcon | None = None
        self._told: int | None = None
        self._known: set[tuple[int, datetime]] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now and then again and again."""
        self._timer.start()
        QTimer.singleShot(1_500, self, self.look)

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()
        if self._tray is not None:
            self._tray.hide()

    @Slot()
    def look(self) -> None:
        """Ask what came due."""
        self._ctx.runner.write(self, _take_due, self._ctx, on_result=self._on_due, on_error=self._on_failed)

    def _on_due(self, found: list[TaskRow]) -> None:
        due = [row for row in found if (row.id, row.due) not in self._known]
        self._known.update((row.id, row.due) for row in due)
        for row in due[:MOST]:
            self._tell(row.title, row.partner or row.contact or "", row.partner_id)
        if len(due) > MOST:
            self._tell(f"{len(due) - MOST} more follow-ups are due", "", None)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, AppError):
            report_bug(error)

    def _tell(self, title: str, who: str, partner_id: int | None) -> None:
        telling = self._store.current.telling
        if telling is Telling.NEVER:
            return
        text = f"{who}: {title}" if who else title
        self._told = partner_id
        tray = self._desktop() if telling is Telling.DESKTOP else None
        if tray is not None:
            tray.showMessage("Follow-up due", text, QSystemTrayIcon.MessageIcon.Information, SHOWN_FOR_MS)
        else:
            self._window.toasts.show_notice(f"Follow-up due: {text}")

    def _desktop(self) -> QSystemTrayIcon | None:
        if self._tray is None and QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._tray = QSystemTrayIcon(current_theme().icon("bell-ringing", "accent"), self)
            self._tray.messageClicked.connect(self._on_clicked)
            self._tray.show()
        return self._tray

    @Slot()
    def _on_clicked(self) -> None:
        self._window.come_forward()
        if self._told is not None:
            self._window.open_record("partner", self._told)


def _take_due(ctx: AppContext) -> list[TaskRow]:
    """On the writer: the follow-ups that came due, marked as told where the person may."""
    from app.services.people.queries import me
    from app.services.permissions import NO, matrix
    from app.services.tasks.commands import mark_notified
    from app.services.tasks.queries import due_for_notification

    due = ctx.ops.read(due_for_notification)
    if due and matrix().grant("task.notify", ctx.ops.read(me).role) != NO:
        ctx.ops.run(mark_notified, [row.id for row in due])
    return due

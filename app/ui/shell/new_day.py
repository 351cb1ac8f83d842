"""Brings what depends on the day up to it, at the start and when midnight passes, and sums what is over meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from app.domain.changes import Change, ChangeKind, ChangeSet
from app.domain.clock import local_date
from app.services.maintenance.daily import renew_day, settle_sums
from app.ui.app_context import AppContext

EVERY_MS = 5 * 60 * 1000
EVERYTHING = ChangeSet((Change("partner", 0, ChangeKind.UPDATED),))


class NewDay(QObject):
    """Looks at the date every few minutes: a laptop that slept over midnight has no timer that rang."""

    def __init__(self, ctx: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._day = local_date(ctx.ops.now())
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._on_time_to_look)
        self._timer.start()
        ctx.runner.write(self, renew_day, ctx.ops)

    @Slot()
    def _on_time_to_look(self) -> None:
        today = local_date(self._ctx.ops.now())
        if today != self._day:
            self._day = today
            self._ctx.runner.write(self, renew_day, self._ctx.ops, on_result=self._on_renewed)
        # Figures are right without these sums, and fast with them: so they can wait until the window is in use.
        self._ctx.runner.write(self, settle_sums, self._ctx.ops)

    def _on_renewed(self, _nothing: object) -> None:
        self._ctx.bus.announce(EVERYTHING, None)

"""Who hears that something was committed, and when a view that is touched refreshes.

Views never call each other: an operation announces its changes here, a `Refresher` marks its view stale and refreshes
it once per turn of the event loop, and only while it can be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.changes import ChangeSet


class ChangeBus(QObject):
    """One per window of a business. `committed(ChangeSet, initiator)`: initiator is the widget that asked, or None."""

    committed = Signal(object, object)
    renewed = Signal()
    """Nothing was written, and yet every view is to be read anew: values are written in another form."""

    def announce(self, changes: ChangeSet, initiator: QObject | None = None) -> None:
        """Tell every view that `changes` were committed; an empty set is not announced."""
        if changes:
            self.committed.emit(changes, initiator)


class Refresher(QObject):
    """Keeps `view` fresh: calls `refresh()` when one of `entities` (table names) changed and the view is visible.

    `record` narrows it: a function that gets the change set and says whether this view is touched at all.
    With `skip_own` a change that the view (or a child of it) asked for itself is not echoed back.
    """

    def __init__(
        self,
        view: QWidget,
        bus: ChangeBus,
        entities: Iterable[str],
        refresh: Callable[[], object],
        *,
        touched: Callable[[ChangeSet], bool] | None = None,
        skip_own: bool = False,
    ) -> None:
        super().__init__(view)
        self._view = view
        self._entities = tuple(entities)
        self._refresh = refresh
        self._touched = touched
        self._skip_own = skip_own
        self._stale = False
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._on_turn_ended)
        bus.committed.connect(self._on_committed)
        bus.renewed.connect(self.mark_stale)
        view.installEventFilter(self)

    @property
    def stale(self) -> bool:
        """Whether the view shows something older than the database."""
        return self._stale

    def mark_stale(self) -> None:
        """Refresh at the end of this turn, or when the view is next shown."""
        self._stale = True
        if self._view.isVisible():
            self._turn.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch up when the view is shown."""
        if event.type() == QEvent.Type.Show and self._stale:
            self._turn.start()
        return False

    @Slot(object, object)
    def _on_committed(self, changes: ChangeSet, initiator: QObject | None) -> None:
        if self._skip_own and initiator is not None and self._is_own(initiator):
            return
        if changes.touches(*self._entities) and (self._touched is None or self._touched(changes)):
            self.mark_stale()

    def _is_own(self, initiator: QObject) -> bool:
        return initiator is self._view or (isinstance(initiator, QWidget) and self._view.isAncestorOf(initiator))

    @Slot()
    def _on_turn_ended(self) -> None:
        if self._stale and self._view.isVisible():
            self._stale = False
            self._refresh()

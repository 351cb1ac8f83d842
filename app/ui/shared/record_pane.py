"""What fills the right side of a tab with one record: how it is asked for, shown, kept fresh, and what when it is gone.

A feature's pane says only what its record has: its query, its parts, its words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.changes import ChangeSet
from app.domain.errors import AppError, NotFoundError
from app.ui.app_context import AppContext
from app.ui.shared.access import Access
from app.ui.shared.bus import Refresher
from app.ui.shared.columns import Tone
from app.ui.shared.detail_pane import DetailPane
from app.ui.shared.errors import sentence
from app.ui.shared.tasks import report_bug

_QUESTION = "record"


class RecordPane(QObject):
    """Subclass it: say `TABLES` and `GONE`, fill the pane in `fill`, say in `allow` who may do what.

    `edit_wanted(id)`, `shown(record)` after each reading, `gone` when somebody took the record back.
    """

    edit_wanted = Signal(int)
    shown = Signal(object)
    gone = Signal()

    TABLES: ClassVar[Sequence[str]] = ()
    GONE: ClassVar[tuple[str, str]] = ("", "")
    """What stands in place of a record that is not there any more: a title and a sentence."""

    def __init__(self, ctx: AppContext, pane: DetailPane, query: Callable[..., Any]) -> None:
        super().__init__(pane)
        self._ctx = ctx
        self.pane = pane
        self.record: Any = None
        self._query = query
        self._id: int | None = None
        self._access: Access | None = None
        Refresher(pane, ctx.bus, self.TABLES, self.refresh, touched=self.is_touched)

    # -- what a feature says ----------------------------------------------------------------------------------------

    def fill(self, record: Any) -> None:
        """Show the record in the pane and its pages."""
        raise NotImplementedError

    def allow(self, access: Access) -> None:
        """Hide or refuse what the role may not do; `fill` follows when a record is shown."""

    def leave(self) -> None:
        """Keep what was begun for the record that showed so far."""

    def is_touched(self, changes: ChangeSet) -> bool:
        """Whether a change of the tables is one of the record that shows."""
        return self._id is not None

    # -- what the tab uses ------------------------------------------------------------------------------------------

    def set_access(self, access: Access) -> None:
        """Who looks."""
        self._access = access
        self.allow(access)
        if self.record is not None:
            self.fill(self.record)

    def show_record(self, record_id: int | None) -> None:
        """Show another one, or none."""
        self.leave()
        self._id = record_id
        if record_id is None:
            # What was asked for before may still come; it would stand where nothing is chosen.
            self._ctx.runner.forget(self, _QUESTION)
            self.record = None
            self.pane.show_nothing()
        else:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the record anew."""
        if self._id is None:
            return
        self._ctx.runner.read(
            self,
            self._ctx.ops.read,
            self._query,
            self._id,
            on_result=self._on_read,
            on_error=self._on_failed,
            question=_QUESTION,
        )

    def _on_read(self, record: Any) -> None:
        self.record = record
        self.fill(record)
        self.shown.emit(record)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, NotFoundError):
            self.record = None
            self.pane.show_nothing(*self.GONE)
            self.gone.emit()
        elif isinstance(error, AppError):
            self.pane.banner.show_message(sentence(error), Tone.BAD, action="Try again", on_action=self.refresh)
        else:
            report_bug(error)

    @Slot()
    def _on_edit(self) -> None:
        if self._id is not None:
            self.edit_wanted.emit(self._id)

"""All imports so far, each of which can be taken back as a whole."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services.operations import Operations
from app.services.transfer import queries
from app.services.transfer.read_models import ImportRun
from app.ui.app_context import AppContext
from app.ui.shared.banner import Banner
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.cards import Card
from app.ui.shared.columns import Column, Sort, Tone
from app.ui.shared.empty_state import Action
from app.ui.shared.formats import formats
from app.ui.shared.labels import Role, label
from app.ui.shared.list_table import Empty, ListTable
from app.ui.shared.paged_table import PagedTableModel
from app.ui.transfer.runs import undo_run, undo_sentence
from app.wording import imports

DONE = "done"


class HistorySource:
    """The runs, the newest first."""

    def __init__(self, ops: Operations) -> None:
        self._ops = ops
        self._runs: dict[int, ImportRun] = {}

    def ids(self, _filter: object, _sort: Sort | None) -> array[int]:
        """All of them."""
        self._runs = {run.id: run for run in self._ops.read(queries.history)}
        return array("q", self._runs)

    def rows(self, ids: Sequence[int]) -> list[ImportRun]:
        """Those of the last reading."""
        runs = self._runs
        return [runs[id_] for id_ in ids if id_ in runs]


def _when(run: ImportRun) -> str:
    return formats().timestamp(run.at)


def _kind(run: ImportRun) -> str:
    return imports.kind_name(run.kind)


def _files(run: ImportRun) -> str:
    return ", ".join(run.files)


def _created(run: ImportRun) -> str:
    return formats().number(run.created)


def _updated(run: ImportRun) -> str:
    return formats().number(run.updated)


def _refused(run: ImportRun) -> str:
    return formats().number(run.refused)


def _who(run: ImportRun) -> str:
    return run.staff or "–"


def _state(run: ImportRun) -> str:
    return imports.STATES[run.state].capitalize()


def _tone(run: ImportRun) -> Tone:
    return Tone.GOOD if run.state == DONE else Tone.NEUTRAL


COLUMNS: Sequence[Column[ImportRun]] = (
    Column("at", "When", _when, width=190),
    Column("kind", "What", _kind, width=170, strong=True),
    Column("files", "Files", _files, width=240, stretch=True),
    Column("created", "Created", _created, numeric=True, width=84),
    Column("updated", "Updated", _updated, numeric=True, width=84),
    Column("refused", "Left out", _refused, numeric=True, width=84),
    Column("who", "By", _who, width=130),
    Column("state", "State", _state, badge=_tone, width=110),
)


class HistoryPanel(QWidget):
    """The list, and the button that takes the chosen run back. `new_wanted` from the empty list."""

    new_wanted = Signal()

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._reason = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 16)
        column.setSpacing(10)
        self.banner = Banner(self, closable=True)
        column.addWidget(self.banner)
        card = Card("", self, flush=True)
        self.model: PagedTableModel[ImportRun] = PagedTableModel(ctx.runner, HistorySource(ctx.ops), COLUMNS, self)
        self.table = ListTable(self.model, card, name="History of imports")
        again = (Action("Import a file", self.new_wanted.emit, Kind.PRIMARY),)
        self.table.set_empty(Empty("Nothing was imported yet", "Each import stands here.", "upload-simple", again))
        self.table.current_changed.connect(self._on_current_changed)
        self.model.loaded.connect(self._on_loaded)
        self.model.row_arrived.connect(self._on_row_arrived)
        card.body.addWidget(self.table)
        column.addWidget(card, 1)
        foot = QHBoxLayout()
        self.note = label("", Role.MUTED, self, wrap=True)
        self.undo = Button(
            "Undo this import", Kind.DANGER, self, icon="arrow-u-up-left", on_click=self._on_undo_clicked
        )
        foot.addWidget(self.note, 1)
        foot.addWidget(self.undo)
        column.addLayout(foot)
        Refresher(self, ctx.bus, ("import_batch",), self.model.refresh)
        self._show_chosen()

    def set_undo_reason(self, reason: str) -> None:
        """Why the person may not take imports back; empty when they may."""
        self._reason = reason
        self._show_chosen()

    @property
    def chosen(self) -> ImportRun | None:
        """The run whose row is current."""
        id_ = self.table.current_id
        row = self.model.row_of(id_) if id_ is not None else None
        return self.model.row_at(row) if row is not None else None

    def _show_chosen(self) -> None:
        run = self.chosen
        if run is None:
            self.undo.refuse("Choose an import first")
            self.note.setText("An import is taken back as a whole: what it created, and what it updated.")
        elif run.state != DONE:
            self.undo.refuse("It was taken back already")
            self.note.setText("This import was taken back.")
        else:
            self.undo.refuse(self._reason)
            self.note.setText(self._reason)

    @Slot(object)
    def _on_current_changed(self, _id: int | None) -> None:
        self.banner.clear()
        self._show_chosen()

    @Slot(int)
    def _on_loaded(self, _count: int) -> None:
        self._show_chosen()

    @Slot()
    def _on_row_arrived(self) -> None:
        self._show_chosen()

    @Slot()
    def _on_undo_clicked(self) -> None:
        run = self.chosen
        if run is not None:
            self.undo.refuse("It is being taken back")
            undo_run(self, run.id, self._on_undone, self._on_failed)

    def _on_undone(self, _outcome: object) -> None:
        self.banner.clear()
        self.model.refresh()

    def _on_failed(self, error: AppError) -> None:
        self.banner.show_message(undo_sentence(error), "bad")
        self._show_chosen()

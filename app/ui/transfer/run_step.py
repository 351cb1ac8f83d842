"""The last step: how far the run is, and then what it did, with the ways on from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.domain.progress import Progress, Step
from app.services.transfer.exports import write_refused
from app.services.transfer.read_models import ImportReport
from app.services.transfer.refusals import Refusal
from app.ui.app_context import AppContext
from app.ui.shared.banner import Banner
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.cards import Card, ScrollPage
from app.ui.shared.errors import sentence
from app.ui.shared.facts import Fact, FactsRow
from app.ui.shared.formats import formats
from app.ui.shared.labels import Role, label
from app.ui.shared.tasks import report_bug
from app.ui.shared.toasts import ToastHost
from app.ui.transfer.runs import Order, start_import, undo_run, undo_sentence
from app.wording import imports, refusals

STEPS: Final = {
    "reading": "Reading", "checking": "Checking", "writing": "Writing", "indexing": "Making it findable:",
    "recording": "Noting every change:",
}  # fmt: skip
TABS: Final = {
    "customers": "customers", "contacts": "customers", "sales_orders": "customers", "interactions": "customers",
    "suppliers": "suppliers", "supplier_items": "suppliers", "purchase_orders": "suppliers", "receipts": "suppliers",
    "products": "inventory", "stock": "inventory", "carriers": "shipments",
    "shipments": "shipments",
}  # fmt: skip
"""The tab of the window that shows the records of a kind."""


class RunStep(ScrollPage):
    """`run(order)` imports. `failed(error)` when nothing was kept; `list_wanted(tab)`, `another_wanted` from its
    buttons; `ended` after a run, an undo or a saved file.
    """

    failed = Signal(object)
    ended = Signal()
    list_wanted = Signal(str)
    another_wanted = Signal()

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._progress: Progress | None = None
        self._undo_reason = ""
        self.report: ImportReport | None = None
        self.banner = Banner(self)
        self.body.addWidget(self.banner)
        self._build_running()
        self._build_done()
        self.body.addStretch(1)

    def _build_running(self) -> None:
        self.running_card = Card("Importing", self)
        self.words = label("", Role.MUTED, self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the import")
        self.cancel = Button("Cancel the import", parent=self, on_click=self.stop)
        note = "Nothing is kept until all of it is in: a cancelled import leaves nothing behind."
        self.running_card.body.addWidget(self.words)
        self.running_card.body.addWidget(self.bar)
        self.running_card.body.addWidget(label(note, Role.MUTED, self, wrap=True))
        row = QHBoxLayout()
        row.addWidget(self.cancel)
        row.addStretch(1)
        self.running_card.body.addLayout(row)
        self.body.addWidget(self.running_card)

    def _build_done(self) -> None:
        self.done = Card("", self)
        self.title = label("", Role.TITLE, self, wrap=True)
        self.facts = FactsRow((), self)
        self.notes = label("", Role.MUTED, self, wrap=True)
        column: QVBoxLayout = self.done.body
        column.setSpacing(12)
        for part in (self.title, self.facts, self.notes):
            column.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.open_list = Button("Open the list", Kind.PRIMARY, self, on_click=self._on_list_clicked)
        self.another = Button("Import another file", parent=self)
        self.another.clicked.connect(self.another_wanted)
        self.errors = Button("Save the refused rows …", parent=self, on_click=self._on_errors_clicked)
        self.undo = Button("Undo this import", Kind.DANGER, self, on_click=self._on_undo_clicked)
        for button in (self.open_list, self.another, self.errors, self.undo):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self.body.addWidget(self.done)

    # -- the run ----------------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether an import is on its way."""
        return self._progress is not None

    def set_undo_reason(self, reason: str) -> None:
        """Why the person may not take imports back; empty when they may."""
        self._undo_reason = reason

    def run(self, order: Order) -> None:
        """Import."""
        self._show_running()
        self._progress = progress = Progress()
        task = start_import(self, order, progress, self._on_imported, self._on_failed)
        if task.wanted:
            task.progressed.connect(self.show_progress)
            status = getattr(self.window(), "status", None)
            if status is not None:
                status.job.show_job("Importing", task, on_cancel=self.stop)

    @Slot()
    def stop(self) -> None:
        """Stop the run; it keeps nothing."""
        if self._progress is not None:
            self._progress.cancel()
            self.words.setText("Stopping …")
            self.cancel.refuse("It is being stopped")

    def _on_imported(self, outcome: Any) -> None:
        self._progress = None
        self.report = outcome.value
        self._show_done(outcome.value)
        self.ended.emit()

    def _on_failed(self, error: AppError) -> None:
        self._progress = None
        self.failed.emit(error)
        self.ended.emit()

    # -- what it shows ----------------------------------------------------------------------------------------------

    def _show_running(self) -> None:
        self.banner.clear()
        self.running_card.show()
        self.done.hide()
        self.bar.setRange(0, 0)
        self.words.setText("Reading …")
        self.cancel.refuse("")
        self.cancel.setFocus()

    @Slot(object)
    def show_progress(self, step: Step) -> None:
        """It is so far."""
        self.bar.setRange(0, step.total or 0)
        self.bar.setValue(step.done)
        words = STEPS.get(step.name, "Working")
        how_far = f" {formats().number(step.done)}" if step.done else ""
        of = f" of {formats().number(step.total)}" if step.total and step.done else ""
        self.words.setText(f"{words}{how_far}{of} …")

    def _show_done(self, report: ImportReport) -> None:
        write = formats()
        has_list = self._tab_of(report) is not None
        self.running_card.hide()
        self.done.show()
        self.title.setText(f"{imports.kind_name(report.kind)} imported")
        facts = [
            Fact("Created", write.number(report.created)),
            Fact("Updated", write.number(report.updated)),
            Fact("Already so", write.number(report.unchanged)),
        ]
        if report.refused:
            facts.append(Fact("Left out", write.number(report.refused), "warn"))
        self.facts.set_facts(facts)
        self._show_notes(" ".join(imports.notices(report, write)))
        self.open_list.setVisible(has_list)
        self.errors.setVisible(bool(report.refused_rows))
        self.undo.show()
        self.undo.refuse(self._undo_reason)
        (self.open_list if has_list else self.another).setFocus()

    def _show_undone(self) -> None:
        self.banner.clear()
        self.title.setText("The import was taken back")
        self.facts.set_facts(())
        self._show_notes("What it created is gone, what it updated is as it was. It stays in the history.")
        for button in (self.undo, self.open_list, self.errors):
            button.hide()
        self.another.setFocus()

    def _show_notes(self, text: str) -> None:
        self.notes.setText(text)
        self.notes.setVisible(bool(text))

    def _tab_of(self, report: ImportReport) -> str | None:
        """The tab that shows what came in, when the window has it."""
        key = TABS.get(report.kind, "")
        top = getattr(self.window(), "top", None)
        return key if top is not None and top.tabs.index_of(key) >= 0 else None

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot()
    def _on_list_clicked(self) -> None:
        if self.report is not None:
            self.list_wanted.emit(self._tab_of(self.report) or "")

    @Slot()
    def _on_undo_clicked(self) -> None:
        if self.report is not None and self.report.batch_id is not None:
            self.undo.refuse("It is being taken back")
            undo_run(self, self.report.batch_id, self._on_undone, self._on_undo_failed)

    def _on_undone(self, _outcome: object) -> None:
        self._show_undone()
        self.ended.emit()

    def _on_undo_failed(self, error: AppError) -> None:
        self.undo.refuse("")
        self.banner.show_message(undo_sentence(error), "bad")
        self.ended.emit()

    @Slot()
    def _on_errors_clicked(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, "Save the refused rows", str(Path(folder) / "refused-rows.csv"), "*.csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(self.save_refused)
        dialog.open()

    @Slot(str)
    def save_refused(self, name: str) -> None:
        """Write the refused rows, with the reasons in front, to mend them and import them again."""
        if self.report is not None:
            self._ctx.runner.read(
                self, _write_refused, Path(name), self.report,
                on_result=self._on_refused_saved, on_error=self._on_not_saved,
            )  # fmt: skip

    def _on_refused_saved(self, path: Path) -> None:
        host = ToastHost.of(self)
        if host is not None:
            host.show_toast(f"The refused rows are in {path}")
        self.ended.emit()

    def _on_not_saved(self, error: Exception) -> None:
        if not isinstance(error, AppError | OSError):
            report_bug(error)
        words = sentence(error) if isinstance(error, AppError) else "The file could not be written there."
        self.banner.show_message(words, "bad")
        self.ended.emit()


def _write_refused(path: Path, report: ImportReport) -> Path:
    """On a worker."""
    write_refused(path, report.refused_rows, _reason, "why")
    return path


def _reason(item: Refusal) -> str:
    return refusals.reason(item)

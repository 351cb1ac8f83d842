"""A document before it is saved or printed: its pages, the period, the size. Nothing is drawn on the GUI thread."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, QStandardPaths, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.reports.documents import file_name
from app.ui.app_context import AppContext
from app.ui.documents import jobs
from app.ui.documents.pages import PAPER_DPI, PageView
from app.ui.documents.periods import Period, PeriodKey, period_choices, period_of
from app.ui.shared.banner import Banner
from app.ui.shared.buttons import Button, IconButton, Kind
from app.ui.shared.cards import Pane
from app.ui.shared.columns import Tone
from app.ui.shared.empty_state import Skeleton
from app.ui.shared.errors import sentence
from app.ui.shared.fields import ChoiceField
from app.ui.shared.labels import Role, label
from app.ui.shared.tasks import report_bug

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrintDialog

    from app.ui.shared.tasks import Task

ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
FIT = 0.0
_REDRAW_AFTER_MS = 120


class DocumentPreview(QDialog):
    """Make it and call `open()`; it deletes itself on close. `saved(path)` after the PDF was written."""

    saved = Signal(object)
    shown = Signal(int)
    failed = Signal(object)

    def __init__(self, ctx: AppContext, source: jobs.DocumentSource, parent: QWidget, *, today: date) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._source = source
        self._today = today
        self._data: object = None
        self._zoom = FIT
        self._drawn_ppi = 0.0
        self._images: list[QImage] = []
        self._task: Task | None = None
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(_REDRAW_AFTER_MS)
        self._redraw.timeout.connect(self._on_redraw_due)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{source.kind.title}: {source.subject}")
        self.setModal(True)
        self._build()
        self._connect()
        self._fit_to_screen()
        self._read()

    @property
    def page_view(self) -> PageView:
        """The pages."""
        return self._pages

    @property
    def zoom(self) -> float:
        """How large a page shows, 1.0 being its size on paper."""
        if self._zoom != FIT or not self._images:
            return self._zoom or 1.0
        width = self._images[0].width() / self._drawn_ppi * PAPER_DPI
        return min(max(self._pages.room / width, 0.3), 2.0)

    @Slot()
    def zoom_in(self) -> None:
        """One step larger."""
        self.set_zoom(next((zoom for zoom in ZOOMS if zoom > self.zoom + 0.01), ZOOMS[-1]))

    @Slot()
    def zoom_out(self) -> None:
        """One step smaller."""
        self.set_zoom(next((zoom for zoom in reversed(ZOOMS) if zoom < self.zoom - 0.01), ZOOMS[0]))

    @Slot()
    def fit_width(self) -> None:
        """As wide as the window."""
        self.set_zoom(FIT)

    def set_zoom(self, zoom: float) -> None:
        """Show pages at a size; FIT follows the window."""
        self._zoom = zoom
        self._lay_out()
        self._redraw.start()

    def set_period(self, key: str) -> None:
        """Choose another period and read it."""
        self._period.setCurrentIndex(self._period.findData(key))

    def save_to(self, path: Path) -> None:
        """Write the PDF on a worker."""
        if self._data is not None:
            self._save.setEnabled(False)
            self.ctx.runner.write(
                self, jobs.save_pdf, self._source, self._data, path, on_result=self._on_saved, on_error=self._on_failed
            )

    # -- how it is built --------------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_bar())
        self._banner = Banner(self, closable=True)
        column.addWidget(self._banner)
        self._pages = PageView(self)
        column.addWidget(self._pages, 1)
        self._skeleton = Skeleton(self._pages, lines=12)

    def _make_bar(self) -> Pane:
        bar = Pane("top-bar", self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 8, 16, 9)
        row.setSpacing(8)
        self._period = ChoiceField(period_choices(self._today), bar, name="Period")
        self._period.setVisible(self._source.has_period)
        row.addWidget(self._period)
        row.addStretch(1)
        row.addWidget(IconButton("caret-up", "Page before", bar, on_click=self._on_page_up))
        self._number = label("", Role.MUTED, bar)
        row.addWidget(self._number)
        row.addWidget(IconButton("caret-down", "Next page", bar, on_click=self._on_page_down))
        row.addSpacing(12)
        row.addWidget(IconButton("minus", "Smaller", bar, on_click=self.zoom_out))
        self._percent = Button("100 %", Kind.GHOST, bar, on_click=self.fit_width)
        self._percent.setAccessibleDescription("Fits the page to the width")
        row.addWidget(self._percent)
        row.addWidget(IconButton("plus", "Larger", bar, on_click=self.zoom_in))
        row.addStretch(1)
        self._print = Button("Print …", parent=bar, icon="printer", on_click=self._on_print_clicked)
        self._save = Button("Save PDF …", Kind.PRIMARY, bar, on_click=self._on_save_clicked)
        row.addWidget(self._print)
        row.addWidget(self._save)
        return bar

    def _connect(self) -> None:
        self._period.currentIndexChanged.connect(self._on_period_chosen)
        self._pages.page_changed.connect(self._on_page_changed)
        self._pages.zoom_wanted.connect(self._on_zoom_wanted)
        self._pages.width_changed.connect(self._on_width_changed)
        for keys, slot in (
            ("Ctrl++", self.zoom_in),
            ("Ctrl+=", self.zoom_in),
            ("Ctrl+-", self.zoom_out),
            ("Ctrl+0", self.fit_width),
            ("Ctrl+S", self._on_save_clicked),
            ("Ctrl+P", self._on_print_clicked),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _fit_to_screen(self) -> None:
        parent = self.parentWidget()
        room = parent.window().size() if parent is not None else QSize(1000, 800)
        self.resize(min(room.width() - 80, 980), min(room.height() - 40, 1100))
        self._pages.setFocus()

    # -- reading and drawing ----------------------------------------------------------------------------------------

    @property
    def _chosen_period(self) -> Period:
        return period_of(self._period.currentData() or PeriodKey.YEAR, self._today)

    @property
    def _wanted_ppi(self) -> float:
        return min(PAPER_DPI * max(self.zoom, 0.75) * self.devicePixelRatioF(), 300.0)

    def _read(self) -> None:
        self._set_ready(ready=False)
        self._skeleton.setGeometry(32, 32, 420, 320)
        self._skeleton.start()
        self._start(jobs.read_pages, self._source, self._chosen_period, self._wanted_ppi)

    def _start(self, work: object, *args: object) -> None:
        if self._task is not None:
            self._task.cancel()
        self._asked_ppi = cast(float, args[-1])
        answer = self._on_read if work is jobs.read_pages else self._on_drawn
        self._task = self.ctx.runner.read(self, work, *args, on_result=answer, on_error=self._on_failed)  # type: ignore[arg-type]

    def _set_ready(self, *, ready: bool) -> None:
        self._save.setEnabled(ready)
        self._print.setEnabled(ready)

    def _lay_out(self) -> None:
        if not self._images:
            return
        scale = PAPER_DPI * self.zoom / self._drawn_ppi
        sizes = [QSize(round(image.width() * scale), round(image.height() * scale)) for image in self._images]
        self._pages.show_pages(self._images, sizes)
        self._percent.setText(f"{round(self.zoom * 100)} %")
        self._on_page_changed(self._pages.page)

    # -- what happened ----------------------------------------------------------------------------------------------

    def _on_read(self, answer: tuple[object, list[QImage]]) -> None:
        self._data = answer[0]
        self._banner.clear()
        self._set_ready(ready=True)
        self._on_drawn(answer[1])
        self._pages.go_to(1)
        if abs(self._wanted_ppi - self._drawn_ppi) > 4:
            self._redraw.start()
        self.shown.emit(len(answer[1]))

    def _on_drawn(self, images: list[QImage]) -> None:
        self._task = None
        self._skeleton.stop()
        self._images = images
        self._drawn_ppi = self._asked_ppi
        self._lay_out()

    def _on_failed(self, error: Exception) -> None:
        self._task = None
        self._skeleton.stop()
        self._set_ready(ready=self._data is not None)
        if isinstance(error, AppError):
            self._banner.show_message(sentence(error), Tone.BAD)
        else:
            self._banner.show_message("The document could not be made. Nothing was changed.", Tone.BAD)
            report_bug(error)
        self.failed.emit(error)

    def _on_saved(self, path: Path) -> None:
        self._set_ready(ready=True)
        self._banner.show_message(f"Saved as {path.name}", Tone.GOOD)
        self.saved.emit(path)

    @Slot()
    def _on_redraw_due(self) -> None:
        if self._data is not None and abs(self._wanted_ppi - self._drawn_ppi) > 4:
            self._start(jobs.draw_pages, self._source, self._data, self._wanted_ppi)

    @Slot(int)
    def _on_period_chosen(self, _index: int) -> None:
        self._read()

    @Slot(int)
    def _on_page_changed(self, number: int) -> None:
        self._number.setText(f"Page {number} of {self._pages.page_count}" if number else "")

    @Slot(int)
    def _on_zoom_wanted(self, step: int) -> None:
        if step > 0:
            self.zoom_in()
        else:
            self.zoom_out()

    @Slot()
    def _on_width_changed(self) -> None:
        if self._zoom == FIT:
            self._lay_out()
            self._redraw.start()

    @Slot()
    def _on_page_up(self) -> None:
        self._pages.go_to(self._pages.page - 1)

    @Slot()
    def _on_page_down(self) -> None:
        self._pages.go_to(self._pages.page + 1)

    @Slot()
    def _on_save_clicked(self) -> None:
        if not self._save.isEnabled():
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = Path(folder) / file_name(self._source.kind, self._source.subject, self._today)
        dialog = QFileDialog(self, "Save PDF", str(proposed), "PDF (*.pdf)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.open()

    @Slot(str)
    def _on_file_chosen(self, name: str) -> None:
        self.save_to(Path(name))

    @Slot()
    def _on_print_clicked(self) -> None:
        if not self._print.isEnabled():
            return
        from app.ui.documents.printing import make_print_dialog

        dialog = make_print_dialog(self, self.windowTitle())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._on_print_accepted)
        # Its own open() wants a receiver and a slot's name.
        QDialog.open(dialog)

    @Slot()
    def _on_print_accepted(self) -> None:
        from app.ui.documents.printing import PRINT_PPI, print_pages

        dialog = cast("QPrintDialog", self.sender())
        printer = dialog.printer()
        source, data = self._source, self._data

        def work() -> int:
            return print_pages(printer, jobs.page_files(source, data, PRINT_PPI))

        self._banner.show_message("Printing …", Tone.INFO)
        self.ctx.runner.write(self, work, on_result=self._on_printed, on_error=self._on_failed)

    def _on_printed(self, count: int) -> None:
        self._banner.show_message(f"Sent {count} page{'s' if count != 1 else ''} to the printer", Tone.GOOD)

"""The frame of the import page: its head, the line of steps, the foot, and files dropped anywhere on it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.shared.buttons import Button, IconButton, Kind
from app.ui.shared.cards import Pane
from app.ui.shared.labels import Role, label
from app.ui.shared.segmented import SegmentedControl
from app.ui.shared.toasts import ToastHost
from app.ui.transfer.file_drop import dropped_files
from app.ui.transfer.step_line import StepLine

STEPS: Final = ("Files", "Columns", "Check", "Import")
FILES, COLUMNS, CHECK, RUN = range(4)
NEW, HISTORY = "new", "history"


class Holder(QWidget):
    """The place of a step that is made later."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def hold(self, step: QWidget) -> None:
        """Put the step there."""
        self._column.addWidget(step)


class ImportFrame(QWidget):
    """`left` when the person is done. The page fills the steps and answers to the buttons."""

    left = Signal()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._build_head())
        self.steps = StepLine(STEPS, self)
        self.steps.wanted.connect(self.show_step)
        self.pages = QStackedWidget(self)
        self.new_page = QWidget(self.pages)
        new = QVBoxLayout(self.new_page)
        new.setContentsMargins(0, 0, 0, 0)
        new.setSpacing(4)
        line = QHBoxLayout()
        line.setContentsMargins(12, 0, 16, 0)
        line.addWidget(self.steps)
        new.addLayout(line)
        self.stack = QStackedWidget(self.new_page)
        new.addWidget(self.stack, 1)
        new.addWidget(self._build_foot())
        self.pages.addWidget(self.new_page)
        column.addWidget(self.pages, 1)

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 16, 0)
        head.setSpacing(8)
        head.addWidget(IconButton("arrow-left", "Back to the window", self, on_click=self._on_leave_clicked))
        head.addWidget(label("Import", Role.TITLE, self))
        head.addSpacing(12)
        self.views = SegmentedControl([(NEW, "New import"), (HISTORY, "History")], self, name="Import views")
        self.views.chosen.connect(self.show_view)
        head.addWidget(self.views)
        head.addStretch(1)
        return head

    def _build_foot(self) -> QWidget:
        self.foot = Pane("sheet-foot", self)
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(12)
        self.back = Button("Back", parent=self.foot, on_click=self._on_back_clicked)
        self.why = label("", Role.MUTED, self.foot, wrap=True)
        self.next = Button("Next", Kind.PRIMARY, self.foot, on_click=self.go_on, keys="Ctrl+Return")
        row.addWidget(self.back)
        row.addWidget(self.why, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.next)
        return self.foot

    # -- what the page does

    @property
    def running(self) -> bool:
        """Whether an import is on its way."""
        raise NotImplementedError

    @Slot(str)
    def show_view(self, view: str) -> None:
        """A new import, or the history."""
        raise NotImplementedError

    @Slot(int)
    def show_step(self, step: int) -> None:
        """Show a step."""
        raise NotImplementedError

    @Slot()
    def go_on(self) -> None:
        """To the next step, or import."""
        raise NotImplementedError

    def take_files(self, paths: list[Path]) -> None:
        """Add files to the import."""
        raise NotImplementedError

    # -- what happened

    @Slot()
    def _on_leave_clicked(self) -> None:
        self.left.emit()

    @Slot()
    def _on_back_clicked(self) -> None:
        self.show_step(max(self.stack.currentIndex() - 1, FILES))

    def _say(self, text: str) -> None:
        host = ToastHost.of(self)
        if host is not None:
            host.show_toast(text)

    # -- files dropped anywhere on the page

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere."""
        if dropped_files(event) and not self.running:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them."""
        if paths := dropped_files(event):
            event.acceptProposedAction()
            self.take_files(paths)

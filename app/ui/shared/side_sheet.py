"""A sheet that slides over the side of its host to create or edit something, without a dialog.

Esc closes it. What was typed is not lost by accident: when it is dirty, a row asks in place before it is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractAnimation,
    QEasingCurve,
    QEvent,
    QObject,
    QPoint,
    QPropertyAnimation,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStyle, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.ui.shared.buttons import Button, IconButton, Kind
from app.ui.shared.cards import ScrollPage
from app.ui.shared.forms import Form
from app.ui.shared.labels import ElidedLabel, Role, label
from app.ui.theme import current_theme

SLIDE_MS = 140


class SideSheet(QFrame):
    """Over `host`, at its right side. `saved` when the primary button was used, `closed` when it is gone.

    Give it its content (a `Form` mostly); `is_dirty` says whether closing would lose something (a form says it
    itself). It never saves by closing. It deletes itself.
    """

    saved = Signal()
    closed = Signal()

    def __init__(
        self,
        host: QWidget,
        title: str,
        content: QWidget,
        *,
        save_text: str = "Save",
        width: int = 440,
        is_dirty: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(host)
        self.setProperty("kind", "sheet")
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._host = host
        self._content = content
        self._wanted_width = width
        self._is_dirty = is_dirty or (content.is_dirty if isinstance(content, Form) else None)
        self._focus_before: QWidget | None = None
        self._closing = False
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._make_head(title))
        page = ScrollPage(self, margins=(20, 8, 20, 20))
        page.setAccessibleName(title)
        content.setParent(page.widget())
        page.body.addWidget(content)
        column.addWidget(page, 1)
        self.save_button = Button(save_text, Kind.PRIMARY, self, on_click=self._on_save_clicked, keys="Ctrl+Return")
        self._foot = self._make_foot()
        self._question = self._make_question()
        column.addWidget(self._question)
        column.addWidget(self._foot)
        self._question.hide()
        host.installEventFilter(self)
        self.hide()

    @property
    def dirty(self) -> bool:
        """Whether closing would lose something."""
        return self._is_dirty is not None and self._is_dirty()

    def open_sheet(self) -> None:
        """Slide in and take the keyboard."""
        self._focus_before = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()
        if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self) > 0:
            self._slide_in()
        if isinstance(self._content, Form):
            self._content.focus_first()
        else:
            self._content.setFocus()

    @Slot()
    def request_close(self) -> None:
        """Close, or ask first when something typed would be lost."""
        if self.dirty:
            self._foot.hide()
            self._question.show()
            self._keep.setFocus()
        else:
            self.close_sheet()

    @Slot()
    def close_sheet(self) -> None:
        """Close without asking."""
        if self._closing:
            return
        self._closing = True
        self._host.removeEventFilter(self)
        self.hide()
        before = self._focus_before
        try:
            if before is not None and before.isVisible():
                before.setFocus()
        except RuntimeError:  # the widget that had the keyboard is gone
            pass
        self.closed.emit()
        self.deleteLater()

    def set_busy(self, busy: bool) -> None:
        """While the save runs, it cannot be asked for again."""
        self.save_button.setEnabled(not busy)

    def show_app_error(self, error: AppError) -> bool:
        """Errors of the save are shown by the form."""
        return isinstance(self._content, Form) and self._content.show_app_error(error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back one step: from the question to the form, from the form out."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._question.isVisible():
            self._on_keep_clicked()
        else:
            self.request_close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the side when the host changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _make_head(self, title: str) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(20, 14, 12, 8)
        head.addWidget(ElidedLabel(title, Role.TITLE, self), 1)
        head.addWidget(IconButton("x", "Close", self, on_click=self.request_close))
        return head

    def _make_foot(self) -> QFrame:
        foot = QFrame(self)
        foot.setProperty("kind", "sheet-foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 10, 20, 10)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(Button("Cancel", parent=foot, on_click=self.request_close))
        row.addWidget(self.save_button)
        return foot

    def _make_question(self) -> QFrame:
        question = QFrame(self)
        question.setProperty("kind", "sheet-foot")
        row = QHBoxLayout(question)
        row.setContentsMargins(20, 10, 20, 10)
        row.setSpacing(8)
        row.addWidget(label("Discard changes?", Role.STRONG, question))
        row.addStretch(1)
        self._keep = Button("Keep editing", parent=question, on_click=self._on_keep_clicked)
        self.discard_button = Button("Discard", Kind.DANGER, question, on_click=self.close_sheet)
        row.addWidget(self._keep)
        row.addWidget(self.discard_button)
        return question

    def _place(self) -> None:
        width = min(current_theme().px(self._wanted_width), self._host.width())
        self.setGeometry(self._host.width() - width, 0, width, self._host.height())

    def _slide_in(self) -> None:
        slide = QPropertyAnimation(self, b"pos", self)
        slide.setDuration(SLIDE_MS)
        slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        slide.setStartValue(QPoint(self._host.width(), 0))
        slide.setEndValue(self.pos())
        self.move(self._host.width(), 0)
        slide.start(QAbstractAnimation.DeletionPolicy.DeleteWhenStopped)

    @Slot()
    def _on_save_clicked(self) -> None:
        self.saved.emit()

    @Slot()
    def _on_keep_clicked(self) -> None:
        self._question.hide()
        self._foot.show()
        if isinstance(self._content, Form):
            self._content.focus_first()

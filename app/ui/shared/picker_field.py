"""Finds a record by what is typed: a line with a list under it, in which Enter or a click chooses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.app_context import AppContext
from app.ui.shared.fields import LineField
from app.ui.shared.popup_list import PopupItem, PopupList

LOOK_AFTER_MS = 120


class PickerField(LineField):
    """`picked(record)` when one was chosen; the text is taken away then.

    `find(text)` reads the records on a worker, for an empty text those that are likely; `show(record)` makes the line
    of the list, whose value is the record's own; `none` is said when nothing fits.
    """

    picked = Signal(object)

    def __init__(
        self,
        ctx: AppContext,
        find: Callable[[str], Sequence[Any]],
        show: Callable[[Any], PopupItem],
        parent: QWidget,
        *,
        name: str,
        placeholder: str,
        list_name: str,
        none: str,
    ) -> None:
        super().__init__(parent, name=name, placeholder=placeholder, limit=200)
        self._ctx = ctx
        self._find, self._show = find, show
        self._list_name, self._none = list_name, none
        self._popup: PopupList | None = None
        self._found: dict[object, Any] = {}
        self._enter = False
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(LOOK_AFTER_MS)
        self._look.timeout.connect(self.look_now)
        self.textEdited.connect(self._look.start)

    @property
    def popup(self) -> PopupList:
        """The list under the field; made when the field stands in its window."""
        if self._popup is None:
            self._popup = PopupList(self, name=self._list_name, width=460)
            self._popup.chosen.connect(self._on_chosen)
        return self._popup

    @Slot()
    def look_now(self) -> None:
        """Look for what is typed without waiting."""
        self._look.stop()
        self._ctx.runner.read(self, self._find, self.text().strip(), on_result=self._on_found, question="found")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter before the list came means its first line."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.text().strip():
            self._enter = True
            self.look_now()
        else:
            self._enter = False
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Offer what is likely as soon as the keyboard comes."""
        super().focusInEvent(event)
        if not self.text():
            self._look.start()

    def _on_found(self, found: Sequence[Any]) -> None:
        if not self.hasFocus():
            return
        items = [self._show(record) for record in found]
        self._found = {item.value: record for item, record in zip(items, found, strict=True)}
        enter, self._enter = self._enter, False
        if enter and items:
            self._on_chosen(items[0].value)
            return
        if not items and self.text().strip():
            items = [PopupItem(None, self._none, head=True)]
        self.popup.show_items(items)

    @Slot(object)
    def _on_chosen(self, value: object) -> None:
        record = self._found.get(value)
        if record is not None:
            self.clear()
            self._look.stop()
            self.picked.emit(record)

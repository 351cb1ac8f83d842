"""@ in the composer: offers orders, products and people while a person types, and remembers which were meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Slot

from app.services.interactions.read_models import LinkTarget, Mention
from app.services.search import queries as search
from app.services.search.read_models import SearchHit
from app.ui.app_context import AppContext
from app.ui.shared.fields import TextField
from app.ui.shared.popup_list import PopupItem, PopupList
from app.ui.shared.tasks import Task

_TYPED = re.compile(r"@([^\s@][^@\n]{0,38})$")
_SEARCH_AFTER_MS = 80
_MOST = 8
TARGETS = {target.value: target for target in LinkTarget} | {
    "customer": LinkTarget.PARTNER,
    "supplier": LinkTarget.PARTNER,
    "carrier": LinkTarget.PARTNER,
}
ICONS = {
    LinkTarget.PARTNER: "buildings",
    LinkTarget.CONTACT: "user",
    LinkTarget.SALES_ORDER: "shopping-cart",
    LinkTarget.PURCHASE_ORDER: "receipt",
    LinkTarget.SHIPMENT: "package",
    LinkTarget.PRODUCT: "cube",
}


class Mentions(QObject):
    """Watches a text field. `chosen()` are the mentions whose words still stand in the text."""

    def __init__(self, ctx: AppContext, field: TextField) -> None:
        super().__init__(field)
        self._ctx = ctx
        self._field = field
        self._named: dict[str, Mention] = {}
        self._task: Task | None = None
        self._popup: PopupList | None = None
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_SEARCH_AFTER_MS)
        self._delay.timeout.connect(self._on_typing_stopped)
        field.textChanged.connect(self._on_text_changed)

    @property
    def popup(self) -> PopupList:
        """The list of choices; made when it is first needed, in the field's window."""
        if self._popup is None:
            self._popup = PopupList(self._field, name="Mention", width=380)
            self._popup.chosen.connect(self._on_chosen)
        return self._popup

    def chosen(self) -> tuple[Mention, ...]:
        """What the text names."""
        text = self._field.toPlainText()
        return tuple(mention for words, mention in self._named.items() if words in text)

    def named(self) -> dict[str, Mention]:
        """Words and what they mean, to be kept with a draft."""
        return dict(self._named)

    def restore(self, named: dict[str, Mention]) -> None:
        """Mean what a kept draft meant."""
        self._named = dict(named)

    def _typed(self) -> str | None:
        cursor = self._field.textCursor()
        before = self._field.toPlainText()[: cursor.position()]
        found = _TYPED.search(before)
        return found[1] if found else None

    @Slot()
    def _on_text_changed(self) -> None:
        if self._typed() is not None and self._field.hasFocus():
            self._delay.start()
        elif self._popup is not None:
            self._delay.stop()
            self._popup.hide()

    @Slot()
    def _on_typing_stopped(self) -> None:
        typed = self._typed()
        if typed is None:
            return
        if self._task is not None and self._task.wanted:
            self._task.cancel()
        self._task = self._ctx.runner.read(self, self._ctx.ops.read, search.find, typed, 24, on_result=self._on_found)

    def _on_found(self, hits: Sequence[SearchHit]) -> None:
        if self._typed() is None or not self._field.hasFocus():
            return
        items: list[PopupItem] = []
        for hit in hits:
            target = TARGETS.get(hit.entity)
            if target is not None and len(items) < _MOST:
                value = (hit.title, Mention(target, hit.id))
                items.append(PopupItem(value, hit.title, _note(hit), ICONS[target]))
        self.popup.show_items(items, self._field.cursorRect())

    @Slot(object)
    def _on_chosen(self, value: object) -> None:
        typed = self._typed()
        if typed is None or not isinstance(value, tuple):
            return
        words, mention = value
        cursor = self._field.textCursor()
        for _ in range(len(typed.encode("utf-16-le")) // 2 + 1):
            cursor.deletePreviousChar()
        cursor.insertText(f"{words} ")
        self._field.setTextCursor(cursor)
        self._named[words] = mention


def _note(hit: SearchHit) -> str:
    return hit.subtitle or hit.entity.replace("_", " ")

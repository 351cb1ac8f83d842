"""Finds a product by what is typed: name, SKU, GTIN or the supplier's code; what the supplier sells comes first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.services.purchasing.offers import offers
from app.services.purchasing.read_models import Offer
from app.ui.app_context import AppContext
from app.ui.shared.fields import LineField
from app.ui.shared.formats import formats
from app.ui.shared.popup_list import PopupItem, PopupList
from app.ui.shared.tasks import Task

LOOK_AFTER_MS = 120


class ProductField(LineField):
    """`picked(Offer)` when a product was chosen from the list under it; the text is taken away then."""

    picked = Signal(object)

    def __init__(self, ctx: AppContext, supplier_id: int, parent: QWidget, *, name: str, placeholder: str) -> None:
        super().__init__(parent, name=name, placeholder=placeholder, limit=200)
        self._ctx = ctx
        self._supplier = supplier_id
        self._task: Task | None = None
        self._popup: PopupList | None = None
        self._found: dict[int, Offer] = {}
        self._take_first = False
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(LOOK_AFTER_MS)
        self._look.timeout.connect(self.look_now)
        self.textEdited.connect(self._look.start)

    @property
    def popup(self) -> PopupList:
        """The list under the field; made when the field stands in its window."""
        if self._popup is None:
            self._popup = PopupList(self, name="Products", width=460)
            self._popup.chosen.connect(self._on_chosen)
        return self._popup

    @Slot()
    def look_now(self) -> None:
        """Look for what is typed without waiting."""
        self._look.stop()
        if self._task is not None and self._task.wanted:
            self._task.cancel()
        text = self.text().strip()
        self._task = self._ctx.runner.read(
            self, self._ctx.ops.read, offers, self._supplier, text, on_result=self._on_found
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter before the list has come (a scanner is that fast) takes the first that is found."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and self.text().strip():
            self._take_first = True
            self.look_now()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Offer what the supplier sells as soon as the keyboard comes."""
        super().focusInEvent(event)
        if not self.text():
            self._look.start()

    def _on_found(self, found: Sequence[Offer]) -> None:
        self._task = None
        self._found = {offer.product_id: offer for offer in found}
        take, self._take_first = self._take_first, False
        if take and found:
            self._on_chosen(found[0].product_id)
            return
        if not self.hasFocus():
            return
        items = [PopupItem(offer.product_id, f"{offer.sku}  {offer.product}", _note(offer)) for offer in found]
        if not items and self.text().strip():
            items = [PopupItem(None, "No product has this name, SKU or code", head=True)]
        self.popup.show_items(items)

    @Slot(object)
    def _on_chosen(self, product_id: object) -> None:
        offer = self._found.get(product_id) if isinstance(product_id, int) else None
        if offer is not None:
            self.clear()
            self._look.stop()
            self.picked.emit(offer)


def _note(offer: Offer) -> str:
    on_hand = f"{formats().quantity(offer.on_hand, offer.unit_decimals)} on hand"
    if offer.supplier_item_id is None:
        return f"not sold by them · {on_hand}"
    return f"{offer.supplier_sku} · {on_hand}" if offer.supplier_sku else on_hand

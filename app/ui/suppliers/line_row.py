"""A line of a purchase order as it is written: the quantity by the supplier's rules, the price by its breaks."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.formulas.ordering import price_at, round_order
from app.services.purchasing.read_models import Offer, PurchaseLineDraft
from app.ui.orders.line_row import OrderLineRow, Setting, Typed
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.formats import formats
from app.ui.shared.labels import PlainLabel, Role, label
from app.ui.shared.typed import money_text, quantity_text
from app.wording import supplying


class LineRow(OrderLineRow[Offer, PurchaseLineDraft]):
    """A new line proposes what is needed, and says what the rules and breaks make of what is typed."""

    day_field: ClassVar[str] = "requested"
    day_caption: ClassVar[str] = "Wanted by"

    def __init__(self, offer: Offer, setting: Setting, parent: QWidget, draft: PurchaseLineDraft | None) -> None:
        self._own_price = draft is not None
        self._proposed: int | None = None
        super().__init__(offer, setting, parent, draft)
        self.field("price_minor").textEdited.connect(self._on_price_edited)
        self.field("quantity").textEdited.connect(self._on_quantity_edited)

    def codes(self) -> str:
        """Ours and theirs."""
        return f"{self.offer.sku} · {self.offer.supplier_sku}" if self.offer.supplier_sku else self.offer.sku

    def add_foot(self, column: QVBoxLayout) -> None:
        """What rules and breaks say, and the button that follows them."""
        self._note: PlainLabel = label("", Role.LABEL, self, wrap=True)
        self._use = Button("", Kind.LINK, self, on_click=self._on_use)
        self._use.setProperty("compact", True)
        self._use.setAccessibleName(f"Order the proposed quantity of {self.offer.product}")
        hint = QHBoxLayout()
        hint.setSpacing(6)
        hint.addWidget(self._note, 1)
        hint.addWidget(self._use)
        column.addLayout(hint)

    def fill(self) -> None:
        """The draft's values, or what is needed by the supplier's rules."""
        offer, draft = self.offer, self.draft
        if draft is not None:
            self.put(draft.quantity, draft.price_minor, draft.discount_ppm, draft.requested)
            return
        need = offer.needed or offer.rules.minimum or offer.rules.step
        quantity = round_order(max(need, 1), offer.rules).quantity
        if offer.needed is None and offer.rules.step == 1 and not offer.rules.minimum:
            quantity = 10**offer.unit_decimals
        self.put(quantity, self._price_for(quantity))

    def make_draft(self, typed: Typed) -> PurchaseLineDraft:
        """The line's draft."""
        return PurchaseLineDraft(
            self.offer.product_id, typed.quantity, typed.price_minor, typed.discount_ppm, typed.day,
            self.offer.supplier_item_id, self.draft.id if self.draft is not None else None,
        )  # fmt: skip

    def show_sums(self) -> None:
        """The price follows the quantity's break until a person typed another; then what rules and breaks say."""
        super().show_sums()
        offer, quantity, words = self.offer, self.quantity(), formats()
        rounded = round_order(quantity, offer.rules) if quantity and quantity > 0 else None
        self._proposed = rounded.quantity if rounded is not None and rounded.quantity != quantity else None
        notes = []
        if rounded is not None and self._proposed is not None:
            notes.append(supplying.rounding(rounded.reasons, offer.rules, offer.unit_decimals, offer.unit, words))
        nearest = next(
            ((step, price) for step, price in offer.breaks if quantity is not None and step > quantity), None
        )
        if nearest is not None:
            price = words.money_minor(nearest[1], self.setting.currency)
            notes.append(f"from {words.quantity(nearest[0], offer.unit_decimals, offer.unit)}: {price}")
        if offer.currency is not None and offer.currency != self.setting.currency:
            notes.append(f"their price is in {offer.currency}")
        self._note.setText(" · ".join(notes))
        self._use.setVisible(self._proposed is not None)
        self._use.setText(f"Order {words.quantity(self._proposed, offer.unit_decimals)}" if self._proposed else "")

    def _price_for(self, quantity: int) -> int | None:
        return price_at(quantity, self.offer.price_minor, self.offer.breaks)

    @Slot()
    def _on_price_edited(self) -> None:
        self._own_price = True

    @Slot()
    def _on_quantity_edited(self) -> None:
        quantity = self.quantity()
        if not self._own_price and quantity:
            self.field("price_minor").setText(money_text(self._price_for(quantity), self.setting.currency))
            self.show_sums()

    @Slot()
    def _on_use(self) -> None:
        if self._proposed is not None:
            self.field("quantity").setText(quantity_text(self._proposed, self.offer.unit_decimals))
            self._on_quantity_edited()
            self._on_edited()
            self.field("quantity").setFocus()

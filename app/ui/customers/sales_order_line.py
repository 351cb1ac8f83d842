"""A line of a sales order as it is written: what was paid before, and at once what stock says to the quantity."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import ValidationError
from app.domain.formulas.promising import StockTruth
from app.domain.money import PPM
from app.services.sales_orders.lines import DISCOUNT_LIMIT_PPM
from app.services.sales_orders.read_models import SalesLineDraft, SalesOffer
from app.ui.orders.line_row import OrderLineRow, Setting, Typed
from app.ui.shared.badges import Badge
from app.ui.shared.columns import Tone
from app.ui.shared.formats import formats
from app.ui.shared.labels import PlainLabel, Role, label
from app.ui.shared.typed import read_day, read_percent
from app.wording import selling


class SalesLineRow(OrderLineRow[SalesOffer, SalesLineDraft]):
    """`show_truth` says what stock says; the editor works it out, as lines of one product share what there is."""

    day_field: ClassVar[str] = "promised"
    day_caption: ClassVar[str] = "Promised"

    def __init__(self, offer: SalesOffer, setting: Setting, parent: QWidget, draft: SalesLineDraft | None) -> None:
        self.truth: StockTruth | None = None
        super().__init__(offer, setting, parent, draft)

    def add_foot(self, column: QVBoxLayout) -> None:
        """Stock, and what was paid before."""
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self._stock = Badge(parent=self)
        foot.addWidget(self._stock, 0, Qt.AlignmentFlag.AlignTop)
        self._hint: PlainLabel = label("", Role.LABEL, self, wrap=True)
        foot.addWidget(self._hint, 1)
        column.addLayout(foot)

    def fill(self) -> None:
        """The draft's values, or one unit at its price."""
        offer, draft = self.offer, self.draft
        if draft is None:
            self.put(10**offer.unit_decimals, offer.price_minor)
        else:
            self.put(draft.quantity, draft.price_minor, draft.discount_ppm, draft.promised)
        self._hint.setText(selling.paid_words(offer.paid, offer.list_minor, self.setting.currency, formats()))

    def make_draft(self, typed: Typed) -> SalesLineDraft:
        """The line's draft."""
        stored = self.draft
        return SalesLineDraft(
            self.offer.product_id, typed.quantity, typed.price_minor, typed.discount_ppm,
            stored.requested if stored else None, typed.day, stored.id if stored else None,
        )  # fmt: skip

    def refused_discount(self) -> str:
        """Why the typed discount may not be given; what the line had already it may keep."""
        stored = self.draft.discount_ppm if self.draft is not None else 0
        try:
            ppm = read_percent(self.field("discount_ppm").text(), "discount_ppm")
        except ValidationError:
            return ""
        return self.setting.no_discount if DISCOUNT_LIMIT_PPM < ppm <= PPM and ppm != stored else ""

    def show_truth(self, truth: StockTruth | None) -> None:
        """What stock says to the quantity that is typed; None takes it away."""
        self.truth = truth
        self._stock.setVisible(truth is not None)
        if truth is None:
            return
        offer, words = self.offer, formats()
        promised = self._promised()
        text = selling.truth_words(truth, offer.unit_decimals, offer.unit, words, self.setting.today)
        if selling.comes_late(truth, promised):
            text += ", after the promise"
        self._stock.set_badge(text, Tone(selling.truth_tone(truth, promised).value))
        self.field("quantity").setAccessibleDescription(text)

    def _promised(self) -> date | None:
        try:
            return read_day(self.field("promised").text(), "promised", self.setting.today)
        except ValidationError:
            return None

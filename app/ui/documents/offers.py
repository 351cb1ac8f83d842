"""The documents that a screen can make of what it shows: for its buttons, its key and the palette."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.ui.app_context import AppContext
from app.ui.documents.periods import Period
from app.ui.shared.formats import formats

KEY: Final = "Ctrl+P"


@dataclass(frozen=True, slots=True)
class Offer:
    """A document that can be looked at, saved and printed; `reason` says why the person may not."""

    text: str
    show: Callable[[], object]
    reason: str = ""


class Name(StrEnum):
    """The documents of one record, as `app.reports` names them: known without loading it."""

    PURCHASE_ORDER = "purchase_order"
    QUOTE = "quote"
    CONFIRMATION = "order_confirmation"
    PACKING_LIST = "packing_list"
    SUPPLIER_SCORECARD = "supplier_scorecard"


class Offering(Protocol):
    """A screen that offers documents, the one of what is looked at first."""

    def document_offers(self) -> Iterable[Offer]:
        """What it can make now."""


class RecordDocument:
    """The document of one record, by its id and what it is called: call it to show it."""

    def __init__(self, ctx: AppContext, owner: QWidget, name: Name, id_: int, subject: str) -> None:
        self._ctx = ctx
        self._owner = owner
        self._name = name
        self._id = id_
        self._subject = subject

    def __call__(self) -> None:
        """Open the preview."""
        from app.reports.documents import document
        from app.ui.documents.jobs import DocumentSource
        from app.ui.documents.preview import DocumentPreview

        kind = document(self._name)
        if kind is None:
            raise LookupError(self._name)
        source = DocumentSource(kind, self._subject, self.data, has_period=not kind.numbered)
        today = formats().local_date(self._ctx.ops.now())
        DocumentPreview(self._ctx, source, self._owner, today=today).open()

    def data(self, period: Period) -> object:
        """What is printed, read on a worker; the document of one order has no period."""
        from app.reports import figures, orders

        ops = self._ctx.ops
        match self._name:
            case Name.PURCHASE_ORDER:
                return orders.purchase_order_of(ops, self._id)
            case Name.QUOTE:
                return orders.quote_of(ops, self._id)
            case Name.CONFIRMATION:
                return orders.confirmation_of(ops, self._id)
            case Name.PACKING_LIST:
                return orders.packing_list_of(ops, self._id)
            case Name.SUPPLIER_SCORECARD:
                return figures.scorecard_of(ops, self._id, *period)


class PrintKey(QObject):
    """Ctrl+P shows the first document that the screen offers and the person may make."""

    def __init__(self, screen: Any) -> None:
        super().__init__(screen)
        self._screen: Offering = screen
        key = QShortcut(QKeySequence(KEY), screen)
        key.setProperty("says", "The document of what shows, as PDF")
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self._on_wanted)

    @Slot()
    def _on_wanted(self) -> None:
        offer = next((offer for offer in self._screen.document_offers() if not offer.reason), None)
        if offer is not None:
            offer.show()

"""What is done for customers who wait for a shipment: a call, another day, a part of it now, another product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.domain.states import ShipmentKind
from app.services.purchasing.proposals import draft_needs
from app.services.shipments.impact_models import ImpactOrder, WayKind, WayOut
from app.ui.shared.formats import formats
from app.ui.shared.navigation import open_record
from app.ui.shared.navigator import CallAbout, navigator_of
from app.ui.shared.operations import run_operation
from app.ui.shipments.answers import PromiseSheet, SwapSheet
from app.wording.shipments import offer_text

if TYPE_CHECKING:
    from app.ui.shipments.detail import ShipmentPane
    from app.ui.shipments.tab import ShipmentsTab


class CustomerHelp(QObject):
    """Does what the page of those who wait asks for."""

    def __init__(self, screen: ShipmentsTab, pane: ShipmentPane) -> None:
        super().__init__(pane)
        self._screen = screen
        self._pane = pane
        page = pane.impact
        page.call_wanted.connect(self.call)
        page.day_wanted.connect(self.promise)
        page.order_wanted.connect(self.open_order)
        page.way_wanted.connect(self.take)

    @Slot(object)
    def call(self, order: ImpactOrder) -> None:
        """Log a call with the customer; what can be said and offered stands there already."""
        navigator, detail = navigator_of(self._screen), self._pane.current
        if navigator is not None and detail is not None:
            text = offer_text(order, detail, formats())
            navigator.log_call(order.customer_id, CallAbout(text, order.number, "sales_order", order.order_id))

    @Slot(object)
    def promise(self, order: ImpactOrder) -> None:
        """Promise another day."""
        detail = self._pane.current
        if detail is not None:
            host = self._screen.sheet_host
            self._pane.open_sheet(PromiseSheet(host, self._screen.ctx, detail, order))

    @Slot(object)
    def open_order(self, order: ImpactOrder) -> None:
        """Show the customer's order."""
        open_record(self._screen, "sales_order", order.order_id)

    @Slot(object)
    def take(self, way: WayOut) -> None:
        """Take a way out."""
        detail = self._pane.current
        if detail is None:
            return
        if way.kind is WayKind.PART and way.order_id is not None:
            self._screen.flow.start_with(self._screen.sheet_host, ShipmentKind.OUT, way.order_id)
        elif way.kind is WayKind.SWAP:
            self._pane.open_sheet(SwapSheet(self._screen.sheet_host, self._screen.ctx, detail, way))
        elif way.kind is WayKind.BUY and way.supplier_id is not None and way.product_id is not None:
            needs = {way.product_id: way.missing}
            run_operation(
                self._screen, draft_needs, way.supplier_id, needs, on_success=self._on_drafted, toast="Order drafted"
            )

    def _on_drafted(self, outcome: object) -> None:
        open_record(self._screen, "purchase_order", getattr(outcome, "value", 0))

"""What is done for customers who wait for goods: a call, another day, a part of it now, another product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.services.purchasing.proposals import draft_needs
from app.services.shipments.impact_models import ImpactOrder, WayKind, WayOut
from app.ui.app_context import AppContext
from app.ui.impact.answers import PromiseSheet, SwapSheet
from app.ui.impact.page import ImpactPage
from app.ui.orders.step_sheet import StepSheet
from app.ui.shared.formats import formats
from app.ui.shared.navigation import open_record
from app.ui.shared.navigator import CallAbout, navigator_of
from app.ui.shared.operations import run_operation
from app.wording.shipments import offer_text


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the page: over what sheets open, how, and how a shipment of an order is begun."""

    host: Callable[[], QWidget]
    open_sheet: Callable[[StepSheet], object]
    send_part: Callable[[int], object]


class CustomerHelp(QObject):
    """Does what the page of those who wait asks for."""

    def __init__(self, ctx: AppContext, page: ImpactPage, around: Surroundings) -> None:
        super().__init__(page)
        self._ctx, self._page, self._around = ctx, page, around
        page.call_wanted.connect(self.call)
        page.day_wanted.connect(self.promise)
        page.order_wanted.connect(self.open_order)
        page.way_wanted.connect(self.take)

    @Slot(object)
    def call(self, order: ImpactOrder) -> None:
        """Log a call with the customer; what can be said and offered stands there already."""
        navigator, impact = navigator_of(self._page), self._page.current
        if navigator is not None and impact is not None:
            text = offer_text(order, impact, formats())
            navigator.log_call(order.customer_id, CallAbout(text, order.number, "sales_order", order.order_id))

    @Slot(object)
    def promise(self, order: ImpactOrder) -> None:
        """Promise another day."""
        if self._page.current is not None:
            self._around.open_sheet(PromiseSheet(self._around.host(), self._ctx, self._page.current, order))

    @Slot(object)
    def open_order(self, order: ImpactOrder) -> None:
        """Show the customer's order."""
        open_record(self._page, "sales_order", order.order_id)

    @Slot(object)
    def take(self, way: WayOut) -> None:
        """Take a way out."""
        impact = self._page.current
        if impact is None:
            return
        if way.kind is WayKind.PART and way.order_id is not None:
            self._around.send_part(way.order_id)
        elif way.kind is WayKind.SWAP:
            self._around.open_sheet(SwapSheet(self._around.host(), self._ctx, impact, way))
        elif way.kind is WayKind.BUY and way.supplier_id is not None and way.product_id is not None:
            needs = {way.product_id: way.missing}
            run_operation(
                self._page, draft_needs, way.supplier_id, needs, on_success=self._on_drafted, toast="Order drafted"
            )

    def _on_drafted(self, outcome: object) -> None:
        open_record(self._page, "purchase_order", getattr(outcome, "value", 0))

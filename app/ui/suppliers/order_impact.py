"""Which customers wait for a purchase order: the page beside its lines, read when the order shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from app.domain.states import PurchaseOrderState
from app.services.purchasing.read_models import OrderDetail
from app.services.shipments import outbound
from app.services.shipments.impact import of_purchase_order
from app.services.shipments.impact_models import Impact
from app.services.shipments.read_models import ShipmentDraft
from app.ui.impact.help import CustomerHelp, Surroundings
from app.ui.impact.page import ImpactPage
from app.ui.orders.order_page import LINES
from app.ui.shared.bus import Refresher
from app.ui.shared.errors import show_error
from app.ui.shared.navigation import open_record
from app.ui.shared.operations import run_operation
from app.ui.theme import current_theme

if TYPE_CHECKING:
    from app.ui.suppliers.order_page import PurchaseOrderPage

IMPACT = "impact"
LEAST_HEIGHT = 220
_CHANGES = (
    "reservation", "sales_order", "sales_order_line", "purchase_order_line", "product", "interaction",
    "contact_point", "affiliation", "partner", "supplier_item", "shipment", "shipment_line",
)  # fmt: skip
_MAY_WAIT = (PurchaseOrderState.SENT, PurchaseOrderState.CONFIRMED, PurchaseOrderState.ON_HOLD)


class OrderImpact(QObject):
    """Shows who waits. A late order for which somebody waits opens with it."""

    def __init__(self, order_page: PurchaseOrderPage) -> None:
        super().__init__(order_page)
        self._order_page = order_page
        self._id: int | None = None
        self._late = False
        self._shown: int | None = None
        self.page = ImpactPage(order_page)
        self.tabs = order_page.add_section(IMPACT, "Impact", self.page)
        self.tabs.bar.hide()
        around = Surroundings(lambda: order_page.host, order_page.open_sheet, self._send_part)
        self.help = CustomerHelp(order_page.ctx, self.page, around)
        self.tabs.chosen.connect(self._on_chosen)
        Refresher(self.page, order_page.ctx.bus, _CHANGES, self._read)

    def show_order(self, order: OrderDetail) -> None:
        """Read who waits for it; another order begins with its lines."""
        waits = order.state in _MAY_WAIT and any(line.outstanding for line in order.lines)
        self._late = order.late_days > 0
        if self._id != order.id or not waits:
            self._shown = None
            self.tabs.bar.hide()
            self.tabs.choose(LINES)
        self._id = order.id if waits else None
        self._read()

    def _read(self) -> None:
        if self._id is None:
            return
        ctx = self._order_page.ctx
        ctx.runner.read(
            self, ctx.ops.read, of_purchase_order, self._id, on_result=self._on_read, on_error=self._on_failed,
            question="impact",
        )  # fmt: skip

    def _on_read(self, impact: Impact) -> None:
        if self._id is None:
            return
        first, self._shown = self._shown != self._id, self._id
        self.page.show_impact(impact)
        self.tabs.set_count(IMPACT, len(impact.orders))
        self.tabs.bar.setVisible(bool(impact.orders))
        if not impact.orders:
            self.tabs.choose(LINES)
        elif first and self._late:
            self.tabs.choose(IMPACT)

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        # In a low window the whole order scrolls, and who waits can be read; the lines take what is left.
        self.page.setMinimumHeight(current_theme().px(LEAST_HEIGHT) if key == IMPACT else 0)

    def _on_failed(self, error: Exception) -> None:
        show_error(self._order_page, error)

    def _send_part(self, order_id: int) -> None:
        """Plan a shipment of what is kept for a customer's order, and open it."""
        draft = ShipmentDraft(order_id)
        run_operation(
            self.page, outbound.plan, draft, on_success=self._on_planned, toast="Shipment of what is here planned"
        )

    def _on_planned(self, outcome: Any) -> None:
        open_record(self._order_page, "shipment", int(outcome.value))

"""How a sales order's state is said: what is more urgent than the state comes first."""

from __future__ import annotations

from app.domain.states import SalesOrderState
from app.services.orders.read_models import CustomerOrder
from app.services.sales_orders.read_models import SalesOrderDetail, Shipped
from app.ui.shared.columns import Tone
from app.wording import labels, selling

_S = SalesOrderState


def row_state(order: CustomerOrder) -> str:
    """The state in a list, or what is more urgent: late."""
    return "Late" if order.late else labels.label(order.state)


def row_tone(order: CustomerOrder) -> Tone:
    """How it feels."""
    return Tone.BAD if order.late else Tone(labels.tone(order.state).value)


def page_state(order: SalesOrderDetail) -> tuple[str, Tone]:
    """The state on the order's own page: late, short, shipped in part or in full, else the state."""
    row = order.row.order
    if row.late:
        return "Late", Tone.BAD
    if row.state is _S.CONFIRMED and order.shipped is not Shipped.NOTHING:
        return selling.SHIPPED[order.shipped], Tone.WARN
    if row.state is _S.CONFIRMED and order.short:
        return "Short", Tone.WARN
    if row.state is _S.CLOSED and order.shipped is Shipped.FULLY:
        return selling.SHIPPED[order.shipped], Tone.GOOD
    return labels.label(row.state), Tone(labels.tone(row.state).value)

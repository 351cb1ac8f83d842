"""How a purchase order's state is said: what is more urgent than the state comes first."""

from __future__ import annotations

from app.services.purchasing.read_models import OrderDetail, OrderRow, Receipt
from app.ui.shared.columns import Tone
from app.wording import labels, supplying


def order_state(row: OrderRow | OrderDetail) -> str:
    """The state, or what is more urgent: late, or received in part."""
    if row.late_days:
        return "Late"
    if row.receipt is Receipt.PARTLY and row.state.value == "confirmed":
        return supplying.RECEIPTS[row.receipt]
    return labels.label(row.state)


def order_tone(row: OrderRow | OrderDetail) -> Tone:
    """How it feels."""
    if row.late_days:
        return Tone.BAD
    return Tone(labels.tone(row.state).value)

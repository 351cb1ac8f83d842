"""When an order's line is late: the promise that holds now has passed. The figures go by the first promise instead.

One rule for what needs attention, the chips, the rows and the pages (definitions 1.1 keep the original promise apart).
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func

from app.db.models import PurchaseOrder, PurchaseOrderLine, SalesOrderLine
from app.domain.states import PurchaseOrderState

WITH_SUPPLIER: Final = (PurchaseOrderState.SENT, PurchaseOrderState.CONFIRMED, PurchaseOrderState.ON_HOLD)
"""What a supplier has of us and has not brought in full."""


def bought_late(today: date) -> ColumnElement[bool]:
    """An open line of a supplier whose current promise is past; asked of orders and their lines, joined.

    By the orders' state, which an index has: what is found does not cost more with every order that is over.
    """
    line = PurchaseOrderLine
    return and_(
        PurchaseOrder.state.in_(WITH_SUPPLIER),
        line.received + line.closed_short < line.quantity,
        line.current_promise < today,
    )


def sold_due() -> ColumnElement[Any]:
    """The day a customer's line is to leave by: its current promise, else the day asked for."""
    return func.coalesce(SalesOrderLine.current_promise, SalesOrderLine.requested)


def days_past(day: date | None, today: date) -> int:
    """How many days a day is past; nought when it is not, or when there is none."""
    return 0 if day is None else max((today - day).days, 0)

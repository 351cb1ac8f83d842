"""Sales orders of a file with what they name found: what new orders and orders that are there are worked out from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.states import SalesOrderState
from app.services.transfer.apply.order_lines import OrderLine
from app.services.transfer.plan import RowRef
from app.services.transfer.prepare import Row


@dataclass(slots=True)
class Line(OrderLine):
    """One line with its references found and its amounts worked out."""

    carrier: RowRef | None

    @property
    def shipped(self) -> date | None:
        """The day it left; a line that came back without a date did so when it was written."""
        day: date | None = self.row.get("shipped") or self.row.get("delivered")
        return self.row.get("ordered") if day is None and self.quantity < 0 else day


@dataclass(slots=True)
class Order:
    """One order with its references found."""

    rows: list[Row]
    lines: list[Line]
    customer: RowRef
    staff: RowRef | None
    state: SalesOrderState
    history: bool

    @property
    def first(self) -> Row:
        """The row that the header's fields are read from."""
        return self.rows[0]

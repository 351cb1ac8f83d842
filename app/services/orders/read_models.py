"""Sales orders as a customer's page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.states import SalesOrderState


@dataclass(frozen=True, slots=True)
class CustomerOrder:
    """One order of a customer. `shipped_ppm` is the share of its value that left, in parts per million."""

    id: int
    number: str
    state: SalesOrderState
    ordered: date
    promised: date | None
    """The earliest promise of what is still to be shipped, else the latest of what was."""
    shipped_ppm: int
    late: bool
    """Open, and something promised for a day that has passed was not shipped."""
    net_minor: int
    currency: str
    lines: int

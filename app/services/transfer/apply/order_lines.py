"""What a line of a purchase order and one of a sales order have alike: what a file says of it, and what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.parsing.problems import ProblemCode
from app.services.transfer.apply.job import Job
from app.services.transfer.directory import ProductFacts
from app.services.transfer.plan import NewRow, RowRef
from app.services.transfer.prepare import Row


@dataclass(slots=True)
class OrderLine:
    """One line with its product found and its amounts worked out: smallest units, minor units, parts per million."""

    row: Row
    product: RowRef
    quantity: int
    price: int
    discount: int
    net: int

    def values(self, header: NewRow, position: int) -> dict[str, Any]:
        """Its columns, but those that say what became of it. The first promise is the one that holds."""
        promised = self.row.get("promised")
        return {
            "order_id": header,
            "position": position,
            "product_id": self.product,
            "quantity": self.quantity,
            "price_minor": self.price,
            "discount_ppm": self.discount,
            "net_minor": self.net,
            "requested": self.row.get("requested"),
            "original_promise": promised,
            "current_promise": promised,
        }

    def is_that(self, stored: Mapping[str, Any], *days: str) -> bool:
        """Whether it tells of a stored line: the same goods at the same price; days that it leaves out are the same."""
        mine = (self.product, self.quantity, self.price, self.discount, self.row.get("ordered"))
        theirs = tuple(stored[name] for name in ("product_id", "quantity", "price_minor", "discount_ppm", "ordered"))
        return mine == theirs and all(self.row.get(name) in (None, stored.get(name)) for name in days)


def price_of(job: Job, row: Row, facts: ProductFacts, usual: int | None) -> int | None:
    """The price that is given, else the usual one where the currency is that of the product; without one, refused."""
    price: int | None = row.get("price")
    if price is None and facts.currency == (row.get("currency") or job.currency):
        price = usual
    if price is None:
        job.refuse(row, "price", ProblemCode.REQUIRED)
    return price

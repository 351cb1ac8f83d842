"""The list's columns, and where its rows come from."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from app.domain.money import Money
from app.domain.states import ShipmentKind
from app.services.operations import Operations
from app.services.shipments import choosing, queries
from app.services.shipments.read_models import (
    OpenOrder,
    ShipmentChip,
    ShipmentColumn,
    ShipmentFilter,
    ShipmentLineView,
    ShipmentRow,
    ShipmentSort,
)
from app.ui.shared.columns import Column, Sort, Tone
from app.ui.shared.formats import formats
from app.wording import labels
from app.wording import shipments as words
from app.wording.formats import NOTHING

CHIPS: tuple[tuple[ShipmentChip, str], ...] = (
    (ShipmentChip.OPEN, "Open"),
    (ShipmentChip.INBOUND, "Inbound"),
    (ShipmentChip.OUTBOUND, "Outbound"),
    (ShipmentChip.LATE, "Late"),
    (ShipmentChip.TODAY, "Due today"),
    (ShipmentChip.ALL, "All"),
)


class ShipmentSource:
    """Rows of the list."""

    def __init__(self, ops: Operations) -> None:
        self._ops = ops

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        """The ids that fit, in order."""
        wanted = filter_ if isinstance(filter_, ShipmentFilter) else ShipmentFilter()
        order = ShipmentSort(ShipmentColumn(sort.key), sort.descending) if sort is not None else ShipmentSort()
        return self._ops.read(queries.ids, wanted, order)

    def rows(self, ids: Sequence[int]) -> Sequence[ShipmentRow]:
        """The lines of these."""
        return self._ops.read(queries.rows, ids)


class OpenOrderSource:
    """Orders that a new shipment can be made of; the filter is a text."""

    def __init__(self, ops: Operations, kind: ShipmentKind) -> None:
        self._ops = ops
        self._kind = kind

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        """The ids that fit, the earliest promise first."""
        return self._ops.read(choosing.open_order_ids, self._kind, filter_ if isinstance(filter_, str) else "")

    def rows(self, ids: Sequence[int]) -> Sequence[OpenOrder]:
        """The lines of these."""
        return self._ops.read(choosing.open_order_rows, self._kind, ids)


class HeldRows:
    """Rows that were read with their shipment already."""

    def __init__(self) -> None:
        self.held: tuple[Any, ...] = ()

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        """All of them."""
        return array("q", [row.id for row in self.held])

    def rows(self, ids: Sequence[int]) -> Sequence[Any]:
        """These."""
        wanted = set(ids)
        return [row for row in self.held if row.id in wanted]


def shipment_columns() -> tuple[Column[ShipmentRow], ...]:
    """Those of the mock first; the rest is hidden until a person wants it."""
    c = ShipmentColumn
    return (
        Column("number", "Shipment", lambda row: row.number, sort_key=c.NUMBER, width=100),
        Column("way", "Way", lambda row: words.WAYS[row.kind], sort_key=c.WAY, width=58),
        Column("party", "Party", lambda row: row.party or NOTHING, sort_key=c.PARTY, width=190, stretch=True),
        Column("order", "Order", lambda row: row.order or NOTHING, note=_more, sort_key=c.ORDER, width=98),
        Column("stage", "Stage", words.stage, sort_key=c.STAGE, width=124),
        Column("promised", "Promised", _promised, sort_key=c.PROMISED, width=96, tooltip=_promised_tip,
               value=lambda row: row.promised),
        Column("state", "State", _standing, badge=_tone, sort_key=c.PROMISED, width=114),
        Column("freight", "Freight", _freight, numeric=True, sort_key=c.FREIGHT, width=78, tooltip=_freight_tip,
               value=_freight_value),
        Column("carrier", "Carrier", lambda row: row.carrier or NOTHING, sort_key=c.CARRIER, width=130,
               hidden_by_default=True),
        Column("tracking", "Tracking", lambda row: row.tracking or NOTHING, width=140, hidden_by_default=True),
        Column("shipped", "Left", lambda row: formats().date(row.shipped), sort_key=c.SHIPPED, width=110,
               hidden_by_default=True, value=lambda row: row.shipped),
        Column("delivered", "Came", lambda row: formats().date(row.delivered), sort_key=c.DELIVERED, width=110,
               hidden_by_default=True, value=lambda row: row.delivered),
        Column("lines", "Lines", lambda row: formats().number(row.lines), numeric=True, width=70,
               hidden_by_default=True, value=lambda row: row.lines),
    )  # fmt: skip


def day_columns() -> tuple[Column[ShipmentRow], ...]:
    """What the list of a day shows."""
    wanted = ("number", "way", "party", "order", "stage", "state")
    return tuple(column for column in shipment_columns() if column.key in wanted)


def open_order_columns() -> tuple[Column[OpenOrder], ...]:
    """What a person needs to find an order again."""
    return (
        Column("number", "Order", lambda row: row.number, width=110),
        Column("party", "Party", lambda row: row.party, width=160, stretch=True),
        Column("promised", "Promised", lambda row: formats().date(row.promised), width=110),
        Column("lines", "Open lines", lambda row: formats().number(row.lines), numeric=True, width=90),
    )


def line_columns(kind: ShipmentKind) -> tuple[Column[ShipmentLineView], ...]:
    """A shipment's lines: counted ones when it comes in."""
    product = Column[ShipmentLineView]("product", "Product", lambda row: row.name, width=180, stretch=True)
    sku = Column[ShipmentLineView]("sku", "SKU", lambda row: row.sku, muted=True, width=96)
    quantity = Column[ShipmentLineView](
        "quantity", "Expected" if kind is ShipmentKind.IN else "Quantity", _expected, numeric=True, width=92
    )
    if kind is not ShipmentKind.IN:
        return product, sku, quantity
    return (
        product,
        sku,
        quantity,
        Column("accepted", "Accepted", lambda row: _quantity(row, row.accepted), numeric=True, width=88),
        Column("rejected", "Rejected", _rejected, badge=_rejected_tone, tooltip=_why, width=112),
    )


def standing_tone(row: ShipmentRow) -> Tone:
    """How a shipment stands, as a colour beside its word."""
    return Tone(words.standing_tone(row.punctuality).value)


def _standing(row: ShipmentRow) -> str:
    return words.standing(row.punctuality, formats())


def _tone(row: ShipmentRow) -> Tone:
    return standing_tone(row)


def _more(row: ShipmentRow) -> str | None:
    return f"+{row.orders - 1}" if row.orders > 1 else None


def _promised(row: ShipmentRow) -> str:
    from app.domain.clock import local_date, utc_now

    return formats().day_month(row.promised, local_date(utc_now()))


def _promised_tip(row: ShipmentRow) -> str | None:
    return None if row.promised is None else formats().date_long(row.promised)


def _freight(row: ShipmentRow) -> str:
    return formats().money_minor(row.freight_minor, row.currency, whole=True)


def _freight_value(row: ShipmentRow) -> Money | None:
    return None if row.freight_minor is None else Money(row.freight_minor, row.currency or "USD")


def _freight_tip(row: ShipmentRow) -> str | None:
    return None if row.freight_minor is None else formats().money_minor(row.freight_minor, row.currency)


def _quantity(row: ShipmentLineView, quantity: int) -> str:
    return formats().quantity(quantity, row.unit_decimals)


def _expected(row: ShipmentLineView) -> str:
    return formats().quantity(row.quantity, row.unit_decimals, row.unit)


def _rejected(row: ShipmentLineView) -> str:
    return _quantity(row, row.rejected) if row.rejected else NOTHING


def _rejected_tone(row: ShipmentLineView) -> Tone | None:
    return Tone.BAD if row.rejected else None


def _why(row: ShipmentLineView) -> str | None:
    return ": ".join(filter(None, (labels.label(row.reason), row.note))) if row.rejected else None

"""The directory's columns, and where its rows come from."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from app.domain.money import Money
from app.services.customers import queries
from app.services.customers.read_models import Chip, CustomerColumn, CustomerFilter, CustomerRow, CustomerSort
from app.services.operations import Operations
from app.ui.shared.columns import Column, Sort, Tone
from app.ui.shared.formats import formats
from app.wording import labels
from app.wording.formats import NOTHING

CHIPS: tuple[tuple[Chip, str], ...] = (
    (Chip.ALL, "All"),
    (Chip.MINE, "Mine"),
    (Chip.AT_RISK, "At risk"),
    (Chip.TO_CALL, "To call"),
    (Chip.ARCHIVED, "Archived"),
)


class CustomerSource:
    """Rows of the directory."""

    def __init__(self, ops: Operations) -> None:
        self._ops = ops

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        """The ids that fit, in order."""
        wanted = filter_ if isinstance(filter_, CustomerFilter) else CustomerFilter()
        order = CustomerSort(CustomerColumn(sort.key), sort.descending) if sort is not None else CustomerSort()
        return self._ops.read(queries.ids, wanted, order)

    def rows(self, ids: Sequence[int]) -> Sequence[CustomerRow]:
        """The lines of these."""
        return self._ops.read(queries.rows, ids)


def customer_columns() -> tuple[Column[CustomerRow], ...]:
    """Those of the mock first; the rest is hidden until a person wants it."""
    c = CustomerColumn
    return (
        _column(c.NAME, "Customer", lambda row: row.name, width=142),
        _column(c.CITY, "City", lambda row: row.city or NOTHING, width=112),
        Column(
            "segment", "Segment", _segment, badge=_segment_tone, sort_key=c.SEGMENT, width=106, tooltip=_segment_tip
        ),
        _column(c.SALES, "Sales, 12 mo", _sales, width=100, numeric=True, tooltip=_sales_tip, value=_sold),
        _column(
            c.LAST_CONTACT, "Last contact", _last_contact, width=98, numeric=True, tooltip=_last_contact_tip,
            value=lambda row: row.last_contact,
        ),
        Column("open", "Open", _open, note=_open_note, sort_key=c.OPEN, width=88),
        _column(
            c.OWNER, "Owner", lambda row: _first_word(row.owner), width=66, tooltip=lambda row: row.owner,
            value=lambda row: row.owner,
        ),
        _column(c.CODE, "Code", lambda row: row.code or NOTHING, width=90, hidden=True),
        _column(c.PHONE, "Phone", lambda row: row.phone or NOTHING, width=140, hidden=True),
        _column(c.EMAIL, "Email", lambda row: row.email or NOTHING, width=190, hidden=True),
        _column(
            c.ORDERS, "Orders", lambda row: formats().number(row.orders), width=84, numeric=True, hidden=True,
            value=lambda row: row.orders,
        ),
        _column(
            c.LAST_ORDER, "Last order", lambda row: formats().date(row.last_order), width=116, numeric=True,
            hidden=True, value=lambda row: row.last_order,
        ),
        _column(c.COUNTRY, "Country", lambda row: row.country or NOTHING, width=110, hidden=True),
        _column(c.TAGS, "Tags", lambda row: ", ".join(row.tags) or NOTHING, width=150, hidden=True),
    )  # fmt: skip


def _column(
    key: CustomerColumn,
    title: str,
    text: object,
    *,
    width: int,
    numeric: bool = False,
    hidden: bool = False,
    tooltip: object = None,
    value: Callable[[CustomerRow], object] | None = None,
) -> Column[CustomerRow]:
    return Column(
        key.value,
        title,
        text,  # type: ignore[arg-type]
        width=width,
        numeric=numeric,
        hidden_by_default=hidden,
        sort_key=key.value,
        tooltip=tooltip,  # type: ignore[arg-type]
        value=value,
    )


def segment_tone(row: CustomerRow) -> Tone:
    """How a segment feels."""
    return Tone(labels.tone(row.segment).value)


def _sold(row: CustomerRow) -> Money | None:
    return None if row.sales_minor is None or row.currency is None else Money(row.sales_minor, row.currency)


def _segment(row: CustomerRow) -> str:
    return labels.label(row.segment)


def _segment_tone(row: CustomerRow) -> Tone | None:
    return None if row.segment is None else segment_tone(row)


def _segment_tip(row: CustomerRow) -> str | None:
    return None if row.segment is None else "By how recently, how often and for how much they bought"


def _sales(row: CustomerRow) -> str:
    if row.currency is None:
        return NOTHING
    return formats().money_minor(row.sales_minor, row.currency, whole=True)


def _sales_tip(row: CustomerRow) -> str | None:
    if row.sales_minor is None:
        return None
    exact = formats().money_minor(row.sales_minor, row.currency)
    return f"{exact}, orders in other currencies left out" if row.mixed_currencies else exact


def _last_contact(row: CustomerRow) -> str:
    days = row.days_since_contact
    if days is None:
        return NOTHING
    return {0: "today", 1: "yesterday"}.get(days, f"{formats().number(days)}\u00a0d")


def _last_contact_tip(row: CustomerRow) -> str | None:
    return None if row.last_contact is None else formats().date(row.last_contact)


def _open(row: CustomerRow) -> str:
    return row.open_order or NOTHING


def _open_note(row: CustomerRow) -> str | None:
    return f"+{row.open_orders - 1}" if row.open_order and row.open_orders > 1 else None


def _first_word(name: str | None) -> str:
    return name.split()[0] if name and name.split() else NOTHING

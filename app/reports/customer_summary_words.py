"""The customer summary in words: what each place of the document says, by the same formats as the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from app.domain.money import Money, exponent
from app.domain.states import SalesOrderState
from app.domain.vocabulary import CallOutcome, InteractionKind, InteractionState
from app.reports import charts
from app.reports.customer_summary import CustomerSummary, EventKind, HistoryEntry, Order
from app.reports.letterhead import frame, pictures_of
from app.reports.typesetting import Json, Pictures
from app.wording.formats import NOTHING, Formats
from app.wording.labels import label, tone

_CHART_FILE: Final = "sales.svg"


def content(summary: CustomerSummary, formats: Formats) -> tuple[Mapping[str, Json], Pictures]:
    """The document in words, by the same formats as the screen, and its chart."""
    chart = sales_chart(summary, formats)
    shown = any(month.minor is not None for month in summary.months)
    data: dict[str, Json] = {
        **_frame(summary, formats),
        "facts": _facts(summary, formats),
        "figures": _figures(summary, formats),
        "chart": {"title": chart.title, "file": _CHART_FILE, "alt": charts.alt_text(chart)} if shown else None,
        "people": _people(summary),
        "orders": _orders(summary, formats),
        "history": [_entry(entry, formats) for entry in summary.history],
    }
    return data, {_CHART_FILE: charts.svg(chart), **pictures_of(summary.letterhead)}


_WORDS: Final[Mapping[str, str]] = {
    "figures": "Key figures",
    "sales": "Sales",
    "people": "People",
    "orders": "Orders",
    "history": "Contact history",
    "no-sales": "No sales in this period.",
    "no-orders": "No orders in this period.",
    "no-history": "Nothing was logged in this period.",
}


def _frame(summary: CustomerSummary, formats: Formats) -> dict[str, Json]:
    customer, segment = summary.customer, summary.customer.segment
    subtitle = f"{customer.code} · {_period(summary, formats)}"
    around = frame(
        summary.letterhead, formats, kind="Customer summary", name=customer.name, subtitle=subtitle, words=_WORDS
    )
    return {**around, "badge": None if segment is None else {"label": label(segment), "tone": tone(segment).value}}


def _period(summary: CustomerSummary, formats: Formats) -> str:
    if summary.since and summary.until:
        return f"{formats.date(summary.since)} to {formats.date(summary.until)}"
    if summary.since:
        return f"from {formats.date(summary.since)}"
    return f"until {formats.date(summary.until or summary.made_on)}"


def _facts(summary: CustomerSummary, formats: Formats) -> list[Json]:
    customer = summary.customer
    days = customer.payment_days
    rows: list[tuple[str, tuple[str, ...]]] = [
        ("Address", customer.address),
        ("Owner", (customer.owner,)),
        ("Phone", (customer.phone,)),
        ("Payment", ("" if days is None else f"{formats.days(days)} net" if days else "At once",)),
        ("Email", (customer.email,)),
        ("Credit limit", ("" if customer.credit_limit is None else formats.money(customer.credit_limit),)),
        ("Website", (customer.website,)),
        ("Delivery", (customer.delivery_window,)),
        ("Tax ID", (customer.tax_id,)),
        ("Tags", (", ".join(customer.tags),)),
    ]
    shown: list[Json] = []
    for name, lines in rows:
        filled: list[Json] = [line for line in lines if line]
        if filled:
            shown.append({"label": name, "lines": filled})
    return shown


def _figures(summary: CustomerSummary, formats: Formats) -> list[Json]:
    figures = summary.figures
    orders = formats.count(figures.orders_12_months, "order", "orders")
    shipped = formats.count(figures.shipped_orders, "shipped order", "shipped orders")
    since = f"since {formats.month(figures.customer_since)}" if figures.customer_since else ""
    cells = [
        ("Sales, 12 months", formats.money(figures.sales_12_months), orders if figures.orders_12_months else ""),
        ("Sales, all time", formats.money(figures.sales_all), since),
        ("Orders, all time", formats.number(figures.orders_all), ""),
        ("Average order", formats.money(figures.average_order), "all time"),
        ("Orders every", formats.days(figures.days_between_orders, 0), "on average"),
        ("Shipped on time", formats.percent(figures.on_time_rate, 1), f"of {shipped}"),
        ("Last order", formats.date(figures.last_order), _ago(figures.last_order, summary, formats)),
        ("Last contact", formats.date(figures.last_contact), _ago(figures.last_contact, summary, formats)),
    ]
    return [
        {"label": name, "value": value, "note": note if value != NOTHING else "no data yet"}
        for name, value, note in cells
    ]


def _ago(day: date | None, summary: CustomerSummary, formats: Formats) -> str:
    if day is None:
        return ""
    away = (summary.made_on - day).days
    return f"{formats.days(away)} ago" if away > 1 else formats.relative(day, summary.made_on)


def sales_chart(summary: CustomerSummary, formats: Formats) -> charts.Chart:
    """Net sales by month as bars, in major units of the customer's currency."""
    scale = 10 ** exponent(summary.currency)
    values = tuple(None if month.minor is None else month.minor / scale for month in summary.months)
    name = f"Net sales by month ({summary.currency})"
    return charts.Chart(
        title=name,
        labels=tuple(formats.month(month.month) for month in summary.months),
        series=(charts.Series("Sales", values),),
        write=_axis_writer(formats),
    )


def _axis_writer(formats: Formats) -> Callable[[float], str]:
    def write(value: float) -> str:
        return formats.number(value)

    return write


def _people(summary: CustomerSummary) -> dict[str, Json]:
    columns: list[Json] = [_column("Name", 3), _column("Title", 3), _column("Phone", 3), _column("Email", 4)]
    rows: list[Json] = [
        [person.name, person.title, "\n".join(person.phones), "\n".join(person.emails)]
        for person in summary.customer.people
    ]
    return {"columns": columns, "rows": rows}


def _orders(summary: CustomerSummary, formats: Formats) -> dict[str, Json]:
    columns: list[Json] = [
        _column("Order", None),
        _column("Ordered", None),
        _column("State", None),
        _column("Promised", None),
        _column("Shipped", None),
        _column("Carrier", 1),
        _column("Total", None, "right"),
    ]
    rows: list[Json] = [_order_row(order, formats) for order in summary.orders]
    return {"columns": columns, "rows": rows, "foot": _total_row(summary.orders, formats)}


def _order_row(order: Order, formats: Formats) -> list[Json]:
    late = order.late_days is not None and order.late_days > 0
    shipped = formats.date(order.shipped)
    days = f"{formats.number(order.late_days)}\u00a0d\u00a0late"
    shown: Json = {"label": f"{shipped}, {days}" if order.shipped else days, "tone": "bad"} if late else shipped
    return [
        order.number or NOTHING,
        formats.date(order.ordered),
        {"label": label(order.state), "tone": tone(order.state).value},
        formats.date(order.promised),
        shown,
        order.carrier or NOTHING,
        formats.money(order.total),
    ]


def _total_row(orders: tuple[Order, ...], formats: Formats) -> Json:
    counted = [order for order in orders if order.state not in _NOT_SALES]
    if not counted or len({order.total.currency for order in counted}) > 1:
        return None
    total = Money(sum(order.total.minor for order in counted), counted[0].total.currency)
    return ["Total", formats.count(len(counted), "order", "orders"), "", "", "", "", formats.money(total)]


_NOT_SALES: Final = frozenset({SalesOrderState.QUOTE, SalesOrderState.CANCELLED})


def _entry(entry: HistoryEntry, formats: Formats) -> dict[str, Json]:
    about = [_when(entry.at, formats)]
    about += [part for part in (entry.contact and f"with {entry.contact}", entry.staff) if part]
    body = "\n".join(part for part in (entry.subject, entry.text) if part)
    return {
        "head": _head(entry, formats),
        "about": "".join(f" · {part}" for part in about),
        "text": body,
        "next": _next(entry, formats),
        "tone": _entry_tone(entry),
    }


def _head(entry: HistoryEntry, formats: Formats) -> str:
    if isinstance(entry.kind, InteractionKind):
        parts = [label(entry.kind)]
        if entry.duration_seconds:
            parts.append(formats.duration(entry.duration_seconds))
        if entry.outcome is not None and entry.outcome is not CallOutcome.CONNECTED:
            parts.append(label(entry.outcome).lower())
        if entry.state in {InteractionState.PLANNED, InteractionState.MISSED, InteractionState.CANCELLED}:
            parts.append(label(entry.state).lower())
        return ", ".join(parts)
    parts = [f"{_EVENTS[entry.kind]} {entry.reference}".strip()]
    if entry.state is not None:
        parts.append(label(entry.state).lower())
    if entry.amount is not None:
        parts.append(formats.money(entry.amount))
    return ", ".join(parts)


_EVENTS: Final = {EventKind.ORDER: "Order", EventKind.SHIPMENT: "Shipment", EventKind.FOLLOW_UP: "Follow-up"}


def _entry_tone(entry: HistoryEntry) -> str:
    if entry.kind is EventKind.ORDER:
        return "accent"
    known = tone(entry.state) if isinstance(entry.kind, EventKind) else tone(entry.outcome)
    return known.value


def _when(at: datetime | date, formats: Formats) -> str:
    return formats.timestamp(at) if isinstance(at, datetime) else formats.date(at)


def _next(entry: HistoryEntry, formats: Formats) -> str:
    if not entry.next_step and entry.next_due is None:
        return ""
    due = "" if entry.next_due is None else f" ({_when(entry.next_due, formats)})"
    return f"Next: {entry.next_step or 'follow up'}{due}"


def _column(name: str, share: int | None, align: str = "left") -> dict[str, Json]:
    return {"label": name, "share": share, "align": align}

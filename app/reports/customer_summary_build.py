"""The customer summary from the services' read models: no figure is worked out twice, only arranged."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from app.domain.clock import local_date, to_text
from app.domain.money import Money, divide_half_up
from app.domain.states import OPEN_SALES_ORDER
from app.domain.vocabulary import ContactPointKind
from app.reports.customer_summary import (
    CustomerSummary,
    EventKind,
    Figures,
    HistoryEntry,
    MonthSales,
    Order,
    Person,
    Profile,
)
from app.reports.letterhead import address_lines
from app.services.documents.order_models import PostalAddress

if TYPE_CHECKING:
    from app.services.customers.read_models import AddressRow, CustomerDetail, CustomerFigures
    from app.services.customers.read_models import Person as PersonRow
    from app.services.documents.read_models import CustomerHistory, InteractionRecord, OrderRecord
    from app.services.operations import Operations

_MONTHS: Final = 24
_PHONES: Final = (ContactPointKind.PHONE, ContactPointKind.MOBILE)


def build_customer_summary(
    ops: Operations, code: str, since: date | None = None, until: date | None = None
) -> CustomerSummary:
    """Read everything for the customer with this code (else of this name); orders and history of the days given.

    Raises `ValidationError` for an unknown or ambiguous code, `PermissionDenied`.
    """
    from app.services.customers import detail as customers
    from app.services.documents import queries

    customer_id = ops.read(queries.find_customer, code)
    history = ops.read(queries.customer_history, customer_id, since, until)
    return summary_of(ops.read(customers.detail, customer_id), history, since, until)


def summary_of(
    detail: CustomerDetail, history: CustomerHistory, since: date | None = None, until: date | None = None
) -> CustomerSummary:
    """The summary from what the services gave."""
    figures = detail.figures
    currency = (figures.currency if figures else None) or detail.currency or history.letterhead.business.currency
    shown = [order for order in history.orders if _within(order.ordered, since, until)]
    return CustomerSummary(
        letterhead=history.letterhead,
        customer=_profile(detail, currency),
        figures=_figures(figures, history, currency),
        currency=currency,
        since=since,
        until=until,
        months=_months(history, currency, until),
        orders=tuple(_order(order, history.letterhead.made_on) for order in shown),
        history=_history(history, shown),
    )


def _within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or day >= since) and (until is None or day <= until)


def _profile(detail: CustomerDetail, currency: str) -> Profile:
    address = next((row for row in detail.addresses if row.is_main), next(iter(detail.addresses), None))
    website = next((point.value for point in detail.points if point.kind is ContactPointKind.WEBSITE), "")
    limit = detail.credit_limit_minor
    return Profile(
        code=detail.code or "",
        name=detail.name,
        address=_lines(address),
        phone=detail.phone or "",
        email=detail.email or "",
        website=website,
        tax_id=detail.tax_id,
        owner=detail.owner or "",
        segment=detail.segment,
        payment_days=detail.payment_days,
        credit_limit=None if limit is None else Money(limit, detail.currency or currency),
        delivery_window=detail.delivery_window,
        tags=detail.tags,
        people=tuple(_person(person) for person in detail.people if person.valid_to is None),
    )


def _lines(row: AddressRow | None) -> tuple[str, ...]:
    if row is None:
        return ()
    return address_lines(PostalAddress(row.street, row.postal_code, row.city, row.region, row.country))


def _person(person: PersonRow) -> Person:
    phones = tuple(point.value for point in person.points if point.kind in _PHONES)
    emails = tuple(point.value for point in person.points if point.kind is ContactPointKind.EMAIL)
    return Person(person.name, person.role, phones, emails)


def _figures(figures: CustomerFigures | None, history: CustomerHistory, currency: str) -> Figures:
    if figures is None:
        return Figures()
    year_ago = _year_before(history.letterhead.made_on)
    promised = figures.shipped_with_promise
    total, count = figures.sales_total_minor, figures.orders
    # Orders in another currency are counted but not summed, so an average would be wrong.
    comparable = total is not None and count > 0 and not figures.mixed_currencies
    last_contact = figures.last_contact
    return Figures(
        sales_12_months=None if figures.sales_minor is None else Money(figures.sales_minor, currency),
        sales_all=None if total is None else Money(total, currency),
        orders_12_months=sum(order.counts and order.ordered > year_ago for order in history.orders),
        orders_all=count,
        average_order=Money(divide_half_up(total or 0, count), currency) if comparable else None,
        days_between_orders=figures.days_between_orders,
        on_time_rate=figures.shipped_on_time / promised if promised else None,
        shipped_orders=promised,
        last_order=figures.last_order,
        last_contact=None if last_contact is None else local_date(last_contact),
        customer_since=figures.first_order,
    )


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _months(history: CustomerHistory, currency: str, until: date | None) -> tuple[MonthSales, ...]:
    """The newest 24 months; those before the first order have no value, later ones without an order are zero.

    For a customer who has long been quiet they end with the last order: an empty chart would say nothing.
    """
    sums: defaultdict[date, int] = defaultdict(int)
    for order in history.orders:
        if order.counts and order.currency == currency:
            sums[order.ordered.replace(day=1)] += order.total_minor
    if not sums:
        return ()
    end = min(until or history.letterhead.made_on, history.letterhead.made_on)
    newest = max(sums)
    last = end.year * 12 + end.month - 1
    if newest.year * 12 + newest.month - 1 <= last - _MONTHS:
        last = newest.year * 12 + newest.month - 1
    months = [date(index // 12, index % 12 + 1, 1) for index in range(last - _MONTHS + 1, last + 1)]
    first = min(sums)
    return tuple(MonthSales(month, None if month < first else sums.get(month, 0)) for month in months)


def _order(order: OrderRecord, today: date) -> Order:
    return Order(
        number=order.number,
        ordered=order.ordered,
        state=order.state,
        total=Money(order.total_minor, order.currency),
        promised=order.promised,
        shipped=order.shipped,
        carrier=order.carrier,
        late_days=_late_days(order, today),
    )


def _late_days(order: OrderRecord, today: date) -> int | None:
    if order.promised is None or not order.counts:
        return None
    if order.shipped is not None:
        return (order.shipped - order.promised).days
    return (today - order.promised).days if order.state in OPEN_SALES_ORDER else None


def _history(history: CustomerHistory, orders: list[OrderRecord]) -> tuple[HistoryEntry, ...]:
    entries = [_said(said) for said in history.interactions]
    entries += [
        HistoryEntry(
            order.ordered,
            EventKind.ORDER,
            reference=order.number,
            amount=Money(order.total_minor, order.currency),
            state=order.state,
        )
        for order in orders
    ]
    entries += [
        HistoryEntry(
            sent.day,
            EventKind.SHIPMENT,
            reference=sent.number,
            state=sent.state,
            text=" · ".join(part for part in (sent.carrier, sent.tracking) if part),
        )
        for sent in history.shipments
    ]
    return tuple(sorted(entries, key=_place, reverse=True))


def _place(entry: HistoryEntry) -> tuple[date, int, str]:
    if isinstance(entry.at, datetime):
        return local_date(entry.at), 1, to_text(entry.at)
    return entry.at, 0, entry.reference


def _said(said: InteractionRecord) -> HistoryEntry:
    return HistoryEntry(
        at=said.at,
        kind=said.kind,
        staff=said.staff,
        contact=said.contact,
        text=said.notes,
        subject=said.subject,
        direction=said.direction,
        state=said.state,
        outcome=said.outcome,
        duration_seconds=said.duration_seconds,
        next_step=said.next_step,
        next_due=said.next_due,
    )

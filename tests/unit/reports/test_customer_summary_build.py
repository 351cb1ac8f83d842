"""The summary of a small invented history, compared with sums done by hand."""

import io
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from app.db import facts
from app.db.engine import Database
from app.db.models import (
    Address,
    Affiliation,
    Contact,
    ContactPoint,
    CustomerTerms,
    Interaction,
    Partner,
    Product,
    SalesOrder,
    SalesOrderLine,
    Setting,
    Shipment,
    ShipmentLine,
    Staff,
    Task,
)
from app.domain.errors import PermissionDenied, Problem, ValidationError
from app.domain.money import Money
from app.domain.states import SalesOrderState, ShipmentKind, ShipmentState
from app.domain.text import fold
from app.domain.vocabulary import CallOutcome, ContactPointKind, Direction, InteractionKind, InteractionState, Role
from app.reports.customer_summary import CustomerSummary, EventKind
from app.reports.customer_summary_build import build_customer_summary
from app.reports.documents import document, render
from app.services.operations import Operations
from app.wording.formats import Formats

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
S = SalesOrderState

# number, ordered, state, lines (net minor), promised, shipped
ORDERS = [
    ("SO-1", date(2025, 1, 15), S.CLOSED, (10_000, 2_550), date(2025, 1, 20), date(2025, 1, 19)),
    ("SO-2", date(2026, 3, 2), S.CLOSED, (40_000,), date(2026, 3, 10), date(2026, 3, 12)),
    ("SO-3", date(2026, 3, 30), S.CONFIRMED, (5_001,), date(2026, 11, 20), None),
    ("SO-4", date(2026, 4, 1), S.CANCELLED, (99_999,), None, None),
    ("SO-5", date(2026, 11, 20), S.QUOTE, (70_000,), None, None),
]


@pytest.fixture
def ops(database: Database) -> Operations:
    with database.write() as session:
        owner = Staff(name="Maya Holm", name_fold="maya holm", role=Role.OWNER, signs_in=True)
        reader = Staff(name="Rita", name_fold="rita", role=Role.READ_ONLY, signs_in=True)
        carrier = Partner(name="Nordfrakt", name_fold="nordfrakt", is_carrier=True)
        other = Partner(name="Other", name_fold="other", is_customer=True, code="OTH", code_fold="oth")
        product = Product(sku="J", sku_fold="j", name="Jug", name_fold="jug", currency="USD")
        session.add_all([owner, reader, carrier, other, product, Setting(key="business.name", value='"Greenleaf"')])
        session.flush()
        customer = Partner(
            name="Harbour Café",
            name_fold=fold("Harbour Café"),
            code="HARBO",
            code_fold="harbo",
            is_customer=True,
            owner_id=owner.id,
            payment_days=30,
            currency="USD",
            tax_id="SE5566",
        )
        session.add(customer)
        session.flush()
        _orders(session, customer.id, carrier.id, product.id)
        _people(session, customer.id, owner.id)
        session.add(
            Interaction(
                partner_id=other.id,
                kind=InteractionKind.NOTE,
                direction=Direction.OUTBOUND,
                state=InteractionState.DONE,
                at=NOW,
                notes="SECRET OF ANOTHER",
            )
        )
        session.flush()
        facts.rebuild(session, NOW.date())
    operations = Operations(database, now=lambda: NOW)
    operations.sign_in_as(owner.id)
    return operations


def _orders(session, customer: int, carrier: int, product: int) -> None:
    for number, ordered, state, lines, promised, shipped in ORDERS:
        order = SalesOrder(
            number=number,
            number_fold=number.lower(),
            customer_id=customer,
            state=state,
            ordered=ordered,
            currency="USD",
        )
        session.add(order)
        session.flush()
        sent = None
        if shipped:
            sent = Shipment(
                number=f"OUT-{number}",
                number_fold=f"out-{number}".lower(),
                kind=ShipmentKind.OUT,
                state=ShipmentState.DELIVERED,
                partner_id=customer,
                carrier_id=carrier,
                promised=promised,
                shipped=shipped,
            )
            session.add(sent)
            session.flush()
        for position, net in enumerate(lines, 1):
            line = SalesOrderLine(
                order_id=order.id,
                position=position,
                product_id=product,
                quantity=1,
                price_minor=net,
                net_minor=net,
                original_promise=promised,
                shipped=1 if shipped else 0,
            )
            session.add(line)
            session.flush()
            if sent:
                session.add(
                    ShipmentLine(
                        shipment_id=sent.id,
                        position=position,
                        sales_order_line_id=line.id,
                        product_id=product,
                        quantity=1,
                    )
                )


def _people(session, customer: int, owner: int) -> None:
    rosa = Contact(name="Rosa Lindqvist", name_fold="rosa lindqvist")
    session.add(rosa)
    session.flush()
    said = Interaction(
        partner_id=customer,
        contact_id=rosa.id,
        kind=InteractionKind.CALL,
        direction=Direction.INBOUND,
        state=InteractionState.DONE,
        outcome=CallOutcome.CONNECTED,
        at=datetime(2026, 11, 21, 8, 52, tzinfo=UTC),
        duration_seconds=361,
        staff_id=owner,
        notes="Promised the jugs by Wednesday.",
    )
    old = Interaction(
        partner_id=customer,
        kind=InteractionKind.NOTE,
        direction=Direction.OUTBOUND,
        state=InteractionState.DONE,
        at=datetime(2024, 5, 1, 12, tzinfo=UTC),
        notes="an old note",
    )
    session.add_all(
        [
            said,
            old,
            Affiliation(contact_id=rosa.id, partner_id=customer, role="Owner", is_main=True),
            ContactPoint(
                contact_id=rosa.id, kind=ContactPointKind.PHONE, value="+46 31 555 01 42", normal="+46315550142"
            ),
            ContactPoint(
                partner_id=customer, kind=ContactPointKind.EMAIL, value="x@harbour.example", normal="x@harbour.example"
            ),
            Address(
                partner_id=customer, street="Packhuskajen 8", city="Gothenburg", postal_code="411 13", country="Sweden"
            ),
            CustomerTerms(partner_id=customer, credit_limit_minor=500_000, delivery_window="Tue"),
        ]
    )
    session.flush()
    session.add(Task(title="ring Rosa", partner_id=customer, interaction_id=said.id, due_at=NOW))


def test_figures_are_those_done_by_hand(ops: Operations) -> None:
    figures = build_customer_summary(ops, "harbo").figures
    assert figures.sales_all == Money(10_000 + 2_550 + 40_000 + 5_001, "USD")
    assert figures.sales_12_months == Money(45_001, "USD")
    assert (figures.orders_all, figures.orders_12_months) == (3, 2)
    assert figures.average_order == Money(19_184, "USD")  # 57,551 ÷ 3 = 19,183.67
    assert (figures.on_time_rate, figures.shipped_orders) == (0.5, 2)
    assert (figures.customer_since, figures.last_order) == (date(2025, 1, 15), date(2026, 3, 30))
    assert figures.last_contact == date(2026, 11, 21)


def test_facts_orders_months_and_history(ops: Operations) -> None:
    summary = build_customer_summary(ops, "HARBO")
    customer = summary.customer
    head = summary.letterhead
    assert (head.business.name, head.made_by, head.made_on) == ("Greenleaf", "Maya Holm", date(2026, 11, 22))
    assert customer.address == ("Packhuskajen 8", "411 13 Gothenburg", "Sweden")
    assert (customer.owner, customer.payment_days, customer.credit_limit) == ("Maya Holm", 30, Money(500_000, "USD"))
    assert (customer.phone, customer.email) == ("+46 31 555 01 42", "x@harbour.example")
    assert [(p.name, p.title, p.phones) for p in customer.people] == [
        ("Rosa Lindqvist", "Owner", ("+46 31 555 01 42",))
    ]
    rows = {order.number: order for order in summary.orders}
    assert list(rows) == ["SO-5", "SO-4", "SO-3", "SO-2", "SO-1"]
    assert {number: order.late_days for number, order in rows.items()} == {
        "SO-1": -1,
        "SO-2": 2,
        "SO-3": 2,
        "SO-4": None,
        "SO-5": None,
    }
    assert rows["SO-1"].total == Money(12_550, "USD")
    assert (rows["SO-1"].carrier, rows["SO-1"].promised) == ("Nordfrakt", date(2025, 1, 20))
    months = {month.month: month.minor for month in summary.months}
    assert len(months) == 24
    assert max(months) == date(2026, 11, 1)
    assert months[date(2024, 12, 1)] is None
    assert months[date(2025, 1, 1)] == 12_550
    assert months[date(2025, 2, 1)] == 0
    assert months[date(2026, 3, 1)] == 45_001
    call = next(entry for entry in summary.history if entry.kind is InteractionKind.CALL)
    assert (call.contact, call.next_step, call.next_due) == ("Rosa Lindqvist", "ring Rosa", NOW)
    kinds = [entry.kind for entry in summary.history]
    assert kinds.count(EventKind.ORDER) == 5
    assert kinds.count(EventKind.SHIPMENT) == 2
    days = [entry.at.date() if isinstance(entry.at, datetime) else entry.at for entry in summary.history]
    assert days == sorted(days, reverse=True)
    assert "SECRET" not in repr(summary)


def test_the_chart_of_a_quiet_customer_ends_with_the_last_order(ops: Operations) -> None:
    ops.now = lambda: datetime(2031, 5, 2, 9, tzinfo=UTC)
    months = {month.month: month.minor for month in build_customer_summary(ops, "HARBO").months}
    assert (len(months), max(months), min(months)) == (24, date(2026, 3, 1), date(2024, 4, 1))
    assert months[date(2026, 3, 1)] == 45_001


def test_a_period_bounds_orders_and_history(ops: Operations) -> None:
    summary = build_customer_summary(ops, "HARBO", date(2026, 3, 2), date(2026, 3, 30))
    assert [order.number for order in summary.orders] == ["SO-3", "SO-2"]
    assert len(summary.history) == 3
    assert build_customer_summary(ops, "HARBO", date(2026, 11, 21)).history[-1].kind is InteractionKind.CALL


def test_unknown_and_forbidden_customers(ops: Operations) -> None:
    with pytest.raises(ValidationError) as unknown:
        build_customer_summary(ops, "nobody")
    assert unknown.value.code is Problem.UNKNOWN
    with ops.database.read() as session:
        reader = session.query(Staff).filter_by(name="Rita").one().id
    ops.sign_in_as(reader)
    with pytest.raises(PermissionDenied):
        build_customer_summary(ops, "HARBO")


def test_it_prints(ops: Operations) -> None:
    kind = document("customer_summary")
    assert kind is not None
    summary = kind.build(ops, "HARBO")
    assert isinstance(summary, CustomerSummary)
    pdf = render(kind, summary, Formats("en_US", UTC))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\u00a0", " ")
    for words in (
        "$575.51",
        "$450.01",
        "50.0%",
        "Mar 12, 2026, 2 d late",
        "Next: ring Rosa",
        "Order SO-5, quote, $700.00",
    ):
        assert words in text, words
    empty = kind.build(ops, "OTH")
    assert render(kind, empty, Formats("en_US", UTC)).startswith(b"%PDF")

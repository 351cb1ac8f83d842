"""Suppliers' measures against a slow count by hand, the directory, and the forms with their refusals."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from statistics import median

import pytest

from app.db.engine import Database
from app.db.models import Partner, Product, ShipmentLine
from app.domain.errors import AppError, ConflictError, NotFoundError, Problem, ValidationError, ValidationErrors
from app.domain.formulas import supplying
from app.domain.formulas.supplying import Parts, SupplierState
from app.domain.vocabulary import PartnerStatus, ReasonCode, Role
from app.services.insights.figures import Dimension, MeasureName
from app.services.insights.queries import figure
from app.services.integrity.check import rebuild_derived
from app.services.operations import Operations
from app.services.purchasing import commands as purchasing
from app.services.purchasing import queries as orders
from app.services.purchasing.read_models import PurchaseLineDraft, PurchaseOrderDraft
from app.services.shipments import inbound
from app.services.shipments.read_models import ReceiptLine, ShipmentDraft, ShipmentLineDraft
from app.services.suppliers import commands, queries
from app.services.suppliers.by_month import by_month
from app.services.suppliers.comparing import compare
from app.services.suppliers.detail import detail, draft
from app.services.suppliers.items import items, remove_item, save_item
from app.services.suppliers.read_models import (
    Break,
    Figures,
    ItemDraft,
    SupplierChip,
    SupplierColumn,
    SupplierDraft,
    SupplierFilter,
    SupplierSort,
)
from tests.support.customers import staff
from tests.support.rows import snapshot
from tests.support.statements import counted

TODAY = date(2026, 6, 30)


class Day:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.go_to(TODAY)

    def __call__(self) -> datetime:
        return self.at

    def go_to(self, day: date) -> None:
        self.at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture
def day() -> Day:
    return Day()


@pytest.fixture
def shop(database: Database, day: Day) -> Operations:
    with database.write() as session:
        for number, name in enumerate(("Alder", "Bramble", "Cooper", "Delft"), 1):
            session.add(Partner(id=number, name=name, name_fold=name.lower(), is_supplier=True, currency="USD"))
        session.add(Partner(id=9, name="A customer", name_fold="a customer", is_customer=True))
        for number in (1, 2):
            session.add(Product(id=number, sku=f"P{number}", sku_fold=f"p{number}", name=f"P {number}",
                                name_fold=f"p {number}", unit_decimals=number - 1, currency="USD"))  # fmt: skip
    ops = Operations(database, now=day)
    ops.run(rebuild_derived)
    return ops


class Deal:
    """One order of one line, with what is known of it for the count by hand."""

    def __init__(self, ordered: date, promised: int, arrivals: list[tuple[int, int, int]], quantity: int = 10) -> None:
        self.ordered, self.promise = ordered, ordered + timedelta(days=promised)
        self.arrivals, self.quantity = arrivals, quantity


def trade(ops: Operations, day: Day, supplier: int, deal: Deal, product: int = 1) -> int:
    """Order, confirm the next day, and take in each arrival (days after the order, accepted, rejected)."""
    day.go_to(deal.ordered)
    lines = (PurchaseLineDraft(product, deal.quantity, 100),)
    number = ops.run(purchasing.create, PurchaseOrderDraft(supplier, lines)).value
    ops.run(purchasing.send, number)
    day.go_to(deal.ordered + timedelta(days=1))
    line = ops.read(orders.detail, number).lines[0].id
    ops.run(purchasing.confirm, number, {line: deal.promise})
    for after, accepted, rejected in deal.arrivals:
        day.go_to(deal.ordered + timedelta(days=after))
        shipment = ops.run(
            inbound.announce, ShipmentDraft(number, [ShipmentLineDraft(line, accepted + rejected)])
        ).value
        with ops.database.read() as session:
            item = session.query(ShipmentLine).filter_by(shipment_id=shipment).one().id
        reason = ReasonCode.DAMAGED if rejected else None
        ops.run(inbound.receive, shipment, [ReceiptLine(item, accepted, rejected, reason)])
    day.go_to(TODAY)
    return number


START = date(2026, 3, 1)
DEALS = [
    Deal(START, 14, [(12, 10, 0)]),  # on time
    Deal(START + timedelta(5), 14, [(14, 10, 0)]),  # on the very day
    Deal(START + timedelta(9), 14, [(7, 4, 0), (13, 6, 0)]),  # on time in two parts
    Deal(START + timedelta(20), 14, [(7, 9, 1), (20, 1, 0)]),  # the last piece late
    Deal(START + timedelta(25), 10, [(30, 10, 0)]),  # late
    Deal(START + timedelta(30), 10, []),  # never came: it counts
    Deal(TODAY - timedelta(3), 10, []),  # not yet due: it does not
    Deal(date(2025, 6, 1), 10, [(40, 10, 0)]),  # more than twelve months ago
]


def by_hand(deals: list[Deal]) -> tuple[Fraction, int, Fraction, float]:
    """On-time rate, lines judged, rejected rate, median lead time: counted line by line."""
    good = judged = rejected = came = 0
    leads = []
    for deal in deals:
        if deal.ordered <= TODAY.replace(year=TODAY.year - 1):
            continue
        got, done = 0, None
        for after, accepted, refused in deal.arrivals:
            got, rejected, came = got + accepted, rejected + refused, came + accepted + refused
            if got >= deal.quantity and done is None:
                done = deal.ordered + timedelta(days=after)
        if done is not None:
            leads.append((done - deal.ordered).days - 1)
        if done is not None or deal.promise < TODAY:
            judged += 1
            good += done is not None and done <= deal.promise
    return Fraction(good, judged), judged, Fraction(rejected, came), median(leads)


def figures(ops: Operations, supplier: int) -> Figures:
    return ops.read(queries.rows, [supplier])[0].figures


def refused(run: Callable[[], object]) -> dict[str, Problem]:
    with pytest.raises((ValidationError, ValidationErrors)) as caught:
        run()
    error = caught.value
    return {each.field: each.code for each in (error.errors if isinstance(error, ValidationErrors) else (error,))}


# -- the measures


def test_the_measures_are_those_counted_by_hand(shop: Operations, day: Day) -> None:
    for deal in DEALS:
        trade(shop, day, 1, deal)
    on_time, judged, rejected, lead = by_hand(DEALS)
    found = figures(shop, 1)

    assert (on_time, judged, rejected, lead) == (Fraction(1, 2), 6, Fraction(1, 51), 13)
    assert (found.on_time, found.judged, found.rejected) == (on_time, judged, rejected)
    assert (found.lead_days, found.deliveries, found.lead_days_p90) == (Fraction(lead), 5, 29)
    assert (found.spend_minor, found.currency, found.mixed) == (7 * 1000, "USD", False)
    assert (found.state, found.late_lines, found.last_order) == (SupplierState.LATE, 1, TODAY - timedelta(3))
    expected = 100 * (Fraction("0.4") / 2 + Fraction("0.25") * Fraction(50, 51) + Fraction("0.1") * Fraction(9, 10))
    assert found.score == expected / Fraction("0.75")


def test_a_promise_moved_later_makes_nothing_punctual(shop: Operations, day: Day) -> None:
    for _ in range(4):
        trade(shop, day, 1, Deal(START, 14, [(10, 10, 0)]))
    number = trade(shop, day, 1, Deal(START, 10, []))
    line = shop.read(orders.detail, number).lines[0].id
    shop.run(purchasing.repromise, number, {line: TODAY - timedelta(2)})

    # How late it is now goes by the promise that holds now, the rate by the first one.
    (late,) = shop.read(queries.late_lines)
    assert (late.line_id, late.due, late.now_promised) == (line, START + timedelta(10), TODAY - timedelta(2))
    assert (late.days, late.quantity, figures(shop, 1).late_lines) == (2, 10, 1)
    shop.run(purchasing.repromise, number, {line: TODAY + timedelta(10)})
    assert (shop.read(queries.late_lines), figures(shop, 1).late_lines) == ([], 0)
    assert (figures(shop, 1).on_time, figures(shop, 1).judged) == (Fraction(4, 5), 5)


def test_what_we_called_off_ourselves_is_not_asked_of_the_supplier(shop: Operations, day: Day) -> None:
    for _ in range(5):
        trade(shop, day, 1, Deal(START, 14, [(10, 10, 0)]))
    ours = trade(shop, day, 1, Deal(START, 14, [(10, 6, 0)]))
    theirs = trade(shop, day, 1, Deal(START, 14, [(10, 6, 0)]))
    shop.run(purchasing.close, ours, ReasonCode.NO_LONGER_NEEDED)
    shop.run(purchasing.close, theirs, ReasonCode.SUPPLIER_CANNOT_DELIVER)

    assert (figures(shop, 1).on_time, figures(shop, 1).judged) == (Fraction(6, 7), 7)


def test_below_five_lines_there_is_no_rate_and_the_supplier_is_new(shop: Operations, day: Day) -> None:
    for _ in range(4):
        trade(shop, day, 1, Deal(START, 14, [(10, 10, 0)]))
    found = figures(shop, 1)
    assert (found.judged, found.on_time, found.grade, found.state) == (4, None, None, SupplierState.NEW)
    trade(shop, day, 1, Deal(START, 14, [(10, 10, 0)]))
    found = figures(shop, 1)
    assert (found.judged, found.on_time, found.grade, found.state) == (5, 1, "A", SupplierState.GOOD)


def test_units_of_products_are_added_as_units(shop: Operations, day: Day) -> None:
    trade(shop, day, 1, Deal(START, 14, [(10, 9, 1)]))
    trade(shop, day, 1, Deal(START, 14, [(10, 100, 0)], quantity=100), product=2)
    assert figures(shop, 1).rejected == Fraction(1, 20)


@pytest.mark.parametrize(
    ("parts", "late", "state", "grade"),
    [
        (Parts(20, Fraction(99, 100), Fraction(0)), 0, SupplierState.GOOD, "A"),
        (Parts(20, Fraction(91, 100), Fraction(0)), 0, SupplierState.WATCH, "B"),
        (Parts(20, Fraction(1), Fraction(3, 100)), 0, SupplierState.WATCH, "A"),
        (Parts(20, Fraction(1), Fraction(6, 100)), 0, SupplierState.QUALITY, "C"),
        (Parts(20, Fraction(1), Fraction(6, 100)), 2, SupplierState.LATE, "C"),
        (Parts(4, None, Fraction(1, 2)), 0, SupplierState.NEW, None),
        (Parts(20, Fraction(1, 2), Fraction(0)), 0, SupplierState.WATCH, "C"),
    ],
)
def test_states_and_grades_follow_their_rules(parts: Parts, late: int, state: SupplierState, grade: str | None) -> None:
    assert (supplying.state_of(parts, late), supplying.grade(parts)) == (state, grade)


def test_median_and_nine_in_ten_are_those_of_the_written_out_list() -> None:
    counts = {3: 4, 7: 1, 30: 5, 12: 2}
    written = sorted(value for value, count in counts.items() for _ in range(count))
    assert supplying.median(counts) == Fraction(median(written))
    assert supplying.nine_in_ten(counts) == written[-(-9 * len(written) // 10) - 1]
    assert supplying.median({}) is None
    assert supplying.nine_in_ten({}) is None


# -- the directory


def test_chips_and_sorting_agree_with_the_lines(shop: Operations, day: Day) -> None:
    for deal in DEALS:
        trade(shop, day, 1, deal)
    for _ in range(6):
        trade(shop, day, 2, Deal(START, 14, [(10, 9, 1), (12, 1, 0)]))
    trade(shop, day, 3, Deal(date(2025, 9, 1), 14, [(10, 10, 0)]))
    shop.run(commands.archive, 4)

    def ids(chip: SupplierChip = SupplierChip.ALL, text: str = "", *sort: object) -> list[int]:
        return list(shop.read(queries.ids, SupplierFilter(text, chip), SupplierSort(*sort)))  # type: ignore[arg-type]

    assert ids() == [1, 2, 3]
    assert ids(SupplierChip.LATE) == [1]
    assert ids(SupplierChip.QUALITY) == [2]
    assert ids(SupplierChip.QUIET) == [2, 3]
    assert ids(SupplierChip.ARCHIVED) == [4]
    assert ids(text="bram") == [2]
    assert shop.read(queries.counts) == {
        SupplierChip.ALL: 3, SupplierChip.LATE: 1, SupplierChip.QUALITY: 1, SupplierChip.QUIET: 2,
        SupplierChip.ARCHIVED: 1,
    }  # fmt: skip
    assert ids(SupplierChip.ALL, "", SupplierColumn.SPEND, True) == [1, 2, 3]
    assert ids(SupplierChip.ALL, "", SupplierColumn.ON_TIME) == [1, 2, 3]
    assert ids(SupplierChip.ALL, "", SupplierColumn.LEAD_TIME) == [3, 2, 1]
    for column in SupplierColumn:
        assert sorted(ids(SupplierChip.ALL, "", column, True)) == [1, 2, 3]


def test_the_number_of_statements_does_not_grow_with_the_suppliers(shop: Operations, day: Day) -> None:
    def sent(run: Callable[[], object]) -> int:
        with counted(shop.database) as statements:
            run()
        return len(statements)

    def all_of_them() -> list[int]:
        by_spend = SupplierSort(SupplierColumn.SPEND)
        return [
            sent(lambda: shop.read(queries.rows, [1, 2, 3, 4])),
            sent(lambda: shop.read(queries.ids, SupplierFilter(), by_spend)),
            sent(lambda: shop.read(queries.counts)),
            sent(lambda: shop.read(detail, 1)),
            sent(lambda: shop.read(items, 1)),
        ]

    before = all_of_them()
    for supplier in (1, 2, 3, 4):
        for deal in DEALS[:3]:
            trade(shop, day, supplier, deal)
        shop.run(save_item, ItemDraft(supplier, 1, price_minor=100, breaks=(Break(10, 90),)))
    assert all_of_them() == before
    assert max(before) <= 20


# -- the forms

ALDER = SupplierDraft(
    name="Alder Ceramics", code="A-1", currency="eur", payment_days=30, lead_time_days=14, minimum_order_minor=25_000,
    over_receipt_ppm=50_000, closed_days="Sunday", incoterm="DAP", phone="+351 21 000 00 00",
    email="sales@alder.example", street="Rua 1", city="Porto", country="Portugal", notes="Ask for Inês",
)  # fmt: skip


def test_a_supplier_is_created_edited_archived_and_taken_back(shop: Operations) -> None:
    before = snapshot(shop.database)
    number = shop.run(commands.save, ALDER).value
    found = shop.read(detail, number)
    assert (found.name, found.code, found.currency, found.lead_time_days) == ("Alder Ceramics", "A-1", "EUR", 14)
    assert (found.phone, found.email, found.addresses[0].country) == (
        "+351 21 000 00 00", "sales@alder.example", "Portugal",
    )  # fmt: skip
    form = shop.read(draft, number)
    assert replace(form, id=None, version=None, currency="eur") == ALDER
    shop.run(commands.save, replace(form, name="Alder", over_receipt_ppm=0, original=form))
    assert (shop.read(detail, number).name, shop.read(detail, number).over_receipt_ppm) == ("Alder", 0)
    shop.run(commands.archive, number)
    assert shop.read(detail, number).status is PartnerStatus.ARCHIVED
    shop.run(commands.unarchive, number)
    for _ in range(4):
        shop.undo()
    assert snapshot(shop.database) == before


def test_every_bad_value_is_refused_at_its_field_at_once(shop: Operations) -> None:
    shop.run(commands.save, ALDER)
    before = snapshot(shop.database)
    bad = SupplierDraft(
        name=" ", code="a-1", currency="EURO", payment_days=-1, lead_time_days=4000, minimum_order_minor=-5,
        over_receipt_ppm=2_000_000, phone="call me", email="nobody",
    )  # fmt: skip
    assert refused(lambda: shop.run(commands.save, bad)) == {
        "name": Problem.REQUIRED,
        "code": Problem.DUPLICATE,
        "currency": Problem.NOT_A_CURRENCY,
        "payment_days": Problem.NEGATIVE,
        "lead_time_days": Problem.TOO_LARGE,
        "minimum_order_minor": Problem.NEGATIVE,
        "over_receipt_ppm": Problem.OUT_OF_RANGE,
        "phone": Problem.NOT_A_PHONE,
        "email": Problem.NOT_AN_EMAIL,
    }
    assert snapshot(shop.database) == before


def test_two_forms_keep_both_changes_and_show_both_versions_of_one_field(shop: Operations) -> None:
    number = shop.run(commands.save, ALDER).value
    mine, theirs = shop.read(draft, number), shop.read(draft, number)
    shop.run(commands.save, replace(theirs, city="Lisboa", original=theirs))
    shop.run(commands.save, replace(mine, name="Alder", original=mine))
    assert (shop.read(detail, number).name, shop.read(draft, number).city) == ("Alder", "Lisboa")
    with pytest.raises(ConflictError) as conflict:
        shop.run(commands.save, replace(mine, city="Braga", original=mine))
    assert [(f.field, f.before, f.ours, f.theirs) for f in conflict.value.fields] == [
        ("city", "Porto", "Braga", "Lisboa")
    ]


def test_a_conflict_names_who_changed_the_part_of_the_record_that_differs(shop: Operations, day: Day) -> None:
    maya, jonas = staff(shop.database, Role.OWNER, "Maya"), staff(shop.database, Role.MANAGER, "Jonas")
    shop.staff_id = maya
    number = shop.run(commands.save, ALDER).value
    mine = shop.read(draft, number)
    day.at += timedelta(hours=1)
    shop.staff_id = jonas
    # Neither of the two is a column of the partner's own row.
    shop.run(commands.save, replace(mine, city="Lisboa", lead_time_days=3, original=mine))
    shop.staff_id = maya
    with pytest.raises(ConflictError) as conflict:
        shop.run(commands.save, replace(mine, city="Braga", lead_time_days=4, original=mine))
    assert {each.field for each in conflict.value.fields} == {"city", "lead_time_days"}
    assert (conflict.value.changed_by, conflict.value.changed_at) == ("Jonas", day.at.isoformat())
    with pytest.raises(ConflictError) as stale:
        shop.run(commands.save, replace(mine, city="Braga", version=0))
    assert {each.field for each in stale.value.fields} == {"city", "lead_time_days"}


def test_a_customer_is_no_supplier(shop: Operations) -> None:
    for run in (lambda: shop.read(detail, 9), lambda: shop.run(commands.archive, 9)):
        with pytest.raises(NotFoundError):
            run()


def test_what_a_supplier_sells_with_its_breaks_and_measured_lead_time(shop: Operations, day: Day) -> None:
    form = ItemDraft(
        1, 1, supplier_sku="AL-7", price_minor=500, currency="usd", breaks=(Break(100, 400), Break(50, 450)),
        pack_quantity=6, minimum=12, multiple=6, lead_time_days=14,
    )  # fmt: skip
    item = shop.run(save_item, form).value
    trade(shop, day, 1, Deal(START, 14, [(12, 10, 0)]))
    trade(shop, day, 1, Deal(START, 14, [(15, 10, 0)]))
    found = shop.read(items, 1)[0]
    assert (found.supplier_sku, found.breaks, found.currency) == ("AL-7", (Break(50, 450), Break(100, 400)), "USD")
    assert (found.lead_time_days, found.measured_days, found.deliveries) == (14, Fraction(25, 2), 2)
    shop.run(save_item, replace(form, id=item, breaks=(Break(50, 440),)))
    assert shop.read(items, 1)[0].breaks == (Break(50, 440),)
    shop.run(remove_item, item)
    assert shop.read(items, 1) == []
    shop.undo()
    assert shop.read(items, 1)[0].breaks == (Break(50, 440),)


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"product_id": None}, "product_id", Problem.REQUIRED),
        ({"product_id": 99}, "product_id", Problem.UNKNOWN),
        ({"minimum": 0}, "minimum", Problem.NOT_POSITIVE),
        ({"price_minor": -1}, "price_minor", Problem.NEGATIVE),
        ({"breaks": (Break(5, 1), Break(5, 2))}, "breaks", Problem.DUPLICATE),
        ({"breaks": (Break(0, 1),)}, "breaks", Problem.NOT_POSITIVE),
        ({"valid_from": TODAY, "valid_to": START}, "valid_to", Problem.BEFORE),
        ({"currency": "DOLLARS"}, "currency", Problem.NOT_A_CURRENCY),
    ],
)
def test_bad_items_are_refused_at_their_fields(
    shop: Operations, change: dict[str, object], field: str, problem: Problem
) -> None:
    before = snapshot(shop.database)
    bad = replace(ItemDraft(1, 1, price_minor=500), **change)
    assert refused(lambda: shop.run(save_item, bad)) == {field: problem}
    assert snapshot(shop.database) == before


def test_a_product_is_sold_once_by_a_supplier(shop: Operations) -> None:
    shop.run(save_item, ItemDraft(1, 1))
    assert refused(lambda: shop.run(save_item, ItemDraft(1, 1))) == {"product_id": Problem.DUPLICATE}


def test_nobody_writes_without_the_right(shop: Operations, database: Database) -> None:
    from app.db.models import Staff
    from app.domain.vocabulary import Role

    with database.write() as session:
        session.add(Staff(id=1, name="Sam", name_fold="sam", role=Role.SALES, signs_in=True))
    shop.sign_in_as(1)
    with pytest.raises(AppError):
        shop.run(commands.save, ALDER)
    assert shop.read(queries.rows, [1])[0].figures.spend_minor is None
    assert shop.read(detail, 1).shows_costs is False


def test_by_month_is_the_registrys_measure_of_one_supplier(shop: Operations, day: Day) -> None:
    for deal in DEALS:
        trade(shop, day, 1, deal)
    trade(shop, day, 2, Deal(START + timedelta(40), 14, [(30, 10, 0)]))
    for supplier in (1, 2):
        for found in shop.read(by_month, supplier):
            split = shop.read(figure, found.name, found.span, Dimension.SUPPLIER)
            own = next(row for row in split.rows if row.label == ("Alder", "Bramble")[supplier - 1])
            assert (found.total.value, found.total.n) == (own.value, own.n)
    both = shop.read(figure, MeasureName.SUPPLIER_ON_TIME, shop.read(by_month, 1)[0].span, Dimension.MONTH)
    parts = [row for supplier in (1, 2) for row in shop.read(by_month, supplier)[0].rows]
    for row in both.rows:
        mine = [part for part in parts if part.key == row.key]
        assert sum(part.n for part in mine) == row.n
        assert sum(part.value * part.n for part in mine) == row.value * row.n
    assert shop.read(by_month, 3)[0].total.value is None


def test_suppliers_side_by_side_with_what_more_than_one_of_them_sells(shop: Operations) -> None:
    for supplier, product, price in ((1, 1, 500), (2, 1, 480), (1, 2, 300), (3, 1, 700)):
        shop.run(save_item, ItemDraft(supplier, product, price_minor=price, currency="USD"))
    found = shop.read(compare, [2, 1, 2])
    assert [each.name for each in found.suppliers] == ["Bramble", "Alder"]
    assert [(each.sku, [offer and offer.price_minor for offer in each.offers]) for each in found.products] == [
        ("P1", [480, 500])
    ]
    for wanted in ([], [1, 2, 3, 4]):
        with pytest.raises(ValidationError):
            shop.read(compare, wanted)
    with pytest.raises(NotFoundError):
        shop.read(compare, [1, 9])

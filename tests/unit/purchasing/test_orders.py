"""Purchase orders through their states, with every refusal at its field; the same numbers worked out slowly."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.db.engine import Database
from app.db.models import Partner, PriceBreak, Product, PurchaseLineFacts, ShipmentLine, SupplierItem, SupplierTerms
from app.domain.errors import ConflictError, Problem, ValidationError, ValidationErrors
from app.domain.formulas.ordering import PackRules, Rounding, price_at, round_order
from app.domain.states import PurchaseOrderState, ShipmentEventKind
from app.domain.vocabulary import ReasonCode, Role
from app.services.integrity.check import rebuild_derived
from app.services.operations import Operations
from app.services.purchasing import commands, queries
from app.services.purchasing.offers import offers
from app.services.purchasing.read_models import (
    OrderChip,
    OrderColumn,
    OrderFilter,
    OrderSort,
    PurchaseLineDraft,
    PurchaseOrderDraft,
    Receipt,
)
from app.services.shipments import inbound
from app.services.shipments.events import record_event
from app.services.shipments.read_models import ReceiptLine, ShipmentDraft
from tests.support.customers import staff
from tests.support.rows import rows as stored
from tests.support.rows import snapshot
from tests.support.statements import counted


class Day:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 12, tzinfo=UTC)

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
        supplier = Partner(id=1, name="Alder", name_fold="alder", is_supplier=True, currency="USD")
        jug = Product(id=1, sku="JUG", sku_fold="jug", name="Jug", name_fold="jug", currency="USD", reorder_point=10)
        rope = Product(id=2, sku="ROPE", sku_fold="rope", name="Rope", name_fold="rope", unit="m", unit_decimals=2)
        session.add_all([supplier, jug, rope])
        session.flush()
        session.add(SupplierTerms(partner_id=1, lead_time_days=14))
        session.add(SupplierItem(id=1, supplier_id=1, product_id=1, price_minor=500, minimum=12, multiple=6))
        session.flush()
        session.add(PriceBreak(supplier_item_id=1, min_quantity=48, price_minor=450))
    ops = Operations(database, now=day)
    ops.run(rebuild_derived)
    return ops


def order(ops: Operations, *lines: PurchaseLineDraft, **more: object) -> int:
    drafted = lines or (PurchaseLineDraft(1, 12, 500), PurchaseLineDraft(2, 250, 300))
    return ops.run(commands.create, PurchaseOrderDraft(1, drafted, **more)).value  # type: ignore[arg-type]


def confirmed(ops: Operations, promise: date) -> int:
    number = order(ops)
    ops.run(commands.send, number)
    found = ops.read(queries.detail, number)
    ops.run(commands.confirm, number, {line.id: promise for line in found.lines})
    return number


def receive(ops: Operations, number: int, accepted: list[int], rejected: int = 0) -> None:
    shipment = ops.run(inbound.announce, ShipmentDraft(number)).value
    with ops.database.read() as session:
        lines = [line.id for line in session.query(ShipmentLine).filter_by(shipment_id=shipment)]
    counted_lines = [
        ReceiptLine(line, good, rejected if not place else 0, ReasonCode.DAMAGED if rejected and not place else None)
        for place, (line, good) in enumerate(zip(lines, accepted, strict=False))
    ]
    ops.run(inbound.receive, shipment, counted_lines)


def codes(error: Exception) -> dict[str, Problem]:
    errors = error.errors if isinstance(error, ValidationErrors) else (error,)
    return {each.field: each.code for each in errors}  # type: ignore[attr-defined]


# -- the formulas


@pytest.mark.parametrize(
    ("need", "wanted", "reasons"),
    [
        (37, 60, (Rounding.MINIMUM, Rounding.MULTIPLE)),
        (73, 84, (Rounding.MULTIPLE,)),
        (84, 84, ()),
        (50, 60, (Rounding.MULTIPLE,)),
    ],
)
def test_quantities_are_rounded_to_the_suppliers_rules(need: int, wanted: int, reasons: tuple[Rounding, ...]) -> None:
    rounded = round_order(need, PackRules(minimum=50, multiple=12))
    assert (rounded.quantity, rounded.reasons) == (wanted, reasons)


def test_whole_packs_are_ordered_where_no_multiple_is_said_and_never_more_than_the_maximum() -> None:
    assert round_order(7, PackRules(pack=6)).quantity == 12
    assert round_order(500, PackRules(multiple=12, maximum=100)).quantity == 96
    assert round_order(500, PackRules(multiple=12, maximum=100)).reasons == (Rounding.MAXIMUM,)
    assert round_order(7, PackRules()).reasons == ()


def test_the_price_is_that_of_the_largest_break_reached() -> None:
    breaks = [(10, 90), (100, 80)]
    assert [price_at(n, 100, breaks) for n in (1, 9, 10, 99, 100, 5000)] == [100, 100, 90, 90, 80, 80]
    assert price_at(5, None, []) is None


# -- through the states


def test_an_order_goes_from_draft_to_closed_as_its_goods_come_in_parts(shop: Operations, day: Day) -> None:
    number = confirmed(shop, date(2026, 3, 16))
    found = shop.read(queries.detail, number)
    assert (found.state, found.receipt, found.net_minor) == (PurchaseOrderState.CONFIRMED, Receipt.NOTHING, 6750)

    day.go_to(date(2026, 3, 12))
    receive(shop, number, [5, 250], rejected=1)
    found = shop.read(queries.detail, number)
    assert (found.receipt, found.late_days) == (Receipt.PARTLY, 0)
    assert [(line.received, line.rejected, line.outstanding) for line in found.lines] == [(5, 1, 7), (250, 0, 0)]

    day.go_to(date(2026, 3, 20))
    assert shop.read(queries.detail, number).late_days == 4
    assert list(shop.read(queries.ids, OrderFilter(chip=OrderChip.LATE))) == [number]
    receive(shop, number, [7])
    found = shop.read(queries.detail, number)
    assert (found.state, found.receipt, found.late_days) == (PurchaseOrderState.CLOSED, Receipt.FULLY, 0)

    kept = {row["id"]: row for row in stored(shop.database, "purchase_line_facts")}
    first, second = (kept[line.id] for line in found.lines)
    assert (first["due"], first["completed"], first["lead_days"], first["is_open"]) == (
        "2026-03-16",
        "2026-03-20",
        18,
        0,
    )
    assert (second["completed"], second["lead_days"], second["scale"]) == ("2026-03-12", 10, 100)


def test_the_first_promise_stays_whatever_is_promised_later(shop: Operations, day: Day) -> None:
    number = confirmed(shop, date(2026, 3, 10))
    lines = [line.id for line in shop.read(queries.detail, number).lines]
    day.go_to(date(2026, 3, 12))
    shop.run(commands.repromise, number, {lines[0]: date(2026, 3, 30)})

    found = shop.read(queries.detail, number).lines[0]
    assert (found.original_promise, found.current_promise) == (date(2026, 3, 10), date(2026, 3, 30))
    assert (found.late_days, found.behind_days) == (0, 2)
    row = shop.read(queries.rows, [number])[0]
    # The second line waits for its first promise still.
    assert (row.due, row.now_promised, row.late_days) == (date(2026, 3, 10), None, 2)


def test_closing_short_needs_a_reason_and_other_needs_a_note(shop: Operations) -> None:
    number = confirmed(shop, date(2026, 3, 16))
    before = snapshot(shop.database)
    with pytest.raises(ValidationError) as refused:
        shop.run(commands.close, number)
    assert codes(refused.value) == {"reason": Problem.REASON_REQUIRED}
    with pytest.raises(ValidationError) as refused:
        shop.run(commands.close, number, ReasonCode.OTHER)
    assert codes(refused.value) == {"note": Problem.REASON_REQUIRED}
    assert snapshot(shop.database) == before

    shop.run(commands.close, number, ReasonCode.SUPPLIER_CANNOT_DELIVER)
    found = shop.read(queries.detail, number)
    assert found.state is PurchaseOrderState.CLOSED
    assert [line.closed_short for line in found.lines] == [12, 250]
    shop.run(commands.reopen, number)
    assert [line.outstanding for line in shop.read(queries.detail, number).lines] == [12, 250]


def test_on_hold_goes_back_to_where_it_was_and_what_came_in_part_is_not_cancelled(shop: Operations) -> None:
    number = confirmed(shop, date(2026, 3, 16))
    shop.run(commands.hold, number)
    assert shop.read(queries.detail, number).next_states == {PurchaseOrderState.CONFIRMED, PurchaseOrderState.CANCELLED}
    shop.run(commands.resume, number)
    assert shop.read(queries.detail, number).state is PurchaseOrderState.CONFIRMED
    receive(shop, number, [1])
    with pytest.raises(ValidationError):
        shop.run(commands.cancel, number)
    assert PurchaseOrderState.CANCELLED not in shop.read(queries.detail, number).next_states
    other = order(shop)
    shop.run(commands.cancel, other)
    assert shop.read(queries.detail, other).state is PurchaseOrderState.CANCELLED


def test_an_order_that_is_over_takes_what_was_announced_of_it_and_undo_brings_both_back(shop: Operations) -> None:
    kept = frozenset({"audit_entry", "change_record", "shipment_event"})  # what happened stays written down
    number = confirmed(shop, date(2026, 3, 16))
    shipment = shop.run(inbound.announce, ShipmentDraft(number)).value
    for command, args in ((commands.cancel, ()), (commands.close, (ReasonCode.NO_LONGER_NEEDED,))):
        before = snapshot(shop.database, without=kept)
        assert shop.run(command, number, *args).value == (stored(shop.database, "shipment")[0]["number"],)
        assert stored(shop.database, "shipment")[0]["state"] == "cancelled"
        shop.undo()
        assert snapshot(shop.database, without=kept) == before
    shop.run(record_event, shipment, ShipmentEventKind.DEPARTED)
    assert shop.run(commands.cancel, number).value == ()
    assert stored(shop.database, "shipment")[0]["state"] == "in_transit"


def test_every_step_is_undone_to_the_letter(shop: Operations, day: Day) -> None:
    steps = [snapshot(shop.database)]
    number = order(shop)
    steps.append(snapshot(shop.database))
    shop.run(commands.send, number)
    steps.append(snapshot(shop.database))
    lines = [line.id for line in shop.read(queries.detail, number).lines]
    shop.run(commands.confirm, number, dict.fromkeys(lines, date(2026, 3, 16)))
    steps.append(snapshot(shop.database))
    shop.run(commands.close, number, ReasonCode.NO_LONGER_NEEDED)
    for wanted in reversed(steps):
        shop.undo()
        assert snapshot(shop.database) == wanted


def test_an_undone_receipt_is_not_counted(shop: Operations, day: Day) -> None:
    number = confirmed(shop, date(2026, 3, 16))
    receive(shop, number, [12, 250])
    assert all(row["completed"] for row in stored(shop.database, "purchase_line_facts"))
    shop.undo()
    assert not any(row["completed"] or row["received"] for row in stored(shop.database, "purchase_line_facts"))


# -- bad input


def test_bad_lines_are_refused_at_their_fields_and_nothing_is_saved(shop: Operations) -> None:
    before = snapshot(shop.database)
    bad = (
        PurchaseLineDraft(1, 0, 500),
        PurchaseLineDraft(2, -3, -1),
        PurchaseLineDraft(77, 1, 500, discount_ppm=1_000_001),
        PurchaseLineDraft(1, 1, 500, requested=date(2026, 3, 1)),
    )
    with pytest.raises(ValidationErrors) as refused:
        order(shop, *bad)
    assert codes(refused.value) == {
        "lines.0.quantity": Problem.NOT_POSITIVE,
        "lines.1.quantity": Problem.NOT_POSITIVE,
        "lines.1.price_minor": Problem.OUT_OF_RANGE,
        "lines.2.product_id": Problem.UNKNOWN,
        "lines.2.discount_ppm": Problem.OUT_OF_RANGE,
        "lines.3.requested": Problem.BEFORE,
    }
    assert snapshot(shop.database) == before


def test_a_promise_before_the_order_and_a_confirmation_from_the_future_are_refused(shop: Operations, day: Day) -> None:
    number = order(shop)
    lines = [line.id for line in shop.read(queries.detail, number).lines]
    with pytest.raises(ValidationError) as refused:
        shop.run(commands.confirm, number, {lines[1]: date(2026, 3, 1)})
    assert codes(refused.value) == {"lines.1.promise": Problem.BEFORE}
    with pytest.raises(ValidationError) as refused:
        shop.run(commands.confirm, number, {}, date(2026, 3, 3))
    assert codes(refused.value) == {"confirmed": Problem.AFTER}


def test_a_number_is_used_once_and_nothing_is_ordered_from_archived_suppliers(shop: Operations) -> None:
    order(shop, number="PO-7")
    with pytest.raises(ValidationError) as refused:
        order(shop, number="po-7")
    assert codes(refused.value) == {"number": Problem.DUPLICATE}


# -- editing


def test_two_forms_of_one_order_keep_both_changes_or_show_both_versions(shop: Operations) -> None:
    number = order(shop)
    mine, theirs = shop.read(queries.draft, number), shop.read(queries.draft, number)
    shop.run(commands.save, replace(theirs, notes="Ring first", original=theirs))
    fewer = replace(mine, lines=mine.lines[:1], original=mine)
    shop.run(commands.save, fewer)
    found = shop.read(queries.draft, number)
    assert (found.notes, len(found.lines)) == ("Ring first", 1)

    with pytest.raises(ConflictError) as conflict:
        shop.run(commands.save, replace(mine, notes="Do not ring", original=mine))
    assert [(each.field, each.ours, each.theirs) for each in conflict.value.fields] == [
        ("notes", "Do not ring", "Ring first")
    ]


def test_a_conflict_of_lines_names_who_changed_a_line(shop: Operations, day: Day) -> None:
    maya, jonas = staff(shop.database, Role.OWNER, "Maya"), staff(shop.database, Role.MANAGER, "Jonas")
    shop.staff_id = maya
    number = order(shop)
    mine = shop.read(queries.draft, number)
    first, *rest = mine.lines
    day.at += timedelta(hours=1)
    shop.staff_id = jonas
    shop.run(commands.save, replace(mine, lines=(replace(first, quantity=18), *rest), original=mine))
    shop.staff_id = maya
    with pytest.raises(ConflictError) as conflict:
        shop.run(commands.save, replace(mine, lines=(replace(first, quantity=24), *rest), original=mine))
    (lines,) = conflict.value.fields
    assert [each[0].quantity for each in (lines.before, lines.ours, lines.theirs)] == [12, 24, 18]  # type: ignore[index]
    assert (conflict.value.changed_by, conflict.value.changed_at) == ("Jonas", day.at.isoformat())


def test_a_confirmed_order_is_not_written_anew(shop: Operations) -> None:
    number = confirmed(shop, date(2026, 3, 16))
    with pytest.raises(ValidationError) as refused:
        shop.run(commands.save, shop.read(queries.draft, number))
    assert codes(refused.value) == {"state": Problem.NOT_ALLOWED_IN_STATE}


def test_lines_change_places_and_prices_and_the_net_follows(shop: Operations) -> None:
    number = order(shop)
    form = shop.read(queries.draft, number)
    first, second = form.lines
    lines = (replace(second, quantity=100), replace(first, price_minor=400, discount_ppm=100_000))
    shop.run(commands.save, replace(form, lines=lines, original=form))
    found = shop.read(queries.detail, number)
    assert [(line.product_id, line.net_minor) for line in found.lines] == [(2, 300), (1, 4320)]
    assert [line.id for line in found.lines] == [second.id, first.id]


# -- lists


def test_the_list_is_filtered_sorted_and_counted_in_few_statements(shop: Operations, day: Day) -> None:
    draft, sent = order(shop), order(shop, PurchaseLineDraft(1, 600, 450))
    shop.run(commands.send, sent)
    late = confirmed(shop, date(2026, 3, 10))
    done = order(shop)
    shop.run(commands.cancel, done)
    day.go_to(date(2026, 3, 15))

    def ids(chip: OrderChip = OrderChip.ALL, **more: object) -> list[int]:
        return list(shop.read(queries.ids, OrderFilter(chip=chip, **more)))  # type: ignore[arg-type]

    assert ids() == [done, late, sent, draft]
    assert ids(OrderChip.OPEN) == [late, sent]
    assert ids(OrderChip.LATE) == [late]
    assert ids(OrderChip.DRAFT) == [draft]
    assert ids(OrderChip.CLOSED) == [done]
    assert ids(text="alder") == [done, late, sent, draft]
    assert ids(text="PO-1002") == [sent]
    assert ids(supplier_id=9) == []
    assert shop.read(queries.counts) == {
        OrderChip.ALL: 4, OrderChip.OPEN: 2, OrderChip.LATE: 1, OrderChip.DRAFT: 1, OrderChip.CLOSED: 1,
    }  # fmt: skip
    by_total = shop.read(queries.ids, OrderFilter(), OrderSort(OrderColumn.TOTAL, True))
    assert by_total[0] == sent
    for column in OrderColumn:
        for descending in (False, True):
            with counted(shop.database) as statements:
                assert len(shop.read(queries.ids, OrderFilter(), OrderSort(column, descending))) == 4
            assert len([text for text in statements.texts if text.startswith("SELECT purchase_order")]) == 1
    with counted(shop.database) as statements:
        shop.read(queries.rows, [draft, sent, late, done])
    assert len([text for text in statements.texts if "FROM purchase_order" in text]) == 1


def test_offers_begin_with_what_the_supplier_sells(shop: Operations) -> None:
    first = shop.read(offers, 1)
    assert [offer.sku for offer in first] == ["JUG"]
    assert (first[0].price_minor, first[0].breaks, first[0].needed) == (500, ((48, 450),), 10)
    assert first[0].rules == PackRules(12, 6, None, None)
    order(shop, PurchaseLineDraft(1, 6, 500))
    assert shop.read(offers, 1)[0].on_order == 0
    number = order(shop, PurchaseLineDraft(1, 6, 500))
    shop.run(commands.send, number)
    assert shop.read(offers, 1)[0].on_order == 6
    assert {offer.sku for offer in shop.read(offers, 1, "rope")} == {"ROPE"}


def test_the_kept_facts_are_those_worked_out_anew(shop: Operations, day: Day) -> None:
    for slip in range(4):
        day.go_to(date(2026, 3, 2) + timedelta(days=slip))
        number = confirmed(shop, day.at.date() + timedelta(days=5))
        day.go_to(day.at.date() + timedelta(days=4 + slip))
        receive(shop, number, [12 - slip, 250], rejected=slip)
    kept = stored(shop.database, "purchase_line_facts")
    shop.run(rebuild_derived)
    assert stored(shop.database, "purchase_line_facts") == kept
    assert PurchaseLineFacts.__recording__.derived

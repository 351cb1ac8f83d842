"""Sums of finished months: a figure is the same with and without them, and what changes takes them down."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.db import rollups as marks
from app.db.engine import Database
from app.domain.errors import AppError
from app.services.insights import queries, settling
from app.services.insights.figures import Figure, Span
from app.services.insights.registry import MEASURES
from app.services.insights.rollups import divide, period_span
from app.services.integrity.check import rebuild_derived, run_check
from app.services.maintenance.daily import settle_sums
from app.services.operations import Operations
from app.services.sales_orders import commands as sales
from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft
from app.services.shipments import outbound
from app.services.shipments.read_models import ShipmentDraft
from tests.support.database import NewPlace
from tests.support.trade import NOW, Trade, open_shop
from tests.unit.insights.test_chain import chain  # noqa: F401
from tests.unit.transfer.conftest import Shop
from tests.unit.transfer.test_northwind import load_all

LATER = datetime(2027, 6, 15, 9, tzinfo=UTC)
LATER_DAY = LATER.date()
PERIODS = ("2026-11", "2026-12", "2026Q4", "2026")
SPANS = (
    Span(),
    Span(date(2026, 1, 15), date(2026, 11, 20)),
    Span(date(2026, 3, 10)),
    Span(date(2025, 1, 1), date(2026, 12, 31)),
)
LONG_AGO = (Span(), Span(date(1996, 9, 3), date(1998, 3, 7)))


def all_figures(ops: Operations, spans: tuple[Span, ...] = SPANS) -> dict[object, Figure]:
    return {
        (measure.name, by, span): ops.read(queries.figure, measure.name, span, by)
        for measure in MEASURES.values()
        for by in (None, *measure.dimensions)
        for span in spans
    }


def settle(database: Database, today: date = LATER_DAY) -> None:
    with database.write() as session:
        settling.settle_all(session, today)


def forget(database: Database) -> None:
    with database.write() as session:
        marks.forget(session.connection())


def stored(database: Database) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """All sums and what stands, without their numbers."""
    with database.read() as session:
        connection = session.connection()
        sums = connection.exec_driver_sql(
            "SELECT measure, split, period, subject_id, currency, decimals, part, whole, rest, n FROM rollup"
        ).all()
        stands = connection.exec_driver_sql("SELECT family, period, since FROM rollup_period").all()
        return sorted(map(tuple, sums), key=repr), sorted(map(tuple, stands))


def at(ops: Operations, moment: datetime) -> Operations:
    later = Operations(ops.database, now=lambda: moment)
    later.staff_id = ops.staff_id
    return later


def test_figures_are_the_same_with_sums_and_without(chain: Shop) -> None:  # noqa: F811
    ops = at(chain.ops, LATER)
    without = all_figures(ops)
    settle(chain.database)
    assert stored(chain.database)[0]
    assert all_figures(ops) == without


def test_the_largest_rows_are_those_of_the_whole(chain: Shop) -> None:  # noqa: F811
    ops = at(chain.ops, LATER)
    for measure in MEASURES.values():
        for by in measure.dimensions:
            whole = ops.read(queries.figure, measure.name, Span(), by)
            some = ops.read(queries.figure, measure.name, Span(), by, most=2)
            assert (some.total, some.totals) == (whole.total, whole.totals)
            assert set(some.rows) <= set(whole.rows)
            assert [row.value for row in some.rows] == [row.value for row in whole.rows[: len(some.rows)]]
            assert len(some.rows) + some.left_out == len(whole.rows)


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 5, 7)])
def test_sums_made_later_are_not_read_on_an_earlier_day(chain: Shop, day: date) -> None:  # noqa: F811
    """A clock set back: what depends on the day is then read from its rows."""
    ops = at(chain.ops, datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    without = all_figures(ops)
    settle(chain.database)
    assert all_figures(ops) == without


def test_northwind_is_the_same_with_sums_and_without(
    new_place: NewPlace,
    tmp_path: Path,
    data_folder: Path,
) -> None:
    database = Database(new_place(tmp_path))
    shop = Shop(Operations(database), tmp_path)
    load_all(shop, data_folder / "northwind")
    without = all_figures(shop.ops, LONG_AGO)
    settle(database, date.today())  # noqa: DTZ011 - as the repair does
    sums = stored(database)
    assert len(sums[0]) > 1_000
    assert all_figures(shop.ops, LONG_AGO) == without
    shop.ops.run(rebuild_derived)
    assert stored(database) == sums
    database.close()


@pytest.mark.parametrize("seed", range(2))
def test_what_is_traded_takes_down_what_it_touches(database: Database, seed: int) -> None:
    dice, trade = random.Random(seed), open_shop(database)
    trade.stock([(0, 500), (1, 500), (2, 500)])
    ops = at(trade.ops, LATER)
    for _ in range(3):
        settle(database)
        for _ in range(3):
            _trade(trade, dice)
        found = all_figures(ops, SPANS[:2])
        assert ops.read(run_check).findings == ()
        forget(database)
        assert all_figures(ops, SPANS[:2]) == found


def _trade(trade: Trade, dice: random.Random) -> None:
    day = date(2026, dice.randint(1, 11), dice.randint(1, 20))
    lines = [SalesLineDraft(trade.products[dice.randrange(3)], dice.randint(1, 5), 900, promised=day.replace(day=25))]
    order = trade.ops.run(sales.quote, SalesOrderDraft(trade.customer, lines, ordered=day)).value
    trade.ops.run(sales.confirm, order)
    if dice.random() < 0.7:
        shipment = trade.ops.run(outbound.pack, ShipmentDraft(order, carrier_id=trade.carrier)).value
        trade.ops.run(outbound.dispatch, shipment)
    if dice.random() < 0.4:
        trade.ops.undo()
    if dice.random() < 0.3:
        try:
            trade.ops.run(sales.close, order, "no longer wanted")
        except AppError:
            trade.stock([(dice.randrange(3), 2)])


def test_a_change_takes_down_its_months_and_no_others(database: Database) -> None:
    trade = open_shop(database)
    order = trade.sell([(0, 2)], promised=date(2026, 12, 1))
    settle(database)
    before = {(row[0], row[1]) for row in stored(database)[1]}
    assert ("sold", "2026-11") in before
    trade.ops.run(sales.hold, order)
    left = before - {(row[0], row[1]) for row in stored(database)[1]}
    assert left == {(family, period) for family in ("sold", "filled") for period in PERIODS}


def test_the_fill_rate_of_a_month_holds_when_all_its_lines_are_due(database: Database) -> None:
    trade = open_shop(database)
    trade.sell([(0, 2)], promised=date(2027, 2, 14))
    settle(database, date(2026, 12, 5))
    since = {(row[0], row[1]): row[2] for row in stored(database)[1]}
    assert since["sold", "2026-11"] == "2026-12-01"
    assert since["filled", "2026-11"] == "2027-02-14"


def test_repair_builds_the_same_sums(database: Database) -> None:
    trade = open_shop(database)
    trade.stock([(0, 20), (1, 10)])
    shipment = trade.ops.run(outbound.pack, ShipmentDraft(trade.sell([(0, 3)]))).value
    trade.ops.run(outbound.dispatch, shipment)
    ops = at(trade.ops, LATER)
    settle(database)
    sums = stored(database)
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE rollup SET part = part + 1 WHERE measure = 'revenue'")
    assert [finding.check for finding in ops.read(run_check).findings] == ["rollups"]
    ops.run(rebuild_derived)
    assert not [finding for finding in ops.read(run_check).findings if finding.check != "T4-future"]
    assert stored(database) == sums


def test_a_piece_at_a_time_comes_to_the_same(database: Database) -> None:
    trade = open_shop(database)
    trade.stock([(0, 20)])
    trade.sell([(0, 2)])
    settle(database)
    whole = stored(database)
    forget(database)
    settle_sums(at(trade.ops, LATER))
    assert stored(database) == whole


def test_what_changes_while_it_is_added_up_is_added_up_again(database: Database) -> None:
    trade = open_shop(database)
    trade.stock([(0, 20)])
    trade.sell([(0, 2)])
    work, begun = settling.Settling(LATER_DAY), 0
    while writing(database, work.begin):
        begun += 1
        with database.read() as session:
            work.add_up(session)
        if begun == 1:
            trade.sell([(0, 3)])
        while writing(database, work.write_part):
            pass
        # Half done, nothing of it stands and nothing is wrong.
        assert trade.ops.read(run_check).findings == ()
    made = stored(database)
    forget(database)
    settle(database)
    assert stored(database) == made


def writing(database: Database, step: Callable[[Session], bool]) -> bool:
    with database.write() as session:
        return step(session)


def test_spans_are_divided_without_gap_or_overlap() -> None:
    dice = random.Random(7)
    for _ in range(300):
        months = [f"2026-{month:02}" for month in range(1, 13) if dice.random() < 0.6]
        months += [f"2026Q{quarter}" for quarter in range(1, 5) if dice.random() < 0.3]
        months += ["2026"] * (dice.random() < 0.3)
        first = date(2025, 12, 1).toordinal() + dice.randrange(300)
        span = Span(date.fromordinal(first), date.fromordinal(first + dice.randrange(200)))
        whole, rest = divide(span, months)
        days = [day for piece in (*map(period_span, whole), *rest) for day in _days(piece)]
        assert sorted(days) == list(_days(span))
    assert divide(Span(), []) == ([], [Span()])
    assert divide(Span(), ["2026-02"]) == (["2026-02"], [Span(None, date(2026, 1, 31)), Span(date(2026, 3, 1))])


def _days(span: Span) -> Iterator[int]:
    assert span.start is not None
    assert span.end is not None
    return iter(range(span.start.toordinal(), span.end.toordinal() + 1))


BIG = ("sales_order", "sales_order_line", "shipment", "shipment_line", "stock_move", "purchase_line_facts")


def test_a_month_is_read_by_an_index_and_never_by_a_scan(database: Database, explained: Callable[..., str]) -> None:
    trade = open_shop(database)
    trade.sell([(0, 2)])
    with database.read() as session:
        for source in settling.SOURCES:
            for split in (None, *source.splits, *source.yearly):
                plan = explained(session, source, split)
                scans = [line for line in plan.splitlines() if line.startswith("SCAN") and line.split()[1] in BIG]
                assert not scans, (source.name, split, plan)


@pytest.fixture
def explained() -> Callable[..., str]:
    from sqlalchemy.dialects import sqlite

    from app.services.insights.rollups import MONTH, Window

    def explain(session: object, source: object, split: object) -> str:
        window = Window(Span(date(2026, 3, 1), date(2026, 3, 31)), split, 0 if split else MONTH, NOW.date())  # type: ignore[arg-type]
        statement = source.statement(window).compile(  # type: ignore[attr-defined]
            dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
        )
        rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}").all()  # type: ignore[attr-defined]
        return "\n".join(row[3] for row in rows)

    return explain

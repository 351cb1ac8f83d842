"""Each measure on a shop that is small enough to be worked out by hand."""

from datetime import date
from fractions import Fraction

import pytest

from app.domain.errors import PermissionDenied, Problem, ValidationError
from app.domain.vocabulary import Role
from app.services.insights import queries
from app.services.insights.figures import Dimension, Figure, MeasureName, Span
from app.services.insights.registry import MEASURES
from app.services.people.read_models import StaffDraft
from app.wording import measures as wording
from tests.support.statements import counted
from tests.unit.transfer.conftest import Shop


def figure(shop: Shop, name: str, by: str | None = None, span: Span | None = None) -> Figure:
    return shop.ops.read(queries.figure, name, span or Span(), by)


def values(found: Figure) -> dict[str | None, object]:
    return {row.key: row.value for row in found.rows}


def test_revenue_rounds_each_line_and_returns_reduce_it(shop: Shop) -> None:
    # 30.00 + 84.99 (99.99 × 0.85 = 84.9915) + 99.90 + 200.00 − 10.00 + 100.00
    found = figure(shop, "revenue")
    assert (found.total.value, found.total.currency, found.total.n) == (50_489, "USD", 6)
    assert values(figure(shop, "revenue", "customer")) == {"ANNA": 20_489, "BEN": 20_000, "CARL": 10_000}
    assert values(figure(shop, "revenue", "staff")) == {"Jo": 20_489, "Kim": 30_000}
    assert values(figure(shop, "revenue", "product")) == {"POT": 38_499, "CUP": 11_990}
    assert values(figure(shop, "revenue", "category")) == {"Kitchen": 38_499, "Table": 11_990}


def test_the_parts_of_every_split_sum_to_the_whole(shop: Shop) -> None:
    for name in ("revenue", "orders", "freight", "stock_value", "calls"):
        whole = figure(shop, name).total
        for dimension in MEASURES[MeasureName(name)].dimensions:
            if (name, dimension) == ("stock_value", "month"):
                continue  # a level at each month's end, not a sum
            split = figure(shop, name, dimension)
            assert sum(row.value or 0 for row in split.rows) == (whole.value or 0), (name, dimension)
            assert split.total == whole


def test_a_product_of_two_suppliers_counts_once(shop: Shop) -> None:
    assert values(figure(shop, "revenue", "supplier")) == {"TWO": 38_499, "ONE": 11_990}


def test_months_come_in_order_and_the_span_keeps_both_ends(shop: Shop) -> None:
    found = figure(shop, "revenue", "month")
    assert [(row.key, row.value) for row in found.rows] == [
        ("2026-01", 11_499),
        ("2026-02", 29_990),
        ("2026-03", 9_000),
    ]
    one_day = Span(date(2026, 2, 3), date(2026, 2, 3))
    assert figure(shop, "revenue", span=one_day).total.value == 9_990


def test_what_was_closed_short_is_no_revenue(shop: Shop) -> None:
    from app.services.sales_orders.commands import close

    order = shop.sql("SELECT id FROM sales_order WHERE number = 'SO-7'")[0][0]
    shop.ops.run(close, order, "Out of stock")
    assert values(figure(shop, "revenue", "customer"))["CARL"] == 0


def test_orders_are_neither_quotes_nor_cancelled_nor_mere_returns(shop: Shop) -> None:
    assert figure(shop, "orders").total.value == 4
    assert values(figure(shop, "orders", "customer")) == {"ANNA": 2, "BEN": 1, "CARL": 1}


def test_freight_counts_a_parcel_or_its_order_never_both(shop: Shop) -> None:
    found = figure(shop, "freight", "carrier")
    assert values(found) == {"SLOW": 750, "FAST": 500, None: 300}
    assert found.total.value == 1_550


def test_punctual_by_the_first_promise(shop: Shop) -> None:
    found = figure(shop, "on_time_shipping", "carrier")
    assert (found.total.value, found.total.n) == (Fraction(2, 3), 3)
    assert values(found) == {"FAST": 1, "SLOW": Fraction(1, 2)}
    days = figure(shop, "days_to_ship", "month")
    assert [(row.key, row.value, row.n) for row in days.rows] == [("2026-01", 4, 1), ("2026-02", 4, 2)]


def test_a_later_promise_does_not_make_it_punctual(shop: Shop) -> None:
    of_order = "order_id = (SELECT id FROM sales_order WHERE number = 'SO-2')"
    line = f"UPDATE sales_order_line SET current_promise = '2026-03-01' WHERE {of_order}"
    with shop.database.write() as session:
        session.connection().exec_driver_sql(line)
    assert figure(shop, "on_time_shipping").total.value == Fraction(2, 3)


def test_below_reorder_point_invents_none(shop: Shop) -> None:
    # On hand: cups 60 − 3 − 10 + 1 = 48 of 50, pots 10 − 1 − 2 = 7 of 4, lids without a point, pans 0 of 0.
    found = figure(shop, "below_reorder_point")
    assert [row.key for row in found.rows] == ["CUP", "PAN"]
    assert (found.total.value, found.total.n) == (2, 3)
    assert dict(found.rows[0].extra) == {"on_hand": "48", "reorder_point": "50", "product_unit": "pcs"}


def test_stock_value_now_and_on_a_day(shop: Shop) -> None:
    assert figure(shop, "stock_value").total.value == 48 * 400 + 7 * 4_000
    assert figure(shop, "stock_value", span=Span(end=date(2026, 1, 13))).total.value == 60 * 400 + 10 * 4_000
    assert figure(shop, "stock_value", span=Span(end=date(2025, 12, 31))).total.value is None


def test_repeat_rate_and_scores(shop: Shop) -> None:
    assert (figure(shop, "repeat_rate").total.value, figure(shop, "repeat_rate").total.n) == (Fraction(1, 3), 3)
    found = figure(shop, "rfm")
    segments = {row.key: dict(row.extra)["segment"] for row in found.rows}
    # Thirds: Anna ordered most and longest ago, the others once each.
    assert segments == {"ANNA": "at_risk", "BEN": "new", "CARL": "new", "DORA": "prospect"}
    assert {row.key: row.value for row in found.rows} == {"ANNA": 133, "BEN": 212, "CARL": 311, "DORA": None}
    assert {row.key: row.n for row in found.rows} == {"ANNA": 2, "BEN": 1, "CARL": 1, "DORA": 0}


def test_no_data_is_null(shop: Shop) -> None:
    nothing = Span(date(2001, 1, 1), date(2001, 12, 31))
    for name in MEASURES:
        if name is not MeasureName.BELOW_REORDER_POINT:
            document = wording.document(figure(shop, name, span=nothing))
            assert document["total"]["value"] is None, name


def test_money_of_two_currencies_is_not_added_up(shop: Shop) -> None:
    shop.load(
        "sales_orders",
        "number,customer,ordered,product,quantity,price,currency\nSO-9,ANNA,2026-03-01,CUP,1,8.00,EUR\n",
    )
    found = figure(shop, "revenue", "customer")
    assert found.total.value is None
    assert [(total.currency, total.value) for total in found.totals] == [("EUR", 800), ("USD", 50_489)]
    document = wording.document(found)
    assert document["unit"] == "several currencies"
    assert {"key": "ANNA", "label": "Anna's", "value": "8.00", "n": 1, "currency": "EUR"} in document["rows"]


def test_the_document_is_the_contract(shop: Shop) -> None:
    document = wording.document(figure(shop, "on_time_shipping", "carrier", Span(date(2026, 1, 1), None)))
    assert list(document) == ["name", "unit", "formula", "from", "to", "by", "rows", "total"]
    assert document["rows"][0] == {"key": "FAST", "label": "Fast Parcel", "value": 1.0, "n": 1}
    assert (document["from"], document["to"], document["total"]) == ("2026-01-01", None, {"value": 0.666667, "n": 3})


def test_every_measure_has_words() -> None:
    for name, measure in MEASURES.items():
        assert wording.title(name)
        assert wording.formula(name).endswith(".")
        assert wording.UNITS[measure.unit]
        assert all(wording.DIMENSIONS[dimension] for dimension in measure.dimensions)


def test_wrong_names_are_refused_with_the_choices(shop: Shop) -> None:
    with pytest.raises(ValidationError) as caught:
        figure(shop, "profit")
    assert caught.value.code is Problem.NOT_A_CHOICE
    with pytest.raises(ValidationError) as caught:
        figure(shop, "orders", "carrier")
    assert caught.value.params["choices"] == ("customer", "staff", "month")


@pytest.mark.parametrize("role", [Role.SALES, Role.WAREHOUSE, Role.READ_ONLY])
def test_costs_are_not_for_every_role(shop: Shop, role: Role) -> None:
    sign_in(shop, role)
    with pytest.raises(PermissionDenied):
        figure(shop, "stock_value")
    assert MeasureName.STOCK_VALUE not in {measure.name for measure in shop.ops.read(queries.measures)}
    assert figure(shop, "revenue").total.value == 50_489


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.READ_ONLY])
def test_customers_figures_only_for_those_who_see_customers(shop: Shop, role: Role) -> None:
    sign_in(shop, role)
    for name, by in (("revenue", "customer"), ("rfm", None), ("days_to_ship", "customer")):
        with pytest.raises(PermissionDenied):
            figure(shop, name, by)


@pytest.mark.parametrize("name", list(MEASURES))
def test_statements_do_not_grow_with_rows(shop: Shop, name: MeasureName) -> None:
    measure = MEASURES[name]
    for by in (None, *measure.dimensions):
        with counted(shop.database) as statements:
            shop.ops.read(queries.figure, name, Span(), by)
        # The stages are six measures in one.
        limit = 18 if name is MeasureName.STAGE_DAYS else 11
        assert len(statements) <= limit, (name, by, statements.texts)


def sign_in(shop: Shop, role: Role) -> None:
    from app.services.people.commands import save

    draft = StaffDraft(
        name=f"A {role.value}", role=role, signs_in=True, password="correct horse 7", own_password="battery staple 9"
    )
    shop.ops.sign_in_as(shop.ops.run(save, draft).value)


def test_dimensions_are_the_contract() -> None:
    wanted = {
        "revenue": {"customer", "product", "supplier", "category", "staff", "month"},
        "freight": {"carrier", "month"},
        "on_time_shipping": {"carrier", "customer", "month"},
        "days_to_ship": {"carrier", "customer", "month"},
        "calls": {"staff", "outcome", "month"},
    }
    for name, dimensions in wanted.items():
        assert {Dimension(word) for word in dimensions} == set(MEASURES[MeasureName(name)].dimensions)

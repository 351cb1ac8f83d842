"""The business summary and the supplier scorecard: what they say is what the registry says."""

import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from app.domain.errors import ValidationError
from app.reports.documents import document, render
from app.reports.figures import build_business_summary, build_supplier_scorecard
from app.services.insights.figures import MeasureName, Span
from app.services.insights.queries import figure
from app.wording.formats import Formats
from tests.support.database import database, template  # noqa: F401
from tests.support.trade import TODAY, Trade, open_shop


@pytest.fixture
def trade(database) -> Trade:  # noqa: F811
    trade = open_shop(database)
    trade.stock([(0, 10), (1, 4)])
    trade.buy([(2, 5)], TODAY - timedelta(days=4))
    trade.sell([(0, 2)])
    return trade


def text_of(name: str, data: object) -> str:
    kind = document(name)
    assert kind is not None
    pdf = render(kind, data, Formats("en_US"))
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_summary_has_the_registrys_figures(trade: Trade) -> None:
    report = build_business_summary(trade.ops)
    revenue = next(part for part in report.headlines if part.now.name is MeasureName.REVENUE)
    assert revenue.now.total == trade.ops.read(figure, "revenue", Span(date(2025, 12, 1), TODAY)).total
    assert revenue.now.total.value == 1_800
    text = text_of("business_summary", report)
    for words in ("Business summary", "$18", "Supplier on time in full", "Revenue by customer", "Harbour Café"):
        assert words in text
    assert "Sum of price × quantity" in text


def test_a_period_without_data_says_so(trade: Trade) -> None:
    report = build_business_summary(trade.ops, date(2020, 1, 1), date(2020, 12, 31))
    assert all(part.now.total.value is None for part in report.headlines)
    assert "no data" in text_of("business_summary", report)


def test_the_scorecard_is_of_one_supplier(trade: Trade) -> None:
    report = build_supplier_scorecard(trade.ops, "Alder Ceramics")
    on_time = report.headlines[0].now
    whole = trade.ops.read(figure, "supplier_on_time", report.span, "supplier")
    assert on_time.total.value == next(row.value for row in whole.rows if row.id == trade.supplier)
    assert len(report.charts[0].now.rows) == 12
    text = text_of("supplier_scorecard", report)
    for words in ("Supplier scorecard", "Alder Ceramics", "Late today", "Plate 24 cm", "4 days late"):
        assert words in text


def test_a_supplier_that_is_not_there(trade: Trade) -> None:
    with pytest.raises(ValidationError):
        build_supplier_scorecard(trade.ops, "Nobody")


def test_same_data_same_bytes(trade: Trade) -> None:
    kind = document("business_summary")
    assert kind is not None
    first, second = (render(kind, build_business_summary(trade.ops), Formats("en_US")) for _ in range(2))
    assert first == second

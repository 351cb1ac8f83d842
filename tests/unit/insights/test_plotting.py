"""A figure as it is drawn: every month of the period, gaps and zeros apart, goals on the values' scale."""

from datetime import date
from fractions import Fraction

from app.services.insights.figures import Dimension, Figure, FigureRow, MeasureName, Span, Total, Unit
from app.wording.formats import Formats
from app.wording.plotting import plotted

F = Formats("en_US")
TODAY = date(2026, 4, 15)
SPAN = Span(date(2026, 1, 1), TODAY)


def rate(*rows: FigureRow) -> Figure:
    name = MeasureName.SUPPLIER_ON_TIME
    return Figure(name, Unit.RATE, Dimension.MONTH, SPAN, rows, Total(Fraction(1, 2), 2))


def test_a_mean_has_gaps_and_a_goal_on_its_scale() -> None:
    data = plotted(rate(FigureRow("2026-02", "", Fraction(1, 2), 2)), F, TODAY, Fraction(92, 100))
    assert [point.value for point in data.points] == [None, 50.0, None, None]
    assert [point.label for point in data.points] == ["J\u2009’26", "F", "M", "A"]
    assert (data.title, data.goal, data.missed) == ("Supplier on time in full, %", 92.0, True)
    assert [point.missed for point in data.points] == [False, True, False, False]


def test_a_sum_is_zero_between_and_nothing_before_the_first() -> None:
    rows = (FigureRow("2026-02", "", 12_345_600, 3, "USD"), FigureRow("2026-04", "", 100, 1, "USD"))
    figure = Figure(MeasureName.REVENUE, Unit.MONEY, Dimension.MONTH, SPAN, rows, Total(12_345_700, 4, "USD"))
    data = plotted(figure, F, TODAY)
    assert [point.value for point in data.points] == [None, 123.456, 0.0, 0.001]
    assert data.title == "Revenue, USD 1,000"
    assert data.points[-1].name.endswith("so far")
    assert data.points[1].text == "$123,456"


def test_two_currencies_show_the_one_with_most_behind_it() -> None:
    rows = (FigureRow("A", "Anna", 500, 1, "EUR"), FigureRow("B", "Ben", 900, 4, "USD"))
    totals = (Total(500, 1, "EUR"), Total(900, 4, "USD"))
    figure = Figure(MeasureName.REVENUE, Unit.MONEY, Dimension.CUSTOMER, SPAN, rows, Total(None, 5), totals)
    data = plotted(figure, F, TODAY)
    assert ([point.name for point in data.points], data.headline) == (["Ben"], "$9")


def test_nothing_is_no_data() -> None:
    assert not plotted(rate(), F, TODAY).has_data

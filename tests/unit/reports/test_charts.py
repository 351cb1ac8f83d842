import itertools
import math
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.charts import PALETTE, Chart, ChartKind, Series, alt_text, plot_of, round_scale, svg

NS = "{http://www.w3.org/2000/svg}"
MONTHS = tuple(f"{name} 2026" for name in "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(svg(chart))


def bars(root: ET.Element) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of each bar (a legend's swatches have round corners)."""
    found = []
    for rect in root.iter(f"{NS}rect"):
        if rect.get("rx") is None:
            x, y, w, h = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
            found.append((x, y, x + w, y + h))
    return found


def grid(root: ET.Element) -> list[float]:
    return [float(line.get("y1")) for line in root.iter(f"{NS}line") if line.get("stroke") == "#EFEDE8"]


def texts(root: ET.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{NS}text")]


def one(values: tuple[float | None, ...], **more: object) -> Chart:
    return Chart("Sales (USD)", MONTHS[: len(values)], (Series("Sales", values),), **more)  # type: ignore[arg-type]


def test_bars_are_as_high_as_their_values() -> None:
    root = drawn(one((1000, 2000, 500, 4000)))
    heights = [bottom - top for _, top, _, bottom in bars(root)]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.02)
    assert heights[2] == pytest.approx(heights[0] / 2, abs=0.02)
    # The axis ends at 4,000: the highest bar reaches the uppermost grid line, and 0 is the lowest one.
    assert heights[3] == pytest.approx(max(grid(root)) - min(grid(root)), abs=0.02)
    assert {bottom for *_, bottom in bars(root)} == {max(grid(root))}
    assert [text for text in texts(root) if text.replace(",", "").isdigit()] == [
        "0",
        "1,000",
        "2,000",
        "3,000",
        "4,000",
    ]


def test_a_bar_stands_in_the_middle_of_its_month() -> None:
    root = drawn(one((5.0,) * 12))
    middles = [(left + right) / 2 for left, _, right, _ in bars(root)]
    gaps = [b - a for a, b in itertools.pairwise(middles)]
    assert max(gaps) - min(gaps) < 0.03
    left, right = (float(next(root.iter(f"{NS}line")).get(name)) for name in ("x1", "x2"))
    assert gaps[0] == pytest.approx((right - left) / 12, abs=0.02)


def test_negative_values_hang_below_zero() -> None:
    root = drawn(one((100, -50, 0, None)))
    lines = grid(root)
    per_unit = (max(lines) - min(lines)) / (100 - -50)
    zero = max(lines) - 50 * per_unit
    up, down = bars(root)
    assert (up[1], up[3]) == pytest.approx((zero - 100 * per_unit, zero), abs=0.02)
    assert (down[1], down[3]) == pytest.approx((zero, zero + 50 * per_unit), abs=0.02)
    assert len(bars(root)) == 2


@given(st.lists(st.none() | st.floats(-1e9, 1e9).map(lambda v: round(v, 2)), min_size=0, max_size=40))
def test_any_values_stay_inside_the_picture(values: list[float | None]) -> None:
    labels = tuple(f"M{i}" for i in range(len(values)))
    for kind in ChartKind:
        chart = Chart("T", labels, (Series("S", tuple(values)),), kind)
        root = drawn(chart)
        assert svg(chart) == svg(chart)
        for left, top, right, bottom in bars(root):
            assert left >= 0
            assert right <= chart.width + 0.01
            assert top >= -0.01
            assert bottom <= chart.height + 0.01


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_the_axis_is_round_and_holds_all_values(a: float, b: float) -> None:
    scale = round_scale(min(a, b), max(a, b))
    assert scale.low <= min(a, b, 0)
    assert scale.high >= max(a, b, 0)
    mantissa = scale.step / 10 ** math.floor(math.log10(scale.step) + 1e-12)
    assert any(mantissa == pytest.approx(nice) for nice in (1, 2, 2.5, 5, 10))
    assert 1 <= len(scale.ticks) - 1 <= 6
    assert 0.0 in [pytest.approx(tick, abs=scale.step * 1e-9) for tick in scale.ticks]


@pytest.mark.parametrize(
    ("low", "high", "ends", "step"),
    [(0, 3100, (0, 4000), 1000), (0, 100, (0, 100), 25), (0, 0, (0, 1), 0.25), (-50, 100, (-50, 100), 50),
     (5, 7, (0, 8), 2), (0, 0.03, (0, 0.03), 0.01)],
)  # fmt: skip
def test_axes_by_hand(low: float, high: float, ends: tuple[float, float], step: float) -> None:
    scale = round_scale(low, high)
    assert (scale.low, scale.high, scale.step) == (*ends, step)


def test_missing_values_break_a_line() -> None:
    root = drawn(one((1, 2, None, 3, 4, 5, None, 9), kind=ChartKind.LINES))
    runs = [len(line.get("points", "").split()) for line in root.iter(f"{NS}polyline")]
    assert runs == [2, 3]
    assert len(list(root.iter(f"{NS}circle"))) == 6, "a single value between gaps is still a dot"


def test_points_lie_at_their_values() -> None:
    chart = one((0, 10, 5), kind=ChartKind.LINES)
    points = [tuple(map(float, p.split(","))) for p in next(drawn(chart).iter(f"{NS}polyline")).get("points").split()]
    assert points[1][1] < points[2][1] < points[0][1]
    assert points[2][1] == pytest.approx((points[0][1] + points[1][1]) / 2, abs=0.02)
    assert points[1][0] - points[0][0] == pytest.approx(points[2][0] - points[1][0], abs=0.04)


def test_a_goal_is_dashed_and_inside_the_axis() -> None:
    chart = one((10, 20), goal=95.0, goal_name="Goal")
    line = next(line for line in drawn(chart).iter(f"{NS}line") if line.get("stroke-dasharray"))
    plot = plot_of(chart)
    share = (plot.bottom - float(line.get("y1"))) / (plot.bottom - plot.top)
    assert share == pytest.approx(95 / plot.scale.high, abs=0.001)
    assert "Goal 95" in texts(drawn(chart))
    assert "Goal: 95." in alt_text(chart)


def test_several_series_have_the_palette_and_a_legend() -> None:
    series = tuple(Series(f"S{i}", (1.0, 2.0)) for i in range(6))
    root = drawn(Chart("T", ("a", "b"), series))
    legend = [rect.get("fill") for rect in root.iter(f"{NS}rect") if rect.get("rx")]
    assert legend == list(PALETTE)
    boxes = sorted(bars(root))
    assert len(boxes) == 12
    assert all(a[2] <= b[0] + 0.02 for a, b in itertools.pairwise(boxes)), "bars overlap"
    with pytest.raises(ValueError, match="six"):
        Chart("T", ("a",), tuple(Series(f"S{i}", (1.0,)) for i in range(7)))
    with pytest.raises(ValueError, match="each label"):
        Chart("T", ("a", "b"), (Series("S", (1.0,)),))


def test_crowded_labels_are_thinned_and_the_newest_stays() -> None:
    labels = tuple(f"{MONTHS[i % 12][:3]} {2023 + i // 12}" for i in range(36))
    root = drawn(Chart("T", labels, (Series("S", (1.0,) * 36),)))
    shown = [text for text in root.iter(f"{NS}text") if text.text in labels]
    assert shown[-1].text == "Dec 2025"
    assert 4 <= len(shown) <= 14
    xs = [float(text.get("x")) for text in shown]
    assert min(b - a for a, b in itertools.pairwise(xs)) > 8 * 3.5, "labels of eight letters do not touch"


def test_no_data_says_so() -> None:
    for values in ((), (None, None)):
        root = drawn(one(values))
        assert "No data" in texts(root)
        assert not bars(root)
        assert "no data" in alt_text(one(values))


def test_names_are_text_and_fonts_are_the_shipped_ones() -> None:
    nasty = '</text><script>&"\x00\x1b\ud800'
    chart = Chart(nasty, (nasty,), (Series(nasty, (1.0,)), Series("b", (2.0,))), goal=1.0, goal_name=nasty)
    root = drawn(chart)
    assert not list(root.iter(f"{NS}script"))
    assert any(text.startswith('</text><script>&"') for text in texts(root))
    assert root.get("font-family") == "Inter, Noto Sans"


def test_the_alternative_text_names_the_extremes() -> None:
    assert alt_text(one((3.0, 1.0, None, 2.0))) == (
        "Bar chart: Sales (USD). Sales: lowest 1 (Feb 2026), highest 3 (Jan 2026), last 2 (Apr 2026)."
    )

"""Small charts as SVG for documents: bars and lines, the same bytes for the same numbers.

The window draws its charts with pyqtgraph, whose SVG is wrong in a PDF; these are simple enough to write by hand and
to check by arithmetic. Lengths are points of the page; y grows downward, as in SVG.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final
from xml.sax.saxutils import escape, quoteattr

PALETTE: Final = ("#0B6E64", "#D98A1B", "#4C6FBF", "#B5485D", "#7A8B3A", "#8A6BB1")
"""The series' colours in their order; more than six series are refused."""

_TEXT, _MUTED, _LINE, _GRID, _WARN = "#1E2329", "#6A6F76", "#C9C5BC", "#EFEDE8", "#A85A08"
_FONTS: Final = "Inter, Noto Sans"
_SIZE: Final = 7.5
_DIGIT: Final = 0.62 * _SIZE
_TICKS: Final = 4
_NEAR_ZERO: Final = 0.4
_LEGEND: Final = 14.0
_STEPS: Final = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


class ChartKind(StrEnum):
    """How values are drawn."""

    BARS = "bars"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values, one for each label; None is no value and leaves a gap."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What to draw. `title` names the unit; `write` gives an axis value its text; `goal` is a dashed line."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    kind: ChartKind = ChartKind.BARS
    goal: float | None = None
    goal_name: str = "Goal"
    write: Callable[[float], str] = "{:,.10g}".format
    width: float = 493.0
    height: float = 140.0
    from_zero: bool = True
    """Lines may start above zero, where their movement would be lost otherwise; bars never do."""
    ceiling: float | None = None
    """The axis ends here at the latest: a share is never above 100 %."""

    def __post_init__(self) -> None:
        if len(self.series) > len(PALETTE):
            raise ValueError("a chart has at most six series")
        if any(len(series.values) != len(self.labels) for series in self.series):
            raise ValueError("each series has one value for each label")


@dataclass(frozen=True, slots=True)
class Scale:
    """A value axis from `low` to `high` (round numbers, zero inside) in steps of `step`."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> tuple[float, ...]:
        """The marked values, both ends included."""
        count = round((self.high - self.low) / self.step)
        return tuple(float(Decimal(repr(self.low)) + Decimal(repr(self.step)) * i) for i in range(count + 1))


@dataclass(frozen=True, slots=True)
class Plot:
    """The drawing area's edges and its scale."""

    left: float
    top: float
    right: float
    bottom: float
    scale: Scale

    def y(self, value: float) -> float:
        """The height of a value on the page."""
        return self.bottom - (value - self.scale.low) / (self.scale.high - self.scale.low) * (self.bottom - self.top)


def round_scale(low: float, high: float, ticks: int = _TICKS, *, from_zero: bool = True) -> Scale:
    """The axis for values from `low` to `high`: both ends multiples of a step of 1, 2, 2.5 or 5.

    Zero is included, unless `from_zero` is false and the values lie far from it.
    """
    near = from_zero or low < high * _NEAR_ZERO or low == high
    least, most = (min(low, 0.0), max(high, 0.0)) if near else (low, high)
    if least == most:
        most = 1.0
    raw = Decimal(repr((most - least) / ticks))
    power = Decimal(10) ** raw.adjusted()
    step = next(factor * power for factor in _STEPS if factor * power >= raw)
    first = math.floor(Decimal(repr(least)) / step)
    last = math.ceil(Decimal(repr(most)) / step)
    return Scale(float(first * step), float(last * step), float(step))


def plot_of(chart: Chart) -> Plot:
    """Where the chart's axes lie; the left margin fits the widest axis text."""
    values = [value for series in chart.series for value in series.values if value is not None]
    if chart.goal is not None:
        values.append(chart.goal)
    scale = fitting_scale(values, from_zero=chart.from_zero or chart.kind is ChartKind.BARS, ceiling=chart.ceiling)
    widest = max(len(chart.write(tick)) for tick in scale.ticks)
    top = _SIZE + _LEGEND * _legend_rows(chart)
    return Plot(widest * _DIGIT + 8, top, chart.width - 2, chart.height - _SIZE - 8, scale)


def fitting_scale(values: Sequence[float], *, from_zero: bool = True, ceiling: float | None = None) -> Scale:
    """The axis for these values, not beyond `ceiling` where none of them is."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    scale = round_scale(low, high, from_zero=from_zero)
    if ceiling is not None and high <= ceiling < scale.high:
        return Scale(scale.low, ceiling, scale.step) if _is_step(scale, ceiling) else scale
    return scale


def _is_step(scale: Scale, value: float) -> bool:
    return (Decimal(repr(value)) - Decimal(repr(scale.low))) % Decimal(repr(scale.step)) == 0


def svg(chart: Chart) -> str:
    """The chart as an SVG document. The title is the document's; it is repeated only as the picture's name."""
    plot = plot_of(chart)
    size = f"{_n(chart.width)} {_n(chart.height)}"
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(chart.width)}" height="{_n(chart.height)}" '
        f'viewBox="0 0 {size}" role="img" aria-label={quoteattr(_xml(chart.title))} '
        f'font-family="{_FONTS}" font-size="{_n(_SIZE)}">'
    )
    parts = [opening]
    parts += _axis(chart, plot)
    draw = _bars if chart.kind is ChartKind.BARS else _lines
    parts += draw(chart, plot)
    parts += _baseline(plot)
    parts += _goal(chart, plot)
    parts += _label_texts(chart, plot)
    parts += _legend(chart, plot)
    if not _has_values(chart):
        parts.append(_text((plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2, "No data", "middle", _MUTED))
    parts.append("</svg>")
    return "\n".join(parts)


def alt_text(chart: Chart) -> str:
    """The chart in words, for those who do not see it: each series' range, last value, and the goal."""
    sentences = [f"{'Bar' if chart.kind is ChartKind.BARS else 'Line'} chart: {chart.title}."]
    for series in chart.series:
        known = [(value, label) for value, label in zip(series.values, chart.labels, strict=True) if value is not None]
        if not known:
            sentences.append(f"{series.name}: no data.")
            continue
        lowest, highest, last = min(known, key=_value), max(known, key=_value), known[-1]
        sentences.append(
            f"{series.name}: lowest {chart.write(lowest[0])} ({lowest[1]}), highest {chart.write(highest[0])} "
            f"({highest[1]}), last {chart.write(last[0])} ({last[1]})."
        )
    if chart.goal is not None:
        sentences.append(f"{chart.goal_name}: {chart.write(chart.goal)}.")
    return " ".join(sentences)


def _value(pair: tuple[float, str]) -> float:
    return pair[0]


def _axis(chart: Chart, plot: Plot) -> Iterator[str]:
    empty = not _has_values(chart)
    for tick in plot.scale.ticks:
        y = plot.y(tick)
        yield _across(plot, tick, f'stroke="{_GRID}" stroke-width="0.6"')
        if not empty:
            yield _text(plot.left - 5, y + _SIZE * 0.36, chart.write(tick), "end", _MUTED)


def _has_values(chart: Chart) -> bool:
    return any(value is not None for series in chart.series for value in series.values)


def _baseline(plot: Plot) -> Iterator[str]:
    yield _across(plot, max(plot.scale.low, 0.0), f'stroke="{_LINE}" stroke-width="0.8"')


def slots(chart: Chart, plot: Plot) -> list[tuple[float, float]]:
    """The left and right edge of each label's place on the horizontal axis."""
    width = (plot.right - plot.left) / max(len(chart.labels), 1)
    return [(plot.left + i * width, plot.left + (i + 1) * width) for i in range(len(chart.labels))]


def _bars(chart: Chart, plot: Plot) -> Iterator[str]:
    zero = plot.y(0)
    for index, (left, right) in enumerate(slots(chart, plot)):
        room = min((right - left) * 0.72, 46.0 * max(len(chart.series), 1))
        wide = room / max(len(chart.series), 1)
        start = (left + right - room) / 2
        for number, series in enumerate(chart.series):
            value = series.values[index]
            if value is None or value == 0:
                continue
            y = plot.y(value)
            yield (
                f'<rect x="{_n(start + number * wide)}" y="{_n(min(y, zero))}" width="{_n(wide * 0.94)}" '
                f'height="{_n(abs(y - zero))}" fill="{PALETTE[number]}"/>'
            )


def _lines(chart: Chart, plot: Plot) -> Iterator[str]:
    middles = [(left + right) / 2 for left, right in slots(chart, plot)]
    for number, series in enumerate(chart.series):
        for run in _runs(series.values):
            points = [(middles[i], plot.y(value)) for i, value in run]
            if len(points) > 1:
                path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
                yield (
                    f'<polyline points="{path}" fill="none" stroke="{PALETTE[number]}" stroke-width="1.4" '
                    'stroke-linejoin="round" stroke-linecap="round"/>'
                )
            if len(points) == 1 or len(chart.labels) <= 24:
                for x, y in points:
                    yield f'<circle cx="{_n(x)}" cy="{_n(y)}" r="1.7" fill="{PALETTE[number]}"/>'


def _runs(values: tuple[float | None, ...]) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((index, value))
    return [run for run in runs if run]


def _goal(chart: Chart, plot: Plot) -> Iterator[str]:
    if chart.goal is None:
        return
    y = plot.y(chart.goal)
    yield _across(plot, chart.goal, f'stroke="{_WARN}" stroke-width="1" stroke-dasharray="4 3"')
    text = f"{chart.goal_name} {chart.write(chart.goal)}"
    # White below the words keeps them readable where they lie on a bar. (An edge around each letter cuts the next.)
    wide = len(text) * _DIGIT * 0.9
    yield (
        f'<rect x="{_n(plot.right - wide)}" y="{_n(y - 3 - _SIZE * 0.8)}" width="{_n(wide)}" '
        f'height="{_n(_SIZE)}" fill="#FFFFFF" fill-opacity="0.85"/>'
    )
    yield _text(plot.right, y - 3, text, "end", _WARN)


def shown_labels(chart: Chart, plot: Plot) -> list[int]:
    """Which labels fit: every n-th, counted from the last one, so that the newest is always named."""
    if not chart.labels:
        return []
    place = (plot.right - plot.left) / len(chart.labels)
    needed = max(len(label) for label in chart.labels) * _DIGIT + 4
    every = max(1, math.ceil(needed / place))
    last = len(chart.labels) - 1
    return [i for i in range(len(chart.labels)) if (last - i) % every == 0]


def _label_texts(chart: Chart, plot: Plot) -> Iterator[str]:
    places = slots(chart, plot)
    for index in shown_labels(chart, plot):
        left, right = places[index]
        text = chart.labels[index]
        half = len(text) * _DIGIT / 2
        x = min(max((left + right) / 2, half), chart.width - half)
        yield _text(x, chart.height - 3, text, "middle", _MUTED)


def _legend_columns(chart: Chart) -> int:
    """How many series stand in one row of the legend: all of them when their names fit, else three; 0 without one."""
    count = len(chart.series)
    if count <= 1:
        return 0
    widest = max(len(series.name) for series in chart.series) * _DIGIT + 24
    return count if count * widest <= chart.width - 40 else min(count, 3)


def _legend_rows(chart: Chart) -> int:
    columns = _legend_columns(chart)
    return math.ceil(len(chart.series) / columns) if columns else 0


def _legend(chart: Chart, plot: Plot) -> Iterator[str]:
    columns = _legend_columns(chart)
    if not columns:
        return
    room = (plot.right - plot.left) / columns
    fitting = max(len(series.name) for series in chart.series) * _DIGIT + 24
    for number, series in enumerate(chart.series):
        row, column = divmod(number, columns)
        x, y = plot.left + column * min(room, fitting), _SIZE + 1 + row * _LEGEND
        yield f'<rect x="{_n(x)}" y="{_n(y - 6)}" width="7" height="7" rx="1.5" fill="{PALETTE[number]}"/>'
        yield _text(x + 11, y, _shortened(series.name, room - 16), "start", _TEXT)


def _shortened(text: str, room: float) -> str:
    fits = max(int(room / _DIGIT), 2)
    return text if len(text) <= fits else text[: fits - 1] + "…"


def _across(plot: Plot, value: float, stroke: str) -> str:
    x1, x2, y = _n(plot.left), _n(plot.right), _n(plot.y(value))
    return f'<line x1="{x1}" y1="{y}" x2="{x2}" y2="{y}" {stroke}/>'


def _text(x: float, y: float, text: str, anchor: str, colour: str) -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" fill="{colour}">{escape(_xml(text))}</text>'


def _xml(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(
        char if char >= " " and not "\ud800" <= char <= "\udfff" and char not in "\ufffe\uffff" else " "
        for char in text
    )


def _n(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text

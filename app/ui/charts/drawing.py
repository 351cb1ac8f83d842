"""The same chart for paper and files: what the report's own writer draws, and the numbers as text."""

from __future__ import annotations

from app.reports.charts import Chart, ChartKind, Series, svg
from app.ui.shared.formats import formats
from app.wording.plotting import Plotted


def as_chart(data: Plotted, width: float = 640.0, height: float = 320.0) -> Chart:
    """The chart for the SVG writer."""
    return Chart(
        title=data.title,
        labels=tuple(point.label for point in data.points),
        series=(Series(data.title, tuple(point.value for point in data.points)),),
        kind=ChartKind.LINES if data.over_time else ChartKind.BARS,
        goal=data.goal,
        write=formats().number,
        width=width,
        height=height,
        from_zero=not data.over_time,
        ceiling=100.0 if data.is_rate else None,
    )


def svg_text(data: Plotted) -> str:
    """The chart as an SVG document."""
    return svg(as_chart(data))


def rows_text(heads: list[str], rows: list[list[str]]) -> str:
    """A table for the clipboard: tabs between the cells, as every spreadsheet takes it."""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in [heads, *rows])

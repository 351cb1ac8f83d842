"""The documents of figures in words: key figures against the span before, vector charts, tables, definitions."""

from __future__ import annotations

from collections.abc import Mapping

from app.reports import charts
from app.reports.figures import Compared, FiguresReport, shown_rows
from app.reports.letterhead import frame, pictures_of
from app.reports.typesetting import Json, Pictures
from app.services.insights.figures import Figure
from app.wording import measures as wording
from app.wording.formats import Formats
from app.wording.plotting import Plotted, plotted, value_text_short

_CHART_WIDTH = 493.0
_CHART_HEIGHT = 120.0
_WORDS = {"figures": "Key figures", "charts": "By month", "none": "No data."}


def content(report: FiguresReport, formats: Formats) -> tuple[Mapping[str, Json], Pictures]:
    """The document in words, and its charts by their files' names."""
    pictures: dict[str, str | bytes] = dict(pictures_of(report.letterhead))
    drawn: list[Json] = []
    for number, compared in enumerate(report.charts):
        data = plotted(compared.now, formats, report.letterhead.made_on, compared.goal)
        if not data.has_data:
            continue
        chart = _chart(data, formats)
        file = f"chart{number}.svg"
        pictures[file] = charts.svg(chart)
        drawn.append({"title": data.title, "file": file, "alt": charts.alt_text(chart)})
    words: dict[str, Json] = {
        **_frame(report, formats),
        "figures": [_cell(compared, formats) for compared in report.headlines],
        "charts": drawn,
        "tables": [_table(figure, formats) for figure in report.tables] + _late(report, formats),
        "definitions": _definitions(report),
    }
    return words, pictures


def _frame(report: FiguresReport, formats: Formats) -> dict[str, Json]:
    start, end = report.span.start, report.span.end
    period = f"until {formats.date(end)}" if start is None else f"{formats.date(start)} to {formats.date(end)}"
    subtitle = f"{period}, against as many days before"
    return frame(report.letterhead, formats, kind=report.title, name=report.subject, subtitle=subtitle, words=_WORDS)


def _cell(compared: Compared, formats: Formats) -> Json:
    figure, before = compared.now, compared.before
    total = figure.total if not figure.totals else max(figure.totals, key=lambda known: known.n)
    notes = []
    if before is not None and before.value is not None:
        notes.append(f"before {value_text_short(figure.unit, before.value, before.currency, formats)}")
    if compared.goal is not None:
        notes.append(f"goal {value_text_short(figure.unit, compared.goal, total.currency, formats)}")
    return {
        "label": wording.TITLES[figure.name],
        "value": value_text_short(figure.unit, total.value, total.currency, formats),
        "note": " · ".join(notes) or " ",
    }


def _chart(data: Plotted, formats: Formats) -> charts.Chart:
    return charts.Chart(
        title=data.title,
        labels=tuple(point.name for point in data.points),
        series=(charts.Series(data.title, tuple(point.value for point in data.points)),),
        kind=charts.ChartKind.LINES,
        goal=data.goal,
        write=formats.number,
        width=_CHART_WIDTH,
        height=_CHART_HEIGHT,
        from_zero=False,
        ceiling=100.0 if data.is_rate else None,
    )


def _table(figure: Figure, formats: Formats) -> Json:
    heads = wording.heads(figure)
    cells = wording.cells(figure, shown_rows(figure.rows), formats)
    rows: list[Json] = [[row[0], *row[2:]] for row in cells]
    by = wording.DIMENSIONS[figure.by].lower() if figure.by else ""
    left_out = len(figure.rows) - len(rows)
    title = f"{wording.TITLES[figure.name]} by {by}" + (
        f", the first {len(rows)} of {len(figure.rows)}" * bool(left_out)
    )
    columns: list[Json] = [_column(heads[0], 3)]
    columns += [_column(head, 1, "right") for head in heads[2:]]
    return {"title": title, "columns": columns, "rows": rows}


def _late(report: FiguresReport, formats: Formats) -> list[Json]:
    if report.late is None:
        return []
    rows: list[Json] = [
        [
            line.number,
            line.product,
            formats.quantity(line.quantity, line.unit_decimals, line.unit),
            formats.date(line.now_promised or line.due),
            {"label": f"{formats.days(line.days)} late", "tone": "bad"},
        ]
        for line in report.late
    ]
    columns: list[Json] = [
        _column("Order", None), _column("Product", 3), _column("Still to come", 1, "right"), _column("Promised", None),
        _column("", None),
    ]  # fmt: skip
    return [{"title": "Late today", "columns": columns, "rows": rows}]


def _definitions(report: FiguresReport) -> list[Json]:
    names = dict.fromkeys(
        [compared.now.name for compared in (*report.headlines, *report.charts)]
        + [figure.name for figure in report.tables]
    )
    return [{"name": wording.TITLES[name], "text": wording.formula(name)} for name in names]


def _column(name: str, share: int | None, align: str = "left") -> dict[str, Json]:
    return {"label": name, "share": share, "align": align}

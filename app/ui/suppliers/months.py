"""How a supplier did by month: on time or lead time, one chart with its table, definition and exact values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.app_context import AppContext
from app.ui.charts.card import ChartCard, ChartContent
from app.ui.shared.formats import formats
from app.ui.shared.segmented import SegmentedControl

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from app.services.insights.figures import Figure
    from app.services.operations import Operations

ON_TIME, LEAD_TIME = "on_time", "lead_time"


class MonthsChart(QWidget):
    """`show_supplier(id)`; reads on a worker, and keeps what a person chose to see."""

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._found: dict[str, ChartContent] = {}
        self.card: ChartCard | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 6, 0, 0)
        self._column.setSpacing(8)
        choices = [(ON_TIME, "On time"), (LEAD_TIME, "Lead time")]
        self.choice = SegmentedControl(choices, self, name="What is shown by month")
        self.choice.chosen.connect(self._on_chosen)
        self._column.addWidget(self.choice)

    def show_supplier(self, supplier_id: int) -> None:
        """Read and draw this one's months."""
        self._ctx.runner.read(self, read_months, self._ctx.ops, supplier_id, on_result=self._on_read, question="months")

    def _on_read(self, found: dict[str, ChartContent]) -> None:
        self._found = found
        self._on_chosen()

    @Slot()
    def _on_chosen(self) -> None:
        content = self._found.get(self.choice.current or ON_TIME)
        if content is None:
            return
        if self.card is None:
            self.card = ChartCard(content, self)
            self._column.addWidget(self.card)
        self.card.show_content(content)


def read_months(ops: Operations, supplier_id: int) -> dict[str, ChartContent]:
    """On a worker: what each choice shows."""
    # The drawing library needs it; loaded here, the window does not wait for it.
    import numpy as np  # noqa: F401

    from app.services.insights.goals import goals
    from app.services.suppliers.by_month import by_month

    wanted, today = ops.read(goals), formats().local_date(ops.now())
    figures = ops.read(by_month, supplier_id)
    contents = [_content(figure, wanted.get(figure.name), today) for figure in figures]
    return dict(zip((ON_TIME, LEAD_TIME), contents, strict=True))


def _content(figure: Figure, goal: Fraction | None, today: date) -> ChartContent:
    from app.wording.measures import formula
    from app.wording.plotting import plotted

    data = plotted(figure, formats(), today, goal)
    rows = tuple((point.name, point.text, formats().number(point.n)) for point in data.points)
    return ChartContent(data, formula(figure.name), ("Month", data.title, "Lines"), rows)

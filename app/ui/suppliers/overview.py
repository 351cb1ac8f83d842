"""How a supplier does: what is late, what was promised and what came, and the score with what it is made of."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.formulas.supplying import ENOUGH_LINES, ON_TIME_GOAL
from app.services.suppliers.read_models import Figures, LateLine, SupplierDetail
from app.ui.app_context import AppContext
from app.ui.shared.cards import ScrollPage, SectionTitle
from app.ui.shared.columns import Column, Tone
from app.ui.shared.facts import Fact, FactsRow
from app.ui.shared.formats import formats
from app.ui.shared.held_table import HeldTable
from app.ui.shared.labels import Role, label
from app.ui.suppliers import table
from app.ui.suppliers.months import MonthsChart
from app.wording import supplying
from app.wording.formats import NOTHING


class OverviewPage(ScrollPage):
    """`order_wanted(order id)` when a late one is opened."""

    order_wanted = Signal(int)

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._orders: dict[int, int] = {}
        self._facts = FactsRow(parent=self)
        self.body.addWidget(self._facts)
        self.months = MonthsChart(ctx, self)
        self._late_title = SectionTitle("What is late", self)
        self.late = HeldTable(ctx, late_columns(), self, name="What is late", key="line_id", fitted=True)
        self._none_late = label("Nothing is past the day it is promised for now.", Role.MUTED, self, wrap=True)
        self._promise = label("", Role.BODY, self, wrap=True, selectable=True)
        self._judged = label("", Role.MUTED, self, wrap=True, selectable=True)
        self.body.addWidget(self.months)
        self._add(self._late_title, self.late, self._none_late)
        self._add(SectionTitle("Promise and reality", self), self._promise, self._judged)
        self.body.addStretch(1)
        self.late.opened.connect(self._on_opened)
        self.late.clicked.connect(self._on_clicked)

    def show_supplier(self, supplier: SupplierDetail) -> None:
        """Show how it does."""
        self._facts.set_facts(score_facts(supplier.figures))
        self.months.show_supplier(supplier.id)
        self._orders = {line.line_id: line.order_id for line in supplier.late}
        self.late.show_rows(supplier.late)
        self.late.setVisible(bool(supplier.late))
        self._none_late.setVisible(not supplier.late)
        self._late_title.set_note(formats().count(len(supplier.late), "line", "lines") if supplier.late else "")
        self._promise.setText(promise_and_reality(supplier))
        self._judged.setText(_judged(supplier.figures))

    def _add(self, *widgets: QWidget) -> None:
        box = QVBoxLayout()
        box.setSpacing(8)
        box.setContentsMargins(0, 6, 0, 0)
        for widget in widgets:
            box.addWidget(widget)
        self.body.addLayout(box)

    @Slot(object)
    def _on_opened(self, line_id: int) -> None:
        if line_id in self._orders:
            self.order_wanted.emit(self._orders[line_id])

    @Slot()
    def _on_clicked(self) -> None:
        if self.late.current_id is not None:
            self._on_opened(self.late.current_id)


def late_columns() -> tuple[Column[LateLine], ...]:
    """The columns of what is late."""
    return (
        Column("number", "Order", lambda line: line.number, width=84),
        Column("product", "Product", lambda line: line.product, tooltip=_product_tip, width=84, stretch=True),
        Column("due", "Due", _due, tooltip=_due_tip, width=66),
        Column("late", "Late", lambda line: f"{formats().number(line.days)}\u00a0d", width=54, numeric=True),
        Column("units", "Open", _units, width=60, numeric=True),
        Column("endangers", "Endangers", _endangers, badge=_endangers_tone, tooltip=_endangers_tip, width=90),
    )


def score_facts(figures: Figures) -> list[Fact]:
    """The score and its parts."""
    words = formats()
    goal = words.percent(ON_TIME_GOAL)
    below = figures.on_time is not None and figures.on_time < ON_TIME_GOAL
    scored = f"{words.number(figures.score, 0)} / 100 · {figures.grade}" if figures.score is not None else NOTHING
    few = supplying.not_enough(figures.judged, words)
    return [
        Fact("Score", scored, Role.FIGURE, tooltip=supplying.GRADE if figures.score is not None else few),
        Fact(
            "On time in full", table.on_time(figures), Role.WARN if below else Role.STRONG,
            tooltip=f"{supplying.ON_TIME}. Goal {goal}" if figures.on_time is not None else few,
        ),
        Fact("Rejected", table.rejected(figures), tooltip=supplying.REJECTED),
        Fact("Confirms within", _response(figures), tooltip="Median days from sending an order to its confirmation"),
    ]  # fmt: skip


def promise_and_reality(supplier: SupplierDetail) -> str:
    """What was quoted and what came, with the number behind it."""
    words, figures = formats(), supplier.figures
    promised = supplier.lead_time_days
    quoted = f"Quoted lead time {words.days(promised)}." if promised is not None else "No lead time was quoted."
    if figures.deliveries < ENOUGH_LINES or figures.lead_days is None:
        counted = words.count(figures.deliveries, "delivery", "deliveries")
        return f"{quoted} Measured: {supplying.NOT_ENOUGH}, {counted} in twelve months."
    return (
        f"{quoted} Median of the last {words.number(figures.deliveries)} deliveries "
        f"{words.days(figures.lead_days, 0)}, nine in ten within {words.days(figures.lead_days_p90)}."
    )


def _judged(figures: Figures) -> str:
    words = formats()
    if figures.judged < ENOUGH_LINES:
        return f"On time in full: {supplying.not_enough(figures.judged, words)}."
    return (
        f"Judged by the original promise over {words.count(figures.judged, 'line', 'lines')} of twelve months; "
        "a promise that was moved later makes nothing punctual."
    )


def _response(figures: Figures) -> str:
    return formats().days(figures.response_days, 0)


def _product_tip(line: LateLine) -> str:
    return f"{line.product}\n{line.sku}"


def _due(line: LateLine) -> str:
    day = line.now_promised or line.due
    return formats().day_month(day, day)


def _due_tip(line: LateLine) -> str | None:
    if line.now_promised is None:
        return f"Promised for {formats().date(line.due)}"
    return f"Promised for {formats().date(line.now_promised)}, at first for {formats().date(line.due)}"


def _units(line: LateLine) -> str:
    return formats().quantity(line.quantity, line.unit_decimals, "" if line.unit == "pcs" else line.unit)


def _endangers(line: LateLine) -> str:
    return formats().count(line.endangers, "order", "orders") if line.endangers else "none"


def _endangers_tone(line: LateLine) -> Tone | None:
    return Tone.WARN if line.endangers else None


def _endangers_tip(line: LateLine) -> str | None:
    waiting = "Confirmed orders of customers that have less of it kept for them than they wait for"
    return waiting if line.endangers else None

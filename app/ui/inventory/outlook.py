"""A product's outlook: stock of the past 90 days and the next 30, what it rests on, and where the stock is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.reports.charts import fitting_scale
from app.services.stock.detail import outlook
from app.services.stock.read_models import Outlook, PlaceRow, ProductDetail
from app.ui.app_context import AppContext
from app.ui.charts.stock_line import DayPoint, StockLine, StockPlot, Tick
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.cards import ScrollPage, SectionTitle
from app.ui.shared.columns import Column
from app.ui.shared.errors import show_error
from app.ui.shared.facts import Fact, FactsList
from app.ui.shared.formats import formats
from app.ui.shared.held_table import HeldTable
from app.ui.shared.labels import Role, label
from app.wording import stocking
from app.wording.formats import NOTHING

TITLE = "Stock on hand, past 90 days and next 30"
_FEW = 1


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day in the table beside the chart."""

    id: int
    day: date
    stock: str
    reckoned: bool


class OutlookPage(ScrollPage):
    """Reads its own figures when a product is shown."""

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._product: ProductDetail | None = None
        self.outlook: Outlook | None = None
        head = SectionTitle("Stock on hand", self, note="past 90 days and next 30")
        self.switch = Button("Show as table", Kind.LINK, self, on_click=self._on_switched)
        head.add_action(self.switch)
        self.chart = StockLine(self)
        self.exact = label("", Role.MUTED, self, wrap=True, selectable=True)
        self.days = HeldTable(ctx, day_columns(), self, name=TITLE)
        self.days.setMinimumHeight(260)
        self.days.hide()
        self._group(head, self.chart, self.days, self.exact)
        self._facts = FactsList(parent=self)
        self._group(SectionTitle("What it rests on", self), self._facts)
        self._places_title = SectionTitle("Where it is", self)
        self.places = HeldTable(ctx, place_columns(self._unit), self, name="Where it is", fitted=True)
        self._nowhere = label("Nothing is on hand.", Role.MUTED, self)
        self._group(self._places_title, self.places, self._nowhere)
        self.body.addStretch(1)
        self.chart.pointed.connect(self._on_pointed)

    def show_product(self, product: ProductDetail) -> None:
        """Show this one."""
        self._product = product
        self.places.show_rows(product.places)
        self.places.setVisible(bool(product.places))
        self._nowhere.setVisible(not product.places)
        self.ctx.runner.read(
            self,
            self.ctx.ops.read,
            outlook,
            product.row.id,
            on_result=self._on_read,
            on_error=self._on_failed,
            question="outlook",
        )

    def _group(self, *widgets: QWidget) -> None:
        box = QVBoxLayout()
        box.setSpacing(8)
        for widget in widgets:
            box.addWidget(widget)
        self.body.addLayout(box)

    def _unit(self, quantity: int) -> str:
        if self._product is None:
            return NOTHING
        return stocking.quantity(quantity, self._product.row, formats())

    def _on_read(self, found: Outlook) -> None:
        self.outlook = found
        self.chart.show_plot(plot_of(found), summary(found))
        self.exact.setText(summary(found))
        self._facts.set_facts(facts_of(found, self._product))
        self.days.show_rows(day_rows(found))

    def _on_failed(self, error: Exception) -> None:
        show_error(self, error)

    @Slot()
    def _on_switched(self) -> None:
        to_table = not self.days.isVisibleTo(self)
        self.days.setVisible(to_table)
        self.chart.setVisible(not to_table)
        self.switch.setText("Show as chart" if to_table else "Show as table")

    @Slot(int)
    def _on_pointed(self, index: int) -> None:
        if self.outlook is None or self.chart.plot is None:
            return
        self.exact.setText(self.chart.plot.points[index].text if index >= 0 else summary(self.outlook))


def plot_of(found: Outlook) -> StockPlot:
    """The outlook as it is drawn."""
    words = formats()
    rows = day_rows(found)[::-1]
    scale = 10**found.unit_decimals
    values = [quantity / scale for _, quantity in found.past]
    values += [float(quantity) / scale for _, quantity in found.future[1:]]
    points = [
        DayPoint(row.day, value, f"{words.date(row.day)}: {row.stock}") for row, value in zip(rows, values, strict=True)
    ]
    level = None if found.reorder_point is None else found.reorder_point / scale
    axis = fitting_scale([0.0, _FEW, *values, *([level] if level is not None else [])])
    return StockPlot(
        points=points,
        today=len(found.past) - 1,
        ticks=[Tick(tick, words.number(tick)) for tick in axis.ticks],
        months=[
            Tick(place, words.day_month(point.day, point.day))
            for place, point in enumerate(points)
            if point.day.day == 1
        ],
        level=level,
        level_text=f"reorder point {_shown(found, found.reorder_point)}",
    )


def summary(found: Outlook) -> str:
    """The outlook in a sentence."""
    words = formats()
    if not found.issued:
        return f"Nothing left in the last {len(found.past) - 1} days: no demand to reckon with."
    daily = words.number(found.daily / 10**found.unit_decimals)
    if found.runs_out is None:
        return f"At {daily} a day it lasts for more than ten years."
    return f"At {daily} a day, with what is on its way, it runs out on {words.date(found.runs_out)}."


def facts_of(found: Outlook, product: ProductDetail | None) -> list[Fact]:
    """What the outlook rests on."""
    words = formats()
    daily = words.number(found.daily / 10**found.unit_decimals)
    unit = f" {stocking.unit_name(found.unit)}".rstrip()
    coming = "; ".join(f"{_shown(found, left)} on {words.date(day)}" for day, left in found.receipts[:4])
    more = len(found.receipts) - 4
    coming += f"; and {words.count(more, 'delivery', 'deliveries')} more" if more > 0 else ""
    if found.undated:
        coming += f"{'; ' if coming else ''}{_shown(found, found.undated)} without a promised day"
    sells = f"{daily}{unit} a day: {_shown(found, found.issued)} in 90 days" if found.issued else stocking.NO_DEMAND
    target = product.target_stock if product is not None else None
    return [
        Fact("Sells", sells),
        Fact("Arrives", coming or "nothing is on order"),
        Fact("Runs out", words.date(found.runs_out), tooltip=stocking.RUNS_OUT),
        Fact("Reorder point", _shown(found, found.reorder_point)),
        Fact("Target stock", _shown(found, target)),
        Fact("To reach it", needed(found, product)),
    ]


def needed(found: Outlook, product: ProductDetail | None) -> str:
    """What is to be ordered for the target, or else for the reorder point: without what is on order already."""
    if product is None:
        return NOTHING
    goal = product.target_stock if product.target_stock is not None else found.reorder_point
    if goal is None:
        return NOTHING
    missing = goal - product.row.on_hand - product.row.incoming
    return f"order {_shown(found, missing)}" if missing > 0 else "nothing to order"


def day_rows(found: Outlook) -> list[DayRow]:
    """Each day with its stock, the last first."""
    past = [DayRow(day.toordinal(), day, _shown(found, quantity), reckoned=False) for day, quantity in found.past]
    future = [
        DayRow(day.toordinal(), day, f"about {_shown(found, round(quantity))}", reckoned=True)
        for day, quantity in found.future[1:]
    ]
    return [*past, *future][::-1]


def day_columns() -> tuple[Column[DayRow], ...]:
    """The columns of the table beside the chart."""
    return (
        Column("day", "Day", lambda row: formats().date(row.day), width=120, stretch=True),
        Column("stock", "On hand at the end", lambda row: row.stock, numeric=True, width=150),
        Column("how", "How known", lambda row: "reckoned" if row.reckoned else "ledger", muted=True, width=100),
    )


def place_columns(unit: Callable[[int], str]) -> tuple[Column[PlaceRow], ...]:
    """The columns of where a product is; `unit` writes a quantity of it."""
    return (
        Column("location", "Location", lambda row: row.location, width=150, stretch=True),
        Column("lot", "Lot", lambda row: row.lot or NOTHING, muted=True, width=110),
        Column("expiry", "Expires", lambda row: formats().date(row.expiry), width=104),
        Column("quantity", "On hand", _Shown(unit), numeric=True, strong=True, width=90),
    )


class _Shown:
    """The quantity of a place."""

    def __init__(self, unit: Callable[[int], str]) -> None:
        self._unit = unit

    def __call__(self, row: PlaceRow) -> str:
        return self._unit(row.quantity)


def _shown(found: Outlook, quantity: int | None) -> str:
    if quantity is None:
        return NOTHING
    return formats().quantity(quantity, found.unit_decimals, stocking.unit_name(found.unit))

"""The calendar by promised date: a month or a week, and below it the shipments of the chosen day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.clock import local_date
from app.services.shipments import queries
from app.services.shipments.read_models import CalendarDay, ShipmentChip, ShipmentFilter, ShipmentRow
from app.ui.app_context import AppContext
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import Button, IconButton, Kind
from app.ui.shared.cards import Pane, ScrollPage
from app.ui.shared.chips import ChipBar, ChipSpec
from app.ui.shared.errors import show_error
from app.ui.shared.formats import formats
from app.ui.shared.labels import Role, label
from app.ui.shared.list_table import Empty, ListTable
from app.ui.shared.paged_table import PagedTableModel
from app.ui.shared.segmented import SegmentedControl
from app.ui.shipments.calendar_grid import WEEKS, CalendarGrid, first_of_grid, months_later
from app.ui.shipments.table import ShipmentSource, day_columns
from app.ui.theme import current_theme

LEAST_WEEK = 34
"""How high a week is at least, at 100 % font size: a day's counts in one line."""
LEAST_ROWS = 3
_CHIPS = (
    ChipSpec(ShipmentChip.ALL, "All"),
    ChipSpec(ShipmentChip.INBOUND, "Inbound"),
    ChipSpec(ShipmentChip.OUTBOUND, "Outbound"),
)


class CalendarView(QWidget):
    """`chosen(id)` when a shipment of the day becomes current, `opened(id)` when it is opened."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.setAccessibleName("Calendar")
        self.day = local_date(ctx.ops.now())
        self._weeks = WEEKS
        self._started = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        # In a low window, or with large text, the page scrolls rather than leave weeks too low for their counts.
        page = ScrollPage(self, margins=(0, 0, 0, 0))
        page.body.setSpacing(0)
        column.addWidget(page, 1)
        self.grid = CalendarGrid(self)
        page.body.addWidget(self.grid, 5)
        bar = Pane("list-head", self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 8, 16, 8)
        self.day_title = label("", Role.SECTION, bar)
        row.addWidget(self.day_title)
        page.body.addWidget(bar)
        model = PagedTableModel[ShipmentRow](ctx.runner, ShipmentSource(ctx.ops), day_columns(), self)
        self.table = ListTable(model, self, name="Shipments of the day")
        self.table.set_empty(Empty("Nothing is promised for this day"))
        page.body.addWidget(self.table, 4)
        self._model = model
        self.grid.day_wanted.connect(self.show_day)
        self.grid.entered.connect(self._on_entered)
        self.table.current_changed.connect(self.chosen)
        self.table.opened.connect(self.opened)
        current_theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._refresher = Refresher(self, ctx.bus, ["shipment", "shipment_line", "partner"], self.refresh)

    def start(self) -> None:
        """Read the month; done when the calendar first shows."""
        if not self._started:
            self._started = True
            self._lay_out()
            self._choose(self.day)

    @Slot(object)
    def show_day(self, day: date) -> None:
        """Make a day current; turn the page when it does not show."""
        self.day = day
        if not self.grid.model_.index_of(day).isValid() or (self._weeks > 1 and day.month != self.grid.model_.month):
            self._lay_out()
        self._choose(day)

    @Slot()
    def refresh(self) -> None:
        """Read the counts and the day's list anew."""
        model = self.grid.model_
        last = model.first + timedelta(days=model.weeks * 7 - 1)
        arguments = (queries.calendar, model.first, last, self._filter(None))
        self.ctx.runner.read(
            self, self.ctx.ops.read, *arguments, on_result=self._on_days, on_error=self._on_failed, question="days"
        )
        self._model.set_filter(self._filter(self.day))

    def _filter(self, day: date | None) -> ShipmentFilter:
        return ShipmentFilter(ShipmentChip(self.chips.current or "all"), day=day)

    def _make_head(self) -> QWidget:
        bar = Pane("list-head", self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 16, 10)
        row.setSpacing(8)
        row.addWidget(IconButton("caret-left", "Earlier", bar, on_click=self._on_earlier))
        row.addWidget(IconButton("caret-right", "Later", bar, on_click=self._on_later))
        row.addWidget(Button("Today", Kind.QUIET, bar, on_click=self._on_today))
        self.title = label("", Role.SECTION, bar)
        row.addWidget(self.title)
        row.addStretch(1)
        self.chips = ChipBar(_CHIPS, bar, name="Ways of the calendar")
        self.chips.chosen.connect(self.refresh)
        row.addWidget(self.chips, 0, Qt.AlignmentFlag.AlignVCenter)
        self.span = SegmentedControl([("month", "Month"), ("week", "Week")], bar, name="Span of the calendar")
        self.span.choose("month")
        self.span.chosen.connect(self._on_span_chosen)
        row.addWidget(self.span)
        return bar

    def _lay_out(self) -> None:
        self.grid.model_.show_days(first_of_grid(self.day, weeks=self._weeks), self._weeks, self.day.month)
        if self._weeks > 1:
            self.title.setText(formats().month(self.day))
        else:
            self.title.setText(f"Week of {formats().date(first_of_grid(self.day, weeks=1))}")

    def _choose(self, day: date) -> None:
        self.grid.show_day(day)
        self.day_title.setText(formats().date_long(day))
        self.refresh()

    def _on_days(self, days: Sequence[CalendarDay]) -> None:
        self.grid.model_.take({found.day: found for found in days}, local_date(self.ctx.ops.now()))

    def _on_failed(self, error: Exception) -> None:
        show_error(self, error)

    @Slot()
    def _on_theme_changed(self) -> None:
        theme = current_theme()
        head = theme.tokens.sizes.header
        self.grid.setMinimumHeight(theme.px(head + LEAST_WEEK * WEEKS))
        self.table.setMinimumHeight(theme.px(head + LEAST_ROWS * theme.tokens.sizes.row))

    @Slot()
    def _on_earlier(self) -> None:
        self.show_day(months_later(self.day, -1) if self._weeks > 1 else self.day - timedelta(days=7))

    @Slot()
    def _on_later(self) -> None:
        self.show_day(months_later(self.day, 1) if self._weeks > 1 else self.day + timedelta(days=7))

    @Slot()
    def _on_today(self) -> None:
        self.show_day(local_date(self.ctx.ops.now()))

    @Slot(str)
    def _on_span_chosen(self, key: str) -> None:
        self._weeks = 1 if key == "week" else WEEKS
        self._lay_out()
        self._choose(self.day)

    @Slot()
    def _on_entered(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.table.current_id is None and self._model.rowCount():
            self.table.select_id(self._model.id_at(0))

"""The sections of a shipment's page: its lines, what happened, what it costs."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.states import ShipmentKind
from app.services.shipments.read_models import ShipmentDetail, ShipmentEventView
from app.ui.app_context import AppContext
from app.ui.shared.cards import ScrollPage, clear_layout
from app.ui.shared.facts import Fact, FactsList
from app.ui.shared.formats import formats
from app.ui.shared.labels import Role, label
from app.ui.shared.list_table import Empty, ListTable
from app.ui.shared.paged_table import PagedTableModel
from app.ui.shipments.table import HeldRows, line_columns
from app.ui.theme import current_theme
from app.wording import labels
from app.wording.formats import NOTHING


class LinesPage(QWidget):
    """The lines, as a table."""

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._tables: dict[bool, tuple[ListTable, HeldRows]] = {}
        for inbound in (True, False):
            held = HeldRows()
            kind = ShipmentKind.IN if inbound else ShipmentKind.OUT
            model = PagedTableModel(ctx.runner, held, line_columns(kind), self)
            table = ListTable(model, self, name="Lines")
            table.set_empty(Empty("It has no lines"))
            table.setVisible(inbound)
            column.addWidget(table)
            self._tables[inbound] = (table, held)

    def show_detail(self, detail: ShipmentDetail) -> None:
        """Show its lines."""
        shown = detail.row.kind in (ShipmentKind.IN, ShipmentKind.RETURN_IN)
        for inbound, (table, held) in self._tables.items():
            table.setVisible(inbound is shown)
            if inbound is shown:
                held.held = detail.lines
                table.paged.refresh()


class EventsPage(ScrollPage):
    """What happened, the newest first. `add_wanted` when something is to be added."""

    add_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.body.setSpacing(0)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self.body.addStretch(1)

    def show_detail(self, detail: ShipmentDetail) -> None:
        """Show its events."""
        clear_layout(self._rows)
        for place, event in enumerate(detail.events):
            self._rows.addWidget(EventRow(event, detail, self, last=place + 1 == len(detail.events)))


class EventRow(QWidget):
    """A dot on a line, what happened and where, and when."""

    def __init__(self, event: ShipmentEventView, detail: ShipmentDetail, parent: QWidget, *, last: bool) -> None:
        super().__init__(parent)
        self._last = last
        row = QVBoxLayout(self)
        row.setContentsMargins(34, 4, 0, 10)
        row.setSpacing(1)
        what = labels.label(event.kind)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(label(f"{what}, {event.place}" if event.place else what, Role.STRONG, self))
        head.addWidget(label(f"· {formats().moment(event.at, detail.now)}", Role.MUTED, self))
        head.addStretch(1)
        row.addLayout(head)
        said = " · ".join(filter(None, (event.note, f"by {event.by}" if event.by else "")))
        if said:
            row.addWidget(label(said, Role.MUTED, self, wrap=True, selectable=True))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(20)
        circle = QRectF(2, 3, side, side)
        painter.setPen(QPen(theme.colour("line"), 1))
        if not self._last:
            x = circle.center().x()
            painter.drawLine(QPointF(x, circle.bottom()), QPointF(x, self.height() + 3))
        painter.setBrush(theme.colour("surface"))
        painter.drawEllipse(circle)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("muted"))
        painter.drawEllipse(circle.center(), side * 0.2, side * 0.2)
        painter.end()


class CostsPage(ScrollPage):
    """Freight, carrier and weight."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.facts = FactsList(parent=self)
        self.body.addWidget(self.facts)
        self.body.addStretch(1)

    def show_detail(self, detail: ShipmentDetail) -> None:
        """Show what it costs, as far as the role may see it."""
        row = detail.row
        weight = formats().quantity(detail.weight_g, 3, "kg") if detail.weight_g is not None else NOTHING
        freight = formats().money_minor(row.freight_minor, row.currency)
        facts = [
            Fact("Freight", freight if detail.shows_costs else "Your role does not see costs"),
            Fact("Carrier", row.carrier or NOTHING),
            Fact("Tracking number", row.tracking or NOTHING),
            Fact("Weight", weight),
            Fact("Promised", formats().date(row.promised)),
            Fact("Left", formats().date(row.shipped)),
            Fact("Came", formats().date(row.delivered)),
        ]
        if detail.staff:
            facts.append(Fact("Entered by", detail.staff))
        if detail.notes:
            facts.append(Fact("Notes", detail.notes))
        self.facts.set_facts(facts)

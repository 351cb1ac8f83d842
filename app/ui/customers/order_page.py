"""One sales order with its lines, to read."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.orders.lists import OrderDetail, OrderLineRow
from app.ui.app_context import context_of
from app.ui.shared.badges import Badge
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.columns import Column, Sort
from app.ui.shared.facts import Fact, FactsRow
from app.ui.shared.formats import formats
from app.ui.shared.labels import ElidedLabel, Role, label
from app.ui.shared.list_table import ListTable
from app.ui.shared.paged_table import PagedTableModel
from app.wording import labels


class _Lines:
    """The lines that were read with the order."""

    def __init__(self, lines: Sequence[OrderLineRow]) -> None:
        self._lines = {line.id: line for line in lines}

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        return array("q", self._lines)

    def rows(self, ids: Sequence[int]) -> Sequence[OrderLineRow]:
        return [self._lines[id_] for id_ in ids]


class OrderPage(QWidget):
    """`show_order(detail)`; `back_wanted` by the button or Esc."""

    back_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.order_id: int | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 8, 16, 12)
        head.setSpacing(10)
        back = Button("All orders", Kind.GHOST, self, icon="arrow-left", on_click=self.back_wanted.emit)
        head.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        line = QHBoxLayout()
        line.setSpacing(8)
        self._title = ElidedLabel("", Role.SECTION, self)
        self._badge = Badge(parent=self)
        line.addWidget(self._title)
        line.addWidget(self._badge)
        line.addStretch(1)
        head.addLayout(line)
        self._facts = FactsRow(parent=self)
        head.addWidget(self._facts)
        self._notes = label("", Role.BODY, self, wrap=True, selectable=True)
        head.addWidget(self._notes)
        column.addLayout(head)
        self._room = QVBoxLayout()
        column.addLayout(self._room, 1)
        self.table: ListTable = self._make_table((), ())

    def show_order(self, order: OrderDetail) -> None:
        """Show this order."""
        from app.ui.customers.orders import line_columns

        row, currency = order.row.order, order.row.order.currency
        self.order_id = row.id
        words = formats()
        self._title.set_whole_text(f"{'Quote' if row.state.value == 'quote' else 'Order'} {row.number}")
        self._badge.set_badge(
            "Late" if row.late else labels.label(row.state), "bad" if row.late else labels.tone(row.state)
        )
        facts = [
            Fact("Customer", order.row.customer),
            Fact("Ordered", words.date(row.ordered)),
            Fact("Promised", words.date(row.promised)),
            Fact("Total", words.money_minor(row.net_minor, currency)),
        ]
        if order.freight_minor:
            facts.append(Fact("Freight", words.money_minor(order.freight_minor, currency)))
        self._facts.set_facts(facts)
        self._notes.setText(order.notes)
        self._notes.setVisible(bool(order.notes))
        self._room.removeWidget(self.table)
        self.table.hide()
        self.table.deleteLater()
        self.table = self._make_table(order.lines, line_columns(order))

    def _make_table(self, lines: Sequence[OrderLineRow], columns: Sequence[Column[OrderLineRow]]) -> ListTable:
        model = PagedTableModel(context_of(self).runner, _Lines(lines), columns)
        table = ListTable(model, self, name="Lines of the order")
        model.setParent(table)
        self._room.addWidget(table)
        table.show()
        model.refresh()
        return table

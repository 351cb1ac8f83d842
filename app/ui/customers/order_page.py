"""One sales order: where it stands, its lines with what stock says to each, and the step that comes next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.domain.states import SalesOrderState
from app.services.sales_orders import commands
from app.services.sales_orders.read_models import SalesOrderDetail
from app.services.shipments import outbound
from app.services.shipments.read_models import ShipmentDraft
from app.ui.app_context import AppContext
from app.ui.customers.order_lines import line_columns
from app.ui.customers.order_states import page_state
from app.ui.customers.order_steps import EndSheet, cancel_sheet, close_sheet
from app.ui.shared.access import Access
from app.ui.shared.badges import Badge
from app.ui.shared.banner import Banner
from app.ui.shared.buttons import Button, IconButton, Kind, open_below
from app.ui.shared.columns import Tone
from app.ui.shared.facts import Fact, FactsRow
from app.ui.shared.formats import formats
from app.ui.shared.held_table import HeldTable
from app.ui.shared.labels import ElidedLabel, Role, label
from app.ui.shared.navigation import open_record
from app.ui.shared.operations import run_operation
from app.wording.formats import NOTHING

_S = SalesOrderState
_NEXT = {_S.QUOTE: "Confirm", _S.CONFIRMED: "Ship", _S.ON_HOLD: "Go on"}
_NOT_OWN = "Your role cancels its own orders; this one is somebody else's."


class OrderPage(QWidget):
    """`show_order(detail)`; `back_wanted` by the button or Esc, `edit_wanted(order id)`."""

    back_wanted = Signal()
    edit_wanted = Signal(int)

    def __init__(self, ctx: AppContext, parent: QWidget, *, with_customer: bool) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._with_customer = with_customer
        self.order: SalesOrderDetail | None = None
        self._access: Access | None = None
        self._host: QWidget = self
        self.sheet: EndSheet | None = None
        self._build()

    # -- what the panel uses ----------------------------------------------------------------------------------------

    @property
    def order_id(self) -> int | None:
        """The order that was shown last."""
        return self.order.row.id if self.order is not None else None

    def set_access(self, access: Access) -> None:
        """Who looks."""
        self._access = access
        if self.order is not None:
            self._show_actions(self.order)

    def set_sheet_host(self, host: QWidget) -> None:
        """Over what forms open."""
        self._host = host

    def take_keyboard(self) -> None:
        """To the step that comes next, else to the lines."""
        usable = self.next_button.isVisible() and self.next_button.isEnabled()
        (self.next_button if usable else self.table).setFocus()

    def show_order(self, order: SalesOrderDetail) -> None:
        """Show this order."""
        self.order = order
        row = order.row.order
        self._title.set_whole_text(f"{'Quote' if row.state is _S.QUOTE else 'Order'} {row.number}")
        self._badge.set_badge(*page_state(order))
        self._facts.set_facts(_facts(order, with_customer=self._with_customer))
        self._notes.setText(order.notes)
        self._notes.setVisible(bool(order.notes))
        self.table.show_rows(order.lines)
        self._show_banner(order)
        self._show_actions(order)

    # -- how it is built --------------------------------------------------------------------------------------------

    def _build(self) -> None:
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
        self.next_button = Button("Next step", Kind.PRIMARY, self, on_click=self._on_next)
        self.edit_button = Button("Edit", parent=self, on_click=self._on_edit)
        self.more_button = IconButton("dots-three-vertical", "More steps", self, on_click=self._on_more)
        line.addWidget(self._title)
        line.addWidget(self._badge)
        line.addStretch(1)
        for button in (self.edit_button, self.next_button, self.more_button):
            line.addWidget(button)
        head.addLayout(line)
        self._facts = FactsRow(parent=self)
        head.addWidget(self._facts)
        self._banner = Banner(self)
        head.addWidget(self._banner)
        self._notes = label("", Role.BODY, self, wrap=True, selectable=True)
        head.addWidget(self._notes)
        column.addLayout(head)
        self.table = HeldTable(self.ctx, line_columns(self.currency), self, name="Lines of the order")
        column.addWidget(self.table, 1)
        self.menu = QMenu(self.more_button)
        self.actions_by_key = {
            "close": self._action("Close …", self._on_close),
            "hold": self._action("Put on hold", self._on_hold),
            "reopen": self._action("Open again", self._on_reopen),
            "cancel": self._action("Cancel …", self._on_cancel),
        }

    def _action(self, text: str, slot: Callable[[], object]) -> QAction:
        action = QAction(text, self.menu)
        action.triggered.connect(slot)
        self.menu.addAction(action)
        return action

    # -- showing ----------------------------------------------------------------------------------------------------

    def _show_banner(self, order: SalesOrderDetail) -> None:
        state, words = order.row.order.state, formats()
        short = order.short
        if state in (_S.CLOSED, _S.CANCELLED) and order.reason:
            said = "Cancelled" if state is _S.CANCELLED else "Closed short"
            self._banner.show_message(f"{said}: {order.reason}", Tone.NEUTRAL)
        elif state is _S.ON_HOLD:
            self._banner.show_message("On hold: nothing of it is sent; what is reserved stays reserved.", Tone.NEUTRAL)
        elif short:
            names = ", ".join(line.product for line in short[:3]) + (" …" if len(short) > 3 else "")
            count = words.count(len(short), "line waits", "lines wait")
            said = "for stock" if state is _S.CONFIRMED else "for stock if it is confirmed now"
            self._banner.show_message(f"{count} {said}: {names}.", Tone.WARN)
        else:
            self._banner.clear()

    def _show_actions(self, order: SalesOrderDetail) -> None:
        state, states = order.row.order.state, order.next_states
        save = self._reason("sales_order.save")
        word = _NEXT.get(state, "")
        if state is _S.CONFIRMED and order.unsent:
            word = "Shipment"
        self.next_button.setVisible(bool(word))
        self.next_button.setText(word)
        self.next_button.refuse(self._ship_reason(order) if state is _S.CONFIRMED else save)
        self.edit_button.setVisible(order.editable)
        self.edit_button.refuse(save)
        cancel = self._reason("sales_order.cancel")
        if not cancel and not self._is_mine(order):
            cancel = _NOT_OWN
        shown = {
            "close": (_S.CLOSED in states, save),
            "hold": (_S.ON_HOLD in states, save),
            "reopen": (state is _S.CLOSED and any(line.closed_short for line in order.lines), save),
            "cancel": (_S.CANCELLED in states, cancel),
        }
        for key, (visible, reason) in shown.items():
            self.actions_by_key[key].setVisible(visible)
            self.actions_by_key[key].setEnabled(not reason)
            self.actions_by_key[key].setStatusTip(reason)
        self.more_button.setVisible(any(visible for visible, _ in shown.values()))

    def _reason(self, operation: str) -> str:
        return self._access.reason(operation) if self._access is not None else ""

    def _ship_reason(self, order: SalesOrderDetail) -> str:
        if order.unsent:
            return self._reason("shipment.view")
        reason = self._reason("shipment.save")
        if not reason and not any(line.kept for line in order.lines):
            return "Nothing is in stock for it yet."
        return reason

    def _is_mine(self, order: SalesOrderDetail) -> bool:
        if self._access is None or self._access.grant("sales_order.cancel") != "own":
            return True
        return order.staff_id in (None, self._access.staff_id)

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot()
    def _on_next(self) -> None:
        order = self.order
        if order is None:
            return
        match order.row.order.state:
            case _S.QUOTE:
                self._run(commands.confirm, "confirmed")
            case _S.CONFIRMED:
                self._ship(order)
            case _S.ON_HOLD:
                self._run(commands.resume, "goes on")

    def _ship(self, order: SalesOrderDetail) -> None:
        """Open the shipment that waits to leave; plan one of all that is reserved when there is none."""
        if order.unsent and open_record(self, "shipment", order.unsent[0]):
            return
        run_operation(
            self, outbound.plan, ShipmentDraft(order.row.id), on_success=self._on_planned,
            toast=f"Shipment of {order.row.order.number} planned",
        )  # fmt: skip

    def _on_planned(self, outcome: Any) -> None:
        open_record(self, "shipment", int(outcome.value))

    def _open(self, sheet: EndSheet) -> None:
        if self.sheet is not None:
            sheet.deleteLater()
            return
        self.sheet = sheet
        sheet.closed.connect(self._on_sheet_closed)
        sheet.open_sheet()

    @Slot()
    def _on_sheet_closed(self) -> None:
        self.sheet = None

    @Slot()
    def _on_more(self) -> None:
        open_below(self.more_button, self.menu)

    @Slot()
    def _on_edit(self) -> None:
        if self.order is not None:
            self.edit_wanted.emit(self.order.row.id)

    @Slot()
    def _on_close(self) -> None:
        order = self.order
        if order is None:
            return
        if any(line.open for line in order.lines):
            self._open(close_sheet(self._host, self.ctx, order))
        else:
            self._run(commands.close, "closed")

    @Slot()
    def _on_cancel(self) -> None:
        if self.order is not None:
            self._open(cancel_sheet(self._host, self.ctx, self.order))

    @Slot()
    def _on_hold(self) -> None:
        self._run(commands.hold, "put on hold")

    @Slot()
    def _on_reopen(self) -> None:
        self._run(commands.reopen, "opened again")

    def _run(self, command: Callable[..., Any], done: str) -> None:
        if self.order is not None:
            run_operation(self, command, self.order.row.id, toast=f"{self.order.row.order.number} {done}")

    def currency(self) -> str:
        """In what its prices are."""
        return self.order.row.order.currency if self.order is not None else ""


def _facts(order: SalesOrderDetail, *, with_customer: bool) -> list[Fact]:
    row, words = order.row.order, formats()
    facts = [
        *((Fact("Customer", order.row.customer),) if with_customer else ()),
        Fact("Ordered", words.date(row.ordered)),
        Fact("Promised", words.date(row.promised) if row.promised is not None else NOTHING),
        Fact("Net" if order.freight_minor else "Total", words.money_minor(row.net_minor, row.currency)),
    ]
    if order.freight_minor:
        facts.append(Fact("Freight", words.money_minor(order.freight_minor, row.currency)))
        facts.append(Fact("Total", words.money_minor(order.total_minor, row.currency)))
    return facts

"""One purchase order: where it stands, its lines with both promises, and the step that comes next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.domain.states import PurchaseOrderState
from app.services.purchasing import commands
from app.services.purchasing.read_models import LineRow, OrderDetail
from app.services.shipments import inbound
from app.services.shipments.read_models import ShipmentDraft
from app.ui.app_context import AppContext
from app.ui.shared.access import Access
from app.ui.shared.badges import Badge
from app.ui.shared.banner import Banner
from app.ui.shared.buttons import Button, IconButton, Kind, open_below
from app.ui.shared.columns import Column, Tone
from app.ui.shared.facts import Fact, FactsRow
from app.ui.shared.formats import formats
from app.ui.shared.held_table import HeldTable
from app.ui.shared.labels import ElidedLabel, Role, label
from app.ui.shared.navigation import open_record
from app.ui.shared.operations import run_operation
from app.ui.suppliers.order_states import order_state, order_tone
from app.ui.suppliers.order_steps import CloseSheet, PromiseSheet
from app.wording import labels
from app.wording.formats import NOTHING

_S = PurchaseOrderState


class OrderPage(QWidget):
    """`show_order(detail)`; `back_wanted` by the button, `edit_wanted(order id)`."""

    back_wanted = Signal()
    edit_wanted = Signal(int)

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.order: OrderDetail | None = None
        self._access: Access | None = None
        self._host: QWidget = self
        self.sheet: PromiseSheet | CloseSheet | None = None
        self._build()

    # -- what the panel uses ----------------------------------------------------------------------------------------

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
        (self.next_button if self.next_button.isVisible() else self.table).setFocus()

    def show_order(self, order: OrderDetail) -> None:
        """Show this order."""
        self.order = order
        self._title.set_whole_text(order.number)
        self._badge.set_badge(order_state(order), order_tone(order))
        self._facts.set_facts(_facts(order))
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
        self.table = HeldTable(self.ctx, line_columns(self), self, name="Lines of the order")
        column.addWidget(self.table, 1)
        self.menu = QMenu(self.more_button)
        self._actions = {
            "repromise": self._action("New promise …", self._on_repromise),
            "close": self._action("Close …", self._on_close),
            "hold": self._action("Put on hold", self._on_hold),
            "reopen": self._action("Open again", self._on_reopen),
            "cancel": self._action("Cancel the order", self._on_cancel),
        }

    def _action(self, text: str, slot: Callable[[], object]) -> QAction:
        action = QAction(text, self.menu)
        action.triggered.connect(slot)
        self.menu.addAction(action)
        return action

    def _show_banner(self, order: OrderDetail) -> None:
        moved = [line for line in order.lines if line.late_days and line.current_promise != line.original_promise]
        if order.late_days:
            late = f"{formats().number(order.late_days)}\u00a0d past the original promise"
            days = [line.current_promise for line in moved if line.current_promise is not None]
            now = f"; now promised for {formats().date(max(days))}" if days else ""
            self._banner.show_message(f"Late: {late}{now}.", Tone.BAD)
        elif order.state is _S.CLOSED and order.close_reason is not None:
            self._banner.show_message(f"Closed short: {labels.label(order.close_reason).lower()}.", Tone.NEUTRAL)
        else:
            self._banner.clear()

    def _show_actions(self, order: OrderDetail) -> None:
        grant = self._access.grant("purchase_order.save") if self._access is not None else "no"
        reason = self._access.reason("purchase_order.save") if self._access is not None else ""
        draft_only = grant == "draft"
        if draft_only:
            reason = "Your role writes drafts; a manager sends and confirms them."
        word = self._next_word(order)
        self.next_button.setVisible(bool(word))
        self.next_button.setText(word)
        receives = word == "Receive" and self._access is not None
        self.next_button.refuse(self._access.reason("shipment.receive") if receives and self._access else reason)
        self.edit_button.setVisible(order.state in commands.EDITABLE)
        self.edit_button.refuse("" if draft_only and order.state is _S.DRAFT else reason)
        states = order.next_states
        shown = {
            "repromise": order.state is _S.CONFIRMED,
            "close": _S.CLOSED in states,
            "hold": _S.ON_HOLD in states,
            "reopen": order.state is _S.CLOSED and any(line.closed_short for line in order.lines),
            "cancel": _S.CANCELLED in states,
        }
        for key, visible in shown.items():
            self._actions[key].setVisible(visible)
            self._actions[key].setEnabled(not reason)
        self.more_button.setVisible(any(shown.values()))

    @staticmethod
    def _next_word(order: OrderDetail) -> str:
        match order.state:
            case _S.DRAFT:
                return "Mark as sent"
            case _S.SENT:
                return "Confirm …"
            case _S.CONFIRMED:
                return "Receive"
            case _S.ON_HOLD:
                return "Go on"
        return ""

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot()
    def _on_next(self) -> None:
        order = self.order
        if order is None:
            return
        match order.state:
            case _S.DRAFT:
                run_operation(self, commands.send, order.id, toast=f"{order.number} marked as sent")
            case _S.SENT:
                self._open(PromiseSheet(self._host, self.ctx, order))
            case _S.CONFIRMED:
                self._receive(order)
            case _S.ON_HOLD:
                run_operation(self, commands.resume, order.id, toast=f"{order.number} goes on")

    def _receive(self, order: OrderDetail) -> None:
        """Open the shipment that carries it; announce one of all that is open when there is none yet."""
        if order.shipments and open_record(self, "shipment", order.shipments[-1][0]):
            return
        run_operation(
            self, inbound.announce, ShipmentDraft(order.id), on_success=self._on_announced,
            toast=f"Shipment of {order.number} expected",
        )  # fmt: skip

    def _on_announced(self, outcome: Any) -> None:
        open_record(self, "shipment", int(outcome.value))

    def _open(self, sheet: PromiseSheet | CloseSheet) -> None:
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
            self.edit_wanted.emit(self.order.id)

    @Slot()
    def _on_repromise(self) -> None:
        if self.order is not None:
            self._open(PromiseSheet(self._host, self.ctx, self.order))

    @Slot()
    def _on_close(self) -> None:
        if self.order is not None:
            self._open(CloseSheet(self._host, self.ctx, self.order))

    @Slot()
    def _on_hold(self) -> None:
        self._run(commands.hold, "put on hold")

    @Slot()
    def _on_reopen(self) -> None:
        self._run(commands.reopen, "opened again")

    @Slot()
    def _on_cancel(self) -> None:
        self._run(commands.cancel, "cancelled")

    def _run(self, command: Callable[..., Any], done: str) -> None:
        if self.order is not None:
            run_operation(self, command, self.order.id, toast=f"{self.order.number} {done}")

    def currency(self) -> str:
        """In what its prices are."""
        return self.order.currency if self.order is not None else ""


def line_columns(page: OrderPage) -> tuple[Column[LineRow], ...]:
    """The columns of an order's lines."""

    def price(line: LineRow) -> str:
        return formats().money_minor(line.price_minor, page.currency())

    def net(line: LineRow) -> str:
        return formats().money_minor(line.net_minor, page.currency())

    return (
        Column("product", "Product", lambda line: line.product, tooltip=_product_tip, width=150, stretch=True),
        Column("received", "Received", _received, tooltip=_received_tip, numeric=True, width=96),
        Column("price", "Price", price, tooltip=_discount_tip, numeric=True, width=80),
        Column("net", "Net", net, numeric=True, width=92),
        Column("promised", "Promised", _first, badge=_first_tone, note=_now, tooltip=_first_tip, width=104),
    )


def _facts(order: OrderDetail) -> list[Fact]:
    words = formats()
    facts = [
        Fact("Supplier", order.supplier),
        Fact("Ordered", words.date(order.ordered)),
        Fact("Confirmed" if order.confirmed else "Sent", words.date(order.confirmed or order.sent)),
        Fact("Net", words.money_minor(order.net_minor, order.currency)),
    ]
    if order.freight_minor:
        facts.append(Fact("Freight", words.money_minor(order.freight_minor, order.currency)))
        facts.append(Fact("Total", words.money_minor(order.total_minor, order.currency)))
    return facts


def _product_tip(line: LineRow) -> str:
    theirs = f", theirs {line.supplier_sku}" if line.supplier_sku else ""
    return f"{line.product}\n{line.sku}{theirs}"


def _received(line: LineRow) -> str:
    words = formats()
    whole = words.quantity(line.quantity, line.unit_decimals, "" if line.unit == "pcs" else line.unit)
    return f"{words.quantity(line.received, line.unit_decimals)} of {whole}"


def _received_tip(line: LineRow) -> str | None:
    words = formats()
    parts = []
    if line.rejected:
        parts.append(f"{words.quantity(line.rejected, line.unit_decimals)} rejected")
    if line.closed_short:
        parts.append(f"{words.quantity(line.closed_short, line.unit_decimals)} closed short")
    return ", ".join(parts) or None


def _discount_tip(line: LineRow) -> str | None:
    return f"{formats().percent_ppm(line.discount_ppm)} discount" if line.discount_ppm else None


def _first(line: LineRow) -> str:
    if line.original_promise is None:
        return NOTHING
    return formats().day_month(line.original_promise, line.original_promise)


def _first_tone(line: LineRow) -> Tone | None:
    return Tone.BAD if line.late_days else None


def _first_tip(line: LineRow) -> str | None:
    words, parts = formats(), []
    if line.requested is not None:
        parts.append(f"Asked for {words.date(line.requested)}")
    if line.original_promise is not None:
        late = f", {words.number(line.late_days)}\u00a0d ago" if line.late_days else ""
        parts.append(f"Promised for {words.date(line.original_promise)}{late}: on time is judged by this")
    if line.current_promise != line.original_promise:
        parts.append(f"Now promised for {words.date(line.current_promise)}")
    return "\n".join(parts) or None


def _now(line: LineRow) -> str | None:
    now = line.current_promise
    return None if now is None or now == line.original_promise else f"→ {formats().day_month(now, now)}"

"""One sales order: where it stands, its lines with what stock says to each, and the step that comes next."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.states import SalesOrderState
from app.services.sales_orders import commands
from app.services.sales_orders.read_models import SalesOrderDetail
from app.services.shipments import outbound
from app.services.shipments.read_models import ShipmentDraft
from app.ui.app_context import AppContext
from app.ui.customers.order_lines import line_columns
from app.ui.customers.order_states import page_state
from app.ui.customers.order_steps import PromiseSheet, cancel_sheet, close_sheet
from app.ui.documents.offers import Name, Offer, RecordDocument
from app.ui.orders.order_page import OrderPage, Shown, Step
from app.ui.shared.columns import Tone
from app.ui.shared.facts import Fact
from app.ui.shared.formats import formats
from app.ui.shared.navigation import open_record
from app.wording.formats import NOTHING
from app.wording.promises import promised_anew

_S = SalesOrderState
_NEXT = {_S.QUOTE: "Confirm", _S.CONFIRMED: "Ship", _S.ON_HOLD: "Go on"}
_NOT_OWN = "Your role cancels its own orders; this one is somebody else's."


class SalesOrderPage(OrderPage[SalesOrderDetail]):
    """From quote to closed."""

    def __init__(self, ctx: AppContext, parent: QWidget, *, with_customer: bool) -> None:
        self._with_customer = with_customer
        super().__init__(ctx, parent, line_columns(self.currency))
        self.add_step("repromise", "New promise …", self._on_repromise)
        self.add_step("close", "Close …", self._on_close)
        self.add_step("hold", "Put on hold", self._on_hold)
        self.add_step("reopen", "Open again", self._on_reopen)
        self.add_step("cancel", "Cancel …", self._on_cancel)

    def currency(self) -> str:
        """In what its prices are."""
        return self.order.row.order.currency if self.order is not None else ""

    def describe(self, order: SalesOrderDetail) -> Shown:
        """What the page shows of it."""
        row = order.row.order
        title = f"{'Quote' if row.state is _S.QUOTE else 'Order'} {row.number}"
        facts = _facts(order, with_customer=self._with_customer)
        return Shown(
            order.row.id, row.number, title, page_state(order), facts, order.notes, order.lines, _banner(order)
        )

    def next_step(self, order: SalesOrderDetail) -> tuple[str, str]:
        """Towards delivered."""
        state = order.row.order.state
        if state is _S.CONFIRMED:
            return "Shipment" if order.unsent else _NEXT[state], self._ship_refused(order)
        return _NEXT.get(state, ""), self.reason("sales_order.save")

    def do_next(self, order: SalesOrderDetail) -> None:
        """Confirm, ship, or go on."""
        match order.row.order.state:
            case _S.QUOTE:
                self.run(commands.confirm, "confirmed")
            case _S.CONFIRMED:
                # The shipment that waits to leave; one of all that is reserved is planned when there is none.
                if not order.unsent or not open_record(self, "shipment", order.unsent[0]):
                    self.make_shipment(outbound.plan, ShipmentDraft(order.row.id), "planned")
            case _S.ON_HOLD:
                self.run(commands.resume, "goes on")

    def steps(self, order: SalesOrderDetail) -> Mapping[str, Step]:
        """By the state, and by what the role may do."""
        state, states, save = order.row.order.state, order.next_states, self.reason("sales_order.save")
        cancel = self.reason("sales_order.cancel") or ("" if self._is_mine(order) else _NOT_OWN)
        return {
            "edit": Step(order.editable, save),
            "repromise": Step(state is _S.CONFIRMED, save),
            "close": Step(_S.CLOSED in states, save),
            "hold": Step(_S.ON_HOLD in states, save),
            "reopen": Step(state is _S.CLOSED and any(line.closed_short for line in order.lines), save),
            "cancel": Step(_S.CANCELLED in states, cancel),
        }

    def document_offer(self) -> Offer | None:
        """A quote on paper, or the confirmation of what is an order by now; none of what was cancelled."""
        if self.order is None:
            return None
        row = self.order.row.order
        if row.state is _S.CANCELLED:
            return None
        quoted = _S.QUOTE in (row.state, self.order.held_from)
        name, title = (Name.QUOTE, "Quote") if quoted else (Name.CONFIRMATION, "Order confirmation")
        show = RecordDocument(self.ctx, self, name, self.order.row.id, row.number)
        return Offer(f"{title} {row.number} (PDF) …", show, self.reason("report.quote"))

    def _ship_refused(self, order: SalesOrderDetail) -> str:
        if order.unsent:
            return self.reason("shipment.view")
        refused = self.reason("shipment.save")
        if not refused and not any(line.kept for line in order.lines):
            return "Nothing is in stock for it yet."
        return refused

    def _is_mine(self, order: SalesOrderDetail) -> bool:
        if self.access is None or self.access.grant("sales_order.cancel") != "own":
            return True
        return order.staff_id in (None, self.access.staff_id)

    @Slot()
    def _on_repromise(self) -> None:
        if self.order is not None:
            self.open_sheet(PromiseSheet(self.host, self.ctx, self.order))

    @Slot()
    def _on_close(self) -> None:
        if self.order is None:
            return
        if any(line.open for line in self.order.lines):
            self.open_sheet(close_sheet(self.host, self.ctx, self.order))
        else:
            self.run_over(commands.close, "closed")

    @Slot()
    def _on_cancel(self) -> None:
        if self.order is not None:
            self.open_sheet(cancel_sheet(self.host, self.ctx, self.order))

    @Slot()
    def _on_hold(self) -> None:
        self.run(commands.hold, "put on hold")

    @Slot()
    def _on_reopen(self) -> None:
        self.run(commands.reopen, "opened again")


def _banner(order: SalesOrderDetail) -> tuple[str, Tone] | None:
    state, short = order.row.order.state, order.short
    if state in (_S.CLOSED, _S.CANCELLED) and order.reason:
        return f"{'Cancelled' if state is _S.CANCELLED else 'Closed short'}: {order.reason}", Tone.NEUTRAL
    if state is _S.ON_HOLD:
        return "On hold: nothing of it is sent; what is reserved stays reserved.", Tone.NEUTRAL
    late = _said_late(order)
    if short:
        names = ", ".join(line.product for line in short[:3]) + (" …" if len(short) > 3 else "")
        count = formats().count(len(short), "line waits", "lines wait")
        said = "for stock" if state is _S.CONFIRMED else "for stock if it is confirmed now"
        waits = f"{count} {said}: {names}."
        return f"{late} {waits}".strip(), Tone.BAD if order.row.order.late else Tone.WARN
    return (late, Tone.BAD if order.row.order.late else Tone.WARN) if late else None


def _said_late(order: SalesOrderDetail) -> str:
    """How late it is; nothing of a quote, which promises nothing yet."""
    if order.row.order.state is _S.QUOTE:
        return ""
    moved = [line.promised for line in order.lines if line.behind_days and line.promised != line.first_promised]
    late = max((line.late_days for line in order.lines), default=0)
    behind = max((line.behind_days for line in order.lines), default=0)
    return promised_anew(late, behind, moved, formats())


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

"""One purchase order: where it stands, its lines with both promises, and the step that comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.states import PurchaseOrderState
from app.services.purchasing import commands
from app.services.purchasing.read_models import LineRow, OrderDetail
from app.services.shipments import inbound
from app.services.shipments.read_models import ShipmentDraft
from app.ui.app_context import AppContext
from app.ui.documents.offers import Name, Offer, RecordDocument
from app.ui.orders.order_page import OrderPage, Shown, Step
from app.ui.shared.access import Access
from app.ui.shared.columns import Column, Tone
from app.ui.shared.facts import Fact
from app.ui.shared.formats import formats
from app.ui.shared.navigation import open_record
from app.ui.suppliers.order_impact import OrderImpact
from app.ui.suppliers.order_states import order_state, order_tone
from app.ui.suppliers.order_steps import CloseSheet, PromiseSheet
from app.wording import labels
from app.wording.formats import NOTHING
from app.wording.promises import promised_anew

_S = PurchaseOrderState
_NEXT = {_S.DRAFT: "Mark as sent", _S.SENT: "Confirm …", _S.CONFIRMED: "Receive", _S.ON_HOLD: "Go on"}
_DRAFTS_ONLY = "Your role writes drafts; a manager sends and confirms them."


class PurchaseOrderPage(OrderPage[OrderDetail]):
    """From draft to closed; the first promise and the current one stand beside each other."""

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(ctx, parent, line_columns(self.currency))
        self.impact = OrderImpact(self)
        self.add_step("repromise", "New promise …", self._on_repromise)
        self.add_step("close", "Close …", self._on_close)
        self.add_step("hold", "Put on hold", self._on_hold)
        self.add_step("reopen", "Open again", self._on_reopen)
        self.add_step("cancel", "Cancel the order", self._on_cancel)

    def set_access(self, access: Access) -> None:
        """Who looks."""
        self.impact.page.set_access(access)
        super().set_access(access)

    def show_order(self, order: OrderDetail) -> None:
        """Show this order, and who waits for it."""
        super().show_order(order)
        self.impact.show_order(order)

    def currency(self) -> str:
        """In what its prices are."""
        return self.order.currency if self.order is not None else ""

    def describe(self, order: OrderDetail) -> Shown:
        """What the page shows of it."""
        return Shown(
            order.id, order.number, order.number, (order_state(order), order_tone(order)), _facts(order), order.notes,
            order.lines, _banner(order),
        )  # fmt: skip

    def next_step(self, order: OrderDetail) -> tuple[str, str]:
        """Towards received."""
        word = _NEXT.get(order.state, "")
        return word, self.reason("shipment.receive") if order.state is _S.CONFIRMED else self._refused()

    def do_next(self, order: OrderDetail) -> None:
        """Send, confirm, receive, or go on."""
        match order.state:
            case _S.DRAFT:
                self.run(commands.send, "marked as sent")
            case _S.SENT:
                self.open_sheet(PromiseSheet(self.host, self.ctx, order))
            case _S.CONFIRMED:
                # The shipment that carries it; one of all that is open is announced when there is none yet.
                if not order.shipments or not open_record(self, "shipment", order.shipments[-1][0]):
                    self.make_shipment(inbound.announce, ShipmentDraft(order.id), "expected")
            case _S.ON_HOLD:
                self.run(commands.resume, "goes on")

    def steps(self, order: OrderDetail) -> Mapping[str, Step]:
        """By the state, and by what the role may do."""
        refused, states = self._refused(), order.next_states
        edit_refused = "" if self._drafts_only() and order.state is _S.DRAFT else refused
        short = any(line.closed_short for line in order.lines)
        return {
            "edit": Step(order.state in commands.EDITABLE, edit_refused),
            "repromise": Step(order.state is _S.CONFIRMED, refused),
            "close": Step(_S.CLOSED in states, refused),
            "hold": Step(_S.ON_HOLD in states, refused),
            "reopen": Step(order.state is _S.CLOSED and short, refused),
            "cancel": Step(_S.CANCELLED in states, refused),
        }

    def document_offer(self) -> Offer | None:
        """The order on paper, in any state."""
        if self.order is None:
            return None
        show = RecordDocument(self.ctx, self, Name.PURCHASE_ORDER, self.order.id, self.order.number)
        return Offer(f"Purchase order {self.order.number} (PDF) …", show, self.reason("report.purchase_order"))

    def _drafts_only(self) -> bool:
        return self.access is not None and self.access.grant("purchase_order.save") == "draft"

    def _refused(self) -> str:
        return _DRAFTS_ONLY if self._drafts_only() else self.reason("purchase_order.save")

    @Slot()
    def _on_repromise(self) -> None:
        if self.order is not None:
            self.open_sheet(PromiseSheet(self.host, self.ctx, self.order))

    @Slot()
    def _on_close(self) -> None:
        if self.order is None:
            return
        if any(line.outstanding for line in self.order.lines):
            self.open_sheet(CloseSheet(self.host, self.ctx, self.order))
        else:
            self.run_over(commands.close, "closed")

    @Slot()
    def _on_hold(self) -> None:
        self.run(commands.hold, "put on hold")

    @Slot()
    def _on_reopen(self) -> None:
        self.run(commands.reopen, "opened again")

    @Slot()
    def _on_cancel(self) -> None:
        self.run_over(commands.cancel, "cancelled")


def _banner(order: OrderDetail) -> tuple[str, Tone] | None:
    moved = [line for line in order.lines if line.behind_days and line.current_promise != line.original_promise]
    said = promised_anew(order.late_days, order.behind_days, [line.current_promise for line in moved], formats())
    if said:
        return said, Tone.BAD if order.late_days else Tone.WARN
    if order.state is _S.CLOSED and order.close_reason is not None:
        return f"Closed short: {labels.label(order.close_reason).lower()}.", Tone.NEUTRAL
    return None


def line_columns(currency: Callable[[], str]) -> tuple[Column[LineRow], ...]:
    """The columns of an order's lines; `currency()` is that of the order that shows."""

    def price(line: LineRow) -> str:
        return formats().money_minor(line.price_minor, currency())

    def net(line: LineRow) -> str:
        return formats().money_minor(line.net_minor, currency())

    return (
        Column("product", "Product", lambda line: line.product, tooltip=_product_tip, width=96, stretch=True),
        Column("received", "Received", _received, tooltip=_received_tip, numeric=True, width=84),
        Column("price", "Price", price, tooltip=_discount_tip, numeric=True, width=70),
        Column("net", "Net", net, numeric=True, width=88),
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
    if line.late_days:
        return Tone.BAD
    return Tone.WARN if line.behind_days else None


def _first_tip(line: LineRow) -> str | None:
    words, parts = formats(), []
    if line.requested is not None:
        parts.append(f"Asked for {words.date(line.requested)}")
    if line.original_promise is not None:
        late = f", {words.number(line.behind_days)}\u00a0d ago" if line.behind_days else ""
        parts.append(f"Promised for {words.date(line.original_promise)}{late}: on time is judged by this")
    if line.current_promise != line.original_promise:
        parts.append(f"Now promised for {words.date(line.current_promise)}")
    return "\n".join(parts) or None


def _now(line: LineRow) -> str | None:
    now = line.current_promise
    return None if now is None or now == line.original_promise else f"→ {formats().day_month(now, now)}"

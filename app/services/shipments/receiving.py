"""Counting what came in against what was ordered: limits, reasons, lots, and what the accepted goods cost.

Everything a receipt needs is read at once, whatever the number of its lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import bindparam, select

from app.db.models import Lot, Product, PurchaseOrder, PurchaseOrderLine, Shipment, ShipmentLine, SupplierTerms
from app.domain.errors import Checks, NotFoundError, Problem, ValidationError
from app.domain.money import PPM, line_net, share
from app.domain.places import MAIN_SITE, SUPPLIER
from app.domain.quantity import to_decimal_string
from app.domain.states import PurchaseOrderState
from app.domain.text import clean_code, clean_line, fold
from app.domain.vocabulary import MoveKind, ReasonCode, Tracking
from app.services.business.settings import read_currency
from app.services.operations import WriteContext
from app.services.shipments.read_models import ReceiptLine
from app.services.stock.ledger import Posting

_RECEIVABLE = frozenset({PurchaseOrderState.CONFIRMED, PurchaseOrderState.CLOSED, PurchaseOrderState.ON_HOLD})
Found = tuple[ShipmentLine, PurchaseOrderLine, PurchaseOrder, Product]
_TOLERANCE: Final = select(SupplierTerms.over_receipt_ppm).where(SupplierTerms.partner_id == bindparam("supplier_id"))
_LINES: Final = (
    select(ShipmentLine, PurchaseOrderLine, PurchaseOrder, Product)
    .join(PurchaseOrderLine, PurchaseOrderLine.id == ShipmentLine.purchase_order_line_id)
    .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
    .join(Product, Product.id == ShipmentLine.product_id)
    .where(ShipmentLine.shipment_id == bindparam("shipment_id"))
)
_OPEN_LINES: Final = select(PurchaseOrderLine.id).where(
    PurchaseOrderLine.order_id == bindparam("order_id"),
    PurchaseOrderLine.received + PurchaseOrderLine.closed_short < PurchaseOrderLine.quantity,
)


def tolerance_ppm(ctx: WriteContext, supplier_id: int) -> int:
    """How much more than ordered the supplier may deliver, in parts per million."""
    return ctx.session.execute(_TOLERANCE, {"supplier_id": supplier_id}).scalar_one_or_none() or 0


class Desk:
    """One receipt at the door. `orders` are the purchase orders whose goods came."""

    def __init__(self, ctx: WriteContext, shipment: Shipment) -> None:
        self.ctx = ctx
        self.shipment = shipment
        self.orders: dict[int, PurchaseOrder] = {}
        self._currency: str | None = None
        self._tolerance: dict[int, int] = {}
        found = ctx.session.execute(_LINES, {"shipment_id": shipment.id})
        self._lines: dict[int, Found] = {item.id: (item, line, order, product) for item, line, order, product in found}

    def take(self, lines: Sequence[ReceiptLine]) -> list[Posting]:
        """Count all lines; the postings of what was accepted. Raises ValidationError(s), NotFoundError."""
        checks = Checks()
        left: dict[int, int] = {}
        for index, receipt in enumerate(lines):
            if receipt.shipment_line_id not in self._lines:
                raise NotFoundError("shipment_line", receipt.shipment_line_id)
            self._check(checks, index, receipt)
            self._check_limit(checks, index, receipt, left)
        checks.raise_if_any()
        postings = []
        for index, receipt in enumerate(lines):
            postings += self._count(index, receipt)
        return postings

    def close_orders(self) -> None:
        """Close the orders of which nothing is open any more."""
        counted = {line.id: line for _, line, _, _ in self._lines.values()}
        for order in self.orders.values():
            # What was open before, read without writing down first what has come.
            waiting = self.ctx.session.execute(_OPEN_LINES, {"order_id": order.id}).scalars()
            still_open = any(line_id not in counted or _is_open(counted[line_id]) for line_id in waiting)
            if order.state is PurchaseOrderState.CONFIRMED and not still_open:
                order.state = PurchaseOrderState.CLOSED
                order.closed = self.ctx.today

    def _check(self, checks: Checks, index: int, receipt: ReceiptLine) -> None:
        product, order = self._lines[receipt.shipment_line_id][3], self._lines[receipt.shipment_line_id][2]
        at = f"lines.{index}."
        for name in ("accepted", "rejected"):
            if getattr(receipt, name) < 0:
                checks.add(at + name, Problem.NEGATIVE)
        if receipt.rejected > 0 and receipt.reason is None:
            checks.add(at + "reason", Problem.REASON_REQUIRED)
        if receipt.reason == ReasonCode.OTHER and not receipt.note.strip():
            checks.add(at + "note", Problem.REASON_REQUIRED)
        if order.state not in _RECEIVABLE:
            checks.add("state", Problem.NOT_ALLOWED_IN_STATE, state=order.state.value)
        needs_lot = product.tracking is not Tracking.NONE and receipt.accepted > 0 and receipt.lot_id is None
        if needs_lot and not receipt.lot_code.strip():
            checks.add(at + "lot_code", Problem.REQUIRED)
        if receipt.accepted > 0 and receipt.expiry is not None and receipt.expiry < self.ctx.today:
            checks.add(at + "expiry", Problem.BEFORE, earliest=self.ctx.today.isoformat())

    def _check_limit(self, checks: Checks, index: int, receipt: ReceiptLine, left: dict[int, int]) -> None:
        _item, line, order, product = self._lines[receipt.shipment_line_id]
        if line.id not in left:
            left[line.id] = line.quantity + self._extra(order, line) - line.received - line.closed_short
        if receipt.accepted > left[line.id]:
            limit = shown(max(left[line.id], 0), product)
            checks.add(f"lines.{index}.accepted", Problem.MORE_THAN_ORDERED, limit=limit)
        left[line.id] -= max(receipt.accepted, 0)

    def _count(self, index: int, receipt: ReceiptLine) -> list[Posting]:
        item, line, order, product = self._lines[receipt.shipment_line_id]
        self.orders[order.id] = order
        lots = self._lots(index, receipt, product, order)
        before = line.received
        item.accepted += receipt.accepted
        item.rejected += receipt.rejected
        item.reason = receipt.reason or item.reason
        item.note = clean_line(receipt.note, f"lines.{index}.note") or item.note
        item.lot_id = lots[-1][0] if lots else item.lot_id
        line.received += receipt.accepted
        line.rejected += receipt.rejected
        if not receipt.accepted:
            return []
        postings = []
        for lot_id, quantity in lots:
            value = self._cost(before, quantity, line, order, product)
            before += quantity
            postings.append(_posting(item, quantity, value, lot_id))
        return postings

    def _extra(self, order: PurchaseOrder, line: PurchaseOrderLine) -> int:
        if order.supplier_id not in self._tolerance:
            self._tolerance[order.supplier_id] = tolerance_ppm(self.ctx, order.supplier_id)
        return line.quantity * self._tolerance[order.supplier_id] // PPM

    def _cost(self, before: int, quantity: int, line: PurchaseOrderLine, order: PurchaseOrder, product: Product) -> int:
        """What accepted goods cost in the business's currency: their share of the line, else the standard cost.

        The shares of several receipts add up to the line's net, whatever each was rounded to.
        """
        if self._currency is None:
            self._currency = read_currency(self.ctx.session)
        if order.currency == self._currency:
            return share(line.net_minor, before + quantity, line.quantity) - share(
                line.net_minor, before, line.quantity
            )
        if product.cost_minor is None:
            # There is no rate of exchange to guess with.
            raise ValidationError("currency", Problem.CURRENCY_MISMATCH, expected=self._currency)
        return line_net(product.cost_minor, quantity, product.unit_decimals)

    # -- lots

    def _lots(
        self, index: int, receipt: ReceiptLine, product: Product, order: PurchaseOrder
    ) -> list[tuple[int | None, int]]:
        """The lots that the accepted quantity goes to, made where they are new."""
        if not receipt.accepted:
            return []
        if receipt.lot_id is not None or not receipt.lot_code.strip() or product.tracking is Tracking.NONE:
            return [(receipt.lot_id, receipt.accepted)]
        if product.tracking is Tracking.LOT:
            lot = self._lot(index, receipt.lot_code, receipt.expiry, product, order)
            return [(lot.id, receipt.accepted)]
        one = 10**product.unit_decimals
        codes = [code for code in receipt.lot_code.replace("\n", ",").split(",") if code.strip()]
        if len({fold(code) for code in codes}) * one != receipt.accepted:
            raise ValidationError(
                f"lines.{index}.lot_code", Problem.OUT_OF_RANGE, low=shown(receipt.accepted, product),
                high=shown(receipt.accepted, product),
            )  # fmt: skip
        return [(self._lot(index, code, receipt.expiry, product, order).id, one) for code in codes]

    def _lot(self, index: int, code: str, expiry: date | None, product: Product, order: PurchaseOrder) -> Lot:
        clean = clean_code(code, f"lines.{index}.lot_code")
        statement = select(Lot).where(Lot.product_id == product.id, Lot.code_fold == fold(clean))
        lot = self.ctx.session.execute(statement).scalar_one_or_none()
        if lot is None:
            lot = Lot(
                product_id=product.id, code=clean, code_fold=fold(clean), supplier_id=order.supplier_id, expiry=expiry
            )
            self.ctx.session.add(lot)
            self.ctx.session.flush()
        elif product.tracking is Tracking.SERIAL:
            raise ValidationError(f"lines.{index}.lot_code", Problem.DUPLICATE, other=clean)
        elif expiry is not None and lot.expiry is not None and lot.expiry != expiry:
            raise ValidationError(f"lines.{index}.expiry", Problem.NOT_A_CHOICE, choices=(lot.expiry.isoformat(),))
        elif expiry is not None and lot.expiry is None:
            lot.expiry = expiry
        return lot


def _is_open(line: PurchaseOrderLine) -> bool:
    return line.received + line.closed_short < line.quantity


def shown(quantity: int, product: Product) -> int | str:
    """A quantity for a refusal: in the product's units."""
    return int(quantity) if product.unit_decimals == 0 else to_decimal_string(quantity, product.unit_decimals)


def _posting(item: ShipmentLine, quantity: int, value_minor: int, lot_id: int | None) -> Posting:
    return Posting(
        product_id=item.product_id,
        source_id=SUPPLIER,
        target_id=MAIN_SITE,
        quantity=quantity,
        kind=MoveKind.RECEIPT,
        cause="shipment_line",
        cause_id=item.id,
        value_minor=value_minor,
        lot_id=lot_id,
    )

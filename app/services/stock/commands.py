"""Adjusting what is on hand, with a reason, and carrying it from a place to another."""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import func, select

from app.db import ledger
from app.db.models import Location, Lot, Product, Reservation, SalesOrder, SalesOrderLine, Setting, StockBalance
from app.domain.errors import Checks, ConflictError, FieldConflict, NotFoundError, Problem, ValidationError
from app.domain.money import line_net, share
from app.domain.places import ADJUSTMENT, MAIN_SITE, SCRAP, is_inside
from app.domain.quantity import MAX_QUANTITY, to_decimal_string
from app.domain.text import MAX_LINE, clean_code, clean_line, clean_name, fold
from app.domain.vocabulary import INTERNAL_LOCATIONS, LocationKind, MoveKind, PartnerStatus, ReasonCode, Tracking
from app.services.business.settings import read_business
from app.services.operations import WriteContext, command
from app.services.stock.ledger import Posting, post
from app.services.stock.read_models import AdjustDraft, LocationDraft, MoveDraft
from app.services.stock.reservations import free, release, serve_waiting

REASONS: Final = (
    ReasonCode.COUNT_CORRECTION, ReasonCode.DAMAGED, ReasonCode.EXPIRED, ReasonCode.STOLEN, ReasonCode.MISPLACED,
    ReasonCode.COULD_NOT_LOCATE, ReasonCode.STOCK_OUT, ReasonCode.LOW_STOCK, ReasonCode.DATA_ENTRY_ERROR,
    ReasonCode.INBOUND_NOT_RECORDED, ReasonCode.PACKAGE_SIZE, ReasonCode.SUBSTITUTION, ReasonCode.OTHER,
)  # fmt: skip
"""Why stock is adjusted (glossary): the closed list, in the order it is offered."""
LIMIT: Final = "stock.adjust_limit"
"""The setting: what one adjustment may be worth for a role that is limited, in the business's minor units."""
DEFAULT_LIMIT: Final = 10_000
_SCRAPPED: Final = frozenset({ReasonCode.DAMAGED, ReasonCode.EXPIRED})


@command("stock.adjust")
def adjust(ctx: WriteContext, draft: AdjustDraft) -> int:
    """Correct what is on hand at a place; the id of the move. Nothing changes where nothing differs: that is refused.

    What is taken away may have been kept for orders: the newest order loses first. What is found goes to who waits.
    Raises ValidationError(s) at the draft's fields, ConflictError when the stock is not what the person counted
    against, NotFoundError, PermissionDenied beyond the role's limit.
    """
    product = _product(ctx, draft.product_id)
    _check_reason(draft)
    location_id = _place(ctx, draft.location_id, draft.new_location, "location_id")
    lot_id = _lot(ctx, product, draft)
    change = _change(ctx, product, draft, location_id, lot_id)
    value = _value(ctx, product, abs(change)) if change > 0 else 0
    _check_limit(ctx, product, change, value)
    outside = SCRAP if change < 0 and draft.reason in _SCRAPPED else ADJUSTMENT
    posting = Posting(
        product_id=product.id,
        source_id=outside if change > 0 else location_id,
        target_id=location_id if change > 0 else outside,
        quantity=abs(change),
        kind=MoveKind.SCRAP if outside == SCRAP else MoveKind.ADJUSTMENT,
        cause="audit_entry",
        value_minor=value,
        lot_id=lot_id,
        reason=draft.reason,
        note=clean_line(draft.note, "note", MAX_LINE),
    )
    moved = post(ctx, [posting])
    _settle(ctx, product.id)
    return moved[0]


@command("stock.transfer")
def transfer(ctx: WriteContext, draft: MoveDraft) -> int:
    """Carry stock from a place to another one; the id of the move. Raises ValidationError(s), NotFoundError."""
    product = _product(ctx, draft.product_id)
    checks = Checks()
    if draft.source_id is None:
        checks.add("source_id", Problem.REQUIRED)
    if draft.target_id is None and not draft.new_location.strip():
        checks.add("target_id", Problem.REQUIRED)
    if draft.quantity is None:
        checks.add("quantity", Problem.REQUIRED)
    elif draft.quantity <= 0:
        checks.add("quantity", Problem.NOT_POSITIVE)
    checks.raise_if_any()
    source = _place(ctx, draft.source_id, "", "source_id", archived=True)
    target = _place(ctx, draft.target_id, draft.new_location, "target_id")
    if source == target:
        raise ValidationError("target_id", Problem.UNCHANGED)
    quantity = draft.quantity or 0
    there = ledger.on_hand(ctx.session.connection(), product.id, source, draft.lot_id)
    if quantity > there:
        shown = to_decimal_string(there, product.unit_decimals)
        raise ValidationError("quantity", Problem.MORE_THAN_AVAILABLE, available=shown)
    posting = Posting(
        product_id=product.id,
        source_id=source,
        target_id=target,
        quantity=quantity,
        kind=MoveKind.TRANSFER,
        cause="audit_entry",
        lot_id=draft.lot_id,
        note=clean_line(draft.note, "note", MAX_LINE),
    )
    return post(ctx, [posting])[0]


@command("stock.transfer")
def create_location(ctx: WriteContext, draft: LocationDraft) -> int:
    """Make a place inside the business; its id. Raises ValidationError at `name`, `kind`, `parent_id`."""
    if draft.kind not in INTERNAL_LOCATIONS:
        raise ValidationError("kind", Problem.NOT_A_CHOICE, choices=("site", "bin"))
    return _new_place(ctx, draft.name, draft.kind, draft.parent_id, "name")


# -- parts


def _product(ctx: WriteContext, product_id: int) -> Product:
    product = ctx.session.get(Product, product_id)
    if product is None:
        raise NotFoundError("product", product_id)
    return product


def _check_reason(draft: AdjustDraft) -> None:
    checks = Checks()
    if draft.reason is None:
        checks.add("reason", Problem.REASON_REQUIRED)
    elif draft.reason not in REASONS:
        checks.add("reason", Problem.NOT_A_CHOICE, choices=tuple(reason.value for reason in REASONS))
    elif draft.reason == ReasonCode.OTHER and not draft.note.strip():
        checks.add("note", Problem.REASON_REQUIRED)
    if draft.counted is None and draft.change is None:
        checks.add("quantity", Problem.REQUIRED)
    elif draft.counted is not None and draft.counted < 0:
        checks.add("quantity", Problem.NEGATIVE)
    elif abs(draft.counted or draft.change or 0) > MAX_QUANTITY:
        checks.add("quantity", Problem.TOO_LARGE, limit=str(MAX_QUANTITY))
    if draft.location_id is None and not draft.new_location.strip():
        checks.add("location_id", Problem.REQUIRED)
    checks.raise_if_any()


def _place(ctx: WriteContext, location_id: int | None, new: str, field: str, *, archived: bool = False) -> int:
    """The place that is meant, made when it is new."""
    if location_id is None:
        return _new_place(ctx, new, LocationKind.BIN, MAIN_SITE, "new_location")
    place = ctx.session.get(Location, location_id)
    if place is None or not is_inside(location_id):
        raise ValidationError(field, Problem.UNKNOWN, what="place")
    if place.status is PartnerStatus.ARCHIVED and not archived:
        raise ValidationError(field, Problem.ARCHIVED)
    return location_id


def _new_place(ctx: WriteContext, text: str, kind: LocationKind, parent_id: int | None, field: str) -> int:
    name = clean_name(text, field)
    same = select(Location.name).where(Location.name_fold == fold(name))
    if (other := ctx.session.execute(same).scalar()) is not None:
        raise ValidationError(field, Problem.DUPLICATE, other=other)
    if parent_id is not None and (not is_inside(parent_id) or ctx.session.get(Location, parent_id) is None):
        raise ValidationError("parent_id", Problem.UNKNOWN, what="place")
    place = Location(name=name, name_fold=fold(name), kind=kind, parent_id=parent_id)
    ctx.session.add(place)
    ctx.session.flush()
    return place.id


def _lot(ctx: WriteContext, product: Product, draft: AdjustDraft) -> int | None:
    if draft.lot_id is not None:
        lot = ctx.session.get(Lot, draft.lot_id)
        if lot is None or lot.product_id != product.id:
            raise ValidationError("lot_id", Problem.UNKNOWN, what="lot")
        return lot.id
    code = clean_code(draft.lot_code, "lot_code")
    if not code:
        more = draft.change is None or draft.change > 0
        if more and product.tracking is not Tracking.NONE:
            raise ValidationError("lot_code", Problem.REQUIRED)
        return None
    if product.tracking is Tracking.NONE:
        raise ValidationError("lot_code", Problem.NOT_EMPTY)
    found = select(Lot.id).where(Lot.product_id == product.id, Lot.code_fold == fold(code))
    known = ctx.session.execute(found).scalar()
    if known is not None:
        return known
    made = Lot(product_id=product.id, code=code, code_fold=fold(code))
    ctx.session.add(made)
    ctx.session.flush()
    return made.id


def _change(ctx: WriteContext, product: Product, draft: AdjustDraft, location_id: int, lot_id: int | None) -> int:
    there = ledger.on_hand(ctx.session.connection(), product.id, location_id, lot_id)
    if draft.counted is not None:
        if draft.expected is not None and draft.expected != there:
            conflict = FieldConflict("quantity", draft.expected, draft.counted, there)
            raise ConflictError("product", product.id, fields=(conflict,))
        change = draft.counted - there
    else:
        change = draft.change or 0
    if change == 0:
        raise ValidationError("quantity", Problem.UNCHANGED)
    if there + change < 0:
        shown = to_decimal_string(there, product.unit_decimals)
        raise ValidationError("quantity", Problem.MORE_THAN_AVAILABLE, available=shown)
    if product.tracking is Tracking.SERIAL and lot_id is not None and change > 0:
        _check_serial(ctx, product, lot_id, change)
    return change


def _check_serial(ctx: WriteContext, product: Product, lot_id: int, change: int) -> None:
    """One serial number is one unit, wherever it lies."""
    held = select(func.coalesce(func.sum(StockBalance.quantity), 0)).where(
        StockBalance.lot_id == lot_id,
        StockBalance.inside == True,  # noqa: E712 - SQL
    )
    if ctx.session.execute(held).scalar_one() + change > 10**product.unit_decimals:
        raise ValidationError("quantity", Problem.TOO_LARGE, limit="1")


def _value(ctx: WriteContext, product: Product, quantity: int) -> int:
    """What found goods are worth: the moving average where there is one, else the standard cost."""
    held, value = ledger.valuation(ctx.session.connection(), product.id)
    if held > 0:
        return share(value, quantity, held)
    business = read_business(ctx.session).currency
    if product.cost_minor is None or (product.currency or business) != business:
        return 0
    return line_net(product.cost_minor, quantity, product.unit_decimals)


def _check_limit(ctx: WriteContext, product: Product, change: int, value: int) -> None:
    if ctx.grant != "limited":
        return
    if change < 0:
        held, worth = ledger.valuation(ctx.session.connection(), product.id)
        value = share(worth, min(-change, held), held) if held else 0
    stored = ctx.session.execute(select(Setting.value).where(Setting.key == LIMIT)).scalar()
    if value > (int(json.loads(stored)) if stored is not None else DEFAULT_LIMIT):
        raise ctx.refuse()


def _settle(ctx: WriteContext, product_id: int) -> None:
    """Nothing stays kept that is not there any more; what is there goes to who waits for it."""
    left = free(ctx.session, product_id)
    if left > 0:
        serve_waiting(ctx, product_id)
        return
    statement = (
        select(Reservation.sales_order_line_id, Reservation.quantity)
        .join(SalesOrderLine, SalesOrderLine.id == Reservation.sales_order_line_id)
        .join(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
        .where(Reservation.product_id == product_id, Reservation.purchase_order_line_id.is_(None))
        .order_by(SalesOrder.ordered.desc(), SalesOrder.id.desc(), SalesOrderLine.position.desc())
    )
    lost: dict[int, int] = {}
    for line_id, held in ctx.session.execute(statement):
        if left >= 0:
            break
        part = min(held, -left)
        lost[line_id] = part
        left += part
    release(ctx, lost)

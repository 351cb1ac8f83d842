"""The kinds of entries as one statement: where each comes from, when it was, and what the filter leaves of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    type_coerce,
    union_all,
)

from app.db import search
from app.db.functions import day_after, days_between
from app.db.models import Interaction, InteractionLink, PurchaseOrder, SalesOrder, Shipment, Task
from app.domain.states import ShipmentKind, ShipmentState
from app.domain.vocabulary import InteractionKind, InteractionState, TaskState
from app.services.operations import ReadContext
from app.services.timeline.read_models import INTERACTIONS, Cursor, EntryKind, TimelineFilter

PLACES: Final = {kind: place for place, kind in enumerate(EntryKind)}
_ENTITY: Final[dict[EntryKind, str]] = {
    **dict.fromkeys(INTERACTIONS, "interaction"),
    EntryKind.SALES_ORDER: "sales_order",
    EntryKind.PURCHASE_ORDER: "purchase_order",
    EntryKind.SHIPPED: "shipment",
    EntryKind.DELIVERED: "shipment",
    EntryKind.LATE: "shipment",
    EntryKind.FOLLOW_UP: "task",
}
_START_OF_DAY: Final = "T00:00:00.000000Z"


def entity_of(kind: EntryKind) -> str:
    """The table an entry of this kind is a row of."""
    return _ENTITY[kind]


@dataclass(frozen=True, slots=True)
class Branch:
    """One source of entries: its row's id, its moment as sortable text, its kind's place, and its condition."""

    kinds: frozenset[EntryKind]
    id: ColumnElement[int]
    at: ColumnElement[str]
    place: ColumnElement[int]
    condition: ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Scope:
    """What of the timeline the role may see."""

    said: bool
    """Interactions and follow-ups are listed at all."""
    persons: bool
    """With what was said and with whom."""


def branches(ctx: ReadContext, wanted: TimelineFilter, scope: Scope) -> list[Branch]:
    """The sources that can have entries for this filter."""
    made = [_orders(ctx, wanted), _purchases(ctx, wanted), *_shipments(ctx, wanted)]
    if scope.said:
        made += [_interactions(ctx, wanted, linked) for linked in (False, True)]
        made.append(_tasks(ctx, wanted))
    return [branch for branch in made if branch is not None and _asked(branch, wanted)]


def page_statement(sources: Sequence[Branch], before: Cursor | None, limit: int) -> Select[Any]:
    """The newest `limit` entries before a place: each source gives its own newest ones, off its index."""
    parts = []
    for branch in sources:
        labels = (branch.at.label("at"), branch.place.label("place"), branch.id.label("id"))
        part = select(*labels).where(branch.condition)
        if before is not None:
            part = part.where(
                branch.at <= before.at,
                tuple_(branch.at, branch.place, branch.id)
                < tuple_(literal(before.at, Text()), literal(before.place), literal(before.id)),
            )
        newest = part.order_by(*(label.desc() for label in labels)).limit(limit).subquery()
        parts.append(select(newest.c.at, newest.c.place, newest.c.id))
    merged = union_all(*parts).subquery()
    return (
        select(merged.c.at, merged.c.place, merged.c.id)
        .order_by(merged.c.at.desc(), merged.c.place.desc(), merged.c.id.desc())
        .limit(limit)
    )


def count_statement(sources: Sequence[Branch]) -> Select[Any]:
    """How many entries there are of each kind's place."""
    parts = [select(branch.place.label("place")).where(branch.condition) for branch in sources]
    merged = union_all(*parts).subquery()
    return select(merged.c.place, func.count()).group_by(merged.c.place)


def _asked(branch: Branch, wanted: TimelineFilter) -> bool:
    return not wanted.kinds or not wanted.kinds.isdisjoint(branch.kinds)


def _text(column: Any) -> ColumnElement[str]:
    """A moment or a day as it is stored: its text order is time order."""
    stored: ColumnElement[str] = type_coerce(column, Text())
    return stored


def _day(column: Any) -> ColumnElement[str]:
    return _text(column).concat(_START_OF_DAY)


def _place(kind: EntryKind) -> ColumnElement[int]:
    return literal(PLACES[kind], Integer(), literal_execute=True)


def _fits_text(ctx: ReadContext, wanted: TimelineFilter, entity: str, column: Any) -> list[ColumnElement[bool]]:
    words = search.read_words(wanted.text)
    if not words:
        return [false()] if wanted.text.strip() else []
    index = search.index_of(ctx.session.connection())
    return [column.in_(index.ids(words, entity, ("title", "code", "personal")))]


def _interactions(ctx: ReadContext, wanted: TimelineFilter, linked: bool) -> Branch | None:
    asked = [kind for kind in INTERACTIONS if not wanted.kinds or kind in wanted.kinds]
    conditions = [
        Interaction.state.in_((InteractionState.DONE, InteractionState.PLANNED, InteractionState.MISSED)),
        *_fits_text(ctx, wanted, "interaction", Interaction.id),
    ]
    if len(asked) < len(INTERACTIONS):
        conditions.append(Interaction.kind.in_([InteractionKind(kind.value) for kind in asked]))
    if wanted.person_id is not None:
        conditions.append(_with_person(wanted.person_id))
    if wanted.staff_id is not None:
        conditions.append(Interaction.staff_id == wanted.staff_id)
    conditions.append(_linked(wanted) if linked else _direct(wanted))
    place = case({kind.value: PLACES[kind] for kind in INTERACTIONS}, value=_text(Interaction.kind), else_=0)
    return Branch(frozenset(INTERACTIONS), _column(Interaction.id), _text(Interaction.at), place, and_(*conditions))


def _column(column: Any) -> ColumnElement[int]:
    expression: ColumnElement[int] = column.expression
    return expression


def _direct(wanted: TimelineFilter) -> ColumnElement[bool]:
    if wanted.contact_id is not None:
        return Interaction.contact_id == wanted.contact_id
    return Interaction.partner_id == wanted.partner_id


def _linked(wanted: TimelineFilter) -> ColumnElement[bool]:
    """Those that only mention the partner or the person."""
    link, target, own = InteractionLink, wanted.contact_id, Interaction.contact_id
    mentioned: Any = link.contact_id
    if target is None:
        target, own, mentioned = wanted.partner_id, Interaction.partner_id, link.partner_id
    mentions = select(link.interaction_id).where(mentioned == target)
    return and_(Interaction.id.in_(mentions), or_(own.is_(None), own != target))


def _with_person(contact_id: int) -> ColumnElement[bool]:
    link = InteractionLink
    mentioned = exists().where(link.interaction_id == Interaction.id, link.contact_id == contact_id)
    return or_(Interaction.contact_id == contact_id, mentioned)


def _orders(ctx: ReadContext, wanted: TimelineFilter) -> Branch:
    order = SalesOrder
    conditions = [
        *_whose(wanted, order.customer_id, order.contact_id),
        *_common(wanted, order.contact_id, order.staff_id),
    ]
    conditions += _fits_text(ctx, wanted, "sales_order", order.id)
    return _simple(EntryKind.SALES_ORDER, order.id, _day(order.ordered), and_(*conditions))


def _purchases(ctx: ReadContext, wanted: TimelineFilter) -> Branch | None:
    order = PurchaseOrder
    if wanted.partner_id is None or wanted.person_id is not None:
        return None
    conditions = [order.supplier_id == wanted.partner_id, *_common(wanted, None, order.staff_id)]
    conditions += _fits_text(ctx, wanted, "purchase_order", order.id)
    return _simple(EntryKind.PURCHASE_ORDER, order.id, _day(order.ordered), and_(*conditions))


def _shipments(ctx: ReadContext, wanted: TimelineFilter) -> list[Branch | None]:
    """Left, came, and was late: each an entry of its own, on its own day."""
    sent = Shipment
    if wanted.partner_id is None or wanted.person_id is not None:
        return []
    common = and_(
        or_(sent.partner_id == wanted.partner_id, sent.carrier_id == wanted.partner_id),
        sent.state != ShipmentState.CANCELLED,
        *_common(wanted, None, sent.staff_id),
        *_fits_text(ctx, wanted, "shipment", sent.id),
    )
    late_by = func.coalesce(late_until(), literal(ctx.today.isoformat(), Text()))
    # On the day after the promised one, when it was known.
    late_day = day_after(_text(sent.promised)).concat(_START_OF_DAY)
    return [
        _simple(EntryKind.SHIPPED, sent.id, _day(sent.shipped), and_(common, sent.shipped.is_not(None))),
        _simple(EntryKind.DELIVERED, sent.id, _day(sent.delivered), and_(common, sent.delivered.is_not(None))),
        _simple(
            EntryKind.LATE,
            sent.id,
            late_day,
            and_(common, sent.promised.is_not(None), days_between(sent.promised, late_by) > 0),
        ),
    ]


def late_until() -> ColumnElement[str]:
    """The day that is held against a shipment's promise: outbound when it left, inbound when it came."""
    inbound = Shipment.kind == ShipmentKind.IN
    return case((inbound, _text(Shipment.delivered)), else_=_text(Shipment.shipped))


def _tasks(ctx: ReadContext, wanted: TimelineFilter) -> Branch:
    conditions = [*_whose(wanted, Task.partner_id, Task.contact_id), *_common(wanted, Task.contact_id, Task.owner_id)]
    conditions += [Task.state != TaskState.CANCELLED, *_fits_text(ctx, wanted, "task", Task.id)]
    moment = func.coalesce(_text(Task.done_at), _text(Task.snoozed_until), _text(Task.due_at))
    return _simple(EntryKind.FOLLOW_UP, Task.id, moment, and_(*conditions))


def _whose(wanted: TimelineFilter, partner: Any, contact: Any) -> list[ColumnElement[bool]]:
    return [contact == wanted.contact_id] if wanted.contact_id is not None else [partner == wanted.partner_id]


def _common(wanted: TimelineFilter, person: Any, staff: Any) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.person_id is not None and person is not None:
        conditions.append(person == wanted.person_id)
    if wanted.staff_id is not None:
        conditions.append(staff == wanted.staff_id)
    return conditions


def _simple(kind: EntryKind, row_id: Any, at: ColumnElement[str], condition: ColumnElement[bool]) -> Branch:
    return Branch(frozenset({kind}), _column(row_id), at, _place(kind), condition)

"""One order of time of everything with a partner or a person: a page at a time, in a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.db.models import (
    Contact,
    Interaction,
    InteractionLink,
    Partner,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentLine,
    Staff,
    Task,
)
from app.domain.clock import from_text, local_date
from app.domain.errors import Problem, ValidationError
from app.domain.states import ShipmentKind
from app.domain.vocabulary import TaskState
from app.services.customers.scope import IMPERSONAL, require_visible, shows_persons
from app.services.interactions.rights import may_edit
from app.services.operations import ReadContext, query
from app.services.timeline.branches import Scope, branches, count_statement, entity_of, page_statement
from app.services.timeline.read_models import (
    Cursor,
    EntryKind,
    EntryLink,
    TimelineEntry,
    TimelineFilter,
    TimelinePage,
)

MAX_PAGE = 200
_KINDS = tuple(EntryKind)

Entries = dict[int, TimelineEntry]


@query("customer.view")
def page(ctx: ReadContext, wanted: TimelineFilter, before: Cursor | None = None, limit: int = 50) -> TimelinePage:
    """The newest entries before a cursor, at most `limit` (200). Raises NotFoundError, ValidationError."""
    scope = _scope(ctx, wanted)
    size = max(1, min(limit, MAX_PAGE))
    sources = branches(ctx, wanted, scope)
    if not sources:
        return TimelinePage((), None)
    found = ctx.session.execute(page_statement(sources, before, size + 1)).all()
    cursors = [Cursor(str(row.at), int(row.place), int(row.id)) for row in found[:size]]
    entries = _entries(ctx, cursors, scope)
    return TimelinePage(entries, cursors[-1] if len(found) > size else None)


@query("customer.view")
def counts(ctx: ReadContext, wanted: TimelineFilter) -> dict[EntryKind, int]:
    """How many entries of each kind there are, whatever kinds the filter names; for the chips."""
    scope = _scope(ctx, wanted)
    everything = TimelineFilter(
        partner_id=wanted.partner_id,
        contact_id=wanted.contact_id,
        text=wanted.text,
        person_id=wanted.person_id,
        staff_id=wanted.staff_id,
    )
    sources = branches(ctx, everything, scope)
    if not sources:
        return {}
    return {_KINDS[place]: int(n) for place, n in ctx.session.execute(count_statement(sources))}


def _scope(ctx: ReadContext, wanted: TimelineFilter) -> Scope:
    if (wanted.partner_id is None) == (wanted.contact_id is None):
        raise ValidationError("partner_id", Problem.REQUIRED)
    persons = shows_persons(ctx.grant)
    if wanted.partner_id is not None:
        require_visible(ctx, wanted.partner_id)
    elif not persons:
        raise ctx.refuse()
    return Scope(said=persons or ctx.grant == IMPERSONAL, persons=persons)


def _entries(ctx: ReadContext, cursors: list[Cursor], scope: Scope) -> tuple[TimelineEntry, ...]:
    by_entity: dict[str, dict[int, list[Cursor]]] = defaultdict(lambda: defaultdict(list))
    for cursor in cursors:
        by_entity[entity_of(_KINDS[cursor.place])][cursor.id].append(cursor)
    made: dict[Cursor, TimelineEntry] = {}
    for entity, read in _READERS.items():
        wanted = by_entity.get(entity)
        if wanted:
            made.update(read(ctx, wanted, scope))
    return tuple(made[cursor] for cursor in cursors if cursor in made)


Wanted = dict[int, list[Cursor]]
Made = Iterable[tuple[Cursor, TimelineEntry]]


def _moment(cursor: Cursor) -> datetime:
    return from_text(cursor.at)


def _interactions(ctx: ReadContext, wanted: Wanted, scope: Scope) -> Made:
    rows = ctx.session.execute(
        select(Interaction, Staff.name, Contact.name)
        .outerjoin(Staff, Staff.id == Interaction.staff_id)
        .outerjoin(Contact, Contact.id == Interaction.contact_id)
        .where(Interaction.id.in_(wanted))
    ).all()
    links = _links(ctx, wanted) if scope.persons else {}
    steps = _next_steps(ctx, wanted) if scope.persons else {}
    for row, who, person in rows:
        cursor = wanted[row.id][0]
        yield (
            cursor,
            TimelineEntry(
                kind=EntryKind(row.kind.value),
                entity="interaction",
                id=row.id,
                day=local_date(row.at),
                at=row.at,
                title=row.subject if scope.persons else "",
                text=row.notes if scope.persons else "",
                direction=row.direction,
                outcome=row.outcome,
                duration_seconds=row.duration_seconds,
                state=row.state.value,
                who=who or "",
                who_id=row.staff_id,
                person=(person or "") if scope.persons else "",
                person_id=row.contact_id if scope.persons else None,
                next_step_at=steps.get(row.id),
                links=links.get(row.id, ()),
                may_edit=any(may_edit(ctx, row.staff_id)),
            ),
        )


def _next_steps(ctx: ReadContext, wanted: Wanted) -> dict[int, datetime]:
    due = func.min(func.coalesce(Task.snoozed_until, Task.due_at), type_=Task.due_at.type)
    rows = ctx.session.execute(
        select(Task.interaction_id, due)
        .where(Task.interaction_id.in_(wanted), Task.state == TaskState.TO_DO)
        .group_by(Task.interaction_id)
    )
    return {int(row[0] or 0): row[1] for row in rows}


def _links(ctx: ReadContext, wanted: Wanted) -> dict[int, tuple[EntryLink, ...]]:
    link = InteractionLink
    rows = ctx.session.execute(
        select(
            *(link.interaction_id, link.partner_id, Partner.name, link.contact_id, Contact.name),
            *(link.sales_order_id, SalesOrder.number, link.purchase_order_id, PurchaseOrder.number),
            *(link.shipment_id, Shipment.number, link.product_id, Product.sku),
        )
        .outerjoin(Partner, Partner.id == link.partner_id)
        .outerjoin(Contact, Contact.id == link.contact_id)
        .outerjoin(SalesOrder, SalesOrder.id == link.sales_order_id)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == link.purchase_order_id)
        .outerjoin(Shipment, Shipment.id == link.shipment_id)
        .outerjoin(Product, Product.id == link.product_id)
        .where(link.interaction_id.in_(wanted))
        .order_by(link.id)
    )
    targets = ("partner", "contact", "sales_order", "purchase_order", "shipment", "product")
    found: dict[int, list[EntryLink]] = defaultdict(list)
    for row in rows:
        for target, row_id, label in zip(targets, row[1::2], row[2::2], strict=True):
            if row_id is not None:
                found[row[0]].append(EntryLink(target, int(row_id), str(label)))
    return {interaction: tuple(links) for interaction, links in found.items()}


def _sales_orders(ctx: ReadContext, wanted: Wanted, scope: Scope) -> Made:
    total = _total(SalesOrderLine, SalesOrder)
    rows = ctx.session.execute(
        select(SalesOrder, total, Staff.name, Contact.name)
        .outerjoin(Staff, Staff.id == SalesOrder.staff_id)
        .outerjoin(Contact, Contact.id == SalesOrder.contact_id)
        .where(SalesOrder.id.in_(wanted))
    )
    for row, amount, who, person in rows:
        yield wanted[row.id][0], _order_entry(EntryKind.SALES_ORDER, row, amount, who, person, scope)


def _purchase_orders(ctx: ReadContext, wanted: Wanted, scope: Scope) -> Made:
    total = _total(PurchaseOrderLine, PurchaseOrder)
    costs = ctx.may("cost.view") is not None
    rows = ctx.session.execute(
        select(PurchaseOrder, total, Staff.name)
        .outerjoin(Staff, Staff.id == PurchaseOrder.staff_id)
        .where(PurchaseOrder.id.in_(wanted))
    )
    for row, amount, who in rows:
        shown = amount if costs else None
        yield wanted[row.id][0], _order_entry(EntryKind.PURCHASE_ORDER, row, shown, who, None, scope)


def _total(line: Any, order: Any) -> Any:
    lines = select(func.coalesce(func.sum(line.net_minor), 0)).where(line.order_id == order.id)
    return lines.correlate(order).scalar_subquery()


def _order_entry(
    kind: EntryKind, row: Any, amount: int | None, who: str | None, person: str | None, scope: Scope
) -> TimelineEntry:
    return TimelineEntry(
        kind=kind,
        entity=kind.value,
        id=row.id,
        day=row.ordered,
        number=row.number,
        text=row.notes if scope.persons else "",
        amount_minor=amount,
        currency=row.currency if amount is not None else None,
        state=row.state.value,
        who=who or "",
        who_id=row.staff_id,
        person=(person or "") if scope.persons else "",
        person_id=row.contact_id if person and scope.persons else None,
        links=(EntryLink(kind.value, row.id, row.number),),
    )


def _shipments(ctx: ReadContext, wanted: Wanted, scope: Scope) -> Made:
    rows = ctx.session.execute(select(Shipment).where(Shipment.id.in_(wanted))).scalars().all()
    orders = _orders_of(ctx, wanted)
    for row in rows:
        own = EntryLink("shipment", row.id, row.number)
        for cursor in wanted[row.id]:
            kind = _KINDS[cursor.place]
            yield (
                cursor,
                TimelineEntry(
                    kind=kind,
                    entity="shipment",
                    id=row.id,
                    day=_moment(cursor).date(),
                    number=row.number,
                    text=row.notes if scope.persons else "",
                    promised=row.promised,
                    days_late=_days_late(row, ctx.today),
                    state=row.state.value,
                    links=(own, *orders.get(row.id, ())),
                ),
            )


def _days_late(row: Shipment, today: date) -> int | None:
    """How many days after its promise it left (outbound) or came (inbound), so far; None when it was in time."""
    if row.promised is None:
        return None
    happened = row.delivered if row.kind is ShipmentKind.IN else row.shipped
    days = ((happened or today) - row.promised).days
    return days if days > 0 else None


def _orders_of(ctx: ReadContext, wanted: Wanted) -> dict[int, tuple[EntryLink, ...]]:
    rows = ctx.session.execute(
        select(ShipmentLine.shipment_id, SalesOrder.id, SalesOrder.number, PurchaseOrder.id, PurchaseOrder.number)
        .outerjoin(SalesOrderLine, SalesOrderLine.id == ShipmentLine.sales_order_line_id)
        .outerjoin(SalesOrder, SalesOrder.id == SalesOrderLine.order_id)
        .outerjoin(PurchaseOrderLine, PurchaseOrderLine.id == ShipmentLine.purchase_order_line_id)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.order_id)
        .where(ShipmentLine.shipment_id.in_(wanted))
        .distinct()
    )
    found: dict[int, list[EntryLink]] = defaultdict(list)
    for shipment, sales_id, sales_number, purchase_id, purchase_number in rows:
        if sales_id is not None:
            found[shipment].append(EntryLink("sales_order", sales_id, sales_number))
        if purchase_id is not None:
            found[shipment].append(EntryLink("purchase_order", purchase_id, purchase_number))
    return {shipment: tuple(links) for shipment, links in found.items()}


def _tasks(ctx: ReadContext, wanted: Wanted, scope: Scope) -> Made:
    rows = ctx.session.execute(
        select(Task, Staff.name, Contact.name)
        .outerjoin(Staff, Staff.id == Task.owner_id)
        .outerjoin(Contact, Contact.id == Task.contact_id)
        .where(Task.id.in_(wanted))
    )
    for row, who, person in rows:
        cursor = wanted[row.id][0]
        at = _moment(cursor)
        yield (
            cursor,
            TimelineEntry(
                kind=EntryKind.FOLLOW_UP,
                entity="task",
                id=row.id,
                day=local_date(at),
                at=at,
                title=row.title if scope.persons else "",
                state=row.state.value,
                who=who or "",
                who_id=row.owner_id,
                person=(person or "") if scope.persons else "",
                person_id=row.contact_id if scope.persons else None,
            ),
        )


_READERS = {
    "interaction": _interactions,
    "sales_order": _sales_orders,
    "purchase_order": _purchase_orders,
    "shipment": _shipments,
    "task": _tasks,
}

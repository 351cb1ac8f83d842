"""A customer's past for paper: orders, shipments and what was said, in four statements of one snapshot."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.db.models import (
    Contact,
    Interaction,
    Partner,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentLine,
    Staff,
    Task,
)
from app.domain.errors import Problem, ValidationError
from app.domain.states import ShipmentKind, ShipmentState
from app.domain.text import fold
from app.services.documents.letterhead import read_letterhead
from app.services.documents.read_models import CustomerHistory, InteractionRecord, OrderRecord, ShipmentRecord
from app.services.insights.sales import counted, line_revenue
from app.services.operations import ReadContext, query


@query("report.customer")
def find_customer(ctx: ReadContext, code: str) -> int:
    """The customer with this code, else with exactly this name. Raises `ValidationError` (UNKNOWN, AMBIGUOUS)."""
    wanted = fold(code)
    for column in (Partner.code_fold, Partner.name_fold):
        statement = select(Partner.id).where(Partner.is_customer == True, column == wanted)  # noqa: E712 - SQL
        found = list(ctx.session.execute(statement.limit(2)).scalars())
        if len(found) > 1:
            raise ValidationError("partner", Problem.AMBIGUOUS)
        if found:
            return found[0]
    raise ValidationError("partner", Problem.UNKNOWN, what="customer")


@query("report.customer")
def customer_history(
    ctx: ReadContext, customer_id: int, since: date | None = None, until: date | None = None
) -> CustomerHistory:
    """All orders of a customer, and the interactions and shipments from `since` to `until` (both included)."""
    return CustomerHistory(
        letterhead=read_letterhead(ctx),
        orders=_orders(ctx, customer_id),
        interactions=_interactions(ctx, customer_id, since, until),
        shipments=_shipments(ctx, customer_id, since, until),
    )


def _orders(ctx: ReadContext, customer_id: int) -> tuple[OrderRecord, ...]:
    line, carrier = SalesOrderLine, aliased(Partner)
    sent = (
        select(
            line.order_id.label("order_id"),
            func.max(Shipment.shipped).label("shipped"),
            func.max(carrier.name).label("carrier"),
        )
        .select_from(ShipmentLine)
        .join(line, line.id == ShipmentLine.sales_order_line_id)
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .outerjoin(carrier, carrier.id == Shipment.carrier_id)
        .where(
            Shipment.partner_id == customer_id,
            Shipment.kind == ShipmentKind.OUT,
            Shipment.state != ShipmentState.CANCELLED,
        )
        .group_by(line.order_id)
        .subquery()
    )
    statement = (
        select(
            SalesOrder.number,
            SalesOrder.ordered,
            SalesOrder.state,
            counted(),
            SalesOrder.currency,
            func.coalesce(func.sum(line_revenue()), 0),
            func.max(func.coalesce(line.original_promise, line.requested)),
            sent.c.shipped,
            func.coalesce(sent.c.carrier, ""),
        )
        .outerjoin(line, line.order_id == SalesOrder.id)
        .outerjoin(sent, sent.c.order_id == SalesOrder.id)
        .where(SalesOrder.customer_id == customer_id)
        .group_by(SalesOrder.id, sent.c.shipped, sent.c.carrier)
        .order_by(SalesOrder.ordered.desc(), SalesOrder.id.desc())
    )
    return tuple(_order(row) for row in ctx.session.execute(statement))


def _order(row: Any) -> OrderRecord:
    number, ordered, state, counts, currency, total, promised, shipped, carrier = row
    return OrderRecord(number, ordered, state, bool(counts), currency, total, promised, shipped, carrier)


def _interactions(
    ctx: ReadContext, customer_id: int, since: date | None, until: date | None
) -> tuple[InteractionRecord, ...]:
    task = aliased(Task)
    first = select(func.min(Task.id)).where(Task.interaction_id == Interaction.id).correlate(Interaction)
    statement = (
        select(Interaction, Staff.name, Contact.name, task.title, task.due_at)
        .outerjoin(Staff, Staff.id == Interaction.staff_id)
        .outerjoin(Contact, Contact.id == Interaction.contact_id)
        .outerjoin(task, task.id == first.scalar_subquery())
        .where(Interaction.partner_id == customer_id)
        .order_by(Interaction.at.desc(), Interaction.id.desc())
    )
    if since is not None:
        statement = statement.where(Interaction.at >= _midnight(since))
    if until is not None:
        statement = statement.where(Interaction.at < _midnight(until + timedelta(days=1)))
    return tuple(_interaction(*row) for row in ctx.session.execute(statement))


def _interaction(
    said: Interaction, staff: str | None, contact: str | None, title: str | None, due: datetime | None
) -> InteractionRecord:
    return InteractionRecord(
        at=said.at,
        kind=said.kind,
        direction=said.direction,
        state=said.state,
        outcome=said.outcome,
        duration_seconds=said.duration_seconds,
        staff=staff or "",
        contact=contact or "",
        subject=said.subject,
        notes=said.notes,
        next_step=title or "",
        next_due=due,
    )


def _shipments(
    ctx: ReadContext, customer_id: int, since: date | None, until: date | None
) -> tuple[ShipmentRecord, ...]:
    carrier = aliased(Partner)
    day = func.coalesce(Shipment.shipped, Shipment.promised)
    statement = (
        select(Shipment.number, day, Shipment.state, carrier.name, Shipment.tracking)
        .outerjoin(carrier, carrier.id == Shipment.carrier_id)
        .where(Shipment.partner_id == customer_id, Shipment.kind == ShipmentKind.OUT, day.is_not(None))
        .order_by(day.desc(), Shipment.id.desc())
    )
    if since is not None:
        statement = statement.where(day >= since)
    if until is not None:
        statement = statement.where(day <= until)
    rows = ctx.session.execute(statement)
    return tuple(ShipmentRecord(number, at, state, name or "", track) for number, at, state, name, track in rows)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()

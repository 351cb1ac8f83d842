"""The directory: which customers, in which order, and their lines."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from app.db import search
from app.db.models import (
    Address,
    Affiliation,
    ContactPoint,
    Partner,
    PartnerFacts,
    PartnerTag,
    SalesOrder,
    Staff,
    Tag,
    Task,
)
from app.domain.clock import local_date
from app.domain.states import OPEN_SALES_ORDER
from app.domain.text import fold
from app.domain.vocabulary import ContactPointKind, PartnerStatus, Segment, TaskState
from app.services.customers import scope
from app.services.customers.read_models import (
    Chip,
    Counts,
    CustomerColumn,
    CustomerFilter,
    CustomerRow,
    CustomerSort,
)
from app.services.operations import ReadContext, query

_SEGMENT_ORDER = {segment: place for place, segment in enumerate(Segment)}
_SEPARATOR = "\x1f"
_PHONES = (ContactPointKind.PHONE, ContactPointKind.MOBILE)
_EMAILS = (ContactPointKind.EMAIL,)


@query("customer.view")
def ids(ctx: ReadContext, wanted: CustomerFilter | None = None, sort: CustomerSort | None = None) -> array[int]:
    """The ids of the customers that fit, sorted."""
    order = sort or CustomerSort()
    statement = _from(select(Partner.id)).where(*_conditions(ctx, wanted or CustomerFilter()))
    key = _sort_key(ctx, order.column)
    direction = key.desc() if order.descending else key.asc()
    places = [direction] if order.column is CustomerColumn.NAME else [key.is_(None), direction, Partner.name_fold]
    found = ctx.session.execute(statement.order_by(*places, Partner.id))
    return array("q", found.scalars())


@query("customer.view")
def rows(ctx: ReadContext, wanted: Sequence[int]) -> list[CustomerRow]:
    """The lines of these customers, in any order; those that are not there are left out. One statement."""
    columns = [
        *(Partner.id, Partner.name, Partner.code, Partner.status, PartnerFacts, Partner.owner_id, Staff.name),
        *(_of_address(Address.city), _of_address(Address.country), _first_open_order()),
        *(_reach(_PHONES), _reach(_EMAILS), _tags()),
    ]
    statement = _from(select(*columns)).where(Partner.id.in_(wanted), scope.visible(ctx))
    return [_row(ctx, row) for row in ctx.session.execute(statement)]


@query("customer.view")
def counts(ctx: ReadContext, text: str = "") -> Counts:
    """How many customers each chip and each segment would show. One statement."""
    chips = [chip for chip in Chip if chip is not Chip.ALL]
    sums = [func.coalesce(func.sum(case((_chip(ctx, chip), 1), else_=0)), 0) for chip in (Chip.ALL, *chips)]
    active = Partner.status == PartnerStatus.ACTIVE
    segments = [
        func.coalesce(func.sum(case((and_(active, PartnerFacts.segment == segment), 1), else_=0)), 0)
        for segment in Segment
    ]
    statement = _from(select(*sums, *segments)).where(
        Partner.is_customer == True,  # noqa: E712 - SQL
        scope.visible(ctx),
        *_text_conditions(ctx, text),
    )
    row = ctx.session.execute(statement).one()
    return Counts(
        dict(zip((Chip.ALL, *chips), row[: len(chips) + 1], strict=True)),
        dict(zip(Segment, row[len(chips) + 1 :], strict=True)),
    )


@query("customer.view")
def tags(ctx: ReadContext) -> list[str]:
    """The tags that customers carry, by name, for the filter and the form."""
    used = exists().where(PartnerTag.tag_id == Tag.id, PartnerTag.partner_id.is_not(None))
    return list(ctx.session.execute(select(Tag.name).where(used).order_by(Tag.name_fold)).scalars())


def _from(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(Partner)
        .outerjoin(PartnerFacts, PartnerFacts.id == Partner.id)
        .outerjoin(Staff, Staff.id == Partner.owner_id)
    )


def _conditions(ctx: ReadContext, wanted: CustomerFilter) -> list[ColumnElement[bool]]:
    conditions = [Partner.is_customer == True, scope.visible(ctx), _chip(ctx, wanted.chip)]  # noqa: E712 - SQL
    conditions += _text_conditions(ctx, wanted.text)
    if wanted.segment is not None and scope.shows_figures(ctx.grant):
        conditions.append(PartnerFacts.segment == wanted.segment)
    if wanted.owner_id is not None:
        conditions.append(Partner.owner_id == wanted.owner_id)
    if wanted.tag is not None:
        carried = exists().where(
            PartnerTag.partner_id == Partner.id, PartnerTag.tag_id == Tag.id, Tag.name_fold == fold(wanted.tag)
        )
        conditions.append(carried)
    return conditions


def _chip(ctx: ReadContext, chip: Chip) -> ColumnElement[bool]:
    active = Partner.status == PartnerStatus.ACTIVE
    match chip:
        case Chip.ALL:
            return active
        case Chip.MINE:
            return and_(active, Partner.owner_id == ctx.actor.staff_id)
        case Chip.AT_RISK:
            return and_(active, PartnerFacts.segment == Segment.AT_RISK)
        case Chip.TO_CALL:
            tomorrow = datetime.combine(ctx.today + timedelta(days=1), time()).astimezone()
            due = func.coalesce(Task.snoozed_until, Task.due_at) < tomorrow
            # A list of the due ones first: there are few, however many customers.
            waiting = select(Task.partner_id).where(Task.state == TaskState.TO_DO, due, Task.partner_id.is_not(None))
            return and_(active, Partner.id.in_(waiting))
        case Chip.ARCHIVED:
            return Partner.status == PartnerStatus.ARCHIVED


def _text_conditions(ctx: ReadContext, text: str) -> list[ColumnElement[bool]]:
    words = search.read_words(text)
    if not words:
        return [false()] if text.strip() else []
    index = search.index_of(ctx.session.connection())
    personal = scope.shows_persons(ctx.grant)
    columns = [column for column in search.COLUMNS if personal or column not in search.PERSONAL_COLUMNS]
    own = Partner.id.in_(index.ids(words, "partner", columns))
    if not personal:
        return [own]
    people = select(Affiliation.partner_id).where(Affiliation.contact_id.in_(index.ids(words, "contact", columns)))
    return [or_(own, Partner.id.in_(people))]


def _sort_key(ctx: ReadContext, column: CustomerColumn) -> ColumnElement[Any]:
    if column in (CustomerColumn.PHONE, CustomerColumn.EMAIL) and not scope.shows_persons(ctx.grant):
        return Partner.name_fold.expression
    keys: dict[CustomerColumn, Any] = {
        CustomerColumn.NAME: Partner.name_fold,
        CustomerColumn.CITY: func.nullif(_of_address(Address.city), ""),
        CustomerColumn.COUNTRY: func.nullif(_of_address(Address.country), ""),
        CustomerColumn.SEGMENT: case(_SEGMENT_ORDER, value=PartnerFacts.segment),
        CustomerColumn.SALES: PartnerFacts.sales_year_minor,
        CustomerColumn.LAST_CONTACT: PartnerFacts.last_contact_at,
        CustomerColumn.OPEN: func.nullif(PartnerFacts.open_orders, 0),
        CustomerColumn.OWNER: Staff.name_fold,
        CustomerColumn.CODE: Partner.code_fold,
        CustomerColumn.PHONE: _reach(_PHONES),
        CustomerColumn.EMAIL: _reach(_EMAILS),
        CustomerColumn.ORDERS: PartnerFacts.orders,
        CustomerColumn.LAST_ORDER: PartnerFacts.last_ordered,
        CustomerColumn.TAGS: _tags(),
    }
    key: ColumnElement[Any] = keys[column].expression if hasattr(keys[column], "expression") else keys[column]
    return key


def _of_address(column: Any) -> Any:
    return (
        select(column)
        .where(Address.partner_id == Partner.id)
        .order_by(Address.is_main.desc(), Address.id)
        .limit(1)
        .correlate(Partner)
        .scalar_subquery()
    )


def _first_open_order() -> Any:
    return (
        select(SalesOrder.number)
        .where(SalesOrder.customer_id == Partner.id, SalesOrder.state.in_(sorted(OPEN_SALES_ORDER)))
        .order_by(SalesOrder.ordered, SalesOrder.id)
        .limit(1)
        .correlate(Partner)
        .scalar_subquery()
    )


def _reach(kinds: Sequence[ContactPointKind]) -> Any:
    """The customer's own way of one of these kinds, else that of a person there, the main one first."""
    theirs, link = aliased(ContactPoint), aliased(Affiliation)
    own = (
        select(ContactPoint.value)
        .where(ContactPoint.partner_id == Partner.id, ContactPoint.kind.in_(kinds))
        .order_by(ContactPoint.is_main.desc(), ContactPoint.id)
        .limit(1)
        .correlate(Partner)
        .scalar_subquery()
    )
    of_person = (
        select(theirs.value)
        .join(link, link.contact_id == theirs.contact_id)
        .where(link.partner_id == Partner.id, theirs.kind.in_(kinds))
        .order_by(link.is_main.desc(), link.id, theirs.is_main.desc(), theirs.id)
        .limit(1)
        .correlate(Partner)
        .scalar_subquery()
    )
    return func.coalesce(own, of_person)


def _tags() -> Any:
    return (
        select(func.aggregate_strings(Tag.name, _SEPARATOR))
        .join(PartnerTag, PartnerTag.tag_id == Tag.id)
        .where(PartnerTag.partner_id == Partner.id)
        .correlate(Partner)
        .scalar_subquery()
    )


def _row(ctx: ReadContext, row: Any) -> CustomerRow:
    partner_id, name, code, status, facts, owner_id, owner, city, country, number, phone, email, tag_names = row
    persons, figures = scope.shows_persons(ctx.grant), scope.shows_figures(ctx.grant)
    shown: PartnerFacts | None = facts if figures else None
    contacted = local_date(shown.last_contact_at) if shown and shown.last_contact_at else None
    return CustomerRow(
        id=partner_id,
        name=name,
        code=code,
        status=status,
        city=city or "",
        country=country or "",
        segment=shown.segment if shown else None,
        sales_minor=shown.sales_year_minor if shown else None,
        currency=shown.currency if shown else None,
        mixed_currencies=bool(shown and shown.mixed_currencies),
        last_contact=contacted,
        days_since_contact=(ctx.today - contacted).days if contacted else None,
        open_order=number,
        open_orders=facts.open_orders if facts else 0,
        orders=shown.orders if shown else None,
        last_order=shown.last_ordered if shown else None,
        owner_id=owner_id if figures else None,
        owner=owner if figures else None,
        phone=phone if persons else None,
        email=email if persons else None,
        tags=tuple(sorted(tag_names.split(_SEPARATOR))) if tag_names and figures else (),
    )

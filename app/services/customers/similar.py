"""Warns while typing that a customer may be there already: same phone, same e-mail, or nearly the same name."""

from __future__ import annotations

from typing import Final

from sqlalchemy import or_, select

from app.db import search
from app.db.models import Address, Affiliation, ContactPoint, Partner
from app.domain.text import fold
from app.domain.vocabulary import ContactPointKind, PartnerStatus
from app.services.contacts.phones import is_phone, normalise_phone, region_of
from app.services.contacts.points import PHONES, default_region
from app.services.customers import scope
from app.services.customers.read_models import Likeness, Similar
from app.services.operations import ReadContext, query

MIN_SCORE: Final = 84
_LIMIT: Final = 5
_CANDIDATES: Final = 60
_MIN_NAME: Final = 3


@query("customer.save")
def similar(
    ctx: ReadContext,
    name: str = "",
    phone: str = "",
    email: str = "",
    country: str = "",
    but: int | None = None,
) -> list[Similar]:
    """Customers that may be the one being typed, the likeliest first, at most five; `but` is the one in the form.

    A phone is compared in its normal form (also those of people there), a name by its words in any order.
    """
    found: dict[int, tuple[Likeness, int]] = {}
    for likeness, ids in (
        (Likeness.EMAIL, _by_email(ctx, email)),
        (Likeness.PHONE, _by_phone(ctx, phone, country)),
    ):
        for partner_id in ids:
            found.setdefault(partner_id, (likeness, 100))
    for partner_id, score in _by_name(ctx, name).items():
        found.setdefault(partner_id, (Likeness.NAME, score))
    found.pop(but or 0, None)
    return _shown(ctx, found)


def _by_email(ctx: ReadContext, email: str) -> list[int]:
    address = email.strip().casefold()
    return _holders(ctx, {address}, frozenset({ContactPointKind.EMAIL})) if "@" in address else []


def _by_phone(ctx: ReadContext, phone: str, country: str) -> list[int]:
    if not is_phone(phone):
        return []
    normal = normalise_phone(phone, region_of(country) or default_region(ctx.session))
    return _holders(ctx, {normal}, PHONES)


def _holders(ctx: ReadContext, normals: set[str], kinds: frozenset[ContactPointKind]) -> list[int]:
    through = Affiliation.contact_id == ContactPoint.contact_id
    rows = ctx.session.execute(
        select(ContactPoint.partner_id, Affiliation.partner_id)
        .outerjoin(Affiliation, through)
        .where(ContactPoint.normal.in_(normals), ContactPoint.kind.in_(sorted(kinds)))
        .limit(_CANDIDATES)
    )
    return [own or theirs for own, theirs in rows if own or theirs]


def _by_name(ctx: ReadContext, name: str) -> dict[int, int]:
    from rapidfuzz import fuzz

    words = search.read_words(name)
    typed = fold(name)
    if len(typed) < _MIN_NAME or not words:
        return {}
    index = search.index_of(ctx.session.connection())
    scores: dict[int, int] = {}
    for spelt in sorted(words.words, key=lambda word: -len(word[0]))[:3]:
        loosened = search.Words(((*spelt, *index.similar(spelt[-1])),))
        for hit in index.find(loosened, ("partner",), ("title",), _CANDIDATES, whole=True):
            score = round(fuzz.token_sort_ratio(typed, fold(hit.title)))
            if score >= MIN_SCORE:
                scores[hit.row_id] = score
    return scores


def _shown(ctx: ReadContext, found: dict[int, tuple[Likeness, int]]) -> list[Similar]:
    city = (
        select(Address.city)
        .where(Address.partner_id == Partner.id)
        .order_by(Address.is_main.desc(), Address.id)
        .limit(1)
        .correlate(Partner)
        .scalar_subquery()
    )
    rows = ctx.session.execute(
        select(Partner.id, Partner.name, city, Partner.status).where(
            Partner.id.in_(found),
            or_(Partner.is_customer == True, Partner.is_supplier == True),  # noqa: E712 - SQL
            scope.visible(ctx),
        )
    )
    shown = [Similar(row[0], row[1], row[2] or "", row[3] is PartnerStatus.ARCHIVED, *found[row[0]]) for row in rows]
    order = list(Likeness)
    return sorted(shown, key=lambda item: (-item.score, order.index(item.likeness), item.name))[:_LIMIT]

"""What is checked of a shipment's own fields, the same for a new one and for a change."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from app.db.models import Partner
from app.domain.errors import Checks, Problem
from app.domain.money import MAX_MINOR
from app.services.operations import WriteContext


class Header(Protocol):
    """What a draft of any kind says about the shipment as a whole."""

    @property
    def carrier_id(self) -> int | None: ...
    @property
    def promised(self) -> date | None: ...
    @property
    def freight_minor(self) -> int | None: ...


def check_header(ctx: WriteContext, draft: Header, ordered: date | None = None) -> None:
    """Refuse a carrier that is none, a negative freight, a promise before the order. Raises ValidationError(s)."""
    checks = Checks()
    if draft.carrier_id is not None:
        carrier = ctx.session.get(Partner, draft.carrier_id)
        if carrier is None or not carrier.is_carrier:
            checks.add("carrier_id", Problem.UNKNOWN, what="carrier")
    if draft.freight_minor is not None:
        if draft.freight_minor < 0:
            checks.add("freight_minor", Problem.NEGATIVE)
        elif draft.freight_minor > MAX_MINOR:
            checks.add("freight_minor", Problem.TOO_LARGE, limit=str(MAX_MINOR))
    if draft.promised is not None and ordered is not None and draft.promised < ordered:
        checks.add("promised", Problem.BEFORE, earliest=ordered.isoformat())
    checks.raise_if_any()

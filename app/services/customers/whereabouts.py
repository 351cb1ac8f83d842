"""At which customer a record is shown that has no screen of its own."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select

from app.db.models import Affiliation, Interaction, Partner, SalesOrder, Task
from app.services.customers import scope
from app.services.operations import ReadContext, query

_OF: Final[dict[str, tuple[Any, Any]]] = {
    "interaction": (Interaction.partner_id, Interaction.id),
    "task": (Task.partner_id, Task.id),
    "sales_order": (SalesOrder.customer_id, SalesOrder.id),
}


@query("customer.view")
def customer_of(ctx: ReadContext, entity: str, record_id: int) -> int | None:
    """The customer of a contact, an interaction, a follow-up or an order; None when it is not one's to see."""
    if entity in ("customer", "partner"):
        wanted = select(Partner.id).where(Partner.id == record_id)
    elif entity == "contact":
        wanted = (
            select(Affiliation.partner_id)
            .join(Partner, Partner.id == Affiliation.partner_id)
            .where(Affiliation.contact_id == record_id, Partner.is_customer == True)  # noqa: E712 - SQL
            .order_by(Affiliation.valid_to.is_not(None), Affiliation.is_main.desc(), Affiliation.id)
            .limit(1)
        )
    elif entity in _OF:
        of, key = _OF[entity]
        wanted = select(of).where(key == record_id)
    else:
        return None
    found = ctx.session.execute(
        select(Partner.id).where(
            Partner.id.in_(wanted.scalar_subquery()),
            Partner.is_customer == True,  # noqa: E712 - SQL
            scope.visible(ctx),
        )
    ).scalar()
    return int(found) if found is not None else None

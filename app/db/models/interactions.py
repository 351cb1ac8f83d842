"""What was said with whom, and what is to be done next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.db.base import Base, Id, Versioned, enum_column, ref, strict
from app.domain.vocabulary import CallOutcome, Direction, InteractionKind, InteractionState, TaskState

LINK_TARGETS = ("partner", "contact", "sales_order", "purchase_order", "shipment", "product")


class Interaction(Versioned, Base):
    """A call, an e-mail, a meeting, a note …, with the partner and the person it was with."""

    __tablename__ = "interaction"
    __table_args__ = (
        Index("ix_interaction_partner_at", "partner_id", "at"),
        Index("ix_interaction_kind_at", "kind", "at"),
        strict(),
    )

    id: Mapped[Id]
    partner_id: Mapped[int | None] = ref("partner", index=False)
    contact_id: Mapped[int | None] = ref("contact")
    kind: Mapped[InteractionKind] = enum_column(InteractionKind)
    direction: Mapped[Direction] = enum_column(Direction)
    state: Mapped[InteractionState] = enum_column(InteractionState)
    outcome: Mapped[CallOutcome | None] = enum_column(CallOutcome)
    at: Mapped[datetime]
    duration_seconds: Mapped[int | None]
    staff_id: Mapped[int | None] = ref("staff")
    subject: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    topic: Mapped[str] = mapped_column(default="")
    satisfaction: Mapped[int | None]
    waiting_seconds: Mapped[int | None]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - the declarative directive is called with the class
        return {"version_id_col": cls.version}


class InteractionLink(Base):
    """One more thing an interaction is about (an order, a shipment, a product, another person)."""

    __tablename__ = "interaction_link"
    __table_args__ = (
        CheckConstraint(
            " + ".join(f"CASE WHEN {target}_id IS NULL THEN 0 ELSE 1 END" for target in LINK_TARGETS) + " = 1",
            name="one_target",
        ),
        strict(),
    )

    id: Mapped[Id]
    interaction_id: Mapped[int] = ref("interaction")
    partner_id: Mapped[int | None] = ref("partner")
    contact_id: Mapped[int | None] = ref("contact")
    sales_order_id: Mapped[int | None] = ref("sales_order")
    purchase_order_id: Mapped[int | None] = ref("purchase_order")
    shipment_id: Mapped[int | None] = ref("shipment")
    product_id: Mapped[int | None] = ref("product")


class Task(Versioned, Base):
    """A follow-up: what is to be done, by whom, when."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_state_due", "state", "due_at"), strict())

    id: Mapped[Id]
    title: Mapped[str]
    partner_id: Mapped[int | None] = ref("partner")
    contact_id: Mapped[int | None] = ref("contact", index=False)
    interaction_id: Mapped[int | None] = ref("interaction")
    """The interaction it follows from."""
    owner_id: Mapped[int | None] = ref("staff")
    due_at: Mapped[datetime]
    snoozed_until: Mapped[datetime | None]
    state: Mapped[TaskState] = enum_column(TaskState, default=TaskState.TO_DO)
    done_at: Mapped[datetime | None]
    notified_at: Mapped[datetime | None]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - the declarative directive is called with the class
        return {"version_id_col": cls.version}

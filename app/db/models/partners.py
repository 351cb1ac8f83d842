"""Partners (firms and persons we deal with, in up to three roles), their people, addresses and ways to reach them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.db.base import Base, Id, Versioned, enum_column, ref, strict
from app.domain.vocabulary import Channel, ContactPointKind, PartnerStatus


def _unique_code(role: str) -> Index:
    # A supplier "1" and a carrier "1" are different firms in every list they come from, so a code is unique in a role.
    return Index(
        f"uq_partner_code_{role}",
        "code_fold",
        unique=True,
        sqlite_where=text(f"is_{role} = 1"),
    )


class Partner(Versioned, Base):
    """A firm or a person we buy from, sell to or ship with."""

    __tablename__ = "partner"
    __table_args__ = (
        _unique_code("supplier"),
        _unique_code("customer"),
        _unique_code("carrier"),
        CheckConstraint("is_supplier + is_customer + is_carrier > 0", name="has_role"),
        strict(),
    )

    id: Mapped[Id]
    code: Mapped[str | None]
    code_fold: Mapped[str | None]
    name: Mapped[str]
    name_fold: Mapped[str] = mapped_column(index=True)
    is_supplier: Mapped[bool] = mapped_column(default=False)
    is_customer: Mapped[bool] = mapped_column(default=False)
    is_carrier: Mapped[bool] = mapped_column(default=False)
    status: Mapped[PartnerStatus] = enum_column(PartnerStatus, default=PartnerStatus.ACTIVE)
    tax_id: Mapped[str] = mapped_column(default="")
    currency: Mapped[str | None]
    payment_days: Mapped[int | None]
    owner_id: Mapped[int | None] = ref("staff")
    notes: Mapped[str] = mapped_column(default="")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - the declarative directive is called with the class
        return {"version_id_col": cls.version}


class SupplierTerms(Base):
    """What was agreed with a supplier: days are calendar days, the tolerance is in parts per million of the order."""

    __tablename__ = "supplier_terms"
    __table_args__ = (strict(),)

    id: Mapped[Id]
    partner_id: Mapped[int] = ref("partner", index=False, unique=True)
    lead_time_days: Mapped[int | None]
    minimum_order_minor: Mapped[int | None]
    over_receipt_ppm: Mapped[int] = mapped_column(default=0)
    closed_days: Mapped[str] = mapped_column(default="")
    incoterm: Mapped[str] = mapped_column(default="")


class CustomerTerms(Base):
    """What was agreed with a customer."""

    __tablename__ = "customer_terms"
    __table_args__ = (strict(),)

    id: Mapped[Id]
    partner_id: Mapped[int] = ref("partner", index=False, unique=True)
    credit_limit_minor: Mapped[int | None]
    delivery_window: Mapped[str] = mapped_column(default="")


class Contact(Versioned, Base):
    """A person. What they do for which partner is an affiliation."""

    __tablename__ = "contact"
    __table_args__ = (strict(),)

    id: Mapped[Id]
    name: Mapped[str]
    name_fold: Mapped[str] = mapped_column(index=True)
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    birthday: Mapped[date | None]
    notes: Mapped[str] = mapped_column(default="")
    status: Mapped[PartnerStatus] = enum_column(PartnerStatus, default=PartnerStatus.ACTIVE)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - the declarative directive is called with the class
        return {"version_id_col": cls.version}


class Affiliation(Base):
    """A contact's role at a partner, from when to when; one is the partner's main contact."""

    __tablename__ = "affiliation"
    __table_args__ = (strict(),)

    id: Mapped[Id]
    contact_id: Mapped[int] = ref("contact")
    partner_id: Mapped[int] = ref("partner")
    role: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    is_main: Mapped[bool] = mapped_column(default=False)


class ContactPoint(Base):
    """A phone number, an e-mail or another way to reach a partner or a contact.

    `value` is what was typed; `normal` is E.164 for a phone (else its digits) and the lower-case address for an e-mail.
    """

    __tablename__ = "contact_point"
    __table_args__ = (
        CheckConstraint("(partner_id IS NULL) <> (contact_id IS NULL)", name="one_holder"),
        strict(),
    )

    id: Mapped[Id]
    partner_id: Mapped[int | None] = ref("partner")
    contact_id: Mapped[int | None] = ref("contact")
    kind: Mapped[ContactPointKind] = enum_column(ContactPointKind)
    value: Mapped[str]
    normal: Mapped[str] = mapped_column(index=True)
    is_main: Mapped[bool] = mapped_column(default=False)


class Consent(Base):
    """Whether a contact or partner agreed to be reached on a channel: when, and where that was said."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("(partner_id IS NULL) <> (contact_id IS NULL)", name="one_holder"),
        strict(),
    )

    id: Mapped[Id]
    partner_id: Mapped[int | None] = ref("partner")
    contact_id: Mapped[int | None] = ref("contact")
    channel: Mapped[Channel] = enum_column(Channel)
    given: Mapped[bool]
    at: Mapped[datetime]
    source: Mapped[str] = mapped_column(default="")


class Address(Base):
    """A postal address of a partner or a contact; `country` is as it was typed."""

    __tablename__ = "address"
    __table_args__ = (
        CheckConstraint("(partner_id IS NULL) <> (contact_id IS NULL)", name="one_holder"),
        strict(),
    )

    id: Mapped[Id]
    partner_id: Mapped[int | None] = ref("partner")
    contact_id: Mapped[int | None] = ref("contact")
    label: Mapped[str] = mapped_column(default="")
    street: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    postal_code: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    is_main: Mapped[bool] = mapped_column(default=True)


class Tag(Base):
    """A word people sort partners by."""

    __tablename__ = "tag"
    __table_args__ = (strict(),)

    id: Mapped[Id]
    name: Mapped[str]
    name_fold: Mapped[str] = mapped_column(unique=True)


class PartnerTag(Base):
    """A partner's or a contact's tag."""

    __tablename__ = "partner_tag"
    __table_args__ = (
        UniqueConstraint("tag_id", "partner_id", "contact_id"),
        CheckConstraint("(partner_id IS NULL) <> (contact_id IS NULL)", name="one_holder"),
        strict(),
    )

    id: Mapped[Id]
    tag_id: Mapped[int] = ref("tag")
    partner_id: Mapped[int | None] = ref("partner")
    contact_id: Mapped[int | None] = ref("contact")


class PinnedFact(Base):
    """What to know before calling: one short sentence, pinned to a partner."""

    __tablename__ = "pinned_fact"
    __table_args__ = (strict(),)

    id: Mapped[Id]
    partner_id: Mapped[int] = ref("partner")
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str]

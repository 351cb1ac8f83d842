"""Who and what is already there, loaded once an import: found by code, else by exact name, never one query a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import Contact, Location, Partner, Product, Staff
from app.domain.parsing.problems import ProblemCode
from app.domain.text import fold
from app.domain.vocabulary import PartnerStatus, ProductStatus, Role, Tracking
from app.services.transfer.plan import NewRow, Plan, RowRef
from app.services.transfer.prepare import Prepared, Row

PARTY_ROLES: Final = {"suppliers": "supplier", "customers": "customer", "carriers": "carrier"}
folded = lru_cache(maxsize=200_000)(fold)


@dataclass(slots=True)
class Index:
    """Records by folded code and by exact name."""

    by_code: dict[str, list[RowRef]] = field(default_factory=dict)
    by_name: dict[str, list[RowRef]] = field(default_factory=dict)

    def add(self, ref: RowRef, code: str | None, name: str) -> None:
        """Make a record findable."""
        if code:
            self.by_code.setdefault(folded(code), []).append(ref)
        self.by_name.setdefault(name, []).append(ref)

    def find(self, text: str) -> list[RowRef]:
        """The records that a code, else an exact name, stands for."""
        return self.by_code.get(folded(text)) or self.by_name.get(text) or []


@dataclass(slots=True)
class ProductFacts:
    """What lines need to know of a product."""

    unit_decimals: int
    tracking: Tracking
    cost_minor: int | None
    currency: str | None
    price_minor: int | None


class Directory:
    """The references of one import, loaded when first asked for."""

    def __init__(self, session: Session, prepared: Prepared, plan: Plan) -> None:
        self.session = session
        self.prepared = prepared
        self.plan = plan
        self._indexes: dict[str, Index] = {}
        self._refused: set[tuple[str, str]] = set()
        self.products: dict[RowRef, ProductFacts] = {}

    def index(self, entity: str) -> Index:
        """The index of an entity, such as ``supplier``, ``partner``, ``product`` or ``staff``."""
        found = self._indexes.get(entity)
        if found is None:
            found = self._indexes[entity] = Index()
            for row_id, code, name in self.session.execute(self._select(entity)):
                found.add(row_id, code, name)
            if entity == "product":
                self._load_products()
        return found

    def _select(self, entity: str) -> Any:
        if entity == "product":
            return select(Product.id, Product.sku, Product.name)
        if entity == "staff":
            return select(Staff.id, Staff.code, Staff.name)
        if entity == "location":
            return select(Location.id, Location.name, Location.name).where(Location.id >= 7)
        if entity == "contact":
            return select(Contact.id, Contact.name, Contact.name)
        query = select(Partner.id, Partner.code, Partner.name)
        return query if entity == "partner" else query.where(getattr(Partner, f"is_{entity}") == 1)

    def _load_products(self) -> None:
        columns = (
            Product.id,
            Product.unit_decimals,
            Product.tracking,
            Product.cost_minor,
            Product.currency,
            Product.price_minor,
        )
        for row_id, *facts in self.session.execute(select(*columns)):
            self.products[row_id] = ProductFacts(*cast(Any, facts))

    def find(self, row: Row, name: str, entity: str) -> RowRef | None:
        """The record a row's field names; refuses the row (and answers None) when there is none or more than one."""
        text = row.get(name)
        if text is None:
            return None
        matches = self.index(entity).find(text)
        if len(matches) == 1:
            return matches[0]
        if matches:
            self.prepared.refuse(row, name, ProblemCode.SEVERAL_MATCH, entity=entity, count=len(matches))
            return None
        if self._creatable(entity):
            return self._make(entity, text)
        self.prepared.refuse(row, name, ProblemCode.UNKNOWN_REFERENCE, entity=entity)
        return None

    def _creatable(self, entity: str) -> bool:
        return entity in self.prepared.options.create_missing

    def _make(self, entity: str, text: str) -> NewRow:
        name = text[:200]
        code = text[:64] if len(text) <= 64 else None
        self.plan.made[entity] = self.plan.made.get(entity, 0) + 1
        if entity == "product":
            new = self.plan.add(
                Product,
                sku=code or name,
                sku_fold=folded(code or name),
                name=name,
                name_fold=folded(name),
                status=ProductStatus.ACTIVE,
            )
            self.products[new] = ProductFacts(0, Tracking.NONE, None, None, None)
        elif entity == "staff":
            new = self.plan.add(
                Staff, name=name, name_fold=folded(name), role=Role.READ_ONLY, active=True, signs_in=False
            )
        elif entity == "contact":
            new = self.plan.add(Contact, name=name, name_fold=folded(name))
        elif entity == "location":
            from app.domain.vocabulary import LocationKind

            new = self.plan.add(Location, name=name, name_fold=folded(name), kind=LocationKind.SITE)
        else:
            role = "customer" if entity == "partner" else entity
            new = self.plan.add(
                Partner, name=name, name_fold=folded(name), status=PartnerStatus.ACTIVE, **{f"is_{role}": True}
            )
        self.index(entity).add(new, text if entity == "product" else None, name)
        return new


def group_rows(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    """Rows by a field's folded value, in the order of the file; rows without one are left out."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        value = row.get(name)
        if value is not None:
            groups.setdefault(folded(value), []).append(row)
    return groups

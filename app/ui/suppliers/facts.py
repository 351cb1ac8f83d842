"""The rest of what is known of a supplier: terms, addresses, people and ways to reach them, notes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.customers.read_models import AddressRow, Person, Point
from app.services.suppliers.read_models import SupplierDetail
from app.ui.shared.cards import ScrollPage, SectionTitle, clear_layout
from app.ui.shared.facts import Fact, FactsList
from app.ui.shared.formats import formats
from app.ui.shared.labels import Role, label
from app.wording import labels


class FactsPage(ScrollPage):
    """Shows them; they are changed by the supplier's form."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = QVBoxLayout()
        self._room.setSpacing(18)
        self.body.addLayout(self._room)
        self.body.addStretch(1)

    def show_supplier(self, supplier: SupplierDetail) -> None:
        """Show these facts."""
        clear_layout(self._room)
        self._add("Terms", _terms(supplier))
        self._add("Reach", _points(supplier.points))
        self._add("People", _people(supplier.people))
        self._add("Addresses", [Fact(_name(row), _address(row)) for row in supplier.addresses])
        self._add("Know before you call", [Fact("•", fact.text) for fact in supplier.pinned])
        if supplier.notes:
            self._add_widget("Notes", label(supplier.notes, Role.BODY, self, wrap=True, selectable=True))

    def _add(self, title: str, facts: Sequence[Fact]) -> None:
        if facts:
            self._add_widget(title, FactsList(facts, self))

    def _add_widget(self, title: str, widget: QWidget) -> None:
        box = QVBoxLayout()
        box.setSpacing(8)
        box.addWidget(SectionTitle(title, self))
        box.addWidget(widget)
        self._room.addLayout(box)


def _terms(supplier: SupplierDetail) -> list[Fact]:
    words = formats()
    currency = supplier.currency or supplier.figures.currency
    facts = [
        Fact("Code", supplier.code or ""),
        Fact("Lead time", words.days(supplier.lead_time_days)),
        Fact("Currency", supplier.currency or ""),
        Fact("Payment", f"within {words.days(supplier.payment_days)}" if supplier.payment_days is not None else ""),
        Fact("May send more", words.percent_ppm(supplier.over_receipt_ppm) if supplier.over_receipt_ppm else ""),
        Fact("Incoterm", supplier.incoterm),
        Fact("Closed", supplier.closed_days),
        Fact("Tax ID", supplier.tax_id),
        Fact("First order", words.date(supplier.since) if supplier.since else ""),
    ]
    if supplier.minimum_order_minor is not None:
        facts.insert(2, Fact("Minimum order", words.money_minor(supplier.minimum_order_minor, currency)))
    return [fact for fact in facts if fact.value and fact.value != "–"]


def _points(points: Sequence[Point]) -> list[Fact]:
    return [Fact(labels.label(point.kind), point.value) for point in points]


def _people(people: Sequence[Person]) -> list[Fact]:
    found = []
    for person in people:
        parts = [person.role, *(point.value for point in person.points)]
        found.append(Fact(person.name, " · ".join(part for part in parts if part) or "–"))
    return found


def _name(row: AddressRow) -> str:
    return row.label or ("Main" if row.is_main else "Other")


def _address(row: AddressRow) -> str:
    line = " ".join(part for part in (row.postal_code, row.city) if part)
    return "\n".join(part for part in (row.street, line, row.region, row.country) if part)

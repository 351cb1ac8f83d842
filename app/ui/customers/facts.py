"""The rest of what is known of a customer: addresses, terms, tags, pinned facts, consents, notes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.domain.vocabulary import Channel, ContactPointKind
from app.services.contacts import commands as contacts
from app.services.customers import facts
from app.services.customers.read_models import AddressRow, CustomerDetail, PinnedFactRow
from app.ui.app_context import AppContext
from app.ui.customers.reach import ReachLink
from app.ui.shared.access import Access
from app.ui.shared.badges import Badge
from app.ui.shared.buttons import Button, IconButton
from app.ui.shared.cards import ScrollPage, SectionTitle, clear_layout
from app.ui.shared.chips import FlowLayout
from app.ui.shared.errors import show_error
from app.ui.shared.facts import Fact, FactsList
from app.ui.shared.fields import LineField
from app.ui.shared.formats import formats
from app.ui.shared.labels import Role, label
from app.ui.shared.operations import run_operation
from app.wording import labels

TOLD_US = "Told us"
_MAIN = {True: "Main", False: "Other"}


class FactsPage(ScrollPage):
    """Shows them; pinned facts and consents are changed here, the rest by the customer's form."""

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._customer: CustomerDetail | None = None
        self._access: Access | None = None
        self._room = QVBoxLayout()
        self._room.setSpacing(18)
        self.body.addLayout(self._room)
        self.body.addStretch(1)
        self.pin_line: LineField | None = None

    def set_access(self, access: Access) -> None:
        """Who looks."""
        self._access = access

    def show_customer(self, customer: CustomerDetail) -> None:
        """Show these facts."""
        typed = self.pin_line.text() if self.pin_line is not None and self._same(customer) else ""
        self._customer = customer
        self.pin_line = None
        clear_layout(self._room)
        self._add_pinned(customer)
        self._add_terms(customer)
        self._add_reach(customer)
        if customer.addresses:
            rows = [
                Fact(row.label or ("Main" if row.is_main else "Other"), _address(row)) for row in customer.addresses
            ]
            self._add_section("Addresses", FactsList(rows, self))
        if customer.tags:
            self._add_section("Tags", self._tags(customer))
        self._add_consents(customer)
        if customer.notes:
            self._add_section("Notes", label(customer.notes, Role.BODY, self, wrap=True, selectable=True))
        if typed and self.pin_line is not None:
            self.pin_line.setText(typed)

    # -- sections ---------------------------------------------------------------------------------------------------

    def _same(self, customer: CustomerDetail) -> bool:
        return self._customer is not None and self._customer.id == customer.id

    def _may(self, operation: str) -> bool:
        return self._access is not None and self._access.may(operation)

    def _add_section(self, title: str, *widgets: QWidget, note: str = "") -> None:
        box = QVBoxLayout()
        box.setSpacing(8)
        box.addWidget(SectionTitle(title, self, note=note))
        for widget in widgets:
            box.addWidget(widget)
        self._room.addLayout(box)

    def _add_pinned(self, customer: CustomerDetail) -> None:
        widgets = [self._pinned(fact) for fact in customer.pinned]
        if self._may("customer.save"):
            line = self.pin_line = LineField(
                self, name="New pinned fact", placeholder="Add a fact, then Enter", limit=300
            )
            line.returnPressed.connect(self._on_pin_wanted)
            widgets.append(line)
        if widgets:
            self._add_section("Know before you call", *widgets)

    def _pinned(self, fact: PinnedFactRow) -> QWidget:
        row = QWidget(self)
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(label(fact.text, Role.BODY, row, wrap=True, selectable=True), 1)
        if self._may("customer.save"):
            button = IconButton("x", f"Unpin: {fact.text}", row, on_click=self._on_unpin_clicked)
            button.setProperty("fact", fact.id)
            box.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _add_terms(self, customer: CustomerDetail) -> None:
        words, figures = formats(), customer.figures
        currency = customer.currency or (figures.currency if figures else None)
        pairs = [
            ("Code", customer.code or ""),
            ("Owner", customer.owner or ""),
            ("Payment", f"{words.days(customer.payment_days)} net" if customer.payment_days is not None else ""),
            ("Credit limit", _filled(customer.credit_limit_minor, currency)),
            ("Delivery window", customer.delivery_window),
            ("Currency", customer.currency or ""),
            ("Tax ID", customer.tax_id),
            ("Customer since", words.date(figures.first_order) if figures and figures.first_order else ""),
            ("Sales, all time", _filled(figures.sales_total_minor, figures.currency) if figures else ""),
        ]
        shown = [Fact(caption, value) for caption, value in pairs if value]
        if shown:
            self._add_section("Terms and figures", FactsList(shown, self))

    def _add_reach(self, customer: CustomerDetail) -> None:
        if not customer.points:
            return
        box = QWidget(self)
        flow = FlowLayout(box, gap=16)
        for point in customer.points:
            if point.kind is ContactPointKind.OTHER:
                flow.addWidget(label(point.value, Role.BODY, box, selectable=True))
            else:
                flow.addWidget(ReachLink(point.kind, point.value, box))
        policy = box.sizePolicy()
        policy.setHeightForWidth(True)
        box.setSizePolicy(policy)
        self._add_section("Reach", box)

    def _tags(self, customer: CustomerDetail) -> QWidget:
        box = QWidget(self)
        flow = FlowLayout(box, gap=6)
        for tag in customer.tags:
            flow.addWidget(Badge(tag, parent=box))
        policy = box.sizePolicy()
        policy.setHeightForWidth(True)
        box.setSizePolicy(policy)
        return box

    def _add_consents(self, customer: CustomerDetail) -> None:
        words = formats()
        said = {consent.channel: consent for consent in customer.consents}
        facts_, buttons = [], []
        for channel in Channel:
            consent = said.get(channel)
            name = labels.label(channel)
            if consent is None:
                facts_.append(Fact(name, "Nothing said yet"))
            else:
                yes = "May be used" if consent.given else "Do not use"
                text = f"{yes}, {words.date(words.local_date(consent.at))}, {consent.source}"
                facts_.append(Fact(name, text, Role.BODY if consent.given else Role.BAD))
            if self._may("contact.save"):
                allowed = consent is None or consent.given
                text = f"No {name.lower()} please" if allowed else f"{name} allowed again"
                button = Button(text, parent=self, on_click=self._on_consent_clicked)
                button.setProperty("channel", channel.value)
                button.setProperty("given", not allowed)
                buttons.append(button)
        widgets: list[QWidget] = [FactsList(facts_, self)]
        if buttons:
            row = QWidget(self)
            flow = FlowLayout(row)
            for button in buttons:
                flow.addWidget(button)
            policy = row.sizePolicy()
            policy.setHeightForWidth(True)
            row.setSizePolicy(policy)
            widgets.append(row)
        self._add_section("Consent", *widgets)

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot()
    def _on_pin_wanted(self) -> None:
        if self._customer is not None and self.pin_line is not None and self.pin_line.text().strip():
            run_operation(
                self,
                facts.pin,
                self._customer.id,
                self.pin_line.text(),
                on_success=self._on_pinned,
                on_error=self._failed,
            )

    def _on_pinned(self, _outcome: Any) -> None:
        if self.pin_line is not None:
            self.pin_line.clear()

    def _failed(self, error: AppError) -> None:
        show_error(self, error)

    @Slot()
    def _on_unpin_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, QWidget):
            run_operation(self, facts.unpin, int(sender.property("fact")), toast="Fact unpinned")

    @Slot()
    def _on_consent_clicked(self) -> None:
        sender = self.sender()
        if not isinstance(sender, QWidget) or self._customer is None:
            return
        given, channel = bool(sender.property("given")), Channel(sender.property("channel"))
        words = "allowed again" if given else "not wanted any more"
        run_operation(
            self, contacts.set_consent, channel, given, TOLD_US, self._customer.id,
            toast=f"{labels.label(channel)} {words}",
        )  # fmt: skip


def _filled(minor: int | None, currency: str | None) -> str:
    return "" if minor is None else formats().money_minor(minor, currency)


def _address(row: AddressRow) -> str:
    line = " ".join(part for part in (row.postal_code, row.city) if part)
    return "\n".join(part for part in (row.street, line, row.region, row.country) if part)

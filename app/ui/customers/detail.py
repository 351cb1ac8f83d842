"""One customer beside the list: name, how to reach them, what matters, and the pages with everything else."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.domain.changes import ChangeSet
from app.domain.vocabulary import ContactPointKind, PartnerStatus
from app.services.customers import commands, detail
from app.services.customers.read_models import CustomerDetail
from app.ui.app_context import AppContext
from app.ui.customers.facts import FactsPage
from app.ui.customers.orders import SalesOrdersPanel
from app.ui.customers.people import PeoplePage
from app.ui.customers.reach import ReachLink
from app.ui.shared.access import Access
from app.ui.shared.buttons import IconButton, open_below
from app.ui.shared.cards import clear_layout
from app.ui.shared.chips import FlowLayout
from app.ui.shared.columns import Tone
from app.ui.shared.detail_pane import DetailPane
from app.ui.shared.facts import Fact
from app.ui.shared.formats import formats
from app.ui.shared.labels import Role, label
from app.ui.shared.operations import run_operation
from app.ui.shared.record_pane import RecordPane
from app.ui.timeline.view import TimelineView
from app.wording import labels


class CustomerPane(RecordPane):
    """Fills the detail of the tab. `summary_wanted(CustomerDetail)` is the tab's business."""

    summary_wanted = Signal(object)

    TABLES = (
        "partner", "customer_terms", "partner_tag", "tag", "address", "contact", "contact_point", "affiliation",
        "consent", "pinned_fact", "sales_order", "sales_order_line", "interaction", "shipment", "staff",
    )  # fmt: skip
    GONE = "This customer is not there any more", "Somebody took it back, or it is not yours."

    def __init__(self, ctx: AppContext, pane: DetailPane, linkable: Collection[str]) -> None:
        super().__init__(ctx, pane, detail.detail)
        self._build(linkable)

    @property
    def customer(self) -> CustomerDetail | None:
        """Whom it shows."""
        return cast("CustomerDetail | None", self.record)

    # -- what the tab uses ------------------------------------------------------------------------------------------

    def allow(self, access: Access) -> None:
        """Hides what the role may not do."""
        self.timeline.set_access(access)
        self.people.set_access(access)
        self.orders.set_access(access)
        self.facts.set_access(access)
        self.edit_button.refuse(access.reason("customer.save"))

    def set_sheet_host(self, host: QWidget) -> None:
        """Over what forms open."""
        self.people.set_sheet_host(host)
        self.orders.set_sheet_host(host)
        self.timeline.set_sheet_host(host)

    def leave(self) -> None:
        """What was typed for somebody stays theirs."""
        self.timeline.composer.keep()

    # -- how it is built --------------------------------------------------------------------------------------------

    def _build(self, linkable: Collection[str]) -> None:
        pane, ctx = self.pane, self._ctx
        self._line = QWidget(pane)
        self._line_flow = FlowLayout(self._line, gap=4)
        policy = self._line.sizePolicy()
        policy.setHeightForWidth(True)
        self._line.setSizePolicy(policy)
        pane.set_subline(self._line)
        tools = QWidget(pane)
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.edit_button = IconButton("pencil-simple", "Edit customer", tools, on_click=self._on_edit)
        self.more_button = IconButton("dots-three-vertical", "More", tools, on_click=self._on_more)
        row.addWidget(self.edit_button)
        row.addWidget(self.more_button)
        pane.add_head_widget(tools)
        self.menu = self._make_menu()
        self.timeline = TimelineView(ctx, pane.tabs.stack, linkable=linkable, sheet_host=pane)
        self.orders = SalesOrdersPanel(ctx, pane.tabs.stack, with_customer=False)
        self.people = PeoplePage(ctx, pane.tabs.stack)
        self.facts = FactsPage(ctx, pane.tabs.stack)
        for key, text, page in (
            ("timeline", "Timeline", self.timeline),
            ("orders", "Orders", self.orders),
            ("people", "People", self.people),
            ("facts", "Facts", self.facts),
        ):
            pane.tabs.add(key, text, page)
        self.people.set_sheet_host(pane)
        self.orders.set_sheet_host(pane)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self.more_button)
        self.edit_action = self._action(menu, "Edit …", self._on_edit)
        self.person_action = self._action(menu, "Add person …", self._on_add_person)
        menu.addSeparator()
        self.summary_action = self._action(menu, "Customer summary (PDF) …", self._on_summary)
        menu.addSeparator()
        self.archive_action = self._action(menu, "Archive", self._on_archive)
        return menu

    @staticmethod
    def _action(menu: QMenu, text: str, slot: Any) -> QAction:
        action = QAction(text, menu)
        action.triggered.connect(slot)
        menu.addAction(action)
        return action

    # -- showing ----------------------------------------------------------------------------------------------------

    def fill(self, customer: CustomerDetail) -> None:
        """Head, banner and pages."""
        archived = customer.status is PartnerStatus.ARCHIVED
        badge = "Archived" if archived else labels.label(customer.segment) if customer.segment is not None else ""
        tone = Tone.NEUTRAL if archived else Tone(labels.tone(customer.segment).value)
        self.pane.set_title(customer.name, badge=badge, tone=tone)
        self._show_line(customer)
        self.pane.set_facts(facts_of(customer))
        self._show_banner(customer)
        people = [(person.id, person.name) for person in customer.people if person.valid_to is None]
        self.timeline.show_partner(customer.id, customer.name, people)
        self.orders.show_party(customer.id)
        self.people.show_customer(customer)
        self.facts.show_customer(customer)
        self.pane.tabs.set_count("orders", customer.figures.orders if customer.figures is not None else None)
        self.pane.tabs.set_count("people", len(customer.people))
        self._show_actions(archived=archived)

    def _show_line(self, customer: CustomerDetail) -> None:
        clear_layout(self._line_flow)
        person = customer.main_person
        parts: list[QWidget] = []
        if person is not None:
            parts.append(label(person.name, Role.MUTED, self._line, selectable=True))
        if customer.phone:
            parts.append(ReachLink(ContactPointKind.PHONE, customer.phone, self._line))
        if customer.email:
            parts.append(ReachLink(ContactPointKind.EMAIL, customer.email, self._line))
        for number, part in enumerate(parts):
            if number:
                self._line_flow.addWidget(label("·", Role.MUTED, self._line))
            self._line_flow.addWidget(part)
        for index in range(self._line_flow.count()):
            item = self._line_flow.itemAt(index)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.show()
        self._line.setVisible(bool(parts))
        self._line.updateGeometry()

    def _show_banner(self, customer: CustomerDetail) -> None:
        if customer.status is PartnerStatus.ARCHIVED:
            may = self._access is not None and self._access.may("customer.archive")
            self.pane.banner.show_message(
                "Archived: left out of lists and pickers, kept in history.",
                Tone.NEUTRAL,
                action="Bring back" if may else "",
                on_action=self._on_archive if may else None,
            )
        elif customer.pinned:
            self.pane.banner.show_message("\n".join(fact.text for fact in customer.pinned[:3]), Tone.NEUTRAL)
        else:
            self.pane.banner.clear()

    def _show_actions(self, *, archived: bool) -> None:
        self.archive_action.setText("Bring back" if archived else "Archive")
        if self._access is None:
            return
        for action, operation in (
            (self.edit_action, "customer.save"),
            (self.person_action, "contact.save"),
            (self.summary_action, "report.customer"),
            (self.archive_action, "customer.archive"),
        ):
            reason = self._access.reason(operation)
            action.setEnabled(not reason)
            action.setStatusTip(reason)
            action.setVisible(not reason or action is not self.summary_action)

    def is_touched(self, changes: ChangeSet) -> bool:
        """Also by what belongs to nobody."""
        return self._id is not None and (not changes.ids("partner") or self._id in changes.ids("partner"))

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot()
    def _on_more(self) -> None:
        open_below(self.more_button, self.menu)

    @Slot()
    def _on_add_person(self) -> None:
        self.pane.tabs.choose("people")
        self.people.add_person()

    @Slot()
    def _on_summary(self) -> None:
        if self.customer is not None:
            self.summary_wanted.emit(self.customer)

    @Slot()
    def _on_archive(self) -> None:
        if self.customer is None:
            return
        if self.customer.status is PartnerStatus.ARCHIVED:
            run_operation(self.pane, commands.unarchive, self.customer.id, toast=f"{self.customer.name} brought back")
        else:
            run_operation(self.pane, commands.archive, self.customer.id, toast=f"{self.customer.name} archived")


def facts_of(customer: CustomerDetail) -> list[Fact]:
    """The facts that matter, those that have something behind them first."""
    figures = customer.figures
    if figures is None:
        return []
    words = formats()
    mixed = "Orders in other currencies are left out" if figures.mixed_currencies else ""
    on_time = figures.shipped_on_time / figures.shipped_with_promise if figures.shipped_with_promise else None
    shown = f"{words.number(figures.shipped_on_time)} of {words.number(figures.shipped_with_promise)} left as promised"
    return [
        Fact(
            "Sales, 12 mo", words.money_minor(figures.sales_minor, figures.currency, whole=True),
            tooltip=mixed or words.money_minor(figures.sales_minor, figures.currency),
        ),
        Fact("Orders every", words.days(figures.days_between_orders), tooltip="Mean days from an order to the next"),
        Fact("Shipped on time", words.percent(on_time), tooltip=shown if on_time is not None else ""),
        Fact("Last order", words.date(figures.last_order)),
    ]  # fmt: skip

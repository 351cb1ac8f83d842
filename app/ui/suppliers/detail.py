"""One supplier beside the list: name, state, actions, and the pages with everything else."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import cast

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QMenu

from app.domain.vocabulary import PartnerStatus
from app.services.suppliers import commands, detail
from app.services.suppliers.read_models import SupplierDetail
from app.ui.app_context import AppContext
from app.ui.documents.offers import Name, Offer, RecordDocument
from app.ui.shared.access import Access
from app.ui.shared.buttons import Button, IconButton, Kind, open_below
from app.ui.shared.columns import Tone
from app.ui.shared.detail_pane import DetailPane
from app.ui.shared.operations import run_operation
from app.ui.shared.record_pane import RecordPane
from app.ui.shared.urls import mail_url, phone_url
from app.ui.suppliers.facts import FactsPage
from app.ui.suppliers.orders import PurchaseOrdersPanel
from app.ui.suppliers.overview import OverviewPage
from app.ui.suppliers.products import ProductsPage
from app.ui.suppliers.table import state_tone
from app.ui.timeline.view import TimelineView
from app.wording import supplying


class SupplierPane(RecordPane):
    """Fills the detail of the tab. `order_wanted(supplier id)` is the tab's business."""

    order_wanted = Signal(int)

    TABLES = (
        "partner", "supplier_terms", "address", "contact", "contact_point", "affiliation", "pinned_fact",
        "supplier_item", "purchase_order", "purchase_order_line", "shipment_line", "reservation",
    )  # fmt: skip
    GONE = "This supplier is not there any more", "Somebody took it back."

    def __init__(self, ctx: AppContext, pane: DetailPane, linkable: Collection[str]) -> None:
        super().__init__(ctx, pane, detail.detail)
        self._build(linkable)

    @property
    def supplier(self) -> SupplierDetail | None:
        """Whom it shows."""
        return cast("SupplierDetail | None", self.record)

    # -- what the tab uses ------------------------------------------------------------------------------------------

    def allow(self, access: Access) -> None:
        """Disables what the role may not do, with the reason."""
        for page in (self.timeline, self.orders, self.products):
            page.set_access(access)

    def leave(self) -> None:
        """What was typed for somebody stays theirs."""
        self.timeline.composer.keep()

    # -- how it is built --------------------------------------------------------------------------------------------

    def _build(self, linkable: Collection[str]) -> None:
        pane, ctx = self.pane, self._ctx
        self.new_order = Button("New order", Kind.PRIMARY, pane, on_click=self._on_new_order)
        self.call = Button("Call", parent=pane, icon="phone", on_click=self._on_call)
        self.write = Button("Email", parent=pane, icon="envelope-simple", on_click=self._on_write)
        self.more = IconButton("dots-three-vertical", "More", pane, on_click=self._on_more, kind=Kind.QUIET)
        pane.set_actions([self.new_order, self.call, self.write, self.more])
        self.menu = QMenu(self.more)
        self.edit_action = self._action("Edit …", self._on_edit)
        self.scorecard_action = self._action("Supplier scorecard (PDF) …", self._on_scorecard)
        self.archive_action = self._action("Archive", self._on_archive)
        self.overview = OverviewPage(ctx, pane.tabs.stack)
        self.products = ProductsPage(ctx, pane.tabs.stack)
        self.orders = PurchaseOrdersPanel(ctx, pane.tabs.stack, with_supplier=False)
        self.timeline = TimelineView(ctx, pane.tabs.stack, linkable=linkable, sheet_host=pane)
        self.facts = FactsPage(pane.tabs.stack)
        for key, text, page in (
            ("overview", "Overview", self.overview),
            ("products", "Products", self.products),
            ("orders", "Orders", self.orders),
            ("timeline", "Timeline", self.timeline),
            ("facts", "Facts", self.facts),
        ):
            pane.tabs.add(key, text, page)
        self.products.counted.connect(self._on_products_counted)
        self.overview.order_wanted.connect(self.open_order)
        self.products.set_sheet_host(pane)
        self.orders.set_sheet_host(pane)

    def _action(self, text: str, slot: Callable[[], object]) -> QAction:
        action = QAction(text, self.menu)
        action.triggered.connect(slot)
        self.menu.addAction(action)
        return action

    # -- showing ----------------------------------------------------------------------------------------------------

    def fill(self, supplier: SupplierDetail) -> None:
        """Head, banner and pages."""
        archived = supplier.status is PartnerStatus.ARCHIVED
        words = "Archived" if archived else supplying.STATES[supplier.figures.state]
        tone = Tone.NEUTRAL if archived else state_tone(supplier.figures)
        self.pane.set_title(supplier.name, _subtitle(supplier), badge=words, tone=tone)
        self._show_banner(supplier, archived=archived)
        self.overview.show_supplier(supplier)
        self.products.show_supplier(supplier)
        self.orders.show_party(supplier.id)
        people = [(person.id, person.name) for person in supplier.people if person.valid_to is None]
        self.timeline.show_partner(supplier.id, supplier.name, people)
        self.facts.show_supplier(supplier)
        self.pane.tabs.set_count("products", supplier.products)
        self.pane.tabs.set_count("orders", supplier.orders)
        self._show_actions(supplier, archived=archived)

    def _show_banner(self, supplier: SupplierDetail, *, archived: bool) -> None:
        if archived:
            may = self._access is not None and self._access.may("supplier.archive")
            self.pane.banner.show_message(
                "Archived: left out of lists and pickers, kept in history.", Tone.NEUTRAL,
                action="Bring back" if may else "", on_action=self._on_archive if may else None,
            )  # fmt: skip
        elif supplier.pinned:
            self.pane.banner.show_message("\n".join(fact.text for fact in supplier.pinned[:3]), Tone.INFO)
        else:
            self.pane.banner.clear()

    def _show_actions(self, supplier: SupplierDetail, *, archived: bool) -> None:
        self.archive_action.setText("Bring back" if archived else "Archive")
        phone, mail = phone_url(supplier.phone or ""), mail_url(supplier.email or "")
        self.call.refuse("" if phone is not None else "No phone number is known")
        self.write.refuse("" if mail is not None else "No email address is known")
        access = self._access
        if access is None:
            return
        gone = "Bring it back before ordering" if archived else ""
        self.new_order.refuse(access.reason("purchase_order.save") or gone)
        for action, operation in (
            (self.edit_action, "supplier.save"),
            (self.scorecard_action, "report.supplier"),
            (self.archive_action, "supplier.archive"),
        ):
            reason = access.reason(operation)
            action.setEnabled(not reason)
            action.setStatusTip(reason)

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot(int)
    def open_order(self, order_id: int) -> None:
        """Show one of the supplier's orders."""
        self.pane.tabs.choose("orders")
        self.orders.open_order(order_id)

    def document_offers(self) -> list[Offer]:
        """The order that is open, else the supplier's scorecard."""
        offers = self.orders.document_offers()
        if self.supplier is not None and self._access is not None:
            about = self.supplier.id, self.supplier.name
            show = RecordDocument(self._ctx, self.pane, Name.SUPPLIER_SCORECARD, *about)
            offers.append(Offer("Supplier scorecard (PDF) …", show, self._access.reason("report.supplier")))
        return offers

    @Slot(int)
    def _on_products_counted(self, count: int) -> None:
        self.pane.tabs.set_count("products", count)

    @Slot()
    def _on_new_order(self) -> None:
        if self._id is not None:
            self.order_wanted.emit(self._id)

    @Slot()
    def _on_call(self) -> None:
        if self.supplier is not None and self.supplier.phone:
            _open(phone_url(self.supplier.phone))

    @Slot()
    def _on_write(self) -> None:
        if self.supplier is not None and self.supplier.email:
            _open(mail_url(self.supplier.email))

    @Slot()
    def _on_more(self) -> None:
        open_below(self.more, self.menu)

    @Slot()
    def _on_scorecard(self) -> None:
        if self.supplier is not None:
            self.document_offers()[-1].show()

    @Slot()
    def _on_archive(self) -> None:
        supplier = self.supplier
        if supplier is None:
            return
        if supplier.status is PartnerStatus.ARCHIVED:
            run_operation(self.pane, commands.unarchive, supplier.id, toast=f"{supplier.name} brought back")
        else:
            run_operation(self.pane, commands.archive, supplier.id, toast=f"{supplier.name} archived")


def _open(url: QUrl | None) -> None:
    if url is not None:
        QDesktopServices.openUrl(url)


def _subtitle(supplier: SupplierDetail) -> str:
    address = next(iter(supplier.addresses), None)
    place = ", ".join(part for part in (address.city, address.country) if part) if address is not None else ""
    since = f"supplier since {supplier.since.year}" if supplier.since is not None else "no order yet"
    currency = supplier.currency or supplier.figures.currency or ""
    return " · ".join(part for part in (place, since, currency) if part)

"""One product beside the list: name, state, price, actions, and the pages with everything else."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Signal, Slot

from app.domain.errors import AppError
from app.domain.formulas.stocking import StockState
from app.domain.vocabulary import ProductStatus
from app.services.products import commands
from app.services.purchasing.proposals import Proposals, propose
from app.services.stock import detail
from app.services.stock.read_models import ProductDetail
from app.ui.app_context import AppContext
from app.ui.inventory.moves import MovesPanel
from app.ui.inventory.outlook import OutlookPage
from app.ui.inventory.pages import FactsPage, IncomingPage, LocationsPage, OrdersPage
from app.ui.inventory.table import state_tone
from app.ui.shared.access import Access
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.columns import Tone
from app.ui.shared.detail_pane import DetailPane
from app.ui.shared.errors import show_error
from app.ui.shared.facts import Fact
from app.ui.shared.formats import formats
from app.ui.shared.labels import Role, label, set_tooltip
from app.ui.shared.operations import run_operation
from app.ui.shared.record_pane import RecordPane
from app.wording import stocking

_NOT_EMPTY = "There is stock of it, or an open order for it: that must be gone before it is archived."


class ProductPane(RecordPane):
    """Fills the detail of the tab. What its buttons want (`order_wanted` …) is the tab's business, as is
    `record_wanted(entity, id)`, what a row of a page leads to.
    """

    order_wanted = Signal(object)
    adjust_wanted = Signal(object)
    move_wanted = Signal(object)
    record_wanted = Signal(str, int)

    TABLES = (
        "product", "stock_move", "reservation", "sales_order", "sales_order_line", "purchase_order",
        "purchase_order_line", "shipment_line", "supplier_item", "lot", "location", "partner",
    )  # fmt: skip
    GONE = "This product is not there any more", "Somebody took it back."

    def __init__(self, ctx: AppContext, pane: DetailPane) -> None:
        super().__init__(ctx, pane, detail.detail)
        self._selected = 1
        self._build()

    @property
    def product(self) -> ProductDetail | None:
        """What it shows."""
        return cast("ProductDetail | None", self.record)

    # -- what the tab uses ------------------------------------------------------------------------------------------

    def allow(self, access: Access) -> None:
        """Disables what the role may not do, with the reason."""
        self.moves.set_costs(shown=access.may("cost.view"))
        for button, operation in (
            (self.order_button, "purchase_order.save"),
            (self.adjust_button, "stock.adjust"),
            (self.move_button, "stock.transfer"),
            (self.edit_button, "product.save"),
            (self.archive_button, "product.archive"),
        ):
            button.refuse(access.reason(operation))

    # -- how it is built --------------------------------------------------------------------------------------------

    def _build(self) -> None:
        pane, ctx = self.pane, self._ctx
        self.order_button = Button("Order", Kind.PRIMARY, pane, on_click=self._on_order)
        self.adjust_button = Button("Adjust", parent=pane, on_click=self._on_adjust)
        self.move_button = Button("Move", parent=pane, on_click=self._on_move)
        self.edit_button = Button("Edit", parent=pane, on_click=self._on_edit)
        self.archive_button = Button("Archive", parent=pane, on_click=self._on_archive)
        pane.set_actions(
            [self.order_button, self.adjust_button, self.move_button, self.edit_button, self.archive_button]
        )
        self.price = label("", Role.MUTED, pane, wrap=True, selectable=True)
        set_tooltip(self.price, "Cost: the moving average. Margin: (price − cost) ÷ price")
        pane.set_subline(self.price)
        self.outlook = OutlookPage(ctx, pane.tabs.stack)
        self.locations = LocationsPage(ctx, pane.tabs.stack)
        self.incoming = IncomingPage(ctx, pane.tabs.stack)
        self.orders = OrdersPage(ctx, pane.tabs.stack)
        self.moves = MovesPanel(ctx, pane.tabs.stack, with_product=False)
        self.facts = FactsPage(ctx, pane.tabs.stack)
        for key, text, page in (
            ("outlook", "Outlook", self.outlook),
            ("locations", "Places", self.locations),
            ("incoming", "Incoming", self.incoming),
            ("orders", "Orders", self.orders),
            ("moves", "Moves", self.moves),
            ("facts", "Facts", self.facts),
        ):
            pane.tabs.add(key, text, page)
        self.incoming.order_wanted.connect(self.record_wanted)
        self.orders.order_wanted.connect(self.record_wanted)
        self.moves.document_wanted.connect(self.record_wanted)

    # -- showing ----------------------------------------------------------------------------------------------------

    def fill(self, product: ProductDetail) -> None:
        """Head, banner and pages."""
        row = product.row
        archived = row.status is ProductStatus.ARCHIVED
        badge = "Archived" if archived else stocking.state(row, formats())
        subtitle = f"{row.sku} · {row.gtin}" if row.gtin else row.sku
        self.pane.set_title(row.name, subtitle, badge=badge, tone=Tone.NEUTRAL if archived else state_tone(row.state))
        self.price.setText(price_line(product))
        self.pane.set_facts(head_facts(product))
        self._show_order(product)
        self._show_banner(product)
        self.archive_button.setText("Bring back" if archived else "Archive")
        for page in (self.locations, self.incoming, self.orders, self.facts):
            page.show_product(product)
        self.outlook.show_product(product)
        self.moves.show_product(product.row.id)
        self.pane.tabs.set_count("locations", len(product.places) or None)
        self.pane.tabs.set_count("incoming", len(product.incoming) or None)
        self.pane.tabs.set_count("orders", len(product.orders) or None)

    def set_selected(self, count: int) -> None:
        """How many products are selected: all of them are ordered at once."""
        self._selected = count
        if self.product is not None:
            self._show_order(self.product)

    def _show_order(self, product: ProductDetail) -> None:
        """Nothing is ordered of what is not bought any more; what runs low says how much."""
        row = product.row
        self.order_button.setVisible(row.status is ProductStatus.ACTIVE)
        if self._selected > 1:
            self.order_button.setText(f"Order {formats().number(self._selected)} products")
            return
        self.order_button.setText("Order")
        if row.state is not StockState.OK and self._access is not None and self._access.may("purchase_order.save"):
            arguments = (propose, [row.id])
            self._ctx.runner.read(self, self._ctx.ops.read, *arguments, on_result=self._on_proposed, question="order")

    def _on_proposed(self, found: Proposals) -> None:
        if self.product is None or self._selected > 1:
            return
        for line in (line for order in found.orders for line in order.lines):
            if line.product_id == self.product.row.id and line.needed:
                self.order_button.setText(f"Order {formats().quantity(line.quantity, line.unit_decimals)}")

    def _show_banner(self, product: ProductDetail) -> None:
        if product.row.status is ProductStatus.ARCHIVED:
            text = "Archived: left out of lists and pickers, kept in history."
            self.pane.banner.show_message(text, Tone.NEUTRAL)
        elif product.row.status is ProductStatus.DISCONTINUED:
            self.pane.banner.show_message("Discontinued: sold off, not bought again.", Tone.NEUTRAL)
        else:
            self.pane.banner.clear()

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot()
    def _on_order(self) -> None:
        if self.product is not None:
            self.order_wanted.emit(self.product)

    @Slot()
    def _on_adjust(self) -> None:
        if self.product is not None:
            self.adjust_wanted.emit(self.product)

    @Slot()
    def _on_move(self) -> None:
        if self.product is None:
            return
        if self.product.row.on_hand <= 0:
            self.pane.banner.show_message("There is nothing on hand to move.", Tone.WARN)
        else:
            self.move_wanted.emit(self.product)

    @Slot()
    def _on_archive(self) -> None:
        if self.product is None:
            return
        row = self.product.row
        if row.status is ProductStatus.ARCHIVED:
            run_operation(self.pane, commands.unarchive, row.id, toast=f"{row.name} brought back")
        else:
            run_operation(
                self.pane, commands.archive, row.id, on_error=self._on_archive_refused, toast=f"{row.name} archived"
            )

    def _on_archive_refused(self, error: AppError) -> None:
        from app.domain.errors import ValidationError

        if isinstance(error, ValidationError):
            self.pane.banner.show_message(_NOT_EMPTY, Tone.WARN)
        else:
            show_error(self.pane, error)


def head_facts(product: ProductDetail) -> list[Fact]:
    """How much there is."""
    words, row = formats(), product.row
    return [
        Fact("On hand", stocking.quantity(row.on_hand, row, words)),
        Fact("Reserved", stocking.quantity(row.reserved, row, words), tooltip=stocking.RESERVED),
        Fact(
            "Available", stocking.quantity(row.available, row, words),
            Role.BAD if row.available < 0 else Role.STRONG, tooltip=stocking.AVAILABLE,
        ),
        Fact("Incoming", stocking.quantity(row.incoming, row, words), tooltip=stocking.INCOMING),
    ]  # fmt: skip


def price_line(product: ProductDetail) -> str:
    """What it costs and earns; cost and margin only for those who may see them."""
    words = formats()
    parts = [f"price {words.money_minor(product.price_minor, product.currency)}"]
    if product.shows_costs:
        parts.insert(0, f"cost {words.money_minor(product.cost_minor, product.business_currency)}")
        parts.append(f"margin {words.percent(product.margin)}")
    return " · ".join(parts)

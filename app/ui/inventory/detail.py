"""One product beside the list: name, state, price, actions, and the pages with everything else."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.changes import ChangeSet
from app.domain.errors import AppError, NotFoundError
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
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.columns import Tone
from app.ui.shared.detail_pane import DetailPane
from app.ui.shared.errors import sentence, show_error
from app.ui.shared.facts import Fact
from app.ui.shared.formats import formats
from app.ui.shared.labels import Role, label, set_tooltip
from app.ui.shared.operations import run_operation
from app.ui.shared.tasks import report_bug
from app.wording import stocking

TABLES = (
    "product", "stock_move", "reservation", "sales_order", "sales_order_line", "purchase_order", "purchase_order_line",
    "shipment_line", "supplier_item", "lot", "location", "partner",
)  # fmt: skip
_NOT_EMPTY = "There is stock of it, or an open order for it: that must be gone before it is archived."


class ProductPane(QObject):
    """Fills the detail of the tab. What its buttons want (`order_wanted` …) is the tab's business, as is
    `record_wanted(entity, id)`, what a row of a page leads to.
    """

    order_wanted = Signal(object)
    adjust_wanted = Signal(object)
    move_wanted = Signal(object)
    edit_wanted = Signal(int)
    record_wanted = Signal(str, int)
    shown = Signal(object)

    def __init__(self, ctx: AppContext, pane: DetailPane) -> None:
        super().__init__(pane)
        self._ctx = ctx
        self.pane = pane
        self.product: ProductDetail | None = None
        self._id: int | None = None
        self._access: Access | None = None
        self._selected = 1
        self._build()
        Refresher(pane, ctx.bus, TABLES, self.refresh, touched=self._touched)

    # -- what the tab uses ------------------------------------------------------------------------------------------

    def set_access(self, access: Access) -> None:
        """Who looks: disables what the role may not do, with the reason."""
        self._access = access
        self.moves.set_costs(shown=access.may("cost.view"))
        for button, operation in (
            (self.order_button, "purchase_order.save"),
            (self.adjust_button, "stock.adjust"),
            (self.move_button, "stock.transfer"),
            (self.edit_button, "product.save"),
            (self.archive_button, "product.archive"),
        ):
            button.refuse(access.reason(operation))
        if self.product is not None:
            self._show(self.product)

    def show_product(self, product_id: int | None) -> None:
        """Show another one, or none."""
        self._id = product_id
        if product_id is None:
            self.product = None
            self.pane.show_nothing()
        else:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the product anew."""
        if self._id is None:
            return
        self._ctx.runner.read(
            self,
            self._ctx.ops.read,
            detail.detail,
            self._id,
            on_result=self._on_read,
            on_error=self._on_failed,
            question="record",
        )

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
        self.outlook = OutlookPage(ctx, pane)
        self.locations = LocationsPage(ctx, pane)
        self.incoming = IncomingPage(ctx, pane)
        self.orders = OrdersPage(ctx, pane)
        self.moves = MovesPanel(ctx, pane, with_product=False)
        self.facts = FactsPage(ctx, pane)
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

    def _on_read(self, product: ProductDetail) -> None:
        self._show(product)
        self.outlook.show_product(product)
        self.moves.show_product(product.row.id)
        self.shown.emit(product)

    def _show(self, product: ProductDetail) -> None:
        self.product = product
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

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, NotFoundError):
            self.product = None
            self.pane.show_nothing("This product is not there any more", "Somebody took it back.")
        elif isinstance(error, AppError):
            self.pane.banner.show_message(sentence(error), Tone.BAD, action="Try again", on_action=self.refresh)
        else:
            report_bug(error)

    def _touched(self, changes: ChangeSet) -> bool:
        return self._id is not None

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
    def _on_edit(self) -> None:
        if self._id is not None:
            self.edit_wanted.emit(self._id)

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

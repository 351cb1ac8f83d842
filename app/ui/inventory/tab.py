"""The Inventory tab: the products and what is there of them, one product beside them, and all moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.services.operations import Operations
from app.services.products.queries import form
from app.services.products.read_models import ProductForm
from app.services.purchasing.proposals import Proposals, propose
from app.services.stock import queries
from app.services.stock.read_models import ProductDetail, StockChip, StockCounts, StockFilter, StockRow
from app.ui.app_context import AppContext
from app.ui.inventory.detail import ProductPane
from app.ui.inventory.editor import ProductSheet
from app.ui.inventory.moves import MovesPanel
from app.ui.inventory.order_sheet import OrderSheet
from app.ui.inventory.stock_form import AdjustForm, MoveForm, StockSheet, Whereabouts, read_whereabouts
from app.ui.inventory.table import StockSource, Today, stock_columns
from app.ui.shared.access import Access, read_access
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.chips import ChipSpec
from app.ui.shared.empty_state import Action
from app.ui.shared.errors import show_error
from app.ui.shared.export_menu import ExportMenu
from app.ui.shared.formats import formats
from app.ui.shared.list_detail import LIST_KEY, ListDetailScreen
from app.ui.shared.list_table import Empty
from app.ui.shared.navigation import open_import, open_record
from app.ui.shared.paged_table import PagedTableModel
from app.wording import stocking

MOVES_KEY = "moves"
EXPORTS = (("stock", "All stock by place"), ("products", "All products"))
MOST_ORDERED = 60
"""So many products at most are proposed in one sheet."""
TABLES = (
    "product", "stock_move", "reservation", "sales_order", "sales_order_line", "purchase_order", "purchase_order_line",
    "shipment_line", "supplier_item", "partner",
)  # fmt: skip
RECORDS = frozenset({"product"})


class InventoryTab(ListDetailScreen):
    """What the window uses: `create_new()`, `open_record(entity, id)`."""

    ready = Signal()
    form_opened = Signal(object)

    def __init__(self, ctx: AppContext, parent: QWidget | None = None) -> None:
        self._access: Access | None = None
        self.sheet: ProductSheet | StockSheet | OrderSheet | None = None
        self._adjusts = True
        self._wanted: ProductDetail | None = None
        empty = Empty(
            "No products yet",
            "Add the first one, or bring your list from CSV or Excel.",
            "package",
            (Action("New product", self.create_new, Kind.PRIMARY), Action("Import a list", self.import_list)),
        )
        columns = stock_columns(Today(ctx.ops))
        model: PagedTableModel[StockRow] = PagedTableModel(ctx.runner, StockSource(ctx.ops), columns)
        super().__init__(
            ctx,
            model,
            parent,
            name="inventory",
            title="Inventory",
            placeholder="Filter stock",
            empty=empty,
            nothing_selected=("No product selected", "Choose a product to see where it is and how long it lasts."),
        )
        # Seven figures stand beside each other here; the list needs more room than elsewhere.
        self._ratio = 0.65
        self.filter.setMaximumWidth(172)
        self.export_button = Button("Export", parent=self)
        self.export = ExportMenu(ctx, self.export_button, self, EXPORTS, table=self.table, name="inventory")
        self.add_action(self.export_button)
        self.new_button = Button("New product", Kind.PRIMARY, self, on_click=self.create_new)
        self.add_action(self.new_button)
        self.set_chips([ChipSpec(chip.value, words) for chip, words in stocking.CHIPS.items()])
        self.set_list_name("Stock")
        self.add_view(MOVES_KEY, "Moves", lambda: self.moves, wide=True)
        self._connect_tab()
        Refresher(self, ctx.bus, TABLES, self._on_changed)
        self.make_later(self._parts())

    def _parts(self) -> Iterator[object]:
        yield self.pane
        yield self.moves
        self.ctx.runner.read(self, read_access, self.ctx.ops, on_result=self._on_access_read)

    @cached_property
    def pane(self) -> ProductPane:
        """Fills the detail."""
        pane = ProductPane(self.ctx, self.detail)
        pane.edit_wanted.connect(self._on_edit_wanted)
        pane.order_wanted.connect(self._on_order_wanted)
        pane.adjust_wanted.connect(self._on_adjust_wanted)
        pane.move_wanted.connect(self._on_move_wanted)
        pane.record_wanted.connect(self._on_record_wanted)
        return pane

    @cached_property
    def moves(self) -> MovesPanel:
        """The moves of all products."""
        moves = MovesPanel(self.ctx, self.views, with_product=True)
        moves.product_wanted.connect(self.show_record)
        moves.document_wanted.connect(self._on_record_wanted)
        return moves

    # -- what the window uses ---------------------------------------------------------------------------------------

    @Slot()
    def import_list(self) -> None:
        """Open the import page."""
        open_import(self)

    @Slot()
    def create_new(self) -> None:
        """Open an empty form."""
        if self._access is None or self._access.may("product.save"):
            self.choose_view(LIST_KEY)
            self._open_form(None)

    @Slot()
    def order_low(self) -> None:
        """Order what is below its reorder point, with nothing on its way for it."""
        self.show_chip(StockChip.TO_ORDER.value)
        self.ctx.runner.read(
            self, _propose_low, self.ctx.ops, on_result=self._on_proposed, on_error=self._on_order_failed
        )

    def order_products(self, ids: Sequence[int]) -> None:
        """Propose orders for these products."""
        if self.sheet is None:
            self.ctx.runner.read(
                self,
                self.ctx.ops.read,
                propose,
                list(ids)[:MOST_ORDERED],
                on_result=self._on_proposed,
                on_error=self._on_order_failed,
            )

    def open_record(self, entity: str, id_: int) -> None:
        """Show a product."""
        if entity in RECORDS:
            self.show_record(id_)

    def make_filter(self, text: str, chip: str | None) -> StockFilter:
        """The chip and the typed text."""
        return StockFilter(text, StockChip(chip or StockChip.ALL.value))

    # -- how it works -----------------------------------------------------------------------------------------------

    def _connect_tab(self) -> None:
        self.record_chosen.connect(self._on_record_chosen)
        self.chip_chosen.connect(self._read_counts)
        self.filter.filter_changed.connect(self._read_counts)
        self.view_chosen.connect(self._on_view_chosen)
        self.table.selectionModel().selectionChanged.connect(self._on_selection_changed)

    @Slot()
    def _read_counts(self) -> None:
        text = self.filter.text().strip()
        self.ctx.runner.read(
            self, self.ctx.ops.read, queries.counts, text, on_result=self._on_counts_read, question="counts"
        )

    def _on_counts_read(self, counts: StockCounts) -> None:
        self.set_chip_counts({chip.value: count for chip, count in counts.chips.items()})
        if counts.worth_minor is not None:
            worth = formats().money_minor(counts.worth_minor, counts.currency, whole=True)
            self.set_count_text(f"worth {worth}")

    def _on_access_read(self, access: Access) -> None:
        self._access = access
        self.pane.set_access(access)
        self.moves.set_costs(shown=access.may("cost.view"))
        self.new_button.refuse(access.reason("product.save"))
        self.export.set_access(access)
        self._read_counts()
        self.ready.emit()

    def _open_form(self, product_id: int | None) -> None:
        if self.sheet is None:
            self.ctx.runner.read(
                self, self.ctx.ops.read, form, product_id, on_result=self._on_form_read, question="form"
            )

    def _on_form_read(self, opened: ProductForm) -> None:
        if self.sheet is None:
            sheet = ProductSheet(self.sheet_host, self.ctx, opened)
            sheet.done.connect(self._on_saved)
            self._show_sheet(sheet)

    def _open_stock_form(self, product: ProductDetail, *, adjusts: bool) -> None:
        if self.sheet is None:
            self._wanted, self._adjusts = product, adjusts
            id_ = product.row.id
            self.ctx.runner.read(
                self, read_whereabouts, self.ctx.ops, id_, on_result=self._on_whereabouts_read, question="whereabouts"
            )

    def _on_whereabouts_read(self, known: Whereabouts) -> None:
        product, self._wanted = self._wanted, None
        if self.sheet is None and product is not None:
            content = AdjustForm(product, known) if self._adjusts else MoveForm(product, known)
            self._show_sheet(StockSheet(self.sheet_host, self.ctx, content))

    def _on_proposed(self, found: Proposals) -> None:
        if self.sheet is None:
            sheet = OrderSheet(self.sheet_host, self.ctx, found)
            sheet.done.connect(self._on_ordered)
            self._show_sheet(sheet)

    def _on_order_failed(self, error: Exception) -> None:
        show_error(self, error)

    def _show_sheet(self, sheet: ProductSheet | StockSheet | OrderSheet) -> None:
        self.sheet = sheet
        sheet.closed.connect(self._on_sheet_closed)
        sheet.open_sheet()
        self.form_opened.emit(sheet)

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot()
    def _on_changed(self) -> None:
        self.model.refresh()
        self._read_counts()

    @Slot(object)
    def _on_record_chosen(self, id_: int | None) -> None:
        self.pane.show_record(id_)

    @Slot(str)
    def _on_view_chosen(self, key: str) -> None:
        moves = key == MOVES_KEY
        self.export.set_table(self.moves.table if moves else self.table, "stock-moves" if moves else "inventory")
        if key == MOVES_KEY:
            self.moves.start()

    @Slot(int)
    def _on_edit_wanted(self, product_id: int) -> None:
        self._open_form(product_id)

    @Slot(object)
    def _on_order_wanted(self, product: ProductDetail) -> None:
        selected = self.table.selected_ids()
        self.order_products(selected if len(selected) > 1 else [product.row.id])

    @Slot(object)
    def _on_ordered(self, ids: Sequence[int]) -> None:
        if len(ids) == 1:
            open_record(self, "purchase_order", ids[0])

    @Slot()
    def _on_selection_changed(self) -> None:
        self.pane.set_selected(self.table.selected_count())

    @Slot(object)
    def _on_adjust_wanted(self, product: ProductDetail) -> None:
        self._open_stock_form(product, adjusts=True)

    @Slot(object)
    def _on_move_wanted(self, product: ProductDetail) -> None:
        self._open_stock_form(product, adjusts=False)

    @Slot(str, int)
    def _on_record_wanted(self, entity: str, id_: int) -> None:
        open_record(self, entity, id_)

    @Slot(object)
    def _on_saved(self, product_id: int) -> None:
        # A new product is not among the ids yet; while they are read anew the table waits for it.
        self.model.refresh()
        self.show_record(product_id)

    @Slot()
    def _on_sheet_closed(self) -> None:
        self.sheet = None


def _propose_low(ops: Operations) -> Proposals:
    """On a worker: what to order of what is low."""
    ids = ops.read(queries.ids, StockFilter(chip=StockChip.TO_ORDER))
    return ops.read(propose, list(ids)[:MOST_ORDERED])

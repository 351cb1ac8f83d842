"""The smaller pages of a product: where it is, what comes, who waits for it, and what is known of it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.stock.read_models import IncomingRow, OfferRow, ProductDetail, WaitingRow
from app.ui.app_context import AppContext
from app.ui.inventory.outlook import place_columns
from app.ui.inventory.table import Today
from app.ui.shared.cards import ScrollPage, SectionTitle
from app.ui.shared.columns import Column, Tone
from app.ui.shared.facts import Fact, FactsList
from app.ui.shared.formats import formats
from app.ui.shared.held_table import HeldTable
from app.ui.shared.labels import Role, label
from app.ui.shared.list_table import Empty
from app.wording import labels, stocking
from app.wording.formats import NOTHING


class _TablePage(QWidget):
    """A table of a product's rows over the whole page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.product: ProductDetail | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def _shown(self, quantity: int) -> str:
        if self.product is None:
            return NOTHING
        return stocking.quantity(quantity, self.product.row, formats())


class LocationsPage(_TablePage):
    """On hand by place and lot."""

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.table = HeldTable(ctx, place_columns(self._shown), self, name="Locations")
        self.table.set_empty(Empty("Nothing on hand", "What is received or found is listed by place.", "map-pin"))
        self._column.addWidget(self.table)

    def show_product(self, product: ProductDetail) -> None:
        """Show this one's."""
        self.product = product
        self.table.show_rows(product.places)


class IncomingPage(_TablePage):
    """Open purchase lines. `order_wanted(id)` when one is opened."""

    order_wanted = Signal(str, int)

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._today = Today(ctx.ops)
        self._orders: dict[int, int] = {}
        self.table = HeldTable(ctx, self._columns(), self, name="Incoming")
        self.table.set_empty(Empty("Nothing on order", "Open lines of purchase orders are listed here.", "truck"))
        self._column.addWidget(self.table)
        self.table.opened.connect(self._on_opened)

    def show_product(self, product: ProductDetail) -> None:
        """Show this one's."""
        self.product = product
        self._orders = {line.id: line.order_id for line in product.incoming}
        self.table.show_rows(product.incoming)

    def _columns(self) -> tuple[Column[IncomingRow], ...]:
        return (
            Column("number", "Order", lambda line: line.number, width=80),
            Column("supplier", "Supplier", lambda line: line.supplier, width=100, stretch=True),
            Column("open", "Open", lambda line: self._shown(line.quantity), numeric=True, strong=True, width=60),
            Column("promise", "Promised", self._promised, badge=_late_tone, tooltip=_promise_tip, width=104),
            Column("expected", "Counted on", self._expected, tooltip=_expected_tip, muted=True, width=84),
        )

    def _promised(self, line: IncomingRow) -> str:
        if line.promise is None:
            return "no day"
        if line.days_late:
            return formats().due(line.promise, self._today())
        return formats().day_month(line.promise, self._today())

    def _expected(self, line: IncomingRow) -> str:
        return formats().day_month(line.expected, self._today())

    @Slot(object)
    def _on_opened(self, line_id: int) -> None:
        if line_id in self._orders:
            self.order_wanted.emit("purchase_order", self._orders[line_id])


class OrdersPage(_TablePage):
    """Open sales lines. `order_wanted(id)` when one is opened."""

    order_wanted = Signal(str, int)

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._today = Today(ctx.ops)
        self._orders: dict[int, int] = {}
        self.table = HeldTable(ctx, self._columns(), self, name="Orders")
        self.table.set_empty(
            Empty("Nobody waits for it", "Open lines of confirmed sales orders are listed here.", "shopping-cart")
        )
        self._column.addWidget(self.table)
        self.table.opened.connect(self._on_opened)

    def show_product(self, product: ProductDetail) -> None:
        """Show this one's."""
        self.product = product
        self._orders = {line.id: line.order_id for line in product.orders}
        self.table.show_rows(product.orders)

    def _columns(self) -> tuple[Column[WaitingRow], ...]:
        return (
            Column("number", "Order", lambda line: line.number, width=88),
            Column("customer", "Customer", lambda line: line.customer or NOTHING, width=92, stretch=True),
            Column("reserved", "Reserved", self._kept, numeric=True, width=84, tooltip=_kept_tip),
            Column("short", "Short", self._short, badge=_short_tone, width=56),
            Column("promise", "Promised", self._promised, badge=_waiting_tone, width=84),
        )

    def _kept(self, line: WaitingRow) -> str:
        return f"{self._shown(line.reserved)} of {self._shown(line.quantity)}"

    def _short(self, line: WaitingRow) -> str:
        return self._shown(line.short) if line.short else NOTHING

    def _promised(self, line: WaitingRow) -> str:
        words = formats()
        return words.due(line.promise, self._today()) if line.late else words.day_month(line.promise, self._today())

    @Slot(object)
    def _on_opened(self, line_id: int) -> None:
        if line_id in self._orders:
            self.order_wanted.emit("sales_order", self._orders[line_id])


class FactsPage(ScrollPage):
    """What is known of a product, and who sells it to us."""

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.product: ProductDetail | None = None
        self._facts = FactsList(parent=self)
        self.body.addWidget(self._facts)
        self.body.addWidget(SectionTitle("Who sells it", self))
        self.offers = HeldTable(ctx, self._columns(), self, name="Who sells it", fitted=True)
        self._nobody = label("No supplier sells it yet: add it to what a supplier sells.", Role.MUTED, self, wrap=True)
        self.body.addWidget(self.offers)
        self.body.addWidget(self._nobody)
        self.body.addStretch(1)

    def show_product(self, product: ProductDetail) -> None:
        """Show this one's."""
        self.product = product
        self._facts.set_facts(facts_of(product))
        self.offers.show_rows(product.offers)
        self.offers.setVisible(bool(product.offers))
        self._nobody.setVisible(not product.offers)

    def _columns(self) -> tuple[Column[OfferRow], ...]:
        return (
            Column("supplier", "Supplier", lambda row: row.supplier, width=130, stretch=True),
            Column("code", "Their code", lambda row: row.supplier_sku or NOTHING, muted=True, width=96),
            Column("price", "Price", _offer_price, numeric=True, width=84),
            Column("minimum", "Minimum", self._minimum, numeric=True, width=80),
            Column("lead", "Lead time", _lead_time, numeric=True, width=80),
        )

    def _minimum(self, row: OfferRow) -> str:
        if row.minimum is None or self.product is None:
            return NOTHING
        return stocking.quantity(row.minimum, self.product.row, formats())


def facts_of(product: ProductDetail) -> list[Fact]:
    """Everything that is no list."""
    words, row = formats(), product.row
    decimals = "whole units" if not row.unit_decimals else words.count(row.unit_decimals, "decimal", "decimals")
    level, target = row.reorder_point, product.target_stock
    facts = [
        Fact("SKU", row.sku),
        Fact("GTIN", row.gtin or NOTHING),
        Fact("Category", row.category or NOTHING),
        Fact("Status", labels.label(row.status)),
        Fact("Unit", f"{row.unit}, {decimals}"),
        Fact("Single units", labels.label(product.tracking)),
        Fact("Price", words.money_minor(product.price_minor, product.currency)),
    ]
    if product.shows_costs:
        facts.append(Fact("Worth in stock", words.money_minor(row.value_minor, product.business_currency)))
    return [
        *facts,
        Fact("Reorder point", NOTHING if level is None else stocking.quantity(level, row, words)),
        Fact("Target stock", NOTHING if target is None else stocking.quantity(target, row, words)),
        Fact("Weight of one", NOTHING if product.weight_g is None else f"{words.number(product.weight_g)}\u00a0g"),
        Fact("Shelf life", words.days(product.shelf_life_days)),
        Fact("Last moved", words.date(product.last_move)),
        Fact("Notes", product.notes or NOTHING),
    ]


def _late_tone(line: IncomingRow) -> Tone | None:
    return Tone.BAD if line.days_late else None


def _promise_tip(line: IncomingRow) -> str | None:
    if line.promise is None:
        return "The supplier has promised no day yet"
    words = formats()
    first = f"Promised for {words.date(line.promise)}"
    return first if line.promise == line.original_promise else f"{first}, at first {words.date(line.original_promise)}"


def _expected_tip(line: IncomingRow) -> str | None:
    return "Overdue: today plus the supplier’s median lateness" if line.days_late else None


def _kept_tip(_line: WaitingRow) -> str | None:
    return "Kept for it, of what is still to be shipped"


def _short_tone(line: WaitingRow) -> Tone | None:
    return Tone.BAD if line.short else None


def _waiting_tone(line: WaitingRow) -> Tone | None:
    return Tone.BAD if line.late else None


def _offer_price(row: OfferRow) -> str:
    return formats().money_minor(row.price_minor, row.currency)


def _lead_time(row: OfferRow) -> str:
    return NOTHING if row.lead_time_days is None else f"{formats().number(row.lead_time_days)}\u00a0d"

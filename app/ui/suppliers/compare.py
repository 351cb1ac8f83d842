"""Two or three suppliers side by side: what they promise and do, and their prices for the same products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services.suppliers import queries
from app.services.suppliers.comparing import MOST, ComparedProduct, Comparison, compare
from app.services.suppliers.read_models import ItemRow, SupplierDetail, SupplierFilter, SupplierRow
from app.ui.app_context import AppContext
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import Button
from app.ui.shared.cards import ScrollPage, SectionTitle, clear_layout
from app.ui.shared.columns import Column, Tone
from app.ui.shared.empty_state import EmptyState
from app.ui.shared.errors import show_error
from app.ui.shared.formats import formats
from app.ui.shared.held_table import HeldTable
from app.ui.shared.labels import set_tooltip
from app.ui.shared.picker_field import PickerField
from app.ui.shared.popup_list import PopupItem
from app.ui.suppliers import table
from app.ui.theme import current_theme
from app.wording import supplying
from app.wording.formats import NOTHING

TABLES = ("partner", "supplier_terms", "supplier_item", "price_break", "purchase_order", "purchase_order_line")
_FOUND = 10
_WIDE = 168
_LETTERS = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the comparison: a cell each, and which of them is the best (None: nobody's, or not to be judged)."""

    id: int
    title: str
    tip: str
    cells: tuple[str, ...]
    notes: tuple[str, ...]
    best: frozenset[int]


class FindSupplier:
    """Reads suppliers by what is typed, on a worker."""

    def __init__(self, page: ComparePage) -> None:
        self._ops = page.ctx.ops
        self._page = page

    def __call__(self, text: str) -> Sequence[SupplierRow]:
        """The first that fit and are not compared yet, by name."""
        chosen = self._page.ids
        ids = [id_ for id_ in self._ops.read(queries.ids, SupplierFilter(text)) if id_ not in chosen][:_FOUND]
        found = {row.id: row for row in self._ops.read(queries.rows, ids)}
        return [found[id_] for id_ in ids if id_ in found]


class ComparePage(QWidget):
    """`show_suppliers(ids)`; more are added by the field, and taken away by their names' buttons."""

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.ids: tuple[int, ...] = ()
        self.measures: HeldTable | None = None
        self.products: HeldTable | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 0, 16, 10)
        bar.setSpacing(8)
        self._names = QHBoxLayout()
        self._names.setSpacing(8)
        bar.addLayout(self._names)
        self.picker = PickerField(
            ctx, FindSupplier(self), _item, self, name="Add a supplier", placeholder="Add a supplier",
            list_name="Suppliers", none="No supplier has this name, city or code",
        )  # fmt: skip
        self.picker.setMaximumWidth(current_theme().px(280))
        self.picker.picked.connect(self._on_picked)
        bar.addWidget(self.picker, 1)
        bar.addStretch(1)
        column.addLayout(bar)
        self._page = ScrollPage(self)
        self._room = QVBoxLayout()
        self._room.setSpacing(10)
        self._page.body.addLayout(self._room)
        self._page.body.addStretch(1)
        sentence = "Add two or three, or choose them in the directory first (Ctrl and click, or Shift and the arrows)."
        self.empty = EmptyState("Suppliers side by side", sentence, self, icon="columns")
        column.addWidget(self._page, 1)
        column.addWidget(self.empty, 1)
        self._page.hide()
        Refresher(self, ctx.bus, TABLES, self.refresh)

    def show_suppliers(self, ids: Sequence[int]) -> None:
        """Compare these, at most three."""
        self.ids = tuple(dict.fromkeys(ids))[:MOST]
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read them anew."""
        if self.ids:
            self.ctx.runner.read(
                self, self.ctx.ops.read, compare, self.ids, on_result=self._on_read, on_error=self._on_failed
            )
        else:
            self._show(Comparison((), ()))

    # -- showing ----------------------------------------------------------------------------------------------------

    def _on_read(self, found: Comparison) -> None:
        if tuple(supplier.id for supplier in found.suppliers) == self.ids:
            self._show(found)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, AppError):  # one of them is not there any more
            self.ids = ()
            self._show(Comparison((), ()))
        show_error(self, error)

    def _show(self, found: Comparison) -> None:
        clear_layout(self._names)
        clear_layout(self._room)
        self.measures = self.products = None
        for supplier in found.suppliers:
            short = supplier.name if len(supplier.name) <= _LETTERS else f"{supplier.name[: _LETTERS - 1]}…"
            button = Button(short, parent=self, icon="x", on_click=self._on_left_out)
            button.setProperty("supplier", supplier.id)
            button.setAccessibleName(f"Compare without {supplier.name}")
            set_tooltip(button, f"Compare without {supplier.name}")
            self._names.addWidget(button)
        self.picker.setVisible(len(found.suppliers) < MOST)
        several = len(found.suppliers) > 1
        self._page.setVisible(several)
        self.empty.setVisible(not several)
        if not several:
            return
        names = [supplier.name for supplier in found.suppliers]
        self.measures = self._add("What they promise and do", "", _columns("Measure", names), measure_lines(found))
        lines = [product_line(product) for product in found.products]
        note = "" if lines else "No product is sold by more than one of them."
        self.products = self._add("The same products", note, _columns("Product", names), lines)
        self.products.setVisible(bool(lines))

    def _add(self, title: str, note: str, columns: Sequence[Column[Any]], lines: Sequence[Line]) -> HeldTable:
        made = HeldTable(self.ctx, columns, self, name=title, fitted=True)
        self._room.addWidget(SectionTitle(title, self, note=note))
        self._room.addWidget(made)
        made.show_rows(lines)
        return made

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot(object)
    def _on_picked(self, row: SupplierRow) -> None:
        self.show_suppliers((*self.ids, row.id))

    @Slot()
    def _on_left_out(self) -> None:
        """Compare without the one whose button was used."""
        gone = self.sender().property("supplier")
        self.show_suppliers([each for each in self.ids if each != gone])
        self.picker.setFocus(Qt.FocusReason.OtherFocusReason)


def _item(row: SupplierRow) -> PopupItem:
    return PopupItem(row.id, row.name, row.country)


def _columns(first: str, names: Sequence[str]) -> tuple[Column[Line], ...]:
    head = Column[Line]("title", first, lambda line: line.title, tooltip=lambda line: line.tip or None, width=_WIDE)
    return (head, *(_Place(place).column(name) for place, name in enumerate(names)))


class _Place:
    """The cells of one supplier."""

    def __init__(self, place: int) -> None:
        self._place = place

    def column(self, name: str) -> Column[Line]:
        return Column(
            f"supplier_{self._place}", name, self._text, badge=self._tone, note=self._note, width=_WIDE, stretch=True
        )

    def _text(self, line: Line) -> str:
        return line.cells[self._place]

    def _tone(self, line: Line) -> Tone | None:
        return Tone.GOOD if self._place in line.best else None

    def _note(self, line: Line) -> str | None:
        best = "best" if self._place in line.best else ""
        return " · ".join(part for part in (best, line.notes[self._place]) if part) or None


def measure_lines(found: Comparison) -> list[Line]:
    """What they promise and do; a best one only where all of it can be compared."""
    words, each = formats(), found.suppliers
    of = [supplier.figures for supplier in each]

    def line(
        title: str, tip: str, text: Callable[[int], str], values: Sequence[Fraction | int | None] = (), *,
        more: bool = False,
    ) -> Line:  # fmt: skip
        cells = tuple(text(place) for place in range(len(each)))
        return Line(len(lines) + 1, title, tip, cells, ("",) * len(each), best_of(values, more=more))

    lines: list[Line] = []
    promised = [supplier.lead_time_days for supplier in each]
    measured = [figures.lead_days for figures in of]
    lines.append(line("State", "", lambda at: supplying.STATES[of[at].state]))
    lines.append(line("Grade", supplying.GRADE, lambda at: of[at].grade or NOTHING, [f.score for f in of], more=True))
    rates = [figures.on_time for figures in of]
    lines.append(line("On time in full", supplying.ON_TIME, lambda at: table.on_time(of[at]), rates, more=True))
    lines.append(line("Rejected", supplying.REJECTED, lambda at: table.rejected(of[at]), [f.rejected for f in of]))
    lines.append(line("Lead time, promised", "As quoted", lambda at: words.days(promised[at]), promised))
    lines.append(line("Lead time, measured", supplying.LEAD_TIME, lambda at: words.days(measured[at], 0), measured))
    lines.append(line("Nine in ten within", "", lambda at: words.days(of[at].lead_days_p90)))
    lines.append(line("Confirms within", "Median days", lambda at: words.days(of[at].response_days, 0)))
    lines.append(line("Late lines now", "", lambda at: words.number(of[at].late_lines)))
    if all(supplier.shows_costs for supplier in each):
        lines.append(line("Spend, 12 mo", supplying.SPEND, lambda at: table.spend(of[at])))
        lines.append(line("Minimum order", "", lambda at: _minimum(each[at])))
    lines.append(line("Pay within", "", lambda at: words.days(each[at].payment_days)))
    return lines


def product_line(product: ComparedProduct) -> Line:
    """A product: each one's price, and its lead time beside it. The cheapest only in one currency."""
    currencies = {offer.currency for offer in product.offers if offer is not None}
    prices = [None if offer is None else offer.price_minor for offer in product.offers]
    best = best_of(prices) if len(currencies) == 1 else frozenset[int]()
    cells = tuple(_price(offer) for offer in product.offers)
    notes = tuple(_lead(offer) for offer in product.offers)
    return Line(product.id, product.product, _tip(product), cells, notes, best)


def best_of(values: Sequence[Fraction | int | None], *, more: bool = False) -> frozenset[int]:
    """The places of the best value; none when fewer than two are known, or when all are alike."""
    known = {place: value for place, value in enumerate(values) if value is not None}
    if len(known) < 2 or len(set(known.values())) == 1:
        return frozenset()
    best = (max if more else min)(known.values())
    return frozenset(place for place, value in known.items() if value == best)


def _minimum(supplier: SupplierDetail) -> str:
    currency = supplier.currency or supplier.figures.currency
    return formats().money_minor(supplier.minimum_order_minor, currency)


def _price(offer: ItemRow | None) -> str:
    if offer is None:
        return NOTHING
    return formats().money_minor(offer.price_minor, offer.currency)


def _lead(offer: ItemRow | None) -> str:
    if offer is None:
        return "not sold"
    words, parts = formats(), []
    if offer.lead_time_days is not None:
        parts.append(f"promised {words.days(offer.lead_time_days)}")
    if offer.measured_days is not None:
        parts.append(f"measured {words.days(offer.measured_days, 0)}")
    return ", ".join(parts)


def _tip(product: ComparedProduct) -> str:
    words, lines = formats(), [f"{product.product}\n{product.sku}"]
    for offer in product.offers:
        if offer is None:
            continue
        steps = [
            f"from {words.quantity(step.min_quantity, offer.unit_decimals, offer.unit)}: "
            f"{words.money_minor(step.price_minor, offer.currency)}"
            for step in offer.breaks
        ]
        if steps:
            lines.append(", ".join([_price(offer), *steps]))
    return "\n".join(lines)

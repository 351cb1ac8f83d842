"""The movement list: of all products with its filters, or of one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.vocabulary import MoveKind
from app.services.stock.read_models import MoveFilter, MoveRow
from app.ui.app_context import AppContext
from app.ui.inventory.table import MoveSource, Today, move_columns
from app.ui.shared.bus import Refresher
from app.ui.shared.cards import Pane
from app.ui.shared.fields import ChoiceField, FilterField
from app.ui.shared.formats import formats
from app.ui.shared.labels import Role, label
from app.ui.shared.list_table import Empty, ListTable
from app.ui.shared.paged_table import PagedTableModel
from app.wording import labels

TABLES = ("stock_move",)
PERIODS: Final = (
    (None, "Any time"), (0, "Today"), (6, "Last 7 days"), (29, "Last 30 days"), (89, "Last 90 days"),
    (364, "Last 12 months"),
)  # fmt: skip
_EMPTY: Final = Empty("No moves", "Receipts, issues, transfers and adjustments are listed here.", "arrows-left-right")


class MovesPanel(QWidget):
    """`with_product` lists all products' moves, with a filter for each. `document_wanted(entity, id)`,
    `product_wanted(id)` when a move is opened.
    """

    document_wanted = Signal(str, int)
    product_wanted = Signal(int)

    def __init__(self, ctx: AppContext, parent: QWidget, *, with_product: bool) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._with_product = with_product
        self._product: int | None = None
        self._started = False
        self._today = Today(ctx.ops)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._make_filters())
        self.table = self._make_table(costs=False)
        Refresher(self, ctx.bus, TABLES, self.refresh)

    @property
    def model(self) -> PagedTableModel[MoveRow]:
        """The rows."""
        return self.table.paged

    def set_costs(self, *, shown: bool) -> None:
        """Whether the value of each move shows."""
        if shown == any(column.key == "value" for column in self.model.columns):
            return
        old = self.table
        self._column.removeWidget(old)
        old.hide()
        old.deleteLater()
        self.table = self._make_table(costs=shown)
        if self._started:
            self.start()

    def start(self) -> None:
        """Read the moves; done when first shown."""
        self._started = True
        self._read()

    def show_product(self, product_id: int) -> None:
        """The moves of one product."""
        self._product = product_id
        self.start()

    @Slot()
    def refresh(self) -> None:
        """Read anew."""
        if self._started:
            self.model.refresh()

    def _make_filters(self) -> QWidget:
        bar = Pane("list-head" if self._with_product else "surface", self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0 if self._with_product else 10, 16, 10)
        row.setSpacing(8)
        self.filter = FilterField(bar, placeholder="Filter moves by product")
        self.filter.setMaximumWidth(220)
        self.filter.setVisible(self._with_product)
        row.addWidget(self.filter, 1)
        kinds: list[tuple[object, str]] = [(None, "Every kind")]
        kinds += [(kind, labels.label(kind)) for kind in MoveKind]
        self.kind = ChoiceField(kinds, bar, name="Kind of move")
        self.period = ChoiceField(PERIODS, bar, name="Period")
        row.addWidget(self.kind)
        row.addWidget(self.period)
        row.addStretch(1)
        self._count = label("", Role.LABEL, bar)
        row.addWidget(self._count)
        self.filter.filter_changed.connect(self._on_filter_changed)
        self.kind.currentIndexChanged.connect(self._on_filter_changed)
        self.period.currentIndexChanged.connect(self._on_filter_changed)
        return bar

    def _make_table(self, *, costs: bool) -> ListTable:
        columns = move_columns(self._today, with_product=self._with_product, costs=costs)
        model: PagedTableModel[MoveRow] = PagedTableModel(self.ctx.runner, MoveSource(self.ctx.ops), columns)
        table = ListTable(model, self, name="Moves")
        model.setParent(table)
        table.set_empty(_EMPTY)
        self._column.addWidget(table, 1)
        model.loaded.connect(self._on_loaded)
        table.opened.connect(self._on_opened)
        self.filter.left_downwards.connect(table.setFocus)
        return table

    def _read(self) -> None:
        self.model.set_filter(
            MoveFilter(
                text=self.filter.text().strip() if self._with_product else "",
                kind=self._kind(),
                product_id=self._product,
                first=self._first(),
            )
        )

    def _kind(self) -> MoveKind | None:
        # Qt hands an enum of texts back as the text alone.
        chosen = self.kind.currentData()
        return None if chosen is None else MoveKind(chosen)

    def _first(self) -> date | None:
        days = self.period.currentData()
        return None if days is None else self._today() - timedelta(days=days)

    @Slot()
    def _on_filter_changed(self) -> None:
        if self._started:
            self._read()

    @Slot(int)
    def _on_loaded(self, count: int) -> None:
        self._count.setText(formats().count(count, "move", "moves"))

    @Slot(object)
    def _on_opened(self, move_id: int) -> None:
        row = self.model.row_of(move_id)
        move = self.model.row_at(row) if row is not None else None
        if move is None:
            return
        if self._with_product:
            self.product_wanted.emit(move.product_id)
        elif move.document_id is not None:
            self.document_wanted.emit("shipment", move.document_id)

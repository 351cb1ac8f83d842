"""Orders: chips, the list, of one party or of all, and the order that is open in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.ui.app_context import AppContext
from app.ui.documents.offers import Offer
from app.ui.orders.order_page import OrderPage
from app.ui.shared.access import Access
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import IconButton
from app.ui.shared.cards import Pane
from app.ui.shared.chips import ChipBar, ChipSpec
from app.ui.shared.columns import Column, RowSource
from app.ui.shared.errors import show_error
from app.ui.shared.export_menu import ExportMenu
from app.ui.shared.fields import FilterField
from app.ui.shared.list_table import Empty, ListTable
from app.ui.shared.paged_table import PagedTableModel


@dataclass(frozen=True, slots=True)
class OrderKind:
    """What a panel lists: purchase orders or sales orders.

    `make_filter(text, chip, party)`, and the queries `counts(text, party)`, by chip, and `detail(order id)`.
    `id_of` is of a detail, `party_of` of a detail or of a row.
    """

    name: str
    tables: Sequence[str]
    source: RowSource[Any]
    columns: Sequence[Column[Any]]
    chips: Sequence[tuple[str, str]]
    empty: Empty
    make_filter: Callable[[str, str, int | None], object]
    counts: Callable[..., Any]
    detail: Callable[..., Any]
    id_of: Callable[[Any], int]
    party_of: Callable[[Any], int]
    export_name: str
    personal: bool


class OrdersPanel(QWidget):
    """`party_chosen(id)` with the current row where all parties' orders are listed; `counted(n)` of all there are.

    `edit_wanted(order id)` is the tab's business.
    """

    party_chosen = Signal(int)
    counted = Signal(int)
    edit_wanted = Signal(int)

    def __init__(
        self, ctx: AppContext, parent: QWidget, kind: OrderKind, make_page: Callable[[QWidget], OrderPage[Any]], *,
        of_all: bool,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.ctx = ctx
        self._kind, self._of_all = kind, of_all
        self._make_page = make_page
        self._access: Access | None = None
        self._sheet_host: QWidget = self
        self.party: int | None = None
        self._open_id: int | None = None
        self._comes = False
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._make_list())
        self._connect()
        Refresher(self, ctx.bus, kind.tables, self.refresh)

    @cached_property
    def page(self) -> OrderPage[Any]:
        """Shows one order; made when the first one is opened."""
        page = self._make_page(self)
        page.set_sheet_host(self._sheet_host)
        if self._access is not None:
            page.set_access(self._access)
        page.back_wanted.connect(self.close_order)
        page.edit_wanted.connect(self.edit_wanted)
        self._pages.addWidget(page)
        return page

    # -- what others use --------------------------------------------------------------------------------------------

    def set_access(self, access: Access) -> None:
        """Who looks."""
        self._access = access
        if "page" in self.__dict__:
            self.page.set_access(access)
        self.export.set_access(access)

    def set_sheet_host(self, host: QWidget) -> None:
        """Over what forms open."""
        self._sheet_host = host
        if "page" in self.__dict__:
            self.page.set_sheet_host(host)

    def show_party(self, party_id: int) -> None:
        """List this one's orders."""
        if party_id != self.party:
            self.party = party_id
            self.close_order()
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read anew."""
        if self.party is None and not self._of_all:
            return
        kind, text = self._kind, self.filter.text().strip()
        self.model.set_filter(kind.make_filter(text, self.chips.current or "all", self.party))
        self.ctx.runner.read(
            self, self.ctx.ops.read, kind.counts, text, self.party, on_result=self._on_counted, question="counts"
        )
        if self._open_id is not None:
            self._read_order(self._open_id)

    @Slot(object)
    def open_order(self, order_id: int) -> None:
        """Show an order with its lines; the keyboard goes to its next step."""
        self._comes = True
        self._read_order(order_id)
        # Made now if it is not there, while the order is read.
        _ = self.page

    def _read_order(self, order_id: int) -> None:
        self._open_id = order_id
        self.ctx.runner.read(
            self, self.ctx.ops.read, self._kind.detail, order_id, on_result=self._on_order_read,
            on_error=self._on_failed, question="order",
        )  # fmt: skip

    @property
    def order_is_open(self) -> bool:
        """Whether an order shows in place of the list."""
        return self._pages.currentWidget() is not self._list

    @Slot()
    def document_offers(self) -> list[Offer]:
        """The document of the order that is looked at."""
        offer = self.page.document_offer() if self.order_is_open and self.isVisible() else None
        return [] if offer is None else [offer]

    def close_order(self) -> bool:
        """Back to the list; False when the list shows."""
        self._open_id = None
        if not self.order_is_open:
            return False
        self._pages.setCurrentWidget(self._list)
        if self.isVisible():
            self.table.setFocus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list."""
        if event.key() != Qt.Key.Key_Escape or not self.close_order():
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """The first rows when first shown."""
        super().showEvent(event)
        if self._of_all and not self.model.has_loaded and not self.model.loading:
            self.refresh()

    # -- how it is built --------------------------------------------------------------------------------------------

    def _make_list(self) -> QWidget:
        kind = self._kind
        self._list = QWidget(self)
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = Pane("list-head" if self._of_all else "plain", self._list)
        lines = QVBoxLayout(bar)
        lines.setContentsMargins(16, 0 if self._of_all else 12, 16, 10)
        lines.setSpacing(8)
        self.bar = QHBoxLayout()
        self.bar.setSpacing(8)
        lines.addLayout(self.bar)
        self.filter = FilterField(bar, placeholder="Filter orders")
        self.filter.setMinimumWidth(110)
        self.filter.setMaximumWidth(220)
        self.bar.addWidget(self.filter, 1, Qt.AlignmentFlag.AlignTop)
        self.chips = ChipBar([ChipSpec(key, text) for key, text in kind.chips], bar, name="Which orders")
        if self._of_all:
            self.bar.addWidget(self.chips, 3)
        else:  # a detail is narrow: beside the field the chips would stand in three lines
            self.bar.addStretch(3)
            lines.addWidget(self.chips)
        self.export_button = IconButton("download-simple", "Export these orders", bar)
        # Where all orders are listed, the export is in the head of the tab.
        self.export_button.setVisible(not self._of_all)
        self.bar.addWidget(self.export_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(bar)
        self.model: PagedTableModel[Any] = PagedTableModel(self.ctx.runner, kind.source, kind.columns, self)
        self.table = ListTable(self.model, self._list, name=kind.name)
        self.table.set_empty(kind.empty)
        self.export = ExportMenu(
            self.ctx, self.export_button, self, table=self.table, name=kind.export_name, personal=kind.personal
        )
        column.addWidget(self.table, 1)
        return self._list

    def _connect(self) -> None:
        self.filter.filter_changed.connect(self.refresh)
        self.filter.left_downwards.connect(self._on_left_downwards)
        self.filter.escaped.connect(self._on_left_downwards)
        self.chips.chosen.connect(self.refresh)
        self.table.opened.connect(self.open_order)
        self.table.current_changed.connect(self._on_current_changed)

    # -- what happened ----------------------------------------------------------------------------------------------

    def _on_counted(self, counts: Mapping[Any, int]) -> None:
        by_key = {str(chip.value): count for chip, count in counts.items()}
        self.chips.set_counts(by_key)
        self.counted.emit(by_key["all"])

    def _on_order_read(self, order: Any) -> None:
        if self._kind.id_of(order) != self._open_id:
            return
        comes, self._comes = self._comes or not self.order_is_open, False
        self.page.show_order(order)
        self._pages.setCurrentWidget(self.page)
        if comes:
            self.page.take_keyboard()
            if self._of_all:
                self.party_chosen.emit(self._kind.party_of(order))

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self._open_id = None
            self._pages.setCurrentWidget(self._list)
        show_error(self, error)

    @Slot()
    def _on_left_downwards(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(object)
    def _on_current_changed(self, id_: int | None) -> None:
        place = self.model.row_of(id_) if id_ is not None and self._of_all else None
        row = self.model.row_at(place) if place is not None else None
        if row is not None:
            self.party_chosen.emit(self._kind.party_of(row))

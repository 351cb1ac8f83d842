"""The Shipments tab: a table, a board and a calendar of the same shipments, and one of them in full."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.states import ShipmentKind
from app.services.shipments import queries
from app.services.shipments.choosing import find_code
from app.services.shipments.detail import detail as read_detail
from app.services.shipments.read_models import ShipmentChip, ShipmentDetail, ShipmentFilter, ShipmentRow
from app.ui.app_context import AppContext
from app.ui.documents.offers import Offer, PrintKey
from app.ui.shared.access import Access, read_access
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.chips import ChipSpec
from app.ui.shared.empty_state import Action
from app.ui.shared.errors import show_error
from app.ui.shared.export_menu import ExportMenu
from app.ui.shared.list_detail import LIST_KEY, ListDetailScreen
from app.ui.shared.list_table import Empty
from app.ui.shared.paged_table import PagedTableModel
from app.ui.shipments.board import BoardView
from app.ui.shipments.calendar_view import CalendarView
from app.ui.shipments.detail import ShipmentPane
from app.ui.shipments.new_shipment import NewShipmentFlow
from app.ui.shipments.scanned import Scanned as _Scanned
from app.ui.shipments.table import CHIPS, ShipmentSource, shipment_columns
from app.ui.shipments.wedge import Wedge

BOARD, CALENDAR = "board", "calendar"
EXPORTS = (("shipments", "All shipments, line by line,"),)
TABLES = ("shipment", "shipment_line", "shipment_event", "partner", "purchase_order", "sales_order")
WAITING = (
    "reservation", "sales_order_line", "purchase_order_line", "product", "lot", "interaction", "contact_point",
    "affiliation",
)  # fmt: skip


class ShipmentsTab(ListDetailScreen):
    """`badge_changed(count)`: how many shipments are late."""

    badge_changed = Signal(int)

    def __init__(self, ctx: AppContext, parent: QWidget | None = None) -> None:
        model = PagedTableModel[ShipmentRow](ctx.runner, ShipmentSource(ctx.ops), shipment_columns())
        super().__init__(
            ctx,
            model,
            parent,
            name="shipments",
            title="Shipments",
            placeholder="Filter shipments",
            empty=Empty(
                "No shipments yet",
                "Make one from an order: what a supplier sends, or what goes to a customer.",
                "truck",
                (
                    Action("New inbound shipment", self.create_inbound, Kind.PRIMARY),
                    Action("New outbound shipment", self.create_outbound),
                ),
            ),
            nothing_selected=("No shipment selected", "Choose one to see its way, its lines and who waits for it."),
        )
        self._access: Access | None = None
        self._shown_id: int | None = None
        self._to_count: int | None = None
        self._wanted: int | None = None
        self._kept: int | None = None
        self.set_chips([ChipSpec(key.value, text) for key, text in CHIPS])
        self._build_views()
        self._build_actions()
        self.pane = ShipmentPane(self)
        self.pane.changed_wanted.connect(self.reload_detail)
        PrintKey(self)
        self.flow = NewShipmentFlow(ctx, self)
        self.flow.made.connect(self._on_made)
        self.model.loaded.connect(self._on_rows_loaded)
        self.record_chosen.connect(self._on_record_chosen)
        self.chip_chosen.connect(self._on_chip_was_chosen)
        self.view_chosen.connect(self._on_view_chosen)
        self.filter.filter_changed.connect(self._on_text_changed)
        self._rows = Refresher(self, ctx.bus, TABLES, self.reload)
        self.wedge = Wedge(self)
        self.wedge.scanned.connect(self._on_label_scanned)
        self._waiting = Refresher(self.detail, ctx.bus, (*TABLES, *WAITING), self.reload_detail)

    # -- what a tab says

    def make_filter(self, text: str, chip: str | None) -> object:
        """The filter of the list."""
        return ShipmentFilter(ShipmentChip(chip or ShipmentChip.OPEN.value), text)

    def document_offers(self) -> list[Offer]:
        """The packing list of the shipment that shows."""
        return self.pane.document_offers()

    def start(self) -> None:
        """Read what the person may do, too."""
        if self._access is None:
            self.ctx.runner.read(self, read_access, self.ctx.ops, on_result=self._on_access, on_error=self._on_failed)
            self._read_counts()
        super().start()

    @Slot()
    def reload(self) -> None:
        """Something was committed: read the list and the counts anew; the shown shipment stays."""
        self._kept = self._shown_id
        self.model.refresh()
        self._read_counts()

    @Slot()
    def reload_detail(self) -> None:
        """Read the shown shipment anew."""
        if self._shown_id is not None:
            self._read(self._shown_id)

    def show_record(self, id_: int) -> None:
        """Select a shipment from elsewhere; a filter that hides it is taken away."""
        self.start()
        self.choose_view(LIST_KEY)
        self._wanted = id_
        self._find_wanted()
        self.show_detail()

    def _find_wanted(self) -> None:
        if self._wanted is None or self.model.loading or not self.model.has_loaded:
            return
        wanted, everything = self._wanted, ShipmentChip.ALL.value
        if self.model.row_of(wanted) is not None:
            self._wanted = None
            self.table.select_id(wanted)
        elif self.filter.text() or self.chips.current != everything:
            self.filter.clear()
            self.filter.tell_now()
            self.chips.choose(everything)
            self.model.set_filter(self.make_filter("", everything))
            self._read_counts()
        else:
            self._wanted = None

    def open_record(self, entity: str, id_: int) -> None:
        """Show a shipment from elsewhere; the keyboard goes to its next step."""
        self.pane.follow(id_)
        if self.pane.current is not None and self.pane.current.row.id == id_:
            self._read(id_)
        self.show_record(id_)

    @Slot()
    def create_new(self) -> None:
        """A new outbound shipment, the commoner one."""
        self.create_outbound()

    @Slot()
    def create_inbound(self) -> None:
        """A new shipment from a purchase order."""
        self.flow.begin(self.sheet_host, ShipmentKind.IN)

    @Slot()
    def create_outbound(self) -> None:
        """A new shipment from a sales order."""
        self.flow.begin(self.sheet_host, ShipmentKind.OUT)

    def go_back(self) -> bool:
        """Esc: from the detail to the list in a narrow window."""
        if self.narrow and self.detail.isVisible() and self.current_view != BOARD:
            self.show_list()
            return True
        return False

    # -- how it is built

    def _build_views(self) -> None:
        self.set_list_name("Table")
        self.add_view(BOARD, "Board", lambda: self.board, wide=True)
        self.add_view(CALENDAR, "Calendar", lambda: self.calendar)

    @cached_property
    def board(self) -> BoardView:
        """What is under way, by its state."""
        board = BoardView(self.ctx, self.views)
        board.opened.connect(self.show_record)
        board.receipt_wanted.connect(self._on_receipt_wanted)
        return board

    @cached_property
    def calendar(self) -> CalendarView:
        """What comes on which day."""
        calendar = CalendarView(self.ctx, self.views)
        calendar.chosen.connect(self._on_calendar_chosen)
        calendar.opened.connect(self._on_calendar_opened)
        return calendar

    def _build_actions(self) -> None:
        self.export_button = Button("Export", parent=self)
        self.export = ExportMenu(
            self.ctx, self.export_button, self, EXPORTS, table=self.table, name="shipments", personal=True
        )
        self.add_action(self.export_button)
        self.new_button = Button("New shipment", Kind.PRIMARY, self)
        menu = QMenu(self.new_button)
        for text, slot in (
            ("Inbound, from a purchase order", self.create_inbound),
            ("Outbound, from a sales order", self.create_outbound),
        ):
            action = QAction(text, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        self.new_button.set_menu(menu)
        self.add_action(self.new_button)

    # -- reading

    def _read_counts(self) -> None:
        text = self.filter.text().strip()
        self.ctx.runner.read(
            self, self.ctx.ops.read, queries.counts, text, on_result=self._on_counts, on_error=self._on_failed,
            question="counts",
        )  # fmt: skip

    def _read(self, id_: int) -> None:
        self.ctx.runner.read(
            self, self.ctx.ops.read, read_detail, id_, on_result=self._on_detail, on_error=self._on_detail_failed,
            question="record",
        )  # fmt: skip

    def _on_counts(self, counts: dict[ShipmentChip, int]) -> None:
        self.set_chip_counts({chip.value: count for chip, count in counts.items()})
        self.badge_changed.emit(counts[ShipmentChip.LATE])

    def _on_access(self, access: Access) -> None:
        self._access = access
        self.new_button.refuse(access.reason("shipment.save"))
        self.export.set_access(access)
        self.pane.set_access(access)

    def _on_detail(self, found: ShipmentDetail) -> None:
        self.pane.show(found)
        if self._to_count == found.row.id:
            self._to_count = None
            self.pane.count()

    def _on_detail_failed(self, error: Exception) -> None:
        self.detail.show_nothing()
        show_error(self, error)

    def _on_failed(self, error: Exception) -> None:
        show_error(self, error)

    # -- what happened

    @Slot(str)
    def _on_label_scanned(self, code: str) -> None:
        """A label of a shipment opens it at its next step; a product's code begins to count the shown one."""
        if not self.pane.is_counting:
            looking = _Scanned(self, code)
            self.ctx.runner.read(self, self.ctx.ops.read, find_code, code, on_result=looking.on_found)

    @Slot(object)
    def _on_record_chosen(self, id_: int | None) -> None:
        # What was just received leaves the list of open ones; its page stays until another is chosen.
        self._shown_id = id_ if id_ is not None else self._kept
        self._kept = None
        if id_ is not None and self._wanted is None:
            self.pane.chosen(id_)
        if self._shown_id is not None:
            self._read(self._shown_id)
        else:
            self.ctx.runner.forget(self, "record")

    @Slot(object)
    def _on_made(self, id_: int) -> None:
        self.model.refresh()
        self.show_record(id_)

    @Slot(int)
    def _on_rows_loaded(self, _count: int) -> None:
        self._find_wanted()

    @Slot(object)
    def _on_calendar_chosen(self, id_: int | None) -> None:
        if id_ is not None:
            self._shown_id = id_
            self._read(id_)

    @Slot(object)
    def _on_calendar_opened(self, _id: int) -> None:
        self.show_detail()

    @Slot(object)
    def _on_receipt_wanted(self, id_: int) -> None:
        """A card was moved to where its goods are counted: its page opens with the sheet."""
        self._to_count = id_
        self.show_record(id_)
        if self._shown_id == id_:
            self._read(id_)

    @Slot(str)
    def _on_chip_was_chosen(self, _key: str) -> None:
        self._kept = None
        self._read_counts()

    @Slot(str)
    def _on_text_changed(self, _text: str) -> None:
        self._kept = None
        self._read_counts()

    @Slot(str)
    def _on_view_chosen(self, key: str) -> None:
        view: Any = self.views.currentWidget() if key in (BOARD, CALENDAR) else None
        if view is not None:
            if self.narrow:
                self.show_list()
            view.start()
        if key == BOARD:
            self.board.focus_board()
        elif key == CALENDAR:
            self.calendar.grid.setFocus()

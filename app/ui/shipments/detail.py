"""Fills the right side with one shipment: its stage line, what can be done now, and its sections."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.domain.punctuality import OPEN_SHIPMENT
from app.domain.states import SHIPPED_STATES, ShipmentKind, ShipmentState
from app.services.shipments import commands, outbound
from app.services.shipments.choosing import carriers as read_carriers
from app.services.shipments.read_models import ShipmentDetail
from app.services.shipments.scanning import products_of
from app.ui.documents.offers import Name, Offer, RecordDocument
from app.ui.impact.help import CustomerHelp, Surroundings
from app.ui.shared.access import Access
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.errors import show_error
from app.ui.shared.formats import formats
from app.ui.shared.operations import run_operation
from app.ui.shared.side_sheet import SideSheet
from app.ui.shared.urls import open_url, safe_url
from app.ui.shipments.count_sheet import CountSheet
from app.ui.shipments.impact_page import ShipmentImpactPage
from app.ui.shipments.pages import CostsPage, EventsPage, LinesPage
from app.ui.shipments.return_sheet import ReturnSheet
from app.ui.shipments.sheets import EventSheet, ReasonSheet, edit_sheet
from app.ui.shipments.stage_line import StageLine
from app.ui.shipments.table import standing_tone
from app.wording.shipments import party, standing, steps

if TYPE_CHECKING:
    from app.ui.shipments.tab import ShipmentsTab

IMPACT, LINES, EVENTS, COSTS = "impact", "lines", "events", "costs"


class ShipmentPane(QObject):
    """`changed_wanted` when the shown shipment should be read anew."""

    changed_wanted = Signal()

    def __init__(self, screen: ShipmentsTab) -> None:
        super().__init__(screen)
        self._followed: int | None = None
        self._screen = screen
        self._pane = screen.detail
        self._access: Access | None = None
        self.current: ShipmentDetail | None = None
        self.sheet: SideSheet | None = None
        self._counting: CountSheet | None = None
        self.stages = StageLine(self._pane)
        self._pane.add_head_line(self.stages)
        self.impact = ShipmentImpactPage(self._pane.tabs.stack)
        around = Surroundings(lambda: screen.sheet_host, self.open_sheet, self._send_part)
        self.help = CustomerHelp(screen.ctx, self.impact, around)
        self.lines = LinesPage(screen.ctx, self._pane.tabs.stack)
        self.events = EventsPage(self._pane.tabs.stack)
        self.costs = CostsPage(self._pane.tabs.stack)
        for key, text, page in (
            (IMPACT, "Impact", self.impact),
            (LINES, "Lines", self.lines),
            (EVENTS, "Events", self.events),
            (COSTS, "Costs", self.costs),
        ):
            self._pane.tabs.add(key, text, page)

    def set_access(self, access: Access) -> None:
        """What the person may do; buttons say why not."""
        self._access = access
        self.impact.set_access(access)
        if self.current is not None:
            self.show(self.current)

    def follow(self, shipment_id: int | None) -> None:
        """Keep the keyboard at this shipment's next step, from one to the next, until another one is chosen."""
        self._followed = shipment_id

    def chosen(self, shipment_id: int) -> None:
        """A row was chosen: the keyboard is the list's again, unless it is the one that is followed."""
        if shipment_id != self._followed:
            self._followed = None

    def show(self, detail: ShipmentDetail) -> None:
        """Show a shipment."""
        first = self.current is None or self.current.row.id != detail.row.id
        self.current = detail
        row = detail.row
        subtitle = " · ".join(
            filter(None, (party(row), ", ".join(o.number for o in detail.orders[:3]), row.carrier, row.tracking))
        )
        found = row.punctuality
        self._pane.set_title(row.number, subtitle, badge=standing(found, formats()), tone=standing_tone(row))
        words, place, ended = steps(detail)
        self.stages.show_steps(words, place, ended=ended)
        buttons = self._actions(detail)
        self._pane.set_actions(buttons)
        if self._followed == row.id and buttons[0].isEnabled() and (first or not self.impact.focused):
            buttons[0].setFocus()
        for page in (self.impact, self.lines, self.events, self.costs):
            page.show_detail(detail)
        waits = row.kind is ShipmentKind.IN and row.state in OPEN_SHIPMENT
        tabs = self._pane.tabs
        tabs.bar.setTabVisible(tabs.bar.index_of(IMPACT), waits)
        tabs.set_count(LINES, len(detail.lines))
        tabs.set_count(EVENTS, len(detail.events))
        if first and (not waits or not detail.impact.orders) and tabs.current == IMPACT:
            tabs.choose(LINES)

    # -- what can be done

    def _actions(self, detail: ShipmentDetail) -> list[Button]:
        buttons = []
        main = self._main_action(detail)
        if main is not None:
            text, slot, operation = main
            buttons.append(self._button(text, slot, operation, Kind.PRIMARY))
        buttons.append(self._button("Add event", self.add_event, "shipment.save"))
        if detail.carrier_website and safe_url(detail.carrier_website) is not None:
            buttons.append(Button("Tracking page", Kind.QUIET, self._pane, on_click=self.open_tracking))
        buttons.append(self._button("Edit", self.edit, "shipment.save"))
        if detail.row.kind is ShipmentKind.OUT:
            buttons.append(self._button("Packing list", self.print_list, "report.packing_list"))
        more = self._more(detail)
        if more is not None:
            buttons.append(more)
        return buttons

    def _main_action(self, detail: ShipmentDetail) -> tuple[str, Callable[[], object], str] | None:
        row = detail.row
        if row.kind is ShipmentKind.IN:
            return ("Receive", self.count, "shipment.receive") if ShipmentState.RECEIVED in detail.next_states else None
        if row.kind is not ShipmentKind.OUT:
            return None
        return {
            ShipmentState.PLANNED: ("Pack", self.count, "shipment.save"),
            ShipmentState.PACKED: ("Dispatch", self.dispatch, "shipment.dispatch"),
            ShipmentState.IN_TRANSIT: ("Mark delivered", self.deliver, "shipment.dispatch"),
            ShipmentState.LOST: ("Mark delivered", self.deliver, "shipment.dispatch"),
        }.get(row.state)

    def _more(self, detail: ShipmentDetail) -> Button | None:
        choices: list[tuple[str, Callable[[], object]]] = []
        if ShipmentState.PLANNED in detail.next_states:
            choices.append(("Unpack", self.unpack))
        sent = detail.row.kind is ShipmentKind.OUT and detail.row.state in SHIPPED_STATES
        if sent and not self._reason("shipment.receive"):
            choices.append(("Take back …", self.take_back))
        if ShipmentState.ARRIVED in detail.next_states:
            choices.append(("Mark arrived", self.mark_arrived))
        if ShipmentState.LOST in detail.next_states:
            choices.append(("Mark as lost …", self.mark_lost))
        if ShipmentState.CANCELLED in detail.next_states:
            choices.append(("Cancel shipment …", self.cancel))
        if not choices:
            return None
        button = Button("More", Kind.QUIET, self._pane)
        menu = QMenu(button)
        for text, slot in choices:
            action = QAction(text, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        button.set_menu(menu)
        button.refuse(self._reason("shipment.save"))
        return button

    def _button(self, text: str, slot: Callable[[], object], operation: str, kind: Kind = Kind.QUIET) -> Button:
        button = Button(text, kind, self._pane, on_click=slot)
        reason = self._reason(operation)
        if reason:
            button.refuse(reason)
        return button

    def _reason(self, operation: str) -> str:
        return self._access.reason(operation) if self._access is not None else ""

    def document_offers(self) -> list[Offer]:
        """The packing list of what goes to a customer."""
        if self.current is None or self.current.row.kind is not ShipmentKind.OUT:
            return []
        row, ctx = self.current.row, self._screen.ctx
        show = RecordDocument(ctx, self._screen, Name.PACKING_LIST, row.id, row.number)
        return [Offer(f"Packing list {row.number} (PDF) …", show, self._reason("report.packing_list"))]

    # -- doing it

    @Slot()
    def print_list(self) -> None:
        """Show the packing list."""
        for offer in self.document_offers():
            offer.show()

    def _send_part(self, order_id: int) -> None:
        self._screen.flow.start_with(self._screen.sheet_host, ShipmentKind.OUT, order_id)

    def open_sheet(self, sheet: SideSheet) -> None:
        """Open a sheet over the shipment."""
        self.sheet = sheet
        sheet.open_sheet()

    @property
    def is_counting(self) -> bool:
        """Whether a sheet is open that hears the scanner itself."""
        return self._counting is not None

    def count_code(self, code: str) -> bool:
        """Begin to count the shown shipment with a scanned code; False when it is not of it or nothing is counted."""
        if self.current is None or not products_of(self.current.lines, code):
            return False
        main = self._main_action(self.current)
        if main is None or main[1] != self.count or self._reason(main[2]):
            return False
        self.count()
        if self._counting is not None:
            self._counting.form.count_one(code)
        return True

    @Slot()
    def _on_count_closed(self) -> None:
        self._counting = None

    @Slot()
    def count(self) -> None:
        """Receive or pack: count line by line."""
        if self.current is not None:
            self._counting = CountSheet(self._screen.sheet_host, self._screen.ctx, self.current)
            self._counting.closed.connect(self._on_count_closed)
            self.open_sheet(self._counting)

    @Slot()
    def take_back(self) -> None:
        """The customer returns some of it."""
        if self.current is not None:
            self.open_sheet(ReturnSheet(self._screen.sheet_host, self._screen.ctx, self.current))

    @Slot()
    def add_event(self) -> None:
        """Note what happened."""
        if self.current is not None:
            self.open_sheet(EventSheet(self._screen.sheet_host, self._screen.ctx, self.current))

    @Slot()
    def edit(self) -> None:
        """Change carrier, tracking, promise, freight, notes."""
        ctx = self._screen.ctx
        ctx.runner.read(self, ctx.ops.read, read_carriers, on_result=self._on_carriers, on_error=self._on_failed)

    def _on_carriers(self, carriers: tuple[tuple[int, str], ...]) -> None:
        if self.current is not None:
            self.open_sheet(edit_sheet(self._screen.sheet_host, self._screen.ctx, self.current, carriers))

    def _on_failed(self, error: Exception) -> None:
        show_error(self._screen, error)

    @Slot()
    def dispatch(self) -> None:
        """It leaves."""
        if self.current is not None:
            row = self.current.row
            run_operation(
                self._screen, outbound.dispatch, row.id, self.current.version, toast=f"{row.number}: dispatched"
            )

    @Slot()
    def deliver(self) -> None:
        """It reached the customer today."""
        if self.current is not None:
            run_operation(
                self._screen, outbound.deliver, self.current.row.id, toast=f"{self.current.row.number}: delivered"
            )

    @Slot()
    def unpack(self) -> None:
        """Back to planned."""
        self._move(ShipmentState.PLANNED, "planned again")

    @Slot()
    def mark_arrived(self) -> None:
        """It stands at the door, uncounted."""
        self._move(ShipmentState.ARRIVED, "arrived")

    def _move(self, state: ShipmentState, said: str) -> None:
        if self.current is not None:
            row = self.current.row
            arguments = (row.id, state, self.current.version)
            run_operation(self._screen, commands.move_to, *arguments, toast=f"{row.number}: {said}")

    @Slot()
    def mark_lost(self) -> None:
        """Give it up, saying why."""
        if self.current is not None:
            self.open_sheet(ReasonSheet(self._screen.sheet_host, self._screen.ctx, self.current, lost=True))

    @Slot()
    def cancel(self) -> None:
        """Call it off, saying why."""
        if self.current is not None:
            self.open_sheet(ReasonSheet(self._screen.sheet_host, self._screen.ctx, self.current, lost=False))

    @Slot()
    def open_tracking(self) -> None:
        """The carrier's page, in the person's browser."""
        if self.current is not None and self.current.carrier_website:
            open_url(self.current.carrier_website)

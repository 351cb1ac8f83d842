"""One order: where it stands, its lines, and the step that comes next. A subclass says what its kind of order shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.ui.app_context import AppContext
from app.ui.documents.offers import Offer
from app.ui.orders.step_sheet import StepSheet, over
from app.ui.shared.access import Access
from app.ui.shared.badges import Badge
from app.ui.shared.banner import Banner
from app.ui.shared.buttons import Button, IconButton, Kind, open_below
from app.ui.shared.cards import ScrollPage
from app.ui.shared.columns import Column, Tone
from app.ui.shared.facts import Fact, FactsRow
from app.ui.shared.held_table import HeldTable
from app.ui.shared.labels import ElidedLabel, Role, label, set_tooltip
from app.ui.shared.navigation import open_record
from app.ui.shared.operations import run_operation
from app.ui.shared.tab_bar import SubTabs
from app.ui.theme import current_theme

LEAST_HEIGHT = 100
LINES = "lines"
OrderT = TypeVar("OrderT")


@dataclass(frozen=True, slots=True)
class Shown:
    """An order as its page shows it. `banner` is None where there is nothing to say."""

    id: int
    number: str
    title: str
    state: tuple[str, Tone]
    facts: Sequence[Fact]
    notes: str
    lines: Sequence[Any]
    banner: tuple[str, Tone] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step: whether it is offered, and why it is refused (empty: it is not)."""

    shown: bool
    refused: str = ""


class OrderPage(QWidget, Generic[OrderT]):
    """`show_order(detail)`; `back_wanted` by the button or Esc, `edit_wanted(order id)`."""

    back_wanted = Signal()
    edit_wanted = Signal(int)

    def __init__(self, ctx: AppContext, parent: QWidget, columns: Sequence[Column[Any]]) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.order: OrderT | None = None
        self.access: Access | None = None
        self._number = ""
        self._id: int | None = None
        self.host: QWidget = self
        self.sheet: StepSheet | None = None
        self.actions_by_key: dict[str, QAction] = {}
        self._build(columns)

    # -- what a subclass hands in -----------------------------------------------------------------------------------

    def describe(self, order: OrderT) -> Shown:
        """What the page shows of it."""
        raise NotImplementedError

    def next_step(self, order: OrderT) -> tuple[str, str]:
        """The word of the step that comes next (empty: none) and why it is refused (empty: it is not)."""
        raise NotImplementedError

    def do_next(self, order: OrderT) -> None:
        """Take that step."""
        raise NotImplementedError

    def steps(self, order: OrderT) -> Mapping[str, Step]:
        """Which further steps are offered, by the keys of `add_step`; “edit” is the button's."""
        raise NotImplementedError

    def document_offer(self) -> Offer | None:
        """The document of the order that shows; None when its state has none."""
        raise NotImplementedError

    def add_step(self, key: str, text: str, slot: Callable[[], object]) -> None:
        """One more entry of the menu."""
        action = QAction(text, self.menu)
        action.triggered.connect(slot)
        self.menu.addAction(action)
        self.actions_by_key[key] = action

    def add_section(self, key: str, text: str, page: QWidget) -> SubTabs:
        """A page beside the lines, behind a tab; what is given back counts and chooses."""
        place = self._column.indexOf(self.table)
        self._column.removeWidget(self.table)
        sections = SubTabs(self, name="What of the order")
        sections.add(LINES, "Lines", self.table)
        sections.add(key, text, page)
        self._column.insertWidget(place, sections, 1)
        return sections

    # -- what the panel uses ----------------------------------------------------------------------------------------

    @property
    def order_id(self) -> int | None:
        """The order that was shown last."""
        return self._id

    def set_access(self, access: Access) -> None:
        """Who looks."""
        self.access = access
        if self.order is not None:
            self._show_actions(self.order)

    def set_sheet_host(self, host: QWidget) -> None:
        """Over what forms open."""
        self.host = host

    def take_keyboard(self) -> None:
        """To the step that comes next, else to the lines."""
        usable = self.next_button.isVisible() and self.next_button.isEnabled()
        (self.next_button if usable else self.table).setFocus()

    def show_order(self, order: OrderT) -> None:
        """Show this order."""
        self.order = order
        shown = self.describe(order)
        self._id, self._number = shown.id, shown.number
        self._title.set_whole_text(shown.title)
        self._badge.set_badge(*shown.state)
        self._facts.set_facts(shown.facts)
        self._notes.setText(shown.notes)
        self._notes.setVisible(bool(shown.notes))
        self.table.show_rows(shown.lines)
        if shown.banner is None:
            self._banner.clear()
        else:
            self._banner.show_message(*shown.banner)
        self._show_actions(order)

    # -- what a subclass uses ---------------------------------------------------------------------------------------

    def reason(self, operation: str) -> str:
        """Why the role may not; empty when it may, or when it is not known yet who looks."""
        return self.access.reason(operation) if self.access is not None else ""

    def run(self, command: Callable[..., Any], done: str) -> None:
        """Run a command of the order; the toast says “<number> <done>”."""
        if self._id is not None:
            run_operation(self, command, self._id, toast=f"{self._number} {done}")

    def run_over(self, command: Callable[..., Any], done: str) -> None:
        """The same for one that ends the order: its shipments that have not left go with it."""
        if self._id is not None:
            run_operation(self, command, self._id, toast=over(self._number, done))

    def open_sheet(self, sheet: StepSheet) -> None:
        """Open the sheet of a step, one at a time."""
        if self.sheet is not None:
            sheet.deleteLater()
            return
        self.sheet = sheet
        sheet.closed.connect(self._on_sheet_closed)
        sheet.open_sheet()

    def make_shipment(self, command: Callable[..., Any], draft: object, done: str) -> None:
        """Begin a shipment of the order and open it."""
        run_operation(
            self, command, draft, on_success=self._on_shipment_made, toast=f"Shipment of {self._number} {done}"
        )

    # -- how it is built --------------------------------------------------------------------------------------------

    def _build(self, columns: Sequence[Column[Any]]) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        # In a low window, or with large text, all of it scrolls; else only the lines do.
        page = ScrollPage(self, margins=(0, 0, 0, 0))
        outer.addWidget(page)
        self._column = column = page.body
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 8, 16, 12)
        head.setSpacing(10)
        back = Button("All orders", Kind.GHOST, self, icon="arrow-left", on_click=self.back_wanted.emit)
        head.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        line = QHBoxLayout()
        line.setSpacing(8)
        self._title = ElidedLabel("", Role.SECTION, self)
        self._badge = Badge(parent=self)
        self.next_button = Button("Next step", Kind.PRIMARY, self, on_click=self._on_next)
        self.print_button = IconButton("file-pdf", "Print …", self, on_click=self._on_print)
        self.edit_button = Button("Edit", parent=self, on_click=self._on_edit)
        self.more_button = IconButton("dots-three-vertical", "More steps", self, on_click=self._on_more)
        line.addWidget(self._title)
        line.addWidget(self._badge)
        line.addStretch(1)
        for button in (self.print_button, self.edit_button, self.next_button, self.more_button):
            line.addWidget(button)
        head.addLayout(line)
        self._facts = FactsRow(parent=self)
        head.addWidget(self._facts)
        self._banner = Banner(self)
        head.addWidget(self._banner)
        self._notes = label("", Role.BODY, self, wrap=True, selectable=True)
        head.addWidget(self._notes)
        column.addLayout(head)
        self.table = HeldTable(self.ctx, columns, self, name="Lines of the order")
        self.table.setMinimumHeight(current_theme().px(LEAST_HEIGHT))
        # In a low window the head keeps its room, and the lines scroll in what is left.
        self.table.setMinimumHeight(1)
        column.addWidget(self.table, 1)
        self.menu = QMenu(self.more_button)

    def _show_actions(self, order: OrderT) -> None:
        word, refused = self.next_step(order)
        self.next_button.setVisible(bool(word))
        self.next_button.setText(word)
        self.next_button.refuse(refused)
        steps = dict(self.steps(order))
        edit = steps.pop("edit", Step(False))
        self.edit_button.setVisible(edit.shown)
        self.edit_button.refuse(edit.refused)
        offer = self.document_offer()
        self.print_button.setVisible(offer is not None)
        if offer is not None:
            self.print_button.setAccessibleName(offer.text)
            self.print_button.refuse(offer.reason)
            set_tooltip(self.print_button, offer.reason or offer.text)
        for key, step in steps.items():
            action = self.actions_by_key[key]
            action.setVisible(step.shown)
            action.setEnabled(not step.refused)
            action.setStatusTip(step.refused)
        self.more_button.setVisible(any(step.shown for step in steps.values()))

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot()
    def _on_next(self) -> None:
        if self.order is not None:
            self.do_next(self.order)

    @Slot()
    def _on_print(self) -> None:
        offer = self.document_offer()
        if offer is not None and not offer.reason:
            offer.show()

    @Slot()
    def _on_edit(self) -> None:
        if self._id is not None:
            self.edit_wanted.emit(self._id)

    @Slot()
    def _on_more(self) -> None:
        open_below(self.more_button, self.menu)

    @Slot()
    def _on_sheet_closed(self) -> None:
        self.sheet = None

    def _on_shipment_made(self, outcome: Any) -> None:
        open_record(self, "shipment", int(outcome.value))

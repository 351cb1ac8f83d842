"""The timeline of any partner: the composer, chips by kind, a search, and the stream of everything in one order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.domain.changes import ChangeSet
from app.domain.errors import AppError
from app.services.timeline.read_models import Cursor, EntryKind, TimelineFilter
from app.ui.app_context import AppContext
from app.ui.shared.access import Access
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import IconButton
from app.ui.shared.chips import ChipBar, ChipSpec
from app.ui.shared.empty_state import Action, EmptyState, Skeleton
from app.ui.shared.errors import sentence
from app.ui.shared.fields import FilterField
from app.ui.shared.tasks import Task, report_bug
from app.ui.theme import current_theme
from app.ui.timeline.acts import EntryActs
from app.ui.timeline.composer import Composer
from app.ui.timeline.entries import GROUPS
from app.ui.timeline.reading import PAGE, Portion, read_first, read_more
from app.ui.timeline.shapes import Link, Shape
from app.ui.timeline.stream import StreamView
from app.ui.timeline.stream_model import StreamModel

ALL = "all"
COMPACT_BELOW = 330
TABLES = ("interaction", "interaction_link", "task", "sales_order", "sales_order_line", "purchase_order", "shipment")


class TimelineView(QWidget):
    """`show_partner(id, name, people)` shows a supplier's, a customer's or a carrier's. `link_activated(entity, id)`
    when a record is wanted. `linkable` are the entities that a screen of the window can show.
    """

    link_activated = Signal(str, int)
    loaded = Signal(int)

    def __init__(
        self,
        ctx: AppContext,
        parent: QWidget | None = None,
        *,
        linkable: Collection[str] = (),
        sheet_host: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._linkable = frozenset(linkable)
        self._access: Access | None = None
        self._partner: int | None = None
        self._next: Cursor | None = None
        self._task: Task | None = None
        self._generation = 0
        self._build()
        self.acts = EntryActs(ctx, self, sheet_host or self)
        self._connect()
        Refresher(self, ctx.bus, TABLES, self.refresh, touched=self._touches)

    # -- what tabs use ----------------------------------------------------------------------------------------------

    @property
    def partner_id(self) -> int | None:
        """Whose timeline it is."""
        return self._partner

    def set_access(self, access: Access) -> None:
        """Who looks: decides what can be changed here."""
        self._access = access
        self.composer.refuse(access.reason("interaction.log"))
        if self._partner is not None:
            self.refresh()

    def set_sheet_host(self, host: QWidget) -> None:
        """Over what the form of an entry opens."""
        self.acts.set_host(host)

    def show_partner(self, partner_id: int, name: str, people: Sequence[tuple[int, str]] = ()) -> None:
        """Show somebody's timeline from its newest entry."""
        self.composer.show_partner(partner_id, name, people)
        if partner_id == self._partner:
            return
        self._partner = partner_id
        self.search.clear()
        self.search.tell_now()
        self.chips.choose(ALL)
        self.model.replace(())
        self._show_state("", "")
        self.refresh()

    @Slot()
    def begin_search(self) -> None:
        """Show the search and take the keyboard; hide it again when it is empty."""
        if self.search.isVisible() and not self.search.text():
            self.search.hide()
        else:
            self.search.show()
            self.search.setFocus()

    @Slot()
    def refresh(self) -> None:
        """Read anew; what is shown stays until it comes."""
        if self._partner is None or self._access is None:
            return
        # Who has scrolled keeps the place: as many as there are, and some, for new ones push the old ones down.
        scrolled = self.stream.verticalScrollBar().value() > 0
        self._start(read_first, PAGE + (self.model.rowCount() if scrolled else 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Little room is for the stream."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        tight = self.height() < current_theme().px(COMPACT_BELOW)
        self.composer.set_compact(tight)
        # While something is written in little room, that is all that matters beside the newest entry.
        shown = not tight or self.composer.compact or self.composer.isHidden()
        self.chips.setVisible(shown)
        self.search_button.setVisible(shown)

    # -- how it is built --------------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(16, 16, 16, 6)
        top.setSpacing(10)
        self.composer = Composer(self.ctx, self)
        top.addWidget(self.composer)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        chips = [ChipSpec(ALL, "All"), *(ChipSpec(key, text) for key, text, _ in GROUPS)]
        self.chips = ChipBar(chips, self, name="Kinds of entries", small=True)
        tools.addWidget(self.chips, 1)
        self.search_button = IconButton("magnifying-glass", "Search the timeline", self, on_click=self.begin_search)
        tools.addWidget(self.search_button, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(tools)
        self.search = FilterField(self, placeholder="Search the timeline")
        self.search.hide()
        top.addWidget(self.search)
        column.addLayout(top)
        room = QWidget(self)
        self._pages = QStackedLayout(room)
        self.model = StreamModel(self)
        self.stream = StreamView(self.model, room)
        self.empty = EmptyState(parent=room)
        self._pages.addWidget(self.stream)
        self._pages.addWidget(self.empty)
        # In little room the stream gives way before the words that are being written do.
        for part in (self.stream, self.empty):
            part.setMinimumHeight(1)
        self._skeleton = Skeleton(self.stream, lines=6)
        column.addWidget(room, 1)
        self._shown_chips: list[str] = []

    def _connect(self) -> None:
        self.composer.text.focused.connect(self._make_room)
        self.composer.saved.connect(self._make_room)
        self.chips.chosen.connect(self._on_filter_changed)
        self.search.filter_changed.connect(self._on_filter_changed)
        self.search.left_downwards.connect(self._on_left_downwards)
        self.search.escaped.connect(self._on_search_left)
        # Not inside the painting that noticed it.
        self.stream.end_near.connect(self._on_end_near, Qt.ConnectionType.QueuedConnection)
        self.stream.left_upwards.connect(self._on_left_upwards)
        self.stream.spot_used.connect(self.acts.use)
        self.stream.acts_wanted.connect(self._on_acts_wanted)
        self.acts.link_wanted.connect(self._on_link_wanted)
        self.acts.expand_wanted.connect(self.stream.toggle_expanded)

    # -- reading ----------------------------------------------------------------------------------------------------

    def _wanted(self) -> TimelineFilter:
        kinds = next((kinds for key, _, kinds in GROUPS if key == self.chips.current), frozenset[EntryKind]())
        return TimelineFilter(partner_id=self._partner, kinds=kinds, text=self.search.text().strip())

    def _start(self, work: Any, *rest: object) -> None:
        self._generation += 1
        if self._task is not None and self._task.wanted:
            self._task.cancel()
        if not self.model.rowCount():
            self._skeleton.setGeometry(16, 12, max(self.stream.width() - 48, 100), 150)
            self._skeleton.start()
        answer = _Answer(self, self._generation, first=work is read_first)
        arguments = (self.ctx.ops, self._wanted(), self._access, self._linkable, *rest)
        self._task = self.ctx.runner.read(self, work, *arguments, on_result=answer.came, on_error=answer.failed)

    def take(self, generation: int, portion: Portion, *, first: bool) -> None:
        """A page came (called by the answer only)."""
        if generation != self._generation:
            return
        self._task = None
        self._skeleton.stop()
        self._next = portion.next
        if first:
            self.model.replace(portion.shapes)
            self._show_counts(portion.counts or {})
        else:
            self.model.append(portion.shapes)
        if not self.model.rowCount() and self._next is None:
            self._show_empty()
        else:
            self._pages.setCurrentWidget(self.stream)
        self.loaded.emit(self.model.rowCount())

    def take_error(self, generation: int, error: Exception) -> None:
        """A page could not be read (called by the answer only)."""
        if generation != self._generation:
            return
        self._task = None
        self._skeleton.stop()
        if isinstance(error, AppError):
            self._show_state("The timeline could not be read", sentence(error), Action("Try again", self.refresh))
        else:
            report_bug(error)

    def _show_counts(self, counts: dict[EntryKind, int]) -> None:
        """Chips only for what there is, but the chosen one always."""
        sums = {key: sum(counts.get(kind, 0) for kind in kinds) for key, _, kinds in GROUPS}
        for key, count in sums.items():
            self.chips.chip(key).setVisible(bool(count) or key == self.chips.current)
        self.chips.set_counts({ALL: sum(sums.values()), **sums})
        self.chips.updateGeometry()

    def _show_empty(self) -> None:
        if self.search.text().strip() or self.chips.current != ALL:
            self._show_state("Nothing matches", "Try fewer words or another kind.", Action("Show all", self._show_all))
        else:
            hint = "Log the first call above: what was said, and when to follow up."
            self._show_state("Nothing happened yet", "" if self.composer.isHidden() else hint)

    def _show_state(self, title: str, text: str, action: Action | None = None) -> None:
        if title:
            self.empty.show_state(title, text, icon="clock", actions=(action,) if action else ())
        self._pages.setCurrentWidget(self.empty if title else self.stream)

    def _show_all(self) -> None:
        self.search.clear()
        self.search.tell_now()
        self.chips.choose(ALL)
        self._on_filter_changed()

    def _touches(self, changes: ChangeSet) -> bool:
        return self._partner is not None

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot()
    def _on_filter_changed(self) -> None:
        if self._partner is not None and self._access is not None:
            self.stream.verticalScrollBar().setValue(0)
            self._start(read_first, PAGE)

    @Slot()
    def _on_end_near(self) -> None:
        if self._next is not None and self._task is None:
            self._start(read_more, self._next, PAGE)

    @Slot()
    def _on_left_downwards(self) -> None:
        self.stream.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _on_left_upwards(self) -> None:
        (self.search if self.search.isVisible() else self.chips.chip(self.chips.current or ALL)).setFocus()

    @Slot()
    def _on_search_left(self) -> None:
        self.search.hide()
        self._on_left_downwards()

    @Slot(object, QPoint)
    def _on_acts_wanted(self, shape: Shape, place: QPoint) -> None:
        self.acts.open_menu(shape, place)

    @Slot(object)
    def _on_link_wanted(self, link: Link) -> None:
        self.link_activated.emit(link.entity, link.id)


class _Answer:
    """Carries the generation with which a page was asked for."""

    def __init__(self, view: TimelineView, generation: int, *, first: bool) -> None:
        self._view = view
        self._generation = generation
        self._first = first

    def came(self, portion: Portion) -> None:
        self._view.take(self._generation, portion, first=self._first)

    def failed(self, error: Exception) -> None:
        self._view.take_error(self._generation, error)

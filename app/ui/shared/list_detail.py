"""The screen that every tab is: a filtered list on the left, the selected record on the right.

The splitter, the columns, the chosen chip and view and the selected row are remembered per person. When the screen is
narrow the detail covers the list, with a way back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.ui.app_context import AppContext
from app.ui.shared.buttons import Button
from app.ui.shared.cards import Pane
from app.ui.shared.chips import ChipBar, ChipSpec
from app.ui.shared.detail_pane import DetailPane
from app.ui.shared.empty_state import Action
from app.ui.shared.fields import FilterField
from app.ui.shared.labels import Role, label
from app.ui.shared.list_table import Empty, ListTable
from app.ui.shared.paged_table import PagedTableModel
from app.ui.shared.screen_head import ScreenHead
from app.ui.shared.slices import Slices
from app.ui.theme import current_theme

NARROW = 1180
SAVE_AFTER_MS = 400
LIST_KEY = "list"


class ListDetailScreen(QWidget):
    """Subclass it: override `make_filter`, hear `record_chosen(id or None)`, fill `detail`.

    `view_chosen(key)` when another segment shows, `chip_chosen(key)` when another chip does. It reads its first rows
    when it is first shown.
    """

    record_chosen = Signal(object)
    view_chosen = Signal(str)
    chip_chosen = Signal(str)

    def __init__(
        self,
        ctx: AppContext,
        model: PagedTableModel[Any],
        parent: QWidget | None = None,
        *,
        name: str,
        title: str,
        placeholder: str,
        empty: Empty,
        nothing_selected: tuple[str, str] = ("", ""),
    ) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.model = model
        model.setParent(self)
        self.setAccessibleName(title)
        self._name = name
        self._empty = empty
        self._started = False
        self._narrow = False
        self._covered = False
        self._ratio = 0.625
        self._wide_views: set[str] = set()
        self._making = Slices(self)
        self._save = QTimer(self)
        self._save.setSingleShot(True)
        self._save.setInterval(SAVE_AFTER_MS)
        self._save.timeout.connect(self.save_state)
        self._build(title, placeholder, nothing_selected)
        self._connect()

    # -- what a tab sets up -----------------------------------------------------------------------------------------

    def make_filter(self, text: str, chip: str | None) -> object:
        """The filter of the source for a typed text and a chosen chip; override."""
        return (text, chip)

    def set_chips(self, chips: Sequence[ChipSpec]) -> None:
        """Offer chips; the first is chosen at first."""
        self.chips.set_chips(chips)
        self.chips.setVisible(bool(chips))

    def set_chip_counts(self, counts: dict[str, int]) -> None:
        """Show how many each chip has."""
        self.chips.set_counts(counts)

    def set_count_text(self, text: str) -> None:
        """Say how many rows there are, at the right of the chips: "312 customers"."""
        self._count.setText(text)

    def set_list_name(self, text: str) -> None:
        """Name the list's own segment; needed when there are other views."""
        self.segments.add(LIST_KEY, text)
        self.segments.show()

    def add_view(self, key: str, text: str, view: QWidget | Callable[[], QWidget], *, wide: bool = False) -> None:
        """One more view of the tab, after the list; a `wide` one takes the detail's room too.

        A function makes it when it is first shown, as a child of `views`.
        """
        if self.segments.current is None:
            raise ValueError("set_list_name comes first")
        self.segments.add(key, text)
        if isinstance(view, QWidget):
            self.views.addWidget(view)
        self._views[key] = view
        if wide:
            self._wide_views.add(key)

    def make_later(self, parts: Iterator[object]) -> None:
        """Make what the list does without, a part in each of the next turns: all at once would take too long."""
        self._making.start(parts)

    def add_action(self, button: Button) -> None:
        """A quiet action, or the one primary action, at the right of the title."""
        self.head.add_action(button)

    # -- what a tab does --------------------------------------------------------------------------------------------

    @property
    def current_id(self) -> int | None:
        """The id of the selected record."""
        return self.table.current_id

    @property
    def sheet_host(self) -> QWidget:
        """Over what a side sheet opens: the detail, or the whole screen while the detail does not show."""
        return self.detail if self.detail.isVisible() else self

    @property
    def narrow(self) -> bool:
        """Whether list and detail take turns."""
        return self._narrow

    @property
    def current_view(self) -> str:
        """The segment that shows: LIST_KEY or a key given to `add_view`."""
        return self.segments.current or LIST_KEY

    def start(self) -> None:
        """Put everything as the person left it and read the rows. Done when the screen is first shown."""
        if self._started:
            return
        self._started = True
        self._restore(self.ctx.view_state(self._name))
        self.model.set_filter(self.make_filter(self.filter.text().strip(), self.chips.current))

    def show_record(self, id_: int) -> None:
        """Select a record from elsewhere; a filter that hides it is taken away."""
        self.start()
        self.choose_view(LIST_KEY)
        if self.model.has_loaded and not self.model.loading and self.model.row_of(id_) is None:
            self.clear_filter()
        self.table.select_id(id_)
        self.show_detail()

    @Slot()
    def clear_filter(self) -> None:
        """Show everything again."""
        self.filter.clear()
        self.filter.tell_now()
        first = self.chips.first_key
        if first is not None and self.chips.current != first:
            self.chips.choose(first)
            self._on_chip_chosen(first)

    def show_chip(self, key: str) -> None:
        """Show the list as a chip filters it, nothing else hidden."""
        self.start()
        self.choose_view(LIST_KEY)
        self.filter.clear()
        self.filter.tell_now()
        self.chips.choose(key)
        self._on_chip_chosen(key)
        if self._narrow:
            self.show_list()

    def choose_view(self, key: str) -> None:
        """Show a segment."""
        if key in self._views and key != self._shown_view:
            self.segments.choose(key)
            self._on_segment_chosen(key)

    def show_detail(self) -> None:
        """In a narrow window: cover the list with the detail."""
        self._covered = True
        self._arrange()

    @Slot()
    def show_list(self) -> None:
        """In a narrow window: back to the list."""
        self._covered = False
        self._arrange()
        self.table.setFocus()

    @Slot()
    def save_state(self) -> None:
        """Remember how the person leaves the screen."""
        if not self._started:
            return
        self._save.stop()
        sizes = self.splitter.sizes()
        if not self._narrow and all(sizes):
            self._ratio = sizes[0] / sum(sizes)
        self.ctx.set_view_state(
            self._name,
            {
                "table": self.table.view_state(),
                "chip": self.chips.current,
                "view": self.current_view,
                "selected": self.table.current_id,
                "section": self.detail.tabs.current,
                "ratio": round(self._ratio, 4),
            },
        )

    # -- Qt's side --------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Begin when first shown."""
        super().showEvent(event)
        self.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Remember at once."""
        super().hideEvent(event)
        if self._save.isActive():
            self.save_state()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take turns when narrow."""
        super().resizeEvent(event)
        self._set_narrow(self.width() < current_theme().px(NARROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list."""
        if event.key() == Qt.Key.Key_Escape and self._narrow and self._covered:
            self.show_list()
        else:
            super().keyPressEvent(event)

    # -- how it is built --------------------------------------------------------------------------------------------

    def _build(self, title: str, placeholder: str, nothing_selected: tuple[str, str]) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        outer.addWidget(self.splitter)
        self._left = Pane("window", self.splitter)
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = ScreenHead(title, self._left)
        self.segments = self.head.segments
        column.addWidget(self.head)
        self.views = QStackedWidget(self._left)
        column.addWidget(self.views, 1)
        list_page = QWidget(self.views)
        page = QVBoxLayout(list_page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self._make_filters(placeholder))
        self.table = ListTable(self.model, list_page, name=title)
        page.addWidget(self.table, 1)
        self.views.addWidget(list_page)
        self._views: dict[str, QWidget | Callable[[], QWidget]] = {LIST_KEY: list_page}
        self._shown_view = LIST_KEY
        self.detail = DetailPane(self.splitter, name=f"{title} detail", empty=nothing_selected)
        self._left.setMinimumWidth(360)
        self.detail.setMinimumWidth(300)
        self.splitter.setStretchFactor(0, 5)
        self.splitter.setStretchFactor(1, 3)

    def _make_filters(self, placeholder: str) -> QWidget:
        bar = Pane("list-head", self._left)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 16, 10)
        row.setSpacing(8)
        self.filter = FilterField(bar, placeholder=placeholder)
        self.filter.setMinimumWidth(140)
        self.filter.setMaximumWidth(220)
        row.addWidget(self.filter, 1, Qt.AlignmentFlag.AlignTop)
        self.chips = ChipBar(parent=bar, name="Filters")
        self.chips.setContentsMargins(0, 2, 0, 2)
        self.chips.hide()
        row.addWidget(self.chips, 3)
        self._count = label("", Role.LABEL, bar)
        row.addWidget(self._count)
        return bar

    def _connect(self) -> None:
        self.filter.filter_changed.connect(self._on_filter_changed)
        self.filter.left_downwards.connect(self._on_left_downwards)
        self.filter.escaped.connect(self._on_left_downwards)
        self.chips.chosen.connect(self._on_chip_chosen)
        self.segments.chosen.connect(self._on_segment_chosen)
        self.table.current_changed.connect(self._on_current_changed)
        self.table.opened.connect(self._on_opened)
        self.table.clicked.connect(self._on_clicked)
        self.table.layout_changed.connect(self._on_touched)
        self.model.loaded.connect(self._on_loaded)
        self.detail.back_wanted.connect(self.show_list)
        self.detail.tabs.chosen.connect(self._on_touched)
        self.splitter.splitterMoved.connect(self._on_touched)
        current_theme().changed.connect(self._on_theme_changed)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setProperty("says", "Filter the list")
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._on_find_wanted)

    def _restore(self, state: dict[str, Any]) -> None:
        match state.get("table"):
            case dict(table):
                self.table.restore(table)
        match state.get("ratio"):
            case float(ratio) if 0.2 <= ratio <= 0.9:
                self._ratio = ratio
        self._set_ratio()
        match state.get("chip"):
            case str(chip):
                self.chips.choose(chip)
        match state.get("section"):
            case str(section):
                self.detail.tabs.choose(section)
        match state.get("selected"):
            case int(selected):
                self.table.select_id(selected)
        match state.get("view"):
            case str(view):
                self.choose_view(view)

    def _set_ratio(self) -> None:
        width = max(self.splitter.width(), 2)
        self.splitter.setSizes([round(width * self._ratio), round(width * (1 - self._ratio))])

    def _set_narrow(self, narrow: bool) -> None:
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()
            if not narrow:
                self._set_ratio()

    def _arrange(self) -> None:
        wide = self._shown_view in self._wide_views
        covered = self._narrow and self._covered
        self._left.setVisible(wide or not covered)
        self.detail.setVisible(not wide and (not self._narrow or covered))
        self.detail.back.setVisible(self._narrow)

    def _show_empty(self) -> None:
        if self.filter.text().strip() or self.chips.current != self.chips.first_key:
            action = Action("Show all", self.clear_filter)
            self.table.set_empty(Empty("Nothing matches", "Try fewer words or another filter.", "funnel", (action,)))
        else:
            self.table.set_empty(self._empty)

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot(str)
    def _on_filter_changed(self, text: str) -> None:
        self.model.set_filter(self.make_filter(text, self.chips.current))

    @Slot(str)
    def _on_chip_chosen(self, key: str) -> None:
        self.model.set_filter(self.make_filter(self.filter.text().strip(), key))
        self.chip_chosen.emit(key)
        self._save.start()

    @Slot(str)
    def _on_segment_chosen(self, key: str) -> None:
        self._shown_view = key
        view = self._views[key]
        if not isinstance(view, QWidget):
            self._views[key] = view = view()
            self.views.addWidget(view)
        self.views.setCurrentWidget(view)
        self._arrange()
        self.view_chosen.emit(key)
        self._save.start()

    @Slot(int)
    def _on_loaded(self, _count: int) -> None:
        self._show_empty()

    @Slot(object)
    def _on_current_changed(self, id_: int | None) -> None:
        if id_ is None:
            self.detail.show_nothing()
            self._covered = False
            self._arrange()
        self.record_chosen.emit(id_)
        self._save.start()

    @Slot(object)
    def _on_opened(self, _id: int) -> None:
        self.show_detail()

    @Slot()
    def _on_clicked(self) -> None:
        if self._narrow and self.table.selected_count() == 1:
            self.show_detail()

    @Slot()
    def _on_left_downwards(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _on_find_wanted(self) -> None:
        if self._narrow and self._covered:
            self.show_list()
        self.choose_view(LIST_KEY)
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    @Slot()
    def _on_touched(self) -> None:
        self._save.start()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._set_narrow(self.width() < current_theme().px(NARROW))

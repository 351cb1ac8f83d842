"""How the columns of a table share its width, and how a person left them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStyleOptionViewItem, QTableView

from app.ui.shared.paged_table import PagedTableModel
from app.ui.shared.table_header import TableHeader
from app.ui.theme import current_theme

NARROWEST_PX = 88
"""Words are not cut shorter than this, at 100 % font size; then the table scrolls sideways."""
SORT_ARROW_PX = 16
MOST_PX = 320
"""What rows hold asks for no more than this: a novel in one cell does not push the other columns away."""
ROWS_MEASURED = 24
TIGHT_TITLE = 0.85
"""How much of a title must show before words are cut."""
MAIN_WEIGHT = 2
"""How much wider than other words those of a column that stretches are left, such as the name of what the row is."""


class ColumnLayout(QObject):
    """Widths are kept at 100 % font size; room left over is shared in proportion.

    Where room is lacking, a column first gives what its rows do not need; then the longest words are cut. A state, a
    number or a code that is cut says something else. What a person made of a width stays.
    """

    changed = Signal()

    def __init__(self, view: QTableView, head: TableHeader, model: PagedTableModel[Any]) -> None:
        super().__init__(view)
        self._view = view
        self._head = head
        self._model = model
        self._widths = [float(column.width) for column in model.columns]
        self._chosen: set[int] = set()
        self._needs: dict[int, int] = {}
        self._measured = False
        self._fitting = False
        self._hide_by_default()
        model.loaded.connect(self._on_loaded)
        model.row_arrived.connect(self._on_row_arrived)
        head.sectionResized.connect(self._on_section_resized)
        head.sectionMoved.connect(self._on_section_moved)
        head.reset_wanted.connect(self._on_reset_wanted)
        head.column_toggled.connect(self._on_column_toggled)

    def visible_sections(self) -> list[int]:
        """The shown columns from left to right."""
        order = (self._head.logicalIndex(i) for i in range(self._head.count()))
        return [section for section in order if not self._head.isSectionHidden(section)]

    def fit(self) -> None:
        """Share the width of the view."""
        shown = self.visible_sections()
        room = self._view.viewport().width()
        if not shown or room <= 0:
            return
        self._measure(shown)
        comfort = {section: self._comfort(section) for section in shown}
        needed = {section: self._need(section, comfort[section]) for section in shown}
        tight = {section: self._need(section, comfort[section], TIGHT_TITLE) for section in shown}
        for section in set(shown) - self._chosen:
            comfort[section] = max(comfort[section], needed[section])
        self._fitting = True
        for section, width in _shared(
            (comfort, needed, tight), self._words(shown), self._stretchy(shown), room
        ).items():
            self._head.resizeSection(section, width)
        self._fitting = False

    def forget_needs(self) -> None:
        """The font is another one: measure the rows anew."""
        self._needs.clear()
        self._measured = False

    def state(self) -> dict[str, Any]:
        """Order, widths and hidden columns by key, as JSON values."""
        columns = self._model.columns
        order = [columns[self._head.logicalIndex(i)].key for i in range(self._head.count())]
        return {
            "order": order,
            "widths": {column.key: round(self._widths[i]) for i, column in enumerate(columns)},
            "hidden": [column.key for i, column in enumerate(columns) if self._head.isSectionHidden(i)],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Put them as they were; columns that are new stay as declared."""
        by_key = {column.key: i for i, column in enumerate(self._model.columns)}
        widths, hidden, order = state.get("widths"), state.get("hidden"), state.get("order")
        self._fitting = True
        if isinstance(widths, dict):
            for key, width in widths.items():
                if key in by_key and isinstance(width, int) and 20 <= width <= 4_000:
                    section = by_key[key]
                    self._widths[section] = float(width)
                    if width != self._model.columns[section].width:
                        self._chosen.add(section)
        if isinstance(order, list):
            for target, key in enumerate(k for k in order if k in by_key):
                self._head.moveSection(self._head.visualIndex(by_key[key]), target)
        if isinstance(hidden, list) and not set(by_key) <= set(hidden):
            for key, section in by_key.items():
                self._head.setSectionHidden(section, key in hidden)
        self._fitting = False
        self.fit()

    def _comfort(self, section: int) -> int:
        """What it was declared or made, and its title with room for the arrow."""
        return max(current_theme().px(self._widths[section]), self._head.title_width(section) + SORT_ARROW_PX)

    def _need(self, section: int, comfort: int, of_title: float = 1.0) -> int:
        """What shows the rows seen so far whole, and its title or most of it."""
        if section in self._chosen or section not in self._needs:
            return comfort
        arrow = (
            SORT_ARROW_PX if self._head.isSortIndicatorShown() and self._head.sortIndicatorSection() == section else 0
        )
        return max(self._needs[section], self._head.title_width(section) + arrow)

    def _words(self, shown: list[int]) -> dict[int, int]:
        """The columns that may be cut, and their weights: the heavier, the later."""
        columns = self._model.columns
        return {
            section: MAIN_WEIGHT if columns[section].stretch else 1
            for section in shown
            if section not in self._chosen and not columns[section].numeric and columns[section].badge is None
        }

    def _stretchy(self, shown: list[int]) -> list[int]:
        return [section for section in shown if self._model.columns[section].stretch] or shown

    def _measure(self, shown: list[int]) -> None:
        """Learn from the rows in sight how wide the columns must be; they never need less again."""
        first = max(self._view.rowAt(0), 0)
        rows = [row for row in range(first, first + ROWS_MEASURED) if self._model.is_held(row)]
        if self._measured or not rows:
            return
        self._measured = True
        delegate, option, most = self._view.itemDelegate(), QStyleOptionViewItem(), current_theme().px(MOST_PX)
        for section in shown:
            width = max(delegate.sizeHint(option, self._model.index(row, section)).width() for row in rows)
            self._needs[section] = max(self._needs.get(section, 0), min(width, most))

    def _hide_by_default(self) -> None:
        for section, column in enumerate(self._model.columns):
            self._head.setSectionHidden(section, column.hidden_by_default)

    @Slot(int)
    def _on_loaded(self, _count: int) -> None:
        self._measured = False

    @Slot()
    def _on_row_arrived(self) -> None:
        if not self._measured:
            self.fit()

    @Slot(int, int, int)
    def _on_section_resized(self, section: int, _old: int, new: int) -> None:
        if not self._fitting and new > 0:
            self._widths[section] = new / current_theme().scale
            self._chosen.add(section)
            self.changed.emit()

    @Slot(int, int, int)
    def _on_section_moved(self, _section: int, _old: int, _new: int) -> None:
        if not self._fitting:
            self.changed.emit()

    @Slot(int, bool)
    def _on_column_toggled(self, section: int, shown: bool) -> None:
        self._fitting = True
        self._head.setSectionHidden(section, not shown)
        self._fitting = False
        self.fit()
        self.changed.emit()

    @Slot()
    def _on_reset_wanted(self) -> None:
        columns = self._model.columns
        self._widths = [float(column.width) for column in columns]
        self._chosen.clear()
        self._fitting = True
        for section in range(len(columns)):
            self._head.moveSection(self._head.visualIndex(section), section)
        self._hide_by_default()
        self._fitting = False
        self.fit()
        self.changed.emit()


def _shared(
    levels: tuple[dict[int, int], ...], words: dict[int, int], stretchy: list[int], room: int
) -> dict[int, int]:
    """Widths for `room`, from the first of the levels that fits, with what is left over towards the one before.

    The first are comfortable widths, which may grow further; when not even the last fit, words are cut.
    """
    before: dict[int, int] | None = None
    for level in levels:
        if sum(level.values()) <= room:
            wishes = {section: level[section] for section in stretchy}
            if before is not None:
                wishes = {section: max(width - level[section], 0) for section, width in before.items()}
            return _grown(level, wishes if any(wishes.values()) else dict.fromkeys(stretchy, 1), room)
        before = level
    return _cut(levels[-1], words, room)


def _grown(widths: dict[int, int], weights: dict[int, int], room: int) -> dict[int, int]:
    """What is left over goes to the columns by their weights, what does not divide to the last of them."""
    left = extra = room - sum(widths.values())
    total = sum(weights.values())
    grown = dict(widths)
    for section, weight in weights.items():
        grown[section] += extra * weight // total
        left -= extra * weight // total
    grown[list(weights)[-1]] += left
    return grown


def _cut(needed: dict[int, int], words: dict[int, int], room: int) -> dict[int, int]:
    """The longest words are cut first, all of them to one width times their weight."""
    for_words = room - sum(width for section, width in needed.items() if section not in words)
    narrowest = low = current_theme().px(NARROWEST_PX)
    high = max((needed[section] for section in words), default=narrowest)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(_lowered(needed, words, middle).values()) <= for_words:
            low = middle
        else:
            high = middle - 1
    return needed | _lowered(needed, words, low)


def _lowered(needed: dict[int, int], words: dict[int, int], level: int) -> dict[int, int]:
    return {section: min(needed[section], level * weight) for section, weight in words.items()}

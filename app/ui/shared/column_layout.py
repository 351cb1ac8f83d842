"""How the columns of a table share its width, and how a person left them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QTableView

from app.ui.shared.paged_table import PagedTableModel
from app.ui.shared.table_header import TableHeader
from app.ui.theme import current_theme

NARROWEST = 0.8


class ColumnLayout(QObject):
    """Widths are kept at 100 % font size; room left over is shared in proportion, a little lack of it too."""

    changed = Signal()

    def __init__(self, view: QTableView, head: TableHeader, model: PagedTableModel[Any]) -> None:
        super().__init__(view)
        self._view = view
        self._head = head
        self._model = model
        self._widths = [float(column.width) for column in model.columns]
        self._fitting = False
        self._hide_by_default()
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
        theme = current_theme()
        wanted = {s: max(theme.px(self._widths[s]), self._head.title_width(s)) for s in shown}
        total = sum(wanted.values())
        self._fitting = True
        if room >= total:
            self._grow(wanted, room - total)
        else:
            self._shrink(wanted, room)
        self._fitting = False

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
                    self._widths[by_key[key]] = float(width)
        if isinstance(order, list):
            for target, key in enumerate(k for k in order if k in by_key):
                self._head.moveSection(self._head.visualIndex(by_key[key]), target)
        if isinstance(hidden, list) and not set(by_key) <= set(hidden):
            for key, section in by_key.items():
                self._head.setSectionHidden(section, key in hidden)
        self._fitting = False
        self.fit()

    def _grow(self, wanted: dict[int, int], extra: int) -> None:
        stretchy = [s for s in wanted if self._model.columns[s].stretch] or list(wanted)
        weight = sum(wanted[s] for s in stretchy)
        left = extra
        for section, width in wanted.items():
            share = extra * width // weight if section in stretchy else 0
            if section == stretchy[-1]:
                share = left
            left -= share
            self._head.resizeSection(section, width + share)

    def _shrink(self, wanted: dict[int, int], room: int) -> None:
        """Words give way first: a state or a number that is cut says something else."""
        columns = self._model.columns
        kept = {s for s in wanted if columns[s].numeric or columns[s].badge is not None}
        fixed = sum(wanted[s] for s in kept)
        words = sum(wanted.values()) - fixed
        factor = (room - fixed) / words if words else 0.0
        if factor < NARROWEST:
            kept, factor = set(), max(room / (fixed + words), NARROWEST)
        widths = {s: width if s in kept else int(width * factor) for s, width in wanted.items()}
        if factor > NARROWEST:
            last = next((s for s in reversed(list(wanted)) if s not in kept), list(wanted)[-1])
            widths[last] += room - sum(widths.values())
        for section, width in widths.items():
            self._head.resizeSection(section, width)

    def _hide_by_default(self) -> None:
        for section, column in enumerate(self._model.columns):
            self._head.setSectionHidden(section, column.hidden_by_default)

    @Slot(int, int, int)
    def _on_section_resized(self, section: int, _old: int, new: int) -> None:
        if not self._fitting and new > 0:
            self._widths[section] = new / current_theme().scale
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
        self._fitting = True
        for section in range(len(columns)):
            self._head.moveSection(self._head.visualIndex(section), section)
        self._hide_by_default()
        self._fitting = False
        self.fit()
        self.changed.emit()

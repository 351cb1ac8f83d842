"""What the window draws before the services are there: the rows the person last looked at, if nothing changed since.

A real table with real rows in the looks of the page that follows; it goes as soon as that page has its own rows.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.services.first_page.read_models import PageCell, PageColumn, RememberedPage
from app.ui.shared.cards import Pane
from app.ui.shared.columns import Column, Sort, Tone
from app.ui.shared.labels import Role, label
from app.ui.shared.list_detail import LIST_KEY, ListDetailScreen
from app.ui.shared.list_table import ListTable
from app.ui.shared.paged_table import PagedTableModel
from app.ui.shared.tasks import TaskRunner
from app.ui.theme import current_theme

ROWS = 60
TITLE_AT = QPoint(16, 14)


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    cells: tuple[PageCell, ...]


class _Remembered:
    def __init__(self, page: RememberedPage) -> None:
        self._rows = [_Row(number, cells) for number, cells in enumerate(page.rows)]

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        return array("q", range(len(self._rows)))

    def rows(self, ids: Sequence[int]) -> Sequence[_Row]:
        return [self._rows[id_] for id_ in ids]


class FirstPageView(Pane):
    """The remembered table where it stood."""

    def __init__(self, page: RememberedPage, parent: QWidget) -> None:
        super().__init__("window", parent)
        self.setAccessibleName(page.title)
        self._place = QRect(*page.place)
        title = label(page.title, Role.TITLE, self)
        title.move(TITLE_AT)
        columns = [_column(number, column) for number, column in enumerate(page.columns)]
        self.model: PagedTableModel[_Row] = PagedTableModel(
            TaskRunner(self, inline=True), _Remembered(page), columns, self
        )
        self.table = ListTable(self.model, self, name=page.title)
        for number, column in enumerate(page.columns):
            self.table.setColumnWidth(number, column.width)
        self.model.refresh()
        self.model.read_now()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the table where it was, to the bottom of the page."""
        super().resizeEvent(event)
        self.table.setGeometry(
            self._place.x(), self._place.y(), self._place.width(), max(0, self.height() - self._place.y())
        )


def look(locale: str | None) -> str:
    """What the cells' texts and widths depend on beside the data: the size of the font and the formats."""
    return f"{current_theme().px(100)} {locale or ''}"


def picture_of(tab: str, screen: QWidget, locale: str | None) -> RememberedPage | None:
    """A screen's table in words; None while it has no rows, is filtered by words, or shows something else."""
    if not isinstance(screen, ListDetailScreen) or screen.current_view != LIST_KEY or screen.filter.text():
        return None
    table, model = screen.table, screen.model
    if not model.has_loaded or model.loading or model.row_at(0) is None:
        return None
    header = table.horizontalHeader()
    shown = [index for index in map(header.logicalIndex, range(header.count())) if not header.isSectionHidden(index)]
    rows = []
    for number in range(min(ROWS, model.rowCount())):
        row = model.row_at(number)
        if row is None:
            break
        rows.append(tuple(_cell(model.columns[index], row) for index in shown))
    corner = table.mapTo(screen, QPoint(0, 0))
    return RememberedPage(
        tab,
        screen.accessibleName(),
        look(locale),
        (corner.x(), corner.y(), table.width(), table.height()),
        tuple(_looks(model.columns[index], table.columnWidth(index)) for index in shown),
        tuple(rows),
    )


def _looks(column: Column[Any], width: int) -> PageColumn:
    return PageColumn(column.title, width, column.numeric, column.muted, column.strong)


def _cell(column: Column[Any], row: Any) -> PageCell:
    tone = column.badge(row) if column.badge is not None else None
    note = column.note(row) if column.note is not None else None
    return PageCell(column.text(row), None if tone is None else tone.value, note)


def _column(number: int, column: PageColumn) -> Column[_Row]:
    return Column(
        f"c{number}",
        column.title,
        partial(_text, number),
        numeric=column.numeric,
        badge=partial(_tone, number),
        note=partial(_note, number),
        muted=column.muted,
        strong=column.strong,
        width=column.width,
    )


def _text(number: int, row: _Row) -> str:
    return row.cells[number].text


def _tone(number: int, row: _Row) -> Tone | None:
    tone = row.cells[number].tone
    return None if tone is None else Tone(tone)


def _note(number: int, row: _Row) -> str | None:
    return row.cells[number].note

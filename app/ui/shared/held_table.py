"""A small table of rows that are at hand, with nothing to read: the lines of a record that was read whole."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QWidget

from app.ui.app_context import AppContext
from app.ui.shared.columns import Column, Sort
from app.ui.shared.list_table import ListTable
from app.ui.shared.paged_table import PagedTableModel
from app.ui.theme import current_theme

R = TypeVar("R")


class Held(Generic[R]):
    """A source of rows that were read already; `key` names the attribute that is their id."""

    def __init__(self, key: str = "id") -> None:
        self._key = key
        self._rows: dict[int, Any] = {}

    def hold(self, rows: Sequence[R]) -> None:
        """Hold these instead."""
        self._rows = {getattr(row, self._key): _WithId(getattr(row, self._key), row) for row in rows}

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        """All of them, as they were given."""
        return array("q", self._rows)

    def rows(self, ids: Sequence[int]) -> Sequence[Any]:
        """These."""
        return [self._rows[id_] for id_ in ids if id_ in self._rows]


class _WithId:
    """A row under the id that the table knows it by."""

    def __init__(self, id_: int, row: Any) -> None:
        self.id = id_
        self.row = row

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


class HeldTable(ListTable):
    """`show_rows(rows)`; with `fitted` it is as high as its rows and never scrolls up and down."""

    FRAMED = True

    def __init__(
        self,
        ctx: AppContext,
        columns: Sequence[Column[Any]],
        parent: QWidget,
        *,
        name: str,
        key: str = "id",
        fitted: bool = False,
    ) -> None:
        self._held: Held[Any] = Held(key)
        self._fitted = fitted
        model: PagedTableModel[Any] = PagedTableModel(ctx.runner, self._held, columns)
        super().__init__(model, parent, name=name)
        model.setParent(self)
        model.loaded.connect(self._on_fit)
        current_theme().changed.connect(self._on_scaled)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these."""
        self._held.hold(rows)
        self.paged.refresh()

    def _on_fit(self, count: int) -> None:
        if self._fitted:
            theme = current_theme()
            self.setFixedHeight(theme.px(30) + max(count, 1) * theme.px(34) + 4)

    def _on_scaled(self) -> None:
        self._on_fit(self.paged.rowCount())

"""Everything that was refused, one a line, with where it is and what to do."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.services.transfer.refusals import Refusal
from app.ui.shared.columns import Column, Sort
from app.ui.shared.formats import formats
from app.ui.shared.list_table import Empty, ListTable
from app.ui.shared.paged_table import PagedTableModel
from app.ui.shared.tasks import TaskRunner
from app.wording import labels, refusals


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal with a number."""

    id: int
    refusal: Refusal


class _Source:
    def __init__(self) -> None:
        self.listed: tuple[Refusal, ...] = ()

    def ids(self, _filter: object, _sort: Sort | None) -> array[int]:
        return array("q", range(len(self.listed)))

    def rows(self, ids: Sequence[int]) -> list[Problem]:
        listed = self.listed
        return [Problem(id_, listed[id_]) for id_ in ids if id_ < len(listed)]


def _row(item: Problem) -> str:
    return "–" if item.refusal.row is None else str(item.refusal.row)


def _column(item: Problem) -> str:
    refusal = item.refusal
    return refusal.column or (labels.field(refusal.field) if refusal.field else "–")


def _value(item: Problem) -> str:
    return item.refusal.value or "–"


def _why(item: Problem) -> str:
    params: dict[str, object] = {"field": item.refusal.field, "column": item.refusal.column, **item.refusal.params}
    text = refusals.problem_sentence(item.refusal.code, params, formats())
    return f"{text[:1].upper()}{text[1:]}."


def _file(item: Problem) -> str:
    return item.refusal.file


def _columns(*, several_files: bool) -> list[Column[Problem]]:
    return [
        Column("file", "File", _file, width=140, hidden_by_default=not several_files),
        Column("row", "Row", _row, numeric=True, muted=True, width=56),
        Column("column", "Column", _column, width=130),
        Column("value", "Value", _value, width=140),
        Column("why", "Why", _why, width=420, stretch=True),
    ]


class ProblemList(ListTable):
    """`opened(number)` by Enter or a double click: go to the cell."""

    FRAMED = True

    def __init__(self, runner: TaskRunner, parent: QWidget, *, several_files: bool) -> None:
        self._source = _Source()
        super().__init__(
            PagedTableModel(runner, self._source, _columns(several_files=several_files), parent),
            parent,
            name="Problems",
        )
        self.set_empty(Empty("No problems", "Every row can be imported.", "check-circle"))

    def show_problems(self, listed: tuple[Refusal, ...]) -> None:
        """Show these."""
        self._source.listed = listed
        self.paged.refresh()

    def problem(self, number: int) -> Refusal:
        """One of them."""
        return self._source.listed[number]

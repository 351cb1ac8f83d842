"""What a table shows and where it comes from: the two things a feature's `table.py` declares."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from app.ui.shared.tones import Tone

__all__ = ["Align", "Column", "RowSource", "Sort", "Tone"]

R = TypeVar("R")


class Align(StrEnum):
    """Where a cell's text stands."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column of a table.

    `text(row)` gives the cell. With `badge(row)` the text stands in a pill of that tone (None: plain text).
    `numeric` means right-aligned tabular figures; `muted` and `strong` set the weight of the text; `sort_key` is the
    name the source sorts by (None: the column cannot be sorted); `width` is in pixels at 100 % font size.
    `note(row)` is a second, muted text after the badge or the text. `stretch` lets the column take the room left over.
    `value(row)` is what an exported file holds instead of the text: a number, `Money`, a day, a share, or None.
    """

    key: str
    title: str
    text: Callable[[R], str]
    align: Align | None = None
    numeric: bool = False
    tooltip: Callable[[R], str | None] | None = None
    badge: Callable[[R], Tone | None] | None = None
    note: Callable[[R], str | None] | None = None
    muted: bool = False
    strong: bool = False
    width: int = 120
    sort_key: str | None = None
    hidden_by_default: bool = False
    stretch: bool = False
    value: Callable[[R], object] | None = None

    @property
    def alignment(self) -> Align:
        """Where the text stands: as said, else right for numbers and left for the rest."""
        if self.align is not None:
            return self.align
        return Align.RIGHT if self.numeric else Align.LEFT


@dataclass(frozen=True)
class Sort:
    """An order of rows: the `sort_key` of a column and its direction."""

    key: str
    descending: bool = False


R_co = TypeVar("R_co", covariant=True)


class RowSource(Protocol[R_co]):
    """Where a table's rows come from. Both methods run on a worker thread and may raise an `AppError`.

    Rows carry their id in an attribute `id`; `rows` may answer in any order and leave out what is gone.
    """

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        """The ids of all matching rows in order, as `array('q')`."""
        ...

    def rows(self, ids: Sequence[int]) -> Sequence[R_co]:
        """The rows of these ids."""
        ...

"""A table's list as a file gets it: every row in the shown order, the columns that show, values instead of words."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from app.domain.money import Money
from app.ui.shared.columns import Column, RowSource
from app.ui.shared.list_table import ListTable
from app.wording.formats import NOTHING

if TYPE_CHECKING:
    from app.services.transfer.exports import ShownList
    from app.services.transfer.writers import Table

_PAGE: Final = 1_000
_SHARE_DIGITS: Final = Decimal("0.0001")


class ShownTable:
    """What a table shows when this is made; `read()` fetches the rows, on a worker."""

    def __init__(self, table: ListTable) -> None:
        model = table.paged
        self._columns: Sequence[Column[Any]] = [model.columns[s] for s in table.columns.visible_sections()]
        self._source: RowSource[Any] = model.source
        self._ids: array[int] = array("q", model.ids())

    def as_list(self, name: str, *, personal: bool) -> ShownList:
        """For the export."""
        from app.services.transfer.exports import ShownList

        return ShownList(name, personal, self.read)

    def read(self) -> Table:
        """Headers and rows. An amount of money takes two columns, the second is its currency."""
        rows = [[_value(column, row) for column in self._columns] for row in self._rows()]
        money = [any(isinstance(row[place], Money) for row in rows) for place in range(len(self._columns))]
        headers: list[str] = []
        for column, is_money in zip(self._columns, money, strict=True):
            headers += [column.title, f"{column.title}, currency"] if is_money else [column.title]
        return headers, ([cell for pair in zip(row, money, strict=True) for cell in _cells(*pair)] for row in rows)

    def _rows(self) -> Iterator[Any]:
        for first in range(0, len(self._ids), _PAGE):
            wanted = self._ids[first : first + _PAGE].tolist()
            by_id = {row.id: row for row in self._source.rows(wanted)}
            yield from (by_id[id_] for id_ in wanted if id_ in by_id)


def _value(column: Column[Any], row: Any) -> Any:
    if column.value is None:
        text = column.text(row)
        return None if text == NOTHING else text
    value = column.value(row)
    if isinstance(value, Fraction):
        return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_SHARE_DIGITS).normalize()
    return value


def _cells(value: Any, is_money: bool) -> tuple[Any, ...]:
    if isinstance(value, Money):
        return value.decimal, value.currency
    return (value, None) if is_money else (value,)

"""Plain tables for a terminal: columns as wide as their widest cell, numbers to the right."""

import unicodedata
from collections.abc import Sequence

_GAP = "  "


def aligned(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """The lines of a table; `right` are the columns that are aligned to the right."""
    table = [[_visible(cell) for cell in row] for row in [heads, *rows]]
    widths = [max(_width(row[column]) for row in table) for column in range(len(heads))]
    lines = [_line(row, widths, right) for row in table]
    rule = _GAP.join("-" * width for width in widths)
    return [lines[0], rule, *lines[1:]]


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> str:
    cells = []
    for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
        blanks = " " * (width - _width(cell))
        cells.append(blanks + cell if column in right else cell + blanks)
    return _GAP.join(cells).rstrip()


def _visible(cell: str) -> str:
    # A name from the data must not move the cursor or colour the terminal.
    return "".join(char if char.isprintable() or char == "\u00a0" else " " for char in cell)


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF") for char in text)

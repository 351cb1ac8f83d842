"""A file as a table of cells, with where each row stands in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.domain.parsing.problems import ParseProblem, ProblemCode
from app.services.transfer.refusals import Param, Refusal, plain, shown

Cell = str | Decimal | bool | date | datetime | time | timedelta | None
"""A text file has only texts (an empty one is None); a sheet keeps its types."""


class FileRefused(Exception):
    """The file as a whole cannot be read; `row` is where the reader stopped, when it is known."""

    def __init__(self, code: ProblemCode, row: int | None = None, **params: object) -> None:
        super().__init__(code.value)
        self.problem = ParseProblem(code, **params)
        self.row = row

    def refusal(self, file: str, sheet: str | None = None) -> Refusal:
        """The refusal to show."""
        params: dict[str, Param] = {name: plain(value) for name, value in self.problem.params.items()}
        return Refusal(file, self.problem.code, sheet=sheet, row=self.row, params=params)


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What a file was read as, to be shown before anything is kept."""

    file: str
    type: str
    sha256: str
    size: int
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int = 1


@dataclass(slots=True)
class Table:
    """The rows of one file; `rows[i]` stands at `lines[i]` and has one cell a header."""

    read_as: ReadAs
    headers: tuple[str, ...]
    lines: list[int] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    refused_lines: set[int] = field(default_factory=set)
    blank_rows: int = 0
    guarded: bool = False  # texts may carry the formula guard of our own CSV export

    @property
    def file(self) -> str:
        """The file's name."""
        return self.read_as.file

    def refuse(
        self, line: int, code: ProblemCode, column: str | None = None, value: object = None, **params: object
    ) -> None:
        """Note that a row cannot be used."""
        known: dict[str, Param] = {name: plain(item) for name, item in params.items()}
        self.refusals.append(
            Refusal(self.file, code, self.read_as.sheet, line, column, value=shown(value), params=known)
        )
        self.refused_lines.add(line)

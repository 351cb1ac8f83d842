"""What a window shows of files before an import: how each can be read, and every row with what is wrong in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.progress import Progress
from app.services.operations import ReadContext, query
from app.services.transfer.analysis import analyse, kind_called, report
from app.services.transfer.edits import Edits
from app.services.transfer.maps import ImportMap, Options
from app.services.transfer.read_models import ImportReport
from app.services.transfer.readers.read import read_table
from app.services.transfer.readers.tables import FileRefused, ReadAs, Table
from app.services.transfer.refusals import Refusal
from app.services.transfer.values import as_text

SAMPLES = 3


@dataclass(frozen=True, slots=True)
class FileLook:
    """A file on its own: what it was read as, its headers and the first filled cells of each, or why it is not read."""

    path: Path
    read_as: ReadAs | None = None
    headers: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()
    rows: int = 0
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one file as they were read, mended cells included. Do not change them."""

    file: str
    headers: tuple[str, ...]
    lines: Sequence[int]
    cells: Sequence[Sequence[object]]

    def text(self, place: int, column: int) -> str:
        """A cell as text."""
        cell = self.cells[place][column]
        return "" if cell is None else as_text(cell)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Preview:
    """The report of what an import would do, and the rows that it speaks of."""

    report: ImportReport
    rows: tuple[Rows, ...]


@query("import.view")
def look_at_files(
    _ctx: ReadContext, paths: Sequence[Path], options: Options | None = None, progress: Progress | None = None
) -> tuple[FileLook, ...]:
    """Read each file as a table, whatever it is to be imported as. Raises `Cancelled`."""
    return tuple(_look(path, options or Options(), progress) for path in paths)


def _look(path: Path, options: Options, progress: Progress | None) -> FileLook:
    try:
        table = read_table(path, options, progress)
    except FileRefused as error:
        return FileLook(path, refusal=error.refusal(path.name))
    except OSError:
        from app.domain.parsing.problems import ProblemCode

        return FileLook(path, refusal=Refusal(path.name, ProblemCode.UNREADABLE))
    return FileLook(path, table.read_as, table.headers, _samples(table), len(table.rows))


def _samples(table: Table) -> tuple[tuple[str, ...], ...]:
    found: list[list[str]] = [[] for _ in table.headers]
    for row in table.rows[:200]:
        for texts, cell in zip(found, row, strict=True):
            if cell is not None and len(texts) < SAMPLES:
                text = as_text(cell)
                if text not in texts:
                    texts.append(text)
    return tuple(map(tuple, found))


@query("import.view")
def preview_rows(
    ctx: ReadContext,
    paths: Sequence[Path],
    kind: str,
    given: ImportMap | None = None,
    edits: Edits | None = None,
    progress: Progress | None = None,
) -> Preview:
    """As `commands.preview`, with the rows. Raises `NotFoundError`, `MapRefused`, `Cancelled`."""
    analysis = analyse(ctx, paths, kind_called(kind), given, progress, edits)
    rows = tuple(
        Rows(source.table.file, source.table.headers, source.table.lines, source.table.rows)
        for source in analysis.sources
    )
    return Preview(report(analysis), rows)

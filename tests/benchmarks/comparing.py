"""Two ways to do the same, taken in turns, and the lines of the table that says how they compare."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Line:
    """One comparison: the seconds of one piece of work, ours and the bare one's.

    `most` is what the ratio may be at most, `within` how many seconds ours may take.
    """

    what: str
    against: str
    ours: float
    bare: float
    most: float | None = None
    within: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.bare

    @property
    def limits(self) -> list[str]:
        """What is promised of it, in words."""
        ratio = [] if self.most is None else [f"x{self.most:g}"]
        return ratio if self.within is None else [*ratio, f"{self.within * 1000:.0f} ms"]

    @property
    def verdict(self) -> str:
        """Whether that holds; nothing where nothing is promised."""
        if not self.limits:
            return ""
        slow = self.most is not None and self.ratio > self.most
        return "MISSED" if slow or (self.within is not None and self.ours > self.within) else "ok"


def timed(work: Work) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def worked(work: Work) -> float:
    """The processor's seconds instead of the clock's: for reading alone, which waits for nothing."""
    before = time.process_time()
    work()
    return time.process_time() - before


def compare(
    what: str,
    against: str,
    ours: Work,
    bare: Work,
    *,
    runs: int,
    most: float | None = None,
    within: float | None = None,
    clock: Callable[[Work], float] = timed,
) -> Line:
    """Medians of both; they take turns, so that a busy machine hits both alike. The first pair only warms up."""
    pairs = [(clock(ours), clock(bare)) for _ in range(runs + 1)][1:]
    ours_median, bare_median = (statistics.median(times) for times in zip(*pairs, strict=True))
    return Line(what, against, ours_median, bare_median, most, within)


def table(lines: list[Line]) -> list[str]:
    """The comparisons as aligned text."""
    heads = ["what", "ours", "bare", "ratio", "at most", "", "compared with"]
    rows = [
        [
            *(line.what, _span(line.ours), _span(line.bare), f"x{line.ratio:.2f}"),
            *(", ".join(line.limits), line.verdict, line.against),
        ]
        for line in lines
    ]
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    return ["  ".join(_cell(cell, widths[i], i) for i, cell in enumerate(row)).rstrip() for row in [heads, *rows]]


def _cell(cell: str, width: int, column: int) -> str:
    return cell.rjust(width) if column in (1, 2, 3) else cell.ljust(width)


def _span(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"

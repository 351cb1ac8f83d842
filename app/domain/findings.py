"""What ``check`` finds: codes, counts and row numbers; ``app.wording`` makes the sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error breaks an invariant; a warning is for a person to look at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Sample:
    """One place where an invariant is broken: a table (or a file), and the row's id where there is one."""

    entity: str
    id: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken invariant: how often, and the first few places. ``repairable`` data is derived and can be rebuilt."""

    check: str
    severity: Severity
    count: int
    samples: tuple[Sample, ...] = ()
    repairable: bool = False

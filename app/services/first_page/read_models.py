"""A table in words: columns as they stood, cells as they read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class PageColumn:
    """A column's title, its width in pixels, and how its cells look."""

    title: str
    width: int
    numeric: bool = False
    muted: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class PageCell:
    """A cell's text, the tone of its badge (None: plain), and the muted note after it."""

    text: str
    tone: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RememberedPage:
    """The first rows of a tab's table, where the table stood in the page, and the looks they were made for."""

    tab: str
    title: str
    look: str
    place: tuple[int, int, int, int]
    columns: tuple[PageColumn, ...]
    rows: tuple[tuple[PageCell, ...], ...]

    def to_json(self) -> str:
        """The stored form."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> RememberedPage:
        """Read the stored form. Raises ValueError, KeyError or TypeError when it is none."""
        data = json.loads(text)
        left, top, width, height = data["place"]
        return cls(
            data["tab"],
            data["title"],
            data["look"],
            (left, top, width, height),
            tuple(PageColumn(**column) for column in data["columns"]),
            tuple(tuple(PageCell(**cell) for cell in row) for row in data["rows"]),
        )

"""How much a foreign file may hold; beyond it the file is refused before it costs memory or time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, characters and counts that a reader accepts."""

    file_bytes: int = 200_000_000
    field_characters: int = 1_000_000
    columns: int = 200
    rows: int = 1_000_000
    archive_bytes: int = 200_000_000
    archive_members: int = 2_000
    archive_ratio: int = 100
    archive_ratio_from: int = 1_000_000
    old_workbook_bytes: int = 20_000_000
    photo_bytes: int = 2_000_000


LIMITS: Final = Limits()
LISTED_PROBLEMS: Final = 1_000
"""So many refusals are listed one by one; all are counted."""

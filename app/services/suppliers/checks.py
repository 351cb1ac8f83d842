"""What the suppliers' forms refuse alike."""

from __future__ import annotations

from typing import Final

from app.domain.errors import Checks, Problem

MAX_DAYS: Final = 3650


def check_whole(checks: Checks, field: str, value: int | None, limit: int) -> None:
    """Refuse a number below zero or beyond a limit; None is no number and fine."""
    if value is not None and value < 0:
        checks.add(field, Problem.NEGATIVE)
    elif value is not None and value > limit:
        checks.add(field, Problem.TOO_LARGE, limit=limit)

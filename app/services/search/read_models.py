"""What a search finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Matched(StrEnum):
    """Where the words were found; the best place when there are several."""

    CODE = "code"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    DETAIL = "detail"
    """Address, tags, category."""
    NOTES = "notes"
    """People, pinned facts, notes, what was said."""
    SIMILAR = "similar"
    """Only with other letters: a slip of the fingers was forgiven."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One record. `entity` is the table's name; `snippet` is the text around the words, empty when the title has them.

    `subtitle` says whose or what it is (a contact's firm, an order's customer, a product's number).
    """

    entity: str
    id: int
    title: str
    subtitle: str
    snippet: str
    matched: Matched
    archived: bool = False
    partner_id: int | None = None
    """Where to go for records that are shown at their partner (a contact, an interaction, a task)."""

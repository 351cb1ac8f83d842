"""What the letters have in common: the recipient, the lines to refer to, facts above the table and sums below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.reports.letterhead import address_lines, frame
from app.reports.typesetting import Json
from app.services.documents.letterhead import Letterhead
from app.services.documents.order_models import Recipient
from app.wording.formats import Formats
from app.wording.labels import Tone

Pair = tuple[str, str]


def letter(
    head: Letterhead, formats: Formats, *, kind: str, number: str, recipient: Recipient, words: Mapping[str, str]
) -> dict[str, Json]:
    """The frame of a letter about something with a number."""
    around = frame(head, formats, kind=kind, name=f"{kind} {number}", subtitle="", words=words)
    return {
        **around,
        "title": f"{kind} {number}: {recipient.name}",
        "running": f"{kind} {number}",
        "to": {"name": recipient.name, "lines": recipient_lines(recipient)},
    }


def recipient_lines(recipient: Recipient) -> list[Json]:
    """Below the name: the person there, and the address."""
    return [line for line in (recipient.person, *address_lines(recipient.address)) if line]


def referring(pairs: Iterable[Pair]) -> list[Json]:
    """Words and values; what has no value is left out."""
    return [{"label": label, "text": text} for label, text in pairs if text]


def facts(rows: Iterable[tuple[str, Iterable[str]]]) -> list[Json]:
    """The same with values of several lines."""
    found: list[Json] = []
    for label, lines in rows:
        filled: list[Json] = [line for line in lines if line]
        if filled:
            found.append({"label": label, "lines": filled})
    return found


def badge(text: str, tone: Tone) -> dict[str, Json]:
    """What a document says of its state beside its title."""
    return {"label": text, "tone": tone.value}


def column(name: str, share: int | None = None, align: str = "left") -> dict[str, Json]:
    """A column; without a share it is as wide as what it holds."""
    return {"label": name, "share": share, "align": align}

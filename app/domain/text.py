"""Text as it is stored: NFC, without what a database or a screen cannot hold; and its folded form for comparing."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from app.domain.errors import Problem, ValidationError

MAX_NAME: Final = 200
MAX_CODE: Final = 64
MAX_LINE: Final = 500
MAX_NOTES: Final = 100_000

_CONTROL = re.compile(r"[\x00\ud800-\udfff]")
_LINE_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS = re.compile(r"\s+")


def clean_text(value: str, field: str, limit: int = MAX_NOTES) -> str:
    """Free text of several lines: NFC, no NUL, no lone surrogates, outer blanks removed."""
    if _CONTROL.search(value):
        raise ValidationError(field, Problem.NOT_TEXT)
    text = unicodedata.normalize("NFC", value).strip()
    if len(text) > limit:
        raise ValidationError(field, Problem.TOO_LONG, limit=limit)
    return text


def clean_line(value: str, field: str, limit: int = MAX_LINE) -> str:
    """Text of one line (a name, a subject): control characters and line breaks become one blank."""
    if _CONTROL.search(value):
        raise ValidationError(field, Problem.NOT_TEXT)
    return clean_text(_LINE_CONTROL.sub(" ", value), field, limit)


def clean_name(value: str, field: str = "name") -> str:
    """A required name of one line."""
    text = clean_line(value, field, MAX_NAME)
    if not text:
        raise ValidationError(field, Problem.REQUIRED)
    return text


def clean_code(value: str, field: str = "code") -> str:
    """A code people type and read back: one line, single blanks, nothing invisible."""
    text = _BLANKS.sub(" ", clean_line(value, field, MAX_CODE))
    if _INVISIBLE.search(text):
        raise ValidationError(field, Problem.HIDDEN_CHARACTERS)
    return text


def fold(value: str) -> str:
    """The form by which names and codes are compared: case, accents' encoding, width and blanks ignored."""
    text = unicodedata.normalize("NFKC", value).casefold()
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def visible(value: str, limit: int = 60) -> str:
    r"""A value shortened for a message, with what cannot be seen made visible (`\\t`, `\\u202e`)."""
    shown = "".join(
        char if char.isprintable() and not _INVISIBLE.match(char) else char.encode("unicode_escape").decode("ascii")
        for char in value[: limit + 1]
    )
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"

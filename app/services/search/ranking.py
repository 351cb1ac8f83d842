"""How good a hit is, where its words stand, and the text around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.db.search import Found, Words
from app.db.search.words import digits_of, phone_prefixes, phone_tokens, plain
from app.services.search.read_models import Matched

_WORD: Final = re.compile(r"[^\W_]+")
_AROUND: Final = 40
_PLACES: Final = (
    ("code", Matched.CODE),
    ("title", Matched.NAME),
    ("points", Matched.EMAIL),
    ("detail", Matched.DETAIL),
    ("personal", Matched.NOTES),
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A hit with its score; 0 is best. Scores of archived records are one more."""

    hit: Found
    score: int
    similar: bool = False


def rank(words: Words, hit: Found, columns: Sequence[str], *, similar: bool) -> Ranked:
    """Exact code, exact name, whole words of the name, its beginning, words in it, elsewhere, similar."""
    typed = " ".join(spelt[-1] for spelt in words.words)
    codes, title = _plain_words(hit.code), _plain_words(hit.title)
    if similar:
        return Ranked(hit, 14, similar=True)
    if typed and typed in (" ".join(codes), *codes):
        return Ranked(hit, 0)
    if words.phone and "digits" in columns and _has_phone(words.phone, hit.points):
        return Ranked(hit, 2)
    if typed == " ".join(title):
        return Ranked(hit, 2)
    if _holds(words, title, whole=True):
        return Ranked(hit, 4)
    if " ".join(title).startswith(typed) or " ".join(codes).startswith(typed):
        return Ranked(hit, 6)
    if _holds(words, [*title, *codes], whole=False):
        return Ranked(hit, 8)
    return Ranked(hit, 10 if hit.entity in ("partner", "contact", "product") else 12)


def place_of(words: Words, hit: Found, columns: Sequence[str]) -> Matched:
    """The best place where any of the words stands."""
    for column, matched in _PLACES:
        if column in columns and _stands(words, getattr(hit, column)):
            if column == "points":
                return _kind_of_point(words, hit.points)
            return matched
    return Matched.PHONE if "digits" in columns else Matched.DETAIL


def snippet_of(words: Words, hit: Found, columns: Sequence[str]) -> str:
    """The text around the first word that is found outside the name; of a phone, the number as typed."""
    number = words.phone
    if number and "digits" in columns:
        typed = next((point for point in hit.points.split(" · ") if _has_phone(number, point)), "")
        if typed:
            return typed
    for column in ("personal", "detail", "points", "title"):
        text = getattr(hit, column) if column in columns else ""
        for match in _WORD.finditer(text):
            if _fits(words, plain(match.group())):
                return _around(text, match.start(), match.end())
    return ""


def _around(text: str, start: int, end: int) -> str:
    first = max(0, start - _AROUND)
    last = min(len(text), end + _AROUND)
    if first:
        first = text.find(" ", first, start) + 1 or start
    if last < len(text):
        last = text.rfind(" ", end, last) if text.rfind(" ", end, last) > 0 else last
    cut = " ".join(text[first:last].split())
    return f"{'…' if first else ''}{cut}{'…' if last < len(text) else ''}"


def _plain_words(text: str) -> list[str]:
    return [plain(word) for word in _WORD.findall(text)]


def _holds(words: Words, texts: Sequence[str], *, whole: bool) -> bool:
    return all(
        any(text == plain(way) if whole else text.startswith(plain(way)) for way in spelt for text in texts)
        for spelt in words.words
    )


def _stands(words: Words, text: str) -> bool:
    return any(_fits(words, word) for word in _plain_words(text))


def _fits(words: Words, word: str) -> bool:
    return any(word.startswith(plain(way)) for spelt in words.words for way in spelt)


def _has_phone(number: str, points: str) -> bool:
    prefixes = phone_prefixes(number)
    for point in points.split(" · "):
        bare = digits_of(point).lstrip("0")
        tokens = phone_tokens(bare, digits_of(point)).split()
        if any(token.startswith(prefix) for token in tokens for prefix in prefixes):
            return True
        # A number kept without its country still ends what was typed with it.
        if len(bare) >= 6 and number.endswith(bare):
            return True
    return False


def _kind_of_point(words: Words, points: str) -> Matched:
    for point in points.split(" · "):
        if _stands(words, point):
            return Matched.EMAIL if any(char.isalpha() for char in point) else Matched.PHONE
    return Matched.PHONE

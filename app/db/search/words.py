"""How words are compared in a search: letters with and without their marks, and phone numbers in any format."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

MIN_PHONE_DIGITS: Final = 4
MAX_WORDS: Final = 8
MAX_LENGTH: Final = 200

_WORD = re.compile(r"[^\W_]+")
_PHONE = re.compile(r"[+(]?[\d\s()./+-]*\d[\d\s()./-]*")
_TRUNK = re.compile(r"\(\s*0+\s*\)")
_SYMBOLS = re.compile(r"[%_\\*?^$#&=<>~|!]")
_NOT_DIGITS = re.compile(r"\D+")

# Letters that are written as two where the keyboard lacks them, and letters that Unicode does not decompose.
_AS_TWO = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
_AS_ONE = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


@dataclass(frozen=True, slots=True)
class Words:
    """What a person typed, taken apart.

    `words` are folded, each with its spellings; `literals` are pieces with signs that must stand in the text as typed
    (`50%`); `phone` is the number when nothing but one was typed.
    """

    words: tuple[tuple[str, ...], ...]
    literals: tuple[str, ...] = ()
    phone: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.words)


def read_words(text: str) -> Words:
    """Take a search apart. Empty when it holds no letter and no digit; long ones are cut."""
    typed = unicodedata.normalize("NFC", text[:MAX_LENGTH]).strip().casefold()
    words = tuple(spellings(word) for word in _WORD.findall(typed)[:MAX_WORDS])
    literals = tuple(piece for piece in typed.split() if _SYMBOLS.search(piece))
    phone = ""
    if _PHONE.fullmatch(typed):
        number = digits_of(typed)
        phone = number if len(number) >= MIN_PHONE_DIGITS else ""
    return Words(words, literals, phone, typed)


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """A word in lower case without marks, as the index folds it (`Müller` is `muller`), and what it leaves alone."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().translate(_AS_ONE))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def spellings(word: str) -> tuple[str, ...]:
    """The ways a typed word may be spelt in the index, the typed one first."""
    two = plain(word.casefold().translate(_AS_TWO))
    return tuple(dict.fromkeys((word, two, plain(word))))


def other_forms(text: str) -> str:
    """The words to index beside a text so that it is found without its marks: `Müller Straße` → `mueller strasse`."""
    if text.isascii():
        return ""
    forms: dict[str, None] = {}
    for word in _WORD.findall(unicodedata.normalize("NFC", text).lower()):
        if word.isascii():
            continue
        for form in (plain(word.translate(_AS_TWO)), plain(word)):
            forms[form] = None
    return " ".join(forms)


def digits_of(text: str) -> str:
    """The digits of a phone number, without the zero in brackets that nobody dials from abroad."""
    return _NOT_DIGITS.sub("", _TRUNK.sub("", text))


def phone_tokens(normal: str, typed: str) -> str:
    """What is indexed of a number: backwards for its last digits, forwards for its first."""
    whole, local = digits_of(normal), digits_of(typed)
    if not whole:
        return ""
    forwards = dict.fromkeys((whole, local)) if local else {whole: None}
    return " ".join([f"r{whole[::-1]}", *(f"f{number}" for number in forwards)])


def phone_prefixes(number: str) -> tuple[str, ...]:
    """The beginnings of indexed tokens that a typed number fits: any suffix without its zeros, or its beginning."""
    bare = number.lstrip("0")
    if len(bare) < MIN_PHONE_DIGITS:
        # So many zeros belong to the number itself.
        bare = number
    return tuple(dict.fromkeys((f"r{bare[::-1]}", f"f{number}", f"f{bare}")))

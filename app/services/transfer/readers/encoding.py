"""Which encoding a text file has: by its mark, by valid UTF-8, else by the only reading that makes words.

"It decodes" is no proof, because most one-byte encodings decode anything.  So the other candidates are compared by
the text they give: readings that mix scripts inside a word or hold control characters are dropped, equal texts are
one reading, and when two different readings are left the file is refused with both.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache
from typing import Final

from app.domain.parsing.problems import ProblemCode
from app.services.transfer.readers.tables import FileRefused

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CANDIDATES: Final = (
    "cp1252", "iso8859_15", "cp1250", "iso8859_2", "cp1254", "cp1257", "cp1251", "koi8_r", "cp1253", "cp1255",
    "cp1256", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr", "cp437", "cp850", "mac_roman",
)  # fmt: skip
_ISO_2022: Final = re.compile(rb"\x1b[$(]")
_SAMPLE: Final = 200_000
_WORD: Final = re.compile(r"[^\W]+(?:[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f]+\w*)*")
_ASIAN: Final = frozenset(
    {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "FULLWIDTH", "HALFWIDTH", "IDEOGRAPHIC", "BOPOMOFO"}
)
_LETTERS: Final = frozenset({"LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC"})
_INSIDE: Final = re.compile(r"(?<=[^\W\d_])([^\x00-\x7f])(?=[^\W\d_])")
_SANDWICH: Final = re.compile(r"[A-Za-z][^\x00-\x7f]{1,2}[A-Za-z]")


def known(encoding: str) -> str:
    """The name Python knows the encoding by; refuses a name it does not know."""
    try:
        info = codecs.lookup(encoding)
    except LookupError:
        raise FileRefused(ProblemCode.ENCODING_UNKNOWN, encoding=encoding) from None
    if not getattr(info, "_is_text_encoding", True):
        raise FileRefused(ProblemCode.ENCODING_UNKNOWN, encoding=encoding)
    return "utf-8-sig" if info.name == "utf-8" else info.name


def find_encoding(data: bytes) -> str:
    """The encoding of a whole file. Raises `FileRefused` when two readings fit or none does."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    if wide := _utf16_without_mark(data):
        return wide
    if b"\0" in data:
        raise FileRefused(ProblemCode.NUL_IN_FILE, row=data.count(b"\n", 0, data.index(b"\0")) + 1)
    if _ISO_2022.search(data):
        raise FileRefused(
            ProblemCode.ENCODING_AMBIGUOUS,
            candidates=("iso2022_jp", "utf-8"),
            readings=_lines(data, ("iso2022_jp", "utf-8")),
        )
    if _is_utf8(data):
        return "utf-8"
    return _by_readings(data)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:4_000]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.05 else None


def _telling_lines(data: bytes) -> bytes:
    """The lines that differ between encodings: those with a byte above 127."""
    lines = [line for line in re.split(rb"[\r\n]+", data) if not line.isascii()]
    return b"\n".join(lines)[:_SAMPLE]


def _by_readings(data: bytes) -> str:
    sample = _telling_lines(data)
    readings: dict[str, str] = {}
    for name in CANDIDATES:
        try:
            data.decode(name)
            text = sample.decode(name, errors="ignore")
        except (UnicodeDecodeError, LookupError):
            continue
        if _plausible(text):
            readings.setdefault(text, name)
    names = tuple(readings.values())
    if len(names) == 1:
        return names[0]
    if not names:
        raise FileRefused(ProblemCode.ENCODING_AMBIGUOUS, candidates=_helped(sample), readings=())
    raise FileRefused(ProblemCode.ENCODING_AMBIGUOUS, candidates=names, readings=_lines(sample, names))


def _helped(sample: bytes) -> tuple[str, ...]:
    """What charset-normalizer thinks of it; a hint for the person, never a decision."""
    from charset_normalizer import from_bytes

    return tuple(match.encoding for match in list(from_bytes(sample))[:3])


def _lines(sample: bytes, names: tuple[str, ...]) -> tuple[str, ...]:
    first = next((line for line in re.split(rb"[\r\n]+", sample) if line), b"")[:120]
    return tuple(first.decode(name, errors="replace") for name in names)


@lru_cache(maxsize=4_096)
def _script(character: str) -> str:
    return unicodedata.name(character, "?").split(" ", 1)[0]


def _plausible(text: str) -> bool:
    """No control characters or lone signs, and no word of two scripts."""
    for character in set(text):
        category = unicodedata.category(character)
        if category in ("Cn", "Co") or (category == "Cc" and character not in "\t\r\n"):
            return False
        if _script(character) == "BOX":
            return False
    if any(map(_is_sign, set(_INSIDE.findall(text)))):
        return False
    return all(_one_script(word) for word in set(_WORD.findall(text)) if not word.isascii())


def _is_sign(character: str) -> bool:
    """A sign that no word has between two letters (``M¸ller``)."""
    return unicodedata.category(character) in ("Sk", "Sm", "Sc", "So", "No", "Po", "Ps", "Pe")


def _one_script(word: str) -> bool:
    letters = [character for character in word if character.isalpha() or unicodedata.combining(character)]
    scripts = {_script(character) for character in letters}
    if scripts & _ASIAN:
        return not _SANDWICH.search(word)
    if len(scripts & _LETTERS) > 1:
        return False
    if "LATIN" in scripts:
        return True
    return word in (word.upper(), word.lower()) or word[1:] == word[1:].lower()

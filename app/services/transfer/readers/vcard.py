"""vCard 2.1, 3.0 and 4.0 as a table of contacts.

The grammar is small and its dialects are many (bare types, quoted-printable, base64 with broken folding, lower-case
BEGIN); a strict library gives up on the whole file where we must import what is valid and list the rest by line.
Photos and keys are skipped unread.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from app.domain.parsing.problems import ProblemCode
from app.services.transfer.limits import LIMITS, Limits
from app.services.transfer.readers.tables import Cell, FileRefused, Table

HEADERS: Final = (
    "name", "first_name", "last_name", "company", "title", "phone", "phone 2", "phone 3", "mobile", "mobile 2",
    "email", "email 2", "email 3", "street", "city", "region", "postal_code", "country", "birthday", "tags", "notes",
)  # fmt: skip
_LINE: Final = re.compile(
    r"(?:(?P<group>[\w-]+)\.)?(?P<name>[A-Za-z][\w-]*)(?P<params>(?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)*):(?P<value>.*)",
    re.DOTALL,
)
_SKIPPED: Final = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "LABEL", "AGENT"})
_DAY: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?", re.ASCII)
_BARE_ENCODINGS: Final = {"QUOTED-PRINTABLE": "ENCODING", "BASE64": "ENCODING", "8BIT": "ENCODING", "7BIT": "ENCODING"}


@dataclass(slots=True)
class Property:
    """One content line: its name, parameters (upper case names, values as lists) and undecoded value."""

    line: int
    name: str
    params: dict[str, list[str]]
    value: str

    @property
    def types(self) -> set[str]:
        """The TYPE parameters, lower case, however the version writes them."""
        return {part.strip().lower() for item in self.params.get("TYPE", []) for part in item.strip('"').split(",")}

    def text(self) -> str:
        """The value with its transfer encoding and escapes undone."""
        return unescape(self.raw()).replace("\r\n", "\n")

    def raw(self) -> str:
        """The value with its transfer encoding undone; escapes are left."""
        if "QUOTED-PRINTABLE" not in [item.upper() for item in self.params.get("ENCODING", [])]:
            return self.value
        charset = (self.params.get("CHARSET") or ["utf-8"])[0].strip('"')
        return quopri.decodestring(self.value.encode("latin-1", "replace")).decode(charset)


@dataclass(slots=True)
class Card:
    """The properties of one BEGIN … END."""

    line: int
    properties: list[Property] = field(default_factory=list)
    broken: bool = False


def unescape(text: str) -> str:
    r"""``\\n``, ``\\,``, ``\\;``, ``\\:`` and ``\\\\`` of vCard texts."""
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], text, flags=re.DOTALL)


def split_values(text: str, separator: str = ";") -> list[str]:
    """A structured value's parts, unescaped; an escaped separator does not split."""
    parts = re.split(rf"(?<!\\){re.escape(separator)}", text)
    return [unescape(part).strip() for part in parts]


def unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Logical lines with the number of their first physical line; quoted-printable soft breaks are joined."""
    current, start, soft = "", 0, False
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if soft:
            current, soft = current[:-1] + line, line.endswith("=")
            continue
        if line[:1] in (" ", "\t") and start:
            current += line[1:]
            continue
        if start:
            yield start, current
        current, start = line, number
        soft = line.endswith("=") and "QUOTED-PRINTABLE" in line.split(":", 1)[0].upper()
    if start:
        yield start, current


def _property(line: int, text: str) -> Property | None:
    match = _LINE.fullmatch(text)
    if match is None:
        return None
    params: dict[str, list[str]] = {}
    for item in re.findall(r';((?:[^;"]|"[^"]*")+)', match["params"]):
        key, equals, value = item.partition("=")
        if not equals:
            key, value = _BARE_ENCODINGS.get(item.upper(), "TYPE"), item
        params.setdefault(key.upper(), []).append(value)
    return Property(line, match["name"].upper(), params, match["value"])


def cards(text: str, table: Table) -> Iterator[Card]:  # noqa: C901 - one state machine
    """The complete cards; lines and cards that cannot be read are noted in `table` by their line."""
    card: Card | None = None
    for number, line in unfolded(text):
        bare = line.strip().upper()
        if bare == "BEGIN:VCARD":
            if card is not None:
                table.refuse(card.line, ProblemCode.BAD_CARD)
            card = Card(number)
        elif card is None:
            if bare:
                table.refuse(number, ProblemCode.BAD_CARD, value=line)
        elif bare == "END:VCARD":
            yield card
            card = None
        elif bare:
            item = _property(number, line)
            if item is None:
                card.broken = True
                table.refuse(number, ProblemCode.BAD_CARD, value=line)
            elif item.name not in _SKIPPED:
                card.properties.append(item)
    if card is not None:
        table.refuse(card.line, ProblemCode.BAD_CARD)


def read_cards(text: str, table: Table, limits: Limits = LIMITS) -> None:
    """Fills `table` (with `HEADERS`) from the text of a vCard file. Raises `FileRefused` when nothing is a card."""
    for card in cards(text, table):
        try:
            row = _row(card)
        except (UnicodeDecodeError, LookupError, ValueError):
            table.refuse(card.line, ProblemCode.BAD_CARD)
            continue
        if len(table.rows) >= limits.rows:
            raise FileRefused(ProblemCode.TOO_MANY_ROWS, limit=limits.rows)
        table.rows.append([row.get(header) or None for header in HEADERS])
        table.lines.append(card.line)
    if not table.rows and not table.refusals:
        raise FileRefused(ProblemCode.EMPTY_FILE)


@dataclass(slots=True)
class _Reading:
    """What was read of one card: single values, and those that a card may have many of."""

    row: dict[str, Cell] = field(default_factory=dict)
    phones: list[str] = field(default_factory=list)
    mobiles: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def _row(card: Card) -> dict[str, Cell]:
    reading = _Reading()
    for item in card.properties:
        if item.name in _TEXTS:
            reading.row.setdefault(_TEXTS[item.name], item.text().strip())
        elif item.name in _READERS:
            _READERS[item.name](item, reading)
    row = reading.row
    row["tags"] = ", ".join(filter(None, reading.tags))
    for name, values in (("phone", reading.phones), ("mobile", reading.mobiles), ("email", reading.emails)):
        for number, value in enumerate(dict.fromkeys(filter(None, values)), 1):
            row[name if number == 1 else f"{name} {number}"] = value
    return row


def _name(item: Property, reading: _Reading) -> None:
    parts = [*split_values(item.raw()), "", ""]
    reading.row["last_name"], reading.row["first_name"] = parts[0], parts[1]


def _organisation(item: Property, reading: _Reading) -> None:
    reading.row.setdefault("company", split_values(item.raw())[0])


def _email(item: Property, reading: _Reading) -> None:
    reading.emails.append(item.text().strip().removeprefix("mailto:"))


def _note(item: Property, reading: _Reading) -> None:
    reading.row["notes"] = "\n".join(filter(None, [str(reading.row.get("notes") or ""), item.text().strip()]))


def _categories(item: Property, reading: _Reading) -> None:
    reading.tags += split_values(item.raw(), ",")


def _phone(item: Property, reading: _Reading) -> None:
    kinds = item.types
    if kinds & {"fax", "pager"}:
        return
    value = item.text().strip().removeprefix("tel:").replace(";ext=", " ext. ")
    (reading.mobiles if "cell" in kinds else reading.phones).append(value)


def _address(item: Property, reading: _Reading) -> None:
    row = reading.row
    if any(row.get(name) for name in ("street", "city", "postal_code", "country")):
        return
    parts = [*split_values(item.raw()), *[""] * 7]
    row["street"] = "\n".join(filter(None, [parts[0], parts[1], parts[2]]))
    row["city"], row["region"], row["postal_code"], row["country"] = parts[3], parts[4], parts[5], parts[6]


def _birthday(item: Property, reading: _Reading) -> None:
    match = _DAY.fullmatch(item.text().strip())
    if match:
        reading.row["birthday"] = f"{match[1]}-{match[2]}-{match[3]}"


_TEXTS: Final = {"FN": "name", "TITLE": "title"}
_READERS: Final[dict[str, Callable[[Property, _Reading], None]]] = {
    "N": _name,
    "ORG": _organisation,
    "TEL": _phone,
    "EMAIL": _email,
    "ADR": _address,
    "BDAY": _birthday,
    "NOTE": _note,
    "CATEGORIES": _categories,
}

"""The readings that two-sided files leave to a person, as choices of the import wizard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.domain.parsing.problems import ProblemCode
from app.services.transfer.maps import CREATABLE
from app.services.transfer.refusals import Param, Refusal
from app.wording import imports, labels
from app.wording.formats import Formats
from app.wording.quoting import isolate, quote

_C = ProblemCode


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a file: its words, and the option of the map that says so."""

    text: str
    option: str
    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a file leaves open, and the readings that fit."""

    text: str
    readings: tuple[Reading, ...]


def questions(refusals: Iterable[Refusal], formats: Formats) -> list[Question]:
    """The questions that these refusals come down to, each once."""
    found: dict[tuple[str, tuple[Reading, ...]], Question] = {}
    options: set[str] = set()
    for item in refusals:
        question = _question(item, formats)
        if question is None:
            continue
        option = question.readings[0].option
        # One answer settles all columns: the next question of that kind is asked when it is still open then.
        if option in options and option != "create_missing":
            continue
        options.add(option)
        found.setdefault((question.text, question.readings), question)
    return list(found.values())


def _question(item: Refusal, formats: Formats) -> Question | None:
    maker = _MAKERS.get(item.code)
    return maker(item, formats) if maker is not None else None


def _column(item: Refusal) -> str:
    return f"In the column {quote(item.column)}, " if item.column else f"In {isolate(item.file)}, "


def _text(value: Param) -> str:
    return "" if value is None else str(value)


def _dates(item: Refusal, formats: Formats) -> Question:
    names = dict(imports.DATE_FORMATS)
    readings = tuple(
        Reading(
            f"{formats.date_long(_text(item.params.get(which)))} ({_order(pattern, names)})", "date_format", pattern
        )
        for which in ("first", "second")
        if (pattern := _text(item.params.get(f"{which}_format")))
    )
    return Question(f"{_column(item)}{quote(item.value or '')} can be two days. Which is it?", readings)


def _order(pattern: str, names: dict[str, str]) -> str:
    if "%d" in pattern and "%m" in pattern and not pattern.startswith("%Y"):
        return "day first" if pattern.index("%d") < pattern.index("%m") else "month first"
    return names.get(pattern, pattern)


def _numbers(item: Refusal, _formats: Formats) -> Question:
    readings = tuple(
        Reading(f"{item.params.get(which)} ({words})", "decimal", mark)
        for which, mark, words in (("first", ".", "decimal point"), ("second", ",", "decimal comma"))
    )
    return Question(f"{_column(item)}{quote(item.value or '')} can be two numbers. Which is it?", readings)


def _discounts(item: Refusal, _formats: Formats) -> Question:
    readings = tuple(
        Reading(_text(item.params.get(which)), "discount_as", value)
        for which, value in (("first", "fraction"), ("second", "percent"))
    )
    return Question(f"{_column(item)}the discount {quote(item.value or '')} can mean two things.", readings)


def _encodings(item: Refusal, _formats: Formats) -> Question | None:
    names = dict(imports.ENCODINGS)
    candidates = _listed(item, "candidates")
    samples = _listed(item, "readings")
    readings = tuple(
        Reading(f"{names.get(name, name)}{f': {isolate(sample)}' if sample else ''}", "encoding", name)
        for name, sample in zip(candidates, [*samples, *[""] * len(candidates)], strict=False)
    )
    if not readings:
        return None
    return Question(f"The letters of {isolate(item.file)} can be read in more than one way.", readings)


def _delimiters(item: Refusal, _formats: Formats) -> Question | None:
    names = dict(imports.DELIMITERS)
    readings = tuple(Reading(names.get(sign, sign), "delimiter", sign) for sign in _listed(item, "candidates"))
    return Question(f"What stands between the columns of {isolate(item.file)}?", readings) if readings else None


def _sheets(item: Refusal, _formats: Formats) -> Question | None:
    readings = tuple(Reading(isolate(name), "sheet", name) for name in _listed(item, "sheets"))
    return Question(f"Which sheet of {isolate(item.file)} is it?", readings) if readings else None


def _missing(item: Refusal, _formats: Formats) -> Question | None:
    entity = _text(item.params.get("entity"))
    if entity not in CREATABLE:
        return None
    word = labels.entity(entity)
    text = f"Some rows name a {word} that is not there yet."
    return Question(text, (Reading(f"Make each missing {word} too", "create_missing", entity),))


def _listed(item: Refusal, name: str) -> tuple[str, ...]:
    value = item.params.get(name)
    return value if isinstance(value, tuple) else ()


_MAKERS: Final = {
    _C.DATE_AMBIGUOUS: _dates,
    _C.NUMBER_AMBIGUOUS: _numbers,
    _C.DISCOUNT_AMBIGUOUS: _discounts,
    _C.ENCODING_AMBIGUOUS: _encodings,
    _C.DELIMITER_AMBIGUOUS: _delimiters,
    _C.SEVERAL_SHEETS: _sheets,
    _C.NO_SUCH_SHEET: _sheets,
    _C.UNKNOWN_REFERENCE: _missing,
}

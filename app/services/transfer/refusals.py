"""A refused value or row: where it is, what it is, why; the sentence is made by the wording."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.errors import AppError, ValidationError
from app.domain.parsing.problems import ParseProblem, ProblemCode
from app.domain.text import visible
from app.services.transfer.limits import LISTED_PROBLEMS

Param = str | int | None | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that was refused.

    `row` is the line of a text file or the row of a sheet, from 1; None when it is the file or a column as a whole.
    `column` is the header as the file spells it; `field` is our name. `value` is shortened and shows control
    characters. `code` says why and `params` hold the readings, limits and names that the sentence needs.
    """

    file: str
    code: ProblemCode
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    field: str | None = None
    value: str | None = None
    params: dict[str, Param] = dataclasses.field(default_factory=dict)


class ImportRefused(AppError):
    """The import was refused as a whole and nothing was kept; lists at most the first thousand reasons."""

    def __init__(self, refusals: Sequence[Refusal], total: int | None = None) -> None:
        self.total = len(refusals) if total is None else total
        super().__init__(f"{self.total} refused")
        self.refusals = tuple(refusals[:LISTED_PROBLEMS])


def plain(value: object) -> Param:
    """A parameter as text, a number or a tuple of texts."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(str(item) for item in value)
    return str(value)


def shown(value: object) -> str | None:
    """A value for a message: short, with control characters made visible."""
    return None if value is None else visible(str(value))


def refusal(problem: ParseProblem, file: str, **where: object) -> Refusal:
    """The refusal that a parse problem means at one place; its own `value` parameter wins."""
    params = {name: plain(value) for name, value in problem.params.items()}
    value = params.pop("value", None)
    given = where.pop("value", None)
    return Refusal(file, problem.code, value=shown(value if value is not None else given), params=params, **where)  # type: ignore[arg-type]


_FROM_VALIDATION = {
    "required": ProblemCode.REQUIRED,
    "too_long": ProblemCode.TEXT_TOO_LONG,
    "not_text": ProblemCode.BAD_TEXT,
    "hidden_characters": ProblemCode.BAD_TEXT,
    "too_large": ProblemCode.OUT_OF_RANGE,
    "out_of_range": ProblemCode.OUT_OF_RANGE,
    "too_fine": ProblemCode.TOO_MANY_DECIMALS,
    "not_a_choice": ProblemCode.NOT_A_CHOICE,
}


def from_validation(error: ValidationError) -> ParseProblem:
    """A refusal by the domain's own rules, in the words of the import."""
    code = _FROM_VALIDATION.get(error.code.value, ProblemCode.BAD_TEXT)
    params: dict[str, object] = dict(error.params)
    if error.code.value == "too_fine":
        params = {"limit": params.get("decimals")}
    elif error.code.value == "too_large":
        params = {"low": None, "high": params.get("limit")}
    elif code is ProblemCode.BAD_TEXT:
        params = {"rule": error.code.value}
    return ParseProblem(code, **params)

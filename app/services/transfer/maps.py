"""A map says which of their columns is which of our fields; it can be read, guessed, checked and written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from app.domain.errors import AppError
from app.domain.parsing.dates import check_format
from app.domain.parsing.problems import ParseProblem, ProblemCode

_SECTIONS: Final = ("options", "columns", "constants")
CREATABLE: Final = ("supplier", "customer", "carrier", "partner", "contact", "product", "staff", "location")


class MapRefused(AppError):
    """A map cannot be used: `code` says why, `params` name the key or the value."""

    def __init__(self, code: ProblemCode, **params: str) -> None:
        super().__init__(code.value)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be read, where it cannot say so itself. None means: find it, or ask when two readings fit."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    date_format: str | None = None
    decimal: str | None = None
    match: tuple[str, ...] = ()
    null: tuple[str, ...] = ()
    create_missing: tuple[str, ...] = ()
    discount_as: str | None = None


@dataclass(frozen=True, slots=True)
class ImportMap:
    """Our field → their column (or columns: the first filled one counts), and our field → one value for all rows.

    No column at all for a field means that it is not read, whatever the headers are.
    """

    kind: str
    options: Options = field(default_factory=Options)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_toml(cls, text: str) -> ImportMap:
        """Read a map. Raises `MapRefused` for a fault of syntax, an unknown key or a value of the wrong type."""
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise MapRefused(ProblemCode.MAP_SYNTAX, detail=str(error)) from None
        for key in data:
            if key != "kind" and key not in _SECTIONS:
                raise MapRefused(ProblemCode.MAP_UNKNOWN_KEY, key=key)
        for section in _SECTIONS:
            if not isinstance(data.get(section, {}), dict):
                raise MapRefused(ProblemCode.MAP_BAD_VALUE, key=section)
        kind = data.get("kind", "")
        if not isinstance(kind, str):
            raise MapRefused(ProblemCode.MAP_BAD_VALUE, key="kind")
        columns = {
            ours: () if theirs == [] else _texts(f"columns.{ours}", theirs)
            for ours, theirs in data.get("columns", {}).items()
        }
        constants = {ours: _constant(ours, value) for ours, value in data.get("constants", {}).items()}
        return cls(kind, _options(data.get("options", {})), columns, constants)

    def to_toml(self) -> str:
        """The map as a file that `from_toml` reads back equal."""
        lines = [f"kind = {_quoted(self.kind)}"]
        chosen = {item.name: getattr(self.options, item.name) for item in fields(Options)}
        lines += _section("options", {name: value for name, value in chosen.items() if value})
        lines += _section(
            "columns", {ours: theirs[0] if len(theirs) == 1 else theirs for ours, theirs in self.columns.items()}
        )
        lines += _section("constants", dict(self.constants))
        return "\n".join(lines) + "\n"


def _section(name: str, values: Mapping[str, str | tuple[str, ...]]) -> list[str]:
    if not values:
        return []
    return ["", f"[{name}]", *(f"{_key(key)} = {_value(value)}" for key, value in values.items())]


def _key(key: str) -> str:
    return key if key.replace("_", "").isalnum() and key.isascii() else _quoted(key)


def _value(value: str | tuple[str, ...]) -> str:
    return _quoted(value) if isinstance(value, str) else f"[{', '.join(map(_quoted, value))}]"


def _quoted(text: str) -> str:
    # A JSON string is a TOML string, but for DEL, which TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(key: str, value: Any) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not items or not all(isinstance(item, str) for item in items):
        raise MapRefused(ProblemCode.MAP_BAD_VALUE, key=key)
    return tuple(items)


def _constant(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int) or hasattr(value, "isoformat"):
        return value if isinstance(value, str) else value.isoformat() if hasattr(value, "isoformat") else str(value)
    raise MapRefused(ProblemCode.MAP_BAD_VALUE, key=f"constants.{key}")


def _options(data: dict[str, Any]) -> Options:
    known = {item.name for item in fields(Options)}
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name not in known:
            raise MapRefused(ProblemCode.MAP_UNKNOWN_KEY, key=f"options.{name}")
        if name in ("match", "null", "create_missing"):
            values[name] = _texts(f"options.{name}", value) if value else ()
        elif isinstance(value, str):
            values[name] = value
        else:
            raise MapRefused(ProblemCode.MAP_BAD_VALUE, key=f"options.{name}")
    return _checked(Options(**values))


def _checked(options: Options) -> Options:
    if options.delimiter is not None and (len(options.delimiter) != 1 or options.delimiter in '"\r\n\0'):
        raise MapRefused(ProblemCode.MAP_BAD_VALUE, key="options.delimiter")
    if options.decimal not in (None, ".", ","):
        raise MapRefused(ProblemCode.MAP_BAD_VALUE, key="options.decimal")
    if options.discount_as not in (None, "fraction", "percent"):
        raise MapRefused(ProblemCode.MAP_BAD_VALUE, key="options.discount_as")
    if not set(options.create_missing) <= set(CREATABLE):
        raise MapRefused(ProblemCode.MAP_BAD_VALUE, key="options.create_missing")
    if options.date_format is not None:
        try:
            check_format(options.date_format)
        except ParseProblem:
            raise MapRefused(ProblemCode.MAP_BAD_VALUE, key="options.date_format") from None
    return options

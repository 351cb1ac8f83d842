"""Rules that follow from a column's type alone, made from the models so that a new column is never forgotten."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from sqlalchemy import BigInteger, Column, Table, Text

from app.db import models  # noqa: F401
from app.db.base import Base, DateText, EnumText, FlagInt, MomentText
from app.domain.findings import Severity
from app.domain.money import CURRENCIES, MAX_MINOR
from app.domain.text import fold
from app.services.integrity.rules import ColumnRule, Connection

_MAX_QUANTITY: Final = 10**12
_QUANTITIES: Final = frozenset(
    "quantity accepted rejected shipped received closed_short minimum multiple maximum pack_quantity "
    "reorder_point target_stock min_quantity".split()
)
# Copies of what other columns or other programs' files say; they are shown, never compared.
_FOREIGN_TEXT: Final = frozenset({"change_record", "audit_entry"})
_FOREIGN_COLUMNS: Final = frozenset({("import_batch", "files"), ("import_batch", "mapping")})
_RECORDED_MOMENTS: Final = frozenset({("audit_entry", "at"), ("stock_move", "at"), ("import_batch", "at")})
_MOMENT: Final = "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]." + "[0-9]" * 6 + "Z"
_HIDDEN: Final = tuple(chr(code) for code in (0x200B, 0x200E, 0x200F, 0x202A, 0x202D, 0x202E, 0x2066, 0x2069, 0xFEFF))


def prepare(connection: Connection) -> None:
    """Give the connection the functions that these rules call."""
    connection.create_function("tp_is_nfc", 1, _is_nfc)
    connection.create_function("tp_fold", 1, _fold)


@cache
def column_rules() -> tuple[ColumnRule, ...]:
    """Give the rules of every column of every table."""
    rules: list[ColumnRule] = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            rules.extend(_rules_of(table, column))
        rules.extend(_currency_rules(table))
    return tuple(rules)


def _rules_of(table: Table, column: Column[object]) -> Iterator[ColumnRule]:
    kind, name = column.type, column.name
    if isinstance(kind, FlagInt):
        yield ColumnRule("T6", table.name, name, f"{name} NOT IN (0, 1)")
    elif isinstance(kind, EnumText):
        members = ", ".join(f"'{member.value}'" for member in kind.members)
        yield ColumnRule("T6", table.name, name, f"{name} NOT IN ({members})")
    elif isinstance(kind, DateText):
        yield ColumnRule("T4", table.name, name, f"{name} IS NOT date({name}, '+0 days')")
    elif isinstance(kind, MomentText):
        yield from _moment_rules(table, name)
    elif isinstance(kind, BigInteger):
        yield ColumnRule("T2", table.name, name, f"typeof({name}) NOT IN ('integer', 'null')")
        if name.endswith("_minor"):
            yield ColumnRule("T3", table.name, name, f"{name} NOT BETWEEN -{MAX_MINOR} AND {MAX_MINOR}")
        elif name in _QUANTITIES:
            yield ColumnRule("T3", table.name, name, f"{name} NOT BETWEEN -{_MAX_QUANTITY} AND {_MAX_QUANTITY}")
    elif isinstance(kind, Text):
        yield from _text_rules(table, name)


def _moment_rules(table: Table, name: str) -> Iterator[ColumnRule]:
    wrong = f"({name} NOT GLOB '{_MOMENT}' OR substr({name}, 1, 10) IS NOT date(substr({name}, 1, 10), '+0 days'))"
    yield ColumnRule("T4", table.name, name, f"({name} IS NOT NULL AND {wrong})")
    if (table.name, name) in _RECORDED_MOMENTS:
        late = f"{name} > strftime('%Y-%m-%dT%H:%M:%S', 'now', '+2 days')"
        yield ColumnRule("T4-future", table.name, name, late, Severity.WARNING)


def _text_rules(table: Table, name: str) -> Iterator[ColumnRule]:
    if table.name in _FOREIGN_TEXT or (table.name, name) in _FOREIGN_COLUMNS:
        return
    yield ColumnRule("T5", table.name, name, f"instr({name}, char(0)) > 0")
    # Plain ASCII, which most text is, never leaves the database's own code.
    yield ColumnRule("T5", table.name, name, f"({name} GLOB '*[^ -~]*' AND NOT tp_is_nfc({name}))")
    if name.endswith("_fold"):
        original = name.removesuffix("_fold")
        yield ColumnRule("T5-form", table.name, name, f"{name} IS NOT tp_fold({original})")
    if name in ("code", "sku", "gtin", "number", "currency"):
        hidden = " OR ".join(f"instr({name}, char({ord(char)})) > 0" for char in _HIDDEN)
        yield ColumnRule("T5-hidden", table.name, name, f"({name} GLOB '*[^ -~]*' AND ({hidden}))")


def _currency_rules(table: Table) -> Iterator[ColumnRule]:
    if "currency" not in table.columns:
        return
    amounts = [column.name for column in table.columns if column.name.endswith("_minor") and column.nullable]
    known = ", ".join(f"'{code}'" for code in sorted(CURRENCIES))
    yield ColumnRule("T1", table.name, "currency", f"currency NOT IN ({known})")
    for name in amounts:
        if name != "cost_minor":
            yield ColumnRule("T1", table.name, name, f"({name} IS NOT NULL AND currency IS NULL)")


def _is_nfc(value: object) -> int:
    return int(not isinstance(value, str) or unicodedata.is_normalized("NFC", value))


def _fold(value: object) -> str | None:
    return fold(value) if isinstance(value, str) else None

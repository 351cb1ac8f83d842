"""Writes the filled, frozen database of a released schema: run once at a release, its result is never edited.

    python -m tests.migrations.filling > tests/migrations/released/NUMBER.sql

Two rows in every table, every relation used, made from the schema itself so that no table can be forgotten.
"""

import contextlib
import sys
import tempfile
from pathlib import Path

from app.db import driver, upgrade
from app.db.base import Base, DateText, EnumText, FlagInt, MomentText
from app.db.search import SearchIndex

ROWS = (1, 2)
# What the tables' own conditions ask for, beyond types and relations.
FIXED = {
    ("partner", "is_supplier"): (1, 0),
    ("partner", "is_customer"): (0, 1),
    ("product", "unit_decimals"): (0, 3),
    ("stock_balance", "inside"): (1, 1),
    ("stock_balance", "location_id"): (7, 7),
    ("stock_move", "from_location_id"): (1, 1),
    ("stock_move", "to_location_id"): (7, 7),
}
ONE_OF = {
    "address": ("partner_id", "contact_id"),
    "consent": ("partner_id", "contact_id"),
    "contact_point": ("partner_id", "contact_id"),
    "partner_tag": ("partner_id", "contact_id"),
    "interaction_link": ("partner_id", "shipment_id"),
}


def fill(path: Path) -> None:
    """Make a database with rows in every table."""
    upgrade.run_revisions(path, lambda _connection: [])
    with contextlib.closing(driver.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN")
        for table in Base.metadata.sorted_tables:
            for number in ROWS:
                values = {column.name: value_of(table.name, column, number) for column in table.columns}
                if table.name == "location":
                    values["id"] = 7 + number
                marks = ", ".join("?" for _ in values)
                connection.execute(
                    f"INSERT INTO {table.name} ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
                )
        connection.execute("INSERT INTO search_entry (rowid, title) VALUES (1, 'first words')")
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("COMMIT")


def value_of(table: str, column: object, number: int) -> object:
    """Give a value that the column takes, different for each row."""
    name, kind = column.name, column.type  # type: ignore[attr-defined]
    if (table, name) in FIXED:
        return FIXED[table, name][number - 1]
    choices = ONE_OF.get(table, ())
    if name in choices or (table == "interaction_link" and column.nullable):  # type: ignore[attr-defined]
        return number if choices[number - 1] == name else None
    if isinstance(kind, EnumText):
        return list(kind.members)[number - 1].value
    if isinstance(kind, FlagInt):
        return number - 1
    if isinstance(kind, DateText):
        return f"2026-03-0{number}"
    if isinstance(kind, MomentText):
        return f"2026-03-0{number}T10:15:00.000000Z"
    of_type = {int: number, bytes: bytes((number, 0, 255))}
    return of_type.get(kind.python_type, f"{name} {number}")


def dump(path: Path) -> str:
    """Write a database as statements that make it again, the library's own tables left to the library."""
    lines = ["PRAGMA foreign_keys = OFF;", "BEGIN;"]
    with contextlib.closing(driver.connect(path, read_only=True)) as connection:
        for name in ("application_id", "user_version"):
            value = connection.execute(f"PRAGMA {name}").fetchone()[0]
            lines += [f"PRAGMA {name} = {value};"]
        objects = connection.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        ).fetchall()
        shadows = {
            row[0] for row in connection.execute("SELECT name FROM pragma_table_list WHERE type = 'shadow'").fetchall()
        }
        own = [row for row in objects if row[2] not in shadows and not row[1].startswith("sqlite_")]
        lines += [f"{sql};" for kind, _name, _table, sql in own if kind in ("table", "index")]
        for kind, name, _table, sql in own:
            if kind == "table" and not sql.startswith("CREATE VIRTUAL"):
                lines += inserts(connection, name)
        for name, sequence in connection.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name").fetchall():
            lines.append(f"UPDATE sqlite_sequence SET seq = {sequence} WHERE name = '{name}';")
        lines += [statement + ";" for statement in SearchIndex.statements() if statement.startswith("INSERT")]
        lines.append("INSERT INTO search_entry (rowid, title) VALUES (1, 'first words');")
        lines += [f"{sql};" for kind, _name, _table, sql in own if kind == "trigger"]
    return "\n".join([*lines, "COMMIT;", ""])


def inserts(connection: driver.Connection, table: str) -> list[str]:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})").fetchall()]
    quoted = ", ".join(f"quote({column})" for column in columns)
    rows = connection.execute(f"SELECT {quoted} FROM {table} ORDER BY 1").fetchall()
    return [f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(row)});" for row in rows]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        filled = Path(folder) / "filled.db"
        fill(filled)
        sys.stdout.write(dump(filled))

"""Looks at a database's rows straight by SQL, for comparing what an operation left behind."""

from typing import Any

from app.db.engine import Database
from app.db.recorder import models_by_table

LOGS = frozenset({"audit_entry", "change_record"})
LEDGERS = frozenset({"stock_move", "shipment_event"})


def rows(database: Database, table: str) -> list[dict[str, Any]]:
    """All rows of one table, as stored."""
    with database.read() as session:
        result = session.connection().exec_driver_sql(f"SELECT * FROM {table} ORDER BY id")
        return [dict(row) for row in result.mappings()]


def snapshot(database: Database, *, without: frozenset[str] = LOGS) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables but the logs, without what only counts changes (`version`) and derived rows' ids."""
    return {
        name: sorted(
            ({key: value for key, value in row.items() if key not in _left_out(model)} for row in rows(database, name)),
            key=repr,
        )
        for name, model in models_by_table().items()
        if name not in without
    }


def _left_out(model: Any) -> set[str]:
    return {"version", "id"} if model.__recording__.derived else {"version"}

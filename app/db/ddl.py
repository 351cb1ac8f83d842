"""What the models cannot say: triggers that keep the ledgers append-only.

The second wall behind the recorder: a statement that gets past the services is refused by the database itself.
"""

from __future__ import annotations

from typing import Final

_LEDGERS: Final = ("stock_move", "shipment_event")
_FROZEN_COLUMNS: Final = ("id", "entry_id", "entity", "row_id", "digest")


def append_only_triggers() -> list[str]:
    """The CREATE TRIGGER statements, in SQLite's dialect.

    A ledger lets a row go only with the import run it came with, while that run is being undone. An audit entry never
    changes; a change record may only lose its images and salt (a person's data erased), which the chain survives.
    """
    statements = []
    for table in _LEDGERS:
        statements += [
            _refuse(f"{table}_no_update", f"UPDATE ON {table}"),
            _refuse(
                f"{table}_no_delete",
                f"DELETE ON {table}",
                "NOT EXISTS (SELECT 1 FROM import_batch WHERE id = OLD.batch_id AND state = 'undoing')",
            ),
        ]
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _FROZEN_COLUMNS)
    filled = " OR ".join(
        f"(NEW.{column} IS NOT NULL AND NEW.{column} IS NOT OLD.{column})" for column in ("before", "after", "salt")
    )
    return [
        *statements,
        _refuse("audit_entry_no_update", "UPDATE ON audit_entry"),
        _refuse("audit_entry_no_delete", "DELETE ON audit_entry"),
        _refuse("change_record_no_update", "UPDATE ON change_record", f"{changed} OR {filled}"),
        _refuse("change_record_no_delete", "DELETE ON change_record"),
    ]


def _refuse(name: str, event: str, when: str = "") -> str:
    condition = f" WHEN {when}" if when else ""
    return f"CREATE TRIGGER {name} BEFORE {event}{condition} BEGIN SELECT RAISE(ABORT, 'append-only'); END"

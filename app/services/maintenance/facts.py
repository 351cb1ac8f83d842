"""What ``info`` says about a profile: versions, places, rows, schema."""

from __future__ import annotations

import importlib.metadata
import platform
from dataclasses import dataclass

from app.db import backends, driver, upgrade
from app.services.operations import ReadContext, query


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """Schema revision, the newest one this program knows, and rows per table."""

    revision: str
    head: str
    audit_seq: int
    rows: dict[str, int]


def versions() -> dict[str, str]:
    """Give the versions of the program and of what matters under it."""
    return {
        "tradepost": _version("tradepost", "0.1.0"),
        "python": platform.python_version(),
        "sqlite": ".".join(str(part) for part in driver.SQLITE_VERSION),
        "sqlalchemy": _version("sqlalchemy", ""),
        "qt": _version("PySide6-Essentials", ""),
    }


@query("settings.view")
def database_facts(ctx: ReadContext) -> DatabaseFacts:
    """Count the rows of every table; no row is shown."""
    connection = ctx.session.connection()
    seq = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM audit_entry").scalar_one()
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    return DatabaseFacts(str(revision), upgrade.HEAD, int(seq), backends.of(connection).row_counts(connection))


def _version(package: str, otherwise: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return otherwise

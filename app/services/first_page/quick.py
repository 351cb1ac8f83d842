"""Reads the remembered page straight through the driver: the one read that does not wait for `Operations`.

Loading SQLAlchemy and the models takes several times as long as showing a window; this read takes milliseconds. It
opens the file read-only and gives nothing unless everything is as it was: our database at our revision, one person who
needs no sign-in, no audit entry since, the same day. Any doubt is None, and the window waits for the real page.
"""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

from app.db import driver
from app.db.upgrade import HEAD_NUMBER
from app.domain.errors import AppError
from app.services.first_page.read_models import RememberedPage

_GOOD = """
SELECT p.staff_id, p.content FROM first_page p JOIN staff s ON s.id = p.staff_id
WHERE s.signs_in = 1 AND s.active = 1 AND p.day = ?
  AND (SELECT count(*) FROM staff WHERE signs_in = 1) = 1
  AND p.entry_id = (SELECT max(id) FROM audit_entry)
"""


def read_remembered(database: Path, today: date) -> tuple[int, RememberedPage] | None:
    """Whose page to draw at once, and the page; None when there is none or it may be out of date."""
    if not database.exists():
        return None
    try:
        with contextlib.closing(driver.connect(database, read_only=True)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != driver.APPLICATION_ID:
                return None
            if connection.execute("PRAGMA user_version").fetchone()[0] != HEAD_NUMBER:
                return None
            row = connection.execute(_GOOD, (today.isoformat(),)).fetchone()
        return None if row is None else (int(row[0]), RememberedPage.from_json(row[1]))
    except (AppError, driver.DatabaseError, ValueError, KeyError, TypeError):
        return None

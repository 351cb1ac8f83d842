"""Rules of attached files: each is what its digest says, and what refers to one finds it."""

from __future__ import annotations

import hashlib
from typing import Final

from app.services.integrity.rules import Connection, Rule

RULES: Final = (
    Rule(
        "F1",
        """
        SELECT 'attachment' AS entity, id AS row_id, length(content) || ' bytes' AS detail
        FROM attachment WHERE digest <> tp_sha256(content)
        """,
    ),
    Rule(
        "F2",
        """
        SELECT 'setting' AS entity, id AS row_id, key AS detail FROM setting
        WHERE key = 'business.logo' AND value <> 'null'
        AND json_extract(value, '$') NOT IN (SELECT digest FROM attachment)
        """,
    ),
)


def prepare(connection: Connection) -> None:
    """Give the connection the function that these rules call."""
    connection.create_function("tp_sha256", 1, _sha256)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

"""The desk: a window on a real database with real threads."""

from tests.support.desk import desk, role, theme  # noqa: F401
from tests.support.watchdog import watchdog  # noqa: F401

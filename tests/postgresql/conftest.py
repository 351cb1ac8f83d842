"""Every test here has its databases on a server of this run's own."""

import pytest

from tests.support.database import NewPlace
from tests.support.postgresql import Server


@pytest.fixture(scope="session")
def new_place(server: Server) -> NewPlace:
    """Makes a new, empty database on the server."""
    return lambda _folder: server.copy()

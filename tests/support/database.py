"""A database for tests below the window: a copy of one template, made once a session.

`--backend postgresql` gives every test that takes `database` or `ops` one on a server instead of a file.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.postgresql import Server, private_server

NewPlace = Callable[[Path], Path | str]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the tests of services run on the other database."""
    parser.addoption("--backend", choices=("sqlite", "postgresql"), default="sqlite", help="the database of tests")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server of this run's own."""
    with private_server() as server:
        yield server


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as a new profile gets it, empty and closed."""
    from app.db import upgrade

    path = tmp_path_factory.mktemp("template") / "template.db"
    upgrade.create(path, lambda _connection: [])
    return path


@pytest.fixture(scope="session")
def new_place(request: pytest.FixtureRequest, template: Path) -> NewPlace:
    """Makes a new, empty database of the chosen kind: a file in the folder, or one on the server."""

    def on_file(folder: Path) -> Path:
        return Path(shutil.copyfile(template, folder / "tradepost.db"))

    if request.config.getoption("--backend") == "sqlite":
        return on_file
    server: Server = request.getfixturevalue("server")
    return lambda _folder: server.copy()


@pytest.fixture
def database(request: pytest.FixtureRequest, new_place: NewPlace, tmp_path: Path) -> Iterator["Database"]:  # noqa: F821
    """An open database of its own."""
    from app.db.engine import Database

    where = new_place(tmp_path)
    server: Server | None = request.getfixturevalue("server") if isinstance(where, str) else None
    database = Database(where)
    yield database
    database.close()
    if server is not None:
        server.drop(str(where))


@pytest.fixture
def ops(database: "Database") -> "Operations":  # noqa: F821
    """Operations on it; nobody signs in yet, so that the owner-to-be acts."""
    from app.services.operations import Operations

    return Operations(database)

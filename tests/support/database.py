"""A database for tests below the window: a copy of one template, made once a session."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as a new profile gets it, empty and closed."""
    from app.db import upgrade

    path = tmp_path_factory.mktemp("template") / "template.db"
    upgrade.create(path, lambda _connection: [])
    return path


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Iterator["Database"]:  # noqa: F821
    """An open database of its own."""
    from app.db.engine import Database

    path = tmp_path / "tradepost.db"
    shutil.copyfile(template, path)
    database = Database(path)
    yield database
    database.close()


@pytest.fixture
def ops(database: "Database") -> "Operations":  # noqa: F821
    """Operations on it; nobody signs in yet, so that the owner-to-be acts."""
    from app.services.operations import Operations

    return Operations(database)

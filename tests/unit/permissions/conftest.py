"""The small business of the matrix, made once for a module; each test gets its own copy, opened as one role."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.db.engine import Database
from app.domain.vocabulary import Role
from app.services.operations import Operations
from tests.unit.permissions.world import NOW, World, build


@pytest.fixture(scope="module")
def built(template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    path = tmp_path_factory.mktemp("world") / "world.db"
    shutil.copyfile(template, path)
    database = Database(path)
    ids = build(database)
    database.close()
    return path, ids


@pytest.fixture
def world_of(built: tuple[Path, dict[str, int]], tmp_path: Path) -> Iterator[Callable[[Role], World]]:
    """The business as a role sees it; all roles of one test see the same."""
    path = tmp_path / "tradepost.db"
    shutil.copyfile(built[0], path)
    database = Database(path)

    def opened(role: Role) -> World:
        operations = Operations(database, now=lambda: NOW)
        operations.sign_in_as(built[1][role.value])
        return World(operations, role, tmp_path, dict(built[1]))

    yield opened
    database.close()


@pytest.fixture
def world(world_of: Callable[[Role], World], role: Role) -> World:
    return world_of(role)

"""Every cell of the permission matrix, by the smallest valid call of every operation (G24)."""

import ast
import importlib
import inspect
import pkgutil
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import app.services
from app.db.engine import Database
from app.domain.errors import AppError, NotFoundError, PermissionDenied, ValidationError
from app.domain.vocabulary import Role
from app.services import operations
from app.services.operations import COMMANDS, QUERIES, Operations
from app.services.permissions import NO, YES, matrix
from tests.support.database import template  # noqa: F401
from tests.unit.permissions import calls_goods, calls_relations, calls_transfer  # noqa: F401  (registers their calls)
from tests.unit.permissions.calls import ABSENT, CALLS, ENOUGH
from tests.unit.permissions.world import NOW, World, build, digest_of

PREFIX = "app.services."


def service_modules() -> list[Any]:
    found = pkgutil.walk_packages(app.services.__path__, PREFIX)
    return [importlib.import_module(module.name) for module in found]


def name_of(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}".removeprefix(PREFIX)


MODULES = service_modules()
REGISTERED = {name_of(f): f for f in [*COMMANDS, *QUERIES] if f.__module__.startswith(PREFIX)}
CELLS = [(name, role) for name in sorted(REGISTERED) for role in Role]


@pytest.fixture(scope="module")
def built(template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:  # noqa: F811
    path = tmp_path_factory.mktemp("world") / "world.db"
    shutil.copyfile(template, path)
    database = Database(path)
    ids = build(database)
    database.close()
    return path, ids


@pytest.fixture
def world(built: tuple[Path, dict[str, int]], tmp_path: Path, role: Role) -> World:
    path = tmp_path / "tradepost.db"
    shutil.copyfile(built[0], path)
    operations_ = Operations(Database(path), now=lambda: NOW)
    operations_.sign_in_as(built[1][role.value])
    return World(operations_, role, tmp_path, dict(built[1]))


def info_of(function: Callable[..., Any]) -> operations.OperationInfo:
    return COMMANDS.get(function) or QUERIES[function]


def attempt(world: World, name: str) -> AppError | None:
    function = REGISTERED[name]
    arguments = CALLS[name](world)
    try:
        (world.ops.run if function in COMMANDS else world.ops.read)(function, *arguments)
    except AppError as error:
        return error
    return None


@pytest.mark.parametrize(("name", "role"), CELLS, ids=[f"{name}-{role.value}" for name, role in CELLS])
def test_cell(world: World, name: str, role: Role) -> None:
    if name not in CALLS:
        pytest.fail(f"{name} has no call in tests/unit/permissions/calls.py", pytrace=False)
    grant = matrix().grant(info_of(REGISTERED[name]).name, role)
    before = digest_of(world.ops.database)

    error = attempt(world, name)

    after = digest_of(world.ops.database)
    changed = {table for table in before if before[table] != after[table]}
    world.ops.database.close()
    if grant == NO or grant in ENOUGH[name]:
        assert isinstance(error, PermissionDenied), error
        assert changed <= {"audit_entry", "sqlite_sequence"}
        assert "audit_entry" in changed
    else:
        assert not isinstance(error, PermissionDenied)
        fitting = isinstance(error, NotFoundError | ValidationError) if name in ABSENT else error is None
        assert fitting, error
        if REGISTERED[name] in QUERIES and not info_of(REGISTERED[name]).always_logged:
            assert changed == set()


def test_every_refusal_is_written_down_once(built: tuple[Path, dict[str, int]], tmp_path: Path) -> None:
    from sqlalchemy import select

    from app.db.models import AuditEntry

    path = tmp_path / "tradepost.db"
    shutil.copyfile(built[0], path)
    ops = Operations(Database(path), now=lambda: NOW)
    ops.sign_in_as(built[1]["read_only"])
    world = World(ops, Role.READ_ONLY, tmp_path, built[1])

    assert isinstance(attempt(world, "people.commands.save"), PermissionDenied)

    with ops.database.read() as session:
        entries = session.execute(select(AuditEntry.operation, AuditEntry.outcome, AuditEntry.staff_id)).all()
    ops.database.close()
    assert [tuple(entry) for entry in entries] == [("staff.save", "refused", built[1]["read_only"])]


def test_every_operation_is_in_the_matrix_and_every_cell_is_a_known_word() -> None:
    named = {info_of(function).name for function in REGISTERED.values()}
    limits = {
        "above", "append", "below", "contacts", "counts", "draft", "impersonal", "limited", "no_costs", "own", "recent",
        "shipping", "single",
    }  # fmt: skip

    assert named <= set(matrix().cells)
    assert {cell for row in matrix().cells.values() for cell in row.values()} <= limits | {YES, NO}
    assert all(row[Role.OWNER] == YES for row in matrix().cells.values())


def test_nothing_outside_the_services_takes_a_function_that_is_no_operation() -> None:
    """What a command or query module has beside its operations is a part of other operations, for services only."""
    root = Path(app.services.__path__[0]).parent
    outside = [path for part in ("ui", "cli", "reports") for path in (root / part).rglob("*.py")]
    taken = [
        f"{node.module}.{alias.name}".removeprefix(PREFIX)
        for path in [*outside, root / "bootstrap.py"]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PREFIX)
        for alias in node.names
    ]
    functions = [name for name in taken if inspect.isfunction(_found(name)) and _takes_a_context(_found(name))]

    assert functions
    assert sorted(set(functions) - set(REGISTERED)) == []


def _found(name: str) -> object:
    module, _, attribute = f"{PREFIX}{name}".rpartition(".")
    return getattr(sys.modules.get(module), attribute, None)


def _takes_a_context(function: Any) -> bool:
    first = next(iter(inspect.signature(function).parameters.values()), None)
    return first is not None and str(first.annotation).endswith(("ReadContext", "WriteContext"))


def test_every_operation_has_a_call() -> None:
    assert sorted(set(REGISTERED) - set(CALLS)) == []


def test_without_its_registration_an_operation_does_not_run(built: tuple[Path, dict[str, int]]) -> None:
    """What the mutation "remove the decorator" comes to: the call fails, whoever asks."""
    database = Database(built[0])
    ops = Operations(database, now=lambda: NOW)
    ops.sign_in_as(built[1]["owner"])
    try:
        with pytest.raises(KeyError):
            ops.run(attempt, None, "")  # type: ignore[arg-type]
        with pytest.raises(KeyError):
            ops.read(attempt, None, "")  # type: ignore[arg-type]
    finally:
        database.close()

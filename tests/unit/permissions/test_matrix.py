"""Every cell of the permission matrix, by the smallest valid call of every operation (G24)."""

import ast
import importlib
import inspect
import pkgutil
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import app.services
from app.db.engine import Database
from app.domain.errors import AppError, PermissionDenied
from app.domain.vocabulary import Role
from app.services import operations
from app.services.operations import COMMANDS, QUERIES, Operations
from app.services.permissions import NO, YES, matrix
from tests.unit.permissions import (  # noqa: F401  (each registers its calls)
    calls_documents,
    calls_figures,
    calls_goods,
    calls_relations,
    calls_stock,
    calls_transfer,
)
from tests.unit.permissions.calls import CALLS, ENOUGH
from tests.unit.permissions.world import NOW, World, digest_of

PREFIX = "app.services."


def service_modules() -> list[Any]:
    found = pkgutil.walk_packages(app.services.__path__, PREFIX)
    return [importlib.import_module(module.name) for module in found]


def name_of(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}".removeprefix(PREFIX)


MODULES = service_modules()
REGISTERED = {name_of(f): f for f in [*COMMANDS, *QUERIES] if f.__module__.startswith(PREFIX)}
CELLS = [(name, role) for name in sorted(REGISTERED) for role in Role]


def info_of(function: Callable[..., Any]) -> operations.OperationInfo:
    return COMMANDS.get(function) or QUERIES[function]


def attempt(world: World, name: str, arguments: tuple[Any, ...]) -> AppError | None:
    function = REGISTERED[name]
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
    arguments = CALLS[name](world)
    before = digest_of(world.ops.database)

    error = attempt(world, name, arguments)

    after = digest_of(world.ops.database)
    changed = {table for table in before if before[table] != after[table]}
    world.ops.database.close()
    if grant == NO or grant in ENOUGH[name]:
        assert isinstance(error, PermissionDenied), error
        assert changed <= {"audit_entry", "sqlite_sequence"}
        assert "audit_entry" in changed
    else:
        assert not isinstance(error, PermissionDenied)
        assert error is None, error
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

    arguments = CALLS["people.commands.save"](world)
    assert isinstance(attempt(world, "people.commands.save", arguments), PermissionDenied)

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


def unregistered() -> set[str]:
    """What has a call here and is no operation, and every public use case in a module of commands or queries."""
    registered = {name_of(function) for function in [*COMMANDS, *QUERIES]}
    use_cases = {
        name_of(function)
        for module in MODULES
        if module.__name__.rpartition(".")[2] in ("commands", "queries")
        for function in vars(module).values()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not function.__name__.startswith("_")
        and _takes_a_context(function)
    }
    return (use_cases | set(CALLS)) - registered - PARTS


PARTS = {
    "products.queries.read_draft",
    "shipments.queries.rows_where",
    "stock.queries.products_by_text",
    "stock.queries.read_rows",
    "stock.queries.shows_costs",
}
"""Parts of operations that several modules of the services use, and nobody else (see above)."""


def test_every_operation_has_a_call_and_every_use_case_is_an_operation() -> None:
    assert sorted(set(REGISTERED) - set(CALLS)) == []
    assert sorted(unregistered()) == []


@pytest.fixture(scope="module")
def owner(built: tuple[Path, dict[str, int]]) -> Iterator[Operations]:
    ops = Operations(Database(built[0]), now=lambda: NOW)
    ops.sign_in_as(built[1]["owner"])
    yield ops
    ops.database.close()


@pytest.mark.parametrize("name", sorted(REGISTERED))
def test_without_its_decorator_an_operation_is_missed_and_does_not_run(
    owner: Operations, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The mutation "remove the decorator", for each: the completeness above names it, and nobody can call it."""
    function = REGISTERED[name]
    monkeypatch.delitem(COMMANDS if function in COMMANDS else QUERIES, function)

    assert unregistered() == {name}
    with pytest.raises(KeyError):
        owner.run(function)
    with pytest.raises(KeyError):
        owner.read(function)

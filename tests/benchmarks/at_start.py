"""Lets somebody watch or use the program's window when it starts, without importing anything before the start does."""

import sys
from collections.abc import Callable
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

BOOTSTRAP = "app.bootstrap"


def watch(tab: str) -> None:
    """Print both moments of the start that follows and end it; `tab` is shown first."""

    def attach(program: Any) -> object:
        from tests.benchmarks.first_paint import Watch

        return Watch(program, tab)

    _at_start(attach)


def visit(tab: str) -> None:
    """Look at a tab once, as a person did before the start that is measured."""

    def attach(program: Any) -> object:
        from tests.benchmarks.first_paint import Visit

        return Visit(program, tab)

    _at_start(attach)


def _at_start(attach: Callable[[Any], object]) -> None:
    def found(program_class: Any) -> None:
        start = program_class.start

        def attached_start(program: Any) -> None:
            program.attached = attach(program)
            start(program)

        program_class.start = attached_start

    sys.meta_path.insert(0, _OnImport(found))


class _OnImport(MetaPathFinder, Loader):
    """Calls a function with the program's class when the start has imported it."""

    def __init__(self, found: Callable[[Any], None]) -> None:
        self._found = found
        self._real: ModuleSpec | None = None

    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != BOOTSTRAP:
            return None
        self._real = PathFinder.find_spec(name, path)
        return ModuleSpec(name, self, origin=BOOTSTRAP)

    def exec_module(self, module: ModuleType) -> None:
        if self._real is None or self._real.loader is None:
            raise ImportError(BOOTSTRAP)
        self._real.loader.exec_module(module)
        self._found(module.__dict__["Program"])

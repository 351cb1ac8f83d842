"""Makes Qt unimportable, for the tests of everything below the window."""

import builtins
import contextlib
import importlib
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

QT_PACKAGES = frozenset({"PySide6", "shiboken6", "pyqtgraph", "qtawesome", "qtpy"})
# pytest-qt looks after its own application around every test of the process.
MAY_IMPORT_QT = QT_PACKAGES | {"pytestqt"}


@contextlib.contextmanager
def without_qt() -> Iterator[None]:
    """Let every import of Qt and of what is built on it fail, whether it was imported before or not.

    The modules stay in `sys.modules`: Qt's binding looks itself up there and ends the process when it fails.
    """
    real_import, real_import_module = builtins.__import__, importlib.import_module

    def guarded_import(name: str, globals: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> Any:
        _refuse(name, globals or {})
        return real_import(name, globals, *args, **kwargs)

    def guarded_import_module(name: str, package: str | None = None) -> ModuleType:
        _refuse(name, sys._getframe(1).f_globals)
        return real_import_module(name, package)

    builtins.__import__ = guarded_import
    importlib.import_module = guarded_import_module
    try:
        yield
    finally:
        builtins.__import__ = real_import
        importlib.import_module = real_import_module


def _refuse(name: str, importer: Mapping[str, Any]) -> None:
    by = str(importer.get("__name__", "")).partition(".")[0]
    if name.partition(".")[0] in QT_PACKAGES and by not in MAY_IMPORT_QT:
        raise ModuleNotFoundError(f"{name} may not be imported below the window", name=name)

"""The tests below the window really run without Qt."""

import importlib
import subprocess
import sys

import pytest

try:
    import PySide6
except ModuleNotFoundError:
    imported_while_collecting = False
else:
    imported_while_collecting = bool(PySide6)


@pytest.mark.parametrize("name", ["PySide6", "PySide6.QtCore", "shiboken6", "pyqtgraph", "qtawesome"])
def test_qt_cannot_be_imported(name: str) -> None:
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(name)


def test_nor_by_a_statement() -> None:
    with pytest.raises(ModuleNotFoundError):
        from PySide6.QtCore import QObject  # noqa: F401


def test_nor_while_the_tests_are_collected() -> None:
    assert not imported_while_collecting


def test_everything_below_the_window_imports_in_a_process_that_never_had_qt() -> None:
    script = """
import importlib, pkgutil, sys
for name in ("PySide6", "shiboken6", "pyqtgraph", "qtawesome", "qtpy"):
    sys.modules[name] = None
import app
names = [m.name for m in pkgutil.walk_packages(app.__path__, "app.", onerror=lambda name: None)]
below = [n for n in names if not n.startswith(("app.ui", "app.__main__", "app.bootstrap"))]
for name in below:
    importlib.import_module(name)
print(len(below))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10

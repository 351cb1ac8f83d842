"""A start loads what the first picture needs and nothing more; the heavy libraries come when they are used."""

import importlib.util
import subprocess
import sys

import pytest

HEAVY = {
    "alembic", "argon2", "numpy", "phonenumbers", "pyqtgraph", "python_calamine", "rapidfuzz", "typst", "xlsxwriter",
}  # fmt: skip
QT = {"PySide6", "shiboken6"}


def exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def loaded_by(statement: str) -> set[str]:
    """Run a statement in a fresh process and return the top-level packages that are loaded after it."""
    script = f"{statement}\nimport sys\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.skipif(not exists("app.ui.main_window"), reason="there is no main window yet")
def test_the_main_window_loads_no_heavy_library() -> None:
    loaded = loaded_by("import app.ui.main_window")

    assert "PySide6" in loaded
    assert loaded & HEAVY == set()


@pytest.mark.skipif(not exists("app.cli"), reason="there are no commands yet")
def test_the_commands_start_without_qt_and_heavy_libraries() -> None:
    assert loaded_by("import app.__main__, app.cli") & (HEAVY | QT) == set()


def test_a_heavy_library_is_noticed() -> None:
    assert "numpy" in loaded_by("import numpy.linalg") & HEAVY

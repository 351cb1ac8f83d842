"""Each import contract refuses a deliberate violation, and only that contract does."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.environment import ROOT

CONFIGURATION = ROOT / "pyproject.toml"

MODULES = [
    "__main__", "bootstrap", "cli.check", "config.files", "db.driver", "db.models.partners", "domain.money",
    "reports.summary", "services.operations", "services.stock.commands", "services.sales.commands",
    "ui.customers.tab", "ui.main_window", "wording.errors",
]  # fmt: skip

GOOD = {
    "__main__": "import app.bootstrap",
    "bootstrap": "import app.cli.check, app.ui.main_window, app.db.driver",
    "db.driver": "import sqlcipher3, sqlalchemy",
    "services.operations": "import sqlalchemy, app.db.driver, app.domain.money",
    "ui.customers.tab": "import PySide6, pyqtgraph, app.services.operations, app.wording.errors",
}

# (the contract, the module that breaks it, what it imports)
VIOLATIONS = [
    ("layers", "domain.money", "import app.config.files"),
    ("layers", "config.files", "import app.services.operations"),
    ("layers", "services.operations", "import app.wording.errors"),
    ("layers", "wording.errors", "import app.reports.summary"),
    ("layers", "reports.summary", "import app.ui.customers.tab"),
    ("layers", "cli.check", "import app.ui.customers.tab"),
    ("layers", "ui.customers.tab", "import app.cli.check"),
    ("layers", "ui.customers.tab", "import app.bootstrap"),
    ("layers", "helpers", ""),
    ("qt", "services.operations", "def late():\n    import PySide6.QtCore"),
    ("qt", "reports.summary", "import pyqtgraph"),
    ("qt", "__main__", "import PySide6.QtWidgets"),
    ("sqlalchemy", "ui.customers.tab", "from sqlalchemy.orm import Session"),
    ("sqlalchemy", "domain.money", "import sqlalchemy"),
    ("sqlalchemy", "services.operations", "import alembic"),
    ("driver", "services.operations", "import sqlcipher3"),
    ("driver", "db.models.partners", "from sqlcipher3 import dbapi2"),
    ("server-driver", "services.operations", "import psycopg"),
    ("server-driver", "db.driver", "import psycopg"),
    ("one-sqlite", "db.driver", "import sqlite3"),
    ("one-sqlite", "cli.check", "def late():\n    import apsw"),
    ("no-entities", "ui.customers.tab", "from app.db.models import partners"),
    ("no-entities", "cli.check", "import app.db.driver"),
    ("no-entities", "reports.summary", "import app.db.driver"),
    ("no-entities", "wording.errors", "import app.db.models.partners"),
    ("main-window", "ui.customers.tab", "from app.ui.main_window import MainWindow"),
    ("service-circles", "services.stock.commands", "import app.services.sales.commands"),
]


def make_tree(folder: Path, extra: dict[str, str]) -> None:
    """Write a small program with every layer, plus the extra lines."""
    for module in sorted({*MODULES, *extra}):
        path = folder.joinpath("app", *module.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{GOOD.get(module, '')}\n{extra.get(module, '')}\n")
    for package in [folder / "app", *(path for path in (folder / "app").rglob("*") if path.is_dir())]:
        (package / "__init__.py").touch()
    shutil.copy(CONFIGURATION, folder)


def broken_contracts(folder: Path) -> set[str]:
    """Run import-linter there and return the names of the contracts that it reports as broken."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    variables = os.environ | {"COLUMNS": "200", "NO_COLOR": "1", "PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True)
    broken = set(re.findall(r"^(.+) BROKEN\b", done.stdout, re.MULTILINE))
    assert bool(broken) == bool(done.returncode), done.stdout + done.stderr
    return broken


def name_of(contract: str) -> str:
    tables = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    return next(table["name"] for table in tables if table["id"] == contract)


def test_a_program_in_order_breaks_nothing(tmp_path: Path) -> None:
    make_tree(tmp_path, {})

    assert broken_contracts(tmp_path) == set()


@pytest.mark.parametrize(("contract", "module", "line"), VIOLATIONS)
def test_a_violation_is_refused(tmp_path: Path, contract: str, module: str, line: str) -> None:
    extra = {module: line}
    if contract == "service-circles":
        extra["services.sales.commands"] = "import app.services.stock.commands"
    make_tree(tmp_path, extra)

    assert name_of(contract) in broken_contracts(tmp_path)


def test_every_contract_is_shown_a_violation() -> None:
    tables = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]

    assert {table["id"] for table in tables} == {contract for contract, _, _ in VIOLATIONS}

"""What About lists is what is installed, and nothing of it is without a licence."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

from app.config.libraries import ROOTS, libraries

PROJECT = Path(__file__).parents[3] / "pyproject.toml"


def test_the_roots_are_the_dependencies_of_the_project() -> None:
    asked = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    everywhere = {re.split(r"[^A-Za-z0-9._-]", text)[0] for text in asked if ";" not in text}

    assert set(ROOTS) == everywhere


def test_each_library_has_its_installed_version_a_licence_and_its_text() -> None:
    found = {library.name: library for library in libraries()}

    assert found["SQLAlchemy"].version == importlib.metadata.version("SQLAlchemy")
    assert found["SQLAlchemy"].licence == "MIT"
    assert [name for name, library in found.items() if not library.licence] == []
    assert [name for name, library in found.items() if len(library.text) < 200] == []
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in found["PySide6_Essentials"].text


def test_libraries_that_others_need_are_there_and_tools_are_not() -> None:
    names = {library.name.casefold() for library in libraries()}

    assert {"mako", "markupsafe", "cffi", "inter (typeface)"} <= names
    assert names.isdisjoint({"pytest", "ruff", "mypy"})

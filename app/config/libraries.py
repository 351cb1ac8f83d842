"""The libraries that the program is made of: name, version, licence and its text, from what is installed.

Read from the metadata of each installed package, so that it cannot differ from what runs. Reading takes a while: not on
the GUI thread.
"""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.config.paths import resources_folder

ROOTS: Final = (
    "PySide6-Essentials", "shiboken6", "SQLAlchemy", "alembic", "sqlcipher3", "argon2-cffi", "babel",
    "charset-normalizer", "numpy", "phonenumbers", "platformdirs", "psycopg", "pyqtgraph", "python-calamine",
    "qtawesome", "rapidfuzz", "typst", "tzlocal", "xlsxwriter",
)  # fmt: skip
"""What the program itself asks for; a test compares it with the dependencies in pyproject.toml."""

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_IS_LICENCE = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)
_SHIPPED: Final = (
    ("Inter (typeface)", "SIL Open Font License 1.1", "fonts/OFL-Inter.txt"),
    ("Noto Sans (typefaces)", "SIL Open Font License 1.1", "fonts/OFL-NotoSans.txt"),
    ("Phosphor (icons)", "MIT", "icons/LICENSE-Phosphor.txt"),
    ("Common passwords (list)", "MIT", "common-passwords-licence.txt"),
)


@dataclass(frozen=True)
class Library:
    """One library. `text` is its licence as it came with it; empty when it came without."""

    name: str
    version: str
    licence: str
    text: str


def libraries() -> list[Library]:
    """All of them by name, those that others need too, and what is shipped beside the code."""
    found = [_library(package) for package in _installed()]
    shipped = [
        Library(name, "", licence, (resources_folder() / path).read_text(encoding="utf-8"))
        for name, licence, path in _SHIPPED
    ]
    return sorted([*found, *shipped], key=_by_name)


def _by_name(library: Library) -> str:
    return library.name.casefold()


def _installed() -> Iterator[importlib.metadata.Distribution]:
    waiting, seen = list(ROOTS), set[str]()
    while waiting:
        name = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).casefold()
        if key in seen:
            continue
        seen.add(key)
        try:
            package = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # not needed on this system
        yield package
        for wanted in package.requires or ():
            asked, _, condition = wanted.partition(";")
            match = _NAME.match(asked)
            if match and "extra" not in condition:
                waiting.append(match[0])


def _library(package: importlib.metadata.Distribution) -> Library:
    about = package.metadata
    licence = _entry(package, "License-Expression") or _short(_entry(package, "License")) or _classified(package)
    return Library(about["Name"], package.version, licence or "see its text", _text(package) or _shared_text(licence))


def _entry(package: importlib.metadata.Distribution, name: str) -> str:
    # Not `get`: the protocol of the metadata has none.
    return package.metadata[name] if name in package.metadata else ""  # noqa: SIM401


def _short(licence: str) -> str:
    """What stands in the old field, unless it is the whole text."""
    line = licence.strip()
    return line if line and "\n" not in line and line != "UNKNOWN" else ""


def _classified(package: importlib.metadata.Distribution) -> str:
    names = package.metadata.get_all("Classifier") or []
    found = [name.rpartition(" :: ")[2] for name in names if name.startswith("License ::")]
    return ", ".join(found)


def _shared_text(licence: str) -> str:
    """The text of a licence that a package only names."""
    if "LGPL-3.0" not in licence:
        return ""
    folder = resources_folder() / "licences"
    return "\n\n".join((folder / name).read_text(encoding="utf-8") for name in ("LGPL-3.txt", "GPL-3.txt"))


def _text(package: importlib.metadata.Distribution) -> str:
    parts = []
    for path in package.files or ():
        name = str(path).replace("\\", "/")
        if ".dist-info/" in name and _IS_LICENCE.search(name):
            try:
                parts.append(Path(str(package.locate_file(path))).read_text(encoding="utf-8"))
            except (OSError, UnicodeError):
                continue
    return "\n\n".join(parts)

"""The permission matrix: one data file, read by the services, the window, the documents and the tests."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from app.config import paths
from app.domain.vocabulary import Role

YES: Final = "yes"
NO: Final = "no"


@dataclass(frozen=True, slots=True)
class Matrix:
    """What each role may do: operation → role → `yes`, `no` or the name of a limit."""

    cells: dict[str, dict[Role, str]]

    def grant(self, operation: str, role: Role) -> str:
        """The cell. An operation that the matrix does not name is a bug."""
        return self.cells[operation][role]


@cache
def matrix() -> Matrix:
    """The matrix as the program was shipped with it."""
    data = tomllib.loads((paths.resources_folder() / "permissions.toml").read_text(encoding="utf-8"))
    return Matrix(
        {operation: {role: str(cells[role.value]) for role in Role} for operation, cells in data["operations"].items()}
    )

"""How long functions, classes and files may be: half of the program should be small, none of it huge."""

import ast
import math
from dataclasses import dataclass

FUNCTION_USUAL, FUNCTION_MOST = 40, 80
FILE_USUAL, FILE_MOST = 400, 600
CLASS_MOST = 400
USUAL_SHARE = 0.95


@dataclass(frozen=True)
class Size:
    """One function, class or file with its number of lines."""

    kind: str
    where: str
    lines: int


def sizes(path: str, text: str) -> list[Size]:
    """Measure a file and what is defined in it, docstrings included."""
    found = [Size("file", path, len(text.splitlines()))]
    for node in ast.walk(ast.parse(text, path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            kind = "class" if isinstance(node, ast.ClassDef) else "function"
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            found.append(Size(kind, f"{path}:{node.lineno} {node.name}", lines))
    return found


def too_large(found: list[Size]) -> list[str]:
    """Say which functions, classes and files are over what none may have."""
    most = {"function": FUNCTION_MOST, "class": CLASS_MOST, "file": FILE_MOST}
    return [f"{s.where}: {s.lines} lines" for s in found if s.lines > most[s.kind]]


def usually_too_large(found: list[Size]) -> list[str]:
    """Say what is over the usual size, when more than one in twenty is."""
    said = []
    for kind, usual in (("function", FUNCTION_USUAL), ("file", FILE_USUAL)):
        ordered = sorted((s for s in found if s.kind == kind), key=lambda s: s.lines)
        if ordered and ordered[math.ceil(USUAL_SHARE * len(ordered)) - 1].lines > usual:
            said += [f"{s.where}: {s.lines} lines" for s in ordered if s.lines > usual]
    return said

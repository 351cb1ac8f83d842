"""The rules that import-linter cannot see, as functions from a file's path and text to what is wrong in it.

Each is shown a deliberate violation in `test_rules.py`.
"""

import ast
import re
import sys
from collections.abc import Iterator

QT_WAITS = {"qWait", "msleep", "usleep", "sleep", "wait"}
STYLE_HOME = "app/ui/theme/"
PLAIN_TEXT_HOME = "app/ui/shared/labels.py"
URL_HOME = "app/ui/shared/urls.py"
PLAIN_TEXT_FILES = {PLAIN_TEXT_HOME, "app/ui/shared/badges.py"}
WRITER_HOME = "app/config/files.py"
LOG_AND_LOCK_HOME = "app/config/"
# Each of them reads markup in what it shows.
RICH_TEXT_CLASSES = {
    "QErrorMessage", "QInputDialog", "QLabel", "QMessageBox", "QProgressDialog",
}  # fmt: skip
RICH_TEXT_METHODS = {"setToolTip", "setWhatsThis", "setInformativeText", "setDetailedText"}
UNSAFE_WRITERS = {"QSaveFile", "QPdfWriter", "QSettings", "QPrinter", "QFile", "QTextDocumentWriter"}
DESCRIPTOR_CALLS = {"os.open", "os.fdopen"}
UNSAFE_CALLS = DESCRIPTOR_CALLS | {
    "os.rename", "os.replace", "shutil.copy", "shutil.copy2", "shutil.copyfile",
    "shutil.copyfileobj", "shutil.copytree", "shutil.move", "os.link",
}  # fmt: skip
SECOND_SQLITE = {"sqlite3", "apsw", "pysqlite3", "aiosqlite"}
SHARED_UI = {"charts", "documents", "impact", "orders", "shared", "theme", "timeline"}
# Paper only: its dialog offers no file, so nothing can be cut short there.
PRINTER_HOME = "app/ui/documents/printing.py"
COLOUR = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|(rgb|hsl|hsv)a?\(.*", re.IGNORECASE)


def connected_throwaways(path: str, text: str) -> list[str]:
    """`connect(lambda …)` and `connect(partial …)`: they keep the receiver alive and cannot be disconnected."""
    found = []
    for call in _calls(text, path):
        if _attribute(call) == "connect":
            for argument in call.args:
                is_partial = isinstance(argument, ast.Call) and _name(argument).split(".")[-1] == "partial"
                if isinstance(argument, ast.Lambda) or is_partial:
                    found.append(_at(path, call, "connect a named method"))
    return found


def loose_colours(path: str, text: str) -> list[str]:
    """Colours and style sheets outside the theme: they do not follow light and dark."""
    if path.startswith(STYLE_HOME):
        return []
    found = [_at(path, c, "setStyleSheet") for c in _calls(text, path) if _attribute(c) == "setStyleSheet"]
    for node in _nodes(text, path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and COLOUR.fullmatch(node.value):
            found.append(_at(path, node, f"the colour {node.value!r}"))
        if isinstance(node, ast.Attribute) and _dotted(node).startswith("Qt.GlobalColor."):
            found.append(_at(path, node, _dotted(node)))
        if isinstance(node, ast.Call) and _name(node).startswith("QColor") and _all_constant(node):
            found.append(_at(path, node, "a QColor of its own"))
    return found


def nested_loops(path: str, text: str) -> list[str]:
    """`processEvents` and nested `exec()`: anything may happen inside them. The bootstrap has the one loop."""
    found = []
    loops = 0
    for call in _calls(text, path):
        name = _attribute(call)
        if name == "processEvents" or _name(call).split(".")[-1] == "QEventLoop":
            found.append(_at(path, call, f"{name or 'QEventLoop'} runs the event loop inside a slot"))
        elif name in ("exec", "exec_"):
            loops += 1
            if path != "app/bootstrap.py" or loops > 1:
                found.append(_at(path, call, "use open() or popup()"))
    return found


def waits(path: str, text: str) -> list[str]:
    """Waiting for time instead of for the event: slow where it passes, and fails on a slow machine."""
    found = []
    for call in _calls(text, path):
        name = _name(call)
        owner, _, method = name.rpartition(".")
        is_wait = name in ("sleep", "qWait") or (
            method in QT_WAITS and owner in ("time", "asyncio", "qtbot", "QTest", "QThread")
        )
        if is_wait:
            found.append(_at(path, call, f"{name}: wait for what should happen (waitSignal, waitUntil)"))
    return found


def other_writers(path: str, text: str) -> list[str]:
    """Files written by anything but `atomic_write`: a full disk would leave a stump under the final name."""
    if path == WRITER_HOME:
        return []
    found = []
    for node in _nodes(text, path):
        if isinstance(node, ast.Call):
            method, name = _attribute(node), _name(node)
            if method in ("write_text", "write_bytes") or _replaces_files(node, path) or _opens_to_write(node, path):
                found.append(_at(path, node, f"{name or method} writes a file itself"))
        used = _names_used(node) & UNSAFE_WRITERS - ({"QPrinter"} if path == PRINTER_HOME else set())
        found += [_at(path, node, f"{n} hides a short write") for n in used]
    return found


def rich_text(path: str, text: str) -> list[str]:
    """Widgets that take markup in plain data, used without our helpers that switch it off."""
    if path in PLAIN_TEXT_FILES:
        return []
    found = []
    for node in _nodes(text, path):
        found += [_at(path, node, f"{n}: use {PLAIN_TEXT_HOME}") for n in _names_used(node) & RICH_TEXT_CLASSES]
        if isinstance(node, ast.Call) and _shows_markup(node):
            found.append(_at(path, node, f"{_attribute(node)}: use {PLAIN_TEXT_HOME}"))
        if isinstance(node, ast.Call) and _attribute(node) == "addRow" and _is_built_text(node.args[:1]):
            found.append(_at(path, node, "addRow makes a label that reads markup"))
    return found


def guessed_addresses(path: str, text: str) -> list[str]:
    """Addresses made from a text anywhere but where each is parsed strictly: a guess opens `//host/share` as a file."""
    found = []
    for call in _calls(text, path):
        name, method = _name(call), _attribute(call)
        opens = method in ("fromUserInput", "startfile") or name.split(".")[0] == "webbrowser"
        builds = name.split(".")[-1] == "QUrl" and call.args and path != URL_HOME
        if opens or builds:
            found.append(_at(path, call, "use the functions of app/ui/shared/urls.py"))
    return found


def second_sqlite(path: str, text: str) -> list[str]:
    """A second SQLite library in the process loses rows that were acknowledged."""
    found = []
    for node, module in imports(path, text):
        if module.split(".")[0] in SECOND_SQLITE or module.startswith("PySide6.QtSql"):
            found.append(_at(path, node, f"{module} is a second SQLite library"))
    return found


def impure_domain(path: str, text: str) -> list[str]:
    """The domain is plain Python: the standard library and itself."""
    found = []
    for node, module in imports(path, text):
        if module.split(".")[0] not in sys.stdlib_module_names and not module.startswith("app.domain"):
            found.append(_at(path, node, f"the domain imports {module}"))
    return found


def tabs_that_know_each_other(path: str, text: str) -> list[str]:
    """Tabs are composed by the main window and the bootstrap; nothing else in the window imports one."""
    own = _ui_package(path.removesuffix(".py").replace("/", "."))
    if own == "main_window":
        return []
    found = []
    for node, module in imports(path, text):
        other = _ui_package(module)
        if other not in SHARED_UI | {own, "", "app_context"}:
            found.append(_at(path, node, f"{path} knows {other}"))
    return found


def imports(path: str, text: str) -> Iterator[tuple[ast.AST, str]]:
    """Yield every import, wherever it is, as a dotted name with what is imported from it."""
    for node in _nodes(text, path):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def _ui_package(module: str) -> str:
    """The tab (or shared package) of a module of the window; empty for modules outside and `app.ui` itself."""
    parts = module.split(".")
    return parts[2] if parts[:2] == ["app", "ui"] and len(parts) > 2 and parts[2] != "__init__" else ""


def _nodes(text: str, path: str) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(text, path))


def _calls(text: str, path: str) -> Iterator[ast.Call]:
    return (node for node in _nodes(text, path) if isinstance(node, ast.Call))


def _dotted(node: ast.AST) -> str:
    """`a.b.c` for a plain chain of names, else the part after the last thing that is no name."""
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""


def _name(call: ast.Call) -> str:
    return _dotted(call.func)


def _attribute(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _all_constant(call: ast.Call) -> bool:
    return bool(call.args) and all(isinstance(argument, ast.Constant) for argument in call.args)


def _shows_markup(call: ast.Call) -> bool:
    """Tell whether a call gives a text to something that guesses whether it is markup."""
    if _attribute(call) not in RICH_TEXT_METHODS and _name(call) != "QToolTip.showText":
        return False
    return not any(_is_plain(argument) for argument in call.args)


def _is_plain(argument: ast.expr) -> bool:
    """Tell whether an argument went through our helper, or is words of ours that cannot be taken for markup."""
    if isinstance(argument, ast.Constant):
        return isinstance(argument.value, str) and "<" not in argument.value
    return isinstance(argument, ast.Call) and _name(argument) == "plain_tooltip"


def _is_built_text(arguments: list[ast.expr]) -> bool:
    return any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in arguments)


def _names_used(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Attribute):
        return {node.attr}
    return {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()


def _replaces_files(call: ast.Call, path: str) -> bool:
    """Tell whether a call copies, renames or opens a file below Python's own `open`."""
    name = _name(call)
    if name in DESCRIPTOR_CALLS:
        return not (path.startswith(LOG_AND_LOCK_HOME) or "os.devnull" in [_dotted(a) for a in call.args[:1]])
    return name in UNSAFE_CALLS


def _opens_to_write(call: ast.Call, path: str) -> bool:
    """Tell whether a call is `open(name, mode)` or `path.open(mode)` in a mode that writes."""
    if _name(call) not in ("open", "io.open") and _attribute(call) != "open":
        return False
    values = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    modes = [v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str)]
    modes = [mode for mode in modes if re.fullmatch(r"[rwaxbt+]{1,4}", mode)]
    allowed = "a" if path.startswith(LOG_AND_LOCK_HOME) else ""  # logs only ever grow
    return any(set(mode) & set("wax+") - set(allowed) for mode in modes)


def _at(path: str, node: ast.AST, what: str) -> str:
    return f"{path}:{getattr(node, 'lineno', 0)}: {what}"

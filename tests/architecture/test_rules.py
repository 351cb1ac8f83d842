"""The rules of the house hold in every file, and each one catches a deliberate violation."""

import pytest

from tests.architecture import rules
from tests.architecture.sizes import Size, sizes, too_large, usually_too_large
from tests.architecture.tree import Checker, assert_none, findings, python_files, text_of, whole_app

WINDOW = "app/ui/"

# A rule, and the files that it holds for.
RULES: list[tuple[Checker, list[str]]] = [
    (rules.connected_throwaways, python_files(WINDOW)),
    (rules.loose_colours, python_files(WINDOW)),
    (rules.nested_loops, python_files("app/")),
    (rules.waits, python_files(WINDOW, "tests/")),
    (rules.other_writers, python_files("app/")),
    (rules.rich_text, python_files(WINDOW, "app/bootstrap.py", "app/__main__.py")),
    (rules.guessed_addresses, python_files("app/")),
    (rules.second_sqlite, [*whole_app(), *python_files("tests/")]),
    (rules.impure_domain, python_files("app/domain/")),
    (rules.tabs_that_know_each_other, python_files(WINDOW)),
]

SCREEN = "app/ui/customers/detail.py"

VIOLATIONS: list[tuple[Checker, str, str]] = [
    (rules.connected_throwaways, SCREEN, "button.clicked.connect(lambda: save(1))"),
    (rules.connected_throwaways, SCREEN, "button.clicked.connect(partial(save, 1))"),
    (
        rules.connected_throwaways,
        SCREEN,
        "button.clicked.connect(functools.partial(save, 1), Qt.QueuedConnection)",
    ),
    (rules.loose_colours, SCREEN, "self.setStyleSheet('border: none')"),
    (rules.loose_colours, SCREEN, "ink = '#1a2B3c'"),
    (rules.loose_colours, SCREEN, "ink = '#abc'"),
    (rules.loose_colours, SCREEN, "ink = 'rgba(1, 2, 3, 0.5)'"),
    (rules.loose_colours, SCREEN, "ink = QColor(10, 20, 30)"),
    (rules.loose_colours, SCREEN, "ink = QColor('red')"),
    (rules.loose_colours, SCREEN, "ink = QColor.fromRgb(10, 20, 30)"),
    (rules.loose_colours, SCREEN, "ink = Qt.GlobalColor.red"),
    (rules.nested_loops, SCREEN, "QApplication.processEvents()"),
    (rules.nested_loops, SCREEN, "dialog.exec()"),
    (rules.nested_loops, SCREEN, "loop = QEventLoop()"),
    (rules.nested_loops, SCREEN, "menu.exec_(point)"),
    (rules.nested_loops, "app/bootstrap.py", "application.exec()\ndialog.exec()"),
    (rules.waits, "tests/gui/test_x.py", "qtbot.wait(100)"),
    (rules.waits, "tests/gui/test_x.py", "QTest.qWait(100)"),
    (rules.waits, "tests/unit/test_x.py", "time.sleep(0.1)"),
    (rules.waits, "tests/unit/test_x.py", "sleep(0.1)"),
    (rules.waits, SCREEN, "QThread.msleep(10)"),
    (rules.other_writers, "app/reports/pdf.py", "open(name, 'wb').write(page)"),
    (rules.other_writers, "app/reports/pdf.py", "open(name, mode='w')"),
    (rules.other_writers, "app/reports/pdf.py", "open(name, 'r+b')"),
    (rules.other_writers, "app/reports/pdf.py", "path.open('x')"),
    (rules.other_writers, "app/reports/pdf.py", "path.open('a')"),
    (rules.other_writers, "app/config/settings.py", "path.open('w')"),
    (rules.other_writers, "app/reports/pdf.py", "path.write_text(page)"),
    (rules.other_writers, "app/reports/pdf.py", "path.write_bytes(page)"),
    (rules.other_writers, "app/db/backup.py", "shutil.copy(database, backup)"),
    (rules.other_writers, "app/db/backup.py", "shutil.copyfile(database, backup)"),
    (rules.other_writers, "app/db/backup.py", "os.replace(a, b)"),
    (rules.other_writers, "app/db/backup.py", "os.open(path, os.O_WRONLY)"),
    (rules.other_writers, SCREEN, "from PySide6.QtCore import QSaveFile"),
    (rules.other_writers, SCREEN, "writer = QtGui.QPdfWriter(name)"),
    (rules.other_writers, SCREEN, "settings = QSettings()"),
    (rules.rich_text, SCREEN, "from PySide6.QtWidgets import QLabel"),
    (rules.rich_text, SCREEN, "label = QtWidgets.QLabel(name)"),
    (rules.rich_text, SCREEN, "QToolTip.showText(point, name)"),
    (rules.rich_text, SCREEN, "QMessageBox.warning(self, title, name)"),
    (rules.rich_text, SCREEN, "button.setToolTip(name)"),
    (rules.rich_text, SCREEN, "key.setWhatsThis('<b>New</b>')"),
    (rules.rich_text, SCREEN, "form.addRow(f'{name}:', field)"),
    (rules.guessed_addresses, SCREEN, "QDesktopServices.openUrl(QUrl(website))"),
    (rules.guessed_addresses, SCREEN, "url = QtCore.QUrl(f'https://{website}')"),
    (rules.guessed_addresses, "app/ui/shared/urls.py", "url = QUrl.fromUserInput(text)"),
    (rules.guessed_addresses, SCREEN, "webbrowser.open(website)"),
    (rules.guessed_addresses, SCREEN, "os.startfile(website)"),
    (rules.second_sqlite, "app/db/salvage.py", "import sqlite3"),
    (rules.second_sqlite, "migrations/env.py", "from sqlite3 import connect"),
    (rules.second_sqlite, "app/services/search.py", "def find():\n    import apsw"),
    (rules.second_sqlite, SCREEN, "from PySide6 import QtSql"),
    (rules.second_sqlite, SCREEN, "from PySide6.QtSql import QSqlDatabase"),
    (rules.impure_domain, "app/domain/money.py", "import babel"),
    (rules.impure_domain, "app/domain/money.py", "from app.config import paths"),
    (rules.tabs_that_know_each_other, SCREEN, "from app.ui.suppliers.tab import SuppliersTab"),
    (rules.tabs_that_know_each_other, SCREEN, "from app.ui import suppliers"),
    (rules.tabs_that_know_each_other, SCREEN, "from app.ui.main_window import MainWindow"),
    (rules.tabs_that_know_each_other, "app/ui/shared/list_detail.py", "import app.ui.customers.tab"),
]

ALLOWED: list[tuple[Checker, str, str]] = [
    (
        rules.connected_throwaways,
        SCREEN,
        "button.clicked.connect(self._on_clicked)\nkey = lambda row: row.id",
    ),
    (rules.loose_colours, "app/ui/theme/tokens.py", "INK = QColor('#112233')\nwidget.setStyleSheet(SHEET)"),
    (rules.loose_colours, SCREEN, "ink = QColor(theme.ink)\nnumber = '#12'\nanchor = '#customers'"),
    (rules.rich_text, SCREEN, "key.setWhatsThis('New order')\nbutton.setToolTip(plain_tooltip(name))"),
    (rules.nested_loops, "app/bootstrap.py", "application.exec()"),
    (rules.nested_loops, SCREEN, "dialog.open()\nsession.execute(query)"),
    (rules.waits, "tests/gui/test_x.py", "qtbot.waitUntil(ready)\nprocess.wait(10)\nevent.wait(5)"),
    (rules.other_writers, "app/config/files.py", "os.replace(a, b)\npath.open('wb')"),
    (rules.other_writers, "app/config/logs.py", "path.open('a')"),
    (
        rules.other_writers,
        "app/services/x.py",
        "path.open('rb')\nopen(name)\ntext.replace('a', 'w')\nstock.open('w1')",
    ),
    (rules.other_writers, "app/cli/frame.py", "os.open(os.devnull, os.O_WRONLY)"),
    (rules.rich_text, SCREEN, "QToolTip.showText(point, plain_tooltip(name), view)"),
    (rules.rich_text, "app/ui/shared/labels.py", "class PlainLabel(QLabel): ..."),
    (rules.second_sqlite, "app/db/driver.py", "from sqlcipher3 import dbapi2"),
    (rules.impure_domain, "app/domain/money.py", "import decimal\nfrom app.domain.errors import AppError"),
    (
        rules.tabs_that_know_each_other,
        SCREEN,
        "from app.ui.shared.labels import PlainLabel\nimport app.ui.theme",
    ),
    (
        rules.tabs_that_know_each_other,
        SCREEN,
        "from app.ui.customers import table\nimport app.services.suppliers",
    ),
    (
        rules.tabs_that_know_each_other,
        "app/ui/main_window.py",
        "from app.ui.customers.tab import CustomersTab",
    ),
]


def _rule_name(value: object) -> str:
    return str(getattr(value, "__name__", "")) or "-"


@pytest.mark.parametrize(("rule", "paths"), RULES, ids=_rule_name)
def test_the_rule_holds(rule: Checker, paths: list[str]) -> None:
    assert_none(findings(rule, paths))


@pytest.mark.parametrize(("rule", "path", "text"), VIOLATIONS, ids=_rule_name)
def test_a_violation_is_found(rule: Checker, path: str, text: str) -> None:
    assert rule(path, text)


@pytest.mark.parametrize(("rule", "path", "text"), ALLOWED, ids=_rule_name)
def test_what_is_allowed_is_not_found(rule: Checker, path: str, text: str) -> None:
    assert rule(path, text) == []


def test_every_rule_is_shown_a_violation() -> None:
    assert {rule for rule, _, _ in VIOLATIONS} == {rule for rule, _ in RULES}


def test_nothing_is_huge() -> None:
    paths = [*python_files("app/", "tests/"), "run.py"]

    assert_none(too_large([size for path in paths for size in sizes(path, text_of(path))]))


def test_nearly_everything_is_small() -> None:
    found = [size for path in python_files("app/") for size in sizes(path, text_of(path))]

    assert_none(usually_too_large(found))


def test_the_main_window_is_small() -> None:
    paths = [path for path in python_files(WINDOW) if path.startswith("app/ui/main_window")]

    assert [size for path in paths for size in sizes(path, text_of(path)) if size.lines > 400] == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("function", "def long():\n" + "    pass\n" * 80),
        ("class", "class Long:\n" + "    pass\n" * 400),
        ("file", "pass\n" * 601),
    ],
)
def test_something_huge_is_found(kind: str, text: str) -> None:
    assert len(too_large(sizes("app/x.py", text))) == 1
    assert too_large(sizes("app/x.py", text.removesuffix("    pass\n").removesuffix("pass\n"))) == []


def test_one_long_function_in_twenty_is_usual_and_two_are_not() -> None:
    short = [Size("function", f"s{n}", 5) for n in range(19)]

    assert usually_too_large([*short, Size("function", "long", 60)]) == []
    assert usually_too_large([*short, Size("function", "long", 60), Size("function", "longer", 61)]) == [
        "long: 60 lines",
        "longer: 61 lines",
    ]

"""The preferences by use: each choice shows at once or is saved, and is there again after a restart."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import Program
from app.config.settings import Telling
from app.ui.shared.formats import formats, use_formats
from app.wording.formats import Formats
from tests.gui.shell.conftest import business, guard, settled, start, two_people  # noqa: F401
from tests.gui.shell.test_start import working

A_MOMENT = 20_000


@pytest.fixture
def program(qtbot: QtBot, start: Callable[..., Program], business: Path) -> Program:  # noqa: F811
    program = start(business)
    qtbot.waitUntil(lambda: working(program), timeout=A_MOMENT)
    return program


def open_section(program: Program, key: str):
    program.window._extras.open_preferences(key)
    return program.window.stack.currentWidget().section(key)


def stored(business: Path) -> dict[str, object]:  # noqa: F811
    path = business / "settings.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def test_formats_are_written_otherwise_at_once_and_kept(
    qtbot: QtBot,
    program: Program,
    business: Path,  # noqa: F811
) -> None:
    section = open_section(program, "formats")
    qtbot.waitUntil(lambda: section.dates.count() > 1 and bool(section.example.text()), timeout=A_MOMENT)
    renewed: list[bool] = []
    program.window.ctx.bus.renewed.connect(lambda: renewed.append(True))

    section.dates.setCurrentIndex(section.dates.findData("iso"))
    qtbot.waitUntil(lambda: "2026-11-05" in section.example.text() and bool(renewed), timeout=A_MOMENT)
    section.numbers.setCurrentIndex(section.numbers.findData("point-comma"))
    qtbot.waitUntil(lambda: "1.234,5" in section.example.text(), timeout=A_MOMENT)
    section.week.setCurrentIndex(section.week.findData(2))
    qtbot.waitUntil(lambda: "weeks from Wednesday" in section.example.text(), timeout=A_MOMENT)

    assert formats().number(1234.5) == "1.234,5"
    assert formats().first_weekday == 2
    kept = stored(business)
    assert (kept["date_form"], kept["number_form"], kept["first_weekday"]) == ("iso", "point-comma", 2)
    use_formats(Formats())


def test_notifications_can_be_kept_in_the_window_or_off(
    qtbot: QtBot,
    program: Program,
    business: Path,  # noqa: F811
) -> None:
    section = open_section(program, "notifications")

    section.choices[Telling.NEVER].click()
    qtbot.waitUntil(lambda: stored(business).get("telling") == "never", timeout=A_MOMENT)
    program.window._extras.notifier._tell("Call Rosa", "Harbour Cafe", None)
    assert program.window.toasts.current is None

    section.choices[Telling.WINDOW].click()
    qtbot.waitUntil(lambda: stored(business).get("telling") == "window", timeout=A_MOMENT)
    program.window._extras.notifier._tell("Call Rosa", "Harbour Cafe", None)
    qtbot.waitUntil(
        lambda: (
            program.window.toasts.current is not None and "Call Rosa" in program.window.toasts.current.accessibleName()
        ),
        timeout=A_MOMENT,
    )


def test_about_searches_libraries_shows_a_licence_and_copies_nothing_personal(
    qtbot: QtBot,
    program: Program,
    business: Path,  # noqa: F811
) -> None:
    section = open_section(program, "about")
    qtbot.waitUntil(lambda: section.table.rowCount() > 20, timeout=A_MOMENT)

    section.filter.setText("sqlalch mit")
    shown = [row for row in range(section.table.rowCount()) if not section.table.isRowHidden(row)]
    assert [section.table.item(row, 0).text() for row in shown] == ["SQLAlchemy"]
    section.table.setCurrentCell(shown[0], 0)
    assert "Permission is hereby granted" in section.text.toPlainText()

    section.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "Tradepost 0.1.0" in copied
    assert "SQLAlchemy" in copied
    for personal in ("Maya", "Greenleaf", str(business), str(Path.home())):
        assert personal not in copied


def test_a_backup_is_listed_as_proved_and_the_business_goes_back_to_it(
    qtbot: QtBot,
    program: Program,
    business: Path,  # noqa: F811
) -> None:
    from app.services.business.commands import save_business
    from app.services.business.queries import business as read_business
    from app.ui.shared.operations import run_operation

    section = open_section(program, "backup")
    section.now.click()
    qtbot.waitUntil(lambda: section.rows.count() == 1 and hasattr(row_of(section), "restore"), timeout=A_MOMENT)
    assert row_of(section).restore.isEnabled()

    known: list[object] = []
    ctx = program.window.ctx
    ctx.runner.read(section, ctx.ops.read, read_business, on_result=known.append)
    qtbot.waitUntil(lambda: bool(known), timeout=A_MOMENT)
    from dataclasses import replace

    run_operation(section, save_business, replace(known[0], name="Another name"))
    qtbot.waitUntil(lambda: program.window._extras.desk.business.name == "Another name", timeout=A_MOMENT)

    row_of(section).restore.click()
    row_of(section).go.click()
    qtbot.waitUntil(
        lambda: (
            working(program)
            and program.window.ctx is not ctx
            and program.window._extras is not None
            and program.window._extras.desk.business.name == "Greenleaf"
        ),
        timeout=A_MOMENT,
    )
    assert [path for path in business.iterdir() if path.suffix == ".db" and path.name != "tradepost.db"]


def row_of(section):
    return section.rows.itemAt(0).widget()


def test_roles_change_and_people_leave(qtbot: QtBot, start: Callable[..., Program], business: Path) -> None:  # noqa: F811
    program = start(business)
    qtbot.waitUntil(lambda: working(program), timeout=A_MOMENT)
    section = open_section(program, "people")
    qtbot.waitUntil(lambda: section.me is not None, timeout=A_MOMENT)
    section.add.click()
    assert section.sheet.parentWidget().accessibleName() == "Preferences", "the bars of the window stay in sight"
    section.sheet._content.form.set_values({"name": "Ida Berg", "role": "warehouse", "active": True})
    section.sheet.save_button.click()
    qtbot.waitUntil(lambda: [row.name for row in section.people] == ["Ida Berg", "Maya Lind"], timeout=A_MOMENT)

    ida = section.people[0]
    section.edit(ida)
    section.sheet._content.form.set_values({**values_of(ida), "role": "manager"})
    section.sheet.save_button.click()
    qtbot.waitUntil(lambda: section.people[0].role == "manager", timeout=A_MOMENT)

    section.edit(section.people[0])
    section.sheet._content.form.set_values({**values_of(section.people[0]), "active": False})
    section.sheet.save_button.click()
    qtbot.waitUntil(lambda: [row.name for row in section.people if not row.active] == ["Ida Berg"], timeout=A_MOMENT)

    maya = next(row for row in section.people if row.active)
    section.edit(maya)
    form = section.sheet._content.form
    form.set_values({**values_of(maya), "role": "sales"})
    section.sheet.save_button.click()
    qtbot.waitUntil(lambda: bool(form.field("role").error), timeout=A_MOMENT)


def values_of(row) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("name", "title", "code", "email", "role", "active", "signs_in")}

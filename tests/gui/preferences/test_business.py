"""Preferences › Business: the letterhead as it is typed, refusals at their fields, the logo, undo, and who may."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit

from app.domain.vocabulary import Role
from app.services.business.queries import business, business_and_logo
from app.ui.preferences.business import BusinessSection
from tests.support.desk import Desk, no_markup
from tests.support.pictures import png, svg

A_MOMENT = 30_000


@pytest.fixture
def section(desk: Desk) -> BusinessSection:
    section = BusinessSection(desk.ctx, desk.window)
    desk.window.take(section)
    desk.show()
    desk.qtbot.waitUntil(lambda: not section.preview.paper.image.isNull(), timeout=A_MOMENT)
    return section


def fill(section: BusinessSection, **values: str) -> None:
    for name, text in values.items():
        control = section.form.field(name).control
        if isinstance(control, QPlainTextEdit):
            control.setPlainText(text)
        else:
            control.setText(text)


def save(desk: Desk, section: BusinessSection) -> None:
    desk.qtbot.mouseClick(section.save, Qt.MouseButton.LeftButton)
    desk.rest()


def choose(desk: Desk, section: BusinessSection, path: Path) -> None:
    section.logo.take_file(path)
    desk.qtbot.waitUntil(
        lambda: section.logo.value().logo is not None or bool(section.form.field("logo").error), timeout=A_MOMENT
    )


def test_what_is_typed_shows_on_the_letterhead_and_is_saved_and_undone(desk: Desk, section: BusinessSection) -> None:
    before = desk.read(business)
    first = section.preview.paper.image.copy()
    fill(
        section, name="Greenleaf <b>", street="Storgatan 12\nEntrance B", postal_code="411 38", city="Göteborg",
        phone="+46 31 555 01 42", email="hello@greenleaf.example", footer="IBAN SE35\nReg. no. 55", quote_days="30",
    )  # fmt: skip
    desk.qtbot.waitUntil(lambda: section.preview.paper.image != first, timeout=A_MOMENT)
    save(desk, section)
    desk.qtbot.waitUntil(lambda: desk.read(business).quote_days == 30, timeout=A_MOMENT)
    saved = desk.read(business)
    assert (saved.name, saved.street, saved.footer) == (
        "Greenleaf <b>", "Storgatan 12\nEntrance B", "IBAN SE35\nReg. no. 55"
    )  # fmt: skip
    desk.qtbot.waitUntil(lambda: not section.form.is_dirty(), timeout=A_MOMENT)
    assert no_markup(section) == []
    desk.ctx.undo.undo(section)
    desk.qtbot.waitUntil(
        lambda: desk.read(business) == before and section.form.values()["city"] == before.city, timeout=A_MOMENT
    )


def test_each_refusal_stands_at_its_field(desk: Desk, section: BusinessSection) -> None:
    fill(section, name="Greenleaf", email="no at", phone="ring me", website="none", quote_days="0")
    save(desk, section)
    desk.qtbot.waitUntil(lambda: bool(section.form.field("email").error), timeout=A_MOMENT)
    errors = {name for name in ("email", "phone", "website", "quote_days") if section.form.field(name).error}
    assert errors == {"email", "phone", "website", "quote_days"}
    assert section.form.field("email").control.property("invalid")
    fill(section, quote_days="a week")
    save(desk, section)
    assert section.form.field("quote_days").error.startswith("Not a number")
    assert desk.read(business).email == ""


def test_a_logo_is_chosen_saved_removed_and_brought_back(desk: Desk, section: BusinessSection, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(svg())
    fill(section, name="Greenleaf")
    choose(desk, section, tmp_path / "logo.svg")
    assert not section.logo.picture.image.isNull()
    assert section.logo.picture.accessibleName() == "The logo"
    save(desk, section)
    desk.qtbot.waitUntil(lambda: desk.read(business).logo is not None, timeout=A_MOMENT)
    desk.qtbot.waitUntil(lambda: section.logo.value().digest is not None, timeout=A_MOMENT)
    desk.qtbot.mouseClick(section.logo.remove, Qt.MouseButton.LeftButton)
    assert section.logo.picture.image.isNull()
    save(desk, section)
    desk.qtbot.waitUntil(lambda: desk.read(business).logo is None, timeout=A_MOMENT)
    desk.qtbot.waitUntil(lambda: not section.form.is_dirty(), timeout=A_MOMENT)
    desk.ctx.undo.undo(section)
    desk.qtbot.waitUntil(lambda: section.logo.value().digest is not None, timeout=A_MOMENT)
    _, logo = desk.read(business_and_logo)
    assert logo.content == svg()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("text.png", b"no picture", "Not a picture"),
        ("unsafe.svg", svg("<script>alert(1)</script>"), "script"),
        # Its head is a PNG's, what follows is not: only drawing it shows that.
        ("broken.png", png(4, 4)[:33] + bytes(20) + png(4, 4)[-16:], "Not a picture"),
    ],
)
def test_a_logo_that_cannot_be_printed_is_refused_at_the_field(
    desk: Desk, section: BusinessSection, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    choose(desk, section, tmp_path / name)
    assert words in section.form.field("logo").error
    assert section.logo.value().logo is None


def test_a_picture_is_dropped(desk: Desk, section: BusinessSection, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(png(40, 20))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "logo.png"))])
    event = QDropEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    section.logo.dropEvent(event)
    assert event.isAccepted()
    desk.qtbot.waitUntil(lambda: section.logo.value().logo is not None, timeout=A_MOMENT)
    assert section.form.is_dirty()


def test_everything_has_a_name(section: BusinessSection) -> None:
    controls = [*section.findChildren(QLineEdit), *section.findChildren(QPlainTextEdit)]
    controls += [button for button in section.findChildren(QAbstractButton) if button.isVisible()]
    assert [control for control in controls if not (control.accessibleName() or getattr(control, "text", str)())] == []


@pytest.mark.parametrize("role", [Role.MANAGER])
def test_others_than_the_owner_only_look(desk: Desk, section: BusinessSection) -> None:
    assert not section.save.isEnabled()
    assert not section.logo.choose.isEnabled()

"""A touched view refreshes once a turn, when it can be seen, and may skip its own echo."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.changes import Change, ChangeKind, ChangeSet
from app.ui.shared.bus import ChangeBus, Refresher

CUSTOMER = ChangeSet((Change("customer", 1, ChangeKind.UPDATED),))
PRODUCT = ChangeSet((Change("product", 1, ChangeKind.CREATED),))


class View(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.child = QWidget(self)
        self.times = 0

    def refresh(self) -> None:
        self.times += 1


@pytest.fixture
def view(qtbot: QtBot) -> View:
    view = View()
    qtbot.addWidget(view)
    return view


@pytest.fixture
def bus(view: View) -> ChangeBus:
    return ChangeBus(view)


def test_once_a_turn(qtbot: QtBot, view: View, bus: ChangeBus) -> None:
    Refresher(view, bus, ["customer"], view.refresh)
    view.show()
    for _ in range(5):
        bus.announce(CUSTOMER)
    assert view.times == 0
    qtbot.waitUntil(lambda: view.times == 1)
    bus.announce(CUSTOMER)
    qtbot.waitUntil(lambda: view.times == 2)


def test_only_what_touches_it(qtbot: QtBot, view: View, bus: ChangeBus) -> None:
    refresher = Refresher(view, bus, ["customer"], view.refresh)
    view.show()
    bus.announce(PRODUCT)
    bus.announce(ChangeSet())
    assert not refresher.stale
    bus.announce(CUSTOMER)
    assert refresher.stale


def test_a_hidden_view_catches_up_when_shown(qtbot: QtBot, view: View, bus: ChangeBus) -> None:
    refresher = Refresher(view, bus, ["customer"], view.refresh)
    bus.announce(CUSTOMER)
    assert refresher.stale
    view.show()
    qtbot.waitUntil(lambda: view.times == 1)
    assert not refresher.stale


def test_the_initiator_may_skip_its_echo(qtbot: QtBot, view: View, bus: ChangeBus) -> None:
    refresher = Refresher(view, bus, ["customer"], view.refresh, skip_own=True)
    view.show()
    bus.announce(CUSTOMER, view)
    bus.announce(CUSTOMER, view.child)
    assert not refresher.stale
    bus.announce(CUSTOMER, bus)
    assert refresher.stale


def test_a_narrower_interest(view: View, bus: ChangeBus) -> None:
    refresher = Refresher(view, bus, ["customer"], view.refresh, touched=lambda c: 2 in c.ids("customer"))
    bus.announce(CUSTOMER)
    assert not refresher.stale
    bus.announce(ChangeSet((Change("customer", 2, ChangeKind.UPDATED),)))
    assert refresher.stale


def test_a_view_that_is_gone_hears_nothing(qtbot: QtBot, view: View, bus: ChangeBus) -> None:
    other = View()
    Refresher(other, bus, ["customer"], other.refresh)
    with qtbot.waitSignal(other.destroyed):
        other.deleteLater()
    bus.announce(CUSTOMER)
    assert other.times == 0

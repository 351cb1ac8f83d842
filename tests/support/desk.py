"""A window on a real database with real threads, for tests of screens; and a small shop made by the services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.db.engine import Database
from app.domain.vocabulary import CallOutcome, InteractionKind, Role
from app.services.contacts import people
from app.services.contacts.read_models import PersonDraft
from app.services.customers import commands as customers
from app.services.customers import facts
from app.services.customers.read_models import CustomerDraft
from app.services.interactions import commands as interactions
from app.services.interactions.read_models import InteractionDraft, NextStep
from app.services.operations import Operations
from app.ui.app_context import AppContext, MemorySettings
from app.ui.shared.bus import ChangeBus
from app.ui.shared.tasks import TaskRunner
from app.ui.shared.toasts import ToastHost
from app.ui.shared.undo import UndoState
from app.ui.theme import Scheme, Theme
from tests.gui.shared.thread_guard import ThreadGuard
from tests.support.customers import add_order, staff
from tests.support.rest import wait_for_rest

CANARY = "<img src=canary> <b>Bold</b> & Co"


@dataclass
class Shop:
    """Who is there, by name."""

    owner: int
    seller: int
    harbour: int = 0
    orchard: int = 0
    canary: int = 0
    people: dict[str, int] = field(default_factory=dict)


class Window(QWidget):
    """What the main window is to a screen: the context, a place for toasts, and the way to records."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self.ctx = ctx
        self.toasts = ToastHost(self)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.page: Any = None

    def take(self, page: Any) -> None:
        self.page = page
        self.column.addWidget(page)

    def open_record(self, entity: str, id_: int) -> bool:
        self.page.open_record(entity, id_)
        return True


class Desk:
    """A window, the operations behind it, and how a test waits until it is at rest."""

    def __init__(self, qtbot: QtBot, ctx: AppContext, shop: Shop) -> None:
        self.qtbot = qtbot
        self.ctx = ctx
        self.shop = shop
        self.window = Window(ctx)

    @property
    def ops(self) -> Operations:
        return self.ctx.ops

    def rest(self) -> None:
        """Nothing is under way, and what came was taken in."""
        wait_for_rest(self.qtbot, self.ctx.runner)

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for the whole of what is looked at next."""
        self.qtbot.waitUntil(lambda: bool(condition()))

    def show(self, width: int = 1440, height: int = 900) -> None:
        self.window.resize(width, height)
        self.window.show()
        self.qtbot.waitExposed(self.window)
        self.rest()

    def toast(self) -> str:
        return self.window.toasts.current.text if self.window.toasts.current is not None else ""

    def read(self, function: Any, *args: Any) -> Any:
        """Read beside the guard that forbids it to the window."""
        return self.beside().read(function, *args)

    def beside(self) -> Operations:
        """The same person's operations, beside the guard and the window."""
        beside = Operations(self.ops.database, now=self.ops.now)
        beside.staff_id = self.ops.staff_id
        return beside


def no_markup(widget: QWidget) -> list[str]:
    """Labels that would read their text as markup."""
    labels = widget.findChildren(QLabel)
    return [label.text() for label in labels if label.textFormat() != Qt.TextFormat.PlainText]


def fill_shop(database: Database) -> Shop:
    """Two customers with people, orders and calls, and one whose name is markup."""
    shop = Shop(staff(database, Role.OWNER, "Maya"), staff(database, Role.SALES, "Jonas"))
    ops = Operations(database)
    ops.sign_in_as(shop.owner)
    now = datetime.now().astimezone()
    shop.harbour = _customer(ops, shop, "Harbour Café", "Gothenburg", "+46 31 555 01 42", "rosa@harbourcafe.example")
    shop.orchard = _customer(ops, shop, "Orchard & Vine", "Malmö", "+46 40 555 03 11", "")
    shop.canary = _customer(ops, shop, CANARY, "<b>Oslo</b>", "+47 22 555 010", "")
    for number, days in enumerate((40, 9, 3), start=1):
        ordered = now.date() - timedelta(days=days)
        ops.run(
            add_order, shop.harbour, f"SO-33{number:02d}", ordered, 104_600, promised=ordered + timedelta(days=5),
            shipped=ordered + timedelta(days=4) if days > 9 else None,
        )  # fmt: skip
    for customer, text, outcome, days in (
        (shop.harbour, "Rosa is worried about Friday’s brunch. Asked for SO-3301.", CallOutcome.CONNECTED, 2),
        (shop.harbour, "Nobody there", CallOutcome.NO_ANSWER, 1),
        (shop.canary, f"Said {CANARY}", CallOutcome.CONNECTED, 1),
    ):
        step = NextStep("Ring again", due_at=now + timedelta(days=2)) if outcome is CallOutcome.NO_ANSWER else None
        draft = InteractionDraft(
            InteractionKind.CALL, customer, outcome=outcome, notes=text, at=now - timedelta(days=days), next_step=step
        )
        ops.run(interactions.log, draft)
    ops.run(facts.pin, shop.canary, f"Knows {CANARY}")
    return shop


def _customer(ops: Operations, shop: Shop, name: str, city: str, phone: str, email: str) -> int:
    made = ops.run(
        customers.save,
        CustomerDraft(
            name=name,
            city=city,
            phone=phone,
            email=email,
            owner_id=shop.seller,
            notes=f"About {name}",
            tags=(name[:5],),
        ),
    ).value
    person = PersonDraft(made, name=f"Rosa of {name}", role="Chef", mobile=phone, is_main=True)
    shop.people[name] = ops.run(people.save_person, person).value
    return int(made)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(qapp, Scheme.LIGHT)
    theme.install()
    yield theme
    theme.set_scheme(Scheme.LIGHT)
    theme.set_scale(1.0)
    theme.finish()
    theme.setParent(None)
    theme.deleteLater()


@pytest.fixture
def role(request: pytest.FixtureRequest) -> str:
    """Who works at the desk; parametrize it indirectly."""
    return str(getattr(request, "param", "owner"))


@contextmanager
def at_a_desk(qtbot: QtBot, theme: Theme, ops: Operations, shop: Any, staff_id: int = 0) -> Iterator[Desk]:
    """A window with real threads on a business, where the database may not be used on the GUI thread."""
    app = QApplication.instance()
    guard = ThreadGuard()
    ops.guard = guard
    runner, bus = TaskRunner(app), ChangeBus(app)
    desk = Desk(qtbot, AppContext(ops, runner, bus, MemorySettings(), theme, UndoState(ops, bus), staff_id), shop)
    yield desk
    desk.window.close()
    runner.shutdown()
    desk.window.deleteLater()
    bus.deleteLater()
    runner.deleteLater()
    QApplication.sendPostedEvents(None, 0)
    guard.check()


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, database: Database, role: str) -> Iterator[Desk]:
    """A window for a person of `role`, on the small shop."""
    shop = fill_shop(database)
    ops = Operations(database)
    person = {"owner": shop.owner, "sales": shop.seller}.get(role) or staff(database, Role(role))
    ops.sign_in_as(person)
    with at_a_desk(qtbot, theme, ops, shop, person) as desk:
        yield desk

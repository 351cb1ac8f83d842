"""A write from a widget to the real database and back: order, toasts with Undo, errors in place, dead widgets."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.db.models import Partner
from app.domain.changes import ChangeSet
from app.domain.errors import AppError, NotFoundError, Problem, ValidationError
from app.domain.text import fold
from app.services.operations import Operations, Outcome, ReadContext, WriteContext, command, query
from app.ui.app_context import AppContext, MemorySettings, context_of
from app.ui.shared.bus import ChangeBus
from app.ui.shared.fields import LineField
from app.ui.shared.forms import Form
from app.ui.shared.operations import run_operation
from app.ui.shared.tasks import TaskRunner
from app.ui.shared.toasts import ToastHost
from app.ui.shared.undo import UndoState
from app.ui.theme import Theme
from tests.gui.shared.thread_guard import ThreadGuard


@command("customer.save")
def add(ctx: WriteContext, name: str) -> int:
    if not name:
        raise ValidationError("name", Problem.REQUIRED)
    if name == "?":
        raise NotFoundError("customer", 5)
    if name == "bug":
        raise ZeroDivisionError
    partner = Partner(name=name, name_fold=fold(name), is_customer=True)
    ctx.session.add(partner)
    ctx.session.flush()
    return partner.id


@query("customer.view")
def names(ctx: ReadContext) -> list[str]:
    return [name for (name,) in ctx.session.connection().exec_driver_sql("SELECT name FROM partner ORDER BY id")]


class Window(QWidget):
    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self.ctx = ctx
        self.host = ToastHost(self)
        self.form = Form(self)
        self.form.add("name", "Name", LineField(self.form))
        self.events: list[str] = []
        ctx.undo.changed.connect(self.on_undo)
        ctx.bus.committed.connect(self.on_committed)

    def on_undo(self) -> None:
        self.events.append("undo")

    def on_committed(self, changes: ChangeSet, initiator: QObject | None) -> None:
        self.events.append("committed" if changes.touches("partner") else "?")
        self.initiator = initiator

    def on_success(self, outcome: Outcome[int]) -> None:
        self.events.append("success")
        self.outcome = outcome


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, runner: TaskRunner, ops: Operations) -> Iterator[Window]:
    ops.guard = guard = ThreadGuard()
    ctx = AppContext(ops, runner, ChangeBus(theme), MemorySettings(), theme, UndoState(ops, theme))
    window = Window(ctx)
    qtbot.addWidget(window)
    window.resize(600, 400)
    window.show()
    yield window
    runner.shutdown()
    ops.guard = None
    guard.check()


def everyone(window: Window) -> list[str]:
    ops = window.ctx.ops
    guard, ops.guard = ops.guard, None
    found = ops.read(names)
    ops.guard = guard
    return found


def test_the_order_of_what_follows(qtbot: QtBot, window: Window) -> None:
    run = run_operation(window.form, add, "Harbour Café", on_success=window.on_success, toast="Customer added")
    with qtbot.waitSignal(run.finished) as ended:
        pass
    assert ended.args == [True]
    assert window.events == ["undo", "committed", "success"]
    assert window.initiator is window.form
    assert window.outcome.entry is not None
    assert window.host.current is not None
    assert window.host.current.text == "Customer added"
    assert everyone(window) == ["Harbour Café"]


def test_undo_from_the_toast(qtbot: QtBot, window: Window) -> None:
    from PySide6.QtWidgets import QPushButton

    with qtbot.waitSignal(run_operation(window, add, "Quay 12", toast=lambda o: f"Added {o.value}").finished):
        pass
    toast = window.host.current
    assert toast is not None
    undo = next(b for b in toast.findChildren(QPushButton) if b.text() == "Undo")
    with qtbot.waitSignal(window.ctx.bus.committed):
        undo.click()
    qtbot.waitUntil(lambda: window.host.current is not None and window.host.current.text == "Undone")
    assert everyone(window) == []
    assert not window.ctx.undo.can_undo
    assert window.ctx.undo.can_redo
    with qtbot.waitSignal(window.ctx.bus.committed):
        window.ctx.undo.redo(window)
    assert everyone(window) == ["Quay 12"]


def test_a_refused_value_stands_at_its_field(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(run_operation(window.form, add, "").finished) as ended:
        pass
    assert ended.args == [False]
    assert window.form.field("name").error
    assert window.events == []


def test_what_no_form_takes_is_a_toast(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(run_operation(window, add, "?").finished):
        pass
    assert window.host.current is not None
    assert window.host.current.text


def test_on_error_comes_first(qtbot: QtBot, window: Window) -> None:
    errors: list[AppError] = []
    with qtbot.waitSignal(run_operation(window.form, add, "", on_error=errors.append).finished):
        pass
    assert [type(error) for error in errors] == [ValidationError]
    assert not window.form.field("name").error


def test_a_bug_goes_to_the_hook(qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    caught: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: caught.append(kind))
    with qtbot.waitSignal(run_operation(window.form, add, "bug").finished):
        pass
    assert caught == [ZeroDivisionError]


def test_others_hear_of_it_although_the_widget_is_gone(qtbot: QtBot, window: Window) -> None:
    child = QWidget(window)
    called: list[object] = []
    with qtbot.waitSignal(window.ctx.bus.committed):
        run_operation(child, add, "Rye & Co", on_success=called.append, toast="Added")
        child.setParent(None)
        child.deleteLater()
        del child
    qtbot.waitUntil(lambda: window.host.current is not None)
    assert called == []
    assert everyone(window) == ["Rye & Co"]


def test_a_widget_finds_its_context(window: Window, qtbot: QtBot) -> None:
    assert context_of(window.form) is window.ctx
    stray = QWidget()
    qtbot.addWidget(stray)
    with pytest.raises(LookupError):
        context_of(stray)

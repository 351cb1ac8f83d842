"""No test of the window lets the event loop stand still, or uses the database on the GUI thread.

Every test here is watched. What may take longer than a person notices is named: `slow_turn` marks a test with the
reason, and a fixture that builds a whole window forgives its own building (`watchdog.forgive()`).
"""

import gc
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import app.reports
import app.services
import app.ui
import app.wording
from app.services.operations import Operations
from app.ui.app_context import AppContext
from app.ui.shared import toasts
from app.ui.shared.toasts import Toast
from tests.gui.shared.thread_guard import ThreadGuard
from tests.support.rest import PATIENCE_MS
from tests.support.watchdog import Watchdog, watchdog  # noqa: F401

AN_HOUR_MS = 3_600_000


class PatientBot(QtBot):
    """Waits for what must come until a busy machine has had its time; five seconds may be over before a turn is."""

    def waitUntil(self, callback: Callable[[], object], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: object, *, timeout: int = PATIENCE_MS, **named: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **named)

    def waitSignals(self, signals: object, *, timeout: int = PATIENCE_MS, **named: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **named)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)

    def waitActive(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitActive(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """The program looks for garbage at the end of a turn (`QuietCollector`), the tests between two of them.

    Left to itself, Python looks in the middle of a call, and what it ends there Qt may be using at that moment.
    """
    gc.disable()
    result = yield
    gc.collect(1)  # what this test has made; everything that the run has made so far takes half a second each time
    gc.enable()
    return result


@pytest.fixture(scope="session", autouse=True)
def _everything_is_imported() -> None:
    """In the program a worker imports what a person may want next; in a test the first who wants it would pay."""
    for package in (app.wording, app.services, app.reports, app.ui):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _toasts_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A toast goes after seconds; on a busy machine the test looks at it later than a person would."""
    monkeypatch.setitem(Toast.__init__.__kwdefaults__, "shown_for", AN_HOUR_MS)
    monkeypatch.setattr(toasts, "ERROR_SHOWN_FOR_MS", AN_HOUR_MS)


@pytest.fixture(autouse=True)
def _the_application_goes_on(qapp: QApplication) -> Iterator[None]:
    """Once it was told to end, every later wait of this process would stand still: the test that did so fails."""
    yield
    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    assert loop.exec() == 0, "the application was told to end outside of its own loop"


@pytest.fixture(autouse=True)
def _quick_turns(request: pytest.FixtureRequest, watchdog: Watchdog) -> Iterator[None]:  # noqa: F811
    """Measures the test itself; what its fixtures built before and take down afterwards is not the window's work."""
    for name in request.fixturenames:
        if name in ("desk", "program", "start", "tab", "ctx", "theme"):
            request.getfixturevalue(name)
    watchdog.forgive()
    yield
    if request.node.get_closest_marker("slow_turn") is not None:
        watchdog.forgive()


@pytest.fixture(autouse=True)
def _no_query_on_the_gui_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The context's `Operations`, whoever makes them, are guarded from the moment a screen has them."""
    guard = ThreadGuard()
    whole = AppContext.__init__

    def guarded(self: AppContext, *arguments: object, **named: object) -> None:
        whole(self, *arguments, **named)  # type: ignore[arg-type]
        if isinstance(self.ops, Operations) and self.ops.guard is None:
            self.ops.guard = guard

    monkeypatch.setattr(AppContext, "__init__", guarded)
    yield
    guard.check()

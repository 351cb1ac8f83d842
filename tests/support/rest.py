"""Whether a window is at rest: a test looks at it then, and not after a pause that was long enough on one machine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractAnimation, QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QToolButton, QWidget

from app.ui.shared.tasks import TaskRunner
from app.ui.shared.toasts import Toast

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SHORT_MS = 300
"""What waits so long for the next key still changes what shows; longer ones save, tidy up or look again."""
PATIENCE_MS = 60_000
TURNS = 4
"""An answer may ask for the next thing at the end of its turn, which is painted in the turn after that."""


def wait_for_rest(qtbot: QtBot, runner: TaskRunner) -> None:
    """Let the loop turn until nothing is under way, for some turns on end."""

    def nothing_is_under_way() -> None:
        found = under_way(runner)
        assert not found, f"still under way: {', '.join(found)}"

    calm = 0
    while calm < TURNS:
        qtbot.waitUntil(nothing_is_under_way, timeout=PATIENCE_MS)
        _turn(qtbot)
        calm = 0 if under_way(runner) else calm + 1


def _turn(qtbot: QtBot) -> None:
    timer = QTimer()
    timer.setSingleShot(True)
    with qtbot.waitSignal(timer.timeout, timeout=PATIENCE_MS):
        timer.start(0)


def under_way(runner: TaskRunner | None) -> list[str]:
    """What will change the window by itself: work without an answer, a field that waits for the next key, a slide."""
    found = [f"{runner.busy} tasks"] if runner is not None and runner.busy else []
    for root in _roots():
        found += [_named(timer) for timer in root.findChildren(QTimer) if _is_short(timer)]
        found += [_named(button) for button in root.findChildren(QAbstractButton) if _is_pressed(button)]
        running = QAbstractAnimation.State.Running
        found += [_named(slide) for slide in root.findChildren(QAbstractAnimation) if slide.state() == running]
    return found


def _roots() -> Iterable[QObject]:
    windows: list[QWidget] = [widget for widget in QApplication.topLevelWidgets() if widget.parent() is None]
    application = QCoreApplication.instance()
    return [*windows, application] if application is not None else windows


def _is_short(timer: QTimer) -> bool:
    return timer.isSingleShot() and timer.isActive() and timer.interval() <= SHORT_MS and not _is_toasts(timer)


def _is_pressed(button: QAbstractButton) -> bool:
    """A key presses Qt's own buttons and clicks them a tenth of a second later; a tool button may stay down."""
    return button.isDown() and not isinstance(button, QToolButton)


def _is_toasts(timer: QTimer) -> bool:
    return isinstance(timer.parent(), Toast)


def _named(thing: QObject) -> str:
    return f"{type(thing).__name__} of {type(thing.parent()).__name__}"

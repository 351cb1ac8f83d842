"""The real program on a profile with the sample shop, and how a picture of it is taken when it is at rest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractAnimation, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap import Program
from app.config.paths import profile_paths
from app.config.settings import SettingsStore, Telling
from app.ui.main_window import MainWindow
from app.ui.shell.single_instance import SingleInstance
from app.ui.theme import Scheme

PATIENCE = 60.0
_ROUNDS = 3


def make_shop(folder: Path) -> None:
    """A profile with the sample shop, made as the command line makes it."""
    from app.services.profile.opening import open_profile
    from app.services.sample import commands

    paths = profile_paths(folder)
    paths.make()
    profile = open_profile(paths, SettingsStore(paths.settings).current)
    try:
        profile.sign_in().run(commands.make)
    finally:
        profile.close()


class Stage:
    """The program with its window, at work."""

    def __init__(self, folder: Path, *, at_work: bool = True) -> None:
        self.app = QApplication.instance() or QApplication(["tradepost"])
        self._stack = ExitStack()
        paths = profile_paths(folder)
        paths.make()
        instance = SingleInstance(paths, self.app)
        instance.claim()
        self._stack.callback(instance.release)
        self.program = Program(self.app, paths, instance, None, self._stack)
        # Nothing that comes due at the moment belongs into a picture; the profile's own choice stays as it is.
        store = self.program.store
        store._current = store.current._replace(telling=Telling.NEVER)
        self.program.start()
        self.until(lambda: hasattr(self.program, "session") and self._begun(at_work))

    @property
    def window(self) -> MainWindow:
        return self.program.window

    def _begun(self, at_work: bool) -> bool:
        return self.window.ctx is not None if at_work else self.window.root.currentWidget() is not self.window.frame

    def off_thread(self, work: Callable[..., Any], *arguments: object) -> Any:
        """Do something that is not for the GUI thread, and wait for its answer."""
        answers: list[Any] = []
        thread = threading.Thread(target=lambda: answers.append(work(*arguments)))
        thread.start()
        self.until(lambda: not thread.is_alive())
        return answers[0]

    def until(self, condition: Callable[[], bool]) -> None:
        """Go on until something is so."""
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError("the program did not come to rest")
            self._turn()

    def rest(self) -> None:
        """Go on until nothing is under way and everything is painted."""
        for _ in range(_ROUNDS):
            self.until(lambda: self.program.session.runner.busy == 0 and not self.program.theme.under_way)
            self._finish_slides()
            self._turn()

    def look(self, scheme: Scheme | str, width: int, height: int) -> None:
        """Take a theme and a size."""
        self.program.theme.set_scheme(Scheme(scheme))
        self.window.resize(width, height)
        self.rest()

    def picture(self, path: Path, widget: QWidget | None = None) -> None:
        """Write what shows."""
        self.rest()
        if self.window.toasts.current is not None:
            self.window.toasts.current.close_toast()
        (widget or self.window).grab().save(str(path))

    def close(self) -> None:
        """End the program."""
        self.window.close()
        self._stack.close()

    def _turn(self) -> None:
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()

    def _finish_slides(self) -> None:
        for slide in self.window.findChildren(QAbstractAnimation):
            slide.setCurrentTime(slide.totalDuration())

"""What happens to an error that nobody expected: it is logged, reported beside the log, and shown with its report.

The hooks may run on any thread: they log and post, and the dialog opens on the GUI thread. The program stays usable;
whatever was being written was rolled back.
"""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from types import TracebackType

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.config import logs
from app.config.paths import ProfilePaths
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.labels import Role, label

_LOG = logging.getLogger(__name__)
MANY = 3


class CrashReporter(QObject):
    """Takes over the exception hooks. `crashed(report)` on the GUI thread."""

    crashed = Signal(str)

    def __init__(self, paths: ProfilePaths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paths = paths
        self._before = (sys.excepthook, threading.excepthook)
        self._installed = False

    def install(self) -> None:
        """Hear of every exception that nobody caught, on every thread."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        self._installed = True

    def uninstall(self) -> None:
        """Give the hooks back."""
        if self._installed:
            sys.excepthook, threading.excepthook = self._before
            self._installed = False

    def report(self, error: BaseException) -> None:
        """Log and report an error. May be called on any thread, and never raises."""
        _LOG.error("an unexpected error", exc_info=error)
        with contextlib.suppress(OSError):
            logs.write_crash_report(self._paths, error)
        if shiboken6.isValid(self):
            self.crashed.emit(logs.crash_report(error))

    def _on_exception(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error or kind(), trace)
            return
        self.report(error)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self.report(args.exc_value)


class CrashDialog(QDialog):
    """The report, to copy. One at a time; more errors only count up."""

    def __init__(self, parent: QWidget, report: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something went wrong")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.times = 1
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label("The program made a mistake", Role.SECTION, self))
        self.sentence = label("", Role.BODY, self, wrap=True)
        column.addWidget(self.sentence)
        self.report = QPlainTextEdit(self)
        self.report.setReadOnly(True)
        self.report.setAccessibleName("Report")
        self.report.setPlainText(report)
        self.report.setMinimumSize(520, 200)
        column.addWidget(self.report, 1)
        row = QHBoxLayout()
        row.addWidget(label("The report holds no data of your business.", Role.MUTED, self))
        row.addStretch(1)
        row.addWidget(Button("Copy report", parent=self, on_click=self._on_copy_clicked))
        self.close_button = Button("Go on working", Kind.PRIMARY, self, on_click=self.close)
        row.addWidget(self.close_button)
        column.addLayout(row)
        self._say()
        self.close_button.setDefault(True)
        self.close_button.setFocus()

    def add(self, report: str) -> None:
        """One more error while the dialog is open."""
        self.times += 1
        self.report.appendPlainText("\n" + report)
        self._say()

    def _say(self) -> None:
        text = "What you did last was not done; everything before it is saved. You can go on working."
        if self.times >= MANY:
            text += f" It happened {self.times} times: close the program and start it again when it suits you."
        self.sentence.setText(text)

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())


class CrashPlace(QObject):
    """Opens the dialog over a window when the reporter says so."""

    def __init__(self, reporter: CrashReporter, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.dialog: CrashDialog | None = None
        reporter.crashed.connect(self._on_crashed, Qt.ConnectionType.QueuedConnection)

    @Slot(str)
    def _on_crashed(self, report: str) -> None:
        if self.dialog is not None and shiboken6.isValid(self.dialog) and self.dialog.isVisible():
            self.dialog.add(report)
            return
        self.dialog = CrashDialog(self._window, report)
        self.dialog.open()

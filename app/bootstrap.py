"""Puts the program together: the only module that sees every layer.

The order is the start-up time: the window with its bars is shown with nothing but Qt loaded; the services, the
database's libraries and the first page come while it is already there.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLoggingCategory
from PySide6.QtWidgets import QApplication, QWidget

from app.config import logs
from app.config.paths import ProfilePaths, profile_paths
from app.config.settings import SettingsStore
from app.ui.app_context import AppContext
from app.ui.main_window import MainWindow
from app.ui.shell.crash import CrashPlace, CrashReporter
from app.ui.shell.session import Session
from app.ui.shell.single_instance import SingleInstance
from app.ui.shell.tabs import Hooks, NewAction, TabSpec
from app.ui.theme import Scheme, Theme


def run(profile: Path | None, user: str | None = None) -> int:
    """Open the window of a profile, or bring the one that is open forward. The result is the exit code."""
    paths = profile_paths(profile)
    paths.make()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Tradepost")
    app.setDesktopFileName("tradepost")
    instance = SingleInstance(paths, app)
    if not instance.claim() and instance.ask_first():
        return 0
    with logs.logging_to(paths):
        try:
            program = Program(app, paths, instance, user)
            program.start()
            return app.exec()
        finally:
            instance.release()


class Program:
    """One run of the window."""

    def __init__(self, app: QApplication, paths: ProfilePaths, instance: SingleInstance, user: str | None) -> None:
        QLoggingCategory.setFilterRules("qt.qpa.services=false")
        store = SettingsStore(paths.settings)
        self.theme = Theme(app, Scheme(store.current.theme.value), store.current.font_percent / 100)
        self.theme.install()
        self.store = store
        self.window = MainWindow(tabs(), Hooks(self._open_preferences, _open_quick_log))
        self.reporter = CrashReporter(paths, app)
        self.reporter.install()
        self.place = CrashPlace(self.reporter, self.window)
        self.session = Session(self.window, paths, store, self.theme, user=user)
        self.window.attach(self.session)
        self.instance = instance
        instance.show_wanted.connect(self.window.come_forward)
        self.window.painted.connect(self._on_painted)
        self.window.closed.connect(self._on_closed)

    def start(self) -> None:
        """Show the window; the rest follows its first picture."""
        self.window.show()

    def _on_painted(self) -> None:
        self.session.open()
        self.instance.listen()

    def _on_closed(self) -> None:
        self.session.close()
        self.reporter.uninstall()

    def _open_preferences(self, ctx: AppContext, window: QWidget, section: str) -> None:
        from app.ui.preferences.page import PreferencesPage

        page = PreferencesPage(ctx, self.store, window, section=section)
        page.left.connect(self.window.close_page)
        page.backup_wanted.connect(self.window.status.backup_wanted)
        self.window.show_page(page)


def tabs() -> Sequence[TabSpec]:
    """The tabs that are built, in their order."""
    return (
        TabSpec("today", "Today", _today),
        TabSpec(
            "customers",
            "Customers",
            _customers,
            records=frozenset({"customer", "partner", "contact", "interaction", "task", "sales_order"}),
            new=(NewAction("New customer", "customer.save"),),
        ),
    )


def _today(ctx: AppContext, parent: QWidget) -> QWidget:
    from app.ui.today.tab import TodayPage

    return TodayPage(ctx, parent)


def _customers(ctx: AppContext, parent: QWidget) -> QWidget:
    from app.ui.customers.tab import CustomersTab

    return CustomersTab(ctx, parent)


def _open_quick_log(ctx: AppContext, window: QWidget, partner_id: int | None) -> None:
    from app.ui.timeline.quick_log import open_quick_log

    open_quick_log(ctx, window, partner_id)

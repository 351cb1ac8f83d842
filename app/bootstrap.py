"""Puts the program together: the only module that sees every layer.

The order is the start-up time: the window with its bars is shown with nothing but Qt loaded; the services, the
database's libraries and the first page come while it is already there.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.config.paths import ProfilePaths, profile_paths
from app.config.settings import SettingsStore
from app.ui.main_window import MainWindow
from app.ui.shell.single_instance import Begin, SingleInstance
from app.ui.shell.tabs import Hooks, Importing, NewAction, TabSpec
from app.ui.theme import Scheme, Theme

if TYPE_CHECKING:
    import os

    from app.ui.app_context import AppContext
    from app.ui.shared.navigator import CallAbout

LISTEN_AFTER_MS = 500
EXIT_ENVIRONMENT = 3
PAGES = {
    "today": "app.ui.today.tab",
    "inventory": "app.ui.inventory.tab",
    "shipments": "app.ui.shipments.tab",
    "customers": "app.ui.customers.tab",
}
LATER = (
    "app.wording.labels",
    "app.wording.errors",
    "app.ui.shared.operations",
    "app.ui.shared.side_sheet",
    "app.ui.customers.tab",
    "app.ui.inventory.tab",
    "app.ui.shipments.tab",
    "app.ui.suppliers.tab",
    "app.ui.performance.tab",
    "app.ui.timeline.quick_log",
    "app.ui.preferences.page",
    "app.ui.transfer.page",
    "app.services.people.commands",
    "app.services.tasks.commands",
)
"""What a person may want next: imported by a worker once the first page is there."""


def run(profile: str | os.PathLike[str] | None, user: str | None = None) -> int:
    """Open the window of a profile, or bring the one that is open forward. The result is the exit code."""
    paths = profile_paths(None if profile is None else Path(profile))
    paths.make()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Tradepost")
    app.setDesktopFileName("tradepost")
    instance = SingleInstance(paths, app)
    begin = instance.begin()
    if begin is Begin.DONE:
        return 0
    with ExitStack() as stack:
        stack.callback(instance.release)
        if begin is Begin.SILENT:
            tell_of_silence(app)
        else:
            program = Program(app, paths, instance, user, stack, owns_process=True)
            program.start()
        return app.exec()


def tell_of_silence(app: QApplication) -> QWidget:
    """Say that another window has the business and does not answer; the start ends with it."""
    from app.ui.shared.labels import message_box
    from app.ui.shell.problems import SILENT_WINDOW as STORY

    sys.stderr.write(f"{STORY.title}. {STORY.happened} {STORY.kept}\n")
    box = message_box(None, "Tradepost", STORY.title, detail=f"{STORY.happened} {STORY.kept}")
    for ended in (box.accepted, box.rejected):
        ended.connect(partial(app.exit, EXIT_ENVIRONMENT))
    box.open()
    return box


class Program:
    """One run of the window. `session` is there after the first picture."""

    def __init__(
        self,
        app: QApplication,
        paths: ProfilePaths,
        instance: SingleInstance,
        user: str | None,
        stack: ExitStack,
        *,
        owns_process: bool = False,
    ) -> None:
        self.app = app
        self.paths = paths
        self.user = user
        self.store = SettingsStore(paths.settings)
        chosen = self.store.current
        self.theme = Theme(app, Scheme(chosen.theme.value), chosen.font_percent / 100)
        self.theme.install()
        self.window = MainWindow(tabs(), Hooks(self._open_preferences, _open_quick_log, self._open_import))
        self.window.restore(self.store)
        self.instance = instance
        # A window in somebody else's process leaves the collector alone.
        self._owns_process = owns_process
        self._closed = False
        self._stack = stack
        instance.show_wanted.connect(self.window.come_forward)
        self.window.painted.connect(self._on_painted, Qt.ConnectionType.QueuedConnection)
        self.window.closed.connect(self._on_closed)

    def start(self) -> None:
        """Show the window; the rest follows its first picture."""
        self.window.show()

    def _on_painted(self) -> None:
        """The first picture is out: now the rows that were there last, and then all that needs the libraries."""
        self._show_first_page()
        QTimer.singleShot(0, self.window, self._on_time_to_begin)

    def _show_first_page(self) -> None:
        from datetime import date

        from app.services.first_page.quick import read_remembered

        if self.store.current.database_url is not None:
            return
        found = read_remembered(self.paths.database, date.today())  # noqa: DTZ011 - the day where the business is
        if found is None:
            return
        from app.ui.main_window import VIEW
        from app.ui.shell.first_page import FirstPageView, look

        staff_id, page = found
        wanted = self.store.view_state(staff_id, VIEW).get("tab")
        if page.tab == wanted and page.look == look(self.store.current.locale):
            self.window.show_first_page(FirstPageView(page, self.window.stack), page.tab)
            self.window.repaint()

    def _on_time_to_begin(self) -> None:
        from app.ui.shell.session import Session

        self.session = Session(
            self.window, self.paths, self.store, self.theme, user=self.user, modules=LATER, pages=PAGES
        )
        self.window.attach(self.session)
        self.session.open()
        self._watch_for_crashes()
        # A second start asks again and again; the database is opened first.
        QTimer.singleShot(LISTEN_AFTER_MS, self.window, self._on_time_to_listen)

    def _on_time_to_listen(self) -> None:
        if self._closed:
            return
        self.theme.complete()
        self.instance.listen()
        if self._owns_process:
            from app.ui.shell.collector import QuietCollector

            # Before it begins: the first look would go through all that the start has made.
            gc.freeze()
            collector = QuietCollector(self.window)
            self.session.preloaded.connect(collector.keep_what_is_loaded)

    def _watch_for_crashes(self) -> None:
        from app.config import logs
        from app.ui.shell.crash import CrashPlace, CrashReporter

        self._stack.enter_context(logs.logging_to(self.paths))
        self.reporter = CrashReporter(self.paths, self.app)
        self.reporter.install()
        self._stack.callback(self.reporter.uninstall)
        self.place = CrashPlace(self.reporter, self.window)

    def _on_closed(self) -> None:
        self._closed = True
        session = getattr(self, "session", None)
        if session is not None:
            session.close()

    def _open_preferences(self, ctx: AppContext, window: QWidget, section: str) -> None:
        from app.ui.preferences.page import PreferencesPage

        page = PreferencesPage(ctx, self.store, self.paths, self.window.stack, section=section)
        page.left.connect(self.window.close_page)
        page.backup_wanted.connect(self.window.status.backup_wanted)
        page.restore_wanted.connect(self._on_restore_wanted)
        self.window.show_page(page)

    def _on_restore_wanted(self, file: Path) -> None:
        from app.ui.shell.going_back import GoingBack

        GoingBack(self.session, self.window, file).begin()

    def _open_import(self, ctx: AppContext, window: QWidget, wanted: Importing) -> None:
        from app.ui.transfer.frame import HISTORY, NEW
        from app.ui.transfer.page import ImportPage

        view = HISTORY if wanted.history else NEW
        page = ImportPage(ctx, self.window.stack, paths=wanted.files, kind=wanted.kind, view=view)
        page.left.connect(self.window.close_page)
        page.list_wanted.connect(self.window.show_tab)
        self.window.show_page(page)
        page.begin()


def tabs() -> Sequence[TabSpec]:
    """The tabs that are built, in their order."""
    return (
        TabSpec("today", "Today", _today),
        TabSpec(
            "suppliers",
            "Suppliers",
            _suppliers,
            records=frozenset({"supplier", "purchase_order"}),
            new=(
                NewAction("New supplier", "supplier.save"),
                NewAction("New purchase order", "purchase_order.save", "new_order"),
            ),
        ),
        TabSpec(
            "inventory",
            "Inventory",
            _inventory,
            records=frozenset({"product"}),
            new=(NewAction("New product", "product.save"),),
        ),
        TabSpec(
            "shipments",
            "Shipments",
            _shipments,
            records=frozenset({"shipment"}),
            new=(NewAction("New shipment", "shipment.save"),),
        ),
        TabSpec(
            "customers",
            "Customers",
            _customers,
            records=frozenset({"customer", "partner", "contact", "interaction", "task", "sales_order"}),
            new=(
                NewAction("New customer", "customer.save"),
                NewAction("New quote or order", "sales_order.save", "new_order"),
            ),
        ),
        TabSpec("performance", "Performance", _performance),
    )


def _today(ctx: AppContext, parent: QWidget) -> QWidget:
    from app.ui.today.tab import TodayPage

    return TodayPage(ctx, parent)


def _inventory(ctx: AppContext, parent: QWidget) -> QWidget:
    from app.ui.inventory.tab import InventoryTab

    return InventoryTab(ctx, parent)


def _shipments(ctx: AppContext, parent: QWidget) -> QWidget:
    from app.ui.shipments.tab import ShipmentsTab

    return ShipmentsTab(ctx, parent)


def _suppliers(ctx: AppContext, parent: QWidget) -> QWidget:
    from app.ui.suppliers.tab import SuppliersTab

    return SuppliersTab(ctx, parent)


def _customers(ctx: AppContext, parent: QWidget) -> QWidget:
    from app.ui.customers.tab import CustomersTab

    return CustomersTab(ctx, parent)


def _performance(ctx: AppContext, parent: QWidget) -> QWidget:
    from app.ui.performance.tab import PerformanceTab

    return PerformanceTab(ctx, parent)


def _open_quick_log(ctx: AppContext, window: QWidget, partner_id: int | None, about: CallAbout | None) -> None:
    from app.ui.timeline.quick_log import open_quick_log

    open_quick_log(ctx, window, partner_id, about)

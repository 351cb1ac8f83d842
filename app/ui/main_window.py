"""The main window: bars around the tabs' pages, the keys that work anywhere, and the way to any record.

It shows before any business is open and knows no tab by itself: the bootstrap gives it a list of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.ui.shell.status_bar import StatusBar
from app.ui.shell.tabs import Hooks, Importing, TabSpec
from app.ui.shell.top_bar import PROGRAM, TopBar

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent

    from app.config.settings import SettingsStore
    from app.services.profile.start import Desk
    from app.ui.app_context import AppContext
    from app.ui.shared.navigator import CallAbout
    from app.ui.shared.toasts import ToastHost
    from app.ui.shell.session import Session

VIEW = "window"
SAVING_EVERY_MS = 250


_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class MainWindow(QMainWindow):
    """`painted` once, after the first picture; `entered` when somebody works; `closed` when the window went."""

    toasts: ToastHost

    painted = Signal()
    entered = Signal()
    closed = Signal()

    def __init__(self, tabs: Sequence[TabSpec], hooks: Hooks | None = None) -> None:
        super().__init__()
        self.setWindowTitle(PROGRAM)
        self.setMinimumSize(QSize(900, 560))
        self.ctx: AppContext | None = None
        self._specs = tuple(tabs)
        self._hooks = hooks or Hooks()
        self._tabs: list[TabSpec] = []
        self._pages: dict[str, QWidget] = {}
        self._session: Session | None = None
        self._guest: QWidget | None = None
        self._first_paint = True
        self._first_page: QWidget | None = None
        self._extras: Any = None
        self.root = QStackedWidget(self)
        self.setCentralWidget(self.root)
        self._build_frame()
        self._saving = QTimer(self)
        self._saving.setInterval(SAVING_EVERY_MS)
        self._saving.timeout.connect(self._on_saving_time)

    def _build_frame(self) -> None:
        self.frame = QWidget(self.root)
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.top = TopBar(self.frame)
        self.stack = QStackedWidget(self.frame)
        self.status = StatusBar(self.frame)
        column.addWidget(self.top)
        column.addWidget(self.stack, 1)
        column.addWidget(self.status)
        self.stack.addWidget(QWidget(self.stack))
        self.root.addWidget(self.frame)
        self.top.show_tabs(self._specs)
        self.top.tab_chosen.connect(self.show_tab)
        self.top.new_wanted.connect(self.begin_new)
        self.top.call_wanted.connect(self._on_call_wanted)
        self.top.import_wanted.connect(self._on_import_wanted)

    # -- the session's pages

    def restore(self, store: SettingsStore) -> None:
        """Put the window where it was."""
        geometry = store.view_state(0, VIEW).get("geometry")
        if not isinstance(geometry, str) or not self.restoreGeometry(
            QByteArray.fromBase64(QByteArray(geometry.encode("ascii", "ignore")))
        ):
            self.resize(1440, 900)

    def attach(self, session: Session) -> None:
        """Work for this session."""
        from app.ui.shared.toasts import ToastHost

        self._session = session
        self.toasts = ToastHost(self)

    def show_cover(self, cover: QWidget) -> None:
        """Show a page in place of everything."""
        self._drop_cover()
        self.root.addWidget(cover)
        self.root.setCurrentWidget(cover)
        self.setWindowTitle(f"{cover.accessibleName()} – {PROGRAM}")
        start = getattr(cover, "start", None)
        if start is not None:
            start()

    def show_first_page(self, page: QWidget, key: str) -> None:
        """Draw a tab's remembered rows until its own page has come."""
        self._first_page = page
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.top.tabs.choose(key)

    @Slot()
    def _drop_first_page(self) -> None:
        page, self._first_page = self._first_page, None
        if page is not None:
            self.stack.removeWidget(page)
            page.deleteLater()

    def enter(self, ctx: AppContext, desk: Desk) -> None:
        """Somebody works now: make the first tab's page, and enable the bars."""
        self.ctx = ctx
        self._tabs = list(self._specs)
        self._drop_cover()
        self.root.setCurrentWidget(self.frame)
        self.top.set_enabled_parts(True)
        last = ctx.view_state(VIEW).get("tab")
        key = next((tab.key for tab in self._tabs if tab.key == last), self._tabs[0].key)
        self.top.tabs.choose(key)
        self.show_tab(key)
        self._drop_first_page()
        # After the page, which has begun to read meanwhile.
        from app.ui.shell.extras import Extras

        self._extras = Extras(self, cast("Session", self._session), ctx, desk, self._tabs, self._hooks)
        self._pages[key].setFocus()
        self._saving.start()
        self._on_saving_time()
        self.entered.emit()

    def leave(self) -> None:
        """Nobody works any more: close what the person saw."""
        self._save_state()
        self.close_page()
        self._saving.stop()
        if self._extras is not None:
            self._extras.close()
            self._extras = None
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self.top.set_enabled_parts(False)
        self.status.show_nobody()
        self.ctx = None

    def _drop_cover(self) -> None:
        current = self.root.currentWidget()
        if current is not None and current is not self.frame:
            self.root.removeWidget(current)
            current.deleteLater()

    def _context(self) -> AppContext:
        if self.ctx is None:
            raise RuntimeError("nobody works here")
        return self.ctx

    # -- tabs

    @property
    def current_key(self) -> str | None:
        """The key of the tab that shows."""
        return self.top.tabs.current_key

    def page(self, key: str) -> QWidget:
        """The page of a tab; made when it is first wanted."""
        if key not in self._pages:
            spec = next(tab for tab in self._tabs if tab.key == key)
            page = spec.factory(self._context(), self.stack)
            self._pages[key] = page
            self.stack.addWidget(page)
            badge = getattr(page, "badge_changed", None)
            if badge is not None:
                badge.connect(self._on_badge_changed)
        return self._pages[key]

    @Slot(str)
    def show_tab(self, key: str) -> None:
        """Show a tab's page."""
        if self.ctx is None:
            return
        page = self.page(key)
        if self._guest is not None:
            guest, self._guest = self._guest, None
            self.stack.removeWidget(guest)
            guest.deleteLater()
        self.stack.setCurrentWidget(page)
        if self.top.tabs.current_key != key:
            self.top.tabs.choose(key)

    def show_page(self, page: QWidget) -> None:
        """Show a page that is no tab's, such as the preferences, until `close_page`."""
        self.close_page()
        self._guest = page
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    @Slot()
    def close_page(self) -> None:
        """Back from such a page to the tab."""
        guest, self._guest = self._guest, None
        if guest is not None:
            self.stack.removeWidget(guest)
            guest.deleteLater()
            if self.current_key is not None:
                self.show_tab(self.current_key)

    def open_record(self, entity: str, id_: int) -> bool:
        """Show a record in the tab that has it. False when no tab does."""
        spec = next((tab for tab in self._tabs if entity in tab.records), None)
        if spec is None or self.ctx is None:
            return False
        self.show_tab(spec.key)
        page: Any = self._pages[spec.key]
        if hasattr(page, "open_record"):
            page.open_record(entity, id_)
        else:
            page.show_record(id_)
        return True

    def open_list(self, key: str, chip: str) -> bool:
        """Show a tab's list as one of its chips filters it. False when there is no such tab."""
        if self.ctx is None or all(tab.key != key for tab in self._tabs):
            return False
        self.show_tab(key)
        page: Any = self._pages[key]
        page.show_chip(chip)
        return True

    def log_call(self, partner_id: int | None = None, about: CallAbout | None = None) -> None:
        """Open the quick log."""
        if self._extras is not None:
            self._extras.log_call(partner_id, about)

    def focus_page(self) -> None:
        """Give the keyboard to the page that shows."""
        page = self.stack.currentWidget()
        if page is not None:
            page.setFocus()

    def open_import(self, wanted: Importing | None = None) -> None:
        """Open the import page."""
        if self.ctx is not None and self._hooks.importing is not None:
            self._hooks.importing(self.ctx, self, wanted or Importing())

    # -- what happened

    @Slot(int)
    def _on_badge_changed(self, count: int) -> None:
        sender = self.sender()
        for key, page in self._pages.items():
            if page is sender:
                self.top.set_badge(key, count)

    @Slot(str, str)
    def begin_new(self, key: str, method: str) -> None:
        """Begin something new in a tab."""
        self.show_tab(key)
        begin = getattr(self._pages.get(key), method, None)
        if begin is not None:
            begin()

    @Slot()
    def _on_call_wanted(self) -> None:
        self.log_call()

    @Slot()
    def _on_import_wanted(self) -> None:
        self.open_import()

    @Slot()
    def _on_saving_time(self) -> None:
        if self.ctx is not None:
            self.status.show_saving(self.ctx.runner.writing)

    def step_back(self) -> bool:
        """Esc: one step back in the page that shows. False when there is none."""
        back = getattr(self.stack.currentWidget(), "go_back", None)
        return bool(back is not None and back())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nothing in the page wanted: Esc steps back, Enter presses the button that has the keyboard."""
        focused = self.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() in _PLAIN
        if enter and isinstance(focused, QPushButton):
            focused.click()
        elif event.key() != Qt.Key.Key_Escape or not self.step_back():
            super().keyPressEvent(event)

    def come_forward(self) -> None:
        """A second start asked for this window."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def add_key(self, keys: str, slot: Any) -> QShortcut:
        """A key that works anywhere in the window."""
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(slot)
        return shortcut

    # -- Qt's side

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes as the eye does."""
        from app.ui.shared.tab_order import move_focus

        return move_focus(self, forward=forward) or super().focusNextPrevChild(forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first picture once it is out."""
        super().paintEvent(event)
        if self._first_paint:
            self._first_paint = False
            QTimer.singleShot(0, self, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Go at once; writes and the backup that is due are finished behind the closed window."""
        self._save_state()
        if self._extras is not None:
            self._extras.close()
            self._extras = None
        self._saving.stop()
        super().closeEvent(event)
        self.closed.emit()

    def _save_state(self) -> None:
        if self._session is None:
            return
        geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self._session.views.set_view_state(0, VIEW, {"geometry": geometry})
        if self.ctx is not None:
            for page in self._pages.values():
                save = getattr(page, "save_state", None)
                if save is not None:
                    save()
            self.ctx.set_view_state(VIEW, {"tab": self.current_key})

"""What the window has beside its tabs while somebody works: keys, undo, search, backups, notifications, the person."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QShortcut

from app.domain.changes import ChangeSet
from app.domain.errors import AppError
from app.ui.app_context import AppContext
from app.ui.shared.errors import sentence
from app.ui.shell.backups import Backups
from app.ui.shell.file_drops import FileDrops
from app.ui.shell.first_page_keeper import FirstPageKeeper
from app.ui.shell.new_day import NewDay
from app.ui.shell.notifications import Notifier
from app.ui.shell.search_box import SearchBox
from app.ui.shell.shortcuts import ShortcutsDialog, keys_by_place
from app.ui.shell.tabs import Hooks, TabSpec
from app.ui.shell.window_actions import WindowActions

if TYPE_CHECKING:
    from app.services.profile.start import Desk
    from app.ui.shared.navigator import CallAbout
    from app.ui.shell.session import Session

_LOG = logging.getLogger(__name__)
MOST_TABS = 9


class Extras(QObject):
    """Lives from sign-in to sign-out."""

    def __init__(
        self, window: Any, session: Session, ctx: AppContext, desk: Desk, tabs: Sequence[TabSpec], hooks: Hooks
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._hooks = hooks
        self._tabs = tuple(tabs)
        self.ctx = ctx
        self.desk = desk
        self._shortcuts: list[QShortcut] = []
        self.actions = WindowActions(self, window, tabs)
        self.search = SearchBox(ctx, window.top.search, window, self, self.actions.registry)
        self.drops = FileDrops(window, self)
        self._connect_keys()
        self._show_desk()
        ctx.bus.committed.connect(self._on_committed)
        self.backups = Backups(session.begun.profile, ctx.runner, self)
        self.backups.known.connect(self._on_backup_known)
        self.backups.made.connect(self._on_backup_made)
        self.backups.failed.connect(self._on_backup_failed)
        self.backups.start()
        self.notifier = Notifier(ctx, window, session.store, self)
        self.notifier.start()
        self.new_day = NewDay(ctx, self)
        self.keeper = FirstPageKeeper(ctx, window, session.store, self)

    def close(self) -> None:
        """Nobody works any more."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts.clear()
        self.search.close()
        self.drops.close()
        self.notifier.close()
        self.deleteLater()

    def log_call(self, partner_id: int | None, about: CallAbout | None = None) -> None:
        """Open the quick log."""
        if self._hooks.quick_log is not None:
            self._hooks.quick_log(self.ctx, self._window, partner_id, about)

    # -- keys

    def _connect_keys(self) -> None:
        for keys, slot in (
            ("Ctrl+K", self._on_search_wanted),
            ("Ctrl+Shift+P", self.search.begin_command),
            ("F1", self.show_keys),
            ("Ctrl+,", self._on_preferences_wanted),
            ("Ctrl+Z", self.undo),
            ("Ctrl+Shift+Z", self.redo),
        ):
            self._shortcuts.append(self._window.add_key(keys, slot))
        new = self._window.add_key("Ctrl+N", self._on_new_wanted)
        new.setProperty("says", "Make something new in this tab")
        self._shortcuts.append(new)
        for number, _tab in enumerate(self._tabs[:MOST_TABS], start=1):
            shortcut = self._window.add_key(f"Ctrl+{number}", self._on_tab_key)
            shortcut.setProperty("tab", number - 1)
            self._shortcuts.append(shortcut)
        status = self._window.status
        for signal, slot in (
            (status.preferences_wanted, self._on_preferences_wanted),
            (status.password_wanted, self._on_password_wanted),
            (status.backup_wanted, self.back_up),
            (status.about_wanted, self._on_about_wanted),
            (status.sign_out_wanted, self._session.sign_out),
        ):
            signal.connect(slot)

    @Slot()
    def _on_tab_key(self) -> None:
        sender = self.sender()
        if isinstance(sender, QShortcut):
            key = self._tabs[int(sender.property("tab"))].key
            self._window.show_tab(key)
            # The keys of a page count while the keyboard is in it.
            self._window.page(key).setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _on_search_wanted(self) -> None:
        self.search.begin()

    @Slot()
    def _on_new_wanted(self) -> None:
        current = self._window.current_key
        makers = [tab for tab in self._tabs if tab.new]
        tab = next((tab for tab in makers if tab.key == current), makers[0] if makers else None)
        if tab is not None:
            self._window.begin_new(tab.key, tab.new[0].method)

    @Slot()
    def show_keys(self) -> None:
        """List the keys."""
        window = self._window
        titles = {tab.key: tab.title for tab in self._tabs}
        pages = {titles[key]: page for key, page in window._pages.items()}  # noqa: SLF001
        entries = self.actions.registry.entries()
        ShortcutsDialog(window, keys_by_place(window, entries, pages, window.stack.currentWidget())).open()

    @Slot()
    def _on_preferences_wanted(self) -> None:
        self.open_preferences("look")

    @Slot()
    def _on_about_wanted(self) -> None:
        self.open_preferences("about")

    @Slot()
    def _on_password_wanted(self) -> None:
        self.open_preferences("password")

    def open_preferences(self, section: str = "look") -> None:
        """Open the preferences at a section."""
        if self._hooks.preferences is not None:
            self._hooks.preferences(self.ctx, self._window, section)

    @Slot()
    def undo(self) -> None:
        """Take back the last step."""
        if self.ctx.undo.can_undo:
            self.ctx.undo.undo(self._window)
        else:
            self._window.toasts.show_toast("Nothing to take back")

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back."""
        if self.ctx.undo.can_redo:
            self.ctx.undo.redo(self._window)
        else:
            self._window.toasts.show_toast("Nothing to do again")

    # -- the person and the business

    def _show_desk(self) -> None:
        from app.wording.labels import label

        me = self.desk.me
        role = label(me.role).lower()
        self._window.status.show_person(self.desk.business.name, me.name, role, may_sign_out=me.several_accounts)
        name = self.desk.business.name
        self._window.setWindowTitle(f"{name} – Tradepost" if name else "Tradepost")
        self._window.top.show_new(self._tabs, self._reasons())
        refused = self.reason("interaction.log")
        self._window.top.call.refuse(refused)

    def _reasons(self) -> dict[str, str]:
        wanted = {entry.operation for tab in self._tabs for entry in tab.new} | {"import.run"}
        return {operation: reason for operation in wanted if (reason := self.reason(operation))}

    def reason(self, operation: str) -> str:
        """Why the person may not do something, in a few words; empty when they may."""
        from app.services.permissions import NO, matrix
        from app.wording.labels import label

        role = self.desk.me.role
        return f"not for {label(role).lower()}" if matrix().grant(operation, role) == NO else ""

    @Slot(object, object)
    def _on_committed(self, changes: ChangeSet, _initiator: object) -> None:
        if changes.touches("staff", "setting"):
            from app.services.profile.start import desk_of

            self.ctx.runner.read(
                self, desk_of, self.ctx.ops, on_result=self._on_desk, on_error=self._on_desk_failed, question="desk"
            )

    def _on_desk(self, desk: Desk) -> None:
        self.desk = desk
        self._show_desk()

    def _on_desk_failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self._session.sign_out()
        else:
            raise error

    # -- backups

    @Slot()
    def back_up(self) -> None:
        """Make a backup."""
        self._window.status.job.show_job("Backing up and proving it", self.backups.make_now(), can_cancel=False)

    @Slot(object)
    def _on_backup_known(self, backup: Any) -> None:
        from app.ui.shared.formats import formats

        now = datetime.now(UTC)
        made_at = backup.made_at if backup is not None else None
        words = formats().moment(made_at, now) if made_at is not None else ""
        self._window.status.show_backup(made_at, now, words)

    @Slot(object)
    def _on_backup_made(self, backup: Any) -> None:
        self._on_backup_known(backup)
        show = getattr(self._window.stack.currentWidget(), "backup_made", None)
        if show is not None:
            show()
        self._window.toasts.show_toast("Backed up, and proved by restoring it")

    @Slot(object)
    def _on_backup_failed(self, error: AppError) -> None:
        self._window.toasts.show_error(sentence(error))

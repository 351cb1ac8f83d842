"""The page of the preferences: it stands in place of a tab's page; Esc or the arrow leads back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.config.settings import SettingsStore
from app.ui.app_context import AppContext
from app.ui.preferences.backup import BackupSection
from app.ui.preferences.business import BusinessSection
from app.ui.preferences.look import LookSection
from app.ui.preferences.password import PasswordSection
from app.ui.preferences.people import PeopleSection
from app.ui.shared.buttons import IconButton
from app.ui.shared.labels import Role, label
from app.ui.shared.tab_bar import SubTabs


class PreferencesPage(QWidget):
    """`left` when the person is done. Each section saves by its own button, the look at once."""

    left = Signal()
    backup_wanted = Signal()

    def __init__(self, ctx: AppContext, store: SettingsStore, parent: QWidget, *, section: str = "look") -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.setAccessibleName("Preferences")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 16, 0)
        head.addWidget(IconButton("arrow-left", "Back", self, on_click=self.go_back))
        head.addWidget(label("Preferences", Role.TITLE, self))
        head.addStretch(1)
        column.addLayout(head)
        self.tabs = SubTabs(self, name="Sections of the preferences")
        backup = BackupSection(ctx, store, self)
        backup.backup_wanted.connect(self.backup_wanted)
        for key, title, page in (
            ("look", "Look", LookSection(ctx, store, self)),
            ("business", "Business", BusinessSection(ctx, self)),
            ("people", "People", PeopleSection(ctx, self)),
            ("backup", "Backups", backup),
            ("password", "Your password", PasswordSection(ctx, self)),
        ):
            self.tabs.add(key, title, page)
        column.addWidget(self.tabs, 1)
        self.choose(section)

    def choose(self, section: str) -> None:
        """Show a section."""
        self.tabs.choose(section)

    def go_back(self) -> bool:
        """Back to the tab."""
        self.left.emit()
        return True

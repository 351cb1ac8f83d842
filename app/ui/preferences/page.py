"""The page of the preferences: it stands in place of a tab's page; Esc or the arrow leads back."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLayoutItem, QVBoxLayout, QWidget

from app.config.paths import ProfilePaths
from app.config.settings import SettingsStore
from app.ui.app_context import AppContext
from app.ui.preferences.about import AboutSection
from app.ui.preferences.backup import BackupSection
from app.ui.preferences.business import BusinessSection
from app.ui.preferences.formats import FormatsSection
from app.ui.preferences.look import LookSection
from app.ui.preferences.notifications import NotificationsSection
from app.ui.preferences.password import PasswordSection
from app.ui.preferences.people import PeopleSection
from app.ui.shared.buttons import IconButton
from app.ui.shared.labels import Role, label
from app.ui.shared.tab_bar import SubTabs

SECTIONS = (
    ("look", "Look"),
    ("formats", "Formats"),
    ("notifications", "Notifications"),
    ("business", "Business"),
    ("people", "People"),
    ("backup", "Backups"),
    ("password", "Your password"),
    ("about", "About"),
)


class PreferencesPage(QWidget):
    """`left` when the person is done, `restore_wanted(path of a backup)`.

    Business, people and password are saved by their buttons, everything else at once.
    """

    left = Signal()
    backup_wanted = Signal()
    restore_wanted = Signal(object)

    def __init__(
        self,
        ctx: AppContext,
        store: SettingsStore,
        paths: ProfilePaths,
        parent: QWidget,
        *,
        section: str = "look",
    ) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._paths = paths
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
        self._store = store
        self._filled: set[str] = set()
        self.tabs = SubTabs(self, name="Sections of the preferences")
        for key, title in SECTIONS:
            holder = QWidget(self.tabs)
            QVBoxLayout(holder).setContentsMargins(0, 0, 0, 0)
            self.tabs.add(key, title, holder)
        self.tabs.chosen.connect(self._on_chosen)
        column.addWidget(self.tabs, 1)
        self.choose(section)
        self._on_chosen(section)

    def section(self, key: str) -> QWidget:
        """A section; made when it is first wanted."""
        holder = self.tabs.page(key)
        layout = cast(QVBoxLayout, holder.layout())
        if key not in self._filled:
            self._filled.add(key)
            layout.addWidget(self._make(key, holder))
        return cast(QWidget, cast(QLayoutItem, layout.itemAt(0)).widget())

    def _make(self, key: str, parent: QWidget) -> QWidget:
        match key:
            case "look":
                return LookSection(self.ctx, self._store, parent)
            case "business":
                return BusinessSection(self.ctx, parent)
            case "people":
                people = PeopleSection(self.ctx, parent)
                people.set_sheet_host(self)
                return people
            case "formats":
                return FormatsSection(self.ctx, self._store, parent)
            case "notifications":
                return NotificationsSection(self.ctx, self._store, parent)
            case "about":
                return AboutSection(self.ctx, self._store, self._paths, parent)
            case "backup":
                backup = BackupSection(self.ctx, self._store, self._paths, parent)
                backup.backup_wanted.connect(self.backup_wanted)
                backup.restore_wanted.connect(self.restore_wanted)
                return backup
        return PasswordSection(self.ctx, parent)

    def choose(self, section: str) -> None:
        """Show a section."""
        self.tabs.choose(section)

    def backup_made(self) -> None:
        """There is one more."""
        if "backup" in self._filled:
            cast(BackupSection, self.section("backup")).reload()

    def go_back(self) -> bool:
        """Back to the tab."""
        self.left.emit()
        return True

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        self.section(key)

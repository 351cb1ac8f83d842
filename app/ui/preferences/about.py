"""What this program is: its version, where its data lie, and the libraries it is made of with their licences."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHeaderView,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.config.libraries import Library
from app.config.paths import ProfilePaths
from app.config.settings import Settings, SettingsStore
from app.ui.app_context import AppContext
from app.ui.preferences.section import Section, alone
from app.ui.shared.buttons import Button
from app.ui.shared.cards import Card
from app.ui.shared.errors import show_error
from app.ui.shared.fields import LineField
from app.ui.shared.labels import Role, label, show_path
from app.ui.theme import current_theme

HEADS = ("Library", "Version", "Licence")
NAMES = {"tradepost": "Tradepost", "python": "Python", "sqlite": "SQLite", "sqlalchemy": "SQLAlchemy", "qt": "Qt"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is read off the GUI thread."""

    versions: dict[str, str]
    places: Sequence[tuple[str, str]]
    schema: str
    libraries: Sequence[Library]

    def for_support(self) -> str:
        """What somebody who helps wants to know; no name, no path, no data."""
        lines = [f"{NAMES.get(name, name)} {version}" for name, version in self.versions.items()]
        lines.append(f"Database schema {self.schema}")
        lines.append(f"{platform.system()} {platform.release()} {platform.machine()}")
        lines += [f"{one.name} {one.version}" for one in self.libraries if one.version]
        return "\n".join(lines)


class AboutSection(Section):
    """Everything is read when it is first shown."""

    def __init__(self, ctx: AppContext, store: SettingsStore, paths: ProfilePaths, parent: QWidget) -> None:
        super().__init__(ctx, parent, width=860)
        self._folder = paths.folder
        self._facts: Facts | None = None
        self._build_program()
        self._build_places()
        self._build_libraries()
        ctx.runner.read(self, _read, ctx, paths, store.current, on_result=self._on_read, on_error=self._on_failed)

    def _build_program(self) -> None:
        card = Card("Tradepost", self)
        self.version = label("", Role.BODY, card, wrap=True, selectable=True)
        card.body.addWidget(self.version)
        card.body.addWidget(label("Free software under the MIT licence.", Role.MUTED, card, wrap=True))
        self.copy = Button("Copy for support", parent=card, icon="copy", on_click=self._on_copy_clicked)
        self.copy.setAccessibleDescription("Versions only: no name, no path and nothing of your business")
        self.copy.setEnabled(False)
        card.body.addLayout(alone(self.copy))
        self.column.addWidget(card)

    def _build_places(self) -> None:
        card = Card("Where your data lie", self)
        self._places = QGridLayout()
        self._places.setHorizontalSpacing(16)
        self._places.setVerticalSpacing(6)
        self._places.setColumnStretch(1, 1)
        card.body.addLayout(self._places)
        open_button = Button("Open the folder", parent=card, icon="folder-open", on_click=self._on_open_clicked)
        card.body.addLayout(alone(open_button))
        self.column.addWidget(card)

    def _build_libraries(self) -> None:
        card = Card("Libraries and their licences", self)
        self.filter = LineField(card, name="Search the libraries", placeholder="Search a library or a licence")
        self.filter.textChanged.connect(self._on_filtered)
        card.body.addWidget(self.filter)
        self.table = _make_table(card)
        self.table.currentCellChanged.connect(self._on_current_changed)
        card.body.addWidget(self.table)
        self.text = QPlainTextEdit(card)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Text of the licence")
        self.text.setPlaceholderText("Choose a library to read its licence")
        self.text.setMinimumHeight(current_theme().px(200))
        card.body.addWidget(self.text)
        self.column.addWidget(card)

    def _on_read(self, facts: Facts) -> None:
        self._facts = facts
        self.copy.setEnabled(True)
        words = [f"{NAMES.get(name, name)} {version}" for name, version in facts.versions.items()]
        self.version.setText(" · ".join(words))
        for row, (name, place) in enumerate(facts.places):
            self._places.addWidget(label(name, Role.LABEL, self), row, 0)
            shown = label("", Role.BODY, self, wrap=True)
            show_path(shown, place)
            self._places.addWidget(shown, row, 1)
        self.table.setRowCount(len(facts.libraries))
        for row, one in enumerate(facts.libraries):
            for column, words_ in enumerate((one.name, one.version, one.licence)):
                item = QTableWidgetItem(words_)
                self.table.setItem(row, column, item)
        self.table.resizeColumnToContents(0)
        self._on_filtered(self.filter.text())

    def _on_failed(self, error: Exception) -> None:
        show_error(self, error)

    @Slot(str)
    def _on_filtered(self, text: str) -> None:
        wanted = text.casefold().split()
        for row, one in enumerate(self._facts.libraries if self._facts is not None else ()):
            whole = f"{one.name} {one.version} {one.licence}".casefold()
            self.table.setRowHidden(row, not all(word in whole for word in wanted))

    @Slot(int, int, int, int)
    def _on_current_changed(self, row: int, _column: int, _before: int, _column_before: int) -> None:
        if self._facts is not None and 0 <= row < len(self._facts.libraries):
            one = self._facts.libraries[row]
            self.text.setPlainText(one.text or f"{one.name} came without a text of its licence: {one.licence}.")

    @Slot()
    def _on_copy_clicked(self) -> None:
        if self._facts is not None:
            QGuiApplication.clipboard().setText(self._facts.for_support())

    @Slot()
    def _on_open_clicked(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def _make_table(parent: QWidget) -> QTableWidget:
    table = QTableWidget(0, len(HEADS), parent)
    table.setAccessibleName("Libraries")
    table.setProperty("ring", True)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setHorizontalHeaderLabels(list(HEADS))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(current_theme().px(30))
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    table.horizontalHeader().setDefaultAlignment(left)
    table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    table.setMinimumHeight(current_theme().px(240))
    return table


def _read(ctx: AppContext, paths: ProfilePaths, settings: Settings) -> Facts:
    from app.config.libraries import libraries
    from app.services.maintenance.facts import database_facts, versions
    from app.services.profile.opening import backup_folder

    places = (
        ("Business", settings.database_url or str(paths.database)),
        ("Backups", str(backup_folder(paths, settings))),
        ("Settings", str(paths.settings)),
        ("Logs", str(paths.logs)),
    )
    return Facts(versions(), places, ctx.ops.read(database_facts).revision, libraries())

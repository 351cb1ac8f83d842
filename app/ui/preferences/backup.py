"""Backups: which there are and whether they were proved, where they go, how often, one now, and back to one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.config.paths import ProfilePaths
from app.config.settings import Settings, SettingsStore
from app.ui.app_context import AppContext
from app.ui.preferences.backup_row import BackupRow
from app.ui.preferences.section import Section
from app.ui.shared.buttons import Button
from app.ui.shared.cards import Card, Rule, clear_layout
from app.ui.shared.chips import FlowLayout
from app.ui.shared.errors import show_error
from app.ui.shared.fields import ChoiceField
from app.ui.shared.forms import Form
from app.ui.shared.labels import Role, label, show_path

if TYPE_CHECKING:
    from app.services.maintenance.kept import KeptBackup

HOURS = ((1, "every hour"), (4, "every 4 hours"), (12, "every 12 hours"), (24, "every day"), (168, "every week"))
STEPS = ((50, "50 steps"), (200, "200 steps"), (1000, "1,000 steps"))
MOST = 12
"""So many are listed; the folder may have more."""


class BackupSection(Section):
    """`backup_wanted` for one now, `restore_wanted(path)` to go back to one; the window does both."""

    backup_wanted = Signal()
    restore_wanted = Signal(object)

    def __init__(self, ctx: AppContext, store: SettingsStore, paths: ProfilePaths, parent: QWidget) -> None:
        super().__init__(ctx, parent, width=760)
        self._store, self._paths = store, paths
        self._build_list()
        self._build_settings()
        self._show(store.current)
        for field in (self.hours, self.steps):
            field.currentIndexChanged.connect(self._on_chosen)
        self.reload()

    def _build_list(self) -> None:
        card = Card("Backups", self, flush=True)
        self.now = Button("Back up now", parent=card, icon="shield-check")
        self.now.clicked.connect(self.backup_wanted)
        card.head.add_action(self.now)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        card.body.addLayout(self.rows)
        self.column.addWidget(card)

    def _build_settings(self) -> None:
        card = Card("When and where", self)
        text = "Each backup is restored beside and checked before it counts. Keep a second copy on another disk."
        card.body.addWidget(label(text, Role.MUTED, card, wrap=True))
        self.keeping = label("", Role.MUTED, card, wrap=True)
        card.body.addWidget(self.keeping)
        card.body.addWidget(label("Folder", Role.LABEL, card))
        self.folder = label("", Role.BODY, card, wrap=True)
        card.body.addWidget(self.folder)
        buttons = FlowLayout()
        buttons.addWidget(Button("Choose a folder …", parent=card, on_click=self._on_choose_clicked))
        buttons.addWidget(Button("Beside the business", parent=card, on_click=self._on_beside_clicked))
        card.body.addLayout(buttons)
        current = self._store.current
        hours = {current.backup_hours: f"every {current.backup_hours} hours", **dict(HOURS)}
        steps = {current.backup_operations: f"{current.backup_operations} steps", **dict(STEPS)}
        form = Form(card)
        self.hours = ChoiceField(sorted(hours.items()), card, name="How often")
        self.steps = ChoiceField(sorted(steps.items()), card, name="After how much work")
        form.add("hours", "When something changed, make one", self.hours, half=True)
        form.add("steps", "Or sooner, after", self.steps, half=True)
        card.body.addWidget(form)
        self.column.addWidget(card)

    # -- the list

    @Slot()
    def reload(self) -> None:
        """Look into the folder anew."""
        self.ctx.runner.read(
            self, _read, self.ctx, self._paths, self._store, on_result=self._on_read, on_error=self._on_failed
        )

    def _on_read(self, answer: tuple[Sequence[KeptBackup], str, str]) -> None:
        found, refused, keeping = answer
        self.keeping.setText(keeping)
        clear_layout(self.rows)
        for number, kept in enumerate(found[:MOST]):
            if number:
                self.rows.addWidget(Rule(self, soft=True))
            row = BackupRow(kept, refused, self)
            row.restore_wanted.connect(self.restore_wanted)
            self.rows.addWidget(row)
        if not found:
            holder = QVBoxLayout()
            holder.setContentsMargins(16, 12, 16, 14)
            holder.addWidget(label("There is none yet in this folder. Make one now.", Role.MUTED, self, wrap=True))
            self.rows.addLayout(holder)

    # -- the settings

    def _show(self, settings: Settings) -> None:
        show_path(self.folder, str(settings.backup_folder or self._paths.backups))
        self.hours.setCurrentIndex(self.hours.findData(settings.backup_hours))
        self.steps.setCurrentIndex(self.steps.findData(settings.backup_operations))

    def _keep(self, **values: object) -> None:
        self.ctx.runner.write(
            self, partial(self._store.change, **values), on_result=self._on_kept, on_error=self._on_failed
        )

    def _on_kept(self, settings: Settings) -> None:
        self._show(settings)
        self.reload()

    def _on_failed(self, error: Exception) -> None:
        show_error(self, error)

    @Slot()
    def _on_choose_clicked(self) -> None:
        dialog = QFileDialog(self, "Folder for backups")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._on_folder_chosen)
        dialog.open()

    @Slot(str)
    def _on_folder_chosen(self, folder: str) -> None:
        self._keep(backup_folder=Path(folder))

    @Slot()
    def _on_beside_clicked(self) -> None:
        self._keep(backup_folder=None)

    @Slot(int)
    def _on_chosen(self, _index: int) -> None:
        hours, steps = int(self.hours.currentData()), int(self.steps.currentData())
        current = self._store.current
        if (hours, steps) != (current.backup_hours, current.backup_operations):
            self._keep(backup_hours=hours, backup_operations=steps)


def _read(ctx: AppContext, paths: ProfilePaths, store: SettingsStore) -> tuple[Sequence[KeptBackup], str, str]:
    from app.services.maintenance.kept import Keeping, kept_backups
    from app.ui.shared.access import read_access

    keeping = Keeping()
    text = (
        f"Automatic ones are thinned out: one a day for {keeping.days} days, one a week for {keeping.weeks} weeks, and "
        f"always the last {keeping.last}. Those by hand stay."
    )
    return kept_backups(paths, store.current), read_access(ctx.ops).reason("backup.restore"), text

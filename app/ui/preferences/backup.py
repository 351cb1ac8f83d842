"""Backups: when the last proved one was made, where they go, how often, and one now."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.config.settings import Settings, SettingsStore
from app.ui.app_context import AppContext
from app.ui.preferences.section import Section
from app.ui.shared.buttons import Button
from app.ui.shared.cards import Card
from app.ui.shared.errors import show_error
from app.ui.shared.fields import ChoiceField
from app.ui.shared.labels import ElidedLabel, Role, label

HOURS = ((1, "every hour"), (4, "every 4 hours"), (12, "every 12 hours"), (24, "every day"), (168, "every week"))


class BackupSection(Section):
    """`backup_wanted` for one now; the window makes it and shows its progress."""

    backup_wanted = Signal()

    def __init__(self, ctx: AppContext, store: SettingsStore, parent: QWidget) -> None:
        super().__init__(ctx, parent)
        self._store = store
        card = Card("Backups", self)
        text = "Each backup is restored beside and checked before it counts. Keep a second copy on another disk."
        card.body.addWidget(label(text, Role.MUTED, card, wrap=True))
        card.body.addWidget(label("Folder", Role.LABEL, card))
        row = QHBoxLayout()
        self.folder = ElidedLabel("", Role.BODY, card)
        row.addWidget(self.folder, 1)
        row.addWidget(Button("Choose …", parent=card, on_click=self._on_choose_clicked))
        row.addWidget(Button("Beside the business", parent=card, on_click=self._on_beside_clicked))
        card.body.addLayout(row)
        card.body.addWidget(label("When something changed, make one", Role.LABEL, card))
        hours = dict(HOURS)
        hours.setdefault(store.current.backup_hours, f"every {store.current.backup_hours} hours")
        self.hours = ChoiceField(sorted(hours.items()), card, name="How often")
        self.hours.setMaximumWidth(200)
        card.body.addWidget(self.hours)
        self.now = Button("Back up now", parent=card)
        self.now.clicked.connect(self.backup_wanted)
        card.body.addWidget(self.now)
        self.column.addWidget(card)
        self._show(store.current)
        self.hours.currentIndexChanged.connect(self._on_hours_chosen)

    def _show(self, settings: Settings) -> None:
        self.folder.set_whole_text(str(settings.backup_folder or "In the folder of the business"))
        self.hours.setCurrentIndex(self.hours.findData(settings.backup_hours))

    def _keep(self, **values: object) -> None:
        self.ctx.runner.write(
            self, partial(self._store.change, **values), on_result=self._show, on_error=self._on_failed
        )

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
    def _on_hours_chosen(self, _index: int) -> None:
        hours = int(self.hours.currentData())
        if hours != self._store.current.backup_hours:
            self._keep(backup_hours=hours)

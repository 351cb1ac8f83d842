"""How somebody is told that a follow-up is due."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QRadioButton, QWidget

from app.config.settings import SettingsStore, Telling
from app.ui.app_context import AppContext
from app.ui.preferences.section import Section
from app.ui.shared.cards import Card
from app.ui.shared.errors import show_error
from app.ui.shared.labels import Role, label

WORDS = (
    (Telling.DESKTOP, "By the desktop, where it can; else in the window"),
    (Telling.WINDOW, "In the window only"),
    (Telling.NEVER, "Not at all: Today lists what is due"),
)


class NotificationsSection(Section):
    """Kept at once."""

    def __init__(self, ctx: AppContext, store: SettingsStore, parent: QWidget) -> None:
        super().__init__(ctx, parent)
        self._store = store
        card = Card("Notifications", self)
        card.body.addWidget(label("When a follow-up is due, tell of it", Role.BODY, card, wrap=True))
        self.choices: dict[Telling, QRadioButton] = {}
        for telling, words in WORDS:
            button = QRadioButton(words, card)
            button.setProperty("telling", telling.value)
            button.setChecked(store.current.telling is telling)
            button.toggled.connect(self._on_toggled)
            self.choices[telling] = button
            card.body.addWidget(button)
        self.column.addWidget(card)

    @Slot(bool)
    def _on_toggled(self, on: bool) -> None:
        sender = self.sender()
        if on and isinstance(sender, QRadioButton):
            telling = Telling(sender.property("telling"))
            self.ctx.runner.write(self, partial(self._store.change, telling=telling), on_error=self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        show_error(self, error)

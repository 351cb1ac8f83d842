"""The look: light, dark or as the system, and the size of the text. Both show at once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.config.settings import SettingsStore, Theme
from app.ui.app_context import AppContext
from app.ui.preferences.section import Section
from app.ui.shared.cards import Card
from app.ui.shared.errors import show_error
from app.ui.shared.fields import ChoiceField
from app.ui.shared.labels import Role, label
from app.ui.shared.segmented import SegmentedControl
from app.ui.theme import Scheme

SIZES = (90, 100, 110, 125, 150, 175, 200)


class LookSection(Section):
    """Theme and text size."""

    def __init__(self, ctx: AppContext, store: SettingsStore, parent: QWidget) -> None:
        super().__init__(ctx, parent)
        self._store = store
        current = store.current
        card = Card("Look", self)
        card.body.addWidget(label("Theme", Role.LABEL, card))
        self.theme = SegmentedControl(
            [("system", "As the system"), ("light", "Light"), ("dark", "Dark")], card, name="Theme"
        )
        self.theme.choose(current.theme.value)
        card.body.addWidget(self.theme)
        card.body.addSpacing(4)
        card.body.addWidget(label("Text size", Role.LABEL, card))
        sizes = sorted({*SIZES, current.font_percent})
        self.text_size = ChoiceField([(size, f"{size} %") for size in sizes], card, name="Text size")
        self.text_size.setCurrentIndex(self.text_size.findData(current.font_percent))
        self.text_size.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        card.body.addWidget(self.text_size)
        self.column.addWidget(card)
        self.theme.chosen.connect(self._on_theme_chosen)
        self.text_size.currentIndexChanged.connect(self._on_size_chosen)

    @Slot(str)
    def _on_theme_chosen(self, key: str) -> None:
        self.ctx.theme.set_scheme(Scheme(key))
        self._keep(theme=Theme(key))

    @Slot(int)
    def _on_size_chosen(self, _index: int) -> None:
        percent = int(self.text_size.currentData())
        self.ctx.theme.set_scale(percent / 100)
        self._keep(font_percent=percent)

    def _keep(self, **values: object) -> None:
        self.ctx.runner.write(self, partial(self._store.change, **values), on_error=self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        show_error(self, error)

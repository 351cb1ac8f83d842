"""How numbers and dates are written, and with which day a week begins. It shows at once, everywhere."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.config.settings import Settings, SettingsStore
from app.domain.money import Money
from app.ui.app_context import AppContext
from app.ui.preferences.section import Section
from app.ui.shared.cards import Card
from app.ui.shared.errors import show_error
from app.ui.shared.fields import ChoiceField
from app.ui.shared.formats import formats, use_formats
from app.ui.shared.forms import Form
from app.ui.shared.labels import Role, label

OWN = "As usual there"
EXAMPLE_DAY = date(2026, 11, 5)
EXAMPLE_MINOR = 123_456_789

Choices = list[tuple[object, str]]


class FormatsSection(Section):
    """Language and country, and what differs from theirs."""

    def __init__(self, ctx: AppContext, store: SettingsStore, parent: QWidget) -> None:
        super().__init__(ctx, parent)
        self._store = store
        self._filled = False
        card = Card("Formats", self)
        self.form = Form(card)
        self.language = ChoiceField((), card, name="Language and country")
        self.dates = ChoiceField((), card, name="Dates")
        self.numbers = ChoiceField((), card, name="Numbers")
        self.week = ChoiceField((), card, name="A week begins with")
        self.form.add("locale", "Language and country", self.language)
        self.form.add("date_form", "Dates", self.dates, half=True)
        self.form.add("number_form", "Numbers", self.numbers, half=True)
        self.form.add("first_weekday", "A week begins with", self.week, half=True)
        card.body.addWidget(self.form)
        card.body.addWidget(label("So it looks", Role.LABEL, card))
        self.example = label("", Role.SECTION, card, wrap=True)
        card.body.addWidget(self.example)
        self.column.addWidget(card)
        # CLDR's names of languages are read on a worker.
        ctx.runner.read(self, _choices, store.current, on_result=self._on_choices, on_error=self._on_failed)

    def _on_choices(self, choices: dict[str, Choices]) -> None:
        for name, field in self._fields().items():
            for value, words in choices[name]:
                field.addItem(words, value)
            field.setCurrentIndex(max(field.findData(getattr(self._store.current, name)), 0))
            field.currentIndexChanged.connect(self._on_chosen)
        self._show_example()

    def _fields(self) -> dict[str, ChoiceField]:
        return {
            "locale": self.language, "date_form": self.dates, "number_form": self.numbers, "first_weekday": self.week,
        }  # fmt: skip

    @Slot(int)
    def _on_chosen(self, _index: int) -> None:
        values = {name: field.currentData() for name, field in self._fields().items()}
        self.ctx.runner.write(
            self, partial(_keep, self._store, values), on_result=self._on_kept, on_error=self._on_failed
        )

    def _on_kept(self, chosen: object) -> None:
        use_formats(chosen)  # type: ignore[arg-type]
        self._show_example()
        self.ctx.bus.renewed.emit()

    def _show_example(self) -> None:
        words = formats()
        money = words.money(Money(EXAMPLE_MINOR, "EUR"))
        week = self.week.itemText(self.week.findData(words.first_weekday))
        self.example.setText(f"{money} · {words.date(EXAMPLE_DAY)} · {words.number(-1234.5)} · weeks from {week}")

    def _on_failed(self, error: Exception) -> None:
        show_error(self, error)


def _keep(store: SettingsStore, values: dict[str, object]) -> object:
    """On the writer: keep the choice; the formats that follow from it."""
    from app.wording.chosen import formats_of

    return formats_of(store.change(**values))


def _choices(settings: Settings) -> dict[str, Choices]:
    """On a worker: what can be chosen, each with how it looks."""
    from app.wording.chosen import DATE_FORMS, LOCALES, NUMBER_FORMS, WEEKDAYS, locale_words
    from app.wording.locales import system_locale

    known = sorted({*LOCALES, *([settings.locale] if settings.locale else [])}, key=locale_words)
    system = f"As the system: {locale_words(system_locale())}"
    number = [(name, f"1{group}234{point}56") for name, (group, point) in NUMBER_FORMS.items()]
    return {
        "locale": [(None, system), *((name, locale_words(name)) for name in known)],
        "date_form": [(None, OWN), *((name, full(EXAMPLE_DAY)) for name, (full, _) in DATE_FORMS.items())],
        "number_form": [(None, OWN), *number],
        "first_weekday": [(None, OWN), *enumerate(WEEKDAYS)],
    }

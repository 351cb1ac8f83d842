"""The business's name and the currency of its figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import AppError
from app.domain.money import CURRENCIES
from app.ui.app_context import AppContext
from app.ui.preferences.section import Section
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.cards import Card
from app.ui.shared.errors import show_error
from app.ui.shared.fields import ChoiceField, LineField
from app.ui.shared.forms import Form
from app.ui.shared.operations import run_operation


class BusinessSection(Section):
    """Saved by its button; those who may not change it see it."""

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(ctx, parent)
        card = Card("Business", self)
        self.form = Form(card)
        self.form.add("name", "Name", LineField(card, name="Name", limit=200), required=True)
        currencies = [(code, code) for code in sorted(CURRENCIES)]
        self.form.add(
            "currency",
            "Currency",
            ChoiceField(currencies, card, name="Currency"),
            hint="The currency of your figures. What is stored in other currencies stays in them.",
        )
        card.body.addWidget(self.form)
        self.save = Button("Save", Kind.PRIMARY, card, on_click=self._on_save_clicked)
        card.body.addWidget(self.save)
        self.column.addWidget(card)
        self._refresher = Refresher(self, ctx.bus, ["setting"], self.reload)
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read it anew, unless somebody is typing."""
        self.ctx.runner.read(self, _read, self.ctx, on_result=self._on_read, on_error=self._on_failed)

    def _on_read(self, answer: tuple[Any, bool]) -> None:
        business, may_save = answer
        self._business = business
        if not self.form.is_dirty():
            self.form.set_values({"name": business.name, "currency": business.currency})
        self.save.refuse("" if may_save else "Only an owner may change this")

    def _on_failed(self, error: Exception) -> None:
        show_error(self, error)

    @Slot()
    def _on_save_clicked(self) -> None:
        from app.services.profile.commands import save_business

        values = self.form.values()
        draft = replace(self._business, name=values["name"], currency=values["currency"])
        run_operation(
            self, save_business, draft, on_success=self._on_saved, on_error=self._on_refused, toast="Business saved"
        )

    def _on_saved(self, _outcome: object) -> None:
        self.form.clear_errors()
        self.form.mark_clean()

    def _on_refused(self, error: AppError) -> None:
        self.form.show_app_error(error)


def _read(ctx: AppContext) -> tuple[Any, bool]:
    from app.services.people.queries import me
    from app.services.permissions import NO, matrix
    from app.services.profile.queries import business

    role = ctx.ops.read(me).role
    return ctx.ops.read(business), matrix().grant("settings.save", role) != NO

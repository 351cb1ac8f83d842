"""What the business says of itself: its name and currency, and the letterhead of its documents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import AppError, ValidationError
from app.domain.money import CURRENCIES
from app.ui.app_context import AppContext
from app.ui.preferences.letterhead import ChosenLogo, LetterheadPreview, LogoField
from app.ui.preferences.section import Section, alone
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.cards import Card
from app.ui.shared.errors import show_error
from app.ui.shared.fields import ChoiceField, LineField, TextField
from app.ui.shared.forms import Form
from app.ui.shared.operations import run_operation
from app.ui.shared.typed import read_whole

if TYPE_CHECKING:
    from app.services.business.read_models import Business, Logo

TEXTS = (
    "name", "currency", "street", "postal_code", "city", "region", "country", "phone", "email", "website", "tax_id",
    "footer",
)  # fmt: skip


class BusinessSection(Section):
    """Saved by its button; those who may not change it see it."""

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(ctx, parent)
        self._business: Business | None = None
        shown = Card("Letterhead", self)
        self.preview = LetterheadPreview(ctx, shown)
        shown.body.addWidget(self.preview)
        self.column.addWidget(shown)
        card = Card("Business", self)
        self.form = Form(card)
        self._add_fields(card)
        card.body.addWidget(self.form)
        self.save = Button("Save", Kind.PRIMARY, card, on_click=self._on_save_clicked)
        card.body.addLayout(alone(self.save))
        self.column.addWidget(card)
        self.form.changed.connect(self._on_edited)
        self.logo.refused.connect(self._on_refused)
        self._refresher = Refresher(self, ctx.bus, ["setting"], self.reload)
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read it anew, unless somebody is typing."""
        self.ctx.runner.read(self, _read, self.ctx, on_result=self._on_read, on_error=self._on_failed, question="all")

    def _add_fields(self, card: QWidget) -> None:
        add = self.form.add
        add("name", "Name", LineField(card, name="Name", limit=200), required=True)
        add(
            "currency",
            "Currency",
            ChoiceField([(code, code) for code in sorted(CURRENCIES)], card, name="Currency"),
            hint="The currency of your figures. What is stored in other currencies stays in them.",
        )
        self.form.add_section("On your letters")
        # Made where it stands: Tab goes in the order in which fields are made.
        self.logo = LogoField(self.ctx, card)
        add("logo", "Logo", self.logo, hint="PNG, JPEG or SVG of at most 1 MB; drop the file here or choose it.")
        add("street", "Street", TextField(card, name="Street", lines=1, most_lines=3))
        for name, caption in (
            ("postal_code", "Postal code"), ("city", "City"), ("region", "Region"), ("country", "Country"),
            ("phone", "Phone"), ("email", "Email"), ("website", "Website"), ("tax_id", "Tax ID"),
        ):  # fmt: skip
            add(name, caption, LineField(card, name=caption), half=True)
        add(
            "footer",
            "Below every letter",
            TextField(card, name="Below every letter", lines=2, most_lines=5),
            hint="Bank account, registration: what has to stand on your letters.",
        )
        add("quote_days", "Quotes hold for (days)", LineField(card, name="Quotes hold for (days)"), half=True)

    # -- what happened ----------------------------------------------------------------------------------------------

    def _on_read(self, answer: tuple[Business, Logo | None, bool]) -> None:
        business, logo, may_save = answer
        self._business = business
        if not self.form.is_dirty():
            self.form.set_values({name: getattr(business, name) for name in TEXTS})
            days = business.quote_days
            self.form.set_values({"quote_days": "" if days is None else str(days)})
            self.form.set_values({"logo": ChosenLogo(logo, business.logo if logo is not None else None)})
            self.preview.show_letterhead(business, logo)
        self.save.refuse("" if may_save else "Only an owner may change this")
        self.logo.set_usable(usable=may_save)

    def _on_failed(self, error: Exception) -> None:
        show_error(self, error)

    def _draft(self) -> Business | None:
        """What the form holds, whether or not it can be saved; the logo apart."""
        if self._business is None:
            return None
        values = self.form.values()
        return replace(self._business, **{name: values[name] for name in TEXTS}, logo=values["logo"].digest)

    @Slot()
    def _on_edited(self) -> None:
        draft = self._draft()
        if draft is not None:
            self.preview.show_letterhead(draft, self.logo.value().logo)

    @Slot()
    def _on_save_clicked(self) -> None:
        from app.services.business.commands import save_business

        draft = self._draft()
        if draft is None:
            return
        self.form.clear_errors()
        try:
            draft = replace(draft, quote_days=read_whole(self.form.values()["quote_days"], "quote_days"))
        except ValidationError as error:
            self.form.show_app_error(error)
            return
        run_operation(
            self, save_business, draft, self.logo.value().new_content,
            on_success=self._on_saved, on_error=self._on_refused, toast="Business saved",
        )  # fmt: skip

    def _on_saved(self, _outcome: object) -> None:
        self.form.clear_errors()
        self.form.mark_clean()
        # The stored logo has its digest now.
        self.reload()

    @Slot(object)
    def _on_refused(self, error: AppError) -> None:
        self.form.show_app_error(error)


def _read(ctx: AppContext) -> tuple[Any, Any, bool]:
    from app.services.business.queries import business_and_logo
    from app.services.people.queries import me
    from app.services.permissions import NO, matrix

    role = ctx.ops.read(me).role
    return *ctx.ops.read(business_and_logo), matrix().grant("settings.save", role) != NO

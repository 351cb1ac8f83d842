"""One's own password."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.errors import AppError
from app.ui.app_context import AppContext
from app.ui.preferences.section import Section, alone
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.cards import Card
from app.ui.shared.fields import LineField
from app.ui.shared.forms import Form
from app.ui.shared.operations import run_operation


def password_field(parent: QWidget, name: str) -> LineField:
    """A field that shows dots; pasting is allowed."""
    field = LineField(parent, name=name, limit=1000)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


class PasswordSection(Section):
    """The old one is proved first, when there is one."""

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(ctx, parent)
        card = Card("Your password", self)
        self.form = Form(card)
        self.form.add(
            "old", "Old password", password_field(card, "Old password"), hint="Leave it empty if you have none"
        )
        self.form.add(
            "password",
            "New password",
            password_field(card, "New password"),
            hint="At least 8 characters; longer is better",
        )
        self.form.add("again", "New password again", password_field(card, "New password again"))
        card.body.addWidget(self.form)
        self.save = Button("Change password", Kind.PRIMARY, card, on_click=self._on_save_clicked)
        card.body.addLayout(alone(self.save))
        self.column.addWidget(card)

    @Slot()
    def _on_save_clicked(self) -> None:
        from app.services.people.commands import change_password

        values = self.form.values()
        self.form.clear_errors()
        if values["again"] != values["password"]:
            self.form.field("again").set_error("Not the same as the new password: type it again.")
            return
        run_operation(
            self,
            change_password,
            values["password"],
            values["old"],
            on_success=self._on_saved,
            on_error=self._on_refused,
        )

    def _on_saved(self, _outcome: object) -> None:
        self.form.set_values({"old": "", "password": "", "again": ""})
        self.form.banner.show_message("Your password is changed.", "good")

    def _on_refused(self, error: AppError) -> None:
        self.form.show_app_error(error)

"""The people of the business: who they are, what they may do, who signs in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.ui.app_context import AppContext
from app.ui.preferences.password import password_field
from app.ui.preferences.section import Section
from app.ui.shared.badges import Avatar, Badge
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import Button
from app.ui.shared.cards import Card, Rule, clear_layout
from app.ui.shared.columns import Tone
from app.ui.shared.errors import show_error
from app.ui.shared.fields import ChoiceField, LineField
from app.ui.shared.forms import Form
from app.ui.shared.labels import ElidedLabel, Role, label
from app.ui.shared.operations import run_operation
from app.ui.shared.side_sheet import SideSheet

if TYPE_CHECKING:
    from app.services.people.read_models import Me, StaffRow


class PeopleSection(Section):
    """The list, and a sheet to add or change somebody."""

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(ctx, parent, width=760)
        self.me: Me | None = None
        self.people: Sequence[StaffRow] = ()
        self.sheet: SideSheet | None = None
        card = Card("People", self, flush=True)
        self.add = Button("Add a person", parent=card, icon="plus", on_click=self._on_add_clicked)
        card.head.add_action(self.add)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        card.body.addLayout(self.rows)
        self.column.addWidget(card)
        self._host: QWidget = self
        self._refresher = Refresher(self, ctx.bus, ["staff"], self.reload)
        self.reload()

    def set_sheet_host(self, host: QWidget) -> None:
        """Over what the sheet opens."""
        self._host = host

    @Slot()
    def reload(self) -> None:
        """Read the people anew."""
        self.ctx.runner.read(self, _read, self.ctx, on_result=self._on_read, on_error=self._on_failed, question="all")

    def edit(self, row: StaffRow | None) -> None:
        """Open the sheet for somebody, or for somebody new."""
        if self.me is None:
            return
        form = PersonForm(self.me, row, len(self.people), self)
        self.sheet = SideSheet(
            self._host, row.name if row else "New person", form, save_text="Save", is_dirty=form.form.is_dirty
        )
        form.sheet = self.sheet
        self.sheet.saved.connect(form.save)
        self.sheet.open_sheet()
        form.form.focus_first()

    def _on_read(self, answer: tuple[Me, Sequence[StaffRow]]) -> None:
        self.me, self.people = answer
        self.add.refuse("" if self.me.assignable_roles else "Your role may not add people")
        clear_layout(self.rows)
        for number, row in enumerate(self.people):
            if number:
                self.rows.addWidget(Rule(self, soft=True))
            self.rows.addWidget(PersonRow(row, self.me, self))

    def _on_failed(self, error: Exception) -> None:
        show_error(self, error)

    @Slot()
    def _on_add_clicked(self) -> None:
        self.edit(None)


class PersonRow(QWidget):
    """One person: name, what they do, role, and whether they sign in."""

    def __init__(self, row: StaffRow, me: Me, section: PeopleSection) -> None:
        super().__init__(section)
        from app.wording.labels import label as word

        self._row = row
        self._section = section
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 10, 12, 10)
        line.setSpacing(10)
        line.addWidget(Avatar(row.name, self))
        words = QVBoxLayout()
        words.setSpacing(1)
        you = " (you)" if row.id == me.id else ""
        words.addWidget(ElidedLabel(row.name + you, Role.BODY, self))
        words.addWidget(ElidedLabel(" · ".join(filter(None, (row.title, row.email))) or "–", Role.LABEL, self))
        line.addLayout(words, 1)
        if not row.active:
            line.addWidget(Badge("Left", Tone.NEUTRAL, self))
        elif row.signs_in:
            line.addWidget(Badge("Signs in", Tone.GOOD, self))
        line.addWidget(Badge(word(row.role), Tone.ACCENT, self))
        self.edit = Button("Change", parent=self, on_click=self._on_edit_clicked)
        self.edit.setAccessibleName(f"Change {row.name}")
        self.edit.refuse("" if row.role in me.assignable_roles else "Your role may not change this person")
        line.addWidget(self.edit)

    @Slot()
    def _on_edit_clicked(self) -> None:
        self._section.edit(self._row)


class PersonForm(QWidget):
    """The form of one person. The second account asks for the acting person's own password too."""

    def __init__(self, me: Me, row: StaffRow | None, people: int, section: PeopleSection) -> None:
        super().__init__(section)
        from app.wording.labels import label as word

        self.ctx = section.ctx
        self.sheet: SideSheet | None = None
        self._row = row
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.form = Form(self)
        add = self.form.add
        add("name", "Name", LineField(self, name="Name", limit=200), required=True)
        add("title", "What they do", LineField(self, name="What they do"), half=True)
        add("code", "Code", LineField(self, name="Code"), half=True)
        add("email", "Email", LineField(self, name="Email"))
        roles = [(role, word(role)) for role in me.assignable_roles]
        add("role", "Role", ChoiceField(roles, self, name="Role"))
        add("active", "", QCheckBox("Works here", self))
        add("signs_in", "", QCheckBox("Signs in with a password", self))
        add(
            "password",
            "New password" if row is not None and row.has_password else "Password",
            password_field(self, "Password"),
            hint="At least 8 characters. Leave it empty to keep the one they have."
            if row
            else "At least 8 characters.",
        )
        add(
            "own_password",
            "Your own password",
            password_field(self, "Your own password"),
            hint="From the second account on everyone signs in, you too.",
        )
        column.addWidget(self.form)
        if row is not None:
            column.addWidget(
                label("Nothing that this person did is lost when they leave.", Role.LABEL, self, wrap=True)
            )
        self._fill(row, me)
        self.form.field("own_password").setVisible(not me.several_accounts and people > 0)

    def _fill(self, row: StaffRow | None, me: Me) -> None:
        if row is None:
            self.form.set_values({"active": True, "role": me.assignable_roles[-1]})
            return
        names = ("name", "title", "code", "email", "role", "active", "signs_in")
        self.form.set_values({name: getattr(row, name) for name in names})

    def show_app_error(self, error: AppError) -> bool:
        """At the field."""
        return self.form.show_app_error(error)

    @Slot()
    def save(self) -> None:
        """Save what the form holds."""
        from app.services.people.commands import save
        from app.services.people.read_models import StaffDraft

        row = self._row
        draft = StaffDraft(id=row.id if row else None, version=row.version if row else None, **self.form.values())
        run = run_operation(self, save, draft, on_success=self._on_saved, on_error=self._on_refused)
        if self.sheet is not None:
            self.sheet.set_busy(busy=True)
        run.finished.connect(self._on_finished)

    def _on_refused(self, error: AppError) -> None:
        if getattr(error, "field", "") == "own_password":
            self.form.field("own_password").show()
        self.form.show_app_error(error)

    def _on_saved(self, _outcome: Any) -> None:
        if self.sheet is not None:
            self.sheet.close_sheet()

    @Slot(bool)
    def _on_finished(self, ok: bool) -> None:
        if not ok and self.sheet is not None:
            self.sheet.set_busy(busy=False)


def _read(ctx: AppContext) -> tuple[Me, Sequence[StaffRow]]:
    from app.services.people.queries import everyone, me

    return ctx.ops.read(me), ctx.ops.read(everyone)

"""The people at a customer: who they are, how to reach them, from when to when they were there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.domain.clock import utc_now
from app.domain.errors import Problem, ValidationError
from app.domain.vocabulary import ContactPointKind
from app.services.contacts import people
from app.services.contacts.read_models import PersonDraft
from app.services.customers.read_models import CustomerDetail, Person
from app.ui.app_context import AppContext
from app.ui.customers.reach import ReachLink
from app.ui.shared.access import Access
from app.ui.shared.badges import Avatar, Badge
from app.ui.shared.buttons import Button, IconButton, open_below
from app.ui.shared.cards import Card, ScrollPage, clear_layout
from app.ui.shared.chips import FlowLayout
from app.ui.shared.columns import Tone
from app.ui.shared.draft_sheet import DraftForm, DraftSheet
from app.ui.shared.empty_state import EmptyState
from app.ui.shared.fields import LineField, TextField
from app.ui.shared.formats import formats
from app.ui.shared.labels import ElidedLabel, Role, label
from app.ui.shared.operations import run_operation

_REACHED = (ContactPointKind.PHONE, ContactPointKind.MOBILE, ContactPointKind.EMAIL)


class PeoplePage(ScrollPage):
    """Cards of the people. `sheet_host` is asked for when a form opens."""

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._customer: CustomerDetail | None = None
        self._access: Access | None = None
        self._host: QWidget = self
        self.sheet: DraftSheet | None = None
        row = QHBoxLayout()
        self._count = label("", Role.MUTED, self)
        row.addWidget(self._count, 1)
        self.add_button = Button("Add person", parent=self, icon="plus", on_click=self.add_person)
        row.addWidget(self.add_button)
        self.body.addLayout(row)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.body.addLayout(self._list)
        self.body.addStretch(1)

    def set_access(self, access: Access) -> None:
        """Who looks."""
        self._access = access
        self.add_button.refuse(access.reason("contact.save"))

    def set_sheet_host(self, host: QWidget) -> None:
        """Over what a form opens."""
        self._host = host

    def show_customer(self, customer: CustomerDetail) -> None:
        """Show these people."""
        self._customer = customer
        clear_layout(self._list)
        for person in customer.people:
            self._list.addWidget(PersonCard(person, self))
        if not customer.people:
            self._list.addWidget(EmptyState("Nobody yet", "Add whom to ask for.", self, icon="users"))
        there = [person for person in customer.people if not _has_left(person)]
        left = len(customer.people) - len(there)
        words = formats().count(len(there), "person", "people")
        self._count.setText(f"{words} · {left} left" if left else words)

    @property
    def may_save(self) -> bool:
        """Whether people can be changed here."""
        return self._access is not None and self._access.may("contact.save")

    @Slot()
    def add_person(self) -> None:
        """Open an empty form."""
        if self._customer is not None:
            self._open("New person", PersonDraft(self._customer.id, is_main=not self._customer.people), again=False)

    def edit_person(self, person: Person) -> None:
        """Open a person's form."""
        self.ctx.runner.read(
            self, self.ctx.ops.read, people.person_draft, person.affiliation_id, on_result=self._on_draft_read
        )

    def end_person(self, person: Person) -> None:
        """They are not there any more, as of today."""
        self.ctx.runner.read(
            self, self.ctx.ops.read, people.person_draft, person.affiliation_id, on_result=self._on_draft_to_end
        )

    def remove_person(self, person: Person) -> None:
        """They never were."""
        run_operation(self, people.remove_person, person.affiliation_id, toast=f"{person.name} removed")

    def _on_draft_read(self, draft: PersonDraft) -> None:
        self._open(draft.name, draft, again=True)

    def _on_draft_to_end(self, draft: PersonDraft) -> None:
        today = formats().local_date(self.ctx.ops.now())
        ended = replace(draft, valid_to=today, is_main=False, original=draft)
        run_operation(self, people.save_person, ended, toast=f"{draft.name} has left")

    def _open(self, title: str, draft: PersonDraft, *, again: bool) -> None:
        read = _Again(self.ctx, draft.affiliation_id or 0) if again else None
        again_ = read.read if read else None
        self.sheet = PersonSheet(
            self._host, self.ctx, title, PersonForm(), draft, people.save_person, read_again=again_
        )
        self.sheet.closed.connect(self._on_closed)
        self.sheet.open_sheet()

    @Slot()
    def _on_closed(self) -> None:
        self.sheet = None


class _Again:
    """Reads a person's form anew, on a worker."""

    def __init__(self, ctx: AppContext, affiliation_id: int) -> None:
        self._ctx = ctx
        self._id = affiliation_id

    def read(self) -> PersonDraft:
        return self._ctx.ops.read(people.person_draft, self._id)


class PersonCard(Card):
    """One person."""

    def __init__(self, person: Person, page: PeoplePage) -> None:
        super().__init__("", page)
        self.setAccessibleName(person.name)
        self._person = person
        self._page = page
        self.body.setContentsMargins(12, 10, 8, 10)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(Avatar(person.name, self), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(ElidedLabel(person.name, Role.STRONG, self))
        if person.is_main:
            head.addWidget(Badge("Main", Tone.ACCENT, self))
        if _has_left(person):
            head.addWidget(Badge("Left", Tone.NEUTRAL, self))
        head.addStretch(1)
        words.addLayout(head)
        words.addWidget(ElidedLabel(_role_words(person), Role.MUTED, self))
        reach = QWidget(self)
        flow = FlowLayout(reach, gap=12)
        for point in person.points:
            if point.kind in _REACHED:
                flow.addWidget(ReachLink(point.kind, point.value, reach))
        policy = reach.sizePolicy()
        policy.setHeightForWidth(True)
        reach.setSizePolicy(policy)
        reach.setVisible(bool(flow.count()))
        words.addWidget(reach)
        if person.notes:
            words.addWidget(label(person.notes, Role.BODY, self, wrap=True, selectable=True))
        row.addLayout(words, 1)
        if page.may_save:
            row.addWidget(self._make_more(), 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)

    def _make_more(self) -> IconButton:
        more = IconButton("dots-three-vertical", f"Actions for {self._person.name}", self)
        menu = self._menu = QMenu(more)
        entries: list[tuple[str, Any]] = [("Edit …", self._on_edit)]
        if not _has_left(self._person):
            entries.append(("Has left (today)", self._on_end))
        entries.append(("Remove", self._on_remove))
        for text, slot in entries:
            action = QAction(text, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        more.setAccessibleDescription("Opens a menu")
        more.clicked.connect(self._on_more)
        self._more = more
        return more

    @Slot()
    def _on_more(self) -> None:
        open_below(self._more, self._menu)

    @Slot()
    def _on_edit(self) -> None:
        self._page.edit_person(self._person)

    @Slot()
    def _on_end(self) -> None:
        self._page.end_person(self._person)

    @Slot()
    def _on_remove(self) -> None:
        self._page.remove_person(self._person)


class PersonForm(DraftForm):
    """A person's form."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add("name", "Name", LineField(self, limit=200), required=True)
        self.add("role", "Role", LineField(self, limit=200), hint="Such as chef, buyer, accounts")
        self.add("phone", "Phone", LineField(self, limit=100), half=True)
        self.add("mobile", "Mobile", LineField(self, limit=100), half=True)
        self.add("email", "Email", LineField(self, limit=200))
        self.add("is_main", "Main person to ask for", QCheckBox("Main person to ask for", self))
        self.add("valid_from", "From", LineField(self, placeholder="2026-11-22"), half=True)
        self.add("valid_to", "Until", LineField(self, placeholder="still there"), half=True)
        self.add("notes", "Notes", TextField(self, lines=3))
        self.mark_clean()

    def to_fields(self, draft: PersonDraft) -> dict[str, Any]:
        """Days as text."""
        values = super().to_fields(draft)
        for name in ("valid_from", "valid_to"):
            values[name] = values[name].isoformat() if values[name] is not None else ""
        return values

    def to_values(self) -> dict[str, Any]:
        """Text as days."""
        values = self.values()
        for name in ("valid_from", "valid_to"):
            values[name] = read_day(values[name], name)
        return values


class PersonSheet(DraftSheet):
    """The form of a person over the side."""

    def words(self, result: Any) -> str:
        """Whom it was about."""
        return f"{self.form.values()['name'].strip()} saved"


def read_day(text: str, field: str) -> date | None:
    """A day as `2026-11-22`; None when empty. Raises ValidationError."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValidationError(field, Problem.NOT_A_DATE) from None


def _has_left(person: Person) -> bool:
    return person.valid_to is not None and person.valid_to <= formats().local_date(utc_now())


def _role_words(person: Person) -> str:
    words = formats()
    parts = [person.role]
    if person.valid_from is not None or person.valid_to is not None:
        since = words.date(person.valid_from) if person.valid_from else ""
        until = words.date(person.valid_to) if person.valid_to else ""
        parts.append(f"{since} to {until}".strip() if until else f"since {since}")
    parts += [f"no {consent.channel.value}" for consent in person.consents if not consent.given]
    return " · ".join(part for part in parts if part)

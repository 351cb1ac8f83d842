"""Mends one interaction; where a role may only add, it adds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.vocabulary import CallOutcome, Direction, InteractionKind
from app.services.interactions import commands
from app.services.interactions.read_models import InteractionDetail
from app.ui.shared.fields import ChoiceField, LineField, TextField
from app.ui.shared.forms import Form
from app.ui.shared.labels import Role, label
from app.wording import labels


class InteractionForm(Form):
    """The whole entry for those who may change it; else what is there, and room to add to it."""

    def __init__(self, detail: InteractionDetail, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detail = detail
        if detail.may_edit:
            self._add_all()
        else:
            old = label(detail.draft.notes or "–", Role.BODY, self, wrap=True, selectable=True)
            layout = self.layout()
            if isinstance(layout, QVBoxLayout):
                layout.insertWidget(1, old)
            self.add("notes", "Add to it", TextField(self, lines=4), hint="It is added below, with your name.")
            self.mark_clean()

    @property
    def sheet_title(self) -> str:
        """What the sheet is called."""
        word = labels.label(self._detail.draft.kind).lower()
        return f"Edit {word}" if self._detail.may_edit else f"Add to {word}"

    @property
    def save_text(self) -> str:
        """What saving is called."""
        return "Save" if self._detail.may_edit else "Add"

    def save_call(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        """The command and its arguments."""
        values = self.values()
        if not self._detail.may_edit:
            return commands.append_note, (self._detail.id, values["notes"])
        kind = values["kind"]
        draft = replace(
            self._detail.draft,
            kind=kind,
            direction=values["direction"],
            outcome=values["outcome"] if kind is InteractionKind.CALL else None,
            subject=values["subject"],
            notes=values["notes"],
        )
        return commands.edit, (self._detail.id, draft, self._detail.version)

    def _add_all(self) -> None:
        draft = self._detail.draft
        outcomes: list[tuple[object, str]] = [(None, "–"), *labels.choices(CallOutcome)]
        self.add("kind", "Kind", ChoiceField(labels.choices(InteractionKind), self), half=True)
        self.add("direction", "Direction", ChoiceField(labels.choices(Direction), self), half=True)
        self.add("outcome", "Outcome of a call", ChoiceField(outcomes, self))
        self.add("subject", "Subject", LineField(self))
        self.add("notes", "What was said", TextField(self, lines=6, most_lines=16))
        self.set_values(
            {
                "kind": draft.kind,
                "direction": draft.direction,
                "outcome": draft.outcome,
                "subject": draft.subject,
                "notes": draft.notes,
            }
        )

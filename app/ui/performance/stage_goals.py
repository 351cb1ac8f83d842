"""The goals of the chain's stages: how a stage stands against its own, and the form in which the owner sets them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError, Checks, ValidationError
from app.services.insights.figures import Stage
from app.services.insights.stage_goals import set_stage_goals
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.fields import LineField
from app.ui.shared.formats import formats
from app.ui.shared.forms import Form
from app.ui.shared.operations import run_operation
from app.ui.shared.typed import read_number
from app.wording.measures import STAGES

NEAR = Fraction(5, 4)
"""So much more than the goal is near it; beyond that the stage is in the red."""


def tone_of(value: Fraction | int, wanted: Fraction | int) -> str:
    """How a stage of so many days stands against what is wanted."""
    return "good" if value <= wanted else "warn" if value <= wanted * NEAR else "bad"


def goal_text(goal: Fraction | int) -> str:
    """`goal 12 d`."""
    words = formats()
    return f"goal {words.number(goal, 0 if goal == int(goal) else 1)}\u00a0d"


class StageGoals(QWidget):
    """A field for each stage; empty is no goal. Hidden until it is wanted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        self.form = Form(self)
        for stage in Stage:
            name = f"{STAGES[stage]}, days"
            self.form.add(stage.value, name, LineField(self.form, name=f"Goal of {name}", limit=12), half=True)
        column.addWidget(self.form)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(Button("Cancel", Kind.GHOST, self, on_click=self.hide))
        self.save_button = Button("Save goals", Kind.QUIET, self, on_click=self.save)
        row.addWidget(self.save_button)
        column.addLayout(row)
        self.hide()

    def ask(self, goals: Mapping[Stage, Fraction]) -> None:
        """Show the goals as they are."""
        self.form.clear_errors()
        self.form.set_values({stage.value: _typed(goals.get(stage)) for stage in Stage})
        self.form.mark_clean()
        self.show()
        self.form.focus_first()

    @Slot()
    def save(self) -> None:
        """Save all of them in one step; a refusal shows at its field."""
        self.form.clear_errors()
        try:
            wanted = self._wanted()
        except AppError as error:
            self.form.show_app_error(error)
            return
        run_operation(
            self, set_stage_goals, wanted, on_success=self._on_saved, on_error=self._on_failed, toast="Goals saved"
        )

    def _wanted(self) -> dict[Stage, Fraction | None]:
        values, checks = self.form.values(), Checks()
        wanted: dict[Stage, Fraction | None] = {}
        for stage in Stage:
            try:
                number = read_number(values[stage.value], stage.value)
            except ValidationError as error:
                checks.errors.append(error)
                continue
            wanted[stage] = None if number is None else Fraction(number)
        checks.raise_if_any()
        return wanted

    def _on_saved(self, _outcome: Any) -> None:
        self.form.mark_clean()
        self.hide()

    def _on_failed(self, error: AppError) -> None:
        self.form.show_app_error(error)


def _typed(goal: Fraction | None) -> str:
    return "" if goal is None else formats().number(goal, None if goal != int(goal) else 0)

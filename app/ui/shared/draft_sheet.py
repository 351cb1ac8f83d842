"""A side sheet that saves a draft: errors at their fields, and both versions when somebody else was faster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import AppError, ConflictError, ValidationError, ValidationErrors
from app.ui.app_context import AppContext
from app.ui.shared.conflicts import THEIRS, ConflictPanel
from app.ui.shared.forms import Form
from app.ui.shared.operations import run_operation
from app.ui.shared.side_sheet import SideSheet

if TYPE_CHECKING:
    from app.services.operations import Outcome

WIDTH = 460


class DraftForm(Form):
    """A form of a draft, a frozen dataclass with an `original`. Override `to_values`, `to_fields` and `write`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.conflicts = ConflictPanel(self)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(1, self.conflicts)
        self.conflicts.edit_wanted.connect(self._on_edit_wanted)

    def to_values(self) -> dict[str, Any]:
        """The draft's attributes from the fields. Raises ValidationError(s) for what cannot be read."""
        return self.values()

    def to_fields(self, draft: Any) -> dict[str, Any]:
        """What each field shows of a draft."""
        return {name: getattr(draft, name) for name in self.values()}

    def write(self, field: str, value: object) -> str:
        """A draft's value in words, for the two versions of a conflict."""
        return str(value) if value is not None else ""

    def captions(self) -> Mapping[str, str]:
        """The caption of each field."""
        return {name: self.field(name).caption for name in self.values()}

    @Slot(str)
    def _on_edit_wanted(self, name: str) -> None:
        """The keyboard goes to the field; what is typed there is kept."""
        self.field(name).control.setFocus()


class DraftSheet(SideSheet):
    """Make it, then `open_sheet()`. `done(result)` after it was saved; it closes itself then.

    `draft` is what the form opens with; an existing record's is handed back as `original`. `read_again()` gives the
    stored draft anew (on a worker) when somebody else changed the same fields.
    """

    done = Signal(object)

    def __init__(
        self,
        host: QWidget,
        ctx: AppContext,
        title: str,
        form: DraftForm,
        draft: Any,
        command: Callable[..., Any],
        *,
        read_again: Callable[[], Any] | None = None,
    ) -> None:
        super().__init__(host, title, form, width=WIDTH)
        self.ctx = ctx
        self.form = form
        self._draft = draft
        self._command = command
        self._read_again = read_again
        self._sent: Any = None
        form.set_values(form.to_fields(draft))
        self.saved.connect(self.save)

    @Slot()
    def save(self) -> None:
        """Save what the form holds."""
        if not self.save_button.isEnabled():
            return
        try:
            values = self.form.to_values()
        except (ValidationError, ValidationErrors) as error:
            self.form.show_app_error(error)
            return
        self.form.clear_errors()
        self.set_busy(True)
        if self.form.conflicts.choices() and self._read_again is not None:
            self._sent = values
            self.ctx.runner.read(self, self._read_again, on_result=self._on_read_again, on_error=self._on_failed)
        else:
            self._run(values)

    def _run(self, values: dict[str, Any]) -> None:
        original = self._draft if self._read_again is not None else None
        draft = replace(self._draft, **values, original=original)
        run_operation(self, self._command, draft, on_success=self._on_saved, on_error=self._on_failed, toast=self._say)

    def words(self, result: Any) -> str:
        """What the toast says after it was saved; override."""
        return "Saved"

    def _say(self, outcome: Outcome[Any]) -> str:
        return self.words(outcome.value)

    def _on_read_again(self, fresh: Any) -> None:
        """Take theirs where that was chosen, and where only they changed something."""
        choices = self.form.conflicts.choices()
        values = {
            name: getattr(fresh, name)
            if choices.get(name) == THEIRS or (name not in choices and value == getattr(self._draft, name))
            else value
            for name, value in self._sent.items()
        }
        self._draft = fresh
        self.form.set_values(self.form.to_fields(replace(fresh, **values)))
        self.form.conflicts.clear()
        self._run(values)

    def _on_saved(self, outcome: Outcome[Any]) -> None:
        self.form.mark_clean()
        self.done.emit(outcome.value)
        self.close_sheet()

    def _on_failed(self, error: Exception) -> None:
        self.set_busy(False)
        if isinstance(error, ConflictError) and error.fields and self._read_again is not None:
            self.form.conflicts.show_conflict(error, self.form.captions(), self.form.write)
        elif isinstance(error, AppError):
            self.form.show_app_error(error)
        else:
            raise error

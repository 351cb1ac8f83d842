"""A step of an order that asks for something first: a sheet that runs one command and closes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import AppError
from app.ui.app_context import AppContext
from app.ui.shared.formats import formats
from app.ui.shared.forms import Form
from app.ui.shared.labels import Role, label
from app.ui.shared.operations import run_operation
from app.ui.shared.side_sheet import SideSheet
from app.wording.shipments import also_called_off

if TYPE_CHECKING:
    from app.services.operations import Outcome


def over(number: str, done: str) -> Callable[[Outcome[Any]], str]:
    """What the toast says once an order is over: which, and what of its shipments went with it."""

    def words(outcome: Outcome[Any]) -> str:
        return f"{number} {done}{also_called_off(outcome.value, formats())}"

    return words


class StepSheet(SideSheet):
    """Override `run`, which calls `run_step`. Errors stand at their fields."""

    def __init__(self, host: QWidget, ctx: AppContext, title: str, form: Form, save_text: str) -> None:
        super().__init__(host, title, form, save_text=save_text)
        self.ctx = ctx
        self.form = form
        self.today = formats().local_date(ctx.ops.now())
        self.saved.connect(self.run)

    @Slot()
    def run(self) -> None:
        """Do the step."""
        raise NotImplementedError

    def say(self, text: str, role: Role = Role.BODY) -> None:
        """A sentence of the form, below its banner."""
        layout = self.form.layout()
        if layout is not None:
            layout.addWidget(label(text, role, self.form, wrap=True))

    def run_step(self, command: Callable[..., Any], *args: object, toast: str | Callable[[Outcome[Any]], str]) -> None:
        """Run the command once, and close when it was done."""
        self.form.clear_errors()
        self.set_busy(True)
        run_operation(self, command, *args, on_success=self._on_done, on_error=self.failed, toast=toast)

    def failed(self, error: AppError) -> None:
        """Say what was refused."""
        self.set_busy(False)
        self.form.show_app_error(error)

    def _on_done(self, _outcome: object) -> None:
        self.form.mark_clean()
        self.close_sheet()
